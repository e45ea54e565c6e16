"""A service as a running chat has it, in this process, and requests to it as anybody could send them."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rag import RagConfig, follow_index
from ui.running.note import Note
from ui.running.service import answering

CONFIG = RagConfig()


@contextmanager
def served(index: Path, folder: Path, config: RagConfig = CONFIG) -> Iterator[Note]:
    """A note in `folder`, and who answers to it."""
    with answering(follow_index(index, config=config), index, config, folder=folder) as note:
        assert note is not None
        yield note


def post(note: Note, body: bytes, *, path: str = "/answer", method: str = "POST", **headers: str) -> tuple[int, str]:
    """Status and text of a request with the secret; `headers` take the place of the right ones, "" leaves one out."""
    right = {"Authorization": f"Bearer {note.secret}", "Content-Type": "application/json"}
    given = right | {name.replace("_", "-"): value for name, value in headers.items()}
    return request(note.port, method, path, body, {name: value for name, value in given.items() if value})


def request(port: int, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    """Status and text of any request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, dict(headers))
    response = connection.getresponse()
    try:
        return response.status, response.read().decode()
    finally:
        connection.close()


def lines(text: str) -> list[dict[str, object]]:
    """What was said, without the lines that only say that somebody is there."""
    return [json.loads(line) for line in text.splitlines() if line]
