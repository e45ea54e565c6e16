"""Which spans of a chunk may become a quote: its sentences, and where one leans on the sentence before it.

Knows no question. What is found depends on the chunk alone; the last few hundred chunks are kept: people ask on about
the same articles.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from index.reading.boilerplate import kept_spans
from index.types import Article, Chunk, Sentence
from rag.answering.signs.talks import leans_back
from rag.answering.statements import folded, is_headline, is_pile, is_question, refrains
from rag.asking.words import content_terms
from rag.retrieval.search_index import SearchIndex

_CHUNKS_KEPT = 512
"""About 4 kB each."""


@dataclass(frozen=True, slots=True)
class QuotableSpan:
    """A sentence, cut to its chunk, with its words. `quoted_from` is its start, or that of the sentence it leans on."""

    start: int
    end: int
    quoted_from: int
    terms: frozenset[str]


class SpanReader:
    """Spans of chunks, with the last ones kept. Safe for many threads."""

    def __init__(self, search_index: SearchIndex) -> None:
        self._index = search_index
        self._kept = lru_cache(maxsize=_CHUNKS_KEPT)(self._read)
        self._refrains = lru_cache(maxsize=_CHUNKS_KEPT)(self._repeated)

    def spans(self, chunk: Chunk) -> tuple[QuotableSpan, ...]:
        """The quotable spans of a chunk, in order. Headings, boilerplate and what states nothing are none."""
        return self._kept(chunk)

    def terms(self, text: str) -> frozenset[str]:
        """Content words of `text` as they are compared: stemmed, in base form."""
        return frozenset(content_terms(self._index.terms(text)))

    def _read(self, chunk: Chunk) -> tuple[QuotableSpan, ...]:
        article = self._index.article(chunk.article_id)
        spans: list[QuotableSpan] = []
        before: Sentence | None = None
        for sentence in self._index.sentences(article.id):
            start, end = max(sentence.start, chunk.start), min(sentence.end, chunk.end)
            if start < end and self._states(article, start, end, sentence):
                leans = before is not None and start == sentence.start and self._leans_back(article, before, start, end)
                quoted_from = before.start if before is not None and leans else start
                spans.append(QuotableSpan(start, end, quoted_from, self.terms(article.text[quoted_from:end])))
            before = sentence
        return tuple(spans)

    def _states(self, article: Article, start: int, end: int, sentence: Sentence) -> bool:
        text = article.text[start:end]
        if sentence.kind == "heading" or is_headline(text) or is_question(text) or is_pile(text):
            return False
        return folded(text) not in self._refrains(article.id)

    def _leans_back(self, article: Article, before: Sentence, start: int, end: int) -> bool:
        """True when the sentence `start..end` opens with a word that refers to the one that ends just `before` it, or tells of its talks.

        A paragraph between them does not part them: news has one for every sentence. A heading does, and so does a question.
        """
        if not leans_back(article.text[start:end]) or not article.text[before.end : start].isspace():
            return False
        unbroken = len(kept_spans(before.end - 1, start, article.boilerplate)) == 1
        return unbroken and self._states(article, before.start, before.end, before)

    def _repeated(self, article_id: str) -> frozenset[str]:
        text = self._index.article(article_id).text
        return refrains(text[one.start : one.end] for one in self._index.sentences(article_id))
