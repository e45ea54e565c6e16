"""An answer's JSON asked again gives the same bytes, from the same index and settings only."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import ConfigError, IndexMismatch, QuestionError
from rag import RagConfig, Scope, Turn, open_pipeline
from rag.pipeline import Pipeline
from rag.replaying import replay


@pytest.fixture(scope="module")
def pipeline(seed_index: Path) -> Pipeline:
    return open_pipeline(seed_index)


QUESTIONS = [
    ("Which U.S. senator met the president of Kazakhstan?", (), None),
    (
        "And with whom did he discuss energy last month?",
        (Turn("What did Tokayev call for?", "Unity."),),
        Scope(outlets=("TDI",)),
    ),
    ("What is the population of Astana?", (), Scope(ignore=("interval",), since=dt.date(2023, 1, 1))),
    ("How many articles mention energy?", (), None),
]


@pytest.mark.parametrize(("question", "turns", "scope"), QUESTIONS, ids=["found", "follow-up", "not found", "count"])
def test_the_bytes_are_the_same(
    pipeline: Pipeline, question: str, turns: tuple[Turn, ...], scope: Scope | None
) -> None:
    first = pipeline.answer(question, turns, scope=scope).to_json()
    again = replay(first, pipeline)
    assert (again.same, again.answer.to_json()) == (True, first)


def test_a_replay_counts_from_the_day_of_asking(pipeline: Pipeline) -> None:
    told = json.loads(pipeline.answer("What happened last month?").to_json())
    told["asked"]["today"] = "2024-04-20"
    again = replay(json.dumps(told), pipeline)
    assert again.answer.query.interval is not None
    assert again.answer.query.interval.since == dt.date(2024, 3, 1)
    assert "query" in again.differences


def test_another_index_or_other_settings_are_refused_with_both_values(pipeline: Pipeline, seed_index: Path) -> None:
    told = json.loads(pipeline.answer("What did Tokayev call for?").to_json())
    with pytest.raises(IndexMismatch, match=rf"'other', this one is '{pipeline.search_index.fingerprint}'"):
        replay(json.dumps(told | {"index_fingerprint": "other"}), pipeline)
    eager = open_pipeline(seed_index, config=RagConfig(strictness="eager"))
    with pytest.raises(ConfigError, match=rf"'{pipeline.settings}', these are '{eager.settings}'"):
        replay(json.dumps(told), eager)


@pytest.mark.parametrize("document", ["{", "[]", "{}", '{"asked": {}, "settings": "", "index_fingerprint": ""}'])
def test_what_is_no_answer_is_refused(pipeline: Pipeline, document: str) -> None:
    with pytest.raises(QuestionError):
        replay(document, pipeline)


def test_a_changed_question_is_told(pipeline: Pipeline) -> None:
    told = json.loads(pipeline.answer("What did Tokayev call for?").to_json())
    told["asked"]["scope"].pop("since")
    with pytest.raises(QuestionError, match="was it changed by hand"):
        replay(json.dumps(told), pipeline)


@pytest.mark.slow
def test_two_processes_that_hash_words_otherwise_give_the_same_bytes(seed_index: Path) -> None:
    """Sets of words come in another order in each process, unless its seed is set."""
    program = (
        "import sys; from rag import Turn, open_pipeline; pipeline = open_pipeline(sys.argv[1])\n"
        "for asked in sys.argv[2:]:\n"
        "    print(pipeline.answer(asked, [Turn('What did Tokayev call for?', 'Unity.')]).to_json())"
    )
    asked = [question for question, _, _ in QUESTIONS] + ["Compare what TDI and Akorda say about energy."]
    printed = [
        subprocess.run(
            [sys.executable, "-c", program, seed_index, *asked],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert printed[0] == printed[1]
    assert printed[0].count(b'"status": "answered"') == 2
