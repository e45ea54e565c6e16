"""Schemathesis asks whatever the description allows, and what it does not: no server error, and nothing that was not described.

Bounded: so many examples a route, the same ones in every run.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from rag import RagConfig, follow_index
from tests.ui.api.program import Program
from ui.api.application import application
from ui.api.gate import ApiGate
from ui.serving.door import Door

EXAMPLES = 25
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    negative_data_rejection,
]
HOST = {"Host": "127.0.0.1"}


@pytest.fixture(scope="module")
def gate(seed_index: Path) -> ApiGate:
    pipeline = follow_index(seed_index, config=RagConfig())
    app = application(pipeline)
    ready = Program(app)
    app.state.readiness.begin()
    app.state.readiness._thread.join(timeout=120)
    assert ready.get("/readyz").status_code == 200
    return ApiGate(app, Door(), measures=app.state.measures)


@pytest.fixture(scope="module")
def described(gate: ApiGate) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", gate, headers=HOST)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


ROUTES = [
    ("/v1/ask", "POST"),
    ("/v1/ask/stream", "POST"),
    ("/v1/search", "POST"),
    ("/v1/articles", "GET"),
    ("/v1/articles/{article_id}", "GET"),
    ("/v1/chat/completions", "POST"),
    ("/v1/models", "GET"),
    ("/v1/models/{name}", "GET"),
    ("/healthz", "GET"),
    ("/readyz", "GET"),
    ("/metrics", "GET"),
]


def test_every_route_that_is_described_is_asked(described: Any) -> None:
    operations = [one.ok() for one in described.get_all_operations()]
    assert sorted((one.path, one.method.upper()) for one in operations) == sorted(ROUTES)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "not allowed"])
@pytest.mark.parametrize(("path", "method"), ROUTES, ids=str)
def test_a_route_keeps_to_its_description(path: str, method: str, mode: GenerationMode, described: Any) -> None:
    operation = described[path][method]
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
        return  # any text may be an id, so there is nothing to be wrong in

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        database=None,
    )
    def asked(case: Any) -> None:
        case.call_and_validate(headers=HOST, checks=CHECKS)

    asked()
