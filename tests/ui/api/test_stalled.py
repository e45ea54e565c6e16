"""Clients that stop reading: what was made for them does not stay, and nobody else waits."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.settings.api import ApiConfig
from tests.fakes_ui import article
from tests.ui.api.program import Held, Listed, elsewhere, follows, released, served
from tests.ui.command import free_port
from ui.api.application import application
from ui.api.gate import ApiGate
from ui.serving.door import Door
from ui.serving.requests import PART_BYTES, in_parts
from ui.serving.server import Place, listen

LARGE = article("word " * 4_000_000, path="large.txt")
REQUEST = b"GET /v1/articles/large.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


class Counting:
    """Counts the bytes of articles that are handed to the server, and knows when that has ended, however it did."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.sent = 0
        self.begun = threading.Event()
        self.ended = threading.Semaphore(0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def counting(message: Message) -> None:
            self.sent += len(message.get("body", b""))
            if self.sent:
                self.begun.set()
            await send(message)

        if "articles" not in scope.get("path", ""):
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, counting)
        finally:
            self.ended.release()


@contextmanager
def not_reading(port: int) -> Iterator[socket.socket]:
    """A connection that has asked for the large article, and takes nothing."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", port))
        client.sendall(REQUEST)
        yield client


def read_on(client: socket.socket) -> None:
    """Read until the end."""
    while client.recv(65_536):
        pass


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this system cannot end a stalled connection")
def test_whoever_stops_reading_is_let_go_of_and_keeps_nobody_waiting() -> None:
    counted = Counting(ApiGate(application(follows(Held(Listed((LARGE,))))), Door(), ApiConfig()))
    with (
        served(counted, listening=listen(Place(port=free_port()), stalled_seconds=0.5)) as port,
        not_reading(port) as client,
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as other:
            other.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert other.recv(100).startswith(b"HTTP/1.1 200 OK")
        assert counted.begun.wait(20)
        assert counted.sent < len(LARGE.text), "what nobody takes is not handed over"
        assert released(counted.ended)
        with pytest.raises(ConnectionResetError):
            read_on(client)


@pytest.mark.parametrize(
    ("size", "parts"), [(0, 1), (1, 1), (PART_BYTES, 1), (PART_BYTES + 1, 2), (3 * PART_BYTES, 3)], ids=str
)
@pytest.mark.parametrize("more", [True, False], ids=["more comes", "the last"])
def test_a_body_in_parts_is_the_same_body(size: int, parts: int, more: bool) -> None:
    sent: list[Message] = []
    body = bytes(number % 251 for number in range(size))

    async def noting(message: Message) -> None:
        sent.append(message)

    async def sending() -> None:
        await in_parts(noting)({"type": "http.response.body", "body": body, "more_body": more})

    elsewhere(sending())
    assert (b"".join(message["body"] for message in sent), len(sent)) == (body, parts)
    assert [message["more_body"] for message in sent] == [True] * (parts - 1) + [more]
