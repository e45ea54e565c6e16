"""What a browser asks of other addresses than this machine's: every request and every WebSocket of a context is looked at.

Knows nothing of what is on the pages.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

HERE = "127.0.0.1"
_FETCHES_NOTHING = {"data", "blob", "about"}


def note_outside(context: BrowserContext, seen: list[str], *, here: str = HERE, files: bool = False) -> None:
    """Add to `seen` whatever address a page of `context` asks for that is not `here`; with `files` those of the disk are.

    `here` is an address of this machine alone.
    """
    assert ip_address(here).is_loopback, f"{here} is reached by others"
    at_hand = _FETCHES_NOTHING | ({"file"} if files else set())

    def note(url: str) -> None:
        address = urlsplit(url)
        if address.scheme not in at_hand and address.hostname != here:
            seen.append(url)

    def watch(page: Page) -> None:
        page.on("websocket", lambda socket: note(socket.url))

    context.on("request", lambda request: note(request.url))
    context.on("page", watch)
