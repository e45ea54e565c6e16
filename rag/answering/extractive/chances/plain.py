"""A regression over words and meaning alone: the log-odds of a candidate without the evidence model.

Fitted earlier than the trees, on other questions. Why it is there stands in `confidence`. Knows numbers only.
"""

from __future__ import annotations

import numpy as np

from rag.answering.extractive.chances.trees import Odds, Rows
from rag.answering.extractive.features import FEATURES

PLAIN = {
    "similarity": 1.65,
    "passage_similarity": 2.43,
    "shared_words": 3.15,
    "nearby_words": 0.22,
    "kind_held": 0.57,
    "kind_missing": -0.98,
    "link_missing": -3.0,
    "names_missing": -2.21,
    "rank": 2.46,
}
PLAIN_BIAS = -7.75


def plain_odds(rows: Rows) -> Odds:
    """The log-odds by words and meaning alone; `rows` begin with the candidates' features."""
    weights = np.array([PLAIN.get(name, 0.0) for name in FEATURES])
    found: Odds = rows[:, : len(FEATURES)] @ weights + PLAIN_BIAS
    return found
