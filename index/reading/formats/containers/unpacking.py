"""What unpacking may cost, and the names of what is unpacked.

Knows limits, counted on the bytes as they come out, whatever an archive declares; knows no kind of archive. Nothing is
written to disk, so a member's name is only ever a name: it is made one that cannot be taken for a place elsewhere.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from index.errors import ArticleError
from index.reading.formats.containers.records.naming import Names, clean_id, failing
from index.reading.formats.record import LARGEST_ARTICLE_BYTES, Blob, Record

DEEPEST = 3
"""Archives within archives: a delivery of daily files in monthly files in one file; quines go on for ever."""

MOST_MEMBERS = 200_000
"""Of one file of the folder, nested archives included; their list alone takes 100 MB."""

LARGEST_INFLATED_BYTES = 20_000_000_000
"""A year of a large agency's news as JSON Lines has some 5 GB."""

LARGEST_RATIO = 200
"""Of the bytes that come out to those of the file: news packs 3 to 20 times, like records up to 50; a bomb of zeros
1,032 times (deflate's most) for each layer."""

FREE_BYTES = 100_000_000
"""Below this the ratio does not count: a small archive of one word repeated harms nobody."""

_READ_BYTES = 1 << 16
_JUNK = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_DRIVE = re.compile(r"^[A-Za-z]:")


class UnpackingLimit(ArticleError):
    """The whole file is given up, not one member of it."""


@dataclass(slots=True)
class _Spent:
    packed: int
    inflated: int = 0
    members: int = 0


@dataclass(frozen=True, slots=True)
class Unpacking:
    """What the unpacking of one file of the folder has cost so far; archives within it share the account."""

    name: str
    depth: int = 0
    spent: _Spent = field(default_factory=lambda: _Spent(0))

    @classmethod
    def of(cls, blob: Blob, outer: Unpacking | None) -> Unpacking:
        """The account of an archive that lies in `outer`, or in the folder. Raises ArticleError when too deep."""
        if outer is None:
            return cls(blob.name, 1, _Spent(blob.size))
        if outer.depth >= DEEPEST:
            raise ArticleError(f"{blob.name}: archives are nested more than {DEEPEST} deep; unpack the outer ones")
        return replace(outer, depth=outer.depth + 1)

    def inflated(self, size: int) -> None:
        """Count bytes that came out. Raises UnpackingLimit when they are too many."""
        spent = self.spent
        spent.inflated += size
        allowed = min(LARGEST_INFLATED_BYTES, max(FREE_BYTES, LARGEST_RATIO * spent.packed))
        if spent.inflated > allowed:
            raise UnpackingLimit(
                f"{self.name}: {spent.packed:,} bytes unpack to more than {allowed:,}, the limit "
                f"({LARGEST_RATIO} times the file, {LARGEST_INFLATED_BYTES:,} at most); "
                "this may be a decompression bomb: if it is not, unpack it yourself"
            )

    def member(self) -> None:
        """Count a member. Raises UnpackingLimit when there are too many."""
        self.spent.members += 1
        if self.spent.members > MOST_MEMBERS:
            raise UnpackingLimit(f"{self.name}: the archive has more than {MOST_MEMBERS:,} members; split it")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its name there, made safe, and its bytes, or what keeps them from being read."""

    name: str
    blob: Blob
    fault: str | None = None


def member_records(members: Iterable[Member], records_of: Callable[[Blob], Iterator[Record]]) -> Iterator[Record]:
    """The records of every member; a member that cannot be read costs itself only."""
    names = Names()
    for ordinal, member in enumerate(members, 1):
        # Two members of one name are told apart by their order: what is in them is not known yet.
        name = names.name(f"/{member.name}", f"{ordinal:032x}" * 2, f"member {ordinal}")
        clash = f"member {ordinal} has the name of {name.earlier}; it is kept as {name.suffix!r}"
        note = clash if name.earlier else None
        if member.fault:
            yield failed(name.suffix, f"{member.blob.name}: {member.fault}")
            continue
        try:
            for record in records_of(member.blob):
                notes = "; ".join(filter(None, (note, record.note)))
                yield replace(record, suffix=name.suffix + record.suffix, note=notes or None)
        except UnpackingLimit:
            raise
        except ArticleError as error:
            yield failed(name.suffix, str(error))


def failed(suffix: str, message: str) -> Record:
    """A record that cannot be read, for a part of a file that failed."""
    import hashlib

    return Record(suffix, hashlib.sha256(message.encode("utf-8", "replace")).hexdigest(), failing(message))


def safe_name(name: str) -> str | None:
    """A member's name as a path below the archive; None for folders, hidden files and what systems leave behind."""
    if name.endswith(("/", "\\")):
        return None
    parts = [part for part in _DRIVE.sub("", name).replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if not parts or any(part.startswith(".") or part.lower() in _JUNK for part in parts):
        return None
    cleaned = [clean_id(part) for part in parts]
    return "/".join(part for part in cleaned if part) or None


def metered(
    source: BinaryIO,
    unpacking: Unpacking | None,
    name: str,
    faults: tuple[type[Exception], ...],
    *,
    also_closed: BinaryIO | None = None,
) -> io.BufferedReader:
    """`source` with its bytes counted (unless they were not packed), and what it raises told of `name`.

    `also_closed` is what `source` reads from, where it does not close that itself.
    """
    return io.BufferedReader(_Metered(source, unpacking, name, faults, also_closed), _READ_BYTES)


class _Metered(io.RawIOBase):
    """Bytes on their way out of an archive."""

    def __init__(
        self,
        source: BinaryIO,
        unpacking: Unpacking | None,
        name: str,
        faults: tuple[type[Exception], ...],
        also_closed: BinaryIO | None,
    ) -> None:
        self._source, self._unpacking, self._name, self._faults = source, unpacking, name, faults
        self._also_closed = also_closed
        self._position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            content = self._source.read(min(len(buffer), _READ_BYTES))
        except self._faults as error:
            raise ArticleError(
                f"{self._name}: cannot be unpacked after {self._position:,} bytes "
                f"({' '.join(str(error).split()) or type(error).__name__}); the archive is damaged: fetch or pack it again"
            ) from error
        if self._unpacking is not None:
            self._unpacking.inflated(len(content))
        self._position += len(content)
        buffer[: len(content)] = content
        return len(content)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
            if self._also_closed is not None:
                self._also_closed.close()
        super().close()


class Passing:
    """A member of a stream that cannot go back: its beginning can be read again, the rest once.

    What decides on a kind reads beginnings; what then reads on is one reader.
    """

    def __init__(self, source: BinaryIO, name: str) -> None:
        self._source, self._name = source, name
        self._head = source.read(LARGEST_ARTICLE_BYTES + 1)
        self._passed = len(self._head)

    def blob(self) -> Blob:
        """The member; it must be read before the stream goes on, unless it has the size of an article."""
        return Blob(self._name, min(self._passed, LARGEST_ARTICLE_BYTES), lambda: io.BufferedReader(_Passing(self)))

    def read(self, position: int, size: int) -> bytes:
        """Bytes from `position` on. Raises ArticleError for what has passed."""
        if position < len(self._head):
            return self._head[position : position + size]
        if position != self._passed:
            raise ArticleError(f"{self._name}: it is too large to be read twice; unpack the archive")
        content = self._source.read(size)
        self._passed += len(content)
        return content


class _Passing(io.RawIOBase):
    def __init__(self, member: Passing) -> None:
        self._member, self._position = member, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        content = self._member.read(self._position, len(buffer))
        self._position += len(content)
        buffer[: len(content)] = content
        return len(content)
