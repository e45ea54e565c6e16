"""The chat page without a pointer, in Chromium: asking, quotes one after the other, the way back, a verdict."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.chat_page import ChatPage

pytestmark = pytest.mark.browser

Visit = Callable[..., ChatPage]
SENATOR = "Which U.S. senator met the president of Kazakhstan?"


def test_everything_works_by_keyboard(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url)
    chat.page.wait_for_function("document.activeElement.tagName === 'TEXTAREA'")
    chat.page.keyboard.type(SENATOR)
    chat.page.keyboard.press("Enter")
    chat.finished(1)
    for _ in range(20):
        chat.page.keyboard.press("Shift+Tab")
        if chat.page.evaluate("document.activeElement.matches('button.mark')"):
            break
    target = chat.page.evaluate("document.activeElement.dataset.open")
    chat.page.keyboard.press("Enter")
    chat.shown(target)
    assert chat.quote_is_in_view()
    assert target == "1.2"
    for name, shown in (("← Quote 1", "1.1"), ("Quote 2 →", "1.2")):
        chat.panel.get_by_role("button", name=name).focus()
        chat.page.keyboard.press("Enter")
        chat.shown(shown)
    chat.page.keyboard.press("Escape")
    focused = "[document.activeElement.className, document.activeElement.dataset.open]"
    assert chat.page.evaluate(focused) == ["mark opened", "1.2"]
    back = chat.panel.get_by_role("button", name="← Back to the answer")
    width = "(button) => button.getBoundingClientRect().width"
    assert back.evaluate(width) == 1
    chat.panel.locator(".reader").focus()
    for _ in range(5):
        chat.page.keyboard.press("Shift+Tab")
        if back.evaluate("(button) => button === document.activeElement"):
            break
    assert back.evaluate(width) > 100
    chat.page.keyboard.press("Enter")
    assert chat.page.evaluate(focused) == ["mark opened", "1.2"]
    chat.newest.get_by_role("button", name="A good answer").focus()
    chat.page.keyboard.press("Enter")
    chat.page.wait_for_function("document.querySelector('#notice .told').innerText.startsWith('Kept: right.')")
    assert chat.newest.locator("[data-verdict='right']").get_attribute("aria-pressed") == "true"
