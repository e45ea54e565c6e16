"""Who is asked: a running chat that would answer the same, and nobody whose answer does not hold up."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from rag import (
    Answer,
    DoneEvent,
    IndexArticles,
    IndexConfig,
    IndexMissing,
    LlmConfig,
    QuestionError,
    RagConfig,
    TokenEvent,
    sync,
)
from tests.rag.llm.endpoint import endpoint, says
from tests.ui.command import OFF_TOPIC, SENATOR
from tests.ui.running.serving import CONFIG, served
from ui.running import client
from ui.running.asking import HERE, Asking
from ui.running.identity import identity
from ui.running.note import LeftNote, Note

SECRET = "s" * 43
TALKS = "Which talks concerned the consular sphere?"


def answer_of(asking: Asking, question: str = SENATOR) -> Answer:
    *_, last = asking.stream(question)
    assert isinstance(last, DoneEvent)
    return last.answer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "notes"


@pytest.fixture(scope="module")
def here(seed_index: Path) -> Answer:
    return answer_of(Asking(seed_index, CONFIG, alone=True))


def test_a_running_chat_of_the_same_index_and_settings_answers_the_same(
    seed_index: Path, folder: Path, here: Answer
) -> None:
    with served(seed_index, folder) as note:
        asking = Asking(seed_index, CONFIG, folder=folder)
        assert answer_of(asking) == here
        assert asking.told == f"the running rag chat, process {note.pid}"
        assert isinstance(asking.articles, IndexArticles)
        assert answer_of(asking, OFF_TOPIC).status == "not_found"
        with pytest.raises(QuestionError, match="the question is empty"):
            answer_of(asking, " ")
    assert answer_of(asking) == here
    assert asking.told == HERE


def test_nobody_is_asked_for_whoever_wants_to_be_alone(seed_index: Path, folder: Path, here: Answer) -> None:
    with served(seed_index, folder):
        asking = Asking(seed_index, CONFIG, alone=True, folder=folder)
        assert (answer_of(asking), asking.told) == (here, HERE)


@pytest.mark.parametrize(
    "config",
    [RagConfig(strictness="eager"), RagConfig(claims=1), RagConfig(index=IndexConfig(engine="openvino"))],
    ids=["strictness", "claims", "engine"],
)
def test_a_chat_of_other_settings_is_not_asked(config: RagConfig, seed_index: Path, folder: Path) -> None:
    with served(seed_index, folder):
        asking = Asking(seed_index, config, folder=folder)
        assert answer_of(asking).status == "answered"
    assert asking.told == f"{HERE}; the running rag chat has other settings or another version"


def test_where_models_lie_is_no_other_setting() -> None:
    elsewhere = RagConfig(index=IndexConfig(cache_folder="/somewhere"))
    assert identity(elsewhere, SECRET) == identity(CONFIG, SECRET)


def test_a_relative_model_is_another_in_another_folder() -> None:
    config = RagConfig(reranker="./reranker")
    assert identity(config, SECRET, folder=Path("/a")) != identity(config, SECRET, folder=Path("/b"))


def test_another_key_or_proxy_for_the_llm_is_another_chat() -> None:
    config = RagConfig(reader="llm", llm=LlmConfig(model="m"))
    keys = [identity(config, SECRET, environ={"RAG_LLM_KEY": key}) for key in ("one", "other", "one")]
    assert keys[0] == keys[2] != keys[1]
    assert identity(config, SECRET, environ={"HTTPS_PROXY": "http://p"}) != identity(config, SECRET, environ={})
    assert identity(CONFIG, SECRET, environ={"RAG_LLM_KEY": "one"}) == identity(CONFIG, SECRET, environ={})


def test_of_two_chats_the_one_with_these_settings_is_asked(seed_index: Path, folder: Path, here: Answer) -> None:
    with ExitStack() as chats:
        chats.enter_context(served(seed_index, folder, RagConfig(claims=1)))
        _forget_first(folder)
        chats.enter_context(served(seed_index, folder))
        asking = Asking(seed_index, CONFIG, folder=folder)
        assert answer_of(asking) == here
        assert asking.told.startswith("the running rag chat")


def _forget_first(folder: Path) -> None:
    """Both are of this process, and a note is named by its process: the first becomes another's."""
    [path] = folder.glob("*.json")
    path.rename(path.with_name(path.name.replace("-", "-0")))


def test_another_index_is_not_asked_there(seeds: Path, seed_index: Path, folder: Path, tmp_path: Path) -> None:
    sync(seeds, tmp_path / "another")
    with served(seed_index, folder):
        asking = Asking(tmp_path / "another", CONFIG, folder=folder)
        assert answer_of(asking).found
    assert asking.told == HERE


def test_a_missing_index_is_told_as_ever(folder: Path, tmp_path: Path) -> None:
    asking = Asking(tmp_path / "none", CONFIG, folder=folder)
    with pytest.raises(IndexMissing):
        asking.open()
    with pytest.raises(IndexMissing):
        answer_of(asking)


def test_what_an_llm_writes_comes_through(seed_index: Path, folder: Path) -> None:
    text = "The conversations with Richard Verma focused on interaction in the consular sphere."
    with endpoint(says(text)) as scripted:
        config = RagConfig(reader="llm", llm=LlmConfig(base_url=scripted.base_url, model="m"))
        with served(seed_index, folder, config):
            asking = Asking(seed_index, config, folder=folder)
            *events, last = asking.stream(TALKS)
            told = asking.told
        alone = answer_of(Asking(seed_index, config, alone=True), TALKS)
    assert isinstance(last, DoneEvent)
    assert "".join(event.text for event in events if isinstance(event, TokenEvent)) == text
    assert last.answer == replace(alone, usage=last.answer.usage)
    assert (last.answer.status, told[:20]) == ("answered", "the running rag chat")


def test_a_newer_generation_is_asked_of_both(seeds: Path, folder: Path, tmp_path: Path) -> None:
    """The chat follows its index, and so does a conversation that asks it."""
    news, index = tmp_path / "news", tmp_path / "index"
    news.mkdir()
    first, second = sorted(seeds.iterdir())
    (news / second.name).write_bytes(second.read_bytes())
    sync(news, index)
    with served(index, folder):
        asking = Asking(index, CONFIG, folder=folder)
        assert {cite.article.id for cite in answer_of(asking).citations} <= {second.name}
        (news / first.name).write_bytes(first.read_bytes())
        sync(news, index)
        assert first.name in {cite.article.id for cite in answer_of(asking).citations}
        assert asking.told.startswith("the running rag chat")


Response = Callable[[str], bytes]


def head(status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nConnection: close\r\n\r\n".encode()


def of(document: str) -> bytes:
    return head() + b"\n" + json.dumps({"answer": json.loads(document)}).encode() + b"\n"


def changed(document: str, **changes: object) -> bytes:
    return of(json.dumps(json.loads(document) | changes))


LIARS: dict[str, Response] = {
    "says nothing and hangs up": lambda _: b"",
    "speaks no HTTP": lambda _: b"SSH-2.0-OpenSSH_9.2\r\n",
    "refuses": lambda _: head("401 Unauthorized"),
    "sends elsewhere": lambda _: b"HTTP/1.1 302 Found\r\nLocation: http://evil.example/\r\n\r\n",
    "ends in the middle": lambda _: head() + b'\n{"token": "Dai", "anew": false}\n',
    "ends in the middle of a line": lambda document: of(document)[:-200],
    "says nonsense": lambda _: head() + b'{"answer": {}}\n',
    "says something unknown": lambda _: head() + b'{"shell": "rm"}\n',
    "raises what it may not": lambda _: head() + b'{"error": "SystemExit", "message": "3"}\n',
    "is no JSON": lambda _: head() + b"<html>\n",
    "nests deeply": lambda _: head() + b"[" * 200_000 + b"\n",
    "quotes what no article says": lambda document: of(document.replace("Daines", "Danies")),
    "answers another question": lambda document: changed(
        document, asked=json.loads(document)["asked"] | {"question": "Another?"}
    ),
    "answers from another index": lambda document: changed(document, index_fingerprint="0" * 64),
}


@contextmanager
def liar(response: bytes) -> Iterator[int]:
    """The port of a program that reads a request and says `response`, whatever it was asked."""

    def say() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.settimeout(20)
            read = b""
            while b"\r\n\r\n" not in read or not read.endswith(b"}"):
                read += connection.recv(65536)
            connection.sendall(response)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=say)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


@pytest.mark.parametrize("name", LIARS)
def test_what_does_not_hold_up_is_answered_here(name: str, seed_index: Path, folder: Path, here: Answer) -> None:
    """The note is right in all but who stands behind it."""
    with liar(LIARS[name](here.to_json())) as port:
        note = Note(4321, port, SECRET, str(seed_index.resolve()), identity(CONFIG, SECRET))
        left = LeftNote(note, folder)
        asking = Asking(seed_index, CONFIG, folder=folder)
        events = list(asking.stream(SENATOR))
        left.remove()
    assert isinstance(events[-1], DoneEvent)
    assert events[-1].answer == here
    assert asking.told.startswith(f"{HERE}; the running rag chat, process 4321, did not: ")
    if name == "ends in the middle":
        assert TokenEvent("", anew=True) in events, "what was being written is taken back"


def test_who_listens_and_never_answers_is_not_waited_for(
    seed_index: Path, folder: Path, here: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "SILENT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        note = Note(4321, listening.getsockname()[1], SECRET, str(seed_index.resolve()), identity(CONFIG, SECRET))
        left = LeftNote(note, folder)
        asking = Asking(seed_index, CONFIG, folder=folder)
        assert answer_of(asking) == here
        left.remove()
    assert asking.told == f"{HERE}; the running rag chat, process 4321, did not: it is too slow to answer"


def test_nobody_listens_any_more(seed_index: Path, folder: Path, here: Answer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    left = LeftNote(Note(4321, port, SECRET, str(seed_index.resolve()), identity(CONFIG, SECRET)), folder)
    asking = Asking(seed_index, CONFIG, folder=folder)
    assert answer_of(asking) == here
    left.remove()
    assert "did not: it cannot be reached: " in asking.told
