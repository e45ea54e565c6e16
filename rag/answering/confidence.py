"""Features of a candidate -> the probability that it answers the question.

A logistic regression, small enough to read. The weights were fitted on public data by
`tests/bench/fit_confidence.py`; figures in tests/bench/RESULTS.md. Knows nothing of texts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from rag.answering.evidence import FEATURES

WEIGHTS = (1.57, 2.31, 3.2, 0.28, 0.54, -0.93, -3.0, -1.2, 2.53)
BIAS = -7.77

assert len(WEIGHTS) == len(FEATURES)


def probability(features: Sequence[float]) -> float:
    """Between 0 and 1; higher is better evidence."""
    return 1.0 / (1.0 + math.exp(-score(features)))


def score(features: Sequence[float]) -> float:
    """The log-odds of `probability`."""
    return BIAS + sum(weight * value for weight, value in zip(WEIGHTS, features, strict=True))
