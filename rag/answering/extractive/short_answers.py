"""The words of a sentence that answer by themselves, where the model is sure of them and they are of the kind asked for.

Knows candidates and the shape of a question; knows no model.
"""

from __future__ import annotations

import math

from rag.answering.extractive.evidence import Candidate, Evidence
from rag.answering.news.fitting import fits_kind
from rag.answering.news.shapes import QuestionShape

SURE_ODDS = 5.0
SURE_SHARE = 0.5
"""Least log-odds of a short answer against none, and least share of its sentence in its chunk, to be shown: of those
shown on held-out questions nine in ten are right (RESULTS.md)."""

LONGEST_WORDS = 9
_FORMS = frozenset({"fact", "list", "definition"})
"""Forms that few words can answer; a reason, a manner or a sequence they cannot."""


def short_words(candidate: Candidate, evidence: Evidence, shape: QuestionShape) -> tuple[int, int] | None:
    """Start and end of the short answer in the article's text; None when there is none to be shown."""
    short = candidate.short
    if short is None or shape.form not in _FORMS or shape.polar:
        return None
    share = math.exp(candidate.features[1])
    words = candidate.passage.article.text[short.start : short.end]
    if short.score < SURE_ODDS or share < SURE_SHARE or len(words.split()) > LONGEST_WORDS:
        return None
    if fits_kind(words, candidate.text, shape.kind, evidence.asked) is False:
        return None
    if words.casefold() in evidence.asked.casefold():
        return None
    return short.start, short.end
