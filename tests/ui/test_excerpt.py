"""What of an article is shown, and what each stretch of it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import Span
from tests.fakes_ui import article
from ui.excerpt import WHOLE_CHARACTERS, WINDOW_CHARACTERS, Range, excerpt

TEXT = "Title line\n\nOne sentence. Two sentence. Three sentence.\n\nAlso Read: more"


def span(words: str) -> Range:
    """Where `words` stand in TEXT."""
    start = TEXT.index(words)
    return start, start + len(words)


def test_each_stretch_has_its_role() -> None:
    aside = Span(*span("Also Read: more"))
    shown = excerpt(
        article(TEXT, boilerplate=(aside,)),
        quote=span("Two sentence."),
        also=[span("One sentence.")],
        headings=[span("Title line")],
    )
    assert [(s.text, s.role) for s in shown.stretches] == [
        ("Title line", "heading"),
        ("\n\n", "text"),
        ("One sentence.", "also"),
        (" ", "text"),
        ("Two sentence.", "quote"),
        (" Three sentence.\n\n", "text"),
        ("Also Read: more", "aside"),
    ]


def test_the_quote_stays_in_one_piece_where_others_overlap_it() -> None:
    shown = excerpt(article(TEXT), quote=span("Two sentence."), also=[span("sentence. Two"), span("sentence. Three")])
    assert [s.text for s in shown.stretches if s.role == "quote"] == ["Two sentence."]
    assert [s.text for s in shown.stretches if s.role == "also"] == ["sentence. ", " Three"]


@pytest.mark.parametrize("quote", [None, (0, 10), (40, 73)], ids=["no quote", "at the start", "at the end"])
def test_a_short_article_is_shown_whole(quote: Range | None) -> None:
    shown = excerpt(article(TEXT), quote=quote)
    assert shown.whole
    assert "".join(s.text for s in shown.stretches) == TEXT


@pytest.mark.parametrize("start", [0, 500_000, 999_990], ids=["first words", "middle", "last words"])
def test_of_a_megabyte_only_the_part_around_the_quote_is_shown(start: int) -> None:
    text = "x" * start + "the quote!" + "y" * (999_990 - start)
    shown = excerpt(article(text), quote=(start, start + 10))
    assert not shown.whole
    assert shown.end - shown.start == WINDOW_CHARACTERS
    assert [s.text for s in shown.stretches if s.role == "quote"] == ["the quote!"]


@pytest.mark.parametrize(("at", "start"), [(0, 0), (120_000, 120_000), (10**9, 1_000_000 - WINDOW_CHARACTERS)])
def test_another_part_of_a_long_article_can_be_asked_for(at: int, start: int) -> None:
    assert excerpt(article("x" * 1_000_000), quote=(5, 9), at=at).start == start


@given(
    text=st.text(max_size=200),
    ranges=st.lists(st.tuples(st.integers(0, 220), st.integers(0, 220)).map(sorted), max_size=6),
    quote=st.tuples(st.integers(0, 220), st.integers(0, 220)).map(sorted),
)
def test_the_stretches_are_the_text(text: str, ranges: list[list[int]], quote: list[int]) -> None:
    """Whatever overlaps, touches or runs over the end: nothing is added, dropped or moved."""
    first, last = quote
    shown = excerpt(article(text), quote=(first, last), also=[(low, high) for low, high in ranges])
    assert "".join(s.text for s in shown.stretches) == text
    assert "".join(s.text for s in shown.stretches if s.role == "quote") == text[first:last]


def test_the_limit_leaves_room_for_ordinary_articles() -> None:
    assert excerpt(article("x" * WHOLE_CHARACTERS)).whole
