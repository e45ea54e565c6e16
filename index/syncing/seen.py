"""Which files were seen with which content: an unchanged file costs a stat, and is not read.

A cache beside the generations. Deleting it costs one hashing of every file; nothing is ever believed that the
index itself does not confirm by its own hash. Knows stats and hashes; knows nothing of articles.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.objects.address import StoredObject
from index.reading.folder import is_utf8

FILE_NAME = "seen.sqlite"

_RACY_NS = 2_000_000_000
"""A file written this shortly before it was looked at may change again within the same time stamp (FAT counts in
2 s); git calls such entries racy. It is hashed again next time."""


@dataclass(frozen=True, slots=True)
class Stat:
    """What tells without reading that a file is still the one it was. Of an object, `inode` stands for its version."""

    size: int
    modified_ns: int
    changed_ns: int
    inode: int


def stat_of(paths: Sequence[Path | StoredObject]) -> tuple[Stat, ...]:
    """Stats of a file and its sidecars, those of objects as they were listed. Raises OSError."""
    return tuple(map(_stat, paths))


def _stat(path: Path | StoredObject) -> Stat:
    if isinstance(path, StoredObject):
        return Stat(path.size, path.modified_ns, path.modified_ns, path.version_number)
    found = path.stat()
    return Stat(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


class Seen:
    """Stats and hashes of files at the last sync, by absolute path or address."""

    def __init__(self, index_path: Path) -> None:
        self._path = index_path / FILE_NAME
        self._fresh: dict[str, tuple[str, str]] = {}
        try:
            self._known = self._read()
        except sqlite3.DatabaseError:  # damaged: a cache starts anew
            self._path.unlink(missing_ok=True)
            self._known = {}

    def hash_of(self, path: Path | StoredObject, stats: tuple[Stat, ...]) -> str | None:
        """The hash that the file had when it had these stats; None when it must be read."""
        stored, sha256 = self._known.get(str(path), ("", ""))
        return sha256 if stored == repr(stats) else None

    def note(
        self, path: Path | StoredObject, stats: tuple[Stat, ...], sha256: str, *, looked_ns: int | None = None
    ) -> None:
        """Remember a hash, unless the file was changed just before its stats were taken: at `looked_ns`, or now."""
        newest = max(max(stat.modified_ns, stat.changed_ns) for stat in stats)
        if newest < (time.time_ns() if looked_ns is None else looked_ns) - _RACY_NS:
            self._fresh[str(path)] = (repr(stats), sha256)

    def save(self, found: Collection[str]) -> None:
        """Write what is new, and forget what is not `found` any more.

        A cache that cannot be written is given up: it only spares time.
        """
        gone = self._known.keys() - found
        if not self._fresh and not gone:
            return
        rows = [(path, *values) for path, values in self._fresh.items() if is_utf8(path)]
        try:
            with closing(sqlite3.connect(self._path)) as database, database:
                database.execute(_TABLE)
                database.executemany("DELETE FROM seen WHERE path = ?", [(path,) for path in gone])
                database.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?)", rows)
        except sqlite3.DatabaseError:
            self._path.unlink(missing_ok=True)

    def _read(self) -> dict[str, tuple[str, str]]:
        if not self._path.exists():
            return {}
        with closing(sqlite3.connect(self._path)) as database:
            database.execute(_TABLE)
            return {path: (stats, sha256) for path, stats, sha256 in database.execute("SELECT * FROM seen")}


_TABLE = (
    "CREATE TABLE IF NOT EXISTS seen (path TEXT PRIMARY KEY, stats TEXT NOT NULL, sha256 TEXT NOT NULL) WITHOUT ROWID"
)
