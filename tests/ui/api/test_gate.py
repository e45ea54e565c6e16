"""What stands before the interface: names of this machine, no other site's page, no body beyond its limit."""

from __future__ import annotations

import asyncio
import datetime as dt
import selectors
import time
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from rag import IndexCorrupt
from rag.settings.api import ApiConfig
from tests.ui.api.program import Held, Program, elsewhere, follows, problem
from ui.api.application import application
from ui.api.gate import BODY_BYTES, ApiGate
from ui.serving.door import Door
from ui.serving.entrance import Entrance
from ui.serving.tokens import TokenStore

T = TypeVar("T")
SECRET = "a-token-of-some-length"


async def behind(scope: Scope, receive: Receive, send: Send) -> None:
    """Tells where to and how many bytes came."""
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{scope['path']} {len(body)}")(scope, receive, send)


def program(*secret_words: str, **settings: Any) -> Program:
    entrance = Entrance(*secret_words, session_seconds=60) if secret_words else None
    return Program(ApiGate(behind, Door(entrance), **settings))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.5:7861", "[2001:db8::1]"])
def test_another_name_for_this_machine_is_refused(host: str) -> None:
    assert problem(program().ask("GET", "/v1/articles", headers={"Host": host}))[0] == 421


@pytest.mark.parametrize("host", ["localhost:7861", "127.0.0.1", "[::1]:7861"])
def test_names_of_this_machine_are_answered(host: str) -> None:
    assert program().ask("GET", "/x", headers={"Host": host}).text == "/x 0"


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}], ids=str)
def test_another_sites_page_may_ask_nothing(headers: dict[str, str]) -> None:
    assert problem(program().ask("POST", "/v1/ask", headers=headers))[:2] == (403, "OtherSite")
    seen = program().ask("GET", "/v1/articles", headers=headers)
    assert not [name for name in seen.headers if name.startswith("access-control")], "its scripts are told nothing"


def bearer(words: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {words}"}


def test_beside_a_page_with_a_password_a_program_needs_it_too() -> None:
    """Whatever name of this machine it gives: that anybody can send."""
    behind_password = program(SECRET)
    refused = behind_password.get("/v1/articles")
    assert problem(refused)[:2] == (401, "Unauthorized")
    assert refused.headers["www-authenticate"] == "Bearer"
    assert behind_password.ask("GET", "/v1/articles", headers=bearer(SECRET)).text == "/v1/articles 0"
    assert behind_password.ask("GET", "/x", headers=bearer(SECRET) | {"Host": "news.example"}).text == "/x 0"
    assert problem(behind_password.ask("GET", "/v1/articles", headers={"Authorization": SECRET}))[0] == 401
    assert (
        problem(behind_password.ask("GET", "/v1/articles", headers={"Cookie": f"article_rag_session={SECRET}"}))[0]
        == 401
    )


@pytest.mark.parametrize(
    "host", ["127.0.0.1/healthz?", "127.0.0.1/docs/", "x/openapi.json#", "x/readyz?a=", "a@127.0.0.1/healthz#"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_host_that_holds_a_path_opens_no_door(host: str, method: str) -> None:
    """The address of a request is put together with the Host that it sends."""
    assert problem(program(SECRET).ask(method, "/v1/articles", headers={"Host": host}))[0] == 401


def test_tokens_are_guessed_ever_more_slowly() -> None:
    guessed = program(SECRET)
    codes = [guessed.ask("GET", "/x", headers=bearer(f"wrong-{number}")).status_code for number in range(7)]
    assert codes == [401] * 5 + [429] * 2
    assert guessed.ask("GET", "/x", headers=bearer(SECRET)).status_code == 429


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/docs", "/docs/swagger-ui.css", "/openapi.json"])
def test_what_holds_nothing_of_the_articles_is_for_everybody(path: str) -> None:
    assert program(SECRET).get(path).text == f"{path} 0"


async def in_parts(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 1_000):
        yield b"x" * 1_000


@pytest.mark.parametrize("told", [True, False], ids=["with its length", "in parts"])
def test_a_body_over_the_limit_is_refused(told: bool) -> None:
    def content(size: int) -> Any:
        return b"x" * size if told else in_parts(size)

    assert program().ask("POST", "/x", content=content(BODY_BYTES)).text == f"/x {BODY_BYTES}"
    assert problem(program().ask("POST", "/x", content=content(BODY_BYTES + 1_000)))[:2] == (413, "TooLarge")


@pytest.mark.parametrize("length", ["-1", "many", "1" * 5_000])
def test_a_length_that_is_none_is_refused(length: str) -> None:
    assert problem(program().ask("POST", "/x", content=b"x", headers={"Content-Length": length}))[0] == 413


def test_a_proxys_path_is_taken_off() -> None:
    assert program(root_path="/news").get("/news/v1/articles").text == "/v1/articles 0"


def test_every_response_forbids_frames_and_sniffing() -> None:
    for response in (program().get("/x"), program().ask("GET", "/x", headers={"Host": "evil.example"})):
        assert response.headers["x-frame-options"] == "DENY"
        assert response.headers["x-content-type-options"] == "nosniff"


def test_whoever_stops_reading_is_not_waited_for() -> None:
    """The network takes no more: the request ends when its time is up, and its response without an end."""
    sent: list[Message] = []

    async def stalled(message: Message) -> None:
        sent.append(message)
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    async def silent() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    gate = ApiGate(behind, Door(), ApiConfig(answer_seconds=0.1))
    gate._longest_seconds = 0.1
    scope = {"type": "http", "method": "GET", "path": "/x", "headers": [(b"host", b"127.0.0.1")], "query_string": b""}

    async def asked() -> None:
        await gate({**scope, "server": ("127.0.0.1", 1), "scheme": "http"}, silent, stalled)

    with pytest.raises(TimeoutError):
        elsewhere(asked())
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]


class Skipping(selectors.DefaultSelector):
    """Waits for nothing: the clock of its loop jumps to whatever is waited for next."""

    skipped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0 if timeout else timeout)
        if not ready and timeout:
            self.skipped += timeout
        return ready


def without_waiting(work: Coroutine[Any, Any, T]) -> tuple[T, float]:
    """What came of it, and after how many seconds of a clock that waits for nobody. Of work without threads."""
    clock = Skipping()

    def loop() -> asyncio.AbstractEventLoop:
        made = asyncio.SelectorEventLoop(clock)
        made.time = lambda: time.monotonic() + clock.skipped  # type: ignore[method-assign]
        return made

    def run() -> T:
        with asyncio.Runner(loop_factory=loop) as runner:
            return runner.run(work)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result(), clock.skipped


async def arriving(parts: int, size: int, *, seconds: float) -> AsyncIterator[bytes]:
    for _ in range(parts):
        await asyncio.sleep(seconds)
        yield b"x" * size


async def never() -> AsyncIterator[bytes]:
    yield b"{"
    await asyncio.Event().wait()


def test_a_question_that_never_arrives_whole_is_not_waited_for() -> None:
    response, seconds = without_waiting(program().asking("POST", "/v1/ask", content=never()))
    told = "the request was not here whole after 70 seconds; send it again over a faster line, or less"
    assert problem(response) == (504, "TooLong", told)
    assert seconds == pytest.approx(70, abs=1)


def test_a_file_may_take_as_long_as_a_slow_line_needs_and_not_as_long_as_a_change(tmp_path: Path) -> None:
    tokens = TokenStore(tmp_path / "tokens.json")
    words = tokens.create("writes", ("read", "write"), now=dt.datetime.now(dt.UTC))
    adding = Program(ApiGate(behind, Door(tokens=tokens), file_bytes=25_000_000), **bearer(words))

    def added(seconds: float) -> tuple[httpx.Response, float]:
        content = arriving(250, 100_000, seconds=seconds)
        return without_waiting(adding.asking("POST", "/v1/articles", content=content))

    slow, taken = added(1.0)
    assert (slow.status_code, slow.text) == (200, "/v1/articles 25000000")
    assert taken == pytest.approx(250, abs=5)
    slower, taken = added(2.0)
    assert problem(slower)[:2] == (504, "TooLong")
    assert taken == pytest.approx(310, abs=5)


@pytest.mark.parametrize(("path", "longest"), [("/v1/ask", 180), ("/v1/articles", 3600)])
def test_what_is_never_answered_is_told_to_have_taken_too_long(path: str, longest: float) -> None:
    async def silent(*_: object) -> None:
        await asyncio.Event().wait()

    asking = Program(ApiGate(silent, Door(), ApiConfig(answer_seconds=120.0)))
    response, seconds = without_waiting(asking.asking("POST", path, json={}))
    assert problem(response) == (504, "TooLong", "the request took too long")
    assert seconds == pytest.approx(longest, abs=1)


def test_who_is_elsewhere_is_told_no_path_of_the_machine() -> None:
    held = Held(fault=IndexCorrupt("'/home/me/index/articles.sqlite' is cut short"))
    held.go.set()
    app = application(follows(held))
    here, outside = (Program(ApiGate(app, Door(one))) for one in (None, Entrance(SECRET, session_seconds=60)))
    bearer = {"Authorization": f"Bearer {SECRET}"}
    for path in ("/v1/ask", "/v1/ask/stream"):
        asked = {"json": {"question": "What?"}}
        assert "/home/me/index" in here.ask("POST", path, **asked).text
        told = outside.ask("POST", path, headers=bearer, **asked).text
        assert "IndexCorrupt" in told
        assert "whoever runs the server learns why from `rag doctor`" in told
        assert "/home/me" not in told
    completion = {"model": "article-rag", "messages": [{"role": "user", "content": "What?"}], "stream": True}
    told = outside.ask("POST", "/v1/chat/completions", headers=bearer, json=completion).text
    assert ("IndexCorrupt" in told, "/home/me" in told) == (True, False)
