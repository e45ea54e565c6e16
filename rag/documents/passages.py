"""Passages in documents: an answer's, and those that a search found. Knows the keys; knows nothing of how passages are found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from index.errors import IndexMismatch, QuestionError
from index.types import Article, Chunk
from rag.documents.articles import ArticleOf, ToldArticles, article_facts
from rag.documents.values import read_as
from rag.types import Dropped, Passage, Query, Retrieved, Why


def passage_document(passage: Passage, *, rounded: bool) -> dict[str, Any]:
    """A passage by its chunks and offsets, without its text."""
    chunk = passage.chunk
    return {
        "article": article_facts(passage.article),
        "chunk": chunk.id,
        "start": chunk.start,
        "end": chunk.end,
        "tokens": chunk.tokens,
        "joined": [one.id for one in passage.joined],
        "joined_spans": [[one.start, one.end, one.tokens] for one in passage.joined],
        "score": round(passage.score, 6) if rounded else passage.score,
        "why": asdict(passage.why),
    }


def read_passage(told: Mapping[str, Any], articles: ToldArticles) -> Passage:
    """The passage whose document is `told`. Raises IndexMismatch where the article has no such chunk."""
    article = articles.told(told["article"])
    ids, spans = told["joined"], told["joined_spans"]
    joined = tuple(_chunk(article, id_, *span) for id_, span in zip(ids, spans, strict=True))
    chunk = _chunk(article, told["chunk"], told["start"], told["end"], told["tokens"])
    return Passage(
        article, chunk, read_as(float, told["score"], "score"), read_as(Why, told["why"], "why"), joined=joined
    )


def _chunk(article: Article, id_: str, start: int, end: int, tokens: int) -> Chunk:
    article_id, _, ordinal = id_.rpartition("#")
    length = len(article.text)
    if article_id != article.id or not 0 <= read_as(int, start, "start") < read_as(int, end, "end") <= length:
        raise IndexMismatch(
            f"the chunk {id_!r} at {start}..{end} is none of the article {article.id!r} of {length} characters; "
            "open the index that answered, or ask anew"
        )
    return Chunk(article_id, int(ordinal), start, end, read_as(int, tokens, "tokens"))


def search_document(query: Query, found: Retrieved, index_fingerprint: str = "") -> dict[str, Any]:
    """What a search found, as JSON types, with the text of each passage."""
    passages = [passage_document(one, rounded=False) | {"text": one.text} for one in found.passages]
    return {
        "question": query.question,
        "query": asdict(query),
        "passages": passages,
        "dropped": [asdict(one) for one in found.dropped],
        "reranker": found.reranker,
        "rerank_ms": found.rerank_ms,
        "index_fingerprint": index_fingerprint,
    }


def read_search(document: str, article_of: ArticleOf) -> tuple[Query, Retrieved]:
    """The search whose document is the JSON text `document`; each text is compared with that of `article_of`.

    Raises QuestionError for a text that is no search's, IndexMismatch where the articles say otherwise.
    """
    articles = ToldArticles(article_of)
    try:
        told = json.loads(document)
        passages = tuple(_with_text(passage, articles) for passage in told["passages"])
        dropped = tuple(read_as(Dropped, one, "dropped") for one in told["dropped"])
        reranker, milliseconds = (
            read_as(str, told["reranker"], "reranker"),
            read_as(float, told["rerank_ms"], "rerank_ms"),
        )
        return read_as(Query, told["query"], "query"), Retrieved(passages, dropped, reranker, milliseconds)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise QuestionError(f"this JSON is no search ({error!r:.200}); give what `search_document` made") from error


def _with_text(told: Mapping[str, Any], articles: ToldArticles) -> Passage:
    passage = read_passage(told, articles)
    if passage.text != told["text"]:
        raise IndexMismatch(
            f"the passage {passage.chunk.id!r} is told as {str(told['text'])[:80]!r}, the article says {passage.text[:80]!r}; "
            "ask again: the index was exchanged meanwhile"
        )
    return passage
