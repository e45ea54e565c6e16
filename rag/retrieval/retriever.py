"""Query -> passages: two searches, fused by rank.

Knows the searches only through `SearchIndex`, the seam where one machine ends. Ranks are fused
because the scores of the two searches have no common scale (reciprocal rank fusion, Cormack, Clarke and
Büttcher 2009).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from index.embedding.protocol import Embedder
from index.types import Article, ArticleCard, Chunk, Filter, Hit, IndexInfo, Sentence, Vector
from rag.asking.news_time import without_interval
from rag.config import RagConfig
from rag.types import Passage, Query, Why

_RANK_CONSTANT = 60
"""The constant of the paper; it keeps one first place from outweighing two good places."""


class SearchIndex(Protocol):
    """What an index must offer. Both searches take the same filter and apply it before ranking."""

    @property
    def fingerprint(self) -> str: ...
    @property
    def chunk_count(self) -> int: ...
    def is_current(self) -> bool: ...
    def dense(self, vector: Vector, limit: int, restriction: Filter | None = None) -> list[Hit]: ...
    def lexical(self, text: str, limit: int, restriction: Filter | None = None) -> list[Hit]: ...
    def get(self, chunk_ids: Sequence[str]) -> list[Chunk]: ...
    def article(self, article_id: str) -> Article: ...
    def sentences(self, article_id: str) -> tuple[Sentence, ...]: ...
    def story(self, article_id: str) -> tuple[str, ...]: ...
    def terms(self, text: str) -> list[str]: ...
    def document_frequency(self, term: str) -> int: ...
    def outlets(self) -> tuple[str, ...]: ...
    def articles(self) -> tuple[ArticleCard, ...]: ...
    def info(self) -> IndexInfo: ...


class HybridRetriever:
    """Dense and lexical search over the same chunks, fused."""

    def __init__(self, search_index: SearchIndex, embedder: Embedder, config: RagConfig) -> None:
        self._index = search_index
        self._embedder = embedder
        self._config = config

    def retrieve(self, query: Query) -> tuple[Passage, ...]:
        """The best passages for `query`, best first; none when its restrictions leave nothing."""
        text = without_interval(query.standalone, query.interval)
        restriction = restriction_of(query)
        dense = self._index.dense(self._embedder.embed_query(text), self._config.candidates, restriction)
        lexical = self._index.lexical(text, self._config.candidates, restriction)
        scores = self._fused(dense, lexical)
        best = sorted(scores, key=lambda chunk_id: (-scores[chunk_id], chunk_id))[: self._config.passages]
        dense_places = {hit.chunk_id: (rank, hit.score) for rank, hit in enumerate(dense, 1)}
        lexical_places = {hit.chunk_id: (rank, hit.score) for rank, hit in enumerate(lexical, 1)}
        return tuple(
            Passage(
                article=self._index.article(chunk.article_id),
                chunk=chunk,
                score=scores[chunk.id],
                why=Why(*dense_places.get(chunk.id, (None, None)), *lexical_places.get(chunk.id, (None, None))),
            )
            for chunk in self._index.get(best)
        )

    def _fused(self, dense: Sequence[Hit], lexical: Sequence[Hit]) -> dict[str, float]:
        scores: dict[str, float] = {}
        for hits, weight in ((dense, self._config.dense_weight), (lexical, self._config.lexical_weight)):
            for rank, hit in enumerate(hits, 1):
                scores[hit.chunk_id] = scores.get(hit.chunk_id, 0.0) + weight / (_RANK_CONSTANT + rank)
        return scores


def restriction_of(query: Query) -> Filter | None:
    """The filter that a query's interval, outlets and as-of date come to. Articles without a date pass an as-of date, but no interval."""
    since = query.interval.since if query.interval else None
    until = query.interval.until if query.interval else None
    if query.as_of is not None:
        until = min(until or dt.date.max, query.as_of)
    restriction = Filter(since, until, query.outlets or None, undated=query.interval is None)
    return None if restriction.empty else restriction
