"""A page and the interface for programs on one port, told apart by the path. Knows paths; what stands behind, it does not."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from ui.api.application import is_for_programs
from ui.serving.requests import without_prefix


class Beside:
    """An ASGI application that hands each request to the page or to the interface."""

    def __init__(self, page: ASGIApp, for_programs: ASGIApp, *, root_path: str = "") -> None:
        self._page = page
        self._for_programs = for_programs
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["type"] == "http" and is_for_programs(without_prefix(scope, self._root_path)["path"])
        await (self._for_programs if asked else self._page)(scope, receive, send)
