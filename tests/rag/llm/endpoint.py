"""A real HTTP endpoint that speaks the chat-completions protocol as its script says, faults included.

Each request takes the next act of the script; the last act stays. Everything goes over loopback sockets.
"""

from __future__ import annotations

import contextlib
import json
import select
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias

Act: TypeAlias = Callable[["Exchange"], None]

LONGEST_WAIT_SECONDS = 20.0
"""A test that waits longer for the other side has failed."""


@dataclass(slots=True)
class Exchange:
    """One request and the means to answer it."""

    handler: BaseHTTPRequestHandler
    body: dict[str, Any]
    log: Log

    def send(self, status: int, content: bytes, kind: str = "application/json", **headers: str) -> None:
        """A whole response."""
        self.handler.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()
        self.handler.wfile.write(content)

    def open_stream(self) -> None:
        """The head of a stream that ends with its connection."""
        self.handler.send_response(200)
        self.handler.send_header("Content-Type", "text/event-stream")
        self.handler.send_header("Connection", "close")
        self.handler.end_headers()
        self.handler.close_connection = True

    def event(self, data: str) -> None:
        """One event of it."""
        self.handler.wfile.write(f"data: {data}\n\n".encode())
        self.handler.wfile.flush()

    def piece(self, text: str) -> None:
        """An event with a piece of the answer."""
        self.event(json.dumps(_chunk({"content": text})))

    def end(self, reason: str = "stop", *, usage: bool = True) -> None:
        """The events that complete an answer."""
        self.event(json.dumps(_chunk({}, reason)))
        if usage:
            told = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
            self.event(json.dumps({**_chunk({}), "choices": [], "usage": told}))
        self.event("[DONE]")

    def wait_until_closed(self) -> None:
        """Send nothing more; note when the other side closes the connection."""
        until = time.monotonic() + LONGEST_WAIT_SECONDS
        while time.monotonic() < until:
            ready, _, _ = select.select([self.handler.connection], [], [], 0.05)
            if ready and not self.handler.connection.recv(1024):
                self.log.closed.set()
                return


@dataclass(slots=True)
class Log:
    """What an endpoint was asked."""

    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)
    """Set when the other side closed a connection that was still waited on."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where it listens, and what it was asked."""

    base_url: str
    log: Log


@contextlib.contextmanager
def endpoint(*acts: Act) -> Iterator[Endpoint]:
    """Serve the script until the block ends."""
    log = Log()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            log.bodies.append(body)
            log.headers.append({name.lower(): value for name, value in self.headers.items()})
            log.paths.append(self.path)
            log.times.append(time.monotonic())
            act = acts[min(len(log.bodies), len(acts)) - 1]
            with contextlib.suppress(ConnectionError):
                act(Exchange(self, body, log))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
            """Tests tell what they saw themselves."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield Endpoint(f"http://127.0.0.1:{server.server_address[1]}/v1", log)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def says(text: str, *, pieces: int = 7, reason: str = "stop", usage: bool = True) -> Act:
    """An act that streams `text` in pieces of so many characters."""

    def act(exchange: Exchange) -> None:
        exchange.open_stream()
        for at in range(0, len(text), pieces):
            exchange.piece(text[at : at + pieces])
        exchange.end(reason, usage=usage)

    return act


def fails(status: int, message: str, **headers: str) -> Act:
    """An act that answers with an error in the protocol's form."""
    return lambda exchange: exchange.send(status, json.dumps({"error": {"message": message}}).encode(), **headers)


def streams(*events: str) -> Act:
    """An act that sends these events and closes the connection."""

    def act(exchange: Exchange) -> None:
        exchange.open_stream()
        for data in events:
            exchange.event(data)

    return act


def hangs(exchange: Exchange) -> None:
    """Take the request and never answer."""
    exchange.wait_until_closed()


def hangs_after(pieces: Sequence[str]) -> Act:
    """Stream these pieces, then nothing."""

    def act(exchange: Exchange) -> None:
        exchange.open_stream()
        for piece in pieces:
            exchange.piece(piece)
        exchange.wait_until_closed()

    return act


def _chunk(delta: dict[str, str], reason: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [choice]}
