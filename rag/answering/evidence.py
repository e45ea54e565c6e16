"""How well each sentence of the passages answers the question: features, and the weight of each.

A candidate is a span of whole sentences inside one chunk. Knows similarity, shared words and kinds of
answers; knows nothing of thresholds, claims or citations.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.embedding.protocol import Embedder
from index.reading.boilerplate import kept_spans
from index.types import Vector
from rag.answering.kinds import expected_kind, holds_kind, lacks_actor, without_kind_words
from rag.asking.news_time import without_interval
from rag.asking.spelling import respelled, respellings
from rag.asking.words import content_terms, names
from rag.retriever import SearchIndex
from rag.types import Passage, Query

FEATURES = (
    "similarity",
    "passage_similarity",
    "shared_words",
    "nearby_words",
    "kind_held",
    "kind_missing",
    "actor_missing",
    "names_missing",
    "rank",
)
"""similarity: cosine of question and candidate. passage_similarity: the same for its passage (0 when the
dense search did not find it). shared_words: share of the question's content words in the candidate,
weighted by rarity. nearby_words: the same in the passage, its headline, outlet and date. kind_held, kind_missing:
1 when the question asks for a person, number, date, place or age and the candidate adds one, or none. actor_missing: 1 when
it asks who did something and the candidate names the deed without a doer. names_missing: share of the
question's names that stand nowhere near. rank: 1 / place of the passage."""

_BACK_REFERENCE = re.compile(
    r"(?:he|she|they|it|his|her|their|its|this|these|those|both|the (?:two|pair|former|latter))\b", re.IGNORECASE
)
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


class EvidenceWeigher:
    """Turns passages into candidates with features. Holds no state between questions."""

    def __init__(self, search_index: SearchIndex, embedder: Embedder) -> None:
        self._index = search_index
        self._embedder = embedder

    def weigh(self, query: Query, passages: Sequence[Passage]) -> Evidence:
        """Every candidate of the passages, each span once, in the order of the passages."""
        changes = respellings(query.question, (passage.text for passage in passages), self._is_known)
        own = respelled(without_interval(query.question, query.interval), changes)
        asked_names = names(own)
        unknown = tuple(name for name in asked_names if not self._is_known(name))
        spans = self._spans(passages)
        if not spans:
            return Evidence((), changes, unknown)
        whole = respelled(without_interval(query.standalone, query.interval), changes)
        texts = [passage.article.text[start:end] for _, passage, start, end in spans]
        vectors = self._embedder.embed_passages(texts)
        similarities = vectors @ self._embedder.embed_query(whole)
        weights = self._weights(own, query.context)
        kind = expected_kind(own)
        nearby = {rank: self._nearby(passages[rank - 1]) for rank in {rank for rank, *_ in spans}}
        missing = {rank: _share_missing(asked_names, folded) for rank, (_, folded) in nearby.items()}
        candidates = []
        for (rank, passage, start, end), text, vector, similarity in zip(
            spans, texts, vectors, similarities, strict=True
        ):
            held = holds_kind(text, kind, whole)
            features = (
                float(similarity),
                passage.why.dense_score or 0.0,
                _share(weights, self._terms(text)),
                _share(weights, nearby[rank][0]),
                float(held and kind not in ("other", "role")),
                float(not held),
                float(lacks_actor(text, own)),
                missing[rank],
                1.0 / rank,
            )
            candidates.append(Candidate(passage, start, end, features, np.asarray(vector)))
        return Evidence(tuple(candidates), changes, unknown)

    def _is_known(self, words: str) -> bool:
        return all(self._index.document_frequency(term) for term in self._index.terms(words))

    def _terms(self, text: str) -> set[str]:
        return set(content_terms(self._index.terms(text)))

    def _spans(self, passages: Sequence[Passage]) -> list[tuple[int, Passage, int, int]]:
        """(rank, passage, start, end) of each sentence, cut to its chunk, once; the longest wins."""
        found: dict[tuple[str, int], tuple[int, Passage, int, int]] = {}
        for rank, passage in enumerate(passages, 1):
            previous: tuple[int, int] | None = None
            for sentence in self._index.sentences(passage.article.id):
                start, end = max(sentence.start, passage.chunk.start), min(sentence.end, passage.chunk.end)
                if start >= end or sentence.kind == "heading":
                    continue
                first = previous[0] if previous and _leans_back(passage, previous, start) else start
                key = (passage.article.id, end)
                if key not in found or found[key][2] > first:
                    place = found[key][0] if key in found else rank
                    found[key] = (place, passages[place - 1], first, end)
                previous = (start, end)
        return list(found.values())

    def _weights(self, own: str, context: str) -> dict[str, float]:
        """Content words of the question by rarity; those that the conversation lends count less."""
        lent = content_terms(self._index.terms(context))
        weights = {term: _LENT_WEIGHT * self._rarity(term) for term in lent}
        return weights | {
            term: self._rarity(term) for term in content_terms(self._index.terms(without_kind_words(own)))
        }

    def _rarity(self, term: str) -> float:
        """Inverse document frequency, at least 0.1 so that no content word counts nothing."""
        total, found = self._index.chunk_count, self._index.document_frequency(term)
        return max(0.1, math.log(1 + (total - found + 0.5) / (found + 0.5)))

    def _nearby(self, passage: Passage) -> tuple[set[str], str]:
        """Words of a passage with its headline, outlet and date: as terms, and as folded text."""
        article = passage.article
        date = article.published.strftime("%d %B %Y") if article.published else ""
        text = " ".join([article.title, article.outlet or "", date, passage.text])
        return self._terms(text), text.casefold()


def _leans_back(passage: Passage, previous: tuple[int, int], start: int) -> bool:
    """True when the sentence at `start` opens with a word that refers to the one just before it."""
    text = passage.article.text
    between = text[previous[1] : start]
    unbroken = between.isspace() and len(kept_spans(previous[0], start, passage.article.boilerplate)) == 1
    return unbroken and "\n\n" not in between and _BACK_REFERENCE.match(text, start) is not None


def _share(weights: dict[str, float], present: set[str]) -> float:
    """Share of the weight that stands in `present`; 1 when the question has no content word."""
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in present) / total if total else 1.0


def _share_missing(asked_names: Sequence[str], folded: str) -> float:
    """Share of the words of names that the folded text lacks."""
    words = [word for name in asked_names for word in re.findall(r"\w+", name.casefold())]
    return sum(word not in folded for word in words) / len(words) if words else 0.0
