"""The folder of added articles: files arrive in it whole and under names that harm nothing, or not at all.

    <base>/added/      the files: a source folder of the index (its marker says which kind)
    <base>/removed/    files that were taken out, each below the time of its removal
    <base>/arriving/   files on their way; what a kill leaves here is deleted a day later

Decision: outside the index, which may be deleted and built again; these files are nobody's second copy. A file is written
beside and linked into its place, which fails where there is one: none is ever overwritten, whoever else writes there.
Knows files and names; knows nothing of articles or of syncs.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from index.errors import RagError
from index.reading.facts.sidecar import is_sidecar
from index.reading.folder import ADDED_MARKER
from index.reading.formats.kinds import SUFFIXES
from rag.library.disk import refused_by_disk
from rag.library.names import numbered, safe_name

State: TypeAlias = Literal["taken", "already there", "refused"]
_STALE_SECONDS = 86_400
_KINDS = (
    "text, Markdown, web pages, PDF, Word, EPUB, feeds, JSON, CSV, web archives, and ZIP, tar and gzip files of these"
)
_COPIES = 10_000
"""Numbers that are tried for files of one name."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of one file: `told` is the name it came with, `name` its place in the folder, `remark` why or what else."""

    told: str
    state: State
    name: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """In bytes: of one file, and of all added files together."""

    file_bytes: int
    total_bytes: int


class AddedFolder:
    """Takes files in. `held(sha256)` names files of that content that the index has already. Safe for many threads."""

    def __init__(self, base: Path, limits: Limits, held: Callable[[str], list[str]]) -> None:
        self.base = base
        self.limits = limits
        self._held = held
        self._lock = threading.Lock()
        self._taken: dict[str, str] = {}
        """Hashes of what came in lately: the index may not hold it yet."""
        self._total: int | None = None

    @property
    def articles(self) -> Path:
        """The source folder."""
        return self.base / "added"

    @property
    def kinds(self) -> tuple[str, ...]:
        """Endings of the files that are taken."""
        return tuple(sorted(SUFFIXES))

    @property
    def removed(self) -> Path:
        """Where removed files go."""
        return self.base / "removed"

    def prepare(self) -> None:
        """Make the folders and the marker. Raises DiskRefused where that is not possible."""
        try:
            for folder in (self.articles, self.base / "arriving"):
                folder.mkdir(parents=True, exist_ok=True)
            (self.articles / ADDED_MARKER).touch()
            _clear_stale(self.base / "arriving")
        except OSError as error:
            raise refused_by_disk(self.base, error) from error

    def refusal(self, told: str, size: int) -> Arrival | None:
        """Why a file cannot come in, as far as its name and size tell; None when it can."""
        if not _is_readable_kind(safe_name(told)):
            return Arrival(told, "refused", remark=f"files of this kind are not read; {_KINDS} are")
        if size > self.limits.file_bytes:
            return Arrival(
                told,
                "refused",
                remark=f"it has {_megabytes(size)}; {_megabytes(self.limits.file_bytes)} are the limit for a file",
            )
        if self.total() + size > self.limits.total_bytes:
            return Arrival(
                told,
                "refused",
                remark=f"all added files together may have {_megabytes(self.limits.total_bytes)}, and have {_megabytes(self.total())}",
            )
        return None

    def arriving(self) -> Arriving:
        """A file on its way. Raises DiskRefused where the folder cannot be written."""
        self.prepare()
        try:
            return Arriving(self.base / "arriving" / uuid.uuid4().hex, self.limits.file_bytes)
        except OSError as error:
            raise refused_by_disk(self.base, error) from error

    def take(self, told: str, arrived: Arriving) -> Arrival:
        """Put a file that came whole into its place. Raises DiskRefused where the disk does not take it."""
        sha256 = arrived.closed()
        if refusal := self.refusal(told, arrived.size):
            return refusal
        if arrived.size == 0:
            return Arrival(told, "refused", remark="it is empty")
        with self._lock:
            name = self._taken.get(sha256)
            if name and (self.articles / name).is_file():
                return Arrival(told, "already there", name)
            if held := self._held(sha256):
                return Arrival(told, "already there", held[0])
            try:
                arrival = self._placed(told, arrived.path)
            except OSError as error:
                raise refused_by_disk(self.base, error) from error
            self._taken[sha256] = arrival.name
            if arrival.state == "taken" and self._total is not None:
                self._total += arrived.size
        return arrival

    def total(self) -> int:
        """Bytes of all added files; counted once, and again after `recount`."""
        if self._total is None:
            self._total = sum(path.stat().st_size for path in self.articles.rglob("*") if path.is_file())
        return self._total

    def recount(self) -> None:
        """Count anew when next asked: somebody else may have put files there or taken some away."""
        self._total = None

    def _possible(self, name: str) -> str:
        """The name, without its folders where a file lies in the place of one."""
        try:
            (self.articles / name).parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            return name.replace("/", " - ")
        return name

    def _placed(self, told: str, path: Path) -> Arrival:
        wanted = self._possible(safe_name(told))
        for number in range(1, _COPIES):
            name = wanted if number == 1 else numbered(wanted, number)
            place = self.articles / name
            if place.is_file() and filecmp.cmp(path, place, shallow=False):
                return Arrival(told, "already there", name)
            try:
                put_in_place(path, place)
            except FileExistsError:
                continue
            return Arrival(told, "taken", name, _renamed(told, wanted, name))
        raise RagError(f"{str(self.articles / wanted)!r} and {_COPIES:,} other names are taken; rename the file")


class Arriving:
    """A file that is being received: `write` its bytes, then have it taken; `discard` it in any case."""

    def __init__(self, path: Path, limit: int) -> None:
        self.path = path
        self.size = 0
        self._limit = limit
        self._hash = hashlib.sha256()
        self._file = path.open("xb")

    def write(self, part: bytes) -> bool:
        """Append; False, and nothing is written, when it would be more than a file may have. Raises DiskRefused."""
        if self.size + len(part) > self._limit:
            self.size += len(part)
            return False
        try:
            self._file.write(part)
        except OSError as error:
            raise refused_by_disk(self.path.parent.parent, error) from error
        self._hash.update(part)
        self.size += len(part)
        return True

    def closed(self) -> str:
        """Have it on the disk; the sha256 of its bytes. Raises DiskRefused."""
        if not self._file.closed:
            try:
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
            except OSError as error:
                raise refused_by_disk(self.path.parent.parent, error) from error
        return self._hash.hexdigest()

    def discard(self) -> None:
        """Delete what is here of it; what was taken has its place elsewhere."""
        with suppress(OSError):  # a full disk does not take what is still in memory, which nobody needs
            self._file.close()
        self.path.unlink(missing_ok=True)


def put_in_place(path: Path, place: Path) -> None:
    """Move a file, never over another. Raises FileExistsError, or OSError where the disk does not take it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, place)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if place.exists():
            raise FileExistsError(str(place)) from None
        path.rename(place)
        return
    path.unlink()


def _clear_stale(folder: Path) -> None:
    for left in folder.iterdir():
        with suppress(FileNotFoundError):  # it came to its place meanwhile
            if left.stat().st_mtime < time.time() - _STALE_SECONDS:
                left.unlink()


def _is_readable_kind(name: str) -> bool:
    return name.lower().endswith(tuple(SUFFIXES)) or is_sidecar(name.rpartition("/")[2])


def _renamed(told: str, wanted: str, name: str) -> str:
    if name != wanted:
        return f"kept as {name}, since there is another file of its name"
    return f"kept as {name}, a name that does no harm" if wanted != told else ""


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
