"""Hostile words in every state of an answer: on the page, in a notebook, in a terminal and in the command's output."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import lxml.html
import pytest
from markdown_it import MarkdownIt  # comes with rich

from rag import Answer, Article, Pipeline
from rag.printing import visible
from tests.hostile.conftest import ABOUT_HOSTILE
from tests.hostile.states import shown_answers
from tests.ui.command import run
from tests.ui.html import ATTRIBUTES, TAGS
from ui import render
from ui.excerpt import excerpt
from ui.scope.asked import Asked
from ui.talk.conversation import Target
from ui.terminal import answer_lines, card_lines, show

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
HARMLESS_INVISIBLE = set("\u00ad\u200b\u200c\u200d\u3164\u3000\u00a0")
"""Format characters that real news has (soft hyphens, joiners of Persian and emoji): they move and hide nothing."""


@pytest.fixture(scope="module")
def hostile(stuffed: Pipeline) -> list[Article]:
    index = stuffed.search_index
    return [index.article(card.id) for card in index.articles() if card.id.startswith("hostile/")]


@pytest.fixture(scope="module")
def every_answer(answers: list[Answer], hostile: list[Article], stuffed: Pipeline) -> list[Answer]:
    states = [state for article in hostile for state in shown_answers(stuffed.search_index, article)]
    return [*answers, *states]


def pieces(answer: Answer, articles: Callable[[str], Article]) -> Iterator[str]:
    """All HTML that an answer comes to, and the panel of each of its quotes."""
    asked = Asked(answer.query.question)
    copies = {c.article.id: render.Copies(2, tuple(answer.nearest[:2]), 0) for c in answer.citations}
    yield render.running(1, asked, answer.query.standalone, answer.query, answer.claims)
    yield render.answered(1, asked, answer, copies)
    yield render.failed(1, asked, answer.query.question)
    for claim in answer.claims:
        for cite in claim.cites[:1]:
            short = (claim.short.start, claim.short.end) if claim.short else None
            shown = excerpt(articles(cite.article.id), quote=(cite.start, cite.end))
            yield render.article_panel(shown, target=Target(1, 1), quote_number=1, short=short)
            yield render.changed_panel(cite.article.title, cite.quote)


@pytest.mark.slow
def test_the_page_has_our_tags_and_attributes_and_no_others(every_answer: list[Answer], stuffed: Pipeline) -> None:
    index = stuffed.search_index
    front = [
        render.empty_panel(index.articles(), 99),
        render.welcome(index.info()),
        render.start_with(ABOUT_HOSTILE),
        render.header(index.info()),
    ]
    checked = 0
    for piece in [*front, *(piece for answer in every_answer for piece in pieces(answer, index.article))]:
        for element in lxml.html.fragment_fromstring(piece, create_parent="div").iter():
            assert element.tag in TAGS, piece
            assert set(element.attrib) <= ATTRIBUTES, piece
        assert not {"\x1b", "\x9b", "\u202e", "$", "`", "{", "}", "\\"} & set(piece)
        checked += 1
    assert checked > 500


def test_every_button_opens_what_we_meant(every_answer: list[Answer]) -> None:
    """No article makes a button, or changes what one does."""
    for answer in every_answer:
        page = lxml.html.fragment_fromstring(render.answered(7, Asked("Q?"), answer), create_parent="div")
        targets = {f"7.{cite.number}" for cite in answer.citations} | {
            f"7.near{at}" for at in range(len(answer.nearest))
        }
        assert {button.get("data-open") for button in page.iter("button")} - {None} <= targets


@pytest.mark.slow
def test_a_notebook_shows_no_link_no_picture_and_no_html(every_answer: list[Answer]) -> None:
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    alive = {"link_open", "image", "html_inline", "html_block", "code_inline", "code_block", "fence", "heading_open"}
    alive |= {"table_open", "s_open", "hr", "ordered_list_open"}
    for answer in every_answer:
        source = answer._repr_markdown_()
        tokens = [token for block in reader.parse(source) for token in [block, *(block.children or [])]]
        assert {token.type for token in tokens} & alive == set(), source
        assert not re.search(r"https?://|www\.|[\w.]+@[\w.]+|(?<!\\)\$|\\\\[(\[]", source), source


LINK = re.compile(r"\x1b\]8;(?:id=\d+;(?:file:///|https?://)[!-~]+?|;)\x1b\\")
"""As terminals know it (OSC 8): an address of plain characters, or the end of one."""


def safe(printed: str) -> bool:
    """True when only our colours, links and newlines are no plain characters; a link goes to a file or to the web."""
    plain = LINK.sub("", COLOUR.sub("", printed))
    return all(sign.isprintable() or sign == "\n" or sign in HARMLESS_INVISIBLE for sign in plain)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.slow
@pytest.mark.parametrize("stream", [Terminal, io.StringIO], ids=["terminal", "pipe"])
def test_a_terminal_gets_no_control_character_but_our_colours(
    every_answer: list[Answer],
    stuffed: Pipeline,
    monkeypatch: pytest.MonkeyPatch,
    stream: type[io.StringIO],
) -> None:
    out = stream()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setenv("TERM", "xterm-256color")
    index = stuffed.search_index
    for number, answer in enumerate(every_answer):
        show(answer_lines(answer, article_of=index.article, explain=number % 3 == 0))
    show(card_lines(index.articles()))
    printed = out.getvalue()
    assert safe(printed), next(line for line in printed.splitlines() if not safe(line))
    assert "\x1b]" not in LINK.sub("", printed)
    assert ("\x1b" in printed) == out.isatty()
    assert all(safe(str(answer)) for answer in every_answer)


def test_what_the_command_prints_is_inert(hostile_index: Path, hostile: list[Article]) -> None:
    ids = [article.id for article in hostile if visible(article.id) != article.id or "script" in article.id]
    assert len(ids) >= 4
    for arguments in [["info"], ["info", "--articles"], *(["info", "--article", one] for one in ids)]:
        printed = run(*arguments, "--index", hostile_index).output
        assert safe(printed), printed
        as_json = run(*arguments, "--index", hostile_index, "--json").output
        assert safe(as_json)
        json.loads(as_json)
