"""No serious fault by the axe rules (WCAG 2.2, A and AA) in the states below; `ChatPage.looks` is called in other tests for theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.accessibility import faults
from tests.browser.chat_page import ChatPage
from tests.browser.conftest import PASSWORD
from tests.browser.library_page import LibraryPage

pytestmark = pytest.mark.browser

Visit = Callable[..., ChatPage]
COST = "What did the harbour bridge cost?"


def states(chat: ChatPage) -> Iterator[str]:
    """Bring the page into one state after another."""
    yield "welcome"
    chat.ask(COST)
    yield "answered"
    chat.open(chat.newest.locator(".mark").first)
    yield "article"
    chat.newest.locator(".explained summary").click()
    yield "explained"
    chat.newest.locator("[data-unfold]").click()
    yield "verdict-reasons"
    chat.press("Edit question")
    yield "question-edited"
    chat.scope.click()
    chat.set_scope(since="nonsense")
    chat.page.wait_for_selector("#scope-notice .wrong")
    yield "scope-fault"
    chat.set_scope(since="")
    chat.ask("What did the harbour bridge and the tunnel cost in 2024?")
    yield "partial-chips"
    chat.ask("Who won the Champions League?")
    yield "not-found-shelf"
    chat.ask("x" * 2_001)
    yield "refused"
    chat.open_drawer()
    chat.page.locator("#drawer .row").first.hover()
    chat.page.locator("#drawer .does button").first.click()
    yield "drawer"


def test_no_state_of_the_page_has_a_serious_fault(visit: Visit, decorated_url: str) -> None:
    chat = visit(decorated_url)
    for state in states(chat):
        chat.looks(state)


def test_the_form_for_a_password_has_no_fault_at_all(visit: Visit, private_url: str) -> None:
    chat = visit(private_url, password=PASSWORD)
    chat.page.get_by_role("link", name="Log out").click()
    chat.page.wait_for_selector("input[type=password]")
    assert faults(chat.page) == []
    chat.errors.clear()  # what the page was listening to has ended


def test_no_part_of_the_articles_tab_has_a_serious_fault(visit: Visit, town: tuple[str, Path]) -> None:
    library = LibraryPage(visit(town[0]))
    library.page.wait_for_selector("#found .listed")
    library.read("Toll on the bridge")
    library.press("Remove from the index")
    library.page.wait_for_selector("#confirm .confirm")
    library.chat.looks("articles-removal")
    library.drop({"song.mp3": "la", "photo.txt": "\x89PNG\r\n\x1a\n"})
    library.outcome("2 files")
    library.chat.looks("articles-not-taken")
    library.press("Close")
    library.part("Index")
    library.page.wait_for_selector("#about dl")
    library.chat.looks("articles-index")
