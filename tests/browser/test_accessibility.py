"""No serious fault by the axe rules (WCAG 2.2, A and AA), in the states below: light, dark, on a phone and at 200 %."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import PASSWORD
from tests.browser.library_page import LibraryPage

pytestmark = pytest.mark.browser

Visit = Callable[..., ChatPage]
COST = "What did the harbour bridge cost?"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (standards) => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: standards}, resultTypes: ['violations']});
  return found.violations.map(({id, impact, help, nodes}) => ({
    id, impact, help, nodes: nodes.map((node) => node.html.slice(0, 300) + ' | ' + node.failureSummary),
  }));
}"""


def faults(chat: ChatPage) -> list[dict[str, Any]]:
    """What axe finds on the page as it is now."""
    page = chat.page
    if not page.evaluate("'axe' in window"):
        page.evaluate(resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    page.wait_for_timeout(200)  # colours change gently
    found: list[dict[str, Any]] = page.evaluate(RUN, STANDARDS)
    return found


def serious(chat: ChatPage) -> list[dict[str, Any]]:
    return [fault for fault in faults(chat) if fault["impact"] in ("serious", "critical")]


def states(chat: ChatPage) -> Iterator[str]:
    """Bring the page into one state after another."""
    yield "welcome"
    chat.ask(COST)
    yield "answered"
    chat.open(chat.newest.locator(".mark").first)
    yield "article open"
    chat.newest.locator(".explained summary").click()
    yield "explained"
    chat.newest.locator("[data-unfold]").click()
    yield "reasons of a verdict"
    chat.press("Edit question")
    yield "question being edited"
    chat.scope.click()
    chat.set_scope(since="nonsense")
    chat.page.wait_for_selector("#scope-notice .wrong")
    yield "scope with a fault"
    chat.set_scope(since="")
    chat.ask("What did the harbour bridge and the tunnel cost in 2024?")
    yield "partial, with chips"
    chat.ask("Who won the Champions League?")
    yield "not found"
    chat.ask("x" * 2_001)
    yield "refused"
    chat.open_drawer()
    chat.page.locator("#drawer .does button").first.click()
    yield "drawer of conversations, a name being changed"


@pytest.mark.parametrize(
    ("theme", "width", "height"),
    [("light", 1280, 800), ("dark", 1280, 800), ("light", 390, 844), ("dark", 640, 400)],
    ids=["light", "dark", "phone", "200 % of 1280 by 800, dark"],
)
def test_no_state_of_the_page_has_a_serious_fault(
    visit: Visit, decorated_url: str, theme: str, width: int, height: int
) -> None:
    chat = visit(decorated_url, theme=theme, width=width, height=height)
    for state in states(chat):
        assert serious(chat) == [], state
        assert chat.page.evaluate("document.documentElement.scrollWidth") <= width, state


def test_an_answer_on_its_way_has_no_serious_fault(visit: Visit, hesitant_url: str) -> None:
    chat = visit(hesitant_url)
    chat.box.fill(COST)
    chat.box.press("Enter")
    chat.page.wait_for_selector("#newest .answer.running .stage")
    assert serious(chat) == []


def test_the_form_for_a_password_has_no_fault_at_all(visit: Visit, private_url: str) -> None:
    chat = visit(private_url, password=PASSWORD)
    chat.page.get_by_role("link", name="Log out").click()
    chat.page.wait_for_selector("input[type=password]")
    assert faults(chat) == []
    chat.errors.clear()  # what the page was listening to has ended


@pytest.mark.parametrize(
    ("theme", "width", "height"), [("light", 1280, 800), ("dark", 390, 844)], ids=["light", "phone, dark"]
)
def test_no_part_of_the_articles_tab_has_a_serious_fault(
    visit: Visit, town: tuple[str, Path], theme: str, width: int, height: int
) -> None:
    library = LibraryPage(visit(town[0], theme=theme, width=width, height=height))
    library.page.wait_for_selector("#found .listed")
    library.read("Toll on the bridge")
    library.press("Remove from the index")
    library.page.wait_for_selector("#confirm .confirm")
    assert serious(library.chat) == [], "browsing, reading, being asked"
    library.drop({"song.mp3": "la", "photo.txt": "\x89PNG\r\n\x1a\n"})
    library.outcome("2 files")
    assert serious(library.chat) == [], "files that were not taken"
    library.press("Close")
    library.part("Index")
    library.page.wait_for_selector("#about dl")
    assert serious(library.chat) == [], "facts"
