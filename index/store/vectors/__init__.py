"""Vectors that grow, on disk and searched: the one folder that knows FAISS (MIT, Meta). A vector's id is its chunk's row.

`exact` writes and opens the vectors themselves, `approximate` keeps a smaller index beside them once there are many,
`nearest` searches both, `reproducible` as if no other rows were there. None knows of chunks, articles or which embedder made the vectors.
"""

from __future__ import annotations

from index.store.vectors.approximate import APPROXIMATE, ApproximateSettings, update_approximate
from index.store.vectors.exact import VectorFile, write_vectors
from index.store.vectors.nearest import VectorIndex, inner_products_in_single
from index.store.vectors.reproducible import inner_products, nearest_exactly

__all__ = [
    "APPROXIMATE",
    "ApproximateSettings",
    "VectorFile",
    "VectorIndex",
    "inner_products",
    "inner_products_in_single",
    "nearest_exactly",
    "update_approximate",
    "write_vectors",
]
