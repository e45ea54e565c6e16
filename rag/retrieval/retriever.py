"""Query -> passages: searched whole or part by part, one place for a story, by date where that is asked, reranked.

Knows the order of these steps; each is a module of its own. What it returns depends on the query and the index alone.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from index.embedding.protocol import Embedder
from index.types import Chunk, Vector
from rag.asking.follow_up import query_vector
from rag.asking.news_time import without_times
from rag.config import RagConfig
from rag.retrieval.candidates import Asked, Candidate, CandidateSearch
from rag.retrieval.dates_told import mentions
from rag.retrieval.diversity import Place, places, within_limits
from rag.retrieval.matching import topic_share
from rag.retrieval.reranking import Reranker
from rag.retrieval.restrictions import part_restriction, restriction_of
from rag.retrieval.search_index import SearchIndex
from rag.types import Dropped, Part, Passage, Query, Retrieved, Why

_PART_SHARE = 0.5
"""Of a part's own words in the score of what is found for it; the rest is the whole question's. On MultiHop-RAG
(public half) 0.5 found .694 of the evidence, 0.4 .691, 0.3 .684."""

_SURE_BY = 3
"""A part is as sure as its best chunk is ahead of its third next one: the surest part has the first place."""

_RELEVANT = 0.75
"""Share of the best score from which a passage counts as relevant when the newest or oldest is asked for; so does one
that holds as many of the words asked about as any."""

_ORDERED_FROM = 3
"""Times the places asked for, from which the newest or oldest are taken."""


class Retriever(Protocol):
    """Query -> the passages worth reading, best first; none when its restrictions leave nothing."""

    def retrieve(self, query: Query, limit: int | None = None, *, join: bool = True) -> Retrieved: ...


class HybridRetriever:
    """Dense and lexical search over the same chunks, fused, made diverse, and reranked if there is a reranker."""

    def __init__(
        self,
        search_index: SearchIndex,
        embedder: Embedder,
        config: RagConfig,
        reranker: Reranker | None = None,
    ) -> None:
        self._index = search_index
        self._embedder = embedder
        self._config = config
        self._reranker = reranker
        self._search = CandidateSearch(search_index, config)

    def retrieve(self, query: Query, limit: int | None = None, *, join: bool = True) -> Retrieved:
        """Up to `limit` passages (by default those of the settings); `join` makes one of neighbouring chunks.

        Raises ModelUnavailable when the reranker of the settings cannot be loaded.
        """
        limit = self._config.passages if limit is None else limit
        ranked = self._ranked(query)
        wanted = max(limit, self._config.reranked) if self._reranker else limit
        if query.order:
            wanted = max(wanted, _ORDERED_FROM * limit)
        article_limit = wanted if _is_about_one_article(query, ranked) else max(2, limit // 2)
        kept, dropped = places(
            [candidate.chunk_id for candidate in ranked],
            wanted,
            story_of=lambda article_id: self._story(query, article_id),
            article_limit=article_limit,
            join=join,
        )
        passages, reranker, rerank_ms = self._reranked(query, self._passages(kept, ranked))
        if query.order:
            passages = _by_date(query, passages)
        places_kept, denied = within_limits([passage.article.id for passage in passages], limit, article_limit)
        left_out = [
            self._left_out(passage, for_its_article=place in denied)
            for place, passage in enumerate(passages)
            if place not in places_kept
        ]
        return Retrieved(tuple(passages[place] for place in places_kept), (*left_out, *dropped), reranker, rerank_ms)

    def _ranked(self, query: Query) -> list[Candidate]:
        """All candidates, best first, each chunk once."""
        text = without_times(query.standalone, query)
        words = f"{text} {query.context}" if query.context else text
        whole = Asked(words, lambda: self._vector(query))
        if not query.parts:
            return self._search.best(query, [whole], restriction_of(query))
        rankings = [
            self._alone(query, number, part)
            if part.alone
            else self._search.best(
                query,
                [whole, self._asked(part.text)],
                part_restriction(query, part),
                shares=(1 - _PART_SHARE, _PART_SHARE),
                part=number,
            )
            for number, part in enumerate(query.parts, 1)
        ]
        return _in_turn([ranking for ranking in rankings if ranking])

    def _asked(self, text: str) -> Asked:
        return Asked(text, partial(self._embedder.embed_query, text))

    def _alone(self, query: Query, number: int, part: Part) -> list[Candidate]:
        """What is found for a question of its own: published in its time, and in turn with it what speaks of that time."""
        text = without_times(part.text, replace(query, interval=part.interval or query.interval))
        found = self._search.best(query, [self._asked(text)], part_restriction(query, part), part=number)
        if part.interval is None:
            return found
        whenever = restriction_of(replace(query, outlets=part.outlets or query.outlets, interval=None))
        told = self._search.best(query, [self._asked(part.text)], whenever, part=number)
        chunks = self._index.get([one.chunk_id for one in told])
        texts = [self._index.article(chunk.article_id).text[chunk.start : chunk.end] for chunk in chunks]
        told = [one for one, words in zip(told, texts, strict=True) if mentions(words, part.interval)]
        return _in_turn([ranking for ranking in (found, told) if ranking])

    def _vector(self, query: Query) -> Vector:
        """The question's vector, leaning on the conversation."""

        def embed(text: str) -> Vector:
            return self._embedder.embed_query(without_times(text, query))

        return query_vector(embed, query) if query.appended or query.leaning else embed(query.standalone)

    def _story(self, query: Query, article_id: str) -> Sequence[str]:
        """The reports of an article's story. Where outlets are asked one by one, a copy in another outlet is not left out."""
        reports = self._index.story(article_id, query.as_of, undated=query.undated is not False)
        if len(reports) == 1 or not any(part.outlets for part in query.parts):
            return reports
        outlet = self._index.article(article_id).outlet
        return [report for report in reports if self._index.article(report).outlet == outlet]

    def _passages(self, kept: Sequence[Place], ranked: Sequence[Candidate]) -> list[Passage]:
        candidates = {candidate.chunk_id: candidate for candidate in ranked}
        chunk_ids = [chunk_id for place in kept for chunk_id in (place.chunk_id, *place.joined)]
        chunks = dict(zip(chunk_ids, self._index.get(chunk_ids), strict=True))
        return [self._passage(place, candidates[place.chunk_id], chunks) for place in kept]

    def _passage(self, place: Place, candidate: Candidate, found_chunks: Mapping[str, Chunk]) -> Passage:
        chunks = sorted((found_chunks[one] for one in (place.chunk_id, *place.joined)), key=lambda one: one.ordinal)
        found, matches = candidate.found, candidate.matches
        why = Why(
            found.dense_rank,
            found.dense_score,
            found.lexical_rank,
            found.lexical_score,
            phrases=matches.phrases if matches else 0.0,
            names=matches.names if matches else 0.0,
            numbers=matches.numbers if matches else 0.0,
            preferred=candidate.preferred,
            part=candidate.part,
            copies=tuple(place.copies),
        )
        return Passage(
            article=self._index.article(place.article_id),
            chunk=found_chunks[place.chunk_id],
            score=candidate.score,
            why=why,
            joined=tuple(chunks) if place.joined else (),
        )

    def _left_out(self, passage: Passage, *, for_its_article: bool) -> Dropped:
        if for_its_article:
            return Dropped(passage.chunk.id, "its article has enough places", passage.article.id)
        return Dropped(passage.chunk.id, "reranked below" if self._reranker else "beyond the last place")

    def _reranked(self, query: Query, passages: list[Passage]) -> tuple[list[Passage], str, float]:
        if self._reranker is None:
            return passages, "none", 0.0
        started = time.perf_counter()
        scores = self._reranker.scores(query.standalone, passages)
        told = [
            replace(passage, why=replace(passage.why, retrieved_rank=rank, rerank_score=score))
            for rank, (passage, score) in enumerate(zip(passages, scores, strict=True), 1)
        ]
        told.sort(key=lambda passage: -(passage.why.rerank_score or 0.0))  # equal scores stay in order
        return told, self._reranker.name, 1000 * (time.perf_counter() - started)


def _in_turn(rankings: Sequence[Sequence[Candidate]]) -> list[Candidate]:
    """The best of every part, then the next of every part; in each round the surest part first.

    What a part before it has taken costs a part no turn: it takes its next one.
    """
    waiting = [iter(ranking) for ranking in sorted(rankings, key=_lead, reverse=True)]
    taken: dict[str, Candidate] = {}
    while waiting:
        for part in tuple(waiting):
            candidate = next((one for one in part if one.chunk_id not in taken), None)
            if candidate is None:
                waiting.remove(part)
            else:
                taken[candidate.chunk_id] = candidate
    return list(taken.values())


def _lead(ranking: Sequence[Candidate]) -> float:
    return ranking[0].score - ranking[min(_SURE_BY, len(ranking) - 1)].score


def _by_date(query: Query, passages: Sequence[Passage]) -> list[Passage]:
    """The relevant ones in the order of their dates, in the places that they have; one without a stated date stays."""
    best = max((passage.score for passage in passages), default=0.0)
    words = " ".join(one.words for one in query.understood if one.aspect in ("order", "interval", "outlets"))
    shares = [topic_share(query.standalone, words, f"{p.article.title}\n{p.text}") for p in passages]
    most = max(shares, default=0.0)
    at = [
        place
        for place, (passage, share) in enumerate(zip(passages, shares, strict=True))
        if (passage.score >= _RELEVANT * best or share == most > 0)
        and passage.article.published
        and not passage.article.published_is_guessed
    ]
    dated = sorted((passages[place] for place in at), key=_day, reverse=query.order == "newest")
    ordered = list(passages)
    for place, passage in zip(at, dated, strict=True):
        ordered[place] = passage
    return ordered


def _day(passage: Passage) -> int:
    return (passage.article.published or dt.date.min).toordinal()


def _is_about_one_article(query: Query, ranked: Sequence[Candidate]) -> bool:
    """True when the person chose one article or the question quotes its headline; not every quotation is one."""
    if query.article_ids is not None and len(query.article_ids) == 1:
        return True
    return len(query.titles) == 1 and any("titles" in candidate.preferred for candidate in ranked)
