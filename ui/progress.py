"""The progress bar of a sync, on standard error.

Knows how to draw a share of bytes, counts, a rate and the time left; knows nothing of what a sync does.
Imports rich at once, so the command imports it only where there is a terminal to draw on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from rag import Progress


@contextmanager
def sync_bar() -> Iterator[Callable[[Progress], None]]:
    """A bar while there is something to read, for each sync of the block; afterwards the terminal is clean again."""
    bar = _Bar()
    try:
        yield bar.draw
    finally:
        bar.clear()


class _Bar:
    """The bar of the sync that runs, if one has something to do."""

    def __init__(self) -> None:
        self._bars: Bars | None = None
        self._task = TaskID(0)
        self._started = 0.0

    def draw(self, progress: Progress) -> None:
        """Show how far the sync is. What has nothing left to read is cleared: its report may come at once."""
        if progress.stage == "writing":
            self._begin("writing", None)
        elif progress.done < progress.total:
            self._begin(progress.stage, progress.total)
            assert self._bars is not None
            self._bars.update(self._task, completed=progress.done, told=self._told(progress))
        else:
            self.clear()

    def clear(self) -> None:
        """Take the bar off the terminal."""
        if self._bars:
            self._bars.stop()
        self._bars = None

    def _begin(self, stage: str, total: int | None) -> None:
        if self._bars:
            return
        columns = (
            SpinnerColumn(),  # embedding goes in blocks of seconds, between which nothing else moves
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[told]}", markup=False),
            TimeRemainingColumn(),
        )
        self._bars = Bars(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bars.add_task(stage, total=total, told="")
        self._started = time.monotonic()
        self._bars.start()

    def _told(self, progress: Progress) -> str:
        rate = progress.chunks / max(time.monotonic() - self._started, 1e-3)
        chunks = f" · {rate:,.0f} chunks/s" if progress.chunks else ""
        return f"{progress.articles:,} articles{chunks}"
