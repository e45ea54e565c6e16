"""Features of a candidate -> the probability that it answers the question.

A logistic regression, small enough to read. The weights were fitted on public data by
`tests/bench/fit_confidence.py`; figures in tests/bench/RESULTS.md. Knows nothing of texts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from rag.answering.extractive.evidence import FEATURES

WEIGHTS = (0.5, 1.0, 0.15, 1.0, 2.0, 0.5, 0.5, -1.0, -2.0, -2.0, -1.0, 1.0)
BIAS = -3.0

assert len(WEIGHTS) == len(FEATURES)


def probability(features: Sequence[float]) -> float:
    """Between 0 and 1; higher is better evidence."""
    return 1.0 / (1.0 + math.exp(-score(features)))


def score(features: Sequence[float]) -> float:
    """The log-odds of `probability`."""
    return BIAS + sum(weight * value for weight, value in zip(WEIGHTS, features, strict=True))
