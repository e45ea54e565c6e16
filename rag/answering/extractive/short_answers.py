"""The words of a sentence that answer by themselves, where the model is sure of them and they are of the kind asked for.

It is less sure of news than of the encyclopedia that it learned most from; there the sentence itself has to speak for the words: they are
all of their kind in it, or named by what was asked for ("Which senator ...?", "Senator Steve Daines"). Knows candidates and the
shape of a question; knows no model.
"""

from __future__ import annotations

import datetime as dt
import math
import re

from rag.answering.extractive.evidence import Candidate, Evidence
from rag.answering.news.fitting import fits_kind
from rag.answering.news.shapes import QuestionShape
from rag.answering.news.words.quantities import quantities
from rag.answering.news.words.told_times import times_told
from rag.asking.words import names

SURE_ODDS = 5.0
SURE_SHARE = 0.5
"""Least log-odds of a short answer against none, and least share of its sentence in its chunk, to be shown by themselves
(RESULTS.md, "Whole answers on public questions", has how many are shown and right)."""

ALONE_ODDS = -1.0
"""Least log-odds where nothing else in the sentence is of the kind asked for."""
NAMED_ODDS = -6.0
"""Least log-odds where the noun that was asked for stands before the words."""

LONGEST_WORDS = 9
_ANY_DAY = dt.date(2000, 1, 1)
_ASKED_NOUNS = re.compile(r"\b(?:which|what)((?:\s+[\w.'’-]+){1,4})", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"([\w’'-]+)\s+$")
_FORMS = frozenset({"fact", "list", "definition"})
"""Forms that few words can answer; a reason, a manner or a sequence they cannot."""


def short_words(candidate: Candidate, evidence: Evidence, shape: QuestionShape) -> tuple[int, int] | None:
    """Start and end of the short answer in the article's text; None when there is none to be shown."""
    short = candidate.short
    if short is None or shape.form not in _FORMS or shape.polar:
        return None
    share = math.exp(candidate.features[1])
    words = candidate.passage.article.text[short.start : short.end]
    start, sentence = _sentence_of(candidate, short.start)
    if share < SURE_SHARE or len(words.split()) > LONGEST_WORDS or words.casefold() in evidence.asked.casefold():
        return None
    fits = fits_kind(words, sentence, shape.kind, evidence.asked)
    at = short.start - start
    if fits is False or (shape.form == "list" and _is_one_of_several(at, words, sentence)):
        return None
    sure = short.score >= SURE_ODDS
    sure = sure or (
        fits is True and short.score >= ALONE_ODDS and _is_alone(at, words, sentence, shape, evidence.asked)
    )
    sure = sure or (short.score >= NAMED_ODDS and _is_named(at, words, sentence, evidence.asked))
    return (short.start, short.end) if sure else None


def _sentence_of(candidate: Candidate, at: int) -> tuple[int, str]:
    """Where the sentence that holds `at` begins, and its text: what is quoted with it speaks neither for nor against the words."""
    text = candidate.passage.article.text
    if candidate.quoted_from <= at < candidate.start:
        return candidate.quoted_from, text[candidate.quoted_from : candidate.start].rstrip()
    return candidate.start, text[candidate.start : candidate.end]


def _is_one_of_several(at: int, words: str, sentence: str) -> bool:
    """True for a name in a row of names: it is not all that was asked for."""
    before, after = sentence[: max(at, 0)], sentence[at + len(words) :]
    return re.match(r"\s*(?:,|,?\s+and)\s+[^\W\d_a-z]", after) is not None or (
        re.search(r"[^\W\d_a-z][\w.'’-]*\s*(?:,|,?\s+and)\s+$", before) is not None
    )


def _is_alone(at: int, words: str, sentence: str, shape: QuestionShape, question: str) -> bool:
    """True when nothing else in the sentence could be meant, but for what the question names itself."""
    end = at + len(words)
    if shape.kind == "date":
        return all(time.start < end and at < time.end for time in times_told(sentence, _ANY_DAY))
    if shape.kind in ("number", "age"):
        return all(amount.start < end and at < amount.said for amount in quantities(sentence))
    asked = set(re.findall(r"\w+", question.casefold()))
    others = [name for name in names(sentence) if name not in words and words not in name]
    unasked = [name for name in others if not set(re.findall(r"\w+", name.casefold())) <= asked]
    return not any(fits_kind(name, sentence, shape.kind, question) for name in unasked)


def _is_named(at: int, words: str, sentence: str, question: str) -> bool:
    """True for a name behind the noun that was asked for: "Which U.S. senator ...?" and "Senator Steve Daines"."""
    asked = _ASKED_NOUNS.search(question)
    if not asked or not words[:1].isupper():
        return False
    nouns = {noun for noun in asked[1].split() if noun.islower()}
    before, (first, *rest) = _WORD_BEFORE.search(sentence[: max(at, 0)]), words.casefold().split()
    return (before is not None and before[1].casefold() in nouns) or (bool(rest) and first in nouns)
