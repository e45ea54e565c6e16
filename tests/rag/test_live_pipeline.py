"""A pipeline that follows an index in a server: one question waits for a server that is away, the others are told with it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import pytest

from rag import LivePipeline, Pipeline, ServerUnavailable


class Away:
    """An index, and its pipeline, in a server that can be away: whoever asks then waits for `tell` before being told so."""

    def __init__(self) -> None:
        self.away = False
        self.asked = 0
        self.tell = threading.Event()

    @property
    def search_index(self) -> Away:
        return self

    def is_current(self) -> bool:
        self.asked += 1
        if self.away:
            assert self.tell.wait(20)
            raise ServerUnavailable("the server is away")
        return True


def faults(*calls: Callable[[], object]) -> list[str]:
    """What each raises."""
    told = list[str]()
    for call in calls:
        with pytest.raises(ServerUnavailable) as raised:
            call()
        told.append(str(raised.value))
    return told


def test_a_server_that_is_away_is_waited_for_once_for_all_who_ask() -> None:
    server, now = Away(), [100.0]
    live = LivePipeline(lambda: cast(Pipeline, server), seconds=lambda: now[0])
    assert live.current() is cast(Pipeline, server)
    server.away, server.asked = True, 0
    with ThreadPoolExecutor(4) as threads:
        asking = [threads.submit(live.current) for _ in range(4)]
        server.tell.set()
        assert faults(*(one.result for one in asking)) == ["the server is away"] * 4
    assert server.asked == 1
    server.away = False
    now[0] += 0.9
    assert faults(live.current) == ["the server is away"]
    now[0] += 0.2
    assert live.current() is cast(Pipeline, server)
    assert server.asked == 2
