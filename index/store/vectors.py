"""Vectors on disk and the search over them: the one module that knows FAISS (MIT, Meta).

Inner product over unit vectors, exact; a vector's id is its row, which is the row of its chunk.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexCorrupt
from index.types import Matrix, Vector


def write_vectors(path: Path, vectors: Matrix) -> None:
    """Write vectors of shape (rows, dim) as an exact FAISS index."""
    import faiss

    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(np.ascontiguousarray(vectors, np.float32))
    faiss.write_index(flat, str(path))


class VectorIndex:
    """Nearest neighbours by inner product. Safe for many reading threads."""

    def __init__(self, path: Path) -> None:
        import faiss

        try:
            self._flat: Any = faiss.read_index(str(path))
        except RuntimeError as error:  # faiss raises RuntimeError for every fault of a file
            raise IndexCorrupt(f"{path} is not a readable FAISS index; rebuild it with `rag sync FOLDER`") from error

    @property
    def rows(self) -> int:
        return int(self._flat.ntotal)

    @property
    def dim(self) -> int:
        return int(self._flat.d)

    def nearest(self, vector: Vector, limit: int, allowed: NDArray[np.int64] | None = None) -> list[tuple[int, float]]:
        """Up to `limit` (row, inner product) pairs, best first; equal scores by row.

        Only rows in `allowed` are looked at, when it is given.
        """
        import faiss

        limit = min(limit, self.rows if allowed is None else len(allowed))
        if limit <= 0:
            return []
        parameters = None
        if allowed is not None:
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))  # type: ignore[call-arg]
        scores, rows = self._flat.search(vector.reshape(1, -1), limit, params=parameters)
        pairs = [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def rows_at(self, rows: NDArray[np.int64]) -> Matrix:
        """The stored vectors of `rows`, shape (len(rows), dim)."""
        vectors: Matrix = self._flat.reconstruct_batch(rows)
        return vectors
