"""How many answers are on their way, of everybody on the page, and how a page asks whether it waits for others.

Knows HTTP (Starlette); knows nothing of what they answer.
"""

from __future__ import annotations

import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PATH = "/waiting"
ANSWERS_AT_ONCE = 4


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


def tell_waiting(app: Any, running: Running) -> None:
    """Let `app` (Starlette, or FastAPI) answer at `PATH` with "others" while a question that has not begun waits for others, else with ""."""
    from starlette.responses import PlainTextResponse

    def waiting(_: Request) -> Response:
        told = "others" if running.count >= ANSWERS_AT_ONCE else ""
        return PlainTextResponse(told, headers={"Cache-Control": "no-store"})

    app.add_route(PATH, waiting, methods=["GET"])
