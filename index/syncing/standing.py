"""How an index stands, told by its small files alone: no generation is opened, nothing is changed.

Knows the pointer, the manifests and the file of vectors that wait; knows nothing of articles.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexCorrupt, IndexMismatch, RagError
from index.objects.address import Folder, folder_of
from index.store.generations import current_generation, generation_names, pointer, writer_of
from index.store.manifest import Manifest, read_manifest
from index.syncing.building.journal import waiting_vectors


@dataclass(frozen=True, slots=True)
class Standing:
    """What is in use, and what a sync that was stopped left for the next one."""

    generation: str
    """The generation in use; "" when there is none."""
    waiting: int
    """Chunks whose vectors were computed and are not published yet."""
    writer: str = ""
    """Who is writing to the index now, in words; "" when nobody is."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What an index was made of."""

    folders: tuple[Folder, ...]
    columns: tuple[tuple[str, str], ...]
    """Which column of a table holds a fact; see `IndexConfig.columns`."""


def standing(index_path: Path) -> Standing:
    """How the index at `index_path` stands; nothing there is an answer too."""
    return Standing(pointer(index_path), waiting_vectors(index_path), writer_of(index_path))


def origin_of(index_path: Path) -> Origin:
    """What the index was made of: the generation in use says so, or when its manifest is damaged the one before.

    Raises IndexMissing, or IndexCorrupt and IndexMismatch when no manifest can be read.
    """
    manifest = _manifest(index_path)
    return Origin(tuple(map(folder_of, manifest.sources)), manifest.settings.columns)


def _manifest(index_path: Path) -> Manifest:
    in_use = current_generation(index_path)
    try:
        return read_manifest(in_use)
    except (IndexCorrupt, IndexMismatch):
        for name in reversed(generation_names(index_path)):
            try:
                return read_manifest(index_path / "generations" / name)
            except RagError:
                continue
        raise
