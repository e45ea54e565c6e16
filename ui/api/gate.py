"""What stands before the interface for programs: every request passes here first, and every refusal is a problem.

Knows HTTP (as ASGI); knows nothing of questions. No other site's page is told or allowed anything unless its site is named, no
body is read further or for longer than its limit, and every request is counted and, where that is wanted, written down.
"""

from __future__ import annotations

import asyncio
import time

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag import RagError
from rag.library.library import Library
from rag.settings.api import ApiConfig
from ui.api.application import application
from ui.api.changes import PATH as CHANGES
from ui.api.changes import SECONDS as CHANGE_SECONDS
from ui.api.health import Measures
from ui.api.questions import Follows
from ui.api.records import Records
from ui.api.wire.problems import PLACES, Problem, problem_of
from ui.serving.door import Door
from ui.serving.person import PERSON
from ui.serving.requests import SAFE, in_parts, same_site, with_headers, without_prefix

BODY_BYTES = 1_000_000
"""Of a question with its conversation."""
FOR_EVERYBODY = frozenset({"/healthz", "/readyz", "/docs", "/openapi.json"})
"""What holds nothing of the articles."""
_SLOW_READER_SECONDS = 60.0
"""How much longer than an answer may take whoever asked may take to read it."""
_BODY_SECONDS = 60.0
"""How long any body may take to arrive, and longer by what a slow line needs for the largest that is let in."""
_SLOW_LINE_BYTES = 100_000
"""What such a line sends in a second: 25 MB, which a file may have by default, in 250 seconds."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def for_programs(
    pipeline: Follows, config: ApiConfig, door: Door, *, root_path: str = "", library: Library | None = None
) -> ASGIApp:
    """The interface over `pipeline` behind its gate, its models being loaded; `library` where articles may be changed."""
    app = application(pipeline, config, root_path=root_path, library=library)
    app.state.readiness.begin()
    return ApiGate(
        app,
        door,
        config,
        root_path=root_path,
        measures=app.state.measures,
        file_bytes=library.added.limits.file_bytes if library else BODY_BYTES,
    )


class ApiGate:
    """An ASGI application that lets the right requests through to another, once they arrived in time, and none for longer than an
    answer may take and a minute, or a change.
    """

    def __init__(
        self,
        app: ASGIApp,
        door: Door,
        config: ApiConfig | None = None,
        *,
        root_path: str = "",
        measures: Measures | None = None,
        records: Records | None = None,
        file_bytes: int = BODY_BYTES,
    ) -> None:
        from starlette.middleware.cors import CORSMiddleware

        config = config or ApiConfig()
        self._app = app
        self._door = door
        self._root_path = root_path
        self._origins = frozenset(config.origins)
        self._measures = measures
        self._file_bytes = file_bytes
        self._records = records or Records(config.log)
        self._longest_seconds = config.answer_seconds + _SLOW_READER_SECONDS
        self._let_in: ASGIApp = self._let
        if config.origins:
            self._let_in = CORSMiddleware(
                self._let,
                allow_origins=config.origins,
                allow_methods=["GET", "POST", "DELETE"],
                allow_headers=["Authorization", "Content-Type"],
            )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] != "http":  # nothing here speaks WebSocket
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._noted(dict(without_prefix(scope, self._root_path)), receive, in_parts(with_headers(send)))

    async def _noted(self, scope: Scope, receive: Receive, send: Send) -> None:
        started, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._let_in(scope, receive, noting)
        finally:
            seconds = time.perf_counter() - started
            self._records.note(scope, status, seconds)
            if self._measures:  # a path that is no route has no name: those come from the network, and so do methods
                route = getattr(scope.get("route"), "path", "none")
                method = scope["method"] if scope["method"] in _METHODS else "other"
                self._measures.requested(route, method, status, seconds)

    async def _let(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            changes = scope["method"] not in SAFE and scope["path"].startswith(CHANGES)
            limit = self._file_bytes if changes else BODY_BYTES
            scope[PLACES] = self._door.is_open
            self._check(Request(scope), scope, limit)
            arrived = await _arrived(receive, limit)
            async with asyncio.timeout(CHANGE_SECONDS if changes else self._longest_seconds):
                await self._app(scope, arrived, noting)
        except (RagError, TimeoutError) as error:
            if begun:  # the response cannot be taken back: it ends without its end, which whoever reads it sees
                raise
            told = Problem(504, "the request took too long", name="TooLong")
            problem = problem_of(error, scope) if isinstance(error, RagError) else told
            await problem.response(scope["path"])(scope, receive, send)

    def _check(self, request: Request, scope: Scope, limit: int) -> None:
        """Note who asks. Raises Problem for a request that is not let through."""
        own = same_site(request.headers) or request.headers.get("origin") in self._origins
        if request.method not in SAFE and not own:
            raise Problem(403, "this was asked for by a page of another site", name="OtherSite")
        path: str = scope["path"]  # not that of `request.url`, which is put together with the Host that was sent
        if path not in FOR_EVERYBODY and not path.startswith("/docs/"):
            scope[PERSON] = self._door.admit(request)
        length = request.headers.get("content-length", "0")
        if not length.isdecimal() or int(length[:20]) > limit:
            raise _too_large(limit)


async def _arrived(receive: Receive, limit: int) -> Receive:
    """As `_read`. Raises Problem also for a body that takes too long to arrive."""
    seconds = _BODY_SECONDS + limit / _SLOW_LINE_BYTES
    try:
        async with asyncio.timeout(seconds):
            return await _read(receive, limit)
    except TimeoutError:
        told = f"the request was not here whole after {seconds:.0f} seconds; send it again over a faster line, or less"
        raise Problem(504, told, name="TooLong") from None


async def _read(receive: Receive, limit: int) -> Receive:
    """Receives the whole body, which was read, and then whatever else comes. Raises Problem for one that is too large or breaks off."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":  # half a file must not be taken for a whole one
            raise Problem(400, "the connection was closed before the request was here whole", name="BrokenOff")
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > limit:
            raise _too_large(limit)
    messages: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

    async def receiving() -> Message:
        return messages.pop(0) if messages else await receive()

    return receiving


def _too_large(limit: int) -> Problem:
    return Problem(413, f"the request has more than {limit:,} bytes", name="TooLarge")
