"""`rag config`, `--set` and rag.toml, as the command shows and takes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ui.command import ANSWERED, BAD_INPUT, NOT_FOUND, SENATOR, run


def test_every_setting_is_shown_with_its_value_and_where_it_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "rag.toml"
    file.write_text("claims = 2\n", encoding="utf-8")
    monkeypatch.setenv("RAG_CONFIG", str(file))
    monkeypatch.setenv("RAG_LLM_MODEL", "small\x1b[31m")
    monkeypatch.setenv("RAG_LLM_KEY", "a-secret")
    result = run("config", "--set", "strictness=careful")
    assert result.exit_code == 0
    lines = {line.split()[0]: " ".join(line.split()[1:]) for line in result.stdout.splitlines()[1:]}
    assert result.stdout.splitlines()[0] == f"settings are read from {file}"
    assert lines["claims"] == f"2 {file}"
    assert lines["strictness"] == '"careful" the command line'
    assert lines["llm.model"] == '"small\\u001b[31m" RAG_LLM_MODEL'
    assert lines["passages"] == "6 default"
    assert "a-secret" not in result.stdout
    columns = {line.index(line.split()[1], len(line.split()[0])) for line in result.stdout.splitlines()[1:]}
    assert columns == {max(map(len, lines)) + 1}, "the values stand in one column"


def test_the_same_as_json_and_only_what_was_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_PASSAGES", "8")
    told = json.loads(run("config", "--changed", "--json").stdout)
    where = {"value": 8, "source": "environment", "where": "RAG_PASSAGES", "variable": "RAG_PASSAGES"}
    assert told == {"file": None, "settings": {"passages": where}}


def test_a_question_is_answered_under_the_settings(seed_index: Path) -> None:
    assert run("ask", SENATOR, "--index", seed_index).exit_code == ANSWERED
    assert run("ask", SENATOR, "--index", seed_index, "--set", "answer_threshold=1.0").exit_code == NOT_FOUND


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--set", "passages"], "write NAME=VALUE"),
        (["--set", "pasages=3"], "did you mean 'passages'?"),
        (["--set", "passages=0"], "a whole number of at least 1"),
    ],
)
def test_impossible_settings_are_refused(arguments: list[str], told: str) -> None:
    result = run("config", *arguments)
    assert result.exit_code == BAD_INPUT
    assert told in " ".join(result.stderr.split())
