"""An index in a Milvus that goes away and comes back, asked over HTTP; and the commands that are started without it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.milvus.search import MilvusIndex
from rag import follow_index, sync
from tests.index.milvus.servers import Door, Server
from tests.ui.api.program import Program, events, problem
from tests.ui.command import OTHER_ERROR, free_port, run
from ui.api.application import application

pytestmark = pytest.mark.slow

QUESTION = "How many people did the ferry Skagerrak carry?"
STORY = "OSLO, 3 May 2024 (Daily Fjord): The ferry Skagerrak carried 410 people to Bergen on Friday."
TOLD = "a server that this one needs cannot be reached; ask again in a few seconds"


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """That of a Milvus which holds an index of one article, and which the settings name."""
    server = Server(tmp_path / "data")
    server.start()
    one = Door(server.port)
    settings = tmp_path / "rag.toml"
    kept = f'[index]\npath = "{tmp_path / "index"}"\nstore = "milvus"\n\n[milvus]\nuri = "{one.uri}"\nname = "of_the_ferry"\n'
    settings.write_text(kept)
    monkeypatch.setenv("RAG_CONFIG", str(settings))
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "ferry.txt").write_text(STORY)
    sync(tmp_path / "news")
    settings.write_text(f"{kept}timeout_seconds = 1.0\n")
    yield one
    one.close()
    server.kill()


def asked_until_answered(program: Program) -> httpx.Response:
    """The answer, once there is one; until then every other is the same problem."""
    deadline = time.monotonic() + 60
    while (response := program.post("/v1/ask", question=QUESTION)).status_code != 200:
        assert_told_without_its_address(response)
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return response


def assert_told_without_its_address(response: httpx.Response) -> None:
    assert problem(response) == (503, "ServerUnavailable", TOLD)
    assert response.headers["retry-after"] == "5"


def test_milvus_that_is_away_at_the_start_or_in_the_middle_of_a_question_is_told_and_asked_again(
    door: Door, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.shut()
    program = Program(application(follow_index(wait=True)))
    assert_told_without_its_address(program.post("/v1/ask", question=QUESTION))
    door.open()
    answered = asked_until_answered(program).json()
    assert [one["quote"] for one in answered["citations"]] == [STORY]

    dense = MilvusIndex.dense

    def cut_off(self: MilvusIndex, *arguments: Any, **options: Any) -> Any:
        door.shut()
        return dense(self, *arguments, **options)

    for path in ("/v1/ask", "/v1/ask/stream"):
        caplog.clear()
        with monkeypatch.context() as patched:
            patched.setattr(MilvusIndex, "dense", cut_off)
            response = program.post(path, question=QUESTION)
        if path == "/v1/ask":
            assert_told_without_its_address(response)
        else:
            [*_, (name, content)] = events(response.text)
            assert (name, content["status"], content["detail"]) == ("error", 503, TOLD)
            assert f"127.0.0.1:{door.port}" not in response.text
        assert door.uri in caplog.text
        door.open()
        again = asked_until_answered(program).json()
        assert (again["text"], again["index_fingerprint"]) == (answered["text"], answered["index_fingerprint"])


@pytest.mark.parametrize("command", [["serve", "--port"], ["mcp"], ["mcp", "--http", "--port"]], ids=" ".join)
def test_a_command_that_needs_milvus_does_not_start_without_it(command: list[str]) -> None:
    uri = f"http://127.0.0.1:{free_port()}"
    settings = ["index.store=milvus", f"milvus.uri={uri}", "milvus.timeout_seconds=1"]
    port = [str(free_port())] if command[-1] == "--port" else []
    ended = run(*command, *port, *(word for one in settings for word in ("--set", one)))
    assert (ended.exit_code, ended.stdout) == (OTHER_ERROR, "")
    assert ended.stderr.startswith(f"error: Milvus at {uri} cannot be opened (")
    assert ended.stderr.count("\n") == 1
    assert "start it, or set milvus.uri" in ended.stderr
