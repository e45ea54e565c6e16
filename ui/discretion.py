"""What others are told, who are not at the machine that serves: of errors, notes and failures nothing that names a place of it.

Knows the tree of errors and what a path or an address looks like; knows nothing of pages, protocols, or who may do what.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

from rag import (
    Failure,
    IndexCorrupt,
    IndexLocked,
    IndexMismatch,
    IndexMissing,
    QuestionError,
    RagError,
    ReaderUnavailable,
)
from rag.library.disk import DiskRefused

_LOG = logging.getLogger(__name__)
_LEARNS = "whoever runs the server learns why"
_PLACE = re.compile(r"(?<![\w.])[~/][\w.]|://|\\\\")
"""A path from a root on, or an address."""


def without_places(error: RagError) -> RagError:
    """The same kind of error, in words that name nothing of the machine that serves; where they name nothing, the same."""
    if isinstance(error, QuestionError):
        return error
    if isinstance(error, IndexLocked):
        return type(error)("the index is being written by another program; wait for it")
    if isinstance(error, IndexCorrupt | IndexMismatch | IndexMissing):
        return type(error)(f"the index cannot be opened at the moment; {_LEARNS} from `rag doctor`")
    if isinstance(error, DiskRefused):
        return DiskRefused(
            f"{error.reason}, so nothing was added; {_LEARNS} from its terminal, and can mend it", reason=error.reason
        )
    if isinstance(error, ReaderUnavailable):
        return type(error)(f"the model gave no answer; {_LEARNS} from its terminal")
    if not _PLACE.search(str(error)):
        return error
    return type(error)(f"what it needs cannot be used at the moment; {_LEARNS} from its terminal or `rag doctor`")


def told_of(error: RagError, *, places: bool) -> str:
    """What is told of an error. Without `places` its own words go to whoever runs the server."""
    shown = error if places else without_places(error)
    if shown is not error:
        _LOG.error("%s", error)
    return str(shown)


def lines_without_places(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines that name nothing of the machine that serves."""
    return tuple(line for line in lines if not _PLACE.search(line))


def failures_below(failures: Iterable[Failure], folders: Iterable[str]) -> tuple[Failure, ...]:
    """The failures, in whose reasons files are named from their folder on; their own file, which stands beside, is not."""
    heads = [f"{folder.rstrip('/')}/" for folder in sorted(folders, key=len, reverse=True) if folder.strip("/")]

    def told(one: Failure) -> Failure:
        reason = one.reason
        for head in heads:
            reason = reason.replace(head, "")
        return Failure(one.path, _bare(reason, one.path))

    return tuple(map(told, failures))


def _bare(reason: str, name: str) -> str:
    head, found, rest = reason.partition(": ")
    return rest if found and name.endswith(head) else reason
