"""How well each sentence of the passages answers the question: features of each, from the evidence model and from words.

A candidate is one sentence. Knows what the model says, shared words and kinds of answers; knows nothing of thresholds,
claims or citations. What the model cannot see is added: how rare a word is among all articles, whether a name stands in
any, how the search placed the passage.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.types import Chunk
from rag.answering.extractive.spans import QuotableSpan, SpanReader
from rag.answering.kinds import Kind, expected_kind, holds_kind, lacks_link, without_kind_words
from rag.asking.news_time import without_times
from rag.asking.spelling import respelled, respellings
from rag.asking.words import content_terms, names
from rag.evidence.pairs import header_of
from rag.evidence.protocol import EvidenceModel, EvidenceText, ShortSpan, TextEvidence
from rag.retrieval.restrictions import statistics_population
from rag.retrieval.search_index import SearchIndex
from rag.types import Passage, Query

FEATURES = (
    "answers",
    "share",
    "short",
    "passage_similarity",
    "shared_words",
    "nearby_words",
    "kind_held",
    "kind_missing",
    "link_missing",
    "names_missing",
    "numbers_missing",
    "rank",
)
"""answers: the model's log-odds that the chunk answers. share: the log of the sentence's share among its chunk's. short:
the log-odds of its best short answer against none. passage_similarity: cosine of question and chunk, headline included.
shared_words: share of the question's content words in the sentence, weighted by rarity. nearby_words: the same in the
passage, its headline, outlet and date. kind_held, kind_missing: 1 when the question asks for a person, number, date,
place or age and the sentence adds one, or none. link_missing: 1 when it asks who did or holds something and the
sentence ties it to nobody. names_missing, numbers_missing: share of the question's names and numbers that stand nowhere
near. rank: 1 / place of the passage."""

_LENT_WEIGHT = 0.3
"""How much a word that the conversation lends counts beside one of the question's own."""

_LOGITS = 8.0
_SHARES = 5.0
_SHORTS = 12.0
"""Beyond these the model's scores say no more (reliability on held-out questions), and one of them would outweigh all."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """`start..end` of the article's text: a sentence. `quoted_from..end` is quoted: with the one before it leans on."""

    passage: Passage
    chunk: Chunk
    start: int
    end: int
    quoted_from: int
    features: tuple[float, ...]
    terms: frozenset[str]
    short: ShortSpan | None
    """In characters of the article's text."""
    part: int | None = None
    """For which part of the question its passage was found, from 1."""

    @property
    def text(self) -> str:
        return self.passage.article.text[self.quoted_from : self.end]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that speaks for an answer. `respelled`: words of the question -> the articles' spelling."""

    candidates: tuple[Candidate, ...]
    asked: str
    """The question as it was read beside the passages."""
    kind: Kind
    respelled: dict[str, str]
    unknown_names: tuple[str, ...]
    """Names in the question of which a word stands in no article of the index, in any spelling."""
    words_unknown: float
    """Share of the question's content words, weighted by rarity, that stand in no passage, headlines included."""


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A question as it is compared: its own words, with what the conversation lends, and as terms."""

    own: str
    whole: str
    weights: dict[str, float]
    names: list[str]
    numbers: list[str]
    kind: Kind
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """A chunk of a passage, and what all its sentences share."""

    passage: Passage
    chunk: Chunk
    similarity: float
    nearby_words: float
    names_missing: float
    numbers_missing: float
    rank: float


class EvidenceWeigher:
    """Turns passages into candidates with features. What it says depends on its arguments alone."""

    def __init__(self, search_index: SearchIndex, model: EvidenceModel) -> None:
        self._index = search_index
        self._model = model
        self._reader = SpanReader(search_index)

    def weigh(self, query: Query, passages: Sequence[Passage]) -> Evidence:
        """Every candidate of the passages, each sentence once, in the order of the passages.

        A passage that was found for a part of the question is read with that part's words.
        """
        words = _Words(self._index, query)
        asked_for = (
            query.question if query.history_used else query.standalone
        )  # the person may have changed the wording
        changes = respellings(asked_for, (passage.text for passage in passages), words.known)
        own = respelled(without_times(asked_for, query), changes)
        whole = respelled(without_times(query.standalone, query), changes)
        asked_names = _names(own, query)
        numbers = re.findall(r"\d[\d.,]*\d|\d", own)
        kind = expected_kind(own)
        asked = _Asked(
            own,
            whole,
            words.weights(own, query.context),
            asked_names,
            numbers,
            kind,
            tuple(part.text for part in query.parts),
        )
        unknown = tuple(name for name in asked_names if not words.known(name))
        if not asked.weights:  # "the" asks about nothing, so nothing answers it
            return Evidence((), whole, kind, changes, unknown, 1.0)
        found: dict[tuple[str, int], Candidate] = {}
        for candidate in self._candidates(asked, passages):
            key = (candidate.passage.article.id, candidate.end)
            if key not in found or candidate.start < found[key].start:
                found[key] = candidate
        return Evidence(tuple(found.values()), whole, kind, changes, unknown, self._unknown(asked, passages))

    def _candidates(self, asked: _Asked, passages: Sequence[Passage]) -> Iterator[Candidate]:
        places = [place for rank, passage in enumerate(passages, 1) for place in self._places(asked, passage, rank)]
        spans = [self._reader.spans(place.chunk) for place in places]
        texts = [_text(place, of) for place, of in zip(places, spans, strict=True)]
        for place, of, evidence in zip(places, spans, self._read(asked, places, texts), strict=True):
            for at, span in enumerate(of):
                yield _candidate(asked, place, span, evidence, at)

    def _read(self, asked: _Asked, places: Sequence[_Place], texts: Sequence[EvidenceText]) -> list[TextEvidence]:
        """What the model says of each text: those of a part together, so that each question is read once."""
        found: dict[int, TextEvidence] = {}
        for part in dict.fromkeys(place.passage.why.part for place in places):
            mine = [at for at, place in enumerate(places) if place.passage.why.part == part]
            question = asked.parts[part - 1] if part and asked.parts else asked.whole
            found.update(zip(mine, self._model.read(question, [texts[at] for at in mine]), strict=True))
        return [found[at] for at in range(len(places))]

    def _unknown(self, asked: _Asked, passages: Sequence[Passage]) -> float:
        said = (f"{p.article.title} {p.article.outlet or ''} {p.article.published or ''} {p.text}" for p in passages)
        return 1.0 - _share(asked.weights, frozenset().union(*map(self._reader.terms, said)))

    def _places(self, asked: _Asked, passage: Passage, rank: int) -> list[_Place]:
        article = passage.article
        date = article.published.strftime("%d %B %Y") if article.published else ""
        nearby = " ".join([article.title, article.outlet or "", date, passage.text])
        shared = (
            passage.why.dense_score or 0.0,
            _share(asked.weights, self._reader.terms(nearby)),
            _share_missing(asked.names, nearby.casefold()),
            sum(number not in nearby for number in asked.numbers) / len(asked.numbers) if asked.numbers else 0.0,
            1.0 / rank,
        )
        return [_Place(passage, chunk, *shared) for chunk in passage.chunks]


def _text(place: _Place, spans: Sequence[QuotableSpan]) -> EvidenceText:
    article, chunk = place.passage.article, place.chunk
    sentences = tuple((span.start - chunk.start, span.end - chunk.start) for span in spans)
    return EvidenceText(header_of(article.title, article.published), article.text[chunk.start : chunk.end], sentences)


def _candidate(asked: _Asked, place: _Place, span: QuotableSpan, evidence: TextEvidence, at: int) -> Candidate:
    """The sentence `span`, which is the text's `at`-th."""
    passage, chunk = place.passage, place.chunk
    text = passage.article.text[span.quoted_from : span.end]
    held = holds_kind(text, asked.kind, asked.whole)
    short = evidence.shorts[at]
    features = (
        max(-_LOGITS, min(_LOGITS, evidence.answers)),
        max(-_SHARES, evidence.sentences[at]),
        max(-_SHORTS, min(_SHORTS, short.score)) if short else -_SHORTS,
        place.similarity,
        _share(asked.weights, span.terms),
        place.nearby_words,
        float(held and asked.kind not in ("other", "role")),
        float(not held),
        float(lacks_link(text, asked.own)),
        place.names_missing,
        place.numbers_missing,
        place.rank,
    )
    if short:
        short = ShortSpan(short.start + chunk.start, short.end + chunk.start, short.score)
    return Candidate(
        passage, chunk, span.start, span.end, span.quoted_from, features, span.terms, short, passage.why.part
    )


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
