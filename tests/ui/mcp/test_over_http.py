"""The protocol over HTTP by the SDK's own client: tokens, proxies, and that others learn nothing of the machine that serves."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from pydantic import AnyUrl
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rag import (
    IndexCorrupt,
    LivePipeline,
    Pipeline,
    RagConfig,
    RagError,
    ServerUnavailable,
    follow_index,
)
from rag.settings.api import ApiConfig, Log
from tests.ui.api.program import Held, Program, elsewhere, follows, problem, released, served
from tests.ui.api.test_serve_process import process
from tests.ui.command import BAD_INPUT, SENATOR, run
from tests.ui.mcp.test_server import TOOLS, all_tools_tell, refused, speaking, text
from ui.mcp.server import over_http
from ui.serving.door import Door
from ui.serving.tokens import TokenStore


@pytest.fixture(scope="module")
def pipeline(seed_index: Path) -> LivePipeline:
    return follow_index(seed_index, config=RagConfig())


@asynccontextmanager
async def over(port: int, secret: str = "", *, path: str = "/mcp") -> AsyncIterator[ClientSession]:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    async with (
        httpx.AsyncClient(headers=headers, timeout=60) as client,
        streamable_http_client(f"http://127.0.0.1:{port}{path}", http_client=client) as (received, sent, _),
        ClientSession(received, sent) as session,
    ):
        await session.initialize()
        yield session


@pytest.mark.slow
def test_a_server_tells_by_all_tools_and_ends_with_a_signal(seed_index: Path, pipeline: LivePipeline) -> None:
    """A process of its own, as a user of this machine starts it: without a token."""

    async def spoken(port: int) -> None:
        async with over(port) as session:
            assert [tool.name for tool in (await session.list_tools()).tools] == TOOLS
            await all_tools_tell(pipeline, session)

    with process("mcp", seed_index, "--http") as (server, port):
        elsewhere(spoken(port))
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=60)
        assert (server.returncode, errors) == (-signal.SIGTERM, "")


def test_over_http_a_token_opens_and_the_same_is_said(pipeline: LivePipeline, tmp_path: Path) -> None:
    store = TokenStore(tmp_path / "tokens.json")
    secret = store.create("model", ("read",), now=dt.datetime.now(dt.UTC))

    async def spoken(port: int) -> str:
        async with over(port, secret) as session:
            assert [tool.name for tool in (await session.list_tools()).tools] == TOOLS
            return text(await session.call_tool("ask", {"question": SENATOR}))

    with served(over_http(pipeline, ApiConfig(), Door(tokens=store))) as port:
        assert elsewhere(spoken(port)) == str(pipeline.answer(SENATOR))
        for words, status in (("rag_wrong", 401), (secret, 405)):
            with httpx.Client(headers={"Authorization": f"Bearer {words}"}) as client:
                assert client.get(f"http://127.0.0.1:{port}/mcp").status_code == status


WHERE = ServerUnavailable("Milvus at 'http://10.0.0.5:19530' does not answer (/var/lib/milvus/certificate)")
CLOSED = IndexCorrupt("'/srv/articles/.rag-index': 'words' has another sha256 than its manifest")


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (WHERE, "a server that this one needs cannot be reached; ask again in a few seconds"),
        (
            CLOSED,
            "the index cannot be opened at the moment; whoever runs the server learns why from `rag doctor`",
        ),
        (ZeroDivisionError("/srv/articles"), "the server met a bug, which it has logged"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_others_are_told_nothing_of_the_machine_that_serves_and_its_log_is(
    fault: Exception, told: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """By tools, by the list of resources and by one; a program that starts the server is told all."""
    store = TokenStore(tmp_path / "tokens.json")
    secret = store.create("model", ("read",), now=dt.datetime.now(dt.UTC))

    async def said(session: ClientSession) -> list[str]:
        return [
            text(await session.call_tool("list_articles", {})),
            await refused(session.list_resources()),
            await refused(session.read_resource(AnyUrl("article://index/a"))),
        ]

    async def spoken(port: int) -> list[str]:
        async with over(port, secret) as session:
            return await said(session)

    with served(over_http(follows(Failing(fault)), ApiConfig(), Door(tokens=store))) as port:
        assert elsewhere(spoken(port)) == [told] * 3
    assert sum(str(fault) in message or bool(one.exc_info) for one in caplog.records for message in [one.message]) >= 3
    if isinstance(fault, RagError):
        assert speaking(Failing(fault), said) == [str(fault)] * 3


@dataclass(frozen=True)
class Failing:
    """A pipeline that cannot be asked."""

    fault: Exception

    def current(self) -> Pipeline:
        raise self.fault


def behind(port: int, *, strips: bool) -> Starlette:
    """A proxy that shows what listens on `port` below /articles, as nginx does with a path behind proxy_pass, or without one."""

    async def passed_on(request: Request) -> Response:
        path = request.url.path.removeprefix("/articles") if strips else request.url.path
        sent = {name: value for name, value in request.headers.items() if name not in ("host", "content-length")}
        told = {**sent, "Host": "news.example", "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
        async with httpx.AsyncClient(timeout=60) as client:
            got = await client.request(
                request.method, f"http://127.0.0.1:{port}{path}", content=await request.body(), headers=told
            )
        return Response(got.content, got.status_code, {"content-type": got.headers.get("content-type", "")})

    return Starlette(routes=[Route("/articles/{rest:path}", passed_on, methods=["GET", "POST", "DELETE"])])


@pytest.mark.parametrize("strips", [True, False], ids=["taken off", "kept"])
def test_behind_a_proxy_that_takes_its_path_off_or_keeps_it(
    strips: bool, pipeline: LivePipeline, tmp_path: Path
) -> None:
    store = TokenStore(tmp_path / "tokens.json")
    secret = store.create("model", ("read",), now=dt.datetime.now(dt.UTC))

    async def spoken(port: int) -> list[str]:
        async with over(port, secret, path="/articles/mcp") as session:
            [first, *_] = (await session.list_resources()).resources
            [read] = (await session.read_resource(first.uri)).contents
            return [tool.name for tool in (await session.list_tools()).tools] + [read.text]  # type: ignore[union-attr]

    app = over_http(pipeline, ApiConfig(), Door(tokens=store, alone=False), root_path="/articles")
    with served(app) as port, served(behind(port, strips=strips)) as front:
        *names, words = elsewhere(spoken(front))
    assert names == TOOLS
    assert words in [pipeline.search_index.article(card.id).text for card in pipeline.search_index.articles()]


def test_a_path_of_a_proxy_needs_a_token(seed_index: Path) -> None:
    refused = run("mcp", "--index", seed_index, "--http", "--port", "8897", "--root-path", "/articles")
    assert (refused.exit_code, "rag token create" in refused.stderr) == (BAD_INPUT, True)
    refused = run("mcp", "--index", seed_index, "--http", "--port", "8897", "--root-path", "articles/")
    assert (refused.exit_code, "'articles/' is no path" in refused.stderr) == (BAD_INPUT, True)


def test_over_http_other_names_and_other_sites_are_refused(pipeline: LivePipeline) -> None:
    program = Program(over_http(pipeline, ApiConfig(), Door()))
    assert problem(program.ask("POST", "/mcp", json={}, headers={"Host": "evil.example"}))[0] == 421
    assert problem(program.ask("POST", "/mcp", json={}, headers={"Origin": "http://evil.example"}))[1] == "OtherSite"


def test_a_connection_that_is_closed_ends_the_work_and_gives_its_place_back(capsys: pytest.CaptureFixture[str]) -> None:
    """Over a socket, as a program that is killed leaves it; the second question has the only place that there is."""
    held = Held()
    call = {"name": "ask", "arguments": {"question": "When did the harbour of Aktau close?"}}
    asked = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call})
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    config = ApiConfig(answers_at_once=1, log="requests")
    with served(over_http(follows(held), config, Door())) as port:
        for _ in range(2):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("POST", "/mcp", asked, headers)
            assert released(held.begun)
            connection.close()
            assert released(held.ended)
    assert not held.go.is_set()
    assert [json.loads(line)["status"] for line in capsys.readouterr().err.splitlines()] == [499, 499]


@pytest.mark.parametrize(("log", "told"), [("requests", []), ("questions", [SENATOR, "energy"])])
def test_what_was_asked_is_written_only_where_that_is_wanted(
    log: Log, told: list[str], pipeline: LivePipeline, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = TokenStore(tmp_path / "tokens.json")
    secret = store.create("model", ("read",), now=dt.datetime.now(dt.UTC))

    async def spoken(port: int) -> None:
        async with over(port, secret) as session:
            await session.call_tool("ask", {"question": SENATOR})
            await session.call_tool("search", {"question": "energy"})
            await session.call_tool("list_articles", {"contains": ["Kazakhstan"]})

    with served(over_http(pipeline, ApiConfig(log=log), Door(tokens=store))) as port:
        elsewhere(spoken(port))
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert {(one["who"], one["method"], one["route"]) for one in lines} == {("model", "POST", "/mcp")}
    assert [one["question"] for one in lines if "question" in one] == told
