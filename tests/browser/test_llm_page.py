"""Answers that a model writes, in Chromium: on their way, stopped, checked, and when the model cannot be reached."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.chat_page import ChatPage
from tests.rag.llm.endpoint import Act, Exchange, Log, endpoint, fails, hangs_after, says

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.browser

Visit = Callable[..., ChatPage]
LlmPage = Callable[[str], AbstractContextManager[str]]
SENATOR = "Which U.S. senator met the president of Kazakhstan?"
TRUE = "The meeting between President Tokayev and Senator Daines in Astana marks a significant moment in relations [2]."
INVENTED = "He paid 400 million dollars for the visit [1]."
ENERGY = "Tokayev's dialogue with Senator Daines underscored the breadth of opportunities for further cooperation between the two nations [1]."
OPEN = "The passages do not mention what energy costs."
LEFT_OPEN = "the model found no more in the articles than this."
WORDING = "Which critical areas did the dialogue with Senator Daines highlight?"


@dataclass(frozen=True, slots=True)
class Model:
    """A page whose answers a model writes: what the model says next, and what it was asked."""

    url: str
    script: list[Act]
    log: Log


@pytest.fixture(scope="module")
def model(llm_page: LlmPage) -> Iterator[Model]:
    """One server, for its start takes seconds."""
    script: list[Act] = []

    def says_next(exchange: Exchange) -> None:
        script.pop(0)(exchange)

    with endpoint(says_next) as asked, llm_page(asked.base_url) as url:
        yield Model(url, script, asked.log)


def test_a_slow_model_can_be_stopped_its_sentences_are_checked_and_its_absence_is_told(
    visit: Visit, model: Model
) -> None:
    """The script of the model is the order of the questions."""
    slow = hangs_after(["Senator Steve Daines ", "met Pres"])
    model.script.extend([hangs_after([]), slow, says(f"{TRUE} {INVENTED}"), fails(503, "the model is loading")])
    model.log.bodies.clear()
    chat = visit(model.url)
    chat.box.fill(SENATOR)
    chat.box.press("Enter")
    chat.page.wait_for_function("document.querySelector('#newest .stage')?.innerText.startsWith('Reading')")
    while not model.log.bodies:  # that the question is read is told before the model is asked
        chat.page.wait_for_timeout(50)
    chat.looks("running")
    chat.press("Stop")
    chat.page.wait_for_selector("#newest #exchange-1 .answer.failed")
    assert model.log.closed.wait(20), "the model is still waited for"
    model.log.closed.clear()
    chat.looks("stopped")

    chat.press("Ask again")
    chat.page.wait_for_function("document.querySelector('#newest .writing')?.innerText.includes('met Pres')")
    assert chat.newest.locator(".writing .tag").inner_text() == "being written, not checked yet"
    chat.looks("llm-writing")
    chat.press("Stop")
    chat.page.wait_for_selector("#newest #exchange-2 .answer.failed")
    assert chat.newest.locator(".writing").count() == 0, "what was not checked is no answer"
    assert model.log.closed.wait(20), "the model goes on writing"

    chat.ask(SENATOR)
    assert chat.newest.locator(".claim").first.inner_text() == TRUE.replace(" [2].", ".[1]")
    chat.page.wait_for_selector("#further .example")
    offered = chat.page.locator("#further .example").all_inner_texts()
    assert len(model.log.bodies) == 3, "the model was asked what nobody asked"
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
    assert len(model.log.bodies) == 4
    chat.page.close()


def test_what_a_model_wrote_can_be_steered_and_keeps_its_flags_after_a_reload_and_in_exports(
    visit: Visit, model: Model, tmp_path: Path, new_context: Callable[..., BrowserContext]
) -> None:
    model.script.extend([says(f"{TRUE} {INVENTED}"), says(f"{ENERGY} {OPEN}"), says(ENERGY), says(ENERGY)])
    chat = visit(model.url)
    chat.scope.click()
    chat.set_scope(as_of="2024-12-31")
    chat.ask(SENATOR)
    assert chat.chips == ["As of 31 December 2024, nothing later · set by you"]
    chat.ask("And what did they say about energy?")
    assert "what did" in chat.newest.locator(".wording .words").inner_text().lower()
    assert chat.newest.locator(".answer.partial .verdict").inner_text() == "Partial answer."
    assert chat.newest.locator(".missing li").all_inner_texts() == [LEFT_OPEN.capitalize()]
    chat.looks("llm-partial", texts=(".missing b", ".partial .verdict", ".unsupported .tag"))

    chat.newest.locator(".edit").click()
    chat.newest.locator("[data-reword]").fill(WORDING)
    chat.page.keyboard.press("Enter")
    chat.finished(3)
    assert chat.newest.locator(".wording").inner_text() == f"Your wording: {WORDING}"
    assert WORDING in json.dumps(model.log.bodies[-1])
    chat.newest.locator("[data-ignore=set-as-of]").click()
    chat.finished(4)
    assert chat.chips == []

    def shown() -> list[list[str]]:
        kept = ".claims", ".unsupported .tag", ".missing li", ".wording", ".chip .says", ".usage", ".card .quote"
        return [chat.page.locator(f"#talk {one}").all_inner_texts() for one in kept]

    before = shown()
    assert [len(those) for those in before[:6]] == [4, 1, 1, 3, 3, 4]
    chat.reload()
    chat.finished(4)
    assert shown() == before

    chat.open_drawer()
    files = {}
    for name in ("Markdown", "JSON", "Web page"):
        with chat.page.expect_download() as saving:
            chat.page.locator("#drawer").get_by_role("button", name=name).click()
        files[name] = tmp_path / saving.value.suggested_filename
        saving.value.save_as(files[name])
    told = json.loads(files["JSON"].read_text("utf-8"))["exchanges"]
    assert [one["status"] for one in told] == ["answered", "partial", "answered", "answered"]
    assert [claim["citations"] for claim in told[0]["answer"]["claims"]] == [[1], []]
    quote = told[0]["answer"]["citations"][0]["quote"]
    assert "marks a significant moment in Kazakh-American relations" in quote
    text = files["Markdown"].read_text("utf-8")
    [flagged] = [line for line in text.splitlines() if "400 million" in line]
    assert flagged.endswith("He paid 400 million dollars for the visit\\. \\[not in the articles\\]")
    assert f"**Not covered:** {LEFT_OPEN}" in text.replace("\\", "")
    page = new_context(java_script_enabled=False, files=True).new_page()
    page.goto(files["Web page"].as_uri())
    assert (
        page.locator("#answer-1 .unsupported").inner_text()
        == "He paid 400 million dollars for the visit. not in the articles"
    )
    assert (
        page.locator(f"#answer-1 {page.locator('a.mark').first.get_attribute('href')} blockquote").inner_text() == quote
    )
    assert page.locator("#answer-2 .note").inner_text() == f"Not covered: {LEFT_OPEN}"
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
