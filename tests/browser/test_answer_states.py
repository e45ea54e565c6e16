"""Short answers, partial answers and near articles, seen in Chromium."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.chat_page import ChatPage
from tests.browser.decorated import TUNNEL

pytestmark = pytest.mark.browser

Visit = Callable[..., ChatPage]
COST = "What did the harbour bridge cost?"
TOO = "What did the harbour bridge and the tunnel cost?"
NOBODY = "Who won the Champions League?"
TEXTS = (".short", ".missing b", ".missing li", ".claims", ".about", ".card .quote", ".card .quote b", "mark.quoted b")


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
def test_short_partial_and_near_articles_can_be_read(visit: Visit, decorated_url: str, theme: str, width: int) -> None:
    """Each is there, once, and 4.5:1 on its ground; pictures to look at."""
    chat = visit(decorated_url, theme=theme, width=width, height=844)
    chat.ask(COST)
    assert chat.newest.locator(".claim").first.inner_text().startswith("312 million crowns. ")
    assert int(chat.page.evaluate("getComputedStyle(document.querySelector('.short')).fontWeight")) >= 600
    mark = chat.newest.locator("button.mark").first
    assert mark.get_attribute("aria-label") == "Quote 1: Harbour bridge opens · The Harbour Herald, 4 May 2024"
    chat.open(mark)
    assert chat.panel.locator("mark.quoted b").inner_text() == "312 million crowns"
    assert "312 million crowns" in chat.quoted()
    chat.picture(f"short-{theme}-{width}", full_page=width < 500)

    chat.ask(TOO)
    left_open = chat.newest.locator(".missing")
    assert left_open.inner_text().split("\n") == ["Not covered:", TUNNEL]
    assert chat.newest.inner_text().count(TUNNEL) == 1
    chat.picture(f"partial-{theme}-{width}", full_page=width < 500)

    chat.ask(NOBODY)
    near = chat.newest.locator(".listed")
    assert near.count() == 3
    assert near.locator(".about").count() == 3
    assert chat.newest.locator(".mark, .card, .claims").count() == 0
    chat.picture(f"nearest-{theme}-{width}", full_page=width < 500)
    chat.page.evaluate("document.getElementById('talk').scrollTop = 0")
    for selector in TEXTS:
        assert chat.contrast(selector) >= 4.5, selector
    assert chat.page.evaluate("document.documentElement.scrollWidth") == width
