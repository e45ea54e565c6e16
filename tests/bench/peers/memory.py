"""Peak memory of a process and all its children, looked at from outside. Knows /proc (Linux) and nothing of a side."""

from __future__ import annotations

import os
import threading
from pathlib import Path

_LOOK_SECONDS = 0.02
"""A look costs some 0.1 ms; what lasts shorter than this between two looks is missed."""


class PeakMemory:
    """Watches from a thread of its own until stopped."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """MiB at the highest."""
        self._over.set()
        self._thread.join()
        return self._peak / 2**20

    def _watch(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            self._peak = max(self._peak, sum(_resident(pid) for pid in _tree(self._pid)))


def _tree(pid: int) -> list[int]:
    """A process and everything below it."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text(encoding="ascii").split()]
    except OSError:  # it has ended
        children = []
    return [pid, *(below for child in children for below in _tree(child))]


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
