"""By which an open page notices that something changed: one short word, asked for now and then.

Decision: a route of its own instead of a Gradio event every few seconds. It is a hundredth of the work, and a page that is
left while it asks shows no error. Knows HTTP (Starlette) and the desk.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from ui.library.desk import LibraryDesk

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PATH = "/standing"


def tell_standing(app: Any, desk: LibraryDesk) -> None:
    """Let `app` (Starlette, or FastAPI) answer at `PATH` with a word that is another after every change."""
    from starlette.responses import PlainTextResponse

    def standing(_: Request) -> Response:
        state = desk.library.standing()
        told = f"{state.generation} {state.writer} {desk.work.standing().number}"
        return PlainTextResponse(hashlib.sha256(told.encode()).hexdigest()[:16], headers={"Cache-Control": "no-store"})

    app.add_route(PATH, standing, methods=["GET"])
