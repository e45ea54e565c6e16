"""Small honest stand-ins: an embedder without a model, an index without files.

Each passes the same contract suite as the real part it stands for (tests/contracts).
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import math
import re
from collections.abc import Callable, Sequence

import numpy as np

from index.errors import RagError
from index.mentions.scan import Texts, passing, scan
from index.reading.chunking import indexed_text
from index.store.listing import Found, Wanted
from index.types import (
    Article,
    ArticleCard,
    Chunk,
    Filter,
    Hit,
    IndexInfo,
    Matrix,
    Mentions,
    Sentence,
    Vector,
    WordStatistics,
)

_WORD = re.compile(r"\w+|[^\w\s]")


class FakeEmbedder:
    """A bag of hashed words: texts that share words are near, and nothing else is known."""

    name = "fake"
    weights_sha256 = "0" * 64
    engine = "fake"
    dim = 256
    max_tokens = 64
    special_tokens = 2

    def token_starts(self, text: str) -> Sequence[int]:
        return [match.start() for match in _WORD.finditer(text)]

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        longest = max((len(self.token_starts(text)) + self.special_tokens for text in texts), default=0)
        if longest > self.max_tokens:
            raise ValueError(f"a passage has {longest} tokens, the window holds {self.max_tokens}")
        return np.array([self._embed(text) for text in texts], np.float32).reshape(len(texts), self.dim)

    def embed_query(self, text: str) -> Vector:
        return self._embed(text)

    def _embed(self, text: str) -> Vector:
        words = [match.group().lower() for match in _WORD.finditer(text)][: self.max_tokens - self.special_tokens]
        vector = np.full(self.dim, 1e-3, np.float32)
        for word in words:
            vector[int(hashlib.sha256(word.encode()).hexdigest(), 16) % self.dim] += 1
        unit: Vector = vector / np.linalg.norm(vector)
        return unit


def _cosine(one: Vector, other: Vector) -> float:
    """Rounded, so that equal texts are equally near whichever kernel the processor's BLAS takes."""
    return round(float(one @ other), 6)


class FakeIndex:
    """Articles in memory, searched by brute force: the plainest `SearchIndex` there can be."""

    def __init__(self, stored: Sequence[tuple[Article, Sequence[Sentence], Sequence[Chunk]]], vectors: Matrix) -> None:
        self._stored = {article.id: (article, tuple(sentences), tuple(chunks)) for article, sentences, chunks in stored}
        self._chunks = [chunk for _, _, chunks in stored for chunk in chunks]
        self._vectors = vectors
        self._texts = [indexed_text(self.article(c.article_id), c.start, c.end) for c in self._chunks]

    fingerprint = "fake"

    @property
    def chunk_count(self) -> int:
        return len(self._chunks)

    def is_current(self) -> bool:
        return True

    def dense(self, vector: Vector, limit: int, restriction: Filter | None = None) -> list[Hit]:
        return self._best([_cosine(row, vector) for row in self._vectors], limit, restriction)

    def lexical(self, text: str, limit: int, restriction: Filter | None = None) -> list[Hit]:
        """Rarity-weighted word counts; only chunks that share a word."""
        asked = self.terms(text)
        counted = self.word_statistics(asked, restriction)
        scores = []
        for chunk, body in zip(self._chunks, self._texts, strict=True):
            article = self.article(chunk.article_id)
            held = self.terms(" ".join([article.title, article.outlet or "", str(article.published or ""), body]))
            scores.append(sum(math.log(2 + counted.chunks / (1 + counted.frequencies[t])) for t in asked if t in held))
        return [hit for hit in self._best(scores, limit, restriction) if hit.score > 0]

    def get(self, chunk_ids: Sequence[str]) -> list[Chunk]:
        by_id = {chunk.id: chunk for chunk in self._chunks}
        missing = [chunk_id for chunk_id in chunk_ids if chunk_id not in by_id]
        if missing:
            raise RagError(f"there is no chunk {missing[0]!r} in this fake")
        return [by_id[chunk_id] for chunk_id in chunk_ids]

    def article(self, article_id: str) -> Article:
        if article_id not in self._stored:
            raise RagError(f"there is no article {article_id!r} in this fake")
        return self._stored[article_id][0]

    def sentences(self, article_id: str) -> tuple[Sentence, ...]:
        return self._stored[article_id][1]

    def story(self, article_id: str, as_of: dt.date | None = None, *, undated: bool = True) -> tuple[str, ...]:
        """Articles with the same words are one story, the first by id its original; an unknown id is its own story."""
        allowed = Filter(as_of=as_of, undated=undated)
        held = {
            other: indexed_text(article, 0, len(article.text)).split()
            for other, (article, _, _) in self._stored.items()
            if _passes(article, allowed)
        }
        if article_id not in held:
            return (article_id,)
        return tuple(sorted(other for other, words in held.items() if words == held[article_id]))

    def terms(self, text: str) -> list[str]:
        return list(dict.fromkeys(re.sub(r"(?:ing|ed|s)$", "", word.lower()) for word in re.findall(r"\w+", text)))

    def document_frequency(self, term: str) -> int:
        return sum(term in self.terms(text) for text in self._texts)

    def word_statistics(self, terms: Sequence[str], restriction: Filter | None = None) -> WordStatistics:
        allowed = Filter(as_of=restriction.as_of, undated=restriction.undated) if restriction else Filter()
        texts = [
            self.terms(text)
            for chunk, text in zip(self._chunks, self._texts, strict=True)
            if _passes(self.article(chunk.article_id), allowed)
        ]
        return WordStatistics(len(texts), {term: sum(term in held for held in texts) for term in terms})

    def similarities(self, vector: Vector, chunk_ids: Sequence[str]) -> list[float]:
        rows = {chunk.id: row for row, chunk in enumerate(self._chunks)}
        return [_cosine(self._vectors[rows[chunk.id]], vector) for chunk in self.get(chunk_ids)]

    def mentions(
        self, phrases: Sequence[str], restriction: Filter | None = None, *, about: bool = False, every: bool = True
    ) -> Mentions:
        texts = Texts(self.article, self.sentences, self.terms)
        return scan(
            texts,
            passing(self.articles(), restriction, self._stories_of(restriction)),
            phrases,
            about=about,
            every=every,
        )

    def outlets(self) -> tuple[str, ...]:
        return tuple(sorted({a.outlet for a, _, _ in self._stored.values() if a.outlet}))

    def articles(self) -> tuple[ArticleCard, ...]:
        cards = [
            ArticleCard(
                a.id,
                a.path,
                a.title,
                a.title_from,
                a.outlet,
                a.published,
                a.published_from,
                len(chunks),
                a.updated,
                a.language,
            )
            for a, _, chunks in self._stored.values()
        ]
        return tuple(sorted(cards, key=lambda card: (-(card.published.toordinal() if card.published else 0), card.id)))

    def find_articles(self, wanted: Wanted, *, first: int = 0, limit: int | None = None) -> Found:
        return found_among(self.articles(), wanted, first, limit)

    def info(self) -> IndexInfo:
        return IndexInfo(
            path="memory",
            generation="fake",
            articles=len(self._stored),
            chunks=len(self._chunks),
            stories=0,
            embedder="fake",
            weights_sha256="0" * 64,
            engine="fake",
            chunk_tokens=64,
            created="2026-01-01T00:00:00+00:00",
            fingerprint="fake",
            sources=(),
            failures=(),
        )

    def _stories_of(self, restriction: Filter | None) -> Callable[[str], tuple[str, ...]]:
        if restriction is None or restriction.as_of is None:
            return self.story
        return functools.partial(self.story, as_of=restriction.as_of, undated=restriction.undated)

    def _best(self, scores: Sequence[float], limit: int, restriction: Filter | None) -> list[Hit]:
        restriction = restriction or Filter()
        story_of = self._stories_of(restriction)
        reports = {report for story in restriction.stories or () for report in story_of(story)}
        pairs = [
            (score, row, chunk)
            for row, (chunk, score) in enumerate(zip(self._chunks, scores, strict=True))
            if _passes(self.article(chunk.article_id), restriction)
            and (restriction.stories is None or chunk.article_id in reports)
        ]
        pairs.sort(key=lambda pair: (-pair[0], pair[1]))
        return [Hit(chunk.id, score) for score, _, chunk in pairs[:limit]]


def found_among(cards: Sequence[ArticleCard], wanted: Wanted, first: int, limit: int | None) -> Found:
    """What `find_articles` promises, of cards in their order."""
    words, outlets = ({one.casefold() for one in given} for given in (wanted.words, wanted.outlets))
    dated = wanted.since or wanted.until
    passing = [
        card
        for card in cards
        if all(word in f"{card.id} {card.title} {card.outlet or ''}".casefold() for word in words)
        and (not outlets or (card.outlet or "").casefold() in outlets)
        and not (dated and card.published is None)
        and not (wanted.since and card.published and card.published < wanted.since)
        and not (wanted.until and card.published and card.published > wanted.until)
    ]
    return Found(len(passing), first, tuple(passing[first:][:limit]))


def _passes(article: Article, restriction: Filter) -> bool:
    if restriction.outlets is not None and article.outlet not in restriction.outlets:
        return False
    if restriction.article_ids is not None and article.id not in restriction.article_ids:
        return False
    if restriction.since is None and restriction.until is None:
        return True
    if article.published is None:
        return restriction.undated
    return (restriction.since is None or article.published >= restriction.since) and (
        restriction.until is None or article.published <= restriction.until
    )
