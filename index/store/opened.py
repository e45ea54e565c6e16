"""A generation opened for reading, after its parts were found to agree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexCorrupt
from index.store.articles import ArticleStore
from index.store.columns import Columns
from index.store.generations import ARTICLES, COLUMNS, WORDS
from index.store.manifest import Manifest, check_files, read_manifest
from index.store.vectors import VectorIndex
from index.store.words import WordIndex


@dataclass(frozen=True, slots=True)
class OpenGeneration:
    """The parts of one generation. They keep their files open, so a later sync takes nothing away."""

    folder: Path
    manifest: Manifest
    articles: ArticleStore
    columns: Columns
    vectors: VectorIndex
    words: WordIndex


def open_generation(folder: Path, *, thoroughly: bool = False) -> OpenGeneration:
    """Open `folder`. Raises IndexMismatch for another format, IndexCorrupt when its parts disagree.

    `thoroughly` reads every byte of every file; see `index.store.manifest` for what is read otherwise.
    """
    manifest = read_manifest(folder)
    check_files(folder, manifest, thoroughly=thoroughly)
    articles = ArticleStore(folder / ARTICLES, manifest.sources)
    opened = OpenGeneration(
        folder,
        manifest,
        articles,
        Columns(folder / COLUMNS, articles.outlets()),
        VectorIndex(folder, manifest.approximate),
        WordIndex(folder / WORDS),
    )
    found = (*articles.counts(), len(opened.columns), opened.vectors.rows, opened.words.rows, opened.vectors.dim)
    expected = (manifest.articles, *[manifest.chunks] * 4, manifest.settings.dim)
    if found != expected:
        raise IndexCorrupt(
            f"{folder}: articles, chunks, columns, vectors, word entries and dimensions are {found}, "
            f"the manifest says {expected}; rebuild it with `rag sync FOLDER`"
        )
    return opened
