"""Places, rows and a clock for tests of kept conversations."""

from __future__ import annotations

import datetime as dt

from rag.conversations.owners import Owned
from rag.conversations.rows import Row

OURS, THEIRS = "a1" * 32, "b2" * 32
START = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


class Clock:
    """A time that passes when it is told to, and a second with every look."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> dt.datetime:
        self.time += dt.timedelta(seconds=1)
        return self.time


def owned(conversation: int, key: str = OURS) -> Owned:
    found = Owned.sent(key, f"{conversation:032x}")
    assert found
    return found


def row(number: int, question: str = "Who?", *, key: str = "", finished: bool = True, searched: str = "") -> Row:
    content = f"{number} {question} {finished}".encode()
    return Row(key or f"k{number}", number, question, content, searched, finished=finished)
