"""That no test of the page could miss a request to another address: what notes them does, and every context is noted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.outside import note_outside

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

pytestmark = pytest.mark.browser

ANOTHER = "127.0.0.2:9"
"""Not where the pages are served, and no packet leaves the machine."""
ASK = """(address) => Promise.allSettled([
  fetch(`http://${address}/fetched`),
  new Promise((then) => { const image = new Image(); image.onerror = then; image.src = `http://${address}/image.png`; }),
  new Promise((then) => { new WebSocket(`ws://${address}/socket`).onerror = then; }),
  new Promise((then) => { new EventSource(`http://${address}/events`).onerror = then; }),
])"""


def test_a_request_and_a_socket_to_another_address_are_noted_in_every_page_of_a_context(chromium: Browser) -> None:
    seen: list[str] = []
    with chromium.new_context() as context:
        note_outside(context, seen)
        page = context.new_page()
        page.evaluate(ASK, ANOTHER)
        with page.expect_popup() as opened:
            page.evaluate("(address) => void window.open(`http://${address}/popup`)", ANOTHER)
        opened.value.close()
    assert sorted(seen) == sorted(
        [f"http://{ANOTHER}/{name}" for name in ("fetched", "image.png", "events", "popup")]
        + [f"ws://{ANOTHER}/socket"]
    )


def test_what_is_here_is_not_noted(new_context: Callable[..., BrowserContext], seeds_url: str) -> None:
    page = new_context().new_page()
    page.goto(seeds_url)
    page.evaluate("fetch('data:text/plain,told')")
    page.evaluate("fetch(URL.createObjectURL(new Blob(['told'])))")


def test_every_context_of_these_tests_is_made_where_it_is_noted() -> None:
    made = {path.name for path in Path(__file__).parent.glob("*.py") if ".new_context(" in path.read_text("utf-8")}
    assert made == {"conftest.py", Path(__file__).name}
