"""How well each sentence of the passages answers the question: features, and the weight of each.

A candidate is a span of whole sentences inside one chunk. Knows similarity, shared words and kinds of
answers; knows nothing of thresholds, claims or citations.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.embedding.protocol import Embedder
from index.types import Vector
from rag.answering.kinds import expected_kind, holds_kind, lacks_link, without_kind_words
from rag.answering.spans import SpanReader
from rag.asking.news_time import without_times
from rag.asking.spelling import respelled, respellings
from rag.asking.words import content_terms, names
from rag.retrieval.restrictions import statistics_population
from rag.retrieval.search_index import SearchIndex
from rag.types import Passage, Query

FEATURES = (
    "similarity",
    "passage_similarity",
    "shared_words",
    "nearby_words",
    "kind_held",
    "kind_missing",
    "link_missing",
    "names_missing",
    "rank",
)
"""similarity: cosine of question and candidate. passage_similarity: the same for its passage,
headline included. shared_words: share of the question's content words in the candidate,
weighted by rarity. nearby_words: the same in the passage, its headline, outlet and date. kind_held, kind_missing:
1 when the question asks for a person, number, date, place or age and the candidate adds one, or none.
link_missing: 1 when it asks who did or holds something and the candidate ties it to nobody. names_missing:
share of the question's names that stand nowhere near; names missing from the candidate itself were tried and did
not help, for sentences name people by "he" and "they". rank: 1 / place of the passage."""

_LENT_WEIGHT = 0.3
"""How much a word that the conversation lends counts beside one of the question's own."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """`start..end` of the article's text: a sentence, with the one before where it leans on it."""

    passage: Passage
    start: int
    end: int
    features: tuple[float, ...]
    vector: Vector

    @property
    def text(self) -> str:
        return self.passage.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that speaks for an answer. `respelled`: words of the question -> the articles' spelling."""

    candidates: tuple[Candidate, ...]
    respelled: dict[str, str]
    unknown_names: tuple[str, ...]
    """Names in the question of which a word stands in no article of the index, in any spelling."""


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A question as it is compared: its own words, with what the conversation lends, as a vector and as terms."""

    own: str
    whole: str
    vector: Vector
    weights: dict[str, float]
    names: list[str]


class EvidenceWeigher:
    """Turns passages into candidates with features. What it says depends on its arguments alone."""

    def __init__(self, search_index: SearchIndex, embedder: Embedder) -> None:
        self._index = search_index
        self._embedder = embedder
        self._reader = SpanReader(search_index, embedder)

    def weigh(self, query: Query, passages: Sequence[Passage]) -> Evidence:
        """Every candidate of the passages, each span once, in the order of the passages."""
        words = _Words(self._index, query)
        asked_for = (
            query.question if query.history_used else query.standalone
        )  # the person may have changed the wording
        changes = respellings(asked_for, (passage.text for passage in passages), words.known)
        own = respelled(without_times(asked_for, query), changes)
        whole = respelled(without_times(query.standalone, query), changes)
        asked_names = _names(own, query)
        asked = _Asked(own, whole, self._embedder.embed_query(whole), words.weights(own, query.context), asked_names)
        unknown = tuple(name for name in asked_names if not words.known(name))
        if not asked.weights:  # "the" asks about nothing, so nothing answers it
            return Evidence((), changes, unknown)
        found: dict[tuple[str, int], Candidate] = {}
        for rank, passage in enumerate(passages, 1):
            for candidate in self._candidates(asked, passage, rank):
                key = (passage.article.id, candidate.end)
                if key not in found or candidate.start < found[key].start:
                    found[key] = candidate
        return Evidence(tuple(found.values()), changes, unknown)

    def _candidates(self, asked: _Asked, passage: Passage, rank: int) -> Iterator[Candidate]:
        article = passage.article
        date = article.published.strftime("%d %B %Y") if article.published else ""
        nearby = " ".join([article.title, article.outlet or "", date, passage.text])
        nearby_share = _share(asked.weights, self._reader.terms(nearby))
        names_missing = _share_missing(asked.names, nearby.casefold())
        kind = expected_kind(asked.own)
        for span in (span for chunk in passage.chunks for span in self._reader.spans(chunk)):
            text = article.text[span.start : span.end]
            held = holds_kind(text, kind, asked.whole)
            features = (
                float(span.vector @ asked.vector),
                passage.why.dense_score or 0.0,
                _share(asked.weights, span.terms),
                nearby_share,
                float(held and kind not in ("other", "role")),
                float(not held),
                float(lacks_link(text, asked.own)),
                names_missing,
                1.0 / rank,
            )
            yield Candidate(passage, span.start, span.end, features, span.vector)


def _names(own: str, query: Query) -> list[str]:
    """The names of a question, but for its outlets: those were matched with the index's already."""
    outlets = {one.words.casefold() for one in query.understood if one.aspect == "outlets"}
    outlets |= {words.removeprefix("the ") for words in outlets}
    return [name for name in names(own) if name.casefold() not in outlets]


class _Words:
    """How rare words are among the articles that a query may use: with an as-of date, those published by then."""

    def __init__(self, search_index: SearchIndex, query: Query) -> None:
        self._index = search_index
        self._population = statistics_population(query)

    def known(self, words: str) -> bool:
        """True when every word stands in some article."""
        terms = self._index.terms(words)
        frequencies = self._index.word_statistics(terms, self._population).frequencies
        return all(frequencies[term] for term in terms)

    def weights(self, own: str, context: str) -> dict[str, float]:
        """Content words of the question by rarity; those that the conversation lends count less."""
        lent = content_terms(self._index.terms(context))
        asked = content_terms(self._index.terms(without_kind_words(own)))
        found = self._index.word_statistics([*lent, *asked], self._population)
        rarity = {term: _rarity(found.chunks, frequency) for term, frequency in found.frequencies.items()}
        return {term: _LENT_WEIGHT * rarity[term] for term in lent} | {term: rarity[term] for term in asked}


def _rarity(chunks: int, frequency: int) -> float:
    """Inverse document frequency, at least 0.1 so that no content word counts nothing."""
    return max(0.1, math.log(1 + (chunks - frequency + 0.5) / (frequency + 0.5)))


def _share(weights: dict[str, float], present: frozenset[str]) -> float:
    """Share of the weight that stands in `present`; 1 when the question has no content word."""
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in present) / total if total else 1.0


def _share_missing(asked_names: Sequence[str], folded: str) -> float:
    """Share of the words of names that the folded text lacks."""
    words = [word for name in asked_names for word in re.findall(r"\w+", name.casefold())]
    return sum(word not in folded for word in words) / len(words) if words else 0.0
