"""Why a disk does not take a file, and what helps, in words. Knows the numbers of the system's faults; knows nothing of files."""

from __future__ import annotations

import errno
from pathlib import Path

from index.errors import RagError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_CLOSED = (errno.EACCES, errno.EPERM)
_ELSE = "name another folder as page.uploads_folder"


class DiskRefused(RagError):
    """A file cannot be kept. `reason` says why without any place."""

    def __init__(self, told: str, *, reason: str) -> None:
        super().__init__(told)
        self.reason = reason


def refused_by_disk(folder: Path, error: OSError) -> DiskRefused:
    """What a fault of the disk below `folder` means, and what to do."""
    place = repr(str(folder))
    if error.errno in _FULL:
        told = f"the disk is full that holds the added articles, {place}; free some space on it, or {_ELSE}"
        return DiskRefused(told, reason="the server's disk is full")
    if error.errno == errno.EROFS:
        told = f"the disk is read-only that holds the added articles, {place}; make it writable, or {_ELSE}"
        return DiskRefused(told, reason="the server's disk is read-only")
    if error.errno in _CLOSED:
        told = f"the folder for added articles, {place}, cannot be written by this user; let it write there, or {_ELSE}"
        return DiskRefused(told, reason="the server may not write to its folder for added articles")
    told = (
        f"the folder for added articles, {place}, cannot be made or written ({error.strerror}); mend that, or {_ELSE}"
    )
    return DiskRefused(told, reason="the server's disk takes no files")
