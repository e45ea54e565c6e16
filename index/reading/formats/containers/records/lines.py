"""The lines of a file, one at a time: a file of any size is read in the memory of its longest line.

Knows newlines, byte order marks and the limit on a line; knows nothing of what lines hold. Lines come as UTF-8 where
the file says that it is UTF-16 or UTF-32, else as their own bytes.
"""

from __future__ import annotations

import codecs
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from index.errors import ArticleError
from index.reading.formats.raw.encodings import marked_encoding
from index.reading.formats.record import LARGEST_ARTICLE_BYTES, Blob

HEAD_BYTES = 65_536
"""Where an encoding without a mark, a dialect and the order of dates are told from."""

_CHUNK_BYTES = 1 << 20
"""Read at once while a line over the limit is passed over."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its newline; `number` counts from 1, blank lines included.

    A line over the limit has no content: `size` and `sha256` cover what was passed over.
    """

    number: int
    content: bytes = field(repr=False)
    size: int
    sha256: str = field(default="", repr=False)

    @property
    def too_long(self) -> bool:
        """True for a line that is larger than an article may be."""
        return self.size > LARGEST_ARTICLE_BYTES


def lines_of(blob: Blob) -> Iterator[Line]:
    """Every line that is not blank. Raises ArticleError when the file is empty or cannot be read on."""
    mark, encoding = marked_encoding(blob.head(HEAD_BYTES))
    number = 0
    with blob.open() as opened:
        opened.read(mark)
        file = opened if encoding in (None, "utf-8") else _transcoded(opened, encoding, blob.name, mark)
        while line := file.readline(LARGEST_ARTICLE_BYTES + 2):
            number += 1
            if len(line) > LARGEST_ARTICLE_BYTES and not line.endswith(b"\n"):
                yield _passed_over(file, line, number)
            elif content := line.strip(b"\r\n"):
                yield Line(number, content, len(content))
    if number == 0:
        raise ArticleError(f"{blob.name}: the file is empty (0 bytes); remove it or add its text")


def too_long(line: Line, name: str) -> str:
    """The message about a line over the limit."""
    return (
        f"{name}: line {line.number} has {line.size:,} bytes, the limit for one article is {LARGEST_ARTICLE_BYTES:,}; "
        "split it into several articles"
    )


def _passed_over(file: BinaryIO, start: bytes, number: int) -> Line:
    size, digest = len(start), hashlib.sha256(start)
    while not start.endswith(b"\n") and (start := file.readline(_CHUNK_BYTES)):
        size += len(start)
        digest.update(start)
    return Line(number, b"", size, digest.hexdigest())


def _transcoded(file: BinaryIO, encoding: str | None, name: str, start: int) -> BinaryIO:
    assert encoding is not None
    return io.BufferedReader(_Transcoded(file, encoding, name, start))


class _Transcoded(io.RawIOBase):
    """A file in another Unicode encoding, as UTF-8."""

    def __init__(self, file: BinaryIO, encoding: str, name: str, start: int) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._encoding, self._name, self._position = encoding, name, start
        self._pending = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._pending:
            chunk = self._file.read(HEAD_BYTES)
            self._pending = self._decoded(chunk).encode()
            self._position += len(chunk)
            if not chunk:
                break
        taken = min(len(buffer), len(self._pending))
        buffer[:taken] = self._pending[:taken]
        self._pending = self._pending[taken:]
        return taken

    def _decoded(self, chunk: bytes) -> str:
        try:
            return self._decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            raise ArticleError(
                f"{self._name}: near byte {self._position + error.start} is no {self._encoding.upper()}, which the "
                "rest of the file is; the file is damaged: save it as UTF-8"
            ) from error
