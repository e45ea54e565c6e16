"""Which folders and addresses of object stores a sync takes: those that are named, and the index's folder of added articles, which nobody names.

Knows the manifests and the marker of such a folder; knows nothing of what is in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.errors import IndexCorrupt, IndexMismatch, IndexMissing
from index.objects.address import Folder, folder_of
from index.reading.folder import is_of_added
from index.syncing.standing import origin_of


def folders_named(
    folders: str | Folder | Sequence[str | Folder] | None, index_path: Path, *, replace: bool = False
) -> list[Folder]:
    """The folders to sync: those named, else those that the index was made of.

    To those named comes the index's folder of added articles, unless it is to be overwritten by `replace`: otherwise who
    syncs the folder of their own would be refused once something was added. Raises IndexMissing without names and index,
    SourceError for an address that is none.
    """
    if folders is None:
        return list(origin_of(index_path).folders)
    given = [folders] if isinstance(folders, str | Folder) else folders
    named = [folder_of(folder) for folder in given]
    if replace:
        return named
    resolved = {folder.resolve() if isinstance(folder, Path) else folder for folder in named}
    return named + [folder for folder in known_folders(index_path) if is_of_added(folder) and folder not in resolved]


def known_folders(index_path: Path) -> tuple[Folder, ...]:
    """The folders that the index was made of; none where nothing is known of them."""
    try:
        return origin_of(index_path).folders
    except (IndexMissing, IndexMismatch, IndexCorrupt):
        return ()
