"""How many answers are on their way, of everybody on the page. Knows nothing of what they answer."""

from __future__ import annotations

import threading
from types import TracebackType


class Running:
    """Counts what runs inside it: `with running: ...`."""

    def __init__(self) -> None:
        self._count = 0
        self._lock = threading.Lock()

    @property
    def count(self) -> int:
        """How many there are now."""
        return self._count

    def __enter__(self) -> None:
        with self._lock:
            self._count += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._count -= 1
