"""`connect()` over a real socket: the same answers as here, every quote compared; and servers that fail or lie."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from rag import (
    ClaimEvent,
    ConfigError,
    DoneEvent,
    IndexMismatch,
    LivePipeline,
    PassagesEvent,
    QuestionError,
    RagConfig,
    RagError,
    Remote,
    Scope,
    ServerUnavailable,
    StageEvent,
    Turn,
    connect,
    follow_index,
)
from tests.fakes_ui import article
from tests.ui.api.program import Exchanged, Held, Listed, follows, released, served
from tests.ui.command import OFF_TOPIC, SENATOR, free_port
from ui.api.application import application
from ui.api.gate import ApiGate
from ui.serving.door import Door
from ui.serving.tokens import TokenStore


@pytest.fixture(scope="module")
def pipeline(seed_index: Path) -> LivePipeline:
    return follow_index(seed_index, config=RagConfig())


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> tuple[TokenStore, str]:
    store = TokenStore(tmp_path_factory.mktemp("tokens") / "tokens.json")
    return store, store.create("client", ("read",), now=dt.datetime.now(dt.UTC))


@pytest.fixture(scope="module")
def url(pipeline: LivePipeline, secret: tuple[TokenStore, str]) -> Iterator[str]:
    with served(ApiGate(application(pipeline), Door(tokens=secret[0]))) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def remote(url: str, secret: tuple[TokenStore, str]) -> Iterator[Remote]:
    with connect(url, token=secret[1]) as remote:
        yield remote


@pytest.mark.parametrize("question", [SENATOR, OFF_TOPIC, "How many articles mention Kazakhstan?"])
def test_an_answer_is_the_one_that_is_given_here(question: str, remote: Remote, pipeline: LivePipeline) -> None:
    answer = remote.ask(question)
    assert answer == pipeline.answer(question)
    assert str(answer) == str(pipeline.answer(question))
    assert all(cite.article.text[cite.start : cite.end] == cite.quote for cite in answer.citations)


def test_conversation_day_scope_and_mode_go_with_the_question(remote: Remote, pipeline: LivePipeline) -> None:
    turns = [Turn("What did the minister discuss with Victoria Nuland?")]
    assert remote.ask("And with Richard Verma?", turns) == pipeline.answer("And with Richard Verma?", turns)
    day, scope = dt.date(2030, 1, 1), Scope(since=dt.date(2000, 1, 1), ignore=("outlets",), undated=True)
    assert remote.ask(SENATOR, as_of=day, scope=scope) == pipeline.answer(SENATOR, as_of=day, scope=scope)
    careful = pipeline.current().judging("careful")
    assert remote.ask(SENATOR, mode="careful") == careful.answer(SENATOR)


def test_events_are_those_of_a_stream_here(remote: Remote, pipeline: LivePipeline) -> None:
    there, here = list(remote.stream(SENATOR)), list(pipeline.stream(SENATOR))
    assert [type(event) for event in there] == [type(event) for event in here]
    assert there == here
    assert {type(event) for event in there} == {StageEvent, PassagesEvent, ClaimEvent, DoneEvent}


def test_a_search_and_the_articles_are_those_of_the_index(remote: Remote, pipeline: LivePipeline) -> None:
    query, found = remote.search("energy", limit=3)
    expected_query, expected = pipeline.search("energy", limit=3)
    assert (query, found.passages, found.dropped) == (expected_query, expected.passages, expected.dropped)
    cards = pipeline.search_index.articles()
    assert tuple(remote.articles()) == cards
    assert [card.id for card in remote.articles(cards[0].id.upper())] == [cards[0].id]
    assert list(remote.articles(until=dt.date(1900, 1, 1))) == []
    assert remote.article(cards[0].id) == pipeline.search_index.article(cards[0].id)


def test_what_is_wrong_with_a_question_is_told_as_here(remote: Remote) -> None:
    for wrong in (" ", "x" * 2_001):
        with pytest.raises(QuestionError, match="the question"):
            remote.ask(wrong)
        with pytest.raises(QuestionError, match="the question"):
            list(remote.stream(wrong))
    with pytest.raises(QuestionError, match="no article is of the outlet 'Nobody'"):
        remote.search(SENATOR, scope=Scope(outlets=("Nobody",)))
    with pytest.raises(QuestionError, match="as_of is 'today'"):
        remote.ask(SENATOR, as_of="today")  # type: ignore[arg-type]
    with pytest.raises(RagError, match=r"there is no article 'none\.txt'") as told:
        remote.article("none.txt")
    assert type(told.value) is RagError


def test_who_is_not_let_in_is_told(url: str) -> None:
    for token in (None, "rag_wrong"):
        with connect(url, token=token) as stranger, pytest.raises(ServerUnavailable, match="token"):
            stranger.ask(SENATOR)


def test_many_threads_may_ask_at_once(remote: Remote, pipeline: LivePipeline) -> None:
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(remote.ask(SENATOR))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [pipeline.answer(SENATOR)] * 6


def test_an_index_that_was_exchanged_is_asked_with_its_own_articles() -> None:
    def with_text(text: str) -> Held:
        held = Held(Listed((article(text, path="one.txt"),)))
        held.go.set()
        return held

    question = "When did the harbour of Aktau close?"
    exchanged = Exchanged(with_text("The harbour of Aktau closed on Monday."))
    with served(ApiGate(application(exchanged), Door())) as port, connect(f"http://127.0.0.1:{port}/") as remote:
        assert remote.ask(question).text == "The harbour of Aktau closed on Monday."
        exchanged.pipeline = with_text("It is said: the harbour of Aktau closed on Friday.")
        assert "Friday" in remote.ask(question).text, "the fakes have one fingerprint: the kept article is let go"


def test_whoever_closes_a_stream_ends_the_work_of_the_server() -> None:
    held = Held()
    with served(ApiGate(application(follows(held)), Door())) as port, connect(f"http://127.0.0.1:{port}") as remote:
        events = remote.stream("When did it close?")
        assert next(events) == StageEvent("Waiting")
        events.close()  # type: ignore[attr-defined]
        assert released(held.ended)


@pytest.mark.parametrize(
    "address",
    ["", "127.0.0.1:7861", "ftp://x", "http://", "http://u:p@x", "http://x:99999", "http://x/?a=1", "file:///x"],
)
def test_an_address_that_can_be_none_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match="no address of a server"):
        connect(address)


@pytest.mark.parametrize("token", ["", " ", "a\nb: c", "é", "a "])
def test_a_token_that_can_be_none_is_refused(token: str) -> None:
    with pytest.raises(ConfigError, match="token") as told:
        connect("http://127.0.0.1:1", token=token)
    assert not token.strip() or token not in str(told.value)


def test_a_server_that_is_not_there_is_told() -> None:
    with connect(f"http://127.0.0.1:{free_port()}") as remote:
        for ask in (remote.ask, lambda question: list(remote.stream(question))):
            with pytest.raises(ServerUnavailable, match="cannot be reached"):
                ask(SENATOR)


@contextmanager
def liar(status: int, body: bytes, content_type: str = "application/json", **headers: str) -> Iterator[Remote]:
    """A server that says the same to whatever it is asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": content_type, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing is written."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        with connect(f"http://127.0.0.1:{server.server_address[1]}", timeout_seconds=20) as remote:
            yield remote
        server.shutdown()
        thread.join()


LIES: list[tuple[int, bytes, str]] = [
    (200, b"<html>", "text/html"),
    (200, b"[]", "application/json"),
    (200, b"{}", "application/json"),
    (200, b"[" * 200_000, "application/json"),
    (404, b"<html>not here</html>", "text/html"),
    (500, b"not json", "application/problem+json"),
    (500, b"[]", "application/problem+json"),
    (503, b'{"type": "urn:article-rag:problem:SystemExit", "detail": "3"}', "application/problem+json"),
    (302, b"", "text/html"),
    (200, b"event: done\ndata: {}\n\n", "text/event-stream"),
    (200, b"event: claim\ndata: [1]\n\n", "text/event-stream"),
    (200, b"event: error\ndata: 3\n\n", "text/event-stream"),
    (200, b"event: stage\ndata: {\n\n", "text/event-stream"),
]


@pytest.mark.parametrize(("status", "body", "kind"), LIES, ids=range(len(LIES)))
def test_what_is_no_answer_is_told_as_the_servers_fault(status: int, body: bytes, kind: str) -> None:
    with liar(status, body, kind, Location="http://evil.example/") as remote:
        for ask in (
            lambda: remote.ask(SENATOR),
            lambda: remote.search(SENATOR),
            lambda: list(remote.articles()),
            lambda: remote.article("a.txt"),
            lambda: list(remote.stream(SENATOR)),
        ):
            with pytest.raises(ServerUnavailable):
                ask()


def test_a_quote_that_no_article_says_is_refused(pipeline: LivePipeline) -> None:
    told = json.loads(pipeline.answer(SENATOR).to_json(timings=True))
    [first, *_] = told["citations"]
    first["quote"] = first["quote"].replace("Daines", "Danies")
    with liar(200, json.dumps(told).encode()) as remote:
        remote.article = pipeline.search_index.article  # type: ignore[method-assign]
        with pytest.raises(IndexMismatch, match="is not the text"):
            remote.ask(SENATOR)
