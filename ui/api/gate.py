"""What stands before the interface for programs: every request passes here first, and every refusal is a problem.

Knows HTTP (as ASGI); knows nothing of questions. No other site's page is told or allowed anything (there is no CORS), and no
body is read further than its limit.
"""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.settings.api import ApiConfig
from ui.api.application import application
from ui.api.problems import Problem
from ui.api.questions import Follows
from ui.serving.door import Door
from ui.serving.requests import SAFE, same_site, with_headers, without_prefix

BODY_BYTES = 1_000_000
"""Of a question with its conversation."""
FOR_EVERYBODY = frozenset({"/healthz", "/readyz", "/docs", "/openapi.json"})
"""What holds nothing of the articles."""
_SLOW_READER_SECONDS = 60.0
"""How much longer than an answer may take whoever asked may take to read it."""


def for_programs(pipeline: Follows, config: ApiConfig, door: Door, *, root_path: str = "") -> ASGIApp:
    """The interface over `pipeline` behind its gate, its models being loaded."""
    app = application(pipeline, config, root_path=root_path)
    app.readiness.begin()
    return ApiGate(app, door, root_path=root_path, answer_seconds=config.answer_seconds)


class ApiGate:
    """An ASGI application that lets the right requests through to another, none for longer than `answer_seconds` and a minute."""

    def __init__(self, app: ASGIApp, door: Door, *, root_path: str = "", answer_seconds: float = 120.0) -> None:
        self._app = app
        self._door = door
        self._root_path = root_path
        self._longest_seconds = answer_seconds + _SLOW_READER_SECONDS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] != "http":  # nothing here speaks WebSocket
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._let(without_prefix(scope, self._root_path), receive, with_headers(send))

    async def _let(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            self._check(Request(scope))
            async with asyncio.timeout(self._longest_seconds):
                await self._app(scope, await _read(receive), noting)
        except (Problem, TimeoutError) as error:
            if begun:  # the response cannot be taken back: it ends without its end, which whoever reads it sees
                raise
            problem = error if isinstance(error, Problem) else Problem(504, "the request took too long", name="TooLong")
            await problem.response()(scope, receive, send)

    def _check(self, request: Request) -> None:
        """Raise Problem for a request that is not let through."""
        if request.method not in SAFE and not same_site(request.headers):
            raise Problem(403, "this was asked for by a page of another site", name="OtherSite")
        if request.url.path not in FOR_EVERYBODY and not request.url.path.startswith("/docs/"):
            self._door.admit(request)
        length = request.headers.get("content-length", "0")
        if not length.isdecimal() or int(length[:20]) > BODY_BYTES:
            raise _too_large()


async def _read(receive: Receive) -> Receive:
    """Receives the whole body, which was read, and then whatever else comes. Raises Problem for one that is too large."""
    body, more = bytearray(), True
    messages: list[Message] = []
    while more and not messages:
        message = await receive()
        if message["type"] == "http.disconnect":
            messages.append(message)
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > BODY_BYTES:
            raise _too_large()
    messages.insert(0, {"type": "http.request", "body": bytes(body), "more_body": False})

    async def receiving() -> Message:
        return messages.pop(0) if messages else await receive()

    return receiving


def _too_large() -> Problem:
    return Problem(413, f"the request has more than {BODY_BYTES:,} bytes", name="TooLarge")
