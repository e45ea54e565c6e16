"""The same answers over HTTP as in Python, from a real index; and what is told instead of an answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag import Answer, LivePipeline, RagConfig, follow_index
from rag.documents.passages import read_search
from tests.rag.llm.endpoint import endpoint, says
from tests.ui.api.program import Program, events, problem
from tests.ui.command import OFF_TOPIC, SENATOR
from ui.api.application import application
from ui.api.wire.answered import AnswerTold, SearchTold


@pytest.fixture(scope="module")
def pipeline(seed_index: Path) -> LivePipeline:
    return follow_index(seed_index, config=RagConfig())


@pytest.fixture(scope="module")
def program(pipeline: LivePipeline) -> Program:
    return Program(application(pipeline))


def test_the_answer_is_that_of_ask(program: Program, pipeline: LivePipeline) -> None:
    response = program.post("/v1/ask", question=SENATOR)
    assert response.status_code == 200
    answer = Answer.from_json(response.text, pipeline.search_index.article)
    assert answer == pipeline.answer(SENATOR)
    assert (answer.status, "Daines" in answer.text) == ("answered", True)


def test_the_document_is_the_one_that_is_described(program: Program) -> None:
    """The models tell what the documents hold, and no more; they are not what makes them."""
    for question in (SENATOR, OFF_TOPIC, "How many articles mention Kazakhstan?"):
        AnswerTold.model_validate_json(program.post("/v1/ask", question=question).text)
    SearchTold.model_validate_json(program.post("/v1/search", question=SENATOR).text)


def test_not_found_is_an_answer(program: Program) -> None:
    response = program.post("/v1/ask", question=OFF_TOPIC)
    assert (response.status_code, response.json()["status"]) == (200, "not_found")


def test_the_conversation_goes_with_the_question(program: Program) -> None:
    turns = [{"question": "What did the minister discuss with Victoria Nuland?", "answer": ""}]
    told = program.post("/v1/ask", question="And with Richard Verma?", turns=turns).json()
    assert told["query"]["history_used"] is True
    assert "Verma" in told["citations"][0]["quote"]


def test_day_and_scope_restrict_as_in_python(program: Program) -> None:
    early = program.post("/v1/ask", question=SENATOR, as_of="2000-01-01").json()
    assert early["status"] == "not_found"
    other = program.post("/v1/ask", question=SENATOR, scope={"outlets": ["TDI"], "undated": False}).json()
    assert {one["article"]["outlet"] for one in other["passages"]} <= {"TDI"}


def test_how_careful_an_answer_is_can_be_asked(program: Program, pipeline: LivePipeline) -> None:
    statuses = {}
    for mode in ("careful", "balanced", "eager"):
        told = program.post("/v1/ask", question=SENATOR, mode=mode).json()
        statuses[mode] = told["settings"]
    assert len(set(statuses.values())) == 3, "each is a setting of its own"
    assert statuses["balanced"] == pipeline.current().settings


def test_where_a_model_writes_a_mode_is_refused(seed_index: Path) -> None:
    from rag import LlmConfig

    with endpoint(says("No.")) as scripted:
        config = RagConfig(reader="llm", llm=LlmConfig(base_url=scripted.base_url, model="m"))
        writing = Program(application(follow_index(seed_index, config=config)))
        assert problem(writing.post("/v1/ask", question=SENATOR, mode="careful"))[:2] == (422, "ConfigError")


def test_a_stream_ends_with_the_same_answer(program: Program, pipeline: LivePipeline) -> None:
    response = program.post("/v1/ask/stream", question=SENATOR)
    assert response.headers["content-type"].startswith("text/event-stream")
    told = events(response.text)
    names = [name for name, _ in told]
    assert names[:3] == ["stage", "passages", "stage"]
    assert (names[-1], names.count("done"), names.count("error")) == ("done", 1, 0)
    answer = Answer.from_json(json.dumps(told[-1][1]), pipeline.search_index.article)
    assert answer == pipeline.answer(SENATOR)
    claims = [content for name, content in told if name == "claim"]
    assert [claim["cites"][0]["quote"] for claim in claims] == [claim.cites[0].quote for claim in answer.claims]


def test_a_search_finds_what_it_finds_in_python(program: Program, pipeline: LivePipeline) -> None:
    response = program.post("/v1/search", question="energy", limit=3)
    query, found = read_search(response.text, pipeline.search_index.article)
    expected_query, expected = pipeline.search("energy", limit=3)
    assert (query, found.passages, found.dropped) == (expected_query, expected.passages, expected.dropped)
    assert len(found.passages) == 3


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        ({"question": " "}, "QuestionError", "the question is empty"),
        ({"question": "x" * 2_001}, "QuestionError", "2,001 characters"),
        ({"question": SENATOR, "scope": {"outlets": ["Nobody"]}}, "QuestionError", "'Nobody'"),
        ({}, "InvalidRequest", "question: Field required"),
        ({"question": 3}, "InvalidRequest", "question: Input should be a valid string"),
        ({"question": SENATOR, "asof": "2024-01-01"}, "InvalidRequest", "asof: there is no such field"),
        ({"question": SENATOR, "scope": {"sinse": 1}}, "InvalidRequest", "scope.sinse: there is no such field"),
        ({"question": SENATOR, "as_of": 1_700_000_000}, "InvalidRequest", "as_of: a day is written YYYY-MM-DD"),
        ({"question": SENATOR, "as_of": "2024-02-30"}, "InvalidRequest", "as_of: day is out of range"),
        ({"question": SENATOR, "mode": "bold"}, "InvalidRequest", "mode: Input should be 'careful', 'balanced' or"),
        ({"question": SENATOR, "turns": [{"question": "x"}] * 10_000}, "InvalidRequest", "turns: List should have at"),
        ({"question": SENATOR, "scope": {"ignore": ["dates"]}}, "InvalidRequest", "scope.ignore.0: Input should be"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_asked_is_told_with_its_name(
    content: dict[str, Any], name: str, words: str, program: Program
) -> None:
    status, told, detail = problem(program.post("/v1/ask", **content))
    assert (status, told) == (422, name)
    assert words in detail


def test_a_limit_beyond_the_most_is_refused(program: Program) -> None:
    for limit in (0, 101, "3", 1.5):
        assert problem(program.post("/v1/search", question="energy", limit=limit))[1] == "InvalidRequest"


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b'"text"', b'{"question": "\\ud83d"}'])
def test_a_body_that_is_no_question_is_a_problem_and_no_bug(body: bytes, program: Program) -> None:
    refused = program.ask("POST", "/v1/ask", content=body, headers={"Content-Type": "application/json"})
    assert problem(refused)[0] in (400, 422)


def test_another_kind_of_body_is_refused(program: Program) -> None:
    body = json.dumps({"question": SENATOR}).encode()
    assert program.ask("POST", "/v1/ask", content=body, headers={"Content-Type": "text/plain"}).status_code == 422


def test_the_longest_conversation_is_answered(program: Program) -> None:
    turns = [{"question": "What did the minister discuss with Victoria Nuland?", "answer": "x"}] * 1_000
    assert program.post("/v1/ask", question="And with Richard Verma?", turns=turns).status_code == 200
