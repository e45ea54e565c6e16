"""Who is answered by a running chat: whoever has the secret of its note, on this machine, and no browser."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import IndexArticles, LlmConfig, RagConfig, Scope, TokenEvent
from rag.types import Asked
from tests.rag.llm.endpoint import endpoint, fails, hangs_after
from tests.ui.command import OFF_TOPIC, SENATOR
from tests.ui.running.serving import lines, post, request, served
from ui.running.client import answered_by
from ui.running.note import Note, notes_of
from ui.running.wire import BODY_BYTES, NoAnswer, question_body

TODAY = dt.date(2024, 5, 1)


def asked(question: str = SENATOR) -> Asked:
    return Asked(question, (), None, Scope(), TODAY)


@pytest.fixture(scope="module")
def fingerprint(seed_index: Path) -> str:
    return IndexArticles(seed_index).fingerprint


@pytest.fixture(scope="module")
def note(seed_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Note]:
    with served(seed_index, tmp_path_factory.mktemp("running") / "notes") as left:
        yield left


def test_a_question_with_the_secret_is_answered(note: Note, fingerprint: str) -> None:
    status, text = post(note, question_body(asked(), fingerprint))
    *_, last = lines(text)
    assert (status, [*last]) == (200, ["answer"])
    assert last["answer"]["asked"]["today"] == "2024-05-01"  # type: ignore[index]
    assert last["answer"]["status"] == "answered"  # type: ignore[index]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": ""}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Bearer é".encode().decode("latin-1")}, 401),
        ({"Host": "evil.example"}, 403),
        ({"Host": "localhost:1"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Referer": "http://127.0.0.1/"}, 403),
        ({"Content_Type": "text/plain"}, 404),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 404),
        ({"method": "GET"}, 404),
        ({"method": "OPTIONS"}, 404),
        ({"path": "/"}, 404),
        ({"path": "/gradio_api/info"}, 404),
    ],
    ids=str,
)
def test_any_other_request_is_refused(headers: dict[str, str], status: int, note: Note, fingerprint: str) -> None:
    assert post(note, question_body(asked(), fingerprint), **headers)[0] == status


def test_a_preflight_of_a_browser_is_allowed_nothing(note: Note) -> None:
    """Without the secret, as a browser asks whether a page may send it."""
    headers = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    assert request(note.port, "OPTIONS", "/answer", b"", headers)[0] == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b"[]", 400),
        (b'{"asked": {}, "index_fingerprint": ""}', 400),
        (b'{"asked": {}, "index_fingerprint": "", "more": 1}', 400),
        (b" " * (BODY_BYTES + 1), 413),
    ],
    ids=["empty", "cut", "deep", "list", "nothing asked", "too much", "too long"],
)
def test_a_body_that_is_no_question_is_refused(body: bytes, status: int, note: Note) -> None:
    assert post(note, body)[0] == status


def test_a_body_of_unknown_length_is_refused(note: Note) -> None:
    assert post(note, b"0\r\n\r\n", Transfer_Encoding="chunked", Content_Length="")[0] == 413


def test_what_the_question_meets_is_told(note: Note, fingerprint: str) -> None:
    _, text = post(note, question_body(asked("  "), fingerprint))
    told = [{"error": "QuestionError", "message": "the question is empty; ask about something in the articles"}]
    assert lines(text) == told


def test_a_question_about_another_index_is_not_answered(note: Note) -> None:
    _, text = post(note, question_body(asked(), "another"))
    assert lines(text) == [{"failed": "its index is of another time"}]


def test_many_may_ask_at_once(note: Note, fingerprint: str) -> None:
    found: dict[int, str] = {}

    def ask(number: int) -> None:
        body = question_body(asked((SENATOR, OFF_TOPIC)[number % 2]), fingerprint)
        found[number] = lines(post(note, body)[1])[-1]["answer"]["status"]  # type: ignore[index]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: ("answered", "not_found")[number % 2] for number in range(6)}


def llm(base_url: str) -> RagConfig:
    return RagConfig(reader="llm", llm=LlmConfig(base_url=base_url, model="m", retries=0))


@pytest.mark.slow
def test_who_waits_hears_every_second_that_somebody_is_there_and_may_leave(seed_index: Path, tmp_path: Path) -> None:
    """The LLM writes a word and falls silent; when the one who asked leaves, its connection is closed."""
    articles = IndexArticles(seed_index)
    with endpoint(hangs_after(["Daines"])) as scripted:
        config = llm(scripted.base_url)
        with served(seed_index, tmp_path / "notes", config) as note:
            events = answered_by(note, asked(), index_fingerprint=articles.fingerprint, article_of=articles.article)
            words = (event.text for event in events if isinstance(event, TokenEvent) and event.text)
            assert next(words) == "Daines"
            time.sleep(2.5)  # two signs of life
            events.close()  # type: ignore[attr-defined]
            assert scripted.log.closed.wait(20)


def test_who_waits_is_let_go_when_the_chat_ends(
    seed_index: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    articles = IndexArticles(seed_index)
    with endpoint(hangs_after(["Daines"])) as scripted:
        with served(seed_index, tmp_path / "notes", llm(scripted.base_url)) as note:
            events = answered_by(note, asked(), index_fingerprint=articles.fingerprint, article_of=articles.article)
            next(events)
        with pytest.raises(NoAnswer, match="it was stopped"):
            list(events)
        assert scripted.log.closed.wait(20)
    assert capfd.readouterr().err == ""


def test_an_endpoint_that_refuses_is_told_as_it_would_be_here(seed_index: Path, tmp_path: Path) -> None:
    with endpoint(fails(401, "no")) as scripted, served(seed_index, tmp_path / "notes", llm(scripted.base_url)) as note:
        _, text = post(note, question_body(asked(), IndexArticles(seed_index).fingerprint))
    [told] = lines(text)
    assert told["error"] == "ReaderUnavailable"
    assert "RAG_LLM_KEY" in str(told["message"])


def test_the_note_goes_and_the_port_closes_when_the_chat_ends(seed_index: Path, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    with served(seed_index, folder) as note:
        assert [*notes_of(seed_index, folder)] == [note]
    assert [*notes_of(seed_index, folder)] == []
    with pytest.raises(ConnectionRefusedError):
        post(note, b"")


def test_the_secret_is_nowhere_but_in_the_note(seed_index: Path, tmp_path: Path) -> None:
    with served(seed_index, tmp_path / "notes") as note, served(seed_index, tmp_path / "others") as other:
        assert note.secret != other.secret
        assert note.identity != other.identity, "it tells two readers of notes nothing of each other"
        assert note.secret not in json.dumps(lines(post(note, question_body(asked(), "x"))[1]))
