"""Passages in a new order: by a real cross-encoder made here, and never silently without one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.errors import ModelUnavailable
from rag import open_pipeline
from rag.api import evidence_model_for
from rag.config import RagConfig
from rag.retrieval.reranking import CrossEncoderReranker, EvidenceReranker
from rag.types import Passage, Query
from tests.rag.retrieval.indexes import EMBEDDER, fake_index, pipeline, retriever
from tests.rag.retrieval.tiny_cross_encoder import write_cross_encoder, write_encoder
from tests.test_offline import GUARD

TEXTS = {
    "bridge.txt": "OSLO, 3 May 2021 (Daily Fjord): The new bridge opened on Monday.\n\nIt cost four million kroner.",
    "flood.txt": "ROME, 7 June 2022 (Il Giorno): The river flooded the harbour.\n\nNobody was hurt in the harbour.",
    "bread.txt": "The bread needs flour and water.\n\nThe oven was hot.",
}
QUESTION = Query("Who opened the harbour?", "Who opened the harbour?")


class LengthReranker:
    """Prefers short passages: a plain rule, whose order is known."""

    name = "short first"

    def scores(self, question: str, passages: Sequence[Passage]) -> list[float]:  # noqa: ARG002 - the protocol's
        return [-float(len(passage.text)) for passage in passages]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_cross_encoder(tmp_path_factory.mktemp("cross-encoder"))


def test_the_order_is_that_of_the_scores_and_both_ranks_are_told() -> None:
    index = fake_index(TEXTS)
    plain = retriever(index).retrieve(QUESTION)
    found = retriever(index, LengthReranker()).retrieve(QUESTION)
    assert [p.article.id for p in plain.passages] == ["flood.txt", "bridge.txt", "bread.txt"]
    assert [p.article.id for p in found.passages] == ["bread.txt", "flood.txt", "bridge.txt"]
    assert [p.why.retrieved_rank for p in found.passages] == [3, 1, 2]
    assert [p.why.rerank_score for p in found.passages] == [-51.0, -94.0, -94.0]  # equal ones stay in order
    assert [p.score for p in found.passages] == [plain.passages[at].score for at in (2, 0, 1)]
    assert (found.reranker, found.dropped) == ("short first", ())


def test_more_places_are_reranked_than_are_read_and_those_below_are_told() -> None:
    found = retriever(fake_index(TEXTS), LengthReranker(), passages=1).retrieve(QUESTION)
    assert [p.article.id for p in found.passages] == ["bread.txt"]
    assert [(one.chunk_id, one.reason) for one in found.dropped] == [
        ("flood.txt#0", "reranked below"),
        ("bridge.txt#0", "reranked below"),
    ]
    shallow = retriever(fake_index(TEXTS), LengthReranker(), passages=1, reranked=2).retrieve(QUESTION)
    assert [p.article.id for p in shallow.passages] == ["flood.txt"]
    assert [(one.chunk_id, one.reason) for one in shallow.dropped] == [
        ("bridge.txt#0", "reranked below"),
        ("bread.txt#0", "beyond the last place"),
    ]


def test_no_reranker_is_stated_and_scores_nothing() -> None:
    answer = pipeline(fake_index(TEXTS), RagConfig(answer_threshold=0.0)).answer("Who opened the harbour?")
    assert (answer.timings.reranker, answer.timings.rerank_ms) == ("none", 0.0)
    assert [(p.why.rerank_score, p.why.retrieved_rank) for p in answer.passages] == [(None, None)] * 3


def test_a_reranker_that_finds_nothing_to_read_loads_no_model() -> None:
    assert CrossEncoderReranker("no/such-model").scores("Who?", []) == []


@pytest.mark.slow
def test_scores_are_those_of_the_cross_encoder_on_the_passages_with_headline_and_date(model: str) -> None:
    from sentence_transformers import CrossEncoder

    passages = retriever(fake_index(TEXTS)).retrieve(QUESTION).passages
    flood = passages[0].article
    pairs = [
        (QUESTION.question, f"{flood.title} · 2022-06-07\n{TEXTS['flood.txt']}"),
        (QUESTION.question, f"{passages[1].article.title} · 2021-05-03\n{TEXTS['bridge.txt']}"),
        (QUESTION.question, f"{passages[2].article.title}\n{TEXTS['bread.txt']}"),
    ]
    expected = [float(score) for score in CrossEncoder(model).predict(pairs)]
    assert len(set(expected)) == 3
    assert CrossEncoderReranker(model).scores(QUESTION.question, passages) == pytest.approx(expected, abs=1e-6)


@pytest.mark.slow
def test_a_cross_encoder_of_the_settings_orders_what_is_read(model: str, seed_index: Path) -> None:
    question = "Which U.S. senator met the president of Kazakhstan?"
    answer = open_pipeline(seed_index, config=RagConfig(reranker=model)).answer(question)
    scores = [passage.why.rerank_score for passage in answer.passages]
    assert answer.timings.reranker == model
    assert answer.timings.rerank_ms > 0
    assert None not in scores
    assert scores == sorted(scores, key=lambda score: -(score or 0.0))
    assert sorted(p.why.retrieved_rank or 0 for p in answer.passages) == [*range(1, len(answer.passages) + 1)]
    plain = open_pipeline(seed_index).answer(question)
    assert {p.chunk.id for p in plain.passages} == {p.chunk.id for p in answer.passages}


@pytest.mark.slow
@pytest.mark.slow
def test_the_evidence_model_orders_what_is_read_when_the_settings_say_so(seed_index: Path) -> None:
    question = "Which U.S. senator met the president of Kazakhstan?"
    asked = open_pipeline(seed_index, config=RagConfig(reranker="evidence"))
    query, found = asked.search(question)
    scores = [passage.why.rerank_score or 0.0 for passage in found.passages]
    read = EvidenceReranker(evidence_model_for(RagConfig().index)).scores(query.standalone, found.passages)
    assert scores == pytest.approx(read)
    assert scores == sorted(scores, reverse=True)
    assert "evidence" in found.reranker
    answer = asked.answer(question)
    assert "Steve Daines" in answer.text
    assert answer.citations[0].article.id.startswith("000_")


def test_a_passage_longer_than_the_model_reads_is_cut_not_refused(model: str) -> None:
    long = fake_index({"long.txt": "The river flooded the harbour of Rome. " * 19})
    [passage] = retriever(long, CrossEncoderReranker(model), passages=1).retrieve(QUESTION).passages
    assert (len(passage.joined), len(EMBEDDER.token_starts(passage.text))) == (3, 152)
    assert passage.why.rerank_score is not None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("two labels", r"which gives 2 scores a pair; a reranker gives one"),
        ("no head", r"which was never trained to score pairs \(it is a BertModel\)"),
        ("cut weights", r"cannot be loaded .*name a folder that holds a cross-encoder"),
        ("no config", r"cannot be loaded .*or set reranker to 'none'"),
    ],
)
def test_what_cannot_rerank_is_refused_with_its_name(tmp_path: Path, damage: str, message: str) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    if damage == "no head":
        write_encoder(folder)
    elif damage != "no config":
        write_cross_encoder(folder, labels=2 if damage == "two labels" else 1)
    if damage == "cut weights":
        weights = folder / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:-100])
    asked = retriever(fake_index(TEXTS), CrossEncoderReranker(str(folder)))
    with pytest.raises(ModelUnavailable, match=rf"reranker is '{folder}', .*{message}"):
        asked.retrieve(QUESTION)


PROGRAM = """
from index.errors import ModelUnavailable
from rag import RagConfig, open_pipeline
try:
    open_pipeline({index!r}, config=RagConfig(reranker="nobody/no-such-model")).answer("Who met the president?")
except ModelUnavailable as error:
    print(str(error).split(", ")[0])
"""


@pytest.mark.slow
def test_an_unknown_name_is_told_and_offline_nobody_is_asked(tmp_path: Path, seed_index: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    log = tmp_path / "outside.log"
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "OUTSIDE_LOG": str(log), "HF_HUB_OFFLINE": "1"}
    program = PROGRAM.format(index=str(seed_index))
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=200, env=environment
    )
    assert done.stdout == "reranker is 'nobody/no-such-model'\n", done.stderr
    assert not log.exists()
