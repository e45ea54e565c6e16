"""Programs that ask without pause while the folder is synced: no request is dropped, and no answer mixes two generations."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rag import RagConfig, follow_index, sync
from tests.ui.api.program import released, served
from ui.api.application import application
from ui.api.gate import ApiGate
from ui.serving.door import Door

pytestmark = pytest.mark.slow

QUESTION = "How many people did the ferry Skagerrak carry?"
TOLD = "OSLO, 3 May 2024 (Daily Fjord): The ferry Skagerrak carried {} people to Bergen on Friday."
OTHER = "OSLO, 4 May 2024 (Daily Fjord): The museum of Oslo bought a painting of a whale."
PROGRAMS = 3


@dataclass
class Asking:
    """Programs that ask one question without pause until `enough`; `seen` is status, fingerprint and quotes of each answer."""

    port: int
    enough: threading.Event = field(default_factory=threading.Event)
    seen: list[tuple[int, str, tuple[str, ...]]] = field(default_factory=list)
    newest: str = ""
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def ask(self) -> str:
        """Ask until it is enough; the fingerprint of the index that the last answer was of."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while True:
            last = self.enough.is_set()
            connection.request(
                "POST", "/v1/ask", json.dumps({"question": QUESTION}), {"Content-Type": "application/json"}
            )
            response = connection.getresponse()
            content = json.loads(response.read())
            told: str = content.get("index_fingerprint", "")
            self.seen.append((response.status, told, tuple(one["quote"] for one in content.get("citations", ()))))
            if told == self.newest:
                self.arrived.release()
            if last:
                connection.close()
                return told

    @contextmanager
    def going_on(self) -> Iterator[list[Future[str]]]:
        """They ask meanwhile; once more afterwards."""
        with ThreadPoolExecutor(PROGRAMS) as threads:
            try:
                yield [threads.submit(self.ask) for _ in range(PROGRAMS)]
            finally:
                self.enough.set()


def test_new_generations_are_asked_and_no_request_is_dropped(tmp_path: Path) -> None:
    news, index_path = tmp_path / "news", tmp_path / "index"
    news.mkdir()
    (news / "museum.txt").write_text(OTHER)

    def published(people: int) -> str:
        (news / "ferry.txt").write_text(TOLD.format(people))
        sync(news, index_path)
        return follow_index(index_path, config=RagConfig()).search_index.fingerprint

    quotes = {published(300): 300}
    pipeline = follow_index(index_path, config=RagConfig())
    with served(ApiGate(application(pipeline), Door())) as port:
        asking = Asking(port)
        [asking.newest] = quotes
        with asking.going_on() as programs:
            assert released(asking.arrived)
            for people in (410, 520):  # the first generation is removed with the third: it is asked until then
                newest = published(people)
                quotes[newest] = people
                asking.newest, asking.arrived = newest, threading.Semaphore(0)
                assert released(asking.arrived)
        assert [one.result() for one in programs] == [newest] * PROGRAMS
    assert len(quotes) == 3
    assert set(asking.seen) == {(200, newest, (TOLD.format(people),)) for newest, people in quotes.items()}
