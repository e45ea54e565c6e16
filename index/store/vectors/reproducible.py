"""The nearest of some rows as an index of these rows alone would find them: the same scores, whatever other rows there are.

The approximate search goes where all vectors lie, and FAISS adds up a product in an order that depends on the rows
scored beside it (a last digit, 1e-7, and so the order of equals). Here every row is scanned, in blocks that
`VectorIndex` scans exactly, and the best are scored again in double precision, each by itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.store.vectors.approximate import ApproximateSettings
from index.store.vectors.nearest import Rows, VectorIndex
from index.types import Matrix, Vector

_ROUNDING = 1e-5
"""Products of unit vectors in single precision are off by less than 1e-6."""

_BEYOND_THE_LIMIT = 20
"""Enough to see a score below the last one wanted, unless many are equal."""


def nearest_exactly(
    vectors: VectorIndex, vector: Vector, limit: int, *, rows: Rows, settings: ApproximateSettings | None
) -> list[tuple[int, float]]:
    """(row, inner product) of at least the `limit` nearest of `rows`, with all that are as near as the last of them.

    In no order: rows depend on what else is in the index, so equals are for the caller to order.
    """
    if limit <= 0:
        return []
    block, wanted, best = settings.exact_rows if settings else len(rows), limit, rows
    while wanted < len(rows):
        wanted = 2 * wanted + _BEYOND_THE_LIMIT
        found = sorted(
            (
                pair
                for first in range(0, len(rows), max(1, block))
                for pair in vectors.nearest(vector, wanted, rows[first : first + max(1, block)])
            ),
            key=lambda pair: -pair[1],
        )[:wanted]
        if found[limit - 1][1] - found[-1][1] > _ROUNDING:
            best = np.array([row for row, _ in found], np.int64)
            break
    scores = inner_products(vectors.rows_at(best), vector).tolist()
    return list(zip(best.tolist(), scores, strict=True))


def inner_products(vectors: Matrix, vector: Vector) -> NDArray[np.float64]:
    """Of each row of `vectors` with `vector`, in double precision; equal rows give equal products."""
    products: NDArray[np.float64] = (vectors.astype(np.float64) * vector.astype(np.float64)).sum(axis=1)
    return products
