"""The exact vectors of a generation: one FAISS flat inner-product file, written row by row and opened memory-mapped.

Knows the file; knows nothing of searching or of the approximate index. FAISS itself can only write such a file from
vectors that are all in memory, so its header is learned from small files that FAISS makes, the rows are put behind
it at their places, and FAISS opens the outcome before it counts as finished.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexCorrupt, IndexMismatch
from index.types import Matrix

_PROBED_ROWS = (1, 2, 3)
"""Three sizes tell a count of rows from every field that only happens to hold the same number once."""

_INTEGER_BYTES = 8

_HEADER_READ = 4096
"""FAISS 1.15 needs 45 bytes; a longer header of another version still fits."""

_LARGEST_DIM = 2**16
"""Sixteen times the width of the largest public embedders; keeps a garbled number from asking for gigabytes."""


def open_exact(path: Path) -> Any:
    """The memory-mapped FAISS index in `path`: nothing is read until a search asks for it, and nothing is copied.

    Raises IndexCorrupt. The mapping outlives the file's removal.
    """
    import faiss

    try:
        _check_file(path)
        return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except (OSError, RuntimeError) as error:  # FAISS raises RuntimeError for every fault of a file
        raise IndexCorrupt(f"{path} cannot be read ({error}); rebuild it with `rag sync FOLDER`") from error


def _check_file(path: Path) -> None:
    """Raise IndexCorrupt unless header and length are what FAISS would write: mapping any other file can crash it."""
    with path.open("rb") as file:
        found, size = file.read(_HEADER_READ), path.stat().st_size
    place = _place_of_dim()
    dim = int.from_bytes(found[place : place + 4], sys.byteorder)
    if not 0 < dim <= _LARGEST_DIM:
        raise IndexCorrupt(f"{path} is not a file of exact vectors; rebuild it with `rag sync FOLDER`")
    layout = _learned_layout(dim)
    rows, rest = divmod(size - len(layout.empty), dim * np.dtype(np.float32).itemsize)
    if rest or rows < 0 or found[: len(layout.empty)] != layout.header(rows):
        raise IndexCorrupt(
            f"{path} is not a whole file of exact vectors ({size} bytes); rebuild it with `rag sync FOLDER`"
        )


def stored_vectors(flat: Any, rows: NDArray[np.int64]) -> Matrix:
    """Vectors of `rows`, shape (len(rows), dim). Raises IndexError: FAISS reads beyond its memory for some."""
    check_rows(rows, int(flat.ntotal))
    vectors: Matrix = flat.reconstruct_batch(rows)
    return vectors


def check_rows(rows: NDArray[np.int64], total: int) -> None:
    """Raise IndexError for the first row outside 0..total-1."""
    if len(rows) and (rows.min() < 0 or rows.max() >= total):
        wrong = rows[(rows < 0) | (rows >= total)][0]
        raise IndexError(f"there is no row {wrong} among {total} vectors")


def selector_of(rows: NDArray[np.int64], total: int) -> Any:
    """What FAISS asks of each of `total` rows; a bit a row is quicker to ask than a hash of the rows is."""
    import faiss

    chosen = np.zeros(total, np.bool_)
    chosen[rows] = True
    return faiss.IDSelectorBitmap(np.packbits(chosen, bitorder="little"))  # type: ignore[call-arg, arg-type]


def write_vectors(path: Path, vectors: Matrix) -> None:
    """Write vectors of shape (rows, dim) as a new file."""
    path.unlink(missing_ok=True)
    with VectorFile(path, vectors.shape[1]) as file:
        file.set_rows(np.arange(len(vectors)), vectors)
        file.finish()


class VectorFile:
    """Exact vectors while a generation is built: rows are set in any order, the tail is cut, then `finish`.

    Starts from the file at `path` when there is one, which must be a copy of its own: it is changed in place.
    Needs memory for the rows of one call, and a byte a row. Raises IndexCorrupt (not such a file) and IndexMismatch
    (other dimensions).
    """

    def __init__(self, path: Path, dim: int) -> None:
        self._path, self._dim, self._layout = path, dim, _learned_layout(dim)
        rows = _rows_to_continue(path, dim) if path.exists() else 0
        self._set = np.ones(rows, np.bool_)
        self._file = path.open("r+b" if path.exists() else "w+b")

    @property
    def rows(self) -> int:
        return len(self._set)

    def set_rows(self, rows: NDArray[np.int64], vectors: Matrix) -> None:
        """Overwrite or append. `vectors`, shape (len(rows), dim). A row named twice gets the later vector.

        Rows may come beyond the end while others before them are still missing; `finish` wants them all.
        """
        self._check(rows, vectors)
        if not len(rows):
            return
        if (missing := int(rows.max()) + 1 - self.rows) > 0:
            self._set = np.concatenate([self._set, np.zeros(missing, np.bool_)])
        order = np.argsort(rows, kind="stable")
        breaks = np.flatnonzero(np.diff(rows[order]) != 1) + 1
        for run in np.split(order, breaks):  # neighbouring rows go to disk in one write
            self._file.seek(self._place(int(rows[run[0]])))
            self._file.write(np.ascontiguousarray(vectors[run], np.float32).data)
        self._set[rows] = True

    def rows_at(self, rows: NDArray[np.int64]) -> Matrix:
        """What stands at `rows` now, shape (len(rows), dim): for moving the tail into holes."""
        check_rows(rows, self.rows)
        vectors = np.empty((len(rows), self._dim), np.float32)
        for place, row in enumerate(rows):
            if not self._set[row]:
                raise ValueError(f"{self._path}: row {row} was not set yet")
            self._file.seek(self._place(int(row)))
            vectors[place] = np.frombuffer(self._file.read(vectors[place].nbytes), np.float32)
        return vectors

    def truncate(self, rows: int) -> None:
        """Drop every row from `rows` on."""
        if not 0 <= rows <= self.rows:
            raise ValueError(f"{self._path}: cannot keep {rows} of {self.rows} rows")
        self._set = self._set[:rows].copy()
        self._file.truncate(self._place(rows))

    def finish(self) -> None:
        """Write the header and close. Raises ValueError for a row that was never set, IndexCorrupt if FAISS disagrees."""
        if not self._set.all():
            raise ValueError(f"{self._path}: row {int(self._set.argmin())} of {self.rows} was never set")
        self._file.seek(0)
        self._file.write(self._layout.header(self.rows))
        self._file.truncate(self._place(self.rows))
        ends = np.array([0, self.rows - 1] if self.rows else [], np.int64)
        expected = self.rows_at(ends)
        self._file.close()
        flat = open_exact(self._path)
        found = (int(flat.ntotal), int(flat.d))
        if found != (self.rows, self._dim) or not np.array_equal(stored_vectors(flat, ends), expected):
            raise IndexCorrupt(f"{self._path} reads back as {found} rows and dimensions, not {(self.rows, self._dim)}")

    def close(self) -> None:
        """Let go of the file, whatever its state."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _place(self, row: int) -> int:
        return len(self._layout.empty) + row * self._dim * np.dtype(np.float32).itemsize

    def _check(self, rows: NDArray[np.int64], vectors: Matrix) -> None:
        if vectors.shape != (len(rows), self._dim):
            raise ValueError(f"{len(rows)} rows of {self._dim} dimensions cannot hold vectors of shape {vectors.shape}")
        if len(rows) and rows.min() < 0:
            raise ValueError(f"row {rows.min()} is negative")
        if not np.isfinite(vectors).all():  # one such vector would spoil every search and the training
            wrong = rows[~np.isfinite(vectors).all(axis=1)][0]
            raise ValueError(f"the vector for row {wrong} holds a value that is not a finite number")


@dataclass(frozen=True, slots=True)
class _Layout:
    """The bytes before the vectors of an empty file, and where in them a multiple of the number of rows stands."""

    empty: bytes
    counts: tuple[tuple[int, int], ...]

    def header(self, rows: int) -> bytes:
        header = bytearray(self.empty)
        for place, factor in self.counts:
            header[place : place + _INTEGER_BYTES] = (rows * factor).to_bytes(_INTEGER_BYTES, sys.byteorder)
        return bytes(header)


def _learned_layout(dim: int) -> _Layout:
    empty = _file_of_faiss(dim, 0)
    probes = [(rows, _file_of_faiss(dim, rows)) for rows in _PROBED_ROWS]
    counts = [
        (place, factor)
        for place in range(len(empty) - _INTEGER_BYTES + 1)
        for factor in sorted({1, dim})
        if all(
            int.from_bytes(probe[place : place + _INTEGER_BYTES], sys.byteorder) == rows * factor
            for rows, probe in probes
        )
    ]
    return _Layout(empty, tuple(counts))


def _place_of_dim() -> int:
    """Where a header names the dimensions: the one place that follows them, three times."""
    probes = [(dim, _file_of_faiss(dim, 0)) for dim in (5, 6, 7)]
    [place] = [
        place
        for place in range(len(probes[0][1]) - 3)
        if all(int.from_bytes(probe[place : place + 4], sys.byteorder) == dim for dim, probe in probes)
    ]
    return place


def _file_of_faiss(dim: int, rows: int) -> bytes:
    import faiss

    flat = faiss.IndexFlatIP(dim)
    if rows:
        flat.add(np.zeros((rows, dim), np.float32))
    return bytes(faiss.serialize_index(flat))


def _rows_to_continue(path: Path, dim: int) -> int:
    flat = open_exact(path)
    if flat.d != dim:
        raise IndexMismatch(
            f"{path} holds vectors of {flat.d} dimensions, the embedder makes {dim}; rebuild with `rag sync FOLDER`"
        )
    if path.stat().st_nlink > 1:
        raise ValueError(f"{path} is also a file of another generation (a hard link), so it cannot be changed in place")
    return int(flat.ntotal)
