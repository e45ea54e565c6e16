"""Schemathesis asks whatever the description allows, and what it does not: no server error, and nothing that was not described.

Bounded: so many examples a route, the same ones in every run.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import sampled_from
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from rag import RagConfig, follow_index, sync
from rag.library.config import PageConfig
from rag.library.library import Library
from tests.ui.api.program import Program
from ui.api.application import application
from ui.api.gate import ApiGate
from ui.api.records import Records
from ui.serving.door import Door
from ui.serving.tokens import TokenStore

pytestmark = pytest.mark.slow

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


WRITES = [("/v1/articles", "POST"), ("/v1/articles/{article_id}", "DELETE")]
ENDINGS = ("", ".txt", ".md", ".html", ".json", ".csv", ".zip", ".pdf")
WRITE_EXAMPLES = 20
"""Each that is taken costs a sync."""


@dataclass(frozen=True)
class Written:
    """The routes that change articles, over an index and folders of their own, with a token that allows to write."""

    described: Any
    headers: dict[str, str]
    library: Library
    outside: Callable[[], dict[str, str]]
    """What lies elsewhere below the same folder, with the hash of each file."""


@pytest.fixture(scope="module")
def written(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("written")
    shutil.copytree(seeds, folder / "news")
    sync(folder / "news", folder / "index")
    library = Library(folder / "index", RagConfig(), PageConfig(uploads_folder=str(folder / "kept")))
    app = application(follow_index(folder / "index", config=RagConfig()), library=library)
    tokens = TokenStore(folder / "tokens.json")
    secret = tokens.create("writes", ("read", "write"), now=dt.datetime.now(dt.UTC))
    gate = ApiGate(app, Door(tokens=tokens), records=Records(write=lambda _: None))
    headers = HOST | {"Authorization": f"Bearer {secret}"}

    def outside() -> dict[str, str]:
        files = (path for path in folder.rglob("*") if path.is_file())
        own = (folder / "index", library.added.base)
        return {
            str(path): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
            if not any(path.is_relative_to(one) for one in own)
        }

    return Written(schemathesis.openapi.from_asgi("/openapi.json", gate, headers=headers), headers, library, outside)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "not allowed"])
@pytest.mark.parametrize(("path", "method"), WRITES, ids=str)
def test_a_route_that_changes_articles_keeps_to_its_description(
    path: str, method: str, mode: GenerationMode, written: Written
) -> None:
    """Whatever it is sent, errors are problems, and no file is written or changed outside of the folder for added articles.
    Any bytes may be a file, so that none are wrong in themselves.
    """
    operation = written.described[path][method]
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
        return  # any text may be an id
    before = written.outside()

    @given(case=operation.as_strategy(generation_mode=mode), ending=sampled_from(ENDINGS))
    @settings(
        max_examples=WRITE_EXAMPLES,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        database=None,
    )
    def asked(case: Any, ending: str) -> None:
        if mode is GenerationMode.POSITIVE and case.query:  # any text is a name, few end as a file that is read does
            case.query["name"] += ending
        answer = case.call_and_validate(headers=written.headers, checks=CHECKS[:-1])
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == ["application/problem+json"]
            assert answer.json()["status"] == answer.status_code

    asked()
    assert written.outside() == before
    assert written.library.waiting().names == ()


@pytest.mark.parametrize("name", ["../../outside.txt", "/outside.txt", "..%2Foutside.txt", "a\\..\\..\\outside.txt"])
def test_what_is_added_and_removed_again_leaves_everything_else_as_it_was(name: str, written: Written) -> None:
    before = written.outside()
    program = Program(written.described.app, **written.headers)
    content = f"The ferry {name!r} ran aground near Bergen on Friday.".encode()
    added = program.ask("POST", "/v1/articles", params={"name": name}, content=content)
    assert added.status_code == 201
    [article_id] = added.json()["articles"]
    assert (
        (written.library.added.articles / added.json()["name"]).resolve().is_relative_to(written.library.added.articles)
    )
    assert program.ask("DELETE", f"/v1/articles/{quote(article_id)}").status_code == 200
    assert written.outside() == before


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
