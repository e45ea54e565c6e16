"""An LLM's answer on the page, in the terminal and on the command line: unchecked, supported and refused words apart."""

from __future__ import annotations

import datetime as dt
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Answer, Claim, ClaimEvent, DoneEvent, Event, TokenEvent, Usage
from tests.fakes_ui import answer, article, citation
from tests.rag.llm.endpoint import endpoint, fails, says
from tests.rag.llm.readers import llm_pipeline
from tests.ui.command import ANSWERED, BAD_INPUT, NOT_FOUND, OTHER_ERROR, run
from tests.ui.html import Page
from tests.ui.test_terminal import ATTACK, Terminal
from ui import render
from ui.exported.files import exported_file
from ui.exported.record import Record, answered_entry
from ui.scope.asked import Asked
from ui.talk.answering import converse
from ui.talk.conversation import Conversation
from ui.terminal import answer_lines, while_written

SENATOR = "Which senator met Tokayev?"
NOW = dt.datetime(2026, 3, 26, 14, 5, tzinfo=dt.UTC)
HOSTILE = '<script>alert(1)</script> [1] & "quoted"'


def llm_answer(*refused: str, found: bool = True) -> Answer:
    """A supported sentence, when there is one, and refused ones."""
    cited = answer(citation(article("The river flooded the harbour. More."), "The river flooded the harbour."))
    supported = Claim("The harbour was flooded.", cited.citations, "supported")
    others = tuple(Claim(text, (), "unsupported", why="the name “King” is not the one they give") for text in refused)
    return replace(
        cited,
        claims=(supported, *others) if found else others,
        citations=cited.citations if found else (),
        status="answered" if found else "not_found",
        reader="llm",
        usage=Usage("m", 812, 64, 3100.0),
    )


def page(html: str) -> Page:
    return Page(html)


def test_the_page_marks_supported_sentences_and_names_refused_ones_with_the_reason() -> None:
    shown = page(render.answered(1, Asked("Q?"), llm_answer("The King drowned.")))
    assert shown.by_class["claim"][0] == "The harbour was flooded.[1]"
    [refused] = shown.by_class["unsupported"]
    assert refused == "The King drowned. not in the articles the name “King” is not the one they give"
    assert shown.by_class["usage"] == ["Written by m, checked against the articles: 812 + 64 tokens, 3.1 s"]


def test_the_page_says_that_nothing_was_found_when_nothing_is_supported() -> None:
    shown = page(render.answered(1, Asked("Q?"), llm_answer("The King drowned.", found=False)))
    assert shown.by_class["verdict"] == ["The articles do not hold an answer to this question."]
    assert "The model wrote this, which the articles do not support:" in shown.by_class["hint"]
    assert "mark" not in shown.by_class


def test_markdown_sets_what_is_not_in_the_articles_apart() -> None:
    one = llm_answer("The King drowned.")
    saved = exported_file(Record("Q?", NOW, (answered_entry("Q?", NOW, (), one.to_json()),)), "md").text
    for text in (saved, one._repr_markdown_()):
        assert "The King drowned\\. \\[not in the articles\\]" in text


def test_words_on_their_way_are_shown_as_unchecked() -> None:
    one = llm_answer()
    html = render.running(1, Asked("Q?"), "Reading", one.query, one.claims, writing="The King [1] dr")
    assert page(html).by_class["writing"] == ["being written, not checked yet The King (1) dr"]
    assert "writing" not in page(render.running(1, Asked("Q?"), "Reading", one.query, one.claims)).by_class


def test_a_models_words_are_escaped_everywhere_on_the_page() -> None:
    one = llm_answer(HOSTILE)
    for html in (
        render.answered(1, Asked("Q?"), one),
        render.answered(1, Asked("Q?"), llm_answer(HOSTILE, found=False)),
        render.running(1, Asked("Q?"), "", one.query, one.claims, writing=HOSTILE),
    ):
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def test_the_terminal_says_which_sentences_are_not_in_the_articles() -> None:
    lines = [line.plain for line in answer_lines(llm_answer("The King drowned."))]
    assert lines[0] == (
        "The harbour was flooded. [1] The King drowned. [not in the articles: the name “King” is not the one they give]"
    )
    assert lines[-1] == "Written by m, checked against the articles: 812 + 64 tokens, 3.1 s"
    nothing = [line.plain for line in answer_lines(llm_answer(ATTACK, found=False))]
    assert nothing[:2] == [
        "The articles do not hold an answer to this question.",
        "The model wrote this, which the articles do not support:",
    ]
    assert not any("\x1b" in line for line in nothing)


@pytest.mark.parametrize("tty", [True, False])
def test_the_terminal_shows_words_on_their_way_and_takes_them_back(
    monkeypatch: pytest.MonkeyPatch, *, tty: bool
) -> None:
    done = llm_answer()
    events: list[Event] = [TokenEvent("The Ki"), TokenEvent("ng \x1b[31m"), ClaimEvent(done.claims[0]), DoneEvent(done)]
    screen = Terminal()
    monkeypatch.setattr(screen, "isatty", lambda: tty)
    monkeypatch.setattr(sys, "stderr", screen)
    assert while_written(iter(events)) is done
    clear = "\r\x1b[2K"
    lead = "(being written, not checked yet) "
    assert screen.getvalue() == (f"{clear}{lead}The Ki{clear}{lead}The King ␛[31m{clear}" if tty else "")


def test_the_conversation_shows_each_piece_and_the_claim_in_its_place() -> None:
    with endpoint(says("The river flooded the harbour [1]. The king drowned in 1999 [1].")) as asked:
        states = list(converse(llm_pipeline(asked.base_url), Conversation(), Asked("What flooded the harbour?")))
    pages = [page(state.newest) for state in states]
    writing = [shown.by_class["writing"][0] for shown in pages if "writing" in shown.by_class]
    assert any("The river flooded the" in words for words in writing)
    assert all(words.startswith("being written, not checked yet") for words in writing)
    last = pages[-1]
    assert "writing" not in last.by_class
    assert last.by_class["claim"][0] == "The river flooded the harbour.[1]"
    assert "1999" in last.by_class["unsupported"][0]


def options(base_url: str) -> list[str]:
    return ["--reader", "llm", "--llm-url", base_url, "--llm-model", "m"]


def test_rag_ask_answers_with_an_llm_and_never_prints_the_key(
    seed_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_LLM_KEY", "sk-very-secret")
    with endpoint(says("Senator Steve Daines met Tokayev on the moon in 1911 [1].")) as asked:
        result = run("ask", SENATOR, "--index", seed_index, "--json", *options(asked.base_url))
        told = json.loads(result.stdout)
        assert asked.log.headers[0]["authorization"] == "Bearer sk-very-secret"
    assert result.exit_code == NOT_FOUND
    assert (told["reader"], told["usage"]["model"]) == ("llm", "m")
    assert [claim["support"] for claim in told["claims"]] == ["unsupported"]
    assert "sk-very-secret" not in result.output


def test_rag_ask_quotes_what_supports_the_model(seed_index: Path) -> None:
    written = "The conversations with Richard Verma focused on interaction in the consular sphere."
    with endpoint(says(written)) as asked:
        result = run(
            "ask", "Which talks concerned the consular sphere?", "--index", seed_index, *options(asked.base_url)
        )
    assert result.exit_code == ANSWERED
    assert result.stdout.startswith(f"{written} [1]\n")
    assert "“The conversations with the First Deputy Secretary of State" in result.stdout


def test_rag_ask_tells_that_the_endpoint_failed(seed_index: Path) -> None:
    with endpoint(fails(404, "no such model")) as asked:
        result = run("ask", SENATOR, "--index", seed_index, *options(asked.base_url))
    assert result.exit_code == OTHER_ERROR
    assert "no such model" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["ask", "chat"])
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--reader", "gpt"], "it must be 'extractive' or 'llm'"),
        (["--reader", "llm"], "name the endpoint's model"),
        (["--llm-model", "m"], "only with --reader llm"),
        (["--reader", "llm", "--llm-model", "m", "--llm-url", "nowhere"], "must be an address like"),
    ],
)
def test_impossible_options_are_refused(command: str, arguments: list[str], told: str, seed_index: Path) -> None:
    question = ["Who?"] if command == "ask" else []
    result = run(command, *question, "--index", seed_index, *arguments)
    assert result.exit_code == BAD_INPUT
    assert told in " ".join(result.stderr.split())
