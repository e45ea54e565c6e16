"""What a browser asks of other addresses than this machine's: every request and every WebSocket of a context is looked at.

Knows nothing of what is on the pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

HERE = "127.0.0.1"
_FETCHES_NOTHING = {"data", "blob", "about"}


def note_outside(context: BrowserContext, seen: list[str], *, files: bool = False) -> None:
    """Add to `seen` whatever address a page of `context` asks for that is not here; with `files` those of the disk are."""
    at_hand = _FETCHES_NOTHING | ({"file"} if files else set())

    def note(url: str) -> None:
        address = urlsplit(url)
        if address.scheme not in at_hand and address.hostname != HERE:
            seen.append(url)

    def watch(page: Page) -> None:
        page.on("websocket", lambda socket: note(socket.url))

    context.on("request", lambda request: note(request.url))
    context.on("page", watch)
