"""What was read and waits to be embedded: a queue between two threads that is full by weight, not only by number."""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, TypeVar

Item = TypeVar("Item")

_MOST_ITEMS = 256
"""Articles read ahead of the embedder: enough to keep it busy."""

_MOST_CHARACTERS = 20_000_000
"""One article of the largest size, or thousands of usual ones; they take some six times that in memory."""


class Waiting(Generic[Item]):
    """A first-in, first-out queue. `put` waits while it is full, but for one item, however heavy; `get` while empty."""

    def __init__(self) -> None:
        self._items: deque[tuple[Item, int]] = deque()
        self._weight = 0
        self._changed = threading.Condition()
        self._stopped = False

    def put(self, item: Item, characters: int = 0) -> bool:
        """Append an item; False when the other side has stopped, and nothing more is wanted."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or self._has_room(characters))
            if not self._stopped:
                self._items.append((item, characters))
                self._weight += characters
                self._changed.notify_all()
            return not self._stopped

    def get(self) -> Item:
        """Take the first item."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._items))
            item, characters = self._items.popleft()
            self._weight -= characters
            self._changed.notify_all()
            return item

    def stop(self) -> None:
        """Let `put` return at once from now on."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _has_room(self, characters: int) -> bool:
        fits = self._weight + characters <= _MOST_CHARACTERS
        return not self._items or (fits and len(self._items) < _MOST_ITEMS)
