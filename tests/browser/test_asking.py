"""A question from the box until its answer is there, in Chromium: what is put and when, what waits, which words come back."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.bench.page import Person
from tests.browser.chat_page import ChatPage

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Route

pytestmark = pytest.mark.browser

Visit = Callable[..., ChatPage]
SENATOR = "Which U.S. senator met the president of Kazakhstan?"
NULAND = "What did Victoria Nuland discuss?"
STILL = "The answer is still on its way. Press Stop to ask another at once."
WAITS = "Others are asking as well: your question waits for its turn"
AT_ONCE = 4


def line(chat: ChatPage) -> Locator:
    """The question that waits for its turn."""
    return chat.page.locator("#meanwhile .waits")


def heard(chat: ChatPage, words: str) -> None:
    """Wait until a screen reader is told this."""
    chat.page.wait_for_function("words => document.querySelector('#meanwhile .heard').textContent === words", arg=words)


def test_while_an_answer_runs_nothing_else_is_put_and_nothing_typed_is_lost(visit: Visit, hesitant_url: str) -> None:
    chat = visit(hesitant_url)
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.box.fill(SENATOR)
    chat.box.press("Enter")
    chat.page.wait_for_selector("#newest .answer.running .pulse")
    assert chat.box.input_value() == ""
    chat.box.fill(NULAND)
    chat.box.press("Enter")
    assert chat.told.inner_text() == STILL
    assert chat.box.input_value() == NULAND
    chat.finished(1)
    heard(chat, f"Answered with {chat.newest.locator('.card').count()} quotes")
    assert (chat.exchanges, chat.told.inner_text(), chat.box.input_value()) == (1, "", NULAND)

    chat.press("Copy")
    chat.page.wait_for_function("document.querySelector('#notice .told').innerText === 'Copied.'")
    chat.box.press("Enter")
    chat.page.wait_for_selector("#exchange-2 .answer.running .pulse")
    assert chat.told.inner_text() == ""
    heard(chat, "")
    for name in ("Ask again", "Edit question"):
        button = chat.page.locator("#past").get_by_role("button", name=name)
        assert button.get_attribute("aria-disabled") == "true"
        button.dispatch_event("click")
        assert chat.told.inner_text() == STILL
    chat.picture("asked-meanwhile")
    assert chat.page.locator("#past .editor:visible").count() == 0

    chat.newest.get_by_role("button", name="Stop").focus()
    chat.page.keyboard.press("Enter")
    chat.page.wait_for_selector("#exchange-2 .answer.failed")
    heard(chat, "Stopped")
    chat.page.wait_for_function("document.querySelectorAll('#talk [aria-disabled]').length === 0")
    assert chat.box.input_value() == ""
    chat.box.fill("half a quest")
    chat.press("Take back")
    chat.page.wait_for_function(
        "told => document.querySelector('#notice .told').innerText === told", arg=f"Taken back: “{NULAND}”"
    )
    assert (chat.exchanges, chat.box.input_value()) == (1, "half a quest")


def test_a_slow_beginning_is_not_said_to_be_the_fault_of_others_and_a_failure_overwrites_nothing(
    visit: Visit, seeds_url: str
) -> None:
    chat = visit(seeds_url)
    held: list[Route] = []
    chat.page.route("**/queue/join*", lambda route: route.continue_() if held else held.append(route))
    chat.box.fill("x" * 2_001)
    chat.box.press("Enter")
    chat.page.wait_for_timeout(3_000)
    assert not line(chat).is_visible()
    assert chat.told.inner_text() == ""
    chat.box.fill("half a quest")
    held[0].continue_()
    chat.page.wait_for_selector("#exchange-1 .answer.failed")
    chat.page.wait_for_timeout(500)
    assert chat.box.input_value() == "half a quest"


def test_a_question_that_waits_for_others_is_seen_and_can_be_withdrawn(visit: Visit, hesitant_url: str) -> None:
    chat = visit(hesitant_url)
    others = threading.Thread(target=asyncio.run, args=(_asked_by_others(hesitant_url),))
    others.start()
    try:
        while chat.page.evaluate("fetch('waiting').then((answer) => answer.text())") != "others":
            assert others.is_alive(), "they were answered before they were seen"
        chat.box.fill(SENATOR)
        chat.box.press("Enter")
        line(chat).wait_for()
        assert line(chat).inner_text().split("\n")[0] == SENATOR
        assert WAITS in line(chat).inner_text()
        heard(chat, f"{WAITS}.")
        chat.box.fill(NULAND)
        chat.box.press("Enter")
        assert (chat.told.inner_text(), chat.box.input_value()) == (STILL, NULAND)
        chat.box.fill("")
        chat.picture("waits-for-others")
        line(chat).get_by_role("button", name="Stop").click()
        chat.page.wait_for_function("words => document.querySelector('#box textarea').value === words", arg=SENATOR)
        assert not line(chat).is_visible()
        assert chat.exchanges == 0
        chat.box.press("Enter")
        chat.page.wait_for_selector("#exchange-1 .answer.running")
        line(chat).wait_for(state="hidden")
        chat.finished(1)
        assert "Steve Daines" in chat.newest.inner_text()
        assert chat.exchanges == 1
    finally:
        others.join()


async def _asked_by_others(url: str) -> None:
    """Twice as many ask as are answered at once."""
    import httpx

    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=120) as client:
        config = (await client.get("config")).json()

        async def ask() -> None:
            assert not (await Person(client, config).ask(NULAND)).error

        await asyncio.gather(*(ask() for _ in range(2 * AT_ONCE)))


def test_a_question_that_gradio_drops_is_put_once_more(visit: Visit, seeds_url: str) -> None:
    """It drops one in the moment in which it closes the event before: here its own box never hears of the first press."""
    chat = visit(seeds_url)
    chat.box.evaluate(
        """box => {
          const drop = (event) => { event.stopImmediatePropagation(); event.preventDefault(); };
          for (const kind of ['keydown', 'keypress']) box.addEventListener(kind, drop, {once: true, capture: true});
        }"""
    )
    chat.ask(SENATOR)
    assert (chat.exchanges, chat.box.input_value()) == (1, "")


def test_a_question_that_waits_comes_back_to_the_box_when_the_page_is_loaded_again(
    visit: Visit, seeds_url: str
) -> None:
    """It is not asked by itself, and once it was asked it does not come back."""
    chat = visit(seeds_url)
    held: list[Route] = []
    holding = threading.Event()
    holding.set()
    chat.page.route("**/queue/join*", lambda route: held.append(route) if holding.is_set() else route.continue_())
    chat.box.fill(SENATOR)
    chat.box.press("Enter")
    chat.page.wait_for_function("document.querySelector('#box textarea').value === ''")
    chat.page.once("framenavigated", lambda _: holding.clear())  # the page insists: before it is left nothing may pass
    errors = len(chat.errors)
    # A browser that leaves a page breaks its requests off, perhaps before the page is gone: Gradio then closes the event.
    chat.page.evaluate("window.dispatchEvent(new Event('beforeunload')); window.articleRagQuestion.ended()")
    chat.page.wait_for_function("words => document.querySelector('#box textarea').value === words", arg=SENATOR)
    chat.reload(left_since=errors)
    chat.page.wait_for_function("words => document.querySelector('#box textarea').value === words", arg=SENATOR)
    assert chat.exchanges == 0
    chat.box.press("Enter")
    chat.finished(1)
    chat.reload()
    chat.finished(1)
    assert (chat.exchanges, chat.box.input_value()) == (1, "")


def test_a_question_that_was_pressed_comes_back_to_the_box_as_a_typed_one_does(visit: Visit, hesitant_url: str) -> None:
    """Where the server has not taken it yet, and where an answer is still being stopped."""
    chat = visit(hesitant_url)
    held: list[Route] = []
    holding = threading.Event()
    holding.set()
    chat.page.route("**/queue/join*", lambda route: held.append(route) if holding.is_set() else route.continue_())
    start = chat.page.locator("#starts [data-ask]").first
    words = start.get_attribute("data-ask")
    start.click()
    chat.page.wait_for_timeout(300)
    in_the_box(chat, "")
    chat.page.once("framenavigated", lambda _: holding.clear())
    chat.reload()
    in_the_box(chat, words)
    assert chat.exchanges == 0

    chat.box.fill(SENATOR)
    chat.box.press("Enter")
    chat.page.wait_for_selector("#exchange-1 .answer.running")
    stopping = threading.Event()
    chat.page.route("**/cancel", lambda _: stopping.set())
    chat.press("Stop")
    while not stopping.is_set():
        chat.page.wait_for_timeout(20)
    chat.page.wait_for_selector("#exchange-1 .answer:not(.running)")
    chat.page.locator("#starts [data-ask]").first.evaluate("(start) => start.click()")
    chat.page.wait_for_timeout(300)
    assert (chat.exchanges, chat.told.inner_text()) == (1, "")
    chat.reload()
    in_the_box(chat, words)
    assert chat.exchanges == 1


def in_the_box(chat: ChatPage, words: str | None) -> None:
    """Wait until these words are in the box."""
    chat.page.wait_for_function("words => document.querySelector('#box textarea').value === words", arg=words)


def test_a_step_and_a_chip_that_are_pressed_the_moment_an_answer_ends_are_asked(visit: Visit, seeds_url: str) -> None:
    """The event of the answer is not closed yet, and Gradio takes no other until it is."""
    chat = visit(seeds_url)
    chat.page.locator("#starts [data-ask]").first.wait_for()
    started = chat.page.locator("#starts [data-ask]").first.get_attribute("data-ask")
    chat.page.evaluate(
        """() => {
          const presses = ['#newest #exchange-1 .answer:not(.running) [data-retry]', '#newest #exchange-2 .answer:not(.running)'];
          new MutationObserver(() => {
            const there = presses.length && document.querySelector(presses[0]);
            if (!there) return;
            presses.shift();
            (presses.length ? there : document.querySelector('#starts [data-ask]')).click();
          }).observe(document.getElementById('newest'), {childList: true, subtree: true, attributes: true});
        }"""
    )
    chat.box.fill(SENATOR)
    chat.box.press("Enter")
    chat.finished(3)
    chat.page.wait_for_timeout(500)
    assert chat.page.locator("#talk .exchange .asked").all_inner_texts() == [SENATOR, SENATOR, started]
    assert chat.told.inner_text() == ""
