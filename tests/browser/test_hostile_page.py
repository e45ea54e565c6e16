"""Hostile articles in a real Chromium: no script runs, no request leaves, no dialog opens, nothing becomes an element."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag import open_pipeline
from tests.browser.chat_page import ChatPage
from tests.hostile.states import shown_answers
from ui import render
from ui.excerpt import excerpt
from ui.scope.asked import Asked
from ui.talk.conversation import Target

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Dialog

pytestmark = pytest.mark.browser

Visit = Callable[..., ChatPage]
FOREIGN = "script, img, iframe, object, embed, svg:not(.timeline > svg), math, style, link, base, meta, form, video, audio, a:not(.original), marquee"
QUESTIONS = (
    "How many cubic metres of water does the dam on the Irtysh hold?",
    "How much glass does the glassworks of Petropavl melt?",
    "How many sacks of rye did the windmill of village 3 grind?",
    "<script>window.hacked=60</script> ${window.hacked=61} {{x}} Who met the senator?",
)


def test_the_bare_html_of_every_state_does_nothing(
    new_context: Callable[..., BrowserContext], hostile_index: Path
) -> None:
    """Without Gradio and without its content security policy: what `ui.render` makes is inert by itself."""
    index = open_pipeline(hostile_index).search_index
    pieces = [
        render.empty_panel(index.articles(), 99),
        render.header(index.info()),
        render.welcome(index.info()),
        render.start_with(QUESTIONS),
    ]
    for number, card in enumerate(index.articles()):
        article = index.article(card.id)
        pieces.append(render.article_panel(excerpt(article, quote=(0, 40)), target=Target(1, 1), short=(5, 20)))
        for answer in shown_answers(index, article):
            pieces.append(render.answered(number, Asked(answer.query.question), answer))
            pieces.append(render.running(number, Asked(article.text), article.title, answer.query, answer.claims))
    page = new_context().new_page()
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.on("dialog", functools.partial(_dismiss, seen))
    page.on("console", lambda message: seen.append(message.text))
    page.set_content("<!DOCTYPE html><body>" + "".join(pieces))
    page.wait_for_timeout(300)
    for element in page.locator("button, summary, [tabindex]").all()[:40]:
        element.dispatch_event("mouseover")
        element.dispatch_event("focus")
    assert page.evaluate("window.hacked") is None
    assert page.locator("body").locator(FOREIGN).count() == 0
    assert page.locator(".exchange").count() == 8 * len(index.articles())
    assert seen == []


def test_the_page_shows_hostile_answers_as_words(visit: Visit, hostile_url: str) -> None:
    chat = visit(hostile_url)
    dialogs: list[str] = []
    chat.page.on("dialog", functools.partial(_dismiss, dialogs))
    for question in QUESTIONS:
        chat.ask(question)
    for state in (2, 3, 4):
        chat.ask(f"State {state}")
        marks = chat.newest.locator("button.mark:visible, .listed:visible")
        assert marks.count() >= 3
        chat.page.wait_for_timeout(500)  # what follows an answer may still move the page under the pointer
        marks.first.hover()
        chat.open(marks.first)
        chat.open(marks.last)
    chat.page.wait_for_timeout(300)
    assert chat.page.evaluate("window.hacked") is None
    assert chat.page.locator("#talk, #panel").locator(FOREIGN).count() == 0
    assert dialogs == []
    assert chat.exchanges == len(QUESTIONS) + 3
    assert chat.page.url.startswith(hostile_url)


def _dismiss(noted: list[str], dialog: Dialog) -> None:
    noted.append(dialog.message)
    dialog.dismiss()
