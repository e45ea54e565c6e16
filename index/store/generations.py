"""Generations of an index on disk: one is in use, the next is built beside it, a rename publishes.

    <index>/CURRENT              names the generation in use
    <index>/generations/<id>/    articles.sqlite, vectors.faiss, words/, ..., manifest.json (this one and the one before)
    <index>/LOCK, LOCK.holder    held while writing
    <index>/writer               a number that tells this folder from others, where the index is published to Milvus
    <index>/seen.sqlite, embedded.vectors    what the next sync may spare; can be deleted at any time

Readers never see a half-written generation: everything is synced to disk before CURRENT is replaced.
Knows folders and locks; knows nothing of what a generation holds.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.errors import IndexCorrupt, IndexLocked, IndexMissing, RagError

ARTICLES, VECTORS, WORDS, COLUMNS = "articles.sqlite", "vectors.faiss", "words", "columns.bin"


def current_generation(index_path: Path) -> Path:
    """Folder of the generation in use. Raises IndexMissing when there is none."""
    try:
        name = (index_path / "CURRENT").read_text(encoding="utf-8").strip()
    except UnicodeDecodeError as error:
        raise IndexCorrupt(
            f"{index_path / 'CURRENT'} is damaged ({error}); rebuild the index with `rag sync FOLDER`"
        ) from error
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissing(
            f"there is no index at {str(index_path)!r}; build one with `rag sync FOLDER`, "
            "or name another with --index or RAG_INDEX"
        ) from None
    except OSError as error:
        raise IndexMissing(f"the index at {str(index_path)!r} cannot be opened: {error}") from error
    folder = index_path / "generations" / name
    if not name or Path(name).name != name or not folder.is_dir():
        if pointer(index_path) not in ("", name):  # two syncs went by since it was read
            return current_generation(index_path)
        raise IndexMissing(
            f"{index_path / 'CURRENT'} names the generation {name!r}, which is not there; rebuild with `rag sync FOLDER`"
        )
    return folder


@contextmanager
def writing(index_path: Path) -> Iterator[None]:
    """Hold the index's write lock. Raises IndexLocked naming the holder; a dead holder's lock is free."""
    from filelock import FileLock, Timeout  # 20 ms that reading does not need

    try:
        index_path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RagError(f"the index folder {str(index_path)!r} cannot be made: {error}") from error
    holder = index_path / "LOCK.holder"
    lock = FileLock(index_path / "LOCK")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise IndexLocked(
            f"{str(index_path)!r} is being written by {holder_of(index_path)}; wait for it, or end that process"
        ) from None
    except PermissionError as error:
        raise _forbidden(index_path, error) from error
    try:
        _remove_left_overs(index_path / "generations")
        holder.write_text(json.dumps({"pid": os.getpid(), "since": _now()}), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


@dataclass(slots=True)
class Building:
    """A generation while it is built. `label`, set before the end, becomes part of its name."""

    folder: Path
    label: str = ""


@contextmanager
def new_generation(index_path: Path) -> Iterator[Building]:
    """A folder to build the next generation in; published when the block ends well, removed otherwise.

    Must be called while `writing`.
    """
    generations = index_path / "generations"
    generations.mkdir(exist_ok=True)
    number = max((int(name.split("-")[0]) for name in _names(generations)), default=0) + 1
    before = pointer(index_path)
    building = Building(generations / f".building-{number:06d}")
    try:
        building.folder.mkdir()
    except PermissionError as error:
        raise _forbidden(generations, error) from error
    try:
        yield building
        name = f"{number:06d}-{building.label}"
        _sync_tree(building.folder)
        building.folder.rename(generations / name)
        _sync_folder(generations)
        _publish(index_path, name)
    except BaseException:
        shutil.rmtree(building.folder, ignore_errors=True)
        raise
    _prune(generations, {name, before})


def generation_names(index_path: Path) -> list[str]:
    """All whole generations on disk, oldest first."""
    generations = index_path / "generations"
    return sorted(_names(generations)) if generations.is_dir() else []


def use_generation(index_path: Path, name: str) -> None:
    """Make an existing generation the one in use. Must be called while `writing`."""
    _publish(index_path, name)


def pointer(index_path: Path) -> str:
    """What CURRENT names, whether or not it is there."""
    try:
        return (index_path / "CURRENT").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _publish(index_path: Path, name: str) -> None:
    """Point CURRENT to `name` in one step that survives a power cut."""
    pending = index_path / "CURRENT.new"
    with pending.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    pending.replace(index_path / "CURRENT")
    _sync_folder(index_path)


def _remove_left_overs(generations: Path) -> None:
    """Only a killed writer leaves any, and we hold the lock."""
    for left_over in [*generations.glob(".building-*"), *generations.glob(".removing-*")]:
        shutil.rmtree(left_over, ignore_errors=True)


def _prune(generations: Path, kept: set[str]) -> None:
    """Remove all generations but `kept`. Readers hold their files open, so they lose nothing.

    A generation is renamed first, so that one whose removal was cut short is never taken for a damaged one.
    """
    for name in _names(generations):
        if name not in kept:
            removing = generations / f".removing-{name}"
            (generations / name).rename(removing)
            shutil.rmtree(removing, ignore_errors=True)


def _names(generations: Path) -> list[str]:
    return [path.name for path in generations.iterdir() if path.name.split("-")[0].isdigit()]


def _sync_tree(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        _sync_folder(path)


def _sync_folder(path: Path) -> None:
    """fsync a file or folder. Windows cannot open folders; there the rename itself is durable."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def holder_of(index_path: Path) -> str:
    """Who holds or held the lock, in words."""
    try:
        values = json.loads((index_path / "LOCK.holder").read_text(encoding="utf-8"))
        return f"process {values['pid']} since {values['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


def writer_of(index_path: Path) -> str:
    """Who is writing to the index now, in words; "" when nobody is. The lock is only tried where a holder is named, so
    that no sync can meet us, and one that was killed is told from one that works."""
    if not (index_path / "LOCK.holder").exists() or not os.access(index_path / "LOCK", os.W_OK):
        return ""
    from filelock import FileLock, Timeout

    lock = FileLock(index_path / "LOCK")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return holder_of(index_path)
    lock.release()
    return ""


def _forbidden(folder: Path, error: PermissionError) -> RagError:
    return RagError(
        f"{str(folder)!r} may not be written by this user ({error}); let its owner allow it, or build an index of your own "
        "with --index PATH"
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
