"""The small print of an answer on the page, in Chromium: the note of a mark, and the lines of facts in cards."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.chat_page import ChatPage

pytestmark = pytest.mark.browser

Visit = Callable[..., ChatPage]
COST = "What did the harbour bridge cost?"
LONGER_THAN_IT_LINGERS = 500
"""Milliseconds; `LINGER` of ui/page/marks.js is less."""

# Narrows the facts of the first card bit by bit: how often a dot began a line, and what stands in a line that ends with one.
DOTS_AT_LINE_ENDS = """() => {
  const facts = document.querySelector('#newest .card .facts');
  const letters = [];
  const texts = document.createTreeWalker(facts, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode());) {
    for (let at = 0; at < text.length; at += 1) if (text.data[at].trim()) letters.push([text, at]);
  }
  const top = ([text, at]) => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().bottom;
  };
  const apart = (one, other) => Math.abs(top(one) - top(other)) > 6;
  let begun = 0;
  const ends = [];
  facts.style.display = 'block';
  for (let width = 130; width <= 330; width += 2) {
    facts.style.width = `${width}px`;
    letters.forEach(([text, at], place) => {
      if (text.data[at] !== '·') return;
      begun += apart(letters[place - 1], letters[place]);
      if (apart(letters[place], letters[place + 1])) ends.push(width);
    });
  }
  return [begun, ends];
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_the_note_of_a_mark_can_be_gone_to_and_is_dismissed_by_escape_alone(
    visit: Visit, news_url: str, width: int
) -> None:
    """As WCAG 1.4.13 has it: it stays while the pointer is on the mark or on it, and Escape moves no focus."""
    chat = visit(news_url, width=width)
    chat.ask(COST)
    chat.open(chat.newest.locator(".card").first)
    mark, note, mouse = chat.newest.locator("button.mark").first, chat.page.locator("#peek"), chat.page.mouse
    mark.hover()
    at, there = mark.bounding_box(), note.bounding_box()
    assert at
    assert there
    down = there["y"] > at["y"]
    x, y = at["x"] + at["width"] / 2, at["y"] + at["height"] / 2
    mouse.move(x, there["y"] + (2 if down else there["height"] - 2))
    chat.page.wait_for_timeout(LONGER_THAN_IT_LINGERS)
    assert note.count() == 1, "lost between the mark and its note"
    mouse.move(there["x"] + there["width"] / 2, there["y"] + there["height"] / 2)
    chat.page.wait_for_timeout(LONGER_THAN_IT_LINGERS)
    assert "312 million crowns" in note.inner_text()
    mouse.move(2, 2)
    note.wait_for(state="detached")

    mark.focus()
    mouse.move(x, y)
    chat.page.keyboard.press("Escape")
    assert note.count() == 0
    assert mark.evaluate("(mark) => mark === document.activeElement")
    mark.evaluate("(mark) => mark.blur()")
    mouse.move(2, 2)
    mouse.move(x, y)
    assert note.count() == 1
    chat.page.keyboard.press("Escape")
    assert note.count() == 0
    assert chat.page.evaluate("document.activeElement === document.body"), "Escape went back from the article as well"


def test_no_line_of_facts_ends_with_the_dot_between_them(visit: Visit, news_url: str) -> None:
    chat = visit(news_url, width=390, height=844)
    chat.ask(COST)
    begun, ends = chat.page.evaluate(DOTS_AT_LINE_ENDS)
    assert begun > 20, "the facts hardly ever took a second line"
    assert ends == []
