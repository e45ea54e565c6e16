"""`rag feedback`: what is listed and exported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag import open_pipeline
from rag.feedback.store import FeedbackStore
from tests.ui.command import ANSWERED, BAD_INPUT, OFF_TOPIC, SENATOR, run


@pytest.fixture(scope="module")
def kept(seed_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("feedback") / "feedback.sqlite"
    pipeline, store = open_pipeline(seed_index), FeedbackStore(path)
    store.add("1", pipeline.answer(SENATOR).to_json(timings=True), "right")
    store.add("2", pipeline.answer(OFF_TOPIC).to_json(timings=True), "should have answered", "four\x1b[31m minutes")
    return path


def test_verdicts_are_listed_with_their_questions_and_remarks(kept: Path) -> None:
    result = run("feedback", "list", "--set", f"feedback.path={kept}")
    assert result.exit_code == 0
    assert SENATOR in result.stdout
    assert "four␛[31m minutes" in result.stdout
    assert result.stdout.splitlines()[-1] == "right 1; should have answered 1"
    told = json.loads(run("feedback", "list", "--json", "--set", f"feedback.path={kept}").stdout)
    assert [one["verdict"] for one in told] == ["right", "should have answered"]


def test_nothing_yet_is_said(tmp_path: Path) -> None:
    assert run("feedback", "list", "--set", f"feedback.path={tmp_path / 'none'}").stdout == "no feedback yet\n"


def test_the_export_is_what_eval_takes(kept: Path, seed_index: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    result = run("feedback", "export", file, "--set", f"feedback.path={kept}")
    assert "2 questions written, 1 of them with their answers still to be filled in" in result.stderr
    again = run("feedback", "export", file, "--set", f"feedback.path={kept}")
    assert (again.exit_code, again.stdout) == (BAD_INPUT, "")
    assert again.stderr == f"error: '{file}' is there already and stays as it is; name another file\n"
    assert len(file.read_text(encoding="utf-8").splitlines()) == 2
    known = run("feedback", "export", "--known", "--set", f"feedback.path={kept}").stdout.splitlines()
    assert [json.loads(line)["question"] for line in known] == [SENATOR]
    assert run("eval", file, "--index", seed_index).exit_code == ANSWERED
