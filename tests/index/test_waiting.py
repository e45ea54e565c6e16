"""The reader runs ahead of the embedder, but not far."""

from __future__ import annotations

import threading

import pytest

from index.syncing.reading import waiting
from index.syncing.reading.waiting import Waiting


def test_a_queue_is_full_by_weight_but_for_one_item(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_MOST_CHARACTERS", 10)
    queue: Waiting[str] = Waiting()
    assert queue.put("heavy", 99)
    done: list[bool] = []
    thread = threading.Thread(target=lambda: done.append(queue.put("light", 1)))
    thread.start()
    thread.join(0.2)
    assert done == [], "it waits behind the heavy one"
    assert queue.get() == "heavy"
    thread.join(5)
    assert (done, queue.get()) == ([True], "light")


def test_who_waits_to_put_is_let_go_when_nothing_more_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_MOST_ITEMS", 1)
    queue: Waiting[int] = Waiting()
    assert queue.put(1)
    done: list[bool] = []
    thread = threading.Thread(target=lambda: done.append(queue.put(2)))
    thread.start()
    queue.stop()
    thread.join(5)
    assert (done, queue.put(3)) == ([False], False)
