"""Articles added and removed over HTTP: found by the next question, or nothing left behind; written down; and by whom."""

from __future__ import annotations

import asyncio
import datetime as dt
import http.client
import json
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from anyio.to_thread import current_default_thread_limiter

from index.errors import IndexLocked
from rag import RagConfig, follow_index, sync
from rag.library.config import PageConfig
from rag.library.library import Library
from tests.ui.api.program import Program, elsewhere, problem, released, served
from ui.api.application import application
from ui.api.changes import MOST_WAITING
from ui.api.gate import ApiGate
from ui.api.records import Records
from ui.serving.door import Door
from ui.serving.tokens import TokenStore

STORY = b"OSLO, 3 May 2024 (Daily Fjord): The ferry Skagerrak ran aground near Bergen on Friday.\n\nNobody was hurt.\n"
QUESTION = "Where did the ferry Skagerrak run aground?"
FILE_BYTES = 1_000_000


class Changing:
    """A program that may change the articles of an index of its own; a file has at most a megabyte."""

    def __init__(self, folder: Path, seeds: Path) -> None:
        shutil.copytree(seeds, folder / "news")
        self.index = folder / "index"
        sync(folder / "news", self.index)
        page = PageConfig(uploads_folder=str(folder / "kept"), upload_file_mb=1)
        self.library = Library(self.index, RagConfig(), page)
        self.pipeline = follow_index(self.index, config=RagConfig())
        self.lines: list[str] = []
        self.store = TokenStore(folder / "tokens.json")
        now = dt.datetime.now(dt.UTC)
        self.writes = self.store.create("writes", ("read", "write"), now=now)
        self.reads = self.store.create("reads", ("read",), now=now)
        app = application(self.pipeline, library=self.library)
        self.gate = ApiGate(
            app, Door(tokens=self.store), records=Records("writes", self.lines.append), file_bytes=FILE_BYTES
        )

    def ask(self, method: str, path: str, *, token: str = "", **settings: Any) -> Any:
        return Program(self.gate, Authorization=f"Bearer {token or self.writes}").ask(method, path, **settings)

    def add(self, name: str, content: bytes, **settings: Any) -> Any:
        return self.ask("POST", "/v1/articles", params={"name": name}, content=content, **settings)

    def ids(self) -> list[str]:
        return [card.id for card in self.pipeline.search_index.articles()]

    def files(self) -> list[str]:
        added = self.library.added.articles
        return sorted(path.relative_to(added).as_posix() for path in added.rglob("*.*") if path.name[0] != ".")


@pytest.fixture
def changing(tmp_path: Path, seeds: Path) -> Changing:
    return Changing(tmp_path, seeds)


@pytest.mark.slow
def test_what_is_added_is_answered_from_and_what_is_removed_no_more_and_both_are_written_down(
    changing: Changing,
) -> None:
    before = changing.ids()
    added = changing.add("wires/ferry.txt", STORY)
    assert added.status_code == 201
    told = added.json()
    [article_id] = told["articles"]
    assert told["name"] == "wires/ferry.txt"
    assert sorted(changing.ids()) == sorted([*before, article_id])
    answered = changing.ask("POST", "/v1/ask", json={"question": QUESTION}).json()
    assert {one["article"]["id"] for one in answered["citations"]} == {article_id}
    again = changing.add("other.txt", STORY)
    assert (again.status_code, again.json()["articles"]) == (200, [article_id])
    removed = changing.ask("DELETE", f"/v1/articles/{article_id}")
    assert (removed.status_code, removed.json()["removed"]) == (200, article_id)
    assert changing.ids() == before
    assert changing.ask("POST", "/v1/ask", json={"question": QUESTION}).json()["status"] == "not_found"
    assert problem(changing.ask("DELETE", f"/v1/articles/{article_id}"))[0] == 404
    written = [json.loads(line) for line in changing.lines]
    assert [(one["who"], one["change"], one["status"], one.get("name", one.get("article"))) for one in written] == [
        ("writes", "add", 201, "wires/ferry.txt"),
        ("writes", "add", 200, "other.txt"),
        ("writes", "remove", 200, article_id),
        ("writes", "remove", 404, article_id),
    ]
    changing.library.put_back(removed.json()["key"])
    assert article_id in changing.ids()


def test_a_change_that_is_refused_is_written_down_too_with_who_asked_for_it(changing: Changing) -> None:
    changing.add("a.txt", STORY, token=changing.reads)
    changing.add("empty.txt", b"")
    changing.ask("DELETE", "/v1/articles/none.txt")
    changing.ask("GET", "/v1/articles")
    told = [json.loads(line) for line in changing.lines]
    assert [(one["who"], one["change"], one["status"]) for one in told] == [
        ("writes", "add", 422),
        ("writes", "remove", 404),
    ]
    assert (told[0]["name"], told[1]["article"]) == ("empty.txt", "none.txt")


def test_who_may_only_read_changes_nothing(changing: Changing) -> None:
    before = changing.ids()
    for refused in (
        changing.add("a.txt", STORY, token=changing.reads),
        changing.ask("DELETE", f"/v1/articles/{before[0]}", token=changing.reads),
    ):
        assert problem(refused)[:2] == (403, "NotAllowed")
    assert (changing.ids(), changing.files()) == (before, [])


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("program.exe", STORY, 422),
        ("empty.txt", b"", 422),
        ("broken.pdf", b"%PDF-1.7 nothing", 422),
        ("large.txt", b"x" * (FILE_BYTES + 1), 413),
        ("", STORY, 422),
        ("x" * 1_001, STORY, 422),
    ],
    ids=["kind", "empty", "broken", "large", "no name", "long name"],
)
def test_what_cannot_be_added_leaves_nothing_behind(name: str, content: bytes, status: int, changing: Changing) -> None:
    before = changing.ids()
    assert problem(changing.add(name, content))[0] == status
    assert (changing.ids(), changing.files()) == (before, [])


def test_a_name_stays_inside_the_folder_of_added_files(changing: Changing, tmp_path: Path) -> None:
    added = changing.add("../../../outside.txt", STORY)
    assert added.status_code == 201
    assert not list(tmp_path.parent.glob("outside.txt"))
    assert [Path(name).name for name in changing.files()] == ["outside.txt"]


def test_while_somebody_else_writes_nothing_is_changed(changing: Changing, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object) -> None:
        raise IndexLocked("the index is being written by process 1")

    monkeypatch.setattr(changing.library, "sync", locked)
    before = changing.ids()
    assert problem(changing.add("a.txt", STORY))[:2] == (409, "IndexLocked")
    assert problem(changing.ask("DELETE", f"/v1/articles/{before[0]}"))[:2] == (409, "IndexLocked")
    assert (changing.ids(), changing.files()) == (before, [])
    monkeypatch.undo()
    assert changing.add("a.txt", STORY).status_code == 201


def test_changes_that_wait_take_no_thread_of_others_and_too_many_are_told_to_come_again(
    changing: Changing, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go, sync = threading.Semaphore(0), threading.Event(), changing.library.sync

    def held(*_: object) -> Any:
        begun.release()
        assert go.wait(20)
        return sync()

    monkeypatch.setattr(changing.library, "sync", held)
    program = Program(changing.gate, Authorization=f"Bearer {changing.writes}")

    async def crowded() -> list[object]:
        current_default_thread_limiter().total_tokens = 2
        adding = asyncio.create_task(program.asking("POST", "/v1/articles", params={"name": "a.txt"}, content=STORY))
        async with asyncio.timeout(20):
            assert await asyncio.get_running_loop().run_in_executor(None, released, begun)
            others = [
                asyncio.create_task(program.asking("DELETE", "/v1/articles/none.txt")) for _ in range(MOST_WAITING + 1)
            ]
            [refused], waiting = await asyncio.wait(others, return_when=asyncio.FIRST_COMPLETED)
            assert (await program.asking("GET", "/v1/articles")).json()["total"] == 2
            go.set()
            later = [(await one).status_code for one in waiting]
            first = (await adding).status_code
        return [first, later, problem(refused.result())[:2], refused.result().headers["retry-after"]]

    assert elsewhere(crowded()) == [201, [404] * MOST_WAITING, (503, "Busy"), "60"]


def test_whoever_hangs_up_is_not_waited_for_and_their_change_is_made(
    changing: Changing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over a socket, as a program that is killed leaves it."""
    begun, go, sync, made = threading.Semaphore(0), threading.Event(), changing.library.sync, threading.Semaphore(0)

    def held(*_: object) -> None:
        begun.release()
        assert go.wait(20)
        sync()
        made.release()

    monkeypatch.setattr(changing.library, "sync", held)
    with served(changing.gate) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("POST", "/v1/articles?name=a.txt", STORY, {"Authorization": f"Bearer {changing.writes}"})
        assert released(begun)
        connection.close()
        go.set()
        assert released(made)
    assert changing.files() == ["a.txt"]
    assert len(changing.ids()) == 3


def test_a_file_that_breaks_off_is_not_added(changing: Changing) -> None:
    """Over a socket that is closed halfway; the records tell when the request has ended."""
    noted, half = threading.Semaphore(0), {"Authorization": f"Bearer {changing.writes}", "Content-Length": "1000"}

    def note(line: str) -> None:
        changing.lines.append(line)
        noted.release()

    app = application(changing.pipeline, library=changing.library)
    with served(ApiGate(app, Door(tokens=changing.store), records=Records("requests", note))) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("POST", "/v1/articles?name=a.txt", STORY, half)
        connection.close()
        assert released(noted)
    assert [json.loads(line)["status"] for line in changing.lines] == [400]
    assert (len(changing.ids()), changing.files()) == (2, [])


def test_without_a_library_there_is_no_way_to_change_anything(changing: Changing) -> None:
    closed = Program(application(changing.pipeline))
    assert problem(closed.ask("POST", "/v1/articles", params={"name": "a.txt"}, content=STORY))[0] == 405
    assert problem(closed.ask("DELETE", f"/v1/articles/{changing.ids()[0]}"))[0] == 405
    assert "post" not in closed.get("/openapi.json").json()["paths"]["/v1/articles"]
