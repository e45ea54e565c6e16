"""How alike two texts are, from the texts themselves, and whether one is a copy of the other. Pure; knows no article.

Runs of words in common do not tell copies from other kin: a light rewrite keeps half of them, so does a follow-up
that repeats the background of the story, and so does tomorrow's weather in today's phrases. Two more things do:

- Where they are. A rewrite changes words everywhere; a follow-up has whole paragraphs of its own. So gaps of a few
  words between shared runs are bridged, and what counts is how much of one text is covered.
- What changed. A rewrite keeps names and numbers; a template changes nothing else.

Thresholds were set on 2,834 news articles (BBC, MultiHop-RAG), copies made of them, and templates written for the
purpose: `python -m tests.bench.near_duplicates`. What is not told apart: an outlet's own update of a story, most of
it unchanged, is a copy here; and where a language writes all nouns with capitals, a rewrite of nouns is none.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field

import numpy as np

from index.near_duplicates.words import RUN_WORDS, Hashes, numbers_of, runs_of, words_of

_BRIDGED_WORDS = 6
"""The longest gap that is bridged. With a fifth of the words replaced 1 text in 20 is covered less than .81 when 4
are bridged, .86 with 6, .89 with 8. Follow-ups made of half a text stay as they are (.74 at the 99th percentile), but
a prize's shortlist and its winner, reported by one outlet with one background, rise from .80 with 6 to .87 with 8."""

LEAST_COVERAGE = 0.82
"""Between follow-ups made of half a text (.74 at the 99th percentile) and rewrites of a fifth of the words (.82 at
the 3rd). At .75 five more pairs of real news pass: four are later versions of a report, one is that prize."""

LEAST_FACTS = 0.85
"""Of 4,000 pairs of forms filled at random (weather, shares, odds, previews) five share more than .80 of their names
and numbers, the most .81. Copies that only lose their tail or plain words keep all."""


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """What of a text is compared; made once for a text that is compared with many."""

    text: str = field(repr=False)
    runs: Hashes = field(repr=False)
    """In the order of the text, shape (words - 2,)."""

    distinct: Hashes = field(repr=False)
    """The same, each once, sorted."""

    @classmethod
    def of(cls, text: str) -> Wording:
        """The wording of `text`, which is what an article says without its boilerplate."""
        runs = runs_of(numbers_of(text))
        return cls(text, runs, np.unique(runs))


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Shares from 0 to 1, the same whichever text comes first.

    `jaccard`: different runs of both texts that are in common. `containment`: of the text that has fewer.
    `coverage`: words of the text covered better that lie in shared runs or in short gaps between them.
    `facts`: names and numbers of one text that the other has too, of the text that keeps more; 1 when one has none.
    """

    jaccard: float
    containment: float
    coverage: float
    facts: float

    @property
    def copies(self) -> bool:
        """True when one text is a copy of the other, or of a part of it."""
        return self.coverage >= LEAST_COVERAGE and self.facts >= LEAST_FACTS


def are_copies(one: Wording, other: Wording) -> bool:
    """True when one text is a copy of the other, or of a part of it; the same whichever comes first.

    As `compare(one, other).copies`, but names and numbers are only looked for where the wording is alike: they
    take more than half of the time, and few candidates get so far.
    """
    coverage = _coverage(one, other, _in_common(one, other))
    return coverage >= LEAST_COVERAGE and _shared_facts(one.text, other.text) >= LEAST_FACTS


def compare(one: Wording, other: Wording) -> Resemblance:
    """How alike two texts are. A text of fewer than `RUN_WORDS` words resembles nothing."""
    shared = _in_common(one, other)
    fewer, more = sorted((len(one.distinct), len(other.distinct)))
    return Resemblance(
        jaccard=len(shared) / max(1, fewer + more - len(shared)),
        containment=len(shared) / max(1, fewer),
        coverage=_coverage(one, other, shared),
        facts=_shared_facts(one.text, other.text),
    )


def _in_common(one: Wording, other: Wording) -> Hashes:
    return np.intersect1d(one.distinct, other.distinct, assume_unique=True)


def _coverage(one: Wording, other: Wording, shared: Hashes) -> float:
    return max(_covered(one.runs, shared), _covered(other.runs, shared)) if len(shared) else 0.0


def _covered(runs: Hashes, shared: Hashes) -> float:
    """The share of a text's words in shared runs, gaps of up to `_BRIDGED_WORDS` between two of them included."""
    steps = np.diff(np.flatnonzero(np.isin(runs, shared)))
    bridged = np.where(steps <= RUN_WORDS + _BRIDGED_WORDS, steps, RUN_WORDS)
    return float((bridged.sum() + RUN_WORDS) / (len(runs) + RUN_WORDS - 1))


def _shared_facts(one: str, other: str) -> float:
    (own, own_marked), (others, others_marked) = _facts(one), _facts(other)
    return max(_found(own, others_marked), _found(others, own_marked))


def _facts(text: str) -> tuple[Set[str], Set[str]]:
    """Names and numbers, among all words with a capital or a digit in front: those that never stand without one,
    as words do that only begin a sentence."""
    words = words_of(text)
    marked = {word.casefold() for word in words if word[0].isupper() or word[0].isdigit()}
    return marked - {word for word in words if word[0].islower()}, marked


def _found(facts: Set[str], marked: Set[str]) -> float:
    """The share of `facts` among `marked`: what is a name in a brief may also begin a sentence in the whole."""
    return len(facts & marked) / len(facts) if facts else 1.0
