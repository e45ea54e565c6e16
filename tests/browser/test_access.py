"""A page with a password behind a proxy's path, in Chromium: coming in, being told to wait, going out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.accessibility import serious
from tests.browser.chat_page import ARTIFACTS, ChatPage
from tests.browser.conftest import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.browser

Visit = Callable[..., ChatPage]
SENATOR = "Which U.S. senator met the president of Kazakhstan?"


def test_whoever_has_the_password_comes_in_asks_below_the_path_and_goes_out(visit: Visit, private_url: str) -> None:
    chat = visit(private_url, password=PASSWORD)
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    chat.ask(SENATOR)
    assert "Steve Daines" in chat.newest.inner_text()
    chat.open(chat.newest.locator(".mark").first)
    assert "Daines" in chat.quoted()
    assert [path for path in asked if not path.startswith("/articles/")] == []
    chat.picture("private-page")
    chat.page.get_by_role("link", name="Log out").click()
    chat.page.wait_for_selector("input[type=password]")
    assert chat.page.context.cookies() == []
    chat.errors.clear()  # what the page was listening to has ended


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_wrong_password_is_told_and_opens_nothing(
    new_context: Callable[..., BrowserContext], private_url: str, scheme: str
) -> None:
    context = new_context(viewport={"width": 390, "height": 700}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{private_url}login")
    page.get_by_label("Password or token").fill("wrong")
    page.get_by_label("Password or token").press("Enter")
    page.wait_for_selector("[role=alert]")
    assert page.locator("[role=alert]").inner_text() == "That is not the password."
    assert serious(page) == []
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"password-{scheme}.png")
    assert context.cookies() == []
    refused = page.goto(private_url)
    assert refused is not None
    assert refused.status == 401


def test_one_person_asks_three_questions_a_minute_however_often_they_come_in_and_another_is_not_kept_from_it(
    visit: Visit, private_url: str
) -> None:
    """The proxy in front of the page tells their addresses."""
    chat = visit(private_url, password=PASSWORD, address="203.0.113.7")
    for _ in range(3):
        chat.ask(SENATOR)
    chat.ask("One more?")
    assert "more questions in a minute than one person may ask here. Ask again in" in chat.newest.inner_text()
    assert chat.box.input_value() == "One more?"
    again = visit(private_url, password=PASSWORD, address="203.0.113.7")
    again.ask("One more?")
    assert "more questions in a minute than one person may ask here." in again.newest.inner_text()
    another = visit(private_url, password=PASSWORD, address="203.0.113.8")
    another.ask(SENATOR)
    assert "Steve Daines" in another.newest.inner_text()


def test_a_session_that_ended_asks_for_the_password_again(visit: Visit, private_url: str) -> None:
    chat = visit(private_url, password=PASSWORD)
    # Begun before, for the page may go at any moment once it is refused something.
    chat.page.evaluate("void setInterval(() => void fetch('./config').catch(() => undefined), 200)")
    chat.page.context.clear_cookies()
    chat.page.wait_for_selector("input[type=password]")
    chat.come_in(PASSWORD)
    chat.page.wait_for_selector(".welcome")
    assert any("401" in error for error in chat.errors)
    chat.errors.clear()
