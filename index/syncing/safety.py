"""What a sync refuses to do without being told: empty an index, or overwrite another folder's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.errors import SourceError
from index.objects.address import ObjectPrefix, folder_of
from index.reading.folder import FolderScan, Source, is_utf8, printable_path
from index.reading.formats.kinds import SUFFIXES
from index.types import Failure


def refuse_empty(scan: FolderScan, sources: Sequence[Source]) -> None:
    """Raise SourceError for a folder without one article file: it may be the wrong one, or not be mounted."""
    for number, source in enumerate(sources):
        if source.added or any(file.source == number for file in scan.files):
            continue  # the marker of a folder of added articles tells that it is there
        mine = [name for name in scan.skipped if name.startswith(source.prefix)]
        closed = [failure for failure in scan.closed if failure.path.startswith(source.prefix)]
        kinds = f"; it holds {len(mine)} files of other kinds" if mine else ""
        why = f"; {closed[0].path!r}: {closed[0].reason}" if closed else ""
        raise SourceError(
            f"the folder {str(source.root)!r} has no articles ({', '.join(sorted(SUFFIXES))}){kinds}{why}; the index was "
            "left as it was. If the folder is meant to be empty, say so with --allow-empty"
        )


def refuse_other_sources(known: Sequence[str], sources: Sequence[Source], index_path: Path) -> None:
    """Raise SourceError when the index is of a folder that still exists and would be dropped, or of an address."""
    roots = {str(source.root) for source in sources}
    dropped = [folder for folder in known if folder not in roots and _exists(folder)]
    if dropped:
        raise SourceError(
            f"{str(index_path)!r} is the index of {dropped[0]!r}, which is not among the folders named "
            f"({', '.join(sorted(map(repr, roots)))}); name it too, give the others an index of their own "
            "(--index PATH), or drop it with --replace"
        )


def _exists(written: str) -> bool:
    """True for an object store, too: what it does not tell now may be there."""
    folder = folder_of(written)
    return isinstance(folder, ObjectPrefix) or folder.is_dir()


def closed_prefix(closed: Failure) -> str:
    """What the ids of all files in a folder that cannot be read begin with."""
    is_root = closed.path == "." or closed.path.endswith("/.")
    return closed.path.removesuffix(".") if is_root else f"{closed.path}/"


def refuse_closed_under_new_settings(closed: Sequence[Failure]) -> None:
    """Raise SourceError: with other settings everything is read anew, so what cannot be read could not be kept."""
    if closed:
        raise SourceError(
            f"{closed[0].path}: {closed[0].reason}; the settings changed, so everything is read anew, and what the index "
            "holds of this folder would be lost: the index was left as it was"
        )


def refuse_unnamable(sources: Sequence[Source], index_path: Path) -> None:
    """Raise SourceError for a path whose name is no UTF-8: it can be written neither into a manifest nor by tantivy."""
    for path in (*(str(source.root) for source in sources), str(index_path.absolute())):
        if not is_utf8(path):
            raise SourceError(f"{printable_path(path)}: the name is not valid UTF-8; rename the folder")


def refuse_no_article(failures: Sequence[Failure], sources: Sequence[Source]) -> None:
    """Raise SourceError: nothing that was found can be read as an article."""
    reasons = "; ".join(failure.reason for failure in failures[:3])
    folders = ", ".join(repr(str(source.root)) for source in sources)
    raise SourceError(
        f"none of the files in {folders} can be read as an article: {reasons}; the index was left as it was. "
        "If it is meant to become empty, say so with --allow-empty"
    )
