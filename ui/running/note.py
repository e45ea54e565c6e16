"""The note that a running `rag chat` leaves of itself: where it answers, the secret it answers to, and for what.

    <runtime folder>/article-rag/<hash of the index's path>-<pid>.json      mode 0600, in a folder of mode 0700

Whoever leaves a note holds a lock on it for as long as they live: the kernel lets go of it however they end, so that the note
of a killed process is known for what it is, whoever has its pid or its port now. A note is believed only where the folder and
the file are this user's and nobody else can write (the folder) or read (the file) them. Knows files; knows no HTTP.

A lock and an owner are asked of the system as Linux and macOS know them (`fcntl`, `geteuid`); elsewhere no note is left and
none is looked for.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

_FORMAT = 1
_LONGEST_NOTE = 10_000
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Note:
    """What a running chat says of itself. It answers on 127.0.0.1 alone, whatever address its page has.

    `identity` is the digest of `ui.running.identity` under `secret`.
    """

    pid: int
    port: int
    secret: str
    index: str
    identity: str

    def __post_init__(self) -> None:
        if not (0 < self.port < 65536 and self.pid > 0 and len(self.secret) >= 32):
            raise ValueError(
                f"no note: port {self.port!r}, pid {self.pid!r}, a secret of {len(self.secret)} characters"
            )


class LeftNote:
    """A note on disk, and the lock that says that its writer lives."""

    def __init__(self, note: Note, folder: Path | None = None) -> None:
        """Write the note; raises OSError where the folder cannot be made or is not this user's alone."""
        import fcntl

        folder = folder or runtime_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_private(folder):
            raise PermissionError(f"{folder} is not this user's alone")
        _sweep(folder)
        self._path = folder / f"{_name(Path(note.index))}-{note.pid}.json"
        building = self._path.with_suffix(".new")
        building.unlink(missing_ok=True)
        self._file = os.open(building, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.write(self._file, json.dumps({"format": _FORMAT, **asdict(note)}).encode())
            building.rename(self._path)
        except OSError:
            os.close(self._file)
            raise

    def remove(self) -> None:
        """Take the note away."""
        self._path.unlink(missing_ok=True)
        os.close(self._file)


def notes_of(index_path: Path, folder: Path | None = None) -> Iterator[Note]:
    """The notes of living processes that serve the index at this path; those that cannot be believed are left out."""
    try:
        folder = folder or runtime_folder()
        if not _is_private(folder):
            return
        paths = sorted(folder.glob(f"{_name(index_path)}-*.json"))
    except (OSError, ImportError, AttributeError):  # no such folder, or a system without owners
        return
    for path in paths:
        note = _read(path)
        if note and note.index == str(index_path.resolve()):
            yield note


def runtime_folder() -> Path:
    """Where notes are: `article-rag` in the user's runtime folder."""
    from platformdirs import user_runtime_path

    with (
        warnings.catch_warnings()
    ):  # a machine without a login session has one below /tmp, which is looked at as closely
        warnings.simplefilter("ignore")
        return user_runtime_path("article-rag", appauthor=False)


def _name(index_path: Path) -> str:
    return hashlib.sha256(os.fsencode(index_path.resolve())).hexdigest()[:32]


def _read(path: Path) -> Note | None:
    """The note at `path`; None for one that is another's, open to others, damaged, or of a process that ended."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        status = os.fstat(file)
        if not (stat.S_ISREG(status.st_mode) and _is_ours(status, _OTHERS) and _is_locked(file)):
            return None
        told = json.loads(os.read(file, _LONGEST_NOTE))
        if told.pop("format") != _FORMAT:
            return None
        note = Note(**told)
        return note if [type(value) for value in asdict(note).values()] == [int, int, str, str, str] else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    finally:
        os.close(file)


def _is_locked(file: int) -> bool:
    """True while the process that left the note lives."""
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _is_private(folder: Path) -> bool:
    """True for a folder of this user's that nobody else can write, in one that nobody else can rename it in."""
    own, above = folder.lstat(), folder.parent.stat()
    safe_above = above.st_uid in (0, os.geteuid()) and (
        not above.st_mode & _OTHERS_WRITE or above.st_mode & stat.S_ISVTX
    )
    return stat.S_ISDIR(own.st_mode) and _is_ours(own, _OTHERS_WRITE) and bool(safe_above)


def _is_ours(status: os.stat_result, forbidden: int) -> bool:
    return status.st_uid == os.geteuid() and not status.st_mode & forbidden


def _sweep(folder: Path) -> None:
    """Remove the notes of processes that ended without doing so."""
    for path in folder.glob("*.json"):
        try:
            file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            continue
        if not _is_locked(file):
            path.unlink(missing_ok=True)
        os.close(file)
