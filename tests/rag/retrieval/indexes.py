"""Indexes of a few written articles, in memory and on disk, for the tests of what is retrieved from them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from index.reading.chunking import chunk_article, indexed_text
from index.search import LocalIndex
from index.sync import sync
from rag.answering.extractive.evidence import EvidenceWeigher
from rag.answering.extractive.reader import ExtractiveReader
from rag.config import RagConfig
from rag.pipeline import Pipeline
from rag.retrieval.reranking import Reranker
from rag.retrieval.retriever import HybridRetriever
from rag.retrieval.search_index import SearchIndex
from tests.articles import read
from tests.fakes import FakeEmbedder, FakeIndex
from tests.fakes_evidence import FakeEvidenceModel

EMBEDDER = FakeEmbedder()


def fake_index(texts_by_name: Mapping[str, str]) -> FakeIndex:
    """In memory, searched by brute force."""
    stored = []
    for name, text in sorted(texts_by_name.items()):
        article, sentences = read(name, text)
        stored.append((article, sentences, chunk_article(article, sentences, EMBEDDER.token_starts, window=62)))
    texts = [indexed_text(article, chunk.start, chunk.end) for article, _, chunks in stored for chunk in chunks]
    return FakeIndex(stored, EMBEDDER.embed_passages(texts))


def local_index(texts_by_name: Mapping[str, str], folder: Path) -> LocalIndex:
    """On disk: the articles in `folder`/articles, which then holds no others, and their index beside them."""
    articles, index_path = folder / "articles", folder / "index"
    articles.mkdir(parents=True, exist_ok=True)
    for path in articles.iterdir():
        if path.name not in texts_by_name:
            path.unlink()
    for name, text in texts_by_name.items():
        (articles / name).write_text(text, encoding="utf-8")
    sync([articles], index_path, embedder=EMBEDDER, allow_empty=True)
    return LocalIndex(index_path)


def retriever(search_index: SearchIndex, reranker: Reranker | None = None, **settings: int) -> HybridRetriever:
    """With the settings as they are, but for `settings`."""
    return HybridRetriever(search_index, EMBEDDER, RagConfig.from_mapping(settings), reranker)


def pipeline(search_index: SearchIndex, config: RagConfig, reranker: Reranker | None = None) -> Pipeline:
    """Everything behind a question, over the fake embedder."""
    reader = ExtractiveReader(EvidenceWeigher(search_index, FakeEvidenceModel(), EMBEDDER), config)
    return Pipeline(search_index, HybridRetriever(search_index, EMBEDDER, config, reranker), reader)
