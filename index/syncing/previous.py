"""The generation that a sync begins with: the one in use, or an older one when that is damaged."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from index.errors import IndexCorrupt, IndexMismatch, IndexMissing
from index.store.generations import current_generation, generation_names
from index.store.opened import OpenGeneration, open_generation


def usable_generation(index_path: Path, *, damaged: Collection[Path]) -> tuple[OpenGeneration | None, list[str]]:
    """The newest generation that can be read, but none after the one in use, and what was wrong with newer ones.

    `damaged` were found to be so already.
    """
    notes = list[str]()
    for folder in _candidates(index_path):
        if folder in damaged:
            continue
        try:
            return open_generation(folder), notes
        except (IndexCorrupt, IndexMismatch) as error:
            notes.append(f"the generation {folder.name} could not be used, so the index was built without it: {error}")
    return None, notes


def _candidates(index_path: Path) -> list[Path]:
    names = generation_names(index_path)
    try:
        in_use = current_generation(index_path).name
    except (IndexMissing, IndexCorrupt):
        in_use = names[-1] if names else ""
    return [index_path / "generations" / name for name in reversed(names) if name <= in_use]
