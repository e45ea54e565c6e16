"""Boosted regression trees (Friedman 2001, doi:10.1214/aos/1013203451), read from a JSON file and walked with numpy.

Knows numbers and nodes; knows no sentences. The trees are grown by scikit-learn in `tests/bench/fit_confidence.py`, which
stays out of the answering process: its import takes a second, and its own files are pickles.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Rows: TypeAlias = NDArray[np.float64]
Odds: TypeAlias = NDArray[np.float64]


FITTED = Path(__file__).parent / "fitted"


@lru_cache(maxsize=1)
def chances_sha256() -> str:
    """Hash of all fitted trees: with others the same evidence gets another confidence."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(FITTED.glob("*.json")))).hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Arrays of shape (trees, nodes): a leaf is its own child on both sides. `bias` is what no tree says."""

    features: tuple[str, ...]
    bias: float
    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[np.float64]
    depth: int

    @classmethod
    def read(cls, path: Path, features: tuple[str, ...]) -> Trees:
        """The trees in a file. Raises ValueError when they were grown over other features."""
        told = json.loads(path.read_text(encoding="utf-8"))
        if tuple(told["features"]) != features:
            raise ValueError(f"{path} was fitted over {told['features']}, not over {list(features)}; fit it again")
        trees = told["trees"]
        return cls(
            features,
            float(told["bias"]),
            np.array(trees["feature"], np.int64),
            np.array(trees["threshold"], np.float64),
            np.array(trees["left"], np.int64),
            np.array(trees["right"], np.int64),
            np.array(trees["value"], np.float64),
            int(told["depth"]),
        )

    def odds(self, rows: Rows) -> Odds:
        """The log-odds of each row; `rows` has shape (rows, features)."""
        tree = np.arange(len(self.feature))[None, :]
        node = np.zeros((len(rows), len(self.feature)), np.int64)  # (rows, trees)
        row = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            goes_left = rows[row, self.feature[tree, node]] <= self.threshold[tree, node]
            node = np.where(goes_left, self.left[tree, node], self.right[tree, node])
        found: Odds = self.bias + self.value[tree, node].sum(axis=1)
        return found
