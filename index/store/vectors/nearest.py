"""The nearest vectors to one: exact among few rows, approximate and then scored exactly among many, filters inside.

Knows which search pays for how many rows; knows nothing of how the files were made. Scores are exact inner products
whichever way a row was found, computed by the one FAISS kernel, so equal vectors get equal scores.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexCorrupt
from index.store.generations import VECTORS
from index.store.vectors.approximate import APPROXIMATE, ApproximateSettings, open_approximate
from index.store.vectors.exact import check_rows, open_exact, selector_of, stored_vectors
from index.types import Matrix, Vector

Rows: TypeAlias = NDArray[np.int64]

_BEYOND_THE_LIMIT = 20
"""FAISS keeps any of the rows that are equal at its limit; with more equal rows than this all scores are compared."""


class VectorIndex:
    """Nearest neighbours by inner product. Safe for many reading threads; goes on when its files are removed.

    `folder` is a generation's, or a file of exact vectors alone; `settings` are its manifest's for the approximate
    index, None where it has none. Raises IndexCorrupt when a file is not what it should be.
    """

    def __init__(self, folder: Path, settings: ApproximateSettings | None = None) -> None:
        self._flat: Any = open_exact(folder / VECTORS if folder.is_dir() else folder)
        self._settings = settings
        self._lists: Any = None
        if settings is not None:
            if settings.rows != self.rows:
                raise IndexCorrupt(
                    f"{folder / APPROXIMATE} is of {settings.rows} rows, the exact vectors are {self.rows}; "
                    "rebuild it with `rag sync FOLDER`"
                )
            self._lists = open_approximate(folder / APPROXIMATE, settings, dim=self.dim, mapped=True)

    @property
    def rows(self) -> int:
        return int(self._flat.ntotal)

    @property
    def dim(self) -> int:
        return int(self._flat.d)

    def nearest(self, vector: Vector, limit: int, allowed: Rows | None = None) -> list[tuple[int, float]]:
        """Up to `limit` (row, inner product) pairs, best first; equal scores by row.

        Only rows in `allowed` (each once, quickest when ascending) are looked at, when it is given. Raises IndexError for
        one that is not there, ValueError for a vector of other dimensions.
        """
        limit = min(limit, self.rows if allowed is None else len(allowed))
        if limit <= 0:
            return []
        if vector.shape != (self.dim,):  # FAISS would read beyond a shorter one
            raise ValueError(f"a vector of shape {vector.shape} cannot be compared with those of {self.dim} dimensions")
        if allowed is not None:
            check_rows(allowed, self.rows)
        query = np.ascontiguousarray(vector, np.float32)
        with _one_thread():
            return self._nearest(query, limit, allowed)

    def rows_at(self, rows: Rows) -> Matrix:
        """The stored vectors of `rows`, shape (len(rows), dim)."""
        return stored_vectors(self._flat, rows)

    def _nearest(self, query: Vector, limit: int, allowed: Rows | None) -> list[tuple[int, float]]:
        settings = self._settings
        if settings is not None and (self.rows if allowed is None else len(allowed)) > settings.exact_rows:
            candidates = self._candidates(query, limit, allowed, settings)
            if len(candidates) >= limit:  # fewer: what is allowed lies far from the question, so all of it is scanned
                return self._best_of(query, limit, candidates)
        # Scoring 300,000 rows by number takes a tenth longer than scanning them, half of them 11.5 ms against 13.5 with
        # a FAISS selector, and a hundredth 0.2 ms against 0.7: so a filter never becomes a selector here.
        return self._scanned(query, limit) if allowed is None else self._best_of(query, limit, allowed)

    def _scanned(self, query: Vector, limit: int) -> list[tuple[int, float]]:
        scores, rows = self._flat.search(query.reshape(1, -1), limit + _BEYOND_THE_LIMIT)
        pairs = _sorted_pairs(rows[0], scores[0])
        if len(pairs) > limit and pairs[limit - 1][1] == pairs[-1][1]:  # equals may have been left out
            return self._best_of(query, limit, np.arange(self.rows))
        return pairs[:limit]

    def _candidates(self, query: Vector, limit: int, allowed: Rows | None, settings: ApproximateSettings) -> Rows:
        """Rows that are likely nearest. The fewer rows are allowed, the more lists it takes to find enough of them."""
        import faiss

        probes, selector = settings.probes, None
        if allowed is not None:
            probes = min(settings.lists, round(probes * self.rows / len(allowed)))
            selector = selector_of(allowed, self.rows)
        parameters = faiss.SearchParametersIVF(nprobe=probes, sel=selector)  # type: ignore[call-arg]
        _, rows = self._lists.search(query.reshape(1, -1), limit * settings.reranked, params=parameters)
        found: Rows = np.sort(rows[0][rows[0] >= 0])
        if len(found) and found[-1] >= self.rows:
            raise IndexCorrupt(
                f"{APPROXIMATE} names row {found[-1]}, there are {self.rows}; rebuild it with `rag sync FOLDER`"
            )
        return found

    def _best_of(self, query: Vector, limit: int, rows: Rows) -> list[tuple[int, float]]:
        """The best of these rows by exact score, read where they stand in the mapped file."""
        import faiss

        rows = np.ascontiguousarray(rows, np.int64)
        scores = np.empty(len(rows), np.float32)
        pointers = (faiss.swig_ptr(scores), faiss.swig_ptr(rows))
        self._flat.compute_distance_subset(1, faiss.swig_ptr(query), len(rows), *pointers)
        lowest = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        kept = np.flatnonzero(scores >= lowest)
        return _sorted_pairs(rows[kept], scores[kept])[:limit]


def inner_products_in_single(vectors: Matrix, vector: Vector) -> list[float]:
    """Of each row of `vectors` with `vector`, as a search over them gives: in single precision, by the one FAISS kernel."""
    import faiss

    flat: Any = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    scores, rows = np.empty(len(vectors), np.float32), np.arange(len(vectors))
    if len(vectors):
        pointers = (faiss.swig_ptr(scores), faiss.swig_ptr(rows))
        flat.compute_distance_subset(1, faiss.swig_ptr(vector), len(rows), *pointers)
    return [float(score) for score in scores]


@contextmanager
def _one_thread() -> Iterator[None]:
    """FAISS stays on the thread that asks (the setting is that thread's own).

    It has nothing to share out for one question (1.8 ms at 300,000 rows with one thread and with two), yet it waits for
    all its threads at the end: where other programs use the cores, scoring 1000 rows took 8 ms instead of 0.02.
    """
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _sorted_pairs(rows: Rows, scores: NDArray[np.float32]) -> list[tuple[int, float]]:
    pairs = [(int(row), float(score)) for row, score in zip(rows, scores, strict=True) if row >= 0]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
