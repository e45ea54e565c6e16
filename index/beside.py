"""What lies beside the generations of an index, or is wrong around it, without making the index unsound.

Remnants of writers that were killed, caches that can be deleted, generations nobody uses, permissions and space. Each
is told with what becomes of it. Knows files and folders; changes none.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from index.errors import IndexCorrupt
from index.store.generations import WORDS, holder_of, writer_of
from index.syncing.building.journal import FILE_NAME as WAITING
from index.syncing.building.journal import check_waiting
from index.syncing.seen import FILE_NAME as SEEN


def remarks_on(index_path: Path, *, in_use: str, names: list[str]) -> Iterator[str]:
    """One sentence a finding. `names` are the whole generations, `in_use` one of them or ""."""
    writer = _writer(index_path)
    if writer:
        yield writer
    yield from _remnants(index_path, is_written=bool(writer_of(index_path)))
    if in_use:
        yield from _newer(in_use, names)
    yield from _caches(index_path)
    yield from _permissions(index_path)
    if in_use:
        yield from _space(index_path, index_path / "generations" / in_use)


def first_unreadable(folder: Path, *, deep: bool = True) -> Path | None:
    """The first of the folder and, if `deep`, of what lies below that this user may not read; None if all may be."""
    if not folder.exists():
        return None
    below = sorted(folder.rglob("*")) if deep else list[Path]()
    for path in (folder, *below):
        if not _may(path, os.R_OK | os.X_OK if path.is_dir() else os.R_OK):
            return path
    return None


def refusal_of(generation: Path) -> tuple[str, str] | None:
    """What keeps this user from opening a generation, and what mends it; None when nothing does.

    tantivy takes a lock file even to read, so a reader must be able to write that one.
    """
    if closed := first_unreadable(generation):
        return f"{closed} may not be read by this user", f"let its owner allow it, as in: chmod -R a+rX {generation}"
    lock = generation / WORDS / ".tantivy-meta.lock"
    if lock.exists() and not _may(lock, os.W_OK):
        return (
            f"{lock} may not be written by this user, which reading needs",
            f"let its owner allow it: chmod a+w {lock}",
        )
    return None


def _may(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def _writer(index_path: Path) -> str:
    if not (index_path / "LOCK.holder").exists():
        return ""
    holder = holder_of(index_path)
    if writer_of(index_path):
        return (
            f"{holder} is writing to the index now; questions are answered from the generation in use until it is done"
        )
    return f"LOCK.holder names {holder}, which is gone; harmless: the next sync takes the lock over"


def _remnants(index_path: Path, *, is_written: bool) -> Iterator[str]:
    if is_written:
        return
    generations = index_path / "generations"
    for path in sorted([*generations.glob(".building-*"), *generations.glob(".removing-*")]):
        yield f"{path} was left by a sync that was killed; harmless: the next sync that writes removes it"


def _newer(in_use: str, names: list[str]) -> Iterator[str]:
    for name in names:
        if name > in_use:
            yield (
                f"the generation {name} is newer than the one in use: it was rolled back, or its sync was killed before "
                "the end; harmless: the next sync that writes removes it"
            )


def _caches(index_path: Path) -> Iterator[str]:
    try:
        _check_seen(index_path / SEEN)
    except (sqlite3.DatabaseError, OSError) as error:
        yield (
            f"{index_path / SEEN} is damaged or cannot be read ({error}); harmless: it only spares the next sync to "
            "read files again. Delete it, or leave that to the sync"
        )
    try:
        waiting = check_waiting(index_path)
    except (IndexCorrupt, OSError) as error:
        yield f"{error}; harmless: the next sync that embeds uses what is whole of it, and computes the rest again"
    else:
        if waiting:
            yield (
                f"{index_path / WAITING} holds the vectors of {waiting:,} chunks from a sync that was stopped; the next "
                "sync goes on from there"
            )


def _check_seen(path: Path) -> None:
    """Read the whole cache. Raises sqlite3.DatabaseError."""
    if not path.exists():
        return
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        for (verdict,) in database.execute("PRAGMA integrity_check"):
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)
        database.execute("SELECT path, stats, sha256 FROM seen LIMIT 1").fetchall()


def _permissions(index_path: Path) -> Iterator[str]:
    """What a sync could not write. Questions need none of it."""
    files = (index_path / name for name in ("CURRENT", "LOCK", "LOCK.holder", SEEN, WAITING))
    for path in (index_path, index_path / "generations", *(file for file in files if file.exists())):
        needed = os.W_OK | os.X_OK if path.is_dir() else os.W_OK
        if not _may(path, needed):
            yield f"{path} cannot be written by this user: questions are answered, a sync would fail; mend its permissions"


def _space(index_path: Path, generation: Path) -> Iterator[str]:
    """The next generation is built beside the one in use, so it needs about as much again."""
    needed = sum(path.stat().st_size for path in generation.rglob("*") if path.is_file())
    free = shutil.disk_usage(index_path).free
    if free < needed:
        yield (
            f"the disk of {index_path} has {free / 1e6:,.0f} MB free, the next sync needs about {needed / 1e6:,.0f} MB; "
            "free some space before it"
        )
