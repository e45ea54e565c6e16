"""The seam between kinds of files and everything else: a file's bytes, the records in it, the draft of each.

A record is one article of a file; most files hold one. Reading is lazy: what has the hash it had at the last
sync is not read again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from index.errors import ArticleError
from index.reading.facts.metadata import Metadata
from index.types import Span

LARGEST_ARTICLE_BYTES = 20_000_000
"""An article is some kilobytes. This is thousands of them under one title and date: 14,000 chunks, measured with
the seed article repeated to 19.9 MB (reading 2 s, chunking 8 s, 230 MB of memory)."""


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes with a name: a file of the folder, or a member of an archive.

    `name` is what errors call it and what its kind and a date in its name are read from: the whole path of a
    file, or "archive.zip/inner/story.html" for a member. `size` may be less than `open` gives, where it is known
    only once all is read (compressed data).
    """

    name: str
    size: int
    open: Callable[[], BinaryIO] = field(repr=False)

    def content(self, largest: int = LARGEST_ARTICLE_BYTES) -> bytes:
        """All bytes. Raises ArticleError when there are none, more than `largest`, or they cannot be read."""
        if self.size > largest:
            raise self.too_large(largest)
        with self.open() as file:
            content = file.read(largest + 1)
        if len(content) > largest:
            raise self.too_large(largest)
        if not content:
            raise ArticleError(f"{self.name}: the file is empty (0 bytes); remove it or add its text")
        return content

    def too_large(self, largest: int) -> ArticleError:
        """The error for a file over the limit of one article."""
        size = f"{self.size:,}" if self.size > largest else f"more than {largest:,}"
        return ArticleError(
            f"{self.name}: the file has {size} bytes, the limit for one article is {largest:,}; "
            "split it into one file an article"
        )

    def head(self, size: int) -> bytes:
        """The first bytes, `size` or all there are."""
        with self.open() as file:
            return file.read(size)


@dataclass(frozen=True, slots=True)
class Draft:
    """One article as its format gave it: its final text, and what the format itself says of it.

    `boilerplate` marks spans of `text` that are not cited, `found.labels` those that only state facts.
    """

    text: str
    found: Metadata = field(default_factory=Metadata)
    boilerplate: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One article of a blob.

    `suffix` is appended to the file's id: "" when the file is the article, "#mh0000" for a record named by its
    id, "#7" for the seventh without one, "/inner/story.html" for a member of an archive; they may be joined.
    `sha256` covers every byte that the draft depends on. `read` raises ArticleError, naming the record.
    """

    suffix: str
    sha256: str
    read: Callable[[], Draft] = field(repr=False)
    note: str | None = None
    """Something the user should know that stopped nothing, such as a second record of the same id."""


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What a user may settle about reading. `columns` maps a fact ("text", "title", "published", "id", ...)
    to the column or key that holds it, dots for nested ones ("metadata.published_at")."""

    columns: Mapping[str, str] = field(default_factory=dict)


def file_blob(path: Path) -> Blob:
    """A file of the folder. Raises ArticleError when it cannot be looked at."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ArticleError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error

    def opened() -> BinaryIO:
        try:
            return path.open("rb")
        except OSError as error:
            raise ArticleError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error

    return Blob(str(path), size, opened)


def bytes_blob(name: str, content: bytes) -> Blob:
    """A blob of bytes at hand, such as a member of an archive."""
    return Blob(name, len(content), lambda: BytesIO(content))
