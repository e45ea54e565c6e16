"""Answers that a model writes, in Chromium: on their way, stopped, checked, and when the model cannot be reached."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.browser.chat_page import ChatPage
from tests.rag.llm.endpoint import endpoint, fails, hangs_after, says

pytestmark = pytest.mark.browser

Visit = Callable[..., ChatPage]
LlmPage = Callable[[str], AbstractContextManager[str]]
SENATOR = "Which U.S. senator met the president of Kazakhstan?"
TRUE = "The meeting between President Tokayev and Senator Daines in Astana marks a significant moment in relations [2]."
INVENTED = "He paid 400 million dollars for the visit [1]."


def test_a_slow_model_can_be_stopped_its_sentences_are_checked_and_its_absence_is_told(
    visit: Visit, llm_page: LlmPage
) -> None:
    """One server, for its start takes seconds: the script of the endpoint is the order of the questions."""
    slow = hangs_after(["Senator Steve Daines ", "met Pres"])
    silent = hangs_after([])
    with (
        endpoint(silent, slow, says(f"{TRUE} {INVENTED}"), fails(503, "the model is loading")) as asked,
        llm_page(asked.base_url) as url,
    ):
        chat = visit(url)
        chat.box.fill(SENATOR)
        chat.box.press("Enter")
        chat.page.wait_for_function("document.querySelector('#newest .stage')?.innerText.startsWith('Reading')")
        while not asked.log.bodies:  # that the question is read is told before the model is asked
            chat.page.wait_for_timeout(50)
        chat.looks("running")
        chat.press("Stop")
        chat.page.wait_for_selector("#newest #exchange-1 .answer.failed")
        assert asked.log.closed.wait(20), "the model is still waited for"
        asked.log.closed.clear()
        chat.looks("stopped")

        chat.press("Ask again")
        chat.page.wait_for_function("document.querySelector('#newest .writing')?.innerText.includes('met Pres')")
        assert chat.newest.locator(".writing .tag").inner_text() == "being written, not checked yet"
        chat.looks("llm-writing")
        chat.press("Stop")
        chat.page.wait_for_selector("#newest #exchange-2 .answer.failed")
        assert chat.newest.locator(".writing").count() == 0, "what was not checked is no answer"
        assert asked.log.closed.wait(20), "the model goes on writing"

        chat.ask(SENATOR)
        assert chat.newest.locator(".claim").first.inner_text() == TRUE.replace(" [2].", ".[1]")
        chat.page.wait_for_selector("#further .example")
        offered = chat.page.locator("#further .example").all_inner_texts()
        assert len(asked.log.bodies) == 3, "the model was asked what nobody asked"
        chat.open(chat.newest.locator("button.mark").first)
        assert "marks a significant moment in Kazakh-American relations" in chat.quoted()
        refused = chat.newest.locator(".unsupported")
        assert "He paid 400 million dollars for the visit" in refused.inner_text()
        assert "not in the articles" in refused.inner_text()
        assert refused.locator("button.mark").count() == 0
        assert "Written by m, checked against the articles" in chat.newest.locator(".usage").inner_text()
        assert chat.newest.locator(".copied.plain").text_content() is not None
        assert "400 million" not in (chat.newest.locator(".copied.plain").text_content() or "")
        chat.looks("llm-unsupported")

        chat.ask(offered[0])
        told = chat.newest.locator(".answer.failed")
        assert "the model is loading" in told.inner_text()
        assert chat.newest.locator(".mark, .card, .claims").count() == 0, "no other reader steps in silently"
        assert chat.box.input_value() == offered[0]
        chat.looks("llm-refused")
        chat.press("Answer in quotes alone")
        chat.finished(5)
        assert chat.newest.locator(".card").count() >= 1, "what is offered to go on with has an answer"
        assert chat.newest.locator(".usage").count() == 0
        assert len(asked.log.bodies) == 4
        chat.page.close()


def test_a_model_that_is_not_there_is_told_with_what_to_do(visit: Visit, llm_page: LlmPage) -> None:
    with endpoint(fails(500, "")) as gone:
        address = gone.base_url
    with llm_page(address) as url:
        chat = visit(url)
        chat.ask(SENATOR)
        told = chat.newest.locator(".answer.failed.unreachable").inner_text()
        assert told.startswith("The model that writes the answers did not answer.")
        assert address in told
        assert chat.newest.get_by_role("button", name="Ask again").is_visible()
        chat.looks("llm-down")
        chat.press("Answer in quotes alone")
        chat.finished(2)
        assert "Steve Daines" in chat.newest.locator(".claims").inner_text()
        chat.page.close()
