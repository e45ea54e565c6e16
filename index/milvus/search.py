"""What the floor above may ask of an index, answered by a Milvus database alone: no file of ours is needed.

Sees one published version from beginning to end. Scores of dense search are computed here from the vectors that Milvus
finds, by the kernel of the local index: equal vectors have equal scores, and both indexes give the same.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from index.embedding.protocol import Embedder, refuse_other
from index.errors import ConfigError, IndexCorrupt, IndexMissing, RagError
from index.mentions.scan import Texts, narrowed, passing, scan
from index.milvus.database import CHUNKS, MOST_HITS, MilvusDatabase
from index.milvus.facts import read_facts
from index.milvus.losses import lost_of
from index.milvus.reading.cards import MilvusArticles
from index.milvus.reading.lexical import FewWords, MilvusWords
from index.milvus.rows import key_of
from index.milvus.settings import MilvusConfig
from index.milvus.versions import Versions
from index.store.listing import Found, Wanted
from index.store.vectors import inner_products, inner_products_in_single
from index.store.words.fields import analyzer
from index.types import (
    Article,
    ArticleCard,
    Chunk,
    Coverage,
    Filter,
    Hit,
    IndexInfo,
    Mentions,
    Sentence,
    Vector,
    WordStatistics,
)

_PLACE = ("article", "article_id", "ordinal", "start", "end", "tokens", "since")
_CHUNKS_KEPT = 50_000
_COUNTED_SECONDS = 60.0
"""A Milvus that was killed and is back may have lost rows; to count them takes as long as a search."""
_BEYOND_THE_LIMIT = 20
_ROUNDING = 1e-5
"""Milvus adds inner products up in another order: they differ from ours by less."""


class MilvusIndex:
    """One version of an index in Milvus. Safe for many threads."""

    def __init__(self, config: MilvusConfig, *, dense_only: bool = False) -> None:
        """Open the version in use; with `dense_only` on servers too old for a search by words, which then raises.

        Raises IndexMissing, ConfigError (pymilvus is not there, the server is too old), ServerUnavailable, IndexCorrupt.
        """
        self._config, self._database = config, MilvusDatabase(config, dense_only=dense_only)
        self._versions = Versions(self._database)
        version = self._versions.current()
        if not version:
            raise IndexMissing(f"there is no index in {config.shown}; build one with `rag sync FOLDER`")
        self._database.load()
        self._facts = read_facts(self._database, version, self._versions.published_at(version))
        if lost := lost_of(self._database, self._facts):
            told = f"{config.shown} no longer has version {version} as it was published ({lost})"
            raise IndexCorrupt(f"{told}; `rag sync` on a machine that has the articles publishes all of it anew")
        self._counted = time.monotonic()
        self._articles = MilvusArticles(self._database, self._facts)
        self._words, self._analyzer = MilvusWords(self._database, self._facts), analyzer()
        self._chunks: dict[str, tuple[Chunk, str]] = {}
        self.article: Callable[[str], Article] = self._articles.article
        self.sentences: Callable[[str], tuple[Sentence, ...]] = self._articles.sentences

    @property
    def fingerprint(self) -> str:
        """Equal for equal articles and settings, and the same as of a local index of them."""
        return self._facts.fingerprint

    @property
    def chunk_count(self) -> int:
        return self._facts.chunks

    def is_current(self) -> bool:
        """False once there is a newer version, or some of this one is lost: an error for who opens it. Raises ServerUnavailable."""
        if self._versions.current() != self._facts.version:
            return False
        if time.monotonic() - self._counted >= _COUNTED_SECONDS:
            if lost_of(self._database, self._facts):
                return False
            self._counted = time.monotonic()
        return True

    def check_embedder(self, embedder: Embedder) -> None:
        """Raise IndexMismatch, with both values, unless `embedder` made this index's vectors."""
        facts = self._facts
        refuse_other(embedder, facts.embedder, facts.weights_sha256, where=f"in {self._config.shown}")

    def dense(self, vector: Vector, limit: int, restriction: Filter | None = None) -> list[Hit]:
        """The `limit` chunks whose vectors have the largest inner product with `vector`, best first; equal ones by id."""
        where = self._where(restriction)
        limit = min(limit, self._facts.chunks)
        if where is None or limit <= 0:
            return []
        _refuse_too_many(limit)
        asked = min(MOST_HITS, limit + _BEYOND_THE_LIMIT)
        query = np.ascontiguousarray(vector, np.float32)
        products = inner_products if restriction is not None and restriction.as_of else inner_products_in_single
        while True:
            found = self._database.search(
                "dense", query, asked, where, [*_PLACE, "dense"], guarantee=self._facts.published_at
            )
            rows = [row for _, row in found]
            scores = products(_vectors(rows, self._facts.dim), query)
            ordered = sorted(zip(map(float, scores), rows, strict=True), key=lambda one: (-one[0], *_order(one[1])))
            if len(found) < asked or asked >= MOST_HITS or ordered[limit - 1][0] > found[-1][0] + _ROUNDING:
                return self._hits(ordered[:limit])
            asked = min(MOST_HITS, 2 * asked)

    def lexical(self, text: str, limit: int, restriction: Filter | None = None) -> list[Hit]:
        """The `limit` chunks with the highest BM25 score for the words of `text`, best first; equal ones by id."""
        if self._database.dense_only:
            raise ConfigError(f"the Milvus at {self._config.uri} was opened without the search by words")
        where, terms = self._where(restriction), self.terms(text)
        if where is None or not terms or limit <= 0:
            return []
        _refuse_too_many(limit)
        scored = self._words.best(terms, limit, where, restriction, _PLACE)
        return self._hits(sorted(scored, key=lambda one: (-one[0], *_order(one[1])))[:limit])

    def similarities(self, vector: Vector, chunk_ids: Sequence[str]) -> list[float]:
        """Inner products of these chunks' vectors with `vector`, in their order. Raises RagError for an unknown chunk."""
        known = self._known(chunk_ids)
        keys = [known[chunk_id][1] for chunk_id in chunk_ids]
        if not keys:
            return []
        rows = self._database.get(CHUNKS, list(dict.fromkeys(keys)), ["dense"], guarantee=self._facts.published_at)
        if lost := [chunk_id for chunk_id, key in zip(chunk_ids, keys, strict=True) if key not in rows]:
            raise RagError(f"the chunk {lost[0]!r} is no longer in {self._config.shown}; ask again")
        vectors = _vectors([rows[key] for key in keys], self._facts.dim)
        return [float(product) for product in inner_products(vectors, np.ascontiguousarray(vector, np.float32))]

    def get(self, chunk_ids: Sequence[str]) -> list[Chunk]:
        """Chunks by id, in that order. Raises RagError for one that is not in this index."""
        known = self._known(chunk_ids)
        return [known[chunk_id][0] for chunk_id in chunk_ids]

    def terms(self, text: str) -> list[str]:
        """The words of `text` as the lexical search compares them: lower case, stemmed, each once."""
        return list(dict.fromkeys(self._analyzer.analyze(text)))

    def document_frequency(self, term: str) -> int:
        """In how many chunks a word, as given by `terms`, stands."""
        return self._words.statistics([term], None).frequencies[term]

    def word_statistics(self, terms: Sequence[str], restriction: Filter | None = None) -> WordStatistics:
        """How many chunks there are, and in how many each word stands; of `restriction` the as-of day counts alone."""
        return self._words.statistics(terms, restriction)

    def story(self, article_id: str, as_of: dt.date | None = None, *, undated: bool = True) -> tuple[str, ...]:
        """As `LocalIndex.story`."""
        return (
            self._articles.story(article_id)
            if as_of is None
            else self._articles.story_as_of(article_id, as_of, undated)
        )

    def mentions(
        self, phrases: Sequence[str], restriction: Filter | None = None, *, about: bool = False, every: bool = True
    ) -> Mentions:
        """As `LocalIndex.mentions`."""
        cards = passing(self._articles.cards(), restriction, self._stories_of(restriction))
        cut = self._articles.cut
        candidates = narrowed(FewWords(self), phrases, restriction, about=about, every=every, always=cut)
        texts = Texts(self._articles.article, self._articles.sentences, self.terms)
        return scan(texts, cards, phrases, about=about, every=every, candidates=candidates)

    def holds(self, article_id: str) -> bool:
        """True when an article has this id."""
        return bool(self._articles.cards_of([article_id]))

    def outlets(self) -> tuple[str, ...]:
        return self._facts.outlets

    def articles(self) -> tuple[ArticleCard, ...]:
        """All articles without their texts, newest first, undated last."""
        return self._articles.cards()

    def find_articles(self, wanted: Wanted, *, first: int = 0, limit: int | None = None) -> Found:
        """`limit` of the articles that pass, newest first, undated last, from place `first` on, and how many there are."""
        cards = self._articles.wanted(wanted)
        return Found(len(cards), first, tuple(cards[first:] if limit is None else cards[first : first + limit]))

    def info(self) -> IndexInfo:
        facts = self._facts
        return IndexInfo(
            path=self._config.shown,
            generation=f"version {facts.version}",
            articles=facts.articles,
            chunks=facts.chunks,
            stories=facts.stories,
            embedder=facts.embedder,
            weights_sha256=facts.weights_sha256,
            engine=facts.engine,
            chunk_tokens=facts.chunk_tokens,
            created=facts.created,
            fingerprint=facts.fingerprint,
            sources=facts.sources,
            failures=facts.failures,
            columns=facts.columns,
        )

    def coverage(self) -> Coverage:
        """What the articles cover: dates, languages, outlets."""
        return self._facts.coverage

    def _where(self, restriction: Filter | None) -> str | None:
        """An expression for what this version holds and a filter lets through: numbers and hashes alone. None: nothing."""
        seen = [self._facts.seen]
        if restriction is None:
            return " and ".join(seen)
        if restriction.since or restriction.until:
            since = restriction.since.toordinal() if restriction.since else 1
            until = restriction.until.toordinal() if restriction.until else dt.date.max.toordinal()
            inside = f"(day >= {since} and day <= {until})"
            seen.append(f"({inside} or day == 0)" if restriction.undated else inside)
        for field, keys in (("outlet", restriction.outlets), ("article", self._article_ids(restriction))):
            if keys is not None:
                if not keys:
                    return None
                seen.append(f"{field} in {json.dumps([key_of(key) for key in keys])}")
        return " and ".join(seen)

    def _article_ids(self, restriction: Filter) -> list[str] | None:
        """Ids of the articles that are named, by themselves or with their story; None when none is asked for."""
        ids = None if restriction.article_ids is None else set(restriction.article_ids)
        if restriction.stories is not None:
            story_of = self._stories_of(restriction)
            reports = {report for story in restriction.stories for report in story_of(story)}
            ids = reports if ids is None else ids & reports
        return None if ids is None else sorted(ids)

    def _stories_of(self, restriction: Filter | None) -> Callable[[str], tuple[str, ...]]:
        if restriction is None or restriction.as_of is None:
            return self.story
        return partial(self.story, as_of=restriction.as_of, undated=restriction.undated)

    def _hits(self, ordered: Sequence[tuple[float, dict[str, Any]]]) -> list[Hit]:
        """Hits in their order; their places are kept, for they are asked for next."""
        placed = self._placed([row for _, row in ordered])
        return [Hit(chunk_id, float(score)) for chunk_id, (score, _) in zip(placed, ordered, strict=True)]

    def _placed(self, rows: Sequence[dict[str, Any]]) -> dict[str, tuple[Chunk, str]]:
        """Chunks and the keys of their rows, by id, in the order of the rows."""
        places = [[int(row[name]) for name in ("ordinal", "start", "end", "tokens")] for row in rows]
        chunks = [Chunk(row["article_id"], *place) for row, place in zip(rows, places, strict=True)]
        found = {chunk.id: (chunk, str(row["pk"])) for chunk, row in zip(chunks, rows, strict=True)}
        if len(self._chunks) >= _CHUNKS_KEPT:
            self._chunks = {}
        self._chunks.update(found)
        return found

    def _known(self, chunk_ids: Sequence[str]) -> dict[str, tuple[Chunk, str]]:
        """Chunks and the keys of their rows, by id. Raises RagError for one that is not in this index."""
        held = self._chunks
        known = {chunk_id: held[chunk_id] for chunk_id in chunk_ids if chunk_id in held}
        missing = [chunk_id for chunk_id in dict.fromkeys(chunk_ids) if chunk_id not in known]
        cards = self._articles.cards_of(chunk_id.rpartition("#")[0] for chunk_id in missing) if missing else {}
        keys = []
        for chunk_id in missing:
            article_id, _, ordinal = chunk_id.rpartition("#")
            if article_id in cards and ordinal.isascii() and ordinal.isdecimal() and str(int(ordinal)) == ordinal:
                keys.append(f"{key_of(article_id)}-{cards[article_id]['since']}-{ordinal}")
        rows = self._database.get(CHUNKS, keys, _PLACE, guarantee=self._facts.published_at) if keys else {}
        known |= self._placed([*rows.values()])
        for chunk_id in missing:
            if chunk_id not in known:
                raise RagError(f"there is no chunk {chunk_id!r} in {self._config.shown}")
        return known


def _vectors(rows: Sequence[dict[str, Any]], dim: int) -> Any:
    return np.array([row["dense"] for row in rows], np.float32).reshape(len(rows), dim)


def _order(row: dict[str, Any]) -> tuple[str, int]:
    return row["article_id"], int(row["ordinal"])


def _refuse_too_many(limit: int) -> None:
    if limit > MOST_HITS // 2:
        raise RagError(
            f"{limit:,} chunks were asked for; Milvus gives {MOST_HITS:,} at once, of which half can be asked for"
        )
