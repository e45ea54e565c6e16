"""A running `rag chat` answers whoever read its note: on a port of its own, of this machine alone.

Apart from the page, so that neither its password nor its address for others has to do with it. A request needs the secret of
the note, is refused where a browser sent it or another machine, and is read no further than its limit. Knows HTTP as ASGI;
knows nothing of the page.
"""

from __future__ import annotations

import contextlib
import hmac
import ipaddress
import logging
import os
import secrets
import socket
import threading
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from rag import LivePipeline, RagConfig, RagError
from rag.asking.checks import check_types
from rag.types import Asked
from ui.running.identity import identity
from ui.running.note import LeftNote, Note
from ui.running.pump import pumped
from ui.running.wire import ALIVE, ALIVE_SECONDS, BODY_BYTES, PATH, error_line, event_line, failed_line, read_question

_LOG = logging.getLogger(__name__)
_END_SECONDS = 2
_BROWSERS = ("origin", "sec-fetch-site", "sec-fetch-mode", "referer")
"""Headers that a browser sends and `rag ask` does not: no page may ask, whichever site's it is."""


@contextmanager
def answering(
    pipeline: LivePipeline, index_path: Path, config: RagConfig, *, folder: Path | None = None
) -> Iterator[Note | None]:
    """Answer, while inside, whoever reads the note that lies in `folder`; None where no note can be left.

    The page works without: what stands in the way (a folder of others, a system without owners) is logged.
    """
    import uvicorn

    secret = secrets.token_urlsafe(32)
    with listening_at_once() as listening:
        port: int = listening.getsockname()[1]
        note = Note(os.getpid(), port, secret, str(index_path.resolve()), identity(config, secret))
        service = Service(pipeline, secret, port)
        settings = uvicorn.Config(
            service,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            timeout_graceful_shutdown=_END_SECONDS,
        )
        server = uvicorn.Server(settings)
        thread = threading.Thread(target=server.run, args=([listening],), name="questions", daemon=True)
        thread.start()
        left = None
        try:
            left = LeftNote(note, folder)
        except (OSError, ImportError, AttributeError) as error:
            _LOG.warning("rag ask will not find this page: %s", error)
        try:
            yield note if left else None
        finally:
            if left:
                left.remove()
            service.stop()
            server.should_exit = True
            thread.join(timeout=2 * _END_SECONDS)


def listening_at_once() -> socket.socket:
    """A socket on a free port of this machine whose connections send what they have at once.

    asyncio switches Nagle's algorithm off where a socket says that it is TCP, which `socket.create_server` does not: a short
    response then waited 40 ms for its second packet.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    return listening


class Service:
    """An ASGI application that answers questions of whoever knows `secret`."""

    def __init__(self, pipeline: LivePipeline, secret: str, port: int) -> None:
        self._pipeline = pipeline
        self._authorization = f"Bearer {secret}".encode()
        self._host = f"127.0.0.1:{port}"
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Let go of whoever waits for an answer, within a second."""
        self._stopped.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        response = await self._response(Request(scope, receive))
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        refusal = self._refusal(request)
        if refusal:
            return refusal
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > BODY_BYTES:
                return PlainTextResponse(f"A question has at most {BODY_BYTES:,} bytes.", 413)
        try:
            asked, index_fingerprint = read_question(body)
        except (ValueError, RecursionError) as error:
            return PlainTextResponse(f"This is no question: {error}", 400)
        return StreamingResponse(self._lines(asked, index_fingerprint), media_type="application/x-ndjson")

    def _refusal(self, request: Request) -> Response | None:
        """Told little: whoever asks rightly knows all this."""
        headers = request.headers
        given = headers.get("authorization", "").encode("utf-8", "replace")
        if not request.client or not ipaddress.ip_address(request.client.host).is_loopback:
            return PlainTextResponse("Of this machine alone.", 403)
        if headers.get("host") != self._host or any(name in headers for name in _BROWSERS):
            return PlainTextResponse("Not for browsers.", 403)
        if not hmac.compare_digest(given, self._authorization):
            return PlainTextResponse("The note has the secret.", 401)
        if (request.url.path, request.method) != (PATH, "POST") or headers.get("content-type") != "application/json":
            return PlainTextResponse(f"POST {PATH}, as application/json.", 404)
        length = headers.get("content-length", "")
        if not length.isdecimal() or int(length) > BODY_BYTES:
            return PlainTextResponse(f"A question has at most {BODY_BYTES:,} bytes.", 413)
        return None

    async def _lines(self, asked: Asked, index_fingerprint: str) -> AsyncIterator[bytes]:
        """What is answered; ends the work when nobody listens any more."""
        yield ALIVE
        lines = pumped(lambda: self._answer(asked, index_fingerprint), alive_seconds=ALIVE_SECONDS)
        try:
            async with contextlib.aclosing(lines):
                async for line in lines:
                    yield ALIVE if line is None else line
                    if self._stopped.is_set():
                        yield failed_line("it was stopped")
                        return
        except RagError as error:
            yield error_line(error)
        except Exception:  # noqa: BLE001 - a bug here is no reason that the one who asked gets no answer
            _LOG.exception("a question of rag ask met a bug")
            yield failed_line("it met a bug, which it has logged")

    def _answer(self, asked: Asked, index_fingerprint: str) -> Generator[bytes, None, None]:
        """Yields, too, for events that have no line, so that the work can be ended there."""
        check_types(asked.question, asked.turns, asked.as_of, asked.scope)
        pipeline = self._pipeline.current()
        if pipeline.search_index.fingerprint != index_fingerprint:
            yield failed_line("its index is of another time")
            return
        for event in pipeline.events(asked):
            yield event_line(event) or b""
