"""A generation opened for reading, after its parts were found to agree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexCorrupt
from index.store.articles import ArticleStore
from index.store.generations import ARTICLES, VECTORS, WORDS
from index.store.manifest import Manifest, check_files, read_manifest
from index.store.vectors import VectorIndex
from index.store.words import WordIndex


@dataclass(frozen=True, slots=True)
class OpenGeneration:
    """The parts of one generation. They keep their files open, so a later sync takes nothing away."""

    folder: Path
    manifest: Manifest
    articles: ArticleStore
    vectors: VectorIndex
    words: WordIndex


def open_generation(folder: Path) -> OpenGeneration:
    """Open `folder`. Raises IndexMismatch for another format, IndexCorrupt when its parts disagree."""
    manifest = read_manifest(folder)
    check_files(folder, manifest, hashes=False)
    opened = OpenGeneration(
        folder, manifest, ArticleStore(folder / ARTICLES), VectorIndex(folder / VECTORS), WordIndex(folder / WORDS)
    )
    found = (*opened.articles.counts(), opened.vectors.rows, opened.words.rows, opened.vectors.dim)
    expected = (manifest.articles, manifest.chunks, manifest.chunks, manifest.chunks, manifest.settings.dim)
    if found != expected:
        raise IndexCorrupt(
            f"{folder}: articles, chunks, vectors, word entries and dimensions are {found}, "
            f"the manifest says {expected}; rebuild it with `rag sync FOLDER`"
        )
    return opened
