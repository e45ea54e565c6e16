"""Whether the articles answer at all: the best candidate, its rivals, and what the question says of itself -> a chance.

Boosted trees fitted on public questions by `tests/bench/fit_confidence.py`, every set counting alike; as in `confidence` they
only rise with what speaks for an answer. Knows queries and evidence; knows no thresholds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from rag.answering.extractive.chances.confidence import LINK_MISSING
from rag.answering.extractive.chances.plain import plain_odds
from rag.answering.extractive.chances.trees import FITTED, Odds, Rows, Trees
from rag.answering.extractive.evidence import Evidence
from rag.answering.extractive.features import FEATURES
from rag.types import Query

ASKED = ("names_unknown", "outlets_unknown", "words_unknown")
"""names_unknown: 1 when a name of the question stands in no article. outlets_unknown: share of the outlets it names that
the index does not hold. words_unknown: share of its content words, by rarity, that stand in no passage read."""

GREATEST = ("answers", "short", "similarity", "passage_similarity", "shared_words")
ANSWER_COLUMNS = (
    "odds",
    "odds_of_the_next",
    *(f"best_{name}" for name in FEATURES if name != "rank"),
    *(f"greatest_{name}" for name in GREATEST),
    *ASKED,
)
"""odds: log-odds of the best candidate, and of the next one. best_: its features. greatest_: over all candidates."""

NO_RIVAL = -8.0
PLAIN_ANSWER_SHARE = 0.5
PLAIN_SHIFT = 1.6
"""Share of the plain regression in the log-odds, and what brings it to the same scale: it was fitted to tell right
sentences, which are fewer than answerable questions."""

_OUTLETS_UNKNOWN = -3.0
"""Added for a question all of whose outlets the index lacks."""


def asked_features(query: Query, evidence: Evidence) -> tuple[float, ...]:
    """See `ASKED`."""
    known = len({*query.outlets, *query.preferred_outlets, *(o for part in query.parts for o in part.outlets)})
    unknown = len(query.unknown_outlets)
    share = unknown / (unknown + known) if unknown else 0.0
    return float(bool(evidence.unknown_names)), share, evidence.words_unknown


def answer_row(features: Sequence[Sequence[float]], odds: Odds, asked: Sequence[float]) -> Rows:
    """The columns of one question, shape (columns,), by its candidates' features and log-odds; at least one candidate."""
    own = np.array(features, np.float64)
    order = np.argsort(-odds, kind="stable")
    best = own[order[0]]
    values = [
        float(odds[order[0]]),
        float(odds[order[1]]) if len(order) > 1 else NO_RIVAL,
        *(best[place] for place, name in enumerate(FEATURES) if name != "rank"),
        *(own[:, FEATURES.index(name)].max() for name in GREATEST),
        *asked,
    ]
    return np.array(values, np.float64)


def confidence_of(features: Sequence[Sequence[float]], odds: Odds, asked: Sequence[float]) -> float:
    """The chance, 0 to 1, that the articles answer."""
    found = mixed_answer(float(_trees().odds(answer_row(features, odds, asked)[None, :])[0]), features)
    if features[int(np.argmax(odds))][FEATURES.index("link_missing")]:
        found += LINK_MISSING
    if asked[ASKED.index("outlets_unknown")] == 1.0:
        found += _OUTLETS_UNKNOWN
    return 1.0 / (1.0 + math.exp(-found))


def mixed_answer(trees: float, features: Sequence[Sequence[float]]) -> float:
    """The log-odds of the trees mixed with those of words and meaning alone; see `confidence`."""
    plain = float(plain_odds(np.array(features, np.float64)).max())
    return (1 - PLAIN_ANSWER_SHARE) * trees + PLAIN_ANSWER_SHARE * (plain + PLAIN_SHIFT)


@lru_cache(maxsize=1)
def _trees() -> Trees:
    return Trees.read(FITTED / "answers.json", ANSWER_COLUMNS)
