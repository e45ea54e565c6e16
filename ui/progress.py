"""The progress bar of a sync, on standard error.

Knows how to draw stages, counts, rates and the time left; knows nothing of what a sync does.
Imports rich at once, so the command imports it only where there is a terminal to draw on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from rag import Progress


@contextmanager
def sync_bars() -> Iterator[Callable[[Progress], None]]:
    """One bar a stage for as long as the block runs; afterwards the terminal is clean again."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeRemainingColumn(),
    )
    stages: dict[str, TaskID] = {}
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:

        def draw(progress: Progress) -> None:
            if not progress.total:
                return
            if progress.stage not in stages:
                stages[progress.stage] = bars.add_task(progress.stage, rate="")
            stage = stages[progress.stage]
            speed = next(task.speed for task in bars.tasks if task.id == stage)
            rate = f"{speed:.0f}/s" if speed else ""
            bars.update(stage, completed=progress.done, total=progress.total, rate=rate)

        yield draw
