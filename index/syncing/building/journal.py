"""Vectors that were computed and are not published yet, so that a sync which was stopped goes on where it was.

A file of records beside the generations: text hash, vector, checksum. It is written block by block, read when the next
sync begins, and removed when its vectors are in a published generation. A torn end is passed over.
Knows records; knows nothing of chunks.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexCorrupt
from index.types import Matrix

FILE_NAME = "embedded.vectors"
HASH_BYTES = 16

_HEADER = re.compile(rb"article-rag vectors 1 \S+ (?P<dim>\d{1,5})\n")
_LONGEST_HEADER = 200
"""Bytes: the longest header has 64 of hash, 5 of dimensions and 24 of words."""


class Journal:
    """The vectors of texts, by text hash. For one embedder only: another's file is dropped."""

    def __init__(self, index_path: Path, *, weights_sha256: str, dim: int) -> None:
        self._path = index_path / FILE_NAME
        self._dim = dim
        self._record = _record(dim)
        self._header = f"article-rag vectors 1 {weights_sha256} {dim}\n".encode()
        self._rows = {bytes(text_hash): row for row, text_hash in enumerate(self._read())}

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._rows)

    def known(self, text_hashes: Sequence[bytes]) -> list[bytes]:
        """Those of the text hashes that a vector is at hand for."""
        return [text_hash for text_hash in text_hashes if text_hash in self._rows]

    def vectors(self, text_hashes: Sequence[bytes]) -> Matrix:
        """Their vectors, shape (len(text_hashes), dim). Every one must be known."""
        if not text_hashes:
            return np.empty((0, self._dim), np.float32)
        records = np.memmap(self._path, self._record, mode="r", offset=len(self._header))
        found: Matrix = records["vector"][[self._rows[text_hash] for text_hash in text_hashes]]
        return found

    def add(self, text_hashes: Sequence[bytes], vectors: Matrix) -> None:
        """Append vectors that were just computed."""
        records = np.empty(len(text_hashes), self._record)
        records["hash"] = [np.void(text_hash) for text_hash in text_hashes]
        records["vector"] = vectors
        records["checksum"] = [_checksum(record) for record in records]
        with self._path.open("ab") as file:
            if file.tell() == 0:
                file.write(self._header)
            file.write(records.tobytes())
        count = len(self._rows)
        self._rows |= {text_hash: count + place for place, text_hash in enumerate(text_hashes)}

    def remove(self) -> None:
        """Drop the file: its vectors are published."""
        self._path.unlink(missing_ok=True)

    def _read(self) -> list[bytes]:
        """The text hashes of the file's whole records, in order. What follows a damaged one is cut off."""
        try:
            with self._path.open("rb") as file:
                header = file.read(len(self._header))
        except FileNotFoundError:
            return []
        size = self._path.stat().st_size - len(self._header)
        whole = max(size // self._record.itemsize, 0)
        if header != self._header or not whole:
            self.remove()
            return []
        records = np.memmap(self._path, self._record, mode="r", offset=len(self._header), shape=(whole,))
        good = next((row for row, record in enumerate(records) if record["checksum"] != _checksum(record)), whole)
        kept = [bytes(text_hash) for text_hash in records["hash"][:good]]
        del records
        with self._path.open("r+b") as file:
            file.truncate(len(self._header) + good * self._record.itemsize)
        return kept


def waiting_vectors(index_path: Path) -> int:
    """How many vectors wait to be published, by the size of their file alone. Changes nothing."""
    return len(_waiting(index_path, check=False))


def check_waiting(index_path: Path) -> int:
    """The same, each looked at. Raises IndexCorrupt when the file is damaged before its end. Changes nothing."""
    records = _waiting(index_path, check=True)
    for row, record in enumerate(records):
        if record["checksum"] != _checksum(record):
            raise IndexCorrupt(f"{index_path / FILE_NAME} is damaged at its record {row + 1:,} of {len(records):,}")
    return len(records)


def _waiting(index_path: Path, *, check: bool) -> NDArray[np.void]:
    """The whole records of the file of any embedder; none when there is no file."""
    path = index_path / FILE_NAME
    try:
        with path.open("rb") as file:
            header = file.readline(_LONGEST_HEADER)
    except (FileNotFoundError, NotADirectoryError):
        return np.empty(0, np.void)
    found = _HEADER.fullmatch(header)
    if not found:
        if check:
            raise IndexCorrupt(f"{path} is damaged: it begins with {header[:20]!r}")
        return np.empty(0, np.void)
    record = _record(int(found["dim"]))
    whole = (path.stat().st_size - len(header)) // record.itemsize
    return np.memmap(path, record, mode="r", offset=len(header), shape=(whole,)) if whole else np.empty(0, record)


def _record(dim: int) -> np.dtype[np.void]:
    return np.dtype([("hash", f"V{HASH_BYTES}"), ("vector", "<f4", (dim,)), ("checksum", "<u4")])


def _checksum(record: np.void) -> int:
    return zlib.crc32(record["hash"].tobytes() + record["vector"].tobytes())
