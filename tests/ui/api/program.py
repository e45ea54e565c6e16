"""A program that asks the interface, in this process; and pipelines whose work the tests can hold, break and watch."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import httpx
from starlette.types import ASGIApp

from rag import Event, Found, Pipeline, RagError, StageEvent, Wanted
from tests.fakes import found_among
from tests.fakes_ui import FakeIndex, FakePipeline, article
from ui.api.questions import Follows
from ui.running.service import listening_at_once
from ui.serving.server import uvicorn_settings

T = TypeVar("T")
HARBOUR = article("The harbour of Aktau closed on Monday. Nobody was hurt.", path="news/2024/harbour.txt", outlet="TDI")


def elsewhere(work: Coroutine[Any, Any, T]) -> T:
    """In a loop of its own: a browser test before may have left its loop in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


class Program:
    """Requests to an application, as a program of this machine sends them."""

    def __init__(
        self, app: ASGIApp, *, host: str = "http://127.0.0.1:7861", address: str = "127.0.0.1", **headers: str
    ) -> None:
        self.app = app
        self.address = address
        self.host = host
        self.headers = headers

    def ask(self, method: str, path: str, **settings: Any) -> httpx.Response:
        return elsewhere(self.asking(method, path, **settings))

    async def asking(self, method: str, path: str, **settings: Any) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False, client=(self.address, 1234))
        async with httpx.AsyncClient(transport=transport, base_url=self.host, headers=self.headers) as client:
            return await client.request(method, path, **settings)

    def post(self, path: str, **content: Any) -> httpx.Response:
        return self.ask("POST", path, json=content)

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.ask("GET", path, params=query)


def problem(response: httpx.Response) -> tuple[int, str, str]:
    """Status, name and words of a problem, which is one in every respect."""
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert told.keys() == {"type", "title", "status", "detail", "fields"}
    assert told["status"] == response.status_code
    return response.status_code, told["type"].removeprefix("urn:article-rag:problem:"), told["detail"]


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Names and contents of server-sent events, comments left out."""
    blocks = [block.split("\n") for block in text.split("\n\n") if block and not block.startswith(":")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


@dataclass(frozen=True)
class Listed(FakeIndex):
    """Articles in memory that can be listed."""

    def find_articles(self, wanted: Wanted, *, first: int = 0, limit: int | None = None) -> Found:
        return found_among(self.articles(), wanted, first, limit)


@dataclass(frozen=True)
class Held(FakePipeline):
    """Answers once `go` is set; `begun` and `ended` tell of its work. `fault` is raised instead."""

    search_index: FakeIndex = Listed((HARBOUR,))
    go: threading.Event = field(default_factory=threading.Event)
    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    ended: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    fault: Exception | None = None

    def current(self) -> Held:
        return self

    def stream(self, *asked: Any, **scope: Any) -> Iterator[Event]:
        try:
            self.begun.release()
            yield StageEvent("Waiting")
            while not self.go.wait(0.05):
                yield StageEvent("Waiting")
            if self.fault:
                raise self.fault
            yield from super().stream(*asked, **scope)
        finally:
            self.ended.release()


def follows(pipeline: object) -> Follows:
    """Any pipeline as one that the interface asks."""
    return cast(Follows, pipeline)


@dataclass
class Exchanged:
    """Follows whatever pipeline is in use."""

    pipeline: object
    fault: RagError | None = None

    def current(self) -> Pipeline:
        if self.fault:
            raise self.fault
        return cast(Pipeline, self.pipeline)


def released(semaphore: threading.Semaphore) -> bool:
    """True once it was released; waits for it."""
    return semaphore.acquire(timeout=20)


@contextmanager
def served(app: ASGIApp, *, listening: socket.socket | None = None) -> Iterator[int]:
    """The port on which `app` answers, as `rag serve` has it."""
    import uvicorn

    with listening or listening_at_once() as listens:
        server = uvicorn.Server(uvicorn_settings(app))
        thread = threading.Thread(target=server.run, args=([listens],), daemon=True)
        thread.start()
        port: int = listens.getsockname()[1]
        try:
            yield port
        finally:
            server.should_exit = True
            thread.join(timeout=20)
