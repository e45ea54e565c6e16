"""Our sync as it is: formats, facts, sentences, chunks, near-duplicates, words, vectors, checks and fsync, all in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.peers.measuring import WARM_UP, Ingest, Job, measured

if TYPE_CHECKING:
    from index.embedding.protocol import Embedder


def prepare(job: Job) -> Ingest:
    from index.config import IndexConfig
    from index.sync import sync
    from rag.api import embedder_for
    from tests.bench.peers.constant import ConstantEmbedder

    config = IndexConfig(chunk_tokens=job.chunk_tokens)
    embedder: Embedder = embedder_for(config)
    embedder.embed_passages([WARM_UP])
    if job.constant:
        embedder = ConstantEmbedder(embedder)

    def ingest() -> Iterator[str]:
        report = sync([job.articles.parent], job.output / "index", embedder=embedder, config=config)
        assert not report.failures, report.failures
        return chunk_texts(job.output / "index")

    return ingest


def chunk_texts(index_path: Path) -> Iterator[str]:
    """The indexed text of every chunk, read from the index when asked for."""
    from index.reading.chunking import indexed_text
    from index.store.articles import ArticleStore
    from index.store.generations import ARTICLES, current_generation

    store = ArticleStore(current_generation(index_path) / ARTICLES)
    for _, article, chunks in store.everything():
        yield from (indexed_text(article, chunk.start, chunk.end) for chunk in chunks)
    store.close()


if __name__ == "__main__":
    measured(prepare)
