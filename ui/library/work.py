"""The one change of the articles that is under way: how far it is, what came of the last, and which wait for it.

Knows threads and outcomes; what a change does, it is given. One at a time, whoever of the page's visitors began it; it goes
on when they leave, and everybody sees it.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from rag import Progress, RagError

OUTCOME_SECONDS = 900.0
"""An outcome is shown this long to whoever opens the page."""

RowState: TypeAlias = Literal["indexed", "already there", "refused", "failed", "waiting"]
Report: TypeAlias = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one file."""

    name: str
    state: RowState
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a change: a line, files one by one, and the key by which it can be undone."""

    line: str
    failed: bool = False
    details: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    undo: str = ""
    batch: str = ""


Job: TypeAlias = Callable[[Report], Outcome]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the work stands; `number` grows with everything that can be seen of it."""

    number: int = 0
    title: str = ""
    running: bool = False
    progress: Progress | None = None
    outcome: Outcome | None = None
    earlier: tuple[Outcome, ...] = ()
    """What came of those that ended while others waited, which began before anybody could see it."""
    ended: float = 0.0


class Work:
    """Runs one job at a time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._standing = Standing()
        self._waiting: deque[tuple[str, Job]] = deque()
        self._thread: threading.Thread | None = None

    def standing(self) -> Standing:
        """How it stands now; an old outcome is forgotten."""
        with self._lock:
            now = self._standing
            if now.outcome and self._clock() - now.ended > OUTCOME_SECONDS:
                self._change(outcome=None, earlier=(), title="")
            return self._standing

    def start(self, title: str, job: Job) -> bool:
        """Begin, unless another is under way: then False."""
        with self._lock:
            if self._standing.running:
                return False
            self._begin(title, job)
        return True

    def start_or_wait(self, title: str, job: Job) -> bool:
        """Begin, or where another is under way once that is finished: then False."""
        with self._lock:
            if self._standing.running:
                self._waiting.append((title, job))
                return False
            self._begin(title, job)
        return True

    def dismiss(self) -> None:
        """Forget the outcome, and those before it."""
        with self._lock:
            if not self._standing.running:
                self._change(outcome=None, earlier=(), title="")

    def finish(self) -> None:
        """Wait for the job that is under way, and for those that wait for it."""
        while (thread := self._thread) and thread.is_alive():
            thread.join()

    def _begin(self, title: str, job: Job, earlier: tuple[Outcome, ...] = ()) -> None:
        self._change(title=title, running=True, progress=None, outcome=None, earlier=earlier)
        self._thread = threading.Thread(target=self._run, args=(job,), name="library", daemon=True)
        self._thread.start()

    def _run(self, job: Job) -> None:
        outcome = Outcome(
            "This stopped for a reason that is not known; the window that the server runs in tells more.", failed=True
        )
        try:
            outcome = job(self._report)
        except RagError as error:
            outcome = Outcome(str(error), failed=True)
        finally:  # anything else is a bug, and keeps its traceback
            with self._lock:
                self._change(running=False, outcome=outcome, ended=self._clock())
                if self._waiting:
                    self._begin(*self._waiting.popleft(), (*self._standing.earlier, outcome))

    def _report(self, progress: Progress) -> None:
        with self._lock:
            self._change(progress=progress)

    def _change(self, **values: object) -> None:
        self._standing = replace(self._standing, number=self._standing.number + 1, **values)  # type: ignore[arg-type]
