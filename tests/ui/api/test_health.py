"""How the server says it is: alive, ready, and in figures; and the page that describes it, from this machine alone."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest

from rag import ModelUnavailable
from tests.fakes_ui import answer
from tests.ui.api.program import HARBOUR, Exchanged, Held, Program, follows, problem
from ui.api import application as made
from ui.api.application import PATHS, application, is_for_programs
from ui.api.gate import ApiGate
from ui.serving.door import Door


class Warmed(Held):
    """Knows whether it was asked to load its models."""

    fault_of_models: Exception | None = None

    def quoting(self) -> Warmed:
        return self

    def answer(self, _: str) -> object:
        if self.fault_of_models:
            raise self.fault_of_models
        self.go.wait(20)
        return answer()


def until_ready(program: Program) -> list[str]:
    """What was told on the way."""
    told: list[str] = []
    for _ in range(400):
        response = program.get("/readyz")
        if response.status_code == 200:
            assert response.json()["status"] == "ready"
            return told
        told.append(problem(response)[1])
        time.sleep(0.02)
    raise AssertionError(told)


def test_it_is_ready_once_the_models_are_loaded() -> None:
    warmed = Warmed()
    program = Program(application(follows(warmed)))
    assert problem(program.get("/readyz"))[:2] == (503, "Warming")
    warmed.go.set()
    assert {*until_ready(program)} <= {"Warming"}
    facts = program.get("/readyz").json()
    assert (facts["articles"], facts["generation"]) == (1, "1")


def test_models_that_are_not_there_are_told_and_tried_again() -> None:
    warmed = Warmed()
    warmed.go.set()
    object.__setattr__(warmed, "fault_of_models", ModelUnavailable("no weights at 'x'"))
    program = Program(application(Exchanged(warmed)))
    for _ in range(400):
        name = problem(program.get("/readyz"))[1]
        if name == "ModelUnavailable":
            break
        time.sleep(0.02)
    assert name == "ModelUnavailable"
    object.__setattr__(warmed, "fault_of_models", None)
    until_ready(program)


def test_figures_count_requests_by_route_and_answers_by_what_they_found() -> None:
    held = Held()
    held.go.set()
    app = application(follows(held))
    program = Program(ApiGate(app, Door(), measures=app.state.measures))
    program.post("/v1/ask", question="When did the harbour of Aktau close?")
    program.post("/v1/ask", question="How long do you boil an egg?")
    program.post("/v1/ask", question="")
    program.get(f"/v1/articles/{HARBOUR.id}")
    program.get("/v1/secret-name")
    text = program.get("/metrics").text
    assert 'rag_requests_total{method="POST",route="/v1/ask",status="200"} 2.0' in text
    assert 'rag_requests_total{method="POST",route="/v1/ask",status="422"} 1.0' in text
    assert 'rag_requests_total{method="GET",route="/v1/articles/{article_id:path}",status="200"} 1.0' in text
    assert 'rag_answers_total{status="answered"} 1.0' in text
    assert 'rag_answers_total{status="not_found"} 1.0' in text
    assert "rag_index_articles 1.0" in text
    assert "rag_questions_running 0.0" in text
    assert "process_resident_memory_bytes" in text
    for private in ("harbour", "egg", "secret-name"):
        assert private not in text


def test_the_description_names_every_route_and_its_models() -> None:
    told = Program(application(follows(Held()), root_path="/news")).get("/openapi.json").json()
    assert {*told["paths"]} == {
        "/v1/ask",
        "/v1/ask/stream",
        "/v1/search",
        "/v1/articles",
        "/v1/articles/{article_id}",
        "/v1/chat/completions",
        "/v1/models",
        "/v1/models/{name}",
        "/healthz",
        "/readyz",
        "/metrics",
    }
    assert told["servers"] == [{"url": "/news"}]
    named = set(re.findall(r"#/components/schemas/(\w+)", str(told)))
    assert named <= {*told["components"]["schemas"]}
    assert told["components"]["schemas"]["QuestionAsked"]["additionalProperties"] is False


def test_the_page_of_the_description_loads_nothing_from_elsewhere() -> None:
    program = Program(application(follows(Held())))
    page = program.get("/docs")
    assert page.status_code == 200
    loaded = re.findall(r"(?:src|href)=\"([^\"]+)\"", page.text)
    assert sorted(loaded) == ["docs/favicon.png", "docs/swagger-ui-bundle.js", "docs/swagger-ui.css"]
    assert "://" not in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]
    sizes = {name: len(program.get(f"/{name}").content) for name in loaded}
    assert sizes["docs/swagger-ui-bundle.js"] > 1_000_000
    assert problem(program.get("/docs/__init__.py"))[0] == 404
    assert problem(program.get("/docs/..%2Fcore.py"))[0] == 404


def test_without_what_the_page_needs_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "find_spec", lambda _: None)
    status, name, words = problem(Program(application(follows(Held()))).get("/docs"))
    assert (status, name) == (501, "NotInstalled")
    assert "pip install 'article-rag[serve]'" in words


def test_paths_of_programs_are_told_from_those_of_a_page() -> None:
    assert all(is_for_programs(path) and is_for_programs(f"{path}/x") for path in PATHS)
    assert not any(map(is_for_programs, ["/", "/v1x", "/gradio_api/v1", "/login", "/healthzz"]))
    assert replace(HARBOUR, title="x").title == "x"
