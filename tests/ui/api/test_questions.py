"""So much work at once, each for so long, and none for whoever is gone. An index that is exchanged, broken or not there."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from rag import (
    ClaimEvent,
    ConfigError,
    Event,
    IndexCorrupt,
    IndexMissing,
    ModelUnavailable,
    RagError,
    ReaderUnavailable,
    ServerUnavailable,
    SourceError,
)
from rag.settings.api import ApiConfig
from tests.fakes_ui import FakePipeline, article
from tests.ui.api.program import (
    HARBOUR,
    Exchanged,
    Held,
    Listed,
    Program,
    elsewhere,
    events,
    follows,
    problem,
    released,
    served,
)
from ui.api.application import application
from ui.api.gate import ApiGate
from ui.serving.door import Door

QUESTION = "When did the harbour of Aktau close?"
CHAT = {"model": "article-rag", "messages": [{"role": "user", "content": QUESTION}]}
ADDRESS = "http://10.0.0.9:19530"


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/ask/stream"])
def test_whoever_leaves_ends_the_work(path: str) -> None:
    held = Held()
    program = Program(application(follows(held)))

    async def left() -> None:
        asking = asyncio.create_task(program.asking("POST", path, json={"question": QUESTION}))
        assert await asyncio.to_thread(released, held.begun)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert await asyncio.to_thread(released, held.ended)

    elsewhere(left())
    assert not held.go.is_set()


def test_more_wait_for_a_place_and_still_more_are_told_to_come_again() -> None:
    held = Held()
    program = Program(application(follows(held), ApiConfig(answers_at_once=1, waiting=1)))

    async def crowded() -> list[object]:
        body = {"question": QUESTION}
        first = asyncio.create_task(program.asking("POST", "/v1/ask", json=body))
        assert await asyncio.to_thread(released, held.begun)
        second = asyncio.create_task(program.asking("POST", "/v1/ask", json=body))
        while "rag_questions_waiting 1.0" not in (await program.asking("GET", "/metrics")).text:
            await asyncio.sleep(0.01)
        refused = [await program.asking("POST", path, json=body) for path in ("/v1/ask", "/v1/ask/stream")]
        refused.append(await program.asking("POST", "/v1/chat/completions", json=CHAT | {"stream": True}))
        assert not held.begun.acquire(blocking=False), "the second has not begun"
        held.go.set()
        told = [(await one).json()["status"] for one in (first, second)]
        busy = [(one.status_code, one.json()["type"], one.headers["retry-after"]) for one in refused]
        return [told, busy]

    assert elsewhere(crowded()) == [["answered", "answered"], [(503, "urn:article-rag:problem:Busy", "5")] * 3]


class Stepwise(Held):
    """Yields what comes after its first claim once `go` is set."""

    def stream(self, *asked: Any, **scope: Any) -> Iterator[Event]:
        for event in FakePipeline.stream(self, *asked, **scope):
            yield event
            if isinstance(event, ClaimEvent) and not self.go.wait(20):
                raise TimeoutError("nobody heard of the first claim")


def test_the_first_claim_is_heard_before_the_last_event_is_made() -> None:
    """By order, not by the clock: what holds the rest back lets go once the first claim has come over the wire."""
    stepwise = Stepwise()
    heard: list[str] = []
    with (
        served(application(follows(stepwise))) as port,
        closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as wire,
    ):
        wire.request("POST", "/v1/ask/stream", json.dumps({"question": QUESTION}), {"Content-Type": "application/json"})
        for line in wire.getresponse():
            if line.startswith(b"event: "):
                heard.append(line.split()[1].decode())
            if heard[-1:] == ["claim"] and line.startswith(b"data: "):
                assert "done" not in heard
                stepwise.go.set()
    assert (heard[0], heard.index("claim") < heard.index("done"), heard[-1]) == ("stage", True, "done")


def test_what_takes_too_long_is_given_up() -> None:
    held = Held()
    program = Program(application(follows(held), ApiConfig(answers_at_once=1, answer_seconds=0.3)))
    body = {"question": QUESTION}

    async def asked() -> None:
        assert problem(await program.asking("POST", "/v1/ask", json=body))[:2] == (504, "TooLong")
        [*_, (name, content)] = events((await program.asking("POST", "/v1/ask/stream", json=body)).text)
        assert (name, content["status"]) == ("error", 504)
        for _ in range(2):
            assert await asyncio.to_thread(released, held.ended)
        held.go.set()
        told = await program.asking("POST", "/v1/ask", json=body)
        assert told.json()["status"] == "answered", "its place was given back"

    elsewhere(asked())


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (ReaderUnavailable("the endpoint is away"), 503),
        (ModelUnavailable("no weights"), 503),
        (IndexCorrupt("a file is damaged"), 503),
        (ServerUnavailable(f"Milvus at {ADDRESS} could not search"), 503),
        (SourceError(f"the folder {ADDRESS} does not exist"), 503),
        (ConfigError(f"the Milvus at {ADDRESS} is too old"), 503),
        (RagError("something else"), 500),
        (ZeroDivisionError("a bug"), 500),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_goes_wrong_is_told_and_gives_the_place_back(fault: Exception, status: int) -> None:
    held = Held(fault=fault)
    held.go.set()
    program = Program(application(follows(held), ApiConfig(answers_at_once=1)))
    for _ in range(2):
        told, _, words = problem(program.post("/v1/ask", question=QUESTION))
        assert (told, "bug" in words, ADDRESS in words) == (status, isinstance(fault, ZeroDivisionError), False)
        [*_, (name, content)] = events(program.post("/v1/ask/stream", question=QUESTION).text)
        assert (name, content["status"]) == ("error", status)


def test_an_index_that_went_away_is_told_and_one_that_came_is_asked() -> None:
    exchanged = Exchanged(Held(), IndexMissing("there is no index at 'x'; make one with `rag sync`"))
    program = Program(application(exchanged))
    for response in (program.post("/v1/ask", question=QUESTION), program.get("/v1/articles"), program.get("/readyz")):
        assert problem(response)[:2] == (503, "IndexMissing")
    assert program.get("/healthz").json() == {"status": "alive"}
    assert program.get("/metrics").status_code == 200
    exchanged.fault = None
    exchanged.pipeline.go.set()  # type: ignore[attr-defined]
    assert program.post("/v1/ask", question=QUESTION).json()["status"] == "answered"


def test_a_server_behind_that_is_away_is_told_without_its_address_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    away = ServerUnavailable(f"Milvus at {ADDRESS} could not be reached; see that it takes the token in MILVUS_TOKEN")
    program = Program(application(Exchanged(Held(), away)))
    for response in (program.post("/v1/ask", question=QUESTION), program.get("/v1/articles"), program.get("/readyz")):
        told = "a server that this one needs cannot be reached; ask again in a few seconds"
        assert problem(response) == (503, "ServerUnavailable", told)
        assert response.headers["retry-after"] == "5"
    assert f"Milvus at {ADDRESS}" in caplog.text


def test_a_question_keeps_the_index_that_it_began_with() -> None:
    """The index is exchanged under it: not dropped, not mixed; the next one is asked of the new index."""
    old = Held()
    new = Held(Listed((article("The harbour of Aktau closed on Friday.", path="new.txt"),)), threading.Event())
    new.go.set()
    exchanged = Exchanged(old)
    program = Program(application(exchanged))

    async def asked() -> list[str]:
        first = asyncio.create_task(program.asking("POST", "/v1/ask", json={"question": QUESTION}))
        assert await asyncio.to_thread(released, old.begun)
        exchanged.pipeline = new
        second = await program.asking("POST", "/v1/ask", json={"question": QUESTION})
        old.go.set()
        return [response.json()["citations"][0]["article"]["id"] for response in (await first, second)]

    assert elsewhere(asked()) == [HARBOUR.id, "new.txt"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/ask", {"question": QUESTION}),
        ("/v1/ask/stream", {"question": QUESTION}),
        ("/v1/chat/completions", CHAT),
        ("/v1/chat/completions", CHAT | {"stream": True}),
    ],
    ids=["ask", "stream", "chat", "chat stream"],
)
def test_a_connection_that_is_closed_ends_the_work(path: str, body: dict[str, object]) -> None:
    """Over a socket, as a program that is killed leaves it."""
    held = Held()
    with served(ApiGate(application(follows(held)), Door())) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        assert released(held.begun)
        connection.close()
        assert released(held.ended)
        assert not held.go.is_set()
