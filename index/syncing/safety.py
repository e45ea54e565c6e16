"""What a sync refuses to do without being told: empty an index, or overwrite another folder's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.errors import SourceError
from index.reading.folder import FolderScan, Source
from index.reading.formats.kinds import SUFFIXES
from index.types import Failure


def refuse_empty(scan: FolderScan, sources: Sequence[Source]) -> None:
    """Raise SourceError for a folder without one article file: it may be the wrong one, or not be mounted."""
    for number, source in enumerate(sources):
        if any(file.source == number for file in scan.files):
            continue
        mine = [name for name in scan.skipped if name.startswith(source.prefix)]
        closed = [failure for failure in scan.closed if failure.path.startswith(source.prefix)]
        kinds = f"; it holds {len(mine)} files of other kinds" if mine else ""
        why = f"; {closed[0].path!r}: {closed[0].reason}" if closed else ""
        raise SourceError(
            f"the folder {str(source.root)!r} has no articles ({', '.join(sorted(SUFFIXES))}){kinds}{why}; the index was "
            "left as it was. If the folder is meant to be empty, say so with --allow-empty"
        )


def refuse_other_sources(known: Sequence[str], sources: Sequence[Source], index_path: Path) -> None:
    """Raise SourceError when the index is of a folder that still exists and would be dropped."""
    roots = {str(source.root) for source in sources}
    dropped = [folder for folder in known if folder not in roots and Path(folder).is_dir()]
    if dropped:
        raise SourceError(
            f"{str(index_path)!r} is the index of {dropped[0]!r}, which is not among the folders named "
            f"({', '.join(sorted(map(repr, roots)))}); name it too, give the others an index of their own "
            "(--index PATH), or drop it with --replace"
        )


def refuse_no_article(failures: Sequence[Failure], sources: Sequence[Source]) -> None:
    """Raise SourceError: nothing that was found can be read as an article."""
    reasons = "; ".join(failure.reason for failure in failures[:3])
    folders = ", ".join(repr(str(source.root)) for source in sources)
    raise SourceError(
        f"none of the files in {folders} can be read as an article: {reasons}; the index was left as it was. "
        "If it is meant to become empty, say so with --allow-empty"
    )
