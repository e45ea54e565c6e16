"""The page that describes the interface for programs, in Chromium below a proxy's path: all of it is served here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser.chat_page import ARTIFACTS
from tests.ui.api.program import Held, follows, served
from ui.api.application import application
from ui.api.gate import ApiGate
from ui.serving.door import Door

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.browser

ROOT_PATH = "/news"


def test_the_description_is_drawn_without_anything_from_elsewhere(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(viewport={"width": 1280, "height": 800}).new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("response", lambda response: told.append(response.url) if response.status >= 400 else None)
    held = Held()
    held.go.set()
    ARTIFACTS.mkdir(exist_ok=True)
    app = application(follows(held), root_path=ROOT_PATH)
    with served(ApiGate(app, Door(), root_path=ROOT_PATH)) as port:
        page.goto(f"http://127.0.0.1:{port}{ROOT_PATH}/docs")
        routes = page.locator(".opblock-summary-path")
        routes.first.wait_for()
        assert {"/v1/ask", "/v1/ask/stream", "/v1/search", "/healthz"} <= set(routes.all_inner_texts())
        ask = page.locator(".opblock", has=page.locator("[data-path='/v1/ask']"))
        ask.locator(".opblock-summary-control").first.click()
        ask.get_by_role("button", name="Try it out").click()
        ask.locator("textarea").fill('{"question": "What happened to the harbour of Aktau?"}')
        ask.get_by_role("button", name="Execute").click()
        ask.locator(".live-responses-table .response-col_status", has_text="200").wait_for()
        assert "The harbour of Aktau closed on Monday." in ask.locator(".live-responses-table").inner_text()
        page.screenshot(path=ARTIFACTS / "description.png", full_page=True)
    assert told == []
