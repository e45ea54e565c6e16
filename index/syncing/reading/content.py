"""The bytes of a found file where they can be read: its own, or those of an object, fetched to a temporary file.

Knows paths and bytes; knows nothing of records. One file is at hand at a time, so that no more than one object takes room.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader, FileIO
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from index.errors import ArticleError
from index.objects.address import StoredObject
from index.objects.store import StoreFault, fetch
from index.reading.facts.metadata import Metadata
from index.reading.facts.sidecar import LARGEST_SIDECAR_BYTES, read_sidecar
from index.reading.folder import FoundFile, printable_path
from index.reading.formats.containers.unpacking import LARGEST_INFLATED_BYTES
from index.reading.formats.record import LARGEST_ARTICLE_BYTES, Blob
from index.syncing.seen import Stat, stat_of

_OF_ONE_ARTICLE = frozenset(
    ".txt .text .md .markdown .html .htm .xhtml .pdf .docx .epub .rss .atom .rdf .xml".split()  # noqa: SIM905 - on one line
)
"""Kinds that are read whole. Of these, what is too large to be read is not fetched."""


class NotAtHand(Exception):
    """A file cannot be read now; the message names it. What the index holds of it is kept."""


class TooLarge(Exception):
    """An object that is not fetched, since nothing of its size is read; the message names it."""


@dataclass(frozen=True, slots=True)
class Content:
    """Where the bytes of a file and of its sidecar are, and their stats from before they were read."""

    file: FoundFile
    path: Path
    sidecar: Path | None
    stats: tuple[Stat, ...]

    def sha256(self) -> str:
        """sha256 of a file's bytes; with a sidecar, of the hashes of both. Raises OSError."""
        return hash_of_files([path for path in (self.path, self.sidecar) if path])

    def blob(self, count: Callable[[int], None]) -> Blob:
        """The file, its bytes counted as they are read."""
        name = str(self.file.path)

        def opened() -> BinaryIO:
            try:
                return BufferedReader(_CountedFile(self.path, count))
            except OSError as error:
                raise ArticleError(f"{name}: cannot be read ({error.strerror}); check its permissions") from error

        return Blob(name, self.path.stat().st_size, opened)

    def facts_beside(self) -> tuple[Metadata | None, str]:
        """What the metadata file beside an article says, and the hash of its bytes."""
        if self.sidecar is None:
            return None, ""
        name = str(self.file.sidecar)
        try:
            content = self.sidecar.read_bytes()
        except OSError as error:
            raise ArticleError(f"{name}: cannot be read ({error.strerror}); check its permissions") from error
        return read_sidecar(content, name), hashlib.sha256(content).hexdigest()


@contextmanager
def content_of(file: FoundFile) -> Iterator[Content]:
    """The content of a file for as long as the block lasts. Raises NotAtHand, or TooLarge."""
    if isinstance(file.path, StoredObject):
        with tempfile.TemporaryDirectory(prefix="rag-object-") as folder:
            path, now = _fetched(file.path, Path(folder, "article"), _largest(file.path))
            stats, sidecar = stat_of([now]), None
            if isinstance(file.sidecar, StoredObject):
                sidecar, now = _fetched(file.sidecar, Path(folder, "sidecar"), LARGEST_SIDECAR_BYTES)
                stats += stat_of([now])
            yield Content(file, path, sidecar, stats)
    else:
        assert not isinstance(file.sidecar, StoredObject)
        try:
            stats = stat_of(file.paths)
        except OSError as error:
            raise NotAtHand(closed_words(file, error)) from error
        yield Content(file, file.path, file.sidecar, stats)


def closed_words(file: FoundFile, error: OSError) -> str:
    """Why a file cannot be read."""
    name = str(file.path) if isinstance(file.path, StoredObject) else error.filename or file.path
    return printable_path(f"{name}: cannot be read ({error.strerror}); check its permissions")


def hash_of_files(paths: Sequence[Path]) -> str:
    """sha256 of a file's bytes; of several, of the hashes of each. Raises OSError."""
    hashes = []
    for path in paths:
        with path.open("rb") as file:
            hashes.append(hashlib.file_digest(file, "sha256").hexdigest())
    return hashes[0] if len(hashes) == 1 else hashlib.sha256(" ".join(hashes).encode()).hexdigest()


def _fetched(one: StoredObject, goal: Path, largest: int) -> tuple[Path, StoredObject]:
    if one.size > largest:
        raise TooLarge(
            printable_path(f"{one}: the object has {one.size:,} bytes, the limit for its kind is {largest:,}; split it")
        )
    try:
        return goal, fetch(one, goal)
    except (StoreFault, OSError) as fault:
        raise NotAtHand(printable_path(f"{one}: cannot be read: {fault}")) from fault


def _largest(one: StoredObject) -> int:
    suffix = PurePosixPath(one.relative).suffix.lower()
    return LARGEST_ARTICLE_BYTES if suffix in _OF_ONE_ARTICLE else LARGEST_INFLATED_BYTES


class _CountedFile(FileIO):
    """A file that tells how much of it was read. An archive that goes back and forth may count more than it has."""

    def __init__(self, path: Path, count: Callable[[int], None]) -> None:
        super().__init__(path)
        self._count = count

    def readinto(self, buffer: Any, /) -> int | None:
        amount = super().readinto(buffer)
        self._count(amount or 0)
        return amount

    def readall(self) -> bytes:
        content = super().readall()
        self._count(len(content))
        return content
