"""What is written down of requests: changes always, requests and questions where that is wanted, secrets never."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rag import ConfigError
from rag.settings.api import ApiConfig, Log
from tests.ui.api.program import HARBOUR, Held, Program, follows, problem
from ui.api.application import application
from ui.api.gate import ApiGate
from ui.api.records import CHANGE, Records
from ui.serving.door import Door

QUESTION = "When did the harbour of Aktau close?"


def written(log: Log) -> list[dict[str, Any]]:
    """Of a question, an article and a path that is none."""
    held = Held()
    held.go.set()
    lines: list[str] = []
    program = Program(ApiGate(application(follows(held)), Door(), records=Records(log, lines.append)))
    program.post("/v1/ask", question=QUESTION)
    program.get(f"/v1/articles/{HARBOUR.id}")
    program.get("/v1/no-such-path")
    return [json.loads(line) for line in lines]


def test_questions_are_written_only_where_that_is_wanted() -> None:
    assert written("writes") == []
    requests, questions = written("requests"), written("questions")
    assert [(one["method"], one["route"], one["status"], one["who"]) for one in requests] == [
        ("POST", "/v1/ask", 200, "this machine"),
        ("GET", "/v1/articles/{article_id:path}", 200, "this machine"),
        ("GET", "", 404, "this machine"),
    ]
    assert "arbour" not in json.dumps(requests)
    assert [one.get("question") for one in questions] == [QUESTION, None, None]
    assert all(one["milliseconds"] >= 0 and one["time"].endswith("+00:00") for one in requests)


def test_a_change_is_always_written_and_keeps_to_its_line() -> None:
    lines: list[str] = []
    scope = {"method": "DELETE", CHANGE: {"change": "removed", "article": "a\nb\x1b[31m.txt"}}
    Records("writes", lines.append).note(scope, 200, 0.0417)
    [line] = lines
    assert line.count("\n") == 1
    assert "\x1b" not in line
    told = json.loads(line)
    assert (told["change"], told["article"], told["milliseconds"]) == ("removed", "a\nb\x1b[31m.txt", 41.7)


def test_pages_of_sites_that_are_named_may_ask_and_no_others() -> None:
    held = Held()
    held.go.set()
    config = ApiConfig(origins=("https://news.example",))
    program = Program(ApiGate(application(follows(held), config), Door(), config))
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,authorization"}
    named, other = (
        {"Origin": site, "Sec-Fetch-Site": "cross-site"} for site in ("https://news.example", "https://evil.example")
    )
    allowed = program.ask("OPTIONS", "/v1/ask", headers=named | asks)
    assert allowed.headers["access-control-allow-origin"] == "https://news.example"
    answered = program.ask("POST", "/v1/ask", json={"question": QUESTION}, headers=named)
    assert (answered.status_code, answered.headers["access-control-allow-origin"]) == (200, "https://news.example")
    assert "access-control-allow-credentials" not in answered.headers
    refused = program.ask("OPTIONS", "/v1/ask", headers=other | asks)
    assert "access-control-allow-origin" not in refused.headers
    assert problem(program.ask("POST", "/v1/ask", json={"question": QUESTION}, headers=other))[1] == "OtherSite"


@pytest.mark.parametrize(
    "values",
    [
        {"origins": ("*",)},
        {"origins": ("https://a.example/path",)},
        {"origins": ("news.example",)},
        {"log": "everything"},
        {"answers_at_once": 0},
        {"waiting": -1},
        {"answer_seconds": 0},
    ],
    ids=str,
)
def test_settings_that_cannot_be_are_refused_with_their_value(values: dict[str, Any]) -> None:
    [(name, value)] = values.items()
    with pytest.raises(ConfigError, match=name) as told:
        ApiConfig(**values)
    assert str(value[0] if isinstance(value, tuple) else value) in str(told.value)
