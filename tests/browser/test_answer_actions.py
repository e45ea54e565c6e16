"""What can be done with an answer on the page, in Chromium: copied, stopped, asked again, changed, taken back, judged."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.feedback.store import FeedbackStore
from tests.browser.chat_page import ChatPage

pytestmark = pytest.mark.browser

Visit = Callable[..., ChatPage]
SENATOR = "Which U.S. senator met the president of Kazakhstan?"
NULAND = "What did Victoria Nuland discuss?"
COST = "What did the harbour bridge cost?"
BRIDGE = "What was said about the harbour bridge?"


def test_an_answer_is_copied_with_and_without_its_sources(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url)
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.ask(SENATOR)
    chat.press("Copy")
    chat.page.wait_for_function("document.querySelector('#notice .told').innerText === 'Copied.'")
    plain = chat.page.evaluate("navigator.clipboard.readText()")
    assert "Steve Daines" in plain
    assert "[1]" not in plain
    chat.press("Copy with sources")
    cited = chat.page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"\[1\].*\n\n\[1\] .*000_3ab0e8836c8fea17\.txt", cited, re.DOTALL)

    # A page that others see over HTTP has no Clipboard API.
    chat.page.evaluate("Object.defineProperty(navigator.clipboard, 'writeText', {value: undefined})")
    button = chat.newest.get_by_role("button", name="Copy", exact=True)
    button.focus()
    chat.page.keyboard.press("Enter")
    assert chat.page.evaluate("navigator.clipboard.readText()") == plain
    assert button.evaluate("(button) => button === document.activeElement")
    assert chat.page.locator("body > textarea").count() == 0


def test_an_answer_can_be_stopped_and_the_next_question_asked_at_once(visit: Visit, hesitant_url: str) -> None:
    chat = visit(hesitant_url)
    chat.box.fill(SENATOR)
    chat.box.press("Enter")
    chat.page.wait_for_selector("#newest .answer.running .pulse")
    chat.press("Stop")
    chat.page.wait_for_selector("#newest #exchange-1 .answer.failed")
    chat.ask(NULAND)
    assert "Nuland" in chat.newest.locator(".claims").inner_text()
    assert "Stopped before the answer was finished." in chat.page.locator("#past #exchange-1").inner_text()
    chat.box.fill(SENATOR)
    chat.box.press("Enter")
    chat.page.wait_for_selector("#newest #exchange-3 .answer.running .pulse")
    chat.press("Stop")
    chat.page.wait_for_selector("#newest #exchange-3 .answer.failed")
    chat.press("Ask again")
    chat.finished(4)
    assert "Steve Daines" in chat.newest.inner_text()
    chat.press("Ask again")
    chat.page.wait_for_selector("#newest #exchange-5 .answer.running .pulse")
    chat.press("Stop")
    chat.page.wait_for_selector("#newest #exchange-5 .answer.failed")
    chat.page.wait_for_timeout(2_500)
    assert chat.newest.locator(".answer.failed").count() == 1, "a step of the stopped answer came back"


def test_a_question_is_asked_again_and_changed_in_its_place(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url)
    chat.ask(SENATOR)
    chat.press("Ask again")
    chat.finished(2)
    assert chat.newest.locator(".asked").inner_text() == SENATOR
    chat.press("Edit question")
    field = chat.newest.locator("input[data-reask]")
    assert field.input_value() == SENATOR
    field.fill(NULAND)
    field.press("Enter")
    chat.finished(3)
    assert chat.newest.locator(".asked").inner_text() == NULAND
    assert "Nuland" in chat.newest.locator(".claims").inner_text()


def test_the_newest_question_is_taken_back_with_its_words(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url)
    chat.ask(SENATOR)
    chat.ask(NULAND)
    assert chat.page.locator("#past").get_by_role("button", name="Take back").count() == 0
    chat.press("Take back")
    chat.page.wait_for_selector("#newest #exchange-1")
    assert chat.exchanges == 1
    assert chat.box.input_value() == NULAND
    chat.press("Take back")
    chat.page.wait_for_selector("#newest .welcome")
    assert chat.box.input_value() == SENATOR


def test_a_verdict_is_kept_with_its_reason_and_a_second_press_takes_it_back(
    visit: Visit, seeds_url: str, seed_index: Path
) -> None:
    store = FeedbackStore(seed_index.parent / "feedback.sqlite")
    before = list(store.all())  # of the tests before
    chat = visit(seeds_url)
    chat.ask(SENATOR)
    chat.press("A bad answer: say why")
    chat.newest.locator(".remark").fill("it was <b>another</b> one")
    chat.press("Wrong evidence")
    chat.page.wait_for_function("document.querySelector('#notice .told').innerText.startsWith('Kept: wrong evidence')")
    [kept] = [one for one in store.all() if one not in before]
    assert (kept.verdict, kept.remark, kept.question) == ("wrong evidence", "it was <b>another</b> one", SENATOR)
    assert kept.answer["passages"]
    chat.ask(NULAND)
    pressed = chat.page.locator("#past [data-verdict='wrong evidence']")
    assert pressed.get_attribute("aria-pressed") == "true"
    chat.page.locator("#past [aria-label='A bad answer: say why']").click()
    pressed.click()
    chat.page.wait_for_function("document.querySelector('#notice .told').innerText === 'Your verdict was taken back.'")
    assert list(store.all()) == before

    for question, reason, verdict in (
        (NULAND, "Outdated", "outdated"),
        ("Who won the 2022 World Cup?", "Should have answered", "should have answered"),
    ):
        chat.ask(question)
        chat.press("A bad answer: say why")
        chat.press(reason)
        chat.page.wait_for_function(
            "told => document.querySelector('#notice .told').innerText.startsWith(told)", arg=f"Kept: {verdict}."
        )
    judged = {one.question: (one.verdict, one.answer["status"]) for one in store.all() if one not in before}
    assert judged == {NULAND: ("outdated", "answered"), question: ("should have answered", "not_found")}


def test_a_verdict_does_not_move_to_another_conversation(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url)
    chat.ask(SENATOR)
    chat.press("A good answer")
    assert chat.newest.locator("[data-verdict='right']").get_attribute("aria-pressed") == "true"
    chat.page.locator("#fresh").click()
    chat.page.wait_for_selector("#newest .welcome")
    chat.ask(SENATOR)
    good = chat.newest.locator("[data-verdict='right']")
    assert good.get_attribute("aria-pressed") == "false"
    good.evaluate("button => { button.dataset.of = '99'; }")  # an answer that the server does not have
    for press in ("2", "3"):
        chat.press("A good answer")
        chat.page.wait_for_selector(f"#notice .told[data-press='{press}']", state="attached")
        assert chat.told.inner_text() == "This answer is no longer kept, so nothing can be said of it."
        chat.page.wait_for_selector("#newest [data-verdict='right'][aria-pressed='false']")


def test_questions_to_go_on_with_are_answered_and_go_with_a_new_chat(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url)
    chat.ask(NULAND)
    chat.page.wait_for_selector("#further .example")
    offered = chat.page.locator("#further .example").all_inner_texts()
    assert 1 <= len(offered) <= 3
    assert not any("Nuland" in question for question in offered)
    chat.page.locator("#further .example").first.click()
    chat.finished(2)
    assert chat.newest.locator(".asked").inner_text() == offered[0]
    assert chat.newest.locator("button.mark").count() >= 1
    chat.page.locator("#fresh").click()
    chat.page.wait_for_selector("#newest .welcome")
    assert chat.page.locator("#further .example:visible").count() == 0


def test_a_mark_shows_its_quote_under_the_pointer_and_the_focus(visit: Visit, news_url: str) -> None:
    chat = visit(news_url)
    chat.ask(COST)
    mark = chat.newest.locator("button.mark").first
    for shows, hides in ((mark.hover, chat.box.hover), (mark.focus, chat.box.focus)):
        shows()
        seen = chat.page.locator("#peek").inner_text()
        assert "312 million crowns" in seen
        assert "Harbour bridge opens" in seen
        assert "2024" in seen
        hides()
        chat.page.wait_for_selector("#peek", state="detached")
    described = "(mark) => document.getElementById(mark.getAttribute('aria-describedby')).innerText"
    assert mark.evaluate(described) == seen
    chat.looks("mark-note", first=lambda: mark.evaluate("(mark) => { mark.blur(); mark.focus(); }"))


def test_the_panel_goes_from_quote_to_quote(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url)
    chat.ask(SENATOR)
    quotes = chat.newest.locator(".card .quote").all_text_contents()
    assert len(quotes) > 1
    chat.open(chat.newest.locator("button.mark").first)
    chat.panel.get_by_role("button", name="Quote 2 →").click()
    chat.shown("1.2")
    assert chat.quoted() == quotes[1]
    chat.panel.get_by_role("button", name="← Quote 1").click()
    chat.shown("1.1")
    assert chat.quoted() == quotes[0]


def test_evidence_in_time_and_how_it_came_about_can_be_read(visit: Visit, news_url: str) -> None:
    chat = visit(news_url)
    chat.ask(BRIDGE)
    timeline = chat.newest.locator(".timeline")
    assert timeline.locator("svg").get_attribute("aria-label").startswith("Evidence of answer 1 from ")  # type: ignore[union-attr]
    timeline.locator("summary").click()
    assert "4 May 2024 Harbour bridge opens" in " ".join(timeline.locator("li").all_inner_texts())
    chat.newest.locator(".explained summary").click()
    told = chat.newest.locator(".explained dl").inner_text()
    assert "meaning #1" in told
    assert "Confidence" in told
    chat.looks("timeline", texts=(".explained dd", ".timeline li", ".act", ".told", ".card .facts"))
