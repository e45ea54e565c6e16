"""The files of one generation, written from what a sync has read.

Knows what goes into a generation and in which order; knows nothing of folders of articles, of locks or of
what is published when.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index.embedding.protocol import Embedder
from index.reading.chunking import indexed_text
from index.store.articles import StoredArticle, write_articles
from index.store.generations import ARTICLES, VECTORS, WORDS
from index.store.manifest import Manifest, Settings, describe_files
from index.store.vectors import VectorIndex, write_vectors
from index.store.words import WordEntry, write_words
from index.types import Article, Chunk, Failure, Matrix

_EMBEDDED_AT_ONCE = 512
"""Chunks between two progress reports; large enough to sort into batches of like length."""


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` in one stage: "reading" counts files, "embedding" chunks, "writing" nothing."""

    stage: str
    done: int
    total: int


@dataclass(slots=True)
class Content:
    """What a folder holds now. `reused_rows`: article id to the rows of its vectors in the generation before."""

    articles: list[StoredArticle] = field(default_factory=list)
    reused_rows: dict[str, list[int]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)


def write_generation(
    folder: Path,
    content: Content,
    *,
    source: Path,
    settings: Settings,
    fingerprint: str,
    embedder: Embedder,
    previous_vectors: Path | None,
    report: Callable[[Progress], None],
) -> None:
    """Write every file of a generation into `folder`, the manifest last."""
    vectors = _vectors(content, embedder, previous_vectors, report)
    report(Progress("writing", 0, 1))
    write_articles(folder / ARTICLES, content.articles, content.failures)
    write_vectors(folder / VECTORS, vectors)
    write_words(folder / WORDS, _word_entries(content.articles))
    manifest = Manifest(
        settings=settings,
        engine=embedder.engine,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        sources=(str(source),),
        articles=len(content.articles),
        chunks=len(vectors),
        fingerprint=fingerprint,
        files=describe_files(folder),
    )
    manifest.write(folder)


def _vectors(
    content: Content, embedder: Embedder, previous_vectors: Path | None, report: Callable[[Progress], None]
) -> Matrix:
    """One row a chunk, in the order of the articles: kept vectors copied, fresh ones embedded."""
    rows = [(article, chunk) for article, _, chunks in content.articles for chunk in chunks]
    vectors = np.empty((len(rows), embedder.dim), np.float32)
    kept_from, kept_to, fresh = list[int](), list[int](), list[int]()
    for place, (article, chunk) in enumerate(rows):
        if article.id in content.reused_rows:
            kept_from.append(content.reused_rows[article.id][chunk.ordinal])
            kept_to.append(place)
        else:
            fresh.append(place)
    if kept_to and previous_vectors:
        vectors[kept_to] = VectorIndex(previous_vectors).rows_at(np.array(kept_from, np.int64))
    for first in range(0, len(fresh), _EMBEDDED_AT_ONCE):
        report(Progress("embedding", first, len(fresh)))
        block = fresh[first : first + _EMBEDDED_AT_ONCE]
        vectors[block] = embedder.embed_passages([_text(*rows[place]) for place in block])
    report(Progress("embedding", len(fresh), len(fresh)))
    return vectors


def _text(article: Article, chunk: Chunk) -> str:
    return indexed_text(article, chunk.start, chunk.end)


def _word_entries(articles: Sequence[StoredArticle]) -> Iterator[WordEntry]:
    row = 0
    for article, _, chunks in articles:
        date = article.published.strftime("%Y-%m-%d %d %B %Y") if article.published else ""
        header = " ".join(filter(None, [article.title, article.outlet, date]))
        for chunk in chunks:
            yield WordEntry(row, header, _text(article, chunk), article.id, article.outlet, article.published)
            row += 1
