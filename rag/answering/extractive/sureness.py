"""Whether the articles answer at all: the best candidate's log-odds and what the question says of itself -> a probability.

A logistic regression fitted on public data by `tests/bench/fit_confidence.py`, every set counting alike. Knows queries
and evidence; knows no thresholds.
"""

from __future__ import annotations

import math

from rag.answering.extractive.evidence import Evidence
from rag.types import Query

ANSWER_FEATURES = ("names_unknown", "outlets_unknown", "words_unknown")
"""names_unknown: 1 when a name of the question stands in no article. outlets_unknown: share of the outlets it names that
the index does not hold. words_unknown: share of its content words, by rarity, that stand in no passage read."""

ANSWER_WEIGHTS = (1.0, -1.0, -3.0, -1.0)
ANSWER_BIAS = 0.0

assert len(ANSWER_WEIGHTS) == 1 + len(ANSWER_FEATURES)


def answer_features(query: Query, evidence: Evidence) -> tuple[float, ...]:
    """See `ANSWER_FEATURES`."""
    known = len({*query.outlets, *query.preferred_outlets, *(o for part in query.parts for o in part.outlets)})
    unknown = len(query.unknown_outlets)
    return (
        float(bool(evidence.unknown_names)),
        unknown / (unknown + known) if unknown else 0.0,
        evidence.words_unknown,
    )


def confidence_of(best_odds: float, features: tuple[float, ...]) -> float:
    """The chance, 0 to 1, that the articles answer. `best_odds` are the log-odds of the best candidate."""
    odds = ANSWER_BIAS + sum(w * value for w, value in zip(ANSWER_WEIGHTS, (best_odds, *features), strict=True))
    return 1.0 / (1.0 + math.exp(-odds))
