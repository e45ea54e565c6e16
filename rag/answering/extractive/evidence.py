"""How well each sentence of the passages answers the question: features of each, from the evidence model and from words.

A candidate is one sentence. Knows what the model says, shared words and kinds of answers; knows nothing of thresholds,
claims or citations. What the model cannot see is added: how rare a word is among all articles, whether a name stands in
any, how the search placed the passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.embedding.protocol import Embedder, cut_to_window
from index.types import Chunk
from rag.answering.extractive.asked_words import AskedWords, IndexWords, names_of, share_missing
from rag.answering.extractive.chances.plain import plain_odds
from rag.answering.extractive.features import FEATURES, MODEL_FEATURES
from rag.answering.extractive.spans import QuotableSpan, SpanReader
from rag.answering.kinds import Kind, expected_kind, holds_kind
from rag.answering.requests import as_question
from rag.answering.signs.definitions import defines
from rag.answering.signs.editions import editions_of
from rag.answering.signs.like_words import share_of
from rag.answering.signs.talks import Told, asks_subject_of_talks
from rag.asking.news_time import without_times
from rag.asking.spelling import respelled, respellings
from rag.evidence.pairs import header_of
from rag.evidence.protocol import EvidenceModel, EvidenceText, ShortSpan, TextEvidence
from rag.retrieval.search_index import SearchIndex
from rag.types import Passage, Query

CANDIDATES = 14
"""So many of the best by the model and by words are kept. On held-out questions the right sentence is among twelve of them in all but
1%; a sentence that leans on another stands among them beside it, so that two more are kept since that goes across paragraphs."""

FAR_BEHIND = 10.0
"""A candidate whose promise is so far behind the best one's is not compared with the question by meaning: what is expected of
it is taken. That spares two in three; in 4,523 public questions the same sentence comes first in 99.96% (RESULTS.md)."""

_EXPECTED = (0.61, 0.33, 0.03)
"""What is expected of the others' similarity: by that of the passage, by shared words, and without either. Least squares over
the first four candidates of public questions; it is off by 0.10 (standard deviation)."""

_PLAIN_WEIGHT = 3.0
"""Of the plain regression's log-odds beside the first impression, in a candidate's promise."""

_WORDS_WEIGHT = 3.0
"""Of shared words beside the model's log-odds, at first sight."""

_SEEN = 0.5
"""Log-odds from which the model's short answer outweighs that no word of the question stands there. Public and own news questions."""

_INTRODUCED = 3.0
"""Added for a sentence that introduces who was asked for: it stays among the candidates beside many that name them."""

_LOGITS = 8.0
_SHARES = 5.0
_SHORTS = 25.0
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
    told: Told | None = None
    """Of talks, where the question asks what they were about."""

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
    nearby: str
    """Its text with headline, outlet and date."""
    nearby_terms: frozenset[str]
    of_no_time: bool
    """True when the question is about a year, and neither the article's date nor its words tell of one like it."""


class EvidenceWeigher:
    """Turns passages into candidates with features. What it says depends on its arguments alone."""

    def __init__(self, search_index: SearchIndex, model: EvidenceModel, embedder: Embedder) -> None:
        self._index = search_index
        self._model = model
        self._embedder = embedder
        self._reader = SpanReader(search_index)

    def weigh(self, query: Query, passages: Sequence[Passage]) -> Evidence:
        """The best candidates of the passages, each sentence once, likeliest first at first sight.

        A passage that was found for a part of the question is read with that part's words; one that states nothing, not.
        """
        passages = [one for one in passages if any(map(self._reader.spans, one.chunks))]
        words = IndexWords(self._index, query)
        # The person may have changed the wording.
        asked_for = query.question if query.history_used else query.standalone
        changes = respellings(asked_for, (passage.text for passage in passages), words.known)
        own = as_question(respelled(without_times(asked_for, query), changes))
        whole = as_question(respelled(without_times(query.standalone, query), changes))
        asked_names = names_of(own, query)
        numbers = re.findall(r"\d[\d.,]*\d|\d", own)
        kind = expected_kind(own)
        asked = AskedWords(
            own,
            whole,
            words.weights(own, query.context),
            asked_names,
            numbers,
            kind,
            tuple(part.text for part in query.parts),
            re.findall(r"\b(?:1\d|20)\d\d\b", query.interval.words) if query.interval else [],
            asked_for,
            editions_of(asked_for),
            words.matter(own, asked_names),
            asks_subject_of_talks(whole),
        )
        unknown = tuple(name for name in asked_names if not words.known(name))
        if not asked.weights:  # "the" asks about nothing, so nothing answers it
            return Evidence((), whole, kind, changes, unknown, 1.0)
        found: dict[tuple[str, int], Candidate] = {}
        for candidate in self._candidates(asked, passages):
            key = (candidate.passage.article.id, candidate.end)
            if key not in found or candidate.start < found[key].start:
                found[key] = candidate
        introduced = {key for key, one in found.items() if kind == "role" and defines(one.text, own)}
        order = sorted(found, key=lambda key: _first_impression(found[key], introduces=key in introduced), reverse=True)
        best = [found[key] for key in order[:CANDIDATES]]
        return Evidence(self._compared(whole, best), whole, kind, changes, unknown, self._unknown(asked, passages))

    def found_for(self, text: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """The passages with their likeness to `text`, as if they had been found for it alone."""
        vector = self._embedder.embed_query(text)
        similarities = self._index.similarities(vector, [passage.chunk.id for passage in passages])
        return tuple(
            replace(passage, why=replace(passage.why, dense_score=similarity, part=None))
            for passage, similarity in zip(passages, similarities, strict=True)
        )

    def _compared(self, question: str, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """The candidates; those that may be quoted with their real similarity to the question, not the expected one."""
        at = FEATURES.index("similarity")
        compared = list(candidates)
        places = _promising(candidates)
        texts = [cut_to_window(candidates[place].text, self._embedder) for place in places]
        cosines = self._embedder.embed_passages(texts) @ self._embedder.embed_query(question)
        for place, cosine in zip(places, cosines.tolist(), strict=True):
            features = compared[place].features
            compared[place] = replace(compared[place], features=(*features[:at], cosine, *features[at + 1 :]))
        return tuple(compared)

    def _candidates(self, asked: AskedWords, passages: Sequence[Passage]) -> Iterator[Candidate]:
        places = [place for rank, passage in enumerate(passages, 1) for place in self._places(asked, passage, rank)]
        spans = [self._reader.spans(place.chunk) for place in places]
        texts = [_text(place, of) for place, of in zip(places, spans, strict=True)]
        for place, of, evidence in zip(places, spans, self._read(asked, places, texts), strict=True):
            for at, span in enumerate(of):
                yield _candidate(asked, place, span, evidence, at)

    def _read(self, asked: AskedWords, places: Sequence[_Place], texts: Sequence[EvidenceText]) -> list[TextEvidence]:
        """What the model says of each text: those of a part together, so that each question is read once."""
        found: dict[int, TextEvidence] = {}
        for part in dict.fromkeys(place.passage.why.part for place in places):
            mine = [at for at, place in enumerate(places) if place.passage.why.part == part]
            question = asked.parts[part - 1] if part and asked.parts else asked.whole
            found.update(zip(mine, self._model.read(question, [texts[at] for at in mine]), strict=True))
        return [found[at] for at in range(len(places))]

    def _unknown(self, asked: AskedWords, passages: Sequence[Passage]) -> float:
        said = (f"{p.article.title} {p.article.outlet or ''} {p.article.published or ''} {p.text}" for p in passages)
        return 1.0 - share_of(asked.weights, frozenset().union(*map(self._reader.terms, said)))

    def _places(self, asked: AskedWords, passage: Passage, rank: int) -> list[_Place]:
        article = passage.article
        date = article.published.strftime("%d %B %Y") if article.published else ""
        nearby = " ".join([article.title, article.outlet or "", date, passage.text])
        nearby_terms = self._reader.terms(nearby)
        shared = (
            passage.why.dense_score or 0.0,
            share_of(asked.weights, nearby_terms),
            share_missing(asked.names, nearby.casefold()),
            sum(number not in nearby for number in asked.numbers) / len(asked.numbers) if asked.numbers else 0.0,
            1.0 / rank,
            nearby,
            nearby_terms,
            article.published is None and bool(asked.years) and not any(year in nearby for year in asked.years),
        )
        return [_Place(passage, chunk, *shared) for chunk in passage.chunks]


def _first_impression(candidate: Candidate, *, introduces: bool) -> tuple[float, str, int]:
    return _impression(candidate) + _INTRODUCED * introduces, candidate.passage.article.id, -candidate.start


def _impression(candidate: Candidate) -> float:
    answers, share, _ = candidate.features[:MODEL_FEATURES]
    return answers + share + _WORDS_WEIGHT * candidate.features[FEATURES.index("shared_words")]


def _promising(candidates: Sequence[Candidate]) -> list[int]:
    """Places of those that are not far behind the best by the model, by words and by what is expected of their meaning."""
    plain = plain_odds(np.array([one.features for one in candidates]).reshape(-1, len(FEATURES)))
    promise = [_impression(one) + _PLAIN_WEIGHT * odds for one, odds in zip(candidates, plain.tolist(), strict=True)]
    return [place for place, one in enumerate(promise) if one >= max(promise) - FAR_BEHIND]


def _expected_similarity(passage_similarity: float, shared_words: float) -> float:
    by_passage, by_words, least = _EXPECTED
    return by_passage * passage_similarity + by_words * shared_words + least


def _text(place: _Place, spans: Sequence[QuotableSpan]) -> EvidenceText:
    article, chunk = place.passage.article, place.chunk
    sentences = tuple((span.start - chunk.start, span.end - chunk.start) for span in spans)
    return EvidenceText(header_of(article.title, article.published), article.text[chunk.start : chunk.end], sentences)


def _candidate(asked: AskedWords, place: _Place, span: QuotableSpan, evidence: TextEvidence, at: int) -> Candidate:
    """The sentence `span`, which is the text's `at`-th."""
    passage, chunk = place.passage, place.chunk
    text = passage.article.text[span.quoted_from : span.end]
    held = holds_kind(text, asked.kind, asked.whole)
    short = evidence.shorts[at]
    share = evidence.sentences[at]
    if at and chunk.start <= span.quoted_from < span.start:  # it leans on the one before it, which is quoted as well
        share = float(np.logaddexp(share, evidence.sentences[at - 1]))
    shared_words = share_of(asked.weights, span.terms)
    told = asked.told_of_talks(text, passage.article.text, span.quoted_from, place.nearby)
    beside = (short is None or short.score < _SEEN) and asked.is_beside(span.terms, place.nearby_terms)
    features = (
        max(-_LOGITS, min(_LOGITS, evidence.answers)),
        max(-_SHARES, share),
        max(-_SHORTS, min(_SHORTS, short.score)) if short else -_SHORTS,
        _expected_similarity(place.similarity, shared_words),
        place.similarity,
        shared_words,
        place.nearby_words,
        float(held and (asked.kind not in ("other", "role") or asked.is_named_in(text))),
        float(not held),
        float(
            place.of_no_time
            or told in ("nothing", "of others")
            or asked.is_told_elsewhere(text, place.nearby)
            or beside
        ),
        place.names_missing,
        place.numbers_missing,
        place.rank,
    )
    if short:
        short = ShortSpan(short.start + chunk.start, short.end + chunk.start, short.score)
    part = passage.why.part if asked.parts else None
    return Candidate(passage, chunk, span.start, span.end, span.quoted_from, features, span.terms, short, part, told)
