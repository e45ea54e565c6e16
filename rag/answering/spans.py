"""Which spans of a passage may become a quote: its sentences, each with its words and its vector.

Knows where sentences lean on the one before; knows no question. What is read of a chunk depends on
the chunk alone (its spans are embedded together, whatever was asked), so that an answer never depends on
the questions before it, and the last few hundred chunks are kept: people ask on about the same articles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.embedding.protocol import Embedder
from index.reading.boilerplate import kept_spans
from index.types import Article, Chunk, Vector
from rag.asking.words import content_terms
from rag.retrieval.search_index import SearchIndex

_CHUNKS_KEPT = 512
"""About 16 kB each."""

_BACK_REFERENCE = re.compile(
    r"(?:he|she|they|it|his|her|their|its|this|these|those|both|the (?:two|pair|former|latter))\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, eq=False)
class QuotableSpan:
    """`start..end` of an article: a sentence cut to its chunk, with the one before where it leans on it."""

    start: int
    end: int
    terms: frozenset[str]
    vector: Vector


def is_question(text: str) -> bool:
    """True for a sentence that asks: it asserts nothing, so that no answer rests on it. One that quotes a question does."""
    return text.rstrip().endswith(("?", "？", "؟", "?!"))


class SpanReader:
    """Spans of chunks, with the last ones kept. Safe for many threads."""

    def __init__(self, search_index: SearchIndex, embedder: Embedder) -> None:
        self._index = search_index
        self._embedder = embedder
        self._kept = lru_cache(maxsize=_CHUNKS_KEPT)(self._read)

    def spans(self, chunk: Chunk) -> tuple[QuotableSpan, ...]:
        """The quotable spans of a chunk, in order. Headings, questions and boilerplate are none."""
        return self._kept(chunk)

    def terms(self, text: str) -> frozenset[str]:
        """Content words of `text` as they are compared: stemmed, in base form."""
        return frozenset(content_terms(self._index.terms(text)))

    def _read(self, chunk: Chunk) -> tuple[QuotableSpan, ...]:
        article = self._index.article(chunk.article_id)
        bounds = self._bounds(article, chunk)
        texts = [article.text[start:end] for start, end in bounds]
        vectors = self._embedder.embed_passages(texts)
        return tuple(
            QuotableSpan(start, end, self.terms(text), vector)
            for (start, end), text, vector in zip(bounds, texts, vectors, strict=True)
        )

    def _bounds(self, article: Article, chunk: Chunk) -> list[tuple[int, int]]:
        bounds: list[tuple[int, int]] = []
        previous: tuple[int, int] | None = None
        for sentence in self._index.sentences(article.id):
            start, end = max(sentence.start, chunk.start), min(sentence.end, chunk.end)
            if start >= end or sentence.kind == "heading" or is_question(article.text[start:end]):
                continue
            bounds.append((previous[0] if previous and _leans_back(article, previous, start) else start, end))
            previous = (start, end)
        return bounds


def _leans_back(article: Article, previous: tuple[int, int], start: int) -> bool:
    """True when the sentence at `start` opens with a word that refers to the one just before it."""
    between = article.text[previous[1] : start]
    unbroken = between.isspace() and len(kept_spans(previous[0], start, article.boilerplate)) == 1
    return unbroken and "\n\n" not in between and _BACK_REFERENCE.match(article.text, start) is not None
