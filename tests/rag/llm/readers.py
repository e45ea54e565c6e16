"""An LLM reader over fakes: an index in memory, an endpoint that says what a test wants, a judge that counts words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from index.reading.chunking import chunk_article, indexed_text
from rag.answering.extractive.evidence import EvidenceWeigher
from rag.answering.llm.judge import EvidenceJudge
from rag.answering.llm.reader import LlmReader
from rag.answering.llm.settings import LlmConfig
from rag.config import RagConfig
from rag.pipeline import Pipeline
from rag.retrieval.retriever import HybridRetriever
from rag.types import Passage, Query, Why
from tests.articles import read
from tests.fakes import FakeEmbedder, FakeIndex
from tests.fakes_evidence import FakeEvidenceModel

BRIDGE = "OSLO, 3 May 2021 (Daily Fjord): The new bridge opened on Monday.\n\nIt cost four million kroner."
FLOOD = "ROME, 7 June 2022 (Il Giorno): The river flooded the harbour.\n\nNobody was hurt in the harbour."
TEXTS = {"bridge.txt": BRIDGE, "flood.txt": FLOOD}
QUERY = Query("What flooded?", "What flooded?")


def fake_index(texts: dict[str, str] = TEXTS) -> FakeIndex:
    embedder = FakeEmbedder()
    stored = []
    for name, text in texts.items():
        article, sentences = read(name, text)
        stored.append((article, sentences, chunk_article(article, sentences, embedder.token_starts, window=62)))
    indexed = [indexed_text(article, chunk.start, chunk.end) for article, _, chunks in stored for chunk in chunks]
    return FakeIndex(stored, embedder.embed_passages(indexed))


def llm_reader(base_url: str, index: FakeIndex | None = None, **values: object) -> LlmReader:
    fast: dict[str, object] = {"model": "m", "timeout_seconds": 5.0, "retries": 0}
    config = LlmConfig(base_url=base_url, **{**fast, **values})  # type: ignore[arg-type]
    index, model = index or fake_index(), FakeEvidenceModel()
    return LlmReader(index, EvidenceJudge(model), EvidenceWeigher(index, model, FakeEmbedder()), config)


def passages_of(index: FakeIndex, names: Sequence[str] = ("flood.txt", "bridge.txt")) -> list[Passage]:
    """The first chunk of each article, in this order."""
    return [Passage(index.article(name), index.get([f"{name}#0"])[0], 1.0, Why()) for name in names]


def llm_pipeline(base_url: str, texts: dict[str, str] = TEXTS, **values: object) -> Pipeline:
    index = fake_index(texts)
    retriever = HybridRetriever(index, FakeEmbedder(), RagConfig())
    return Pipeline(index, retriever, llm_reader(base_url, index, **values), today=lambda: dt.date(2026, 11, 22))
