"""Short answers, partial answers and near articles, seen in Chromium."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.browser.chat_page import ChatPage, read
from tests.browser.decorated import TUNNEL
from ui.words import age

pytestmark = pytest.mark.browser

Visit = Callable[..., ChatPage]
COST = "What did the harbour bridge cost?"
TOO = "What did the harbour bridge and the tunnel cost?"
NOBODY = "Who won the Champions League?"
TEXTS = (".short", ".missing b", ".missing li", ".claims", ".about", ".card .quote", ".card .quote b", "mark.quoted b")


def test_short_partial_and_near_articles_can_be_read(visit: Visit, decorated_url: str) -> None:
    """Each is there, once, and 4.5:1 on its ground; pictures to look at."""
    chat = visit(decorated_url)
    chat.ask(COST)
    assert chat.newest.locator(".claim").first.inner_text().startswith("312 million crowns. ")
    assert int(chat.page.evaluate("getComputedStyle(document.querySelector('.short')).fontWeight")) >= 600
    mark = chat.newest.locator("button.mark").first
    assert mark.get_attribute("aria-label") == "Quote 1: Harbour bridge opens · The Harbour Herald, 4 May 2024"
    chat.open(mark)
    assert chat.panel.locator("mark.quoted b").inner_text() == "312 million crowns"
    assert "312 million crowns" in chat.quoted()
    chat.looks("short")

    chat.ask(TOO)
    left_open = chat.newest.locator(".missing")
    assert left_open.inner_text().split("\n") == ["Not covered:", TUNNEL]
    assert chat.newest.inner_text().count(TUNNEL) == 1
    chat.looks("partial-decorated")

    chat.ask(NOBODY)
    near = chat.newest.locator(".listed")
    assert near.count() == 3
    assert near.locator(".about").count() == 3
    assert chat.newest.locator(".mark, .card, .claims").count() == 0
    chat.looks("not-found", texts=TEXTS)


def test_articles_that_disagree_are_set_side_by_side_and_each_can_be_asked_alone(
    visit: Visit, otherwise_url: str
) -> None:
    chat = visit(otherwise_url)
    chat.ask("How many people did the fire at the Harwick mill kill?")
    box = chat.newest.get_by_role("region", name="The articles disagree")
    assert box.locator(".side b").all_inner_texts() == ["15 people", "12 people"]
    assert [read(facts) for facts in box.locator(".side .facts").all_inner_texts()] == [
        "Coast Wire · 4 May 2024",
        "The Harbour Herald · 4 May 2024",
    ]
    assert chat.newest.locator(".note").count() == 0
    chat.looks("disagreement")
    chat.open(box.locator(".side").first)
    assert chat.quoted() == "The fire at the Harwick mill killed 15 people on Friday night, the police said."
    box.get_by_role("button", name="Ask only The Harbour Herald").click()
    chat.finished(2)
    assert chat.newest.locator(".claims").inner_text().startswith("12. The fire at the Harwick mill killed 12 people")
    assert chat.newest.locator(".contrast").count() == 0
    assert chat.chips == ["Published by The Harbour Herald · set by you"]


def test_a_newer_report_is_told_opened_and_asked_and_what_is_restricted_can_be_widened(
    visit: Visit, otherwise_url: str
) -> None:
    chat = visit(otherwise_url)
    chat.ask("How many miners were killed in the blast at the Tarn mine?")
    assert "At least 12 miners" in chat.newest.locator(".claims").inner_text()
    box = chat.newest.get_by_role("region", name="A newer report says otherwise")
    assert box.locator(".side b").all_inner_texts() == ["at least 12 miners were killed", "17 miners"]
    chat.looks("older-report")
    chat.open(box.locator(".side").last)
    assert "killed 17 miners" in chat.panel.inner_text()
    box.get_by_role("button", name="Ask from 4 May 2024 on").click()
    chat.finished(2)
    assert chat.newest.locator(".claims").inner_text().startswith("17")
    assert chat.newest.locator(".contrast").count() == 0
    box = chat.page.locator("#past").get_by_role("region", name="A newer report says otherwise")
    box.get_by_role("button", name="Ask only Evening Lamp").click()
    chat.finished(3)
    chat.press("Edit question")
    chat.newest.locator("input[data-reask]").fill("How many people did the fire at the Harwick mill kill?")
    chat.newest.locator("input[data-reask]").press("Enter")
    chat.finished(4)
    assert chat.newest.locator(".answer.not-found").count() == 1
    chat.press("Ask all articles")
    chat.finished(5)
    assert chat.newest.get_by_role("region", name="The articles disagree").count() == 1
    assert chat.chips == []


def test_the_part_of_a_question_that_nothing_was_found_for_can_be_put_by_itself(
    visit: Visit, otherwise_url: str
) -> None:
    chat = visit(otherwise_url)
    open_part = "How many miners were killed according to Evening Lamp?"
    chat.ask(
        "How many people did the fire at the Harwick mill kill according to Coast Wire, and "
        + open_part.replace("H", "h", 1)
    )
    assert chat.newest.locator(".answer.partial").count() == 1
    assert open_part[1:] in chat.newest.locator(".missing").inner_text()
    chat.looks("partial")
    chat.press("Change the question")
    assert chat.newest.locator("input[data-reask]").is_visible()
    chat.press(f"Ask: {open_part}")
    chat.finished(2)
    assert chat.newest.locator(".asked").inner_text() == open_part
    assert "killed 17 miners" in chat.newest.locator(".claims").inner_text()


def test_age_and_guessed_day_are_told_and_the_original_is_opened_only_by_a_press(
    visit: Visit, otherwise_url: str
) -> None:
    chat = visit(otherwise_url)
    asked: list[tuple[str, bool]] = []
    chat.page.context.on("request", lambda request: asked.append((request.url, "referer" in request.headers)))
    chat.ask("Who bought the old ferry of Selby?")
    facts = chat.newest.locator(".card .facts").first
    old = age(dt.date(2024, 6, 2), dt.datetime.now().astimezone().date())
    assert read(facts.inner_text()) == f"2 June 2024 date guessed, taken from the file name · {old}"
    chat.open(chat.newest.locator("button.mark").first)
    assert "2 June 2024 date guessed, taken from the file name · by Mara Quill" in read(chat.panel.inner_text())
    original = chat.panel.get_by_role("link", name="Open original")
    original.hover()
    address = original.get_attribute("href")
    assert address == "http://127.0.0.1:9/ferry"
    assert [one for one in asked if one[0] == address] == []
    with chat.page.expect_popup() as opened:
        original.click()
    opened.value.wait_for_load_state()
    assert [one for one in asked if one[0] == address] == [(address, False)], "asked once, and not told who reads it"
    assert opened.value.evaluate("window.opener") is None
    assert chat.page.url.startswith(otherwise_url)
