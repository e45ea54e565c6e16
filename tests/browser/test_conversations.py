"""Conversations on the page, in Chromium: several, kept, found again, renamed, deleted, saved; and nobody else's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.chat_page import ChatPage, read

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.browser

# Keeps what the page says while there is no program, beyond its loading itself again.
Visit = Callable[..., ChatPage]
SENATOR = "Which U.S. senator met the president of Kazakhstan?"
NULAND = "What did Victoria Nuland discuss?"
COST = "What did the harbour bridge cost?"
SAILORS = "What do the sailors of the ferry ask for?"


def test_two_conversations_keep_their_answers_quotes_and_verdicts_across_a_reload(visit: Visit, news_url: str) -> None:
    chat = visit(news_url)
    chat.ask(COST)
    chat.press("A good answer")
    quotes = chat.newest.locator(".card .quote").all_text_contents()
    chat.page.locator("#fresh").click()
    chat.page.wait_for_selector("#newest .welcome")
    chat.ask(SAILORS)
    chat.open_drawer()
    chat.listed(SAILORS, COST)
    chat.reload()
    chat.finished(1)
    assert chat.newest.locator(".asked").inner_text() == SAILORS
    assert chat.conversation(SAILORS).locator("[data-go]").get_attribute("aria-current") == "true"
    assert chat.newest.locator("[data-verdict='right']").get_attribute("aria-pressed") == "false"
    chat.conversation(COST).locator("[data-go]").click()
    chat.page.wait_for_function(f"document.querySelector('#newest .asked')?.innerText === {json.dumps(COST)}")
    chat.page.wait_for_selector("#newest [data-verdict='right'][aria-pressed='true']")
    chat.open(chat.newest.locator("button.mark").first)
    assert chat.quoted() == quotes[0]
    chat.ask("And who opened it?")
    assert chat.exchanges == 2
    assert chat.newest.locator(".wording .words").inner_text() == "Who opened the harbour bridge?"
    chat.listed(COST, SAILORS)
    chat.open(chat.page.locator("#past button.mark").first)
    assert chat.quoted() == quotes[0]
    assert chat.page.locator("#past [data-verdict='right']").get_attribute("aria-pressed") == "true"


def test_a_conversation_is_renamed_in_place_found_by_its_words_deleted_and_brought_back(
    visit: Visit, news_url: str
) -> None:
    chat = visit(news_url)
    for question in (COST, SAILORS):
        chat.ask(question)
        chat.page.locator("#fresh").click()
        chat.page.wait_for_selector("#newest .welcome")
    chat.page.locator("#conversations").press("Enter")
    chat.listed(SAILORS, COST)
    search = chat.page.get_by_label("Search names, questions and answers")
    assert search.evaluate("(field) => field === document.activeElement")
    chat.conversation(COST).locator("[data-go]").focus()
    chat.page.keyboard.press("Tab")
    chat.page.keyboard.press("Enter")
    field = chat.page.locator("#drawer .renaming:visible")
    assert field.input_value() == COST
    field.fill("The <b>bridge</b>")
    field.press("Enter")
    chat.listed(SAILORS, "The <b>bridge</b>")
    search.fill("312 MILLION")
    chat.listed("The <b>bridge</b>")
    search.fill("zebra")
    chat.page.get_by_text("No conversation has the words “zebra”.").wait_for()
    search.fill("")
    chat.listed(SAILORS, "The <b>bridge</b>")
    chat.conversation(SAILORS).hover()
    chat.page.get_by_role("button", name=f"Delete “{SAILORS}”").click()
    chat.listed("The <b>bridge</b>")
    chat.page.get_by_role("button", name="Undo").click()
    chat.listed(SAILORS, "The <b>bridge</b>")
    chat.conversation(SAILORS).locator("[data-go]").click()
    chat.finished(1)
    chat.page.get_by_role("button", name=f"Delete “{SAILORS}”").click()
    chat.page.wait_for_selector("#newest .welcome")
    chat.listed("The <b>bridge</b>")
    chat.page.keyboard.press("Escape")
    chat.reload()
    chat.page.wait_for_selector("#newest .welcome")
    chat.open_drawer()
    chat.listed("The <b>bridge</b>")


def test_another_person_sees_nothing_and_two_tabs_lose_nothing(visit: Visit, news_url: str) -> None:
    chat = visit(news_url)
    chat.ask(COST)
    other = visit(news_url)
    other.open_drawer()
    other.page.get_by_text("None yet. A question begins one.").wait_for()
    shown = chat.page.evaluate("sessionStorage.getItem('article-rag.conversation')")
    other.page.evaluate("(shown) => sessionStorage.setItem('article-rag.conversation', shown)", shown)
    other.reload()
    assert other.exchanges == 0
    tab = chat.another_tab()
    tab.open_drawer()
    tab.conversation(COST).locator("[data-go]").click()
    tab.finished(1)
    tab.ask(SAILORS)
    chat.box.fill("Who cut the ribbon of the harbour bridge?")
    chat.box.press("Enter")
    chat.finished(3)
    asked = [COST, SAILORS, "Who cut the ribbon of the harbour bridge?"]
    assert chat.page.locator(".exchange .asked").all_inner_texts() == asked
    tab.reload()
    tab.finished(3)
    assert tab.page.locator(".exchange .asked").all_inner_texts() == asked
    assert tab.errors == []


def test_an_answer_is_interrupted_by_a_reload_and_can_be_asked_again(visit: Visit, hesitant_url: str) -> None:
    chat = visit(hesitant_url)
    chat.box.fill(SENATOR)
    chat.box.press("Enter")
    chat.page.wait_for_selector("#newest .answer.running .pulse")
    chat.reload()
    chat.page.wait_for_selector("#newest #exchange-1 .answer.failed")
    assert "This answer was interrupted. Ask again." in chat.newest.inner_text()
    chat.looks("interrupted")
    chat.press("Ask again")
    chat.finished(2)
    assert "Steve Daines" in chat.newest.inner_text()


def test_a_new_chat_in_mid_answer_stays_new_and_the_one_before_is_interrupted(visit: Visit, hesitant_url: str) -> None:
    chat = visit(hesitant_url)
    chat.ask(SENATOR)
    chat.open_drawer()
    chat.box.fill(NULAND)
    chat.box.press("Enter")
    chat.page.wait_for_selector("#newest #exchange-2 .answer.running .pulse")
    chat.page.locator("#fresh").click()
    chat.page.wait_for_selector("#newest .welcome")
    chat.page.wait_for_timeout(2_500)
    assert chat.exchanges == 0, "a step of the answer that was left came back"
    chat.conversation(SENATOR).locator("[data-go]").click()
    chat.page.wait_for_selector("#newest #exchange-2 .answer.failed")
    assert "This answer was interrupted. Ask again." in chat.newest.inner_text()
    assert chat.page.locator("#past .asked").inner_text() == SENATOR


def test_a_server_that_is_killed_in_mid_answer_goes_on_where_it_was(
    mortal: tuple[str, Callable[[Callable[[], None]], None]], visit: Visit
) -> None:
    url, kill_and_start = mortal
    chat = visit(url)
    chat.ask(NULAND)
    chat.box.fill(SENATOR)
    chat.box.press("Enter")
    chat.page.wait_for_selector("#newest #exchange-2 .answer.running .pulse")

    def told_that_it_is_gone() -> None:
        chat.page.locator("#notice", has_text="The program behind this page does not answer.").wait_for()
        assert chat.newest.locator(".stage .words").text_content() == "this answer was cut off"

    kill_and_start(told_that_it_is_gone)  # then the page notices that there is a program again, and loads itself anew
    chat.page.wait_for_selector("#newest #exchange-2 .answer.failed")
    assert chat.page.locator("#past .asked").inner_text() == NULAND
    chat.open(chat.page.locator("#past button.mark").first)
    assert chat.quoted() == chat.page.locator("#past .card .quote").first.text_content()
    chat.press("Ask again")
    chat.finished(3)
    assert "Steve Daines" in chat.newest.inner_text()
    # While there was no server the browser said so.
    chat.errors[:] = [
        error for error in chat.errors if not re.search("net::ERR|[Nn]etwork ?[Ee]rror|errored out", error)
    ]


def test_a_conversation_is_saved_as_three_files_and_the_page_needs_nothing_else(
    visit: Visit, new_context: Callable[..., BrowserContext], news_url: str, tmp_path: Path
) -> None:
    chat = visit(news_url)
    chat.ask(COST)
    chat.ask("How long do you boil an egg?")
    quotes = chat.page.locator("#past .card .quote").all_text_contents()
    chat.open_drawer()
    files = {}
    for name, ending in (("Markdown", "md"), ("JSON", "json"), ("Web page", "html")):
        with chat.page.expect_download() as saving:
            chat.page.locator("#drawer").get_by_role("button", name=name).click()
        assert saving.value.suggested_filename == f"What-did-the-harbour-bridge-cost.{ending}"
        files[ending] = tmp_path / saving.value.suggested_filename
        saving.value.save_as(files[ending])
    told = json.loads(files["json"].read_text("utf-8"))
    assert [one["status"] for one in told["exchanges"]] == ["answered", "not_found"]
    assert [one["quote"] for one in told["exchanges"][0]["answer"]["citations"]] == quotes
    assert "Harbour bridge opens" in files["md"].read_text("utf-8")
    context = new_context(java_script_enabled=False, files=True)
    requests: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    page = context.new_page()
    page.goto(files["html"].as_uri())
    mark = page.locator("a.mark").first
    mark.click()
    target = page.locator(str(mark.get_attribute("href")))
    assert target.locator("blockquote").inner_text() == quotes[0]
    assert target.evaluate("(item) => item.matches(':target')")
    assert "The articles do not hold an answer to this question." in page.locator("#answer-2").inner_text()
    assert requests == [files["html"].as_uri()]


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
def test_the_drawer_can_be_read_and_fits(visit: Visit, news_url: str, theme: str, width: int) -> None:
    chat = visit(news_url, theme=theme, width=width, height=844)
    chat.ask(COST)
    chat.page.locator("#fresh").click()
    chat.page.wait_for_selector("#newest .welcome")
    chat.ask(SAILORS)
    assert not chat.page.locator("#drawer").is_visible()
    chat.open_drawer()
    chat.listed(SAILORS, COST)
    chat.conversation(COST).hover()
    for selector in ("#drawer .name", "#drawer .facts", "#drawer .act", "#drawer .hint"):
        assert chat.contrast(selector) >= 4.5, selector
    assert chat.page.evaluate("document.documentElement.scrollWidth") == width
    assert read(chat.page.locator("#drawer .facts").first.inner_text()) == "today · 1 question"
    chat.picture(f"conversations-{theme}-{width}")
    if width < 500:
        chat.conversation(COST).locator("[data-go]").click()
        chat.page.wait_for_function(f"document.querySelector('#newest .asked')?.innerText === {json.dumps(COST)}")
        assert not chat.page.locator("#drawer").is_visible()
