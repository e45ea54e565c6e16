"""Features of candidates -> the chance that each answers the question.

Boosted trees over the features of a candidate, and over how far it stands behind the best of all. They were fitted on public
questions that the evidence model had not seen, by `tests/bench/fit_confidence.py`; figures in tests/bench/RESULTS.md. Each tree
may only rise with what speaks for an answer and fall with what speaks against it, so that no odd corner of the data
turns a better sentence into a worse one. Knows nothing of texts.

Decision: a part of every chance comes from a plain logistic regression over words and meaning alone, without the evidence
model. It was fitted earlier, on other questions. On public questions the mixture is as good as the trees (RESULTS.md); where prose is
unlike what the model was trained on, as in agencies' abstract reports, it is steadier. Cost: nine numbers more to keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from rag.answering.extractive.chances.plain import plain_odds
from rag.answering.extractive.chances.trees import FITTED, Odds, Rows, Trees
from rag.answering.extractive.features import FEATURES

BEHIND = ("answers", "short", "similarity", "passage_similarity", "shared_words")
"""Features of which it also counts how far a candidate stands behind the greatest value of all."""

COLUMNS = (*FEATURES, *(f"{name}_behind" for name in BEHIND), "answers_here")
"""answers_here: the log-odds that the chunk answers and that this is the sentence."""

LINK_MISSING = -2.0
"""Added to the log-odds of a sentence that ties what was asked to nobody: too few public questions are of that kind to
fit it."""

PLAIN_SHARE = 0.5
"""The plain regression's share in a candidate's log-odds."""

_PLACES = [FEATURES.index(name) for name in BEHIND]


def rows_of(features: Sequence[Sequence[float]]) -> Rows:
    """The columns of all candidates of one question, shape (candidates, columns)."""
    own = np.array(features, np.float64).reshape(len(features), len(FEATURES))
    if not len(own):
        return np.empty((0, len(COLUMNS)))
    behind = own[:, _PLACES] - own[:, _PLACES].max(axis=0)
    here = own[:, [FEATURES.index("answers")]] + own[:, [FEATURES.index("share")]]
    return np.hstack([own, behind, here])


def odds_of(features: Sequence[Sequence[float]]) -> Odds:
    """The log-odds of every candidate of one question."""
    rows = rows_of(features)
    return mixed(_trees().odds(rows), rows)


def mixed(trees: Odds, rows: Rows) -> Odds:
    """The log-odds of the trees with what is added to them: the missing link, and the plain regression's share."""
    linked = trees + LINK_MISSING * rows[:, FEATURES.index("link_missing")]
    found: Odds = (1 - PLAIN_SHARE) * linked + PLAIN_SHARE * plain_odds(rows)
    return found


@lru_cache(maxsize=1)
def _trees() -> Trees:
    return Trees.read(FITTED / "candidates.json", COLUMNS)
