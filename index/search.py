"""What the floor above may ask of an index: dense and lexical search, chunks, articles, facts.

Opens one generation and keeps a consistent view of it. Both searches take the same filter and apply
it before ranking. Knows nothing of questions or answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path

import numpy as np

from index.embedding.protocol import Embedder, refuse_other
from index.errors import RagError
from index.mentions.scan import Texts, cut_articles, narrowed, passing, scan
from index.near_duplicates.as_of import StoriesAsOf
from index.store.articles import ArticleStore
from index.store.chunk_ids import ChunkIds
from index.store.generations import current_generation
from index.store.listing import Found, Wanted
from index.store.opened import OpenGeneration, open_generation
from index.store.vectors import inner_products, nearest_exactly
from index.types import Article, ArticleCard, Chunk, Coverage, Filter, Hit, IndexInfo, Mentions, Vector, WordStatistics

_ARTICLES_IN_MEMORY = 256
_STORIES_IN_MEMORY = 4096
_LISTS_IN_MEMORY = 8
"""Of a list that is paged through, the rows: 4 MB for half a million articles."""
_CHUNKS_AT_ONCE = 10_000
"""A few megabytes."""


class LocalIndex:
    """One generation on this machine's disk. Safe for many reading threads."""

    def __init__(self, index_path: Path) -> None:
        """Open the generation in use. Raises IndexMissing, IndexMismatch (format) or IndexCorrupt."""
        self._path = index_path
        opened = _opened(index_path)
        self._folder, self._manifest = opened.folder, opened.manifest
        self._articles, self._columns = opened.articles, opened.columns
        self._vectors, self._words = opened.vectors, opened.words
        # Of no method of our own: in a circle of references a generation that was removed would hold its disk space.
        self.article = lru_cache(maxsize=_ARTICLES_IN_MEMORY)(partial(_article, opened.articles, index_path))
        self.sentences = lru_cache(maxsize=_ARTICLES_IN_MEMORY)(self._articles.sentences)
        self._chunk_ids = ChunkIds(opened.articles, opened.columns)
        stories = StoriesAsOf(opened.articles.copies, self.article)
        self._story_as_of = lru_cache(maxsize=_STORIES_IN_MEMORY)(stories.story)
        self._wanted_rows = lru_cache(maxsize=_LISTS_IN_MEMORY)(self._articles.wanted_rows)
        self._cut_articles = lru_cache(maxsize=1)(partial(_cut_articles, opened.articles, opened.manifest.chunks))

    @property
    def fingerprint(self) -> str:
        """Equal for equal articles and settings."""
        return self._manifest.fingerprint

    @property
    def chunk_count(self) -> int:
        return self._manifest.chunks

    def is_current(self) -> bool:
        """False once a newer generation was published."""
        return current_generation(self._path) == self._folder

    def check_embedder(self, embedder: Embedder) -> None:
        """Raise IndexMismatch, with both values, unless `embedder` made this index's vectors."""
        settings = self._manifest.settings
        refuse_other(embedder, settings.embedder, settings.weights_sha256, where=f"at {str(self._path)!r}")

    def dense(self, vector: Vector, limit: int, restriction: Filter | None = None) -> list[Hit]:
        """The `limit` chunks whose vectors have the largest inner product with `vector`, best first."""
        allowed, as_of = None, False
        if restriction is not None and not restriction.empty:
            allowed, as_of = (
                self._columns.allowed(restriction, self._article_rows(restriction)),
                bool(restriction.as_of),
            )
        if allowed is not None and as_of:
            pairs = nearest_exactly(self._vectors, vector, limit, rows=allowed, settings=self._manifest.approximate)
        else:
            pairs = self._vectors.nearest(vector, limit, allowed)
        places = self._columns.places([row for row, _ in pairs])
        return self._hits(places, [score for _, score in pairs], limit if as_of else None)

    def lexical(self, text: str, limit: int, restriction: Filter | None = None) -> list[Hit]:
        """The `limit` chunks with the highest BM25 score for the words of `text`, best first."""
        article_rows = self._article_rows(restriction) if restriction is not None else None
        pairs = self._words.best(text, limit, restriction, article_rows)
        as_of = restriction is not None and restriction.as_of is not None
        return self._hits([place for place, _ in pairs], [score for _, score in pairs], limit if as_of else None)

    def similarities(self, vector: Vector, chunk_ids: Sequence[str]) -> list[float]:
        """Inner products of these chunks' vectors with `vector`, in their order. Raises RagError for an unknown chunk."""
        rows = np.array(self._chunk_ids.rows(chunk_ids), np.int64)
        return [float(product) for product in inner_products(self._vectors.rows_at(rows), vector)]

    def get(self, chunk_ids: Sequence[str]) -> list[Chunk]:
        """Chunks by id, in that order. Raises RagError for one that is not in this index."""
        return [self._chunk(chunk_id) for chunk_id in chunk_ids]

    def terms(self, text: str) -> list[str]:
        """The words of `text` as the lexical search compares them: lower case, stemmed, each once."""
        return self._words.terms(text)

    def document_frequency(self, term: str) -> int:
        """In how many chunks a word, as given by `terms`, stands."""
        return self._words.document_frequency(term)

    def word_statistics(self, terms: Sequence[str], restriction: Filter | None = None) -> WordStatistics:
        """How many chunks there are, and in how many each word stands; of `restriction` the as-of day counts alone."""
        return self._words.statistics(terms, restriction)

    def story(self, article_id: str, as_of: dt.date | None = None, *, undated: bool = True) -> tuple[str, ...]:
        """Ids of all reports of an article's story, the original first; only its own id when it has no copies.

        With `as_of` of what was published by then, and if `undated` of what has no date.
        """
        return self._articles.story(article_id) if as_of is None else self._story_as_of(article_id, as_of, undated)

    def mentions(
        self, phrases: Sequence[str], restriction: Filter | None = None, *, about: bool = False, every: bool = True
    ) -> Mentions:
        """All articles that mention `every` phrase or one of them, or are `about` it, as `index.mentions` defines both.

        None are left out: what the word index cannot rule out is read. No phrases: all articles that pass.
        """
        cards = passing(self._articles.cards(), restriction, self._stories_of(restriction))
        candidates = narrowed(self, phrases, restriction, about=about, every=every, always=self._cut_articles)
        texts = Texts(partial(_article, self._articles, self._path), self._articles.sentences, self.terms)
        return scan(texts, cards, phrases, about=about, every=every, candidates=candidates)

    def holds(self, article_id: str) -> bool:
        """True when an article has this id."""
        return bool(self._articles.article_rows([article_id]))

    def outlets(self) -> tuple[str, ...]:
        return self._articles.outlets()

    def articles(self) -> tuple[ArticleCard, ...]:
        """All articles without their texts, newest first, undated last."""
        return tuple(self._articles.cards())

    def find_articles(self, wanted: Wanted, *, first: int = 0, limit: int | None = None) -> Found:
        """`limit` of the articles that pass, newest first, undated last, from place `first` on, and how many there are."""
        rows = self._wanted_rows(wanted)
        shown = rows[first:] if limit is None else rows[first : first + limit]
        return Found(len(rows), first, tuple(self._articles.cards_at(shown)))

    def file_of(self, article_id: str) -> tuple[str, str, int] | None:
        """See `ArticleStore.file_of`."""
        return self._articles.file_of(article_id)

    def files_of(self, sha256: str) -> list[str]:
        """Ids of the files with this content."""
        return self._articles.files_of(sha256)

    def file_ids(self, prefix: str = "") -> frozenset[str]:
        """Ids of all files that were read, or of those that begin with `prefix`."""
        return frozenset(self._articles.file_ids(prefix))

    def info(self) -> IndexInfo:
        settings = self._manifest.settings
        return IndexInfo(
            path=str(self._path),
            generation=self._folder.name,
            articles=self._manifest.articles,
            chunks=self._manifest.chunks,
            stories=self._manifest.stories,
            embedder=settings.embedder,
            weights_sha256=settings.weights_sha256,
            engine=self._manifest.engine,
            chunk_tokens=settings.chunk_tokens,
            created=self._manifest.created,
            fingerprint=self._manifest.fingerprint,
            sources=self._manifest.sources,
            failures=self._articles.failures(),
            columns=settings.columns,
            size_bytes=sum(facts.size for facts in self._manifest.files.values()),
            approximate=self._manifest.approximate is not None,
        )

    def coverage(self) -> Coverage:
        """What the articles cover: dates, languages, outlets. Reads a row of every article."""
        return self._articles.coverage()

    def _chunk(self, chunk_id: str) -> Chunk:
        article_id, _, ordinal = chunk_id.rpartition("#")
        chunk = self._articles.chunk(article_id, ordinal)
        if chunk is None:
            raise RagError(f"there is no chunk {chunk_id!r} in {str(self._path)!r}")
        return chunk

    def _article_rows(self, restriction: Filter) -> list[int] | None:
        """Rows of the articles that are named, by themselves or with their story; None when none is asked for."""
        ids = None if restriction.article_ids is None else set(restriction.article_ids)
        if restriction.stories is not None:
            story_of = self._stories_of(restriction)
            reports = {report for story in restriction.stories for report in story_of(story)}
            ids = reports if ids is None else ids & reports
        return None if ids is None else self._articles.article_rows(sorted(ids))

    def _stories_of(self, restriction: Filter | None) -> Callable[[str], tuple[str, ...]]:
        """`story` as a filter wants it."""
        if restriction is None or restriction.as_of is None:
            return self.story
        return partial(self.story, as_of=restriction.as_of, undated=restriction.undated)

    def _hits(self, places: Sequence[tuple[int, int]], scores: Sequence[float], limit: int | None) -> list[Hit]:
        """Hits by place (article row, ordinal), in their order; with `limit` the best, equal scores by id.

        Rows, unlike ids, depend on which other articles came, and when.
        """
        ids = self._chunk_ids.article_ids([article for article, _ in places])
        found = [(-score, id_, ordinal) for id_, (_, ordinal), score in zip(ids, places, scores, strict=True)]
        if limit is not None:
            found = sorted(found)[:limit]
        return [Hit(f"{article_id}#{ordinal}", -score) for score, article_id, ordinal in found]


def _article(articles: ArticleStore, index_path: Path, article_id: str) -> Article:
    """One article with its text. Raises RagError when it is not in this index."""
    article = articles.article(article_id)
    if article is None:
        raise RagError(f"there is no article {article_id!r} in {str(index_path)!r}")
    return article


def _cut_articles(articles: ArticleStore, chunks: int) -> frozenset[str]:
    """Ids of the articles of which the word index may hold a word in two pieces."""
    blocks = (range(first, min(first + _CHUNKS_AT_ONCE, chunks)) for first in range(0, chunks, _CHUNKS_AT_ONCE))
    return cut_articles(chunk for block in blocks for chunk in articles.chunks([*block]))


def _opened(index_path: Path) -> OpenGeneration:
    """The generation in use. A sync may remove it while it is being opened; then there is a newer one."""
    while True:
        folder = current_generation(index_path)
        try:
            return open_generation(folder)
        except RagError:
            if current_generation(index_path) == folder:
                raise
