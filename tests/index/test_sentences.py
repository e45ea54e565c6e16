"""Sentence spans: exact, complete, in order, and cut where news text is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.boilerplate import boilerplate_lines, kept_spans, merge
from index.reading.sentences import split_sentences
from index.types import Span

ODD_TEXT = st.text(
    alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from(list("ab .!?\n\t\r\0\u2028\ufeff😀Жé—")))
)


def split(text: str) -> list[tuple[str, str]]:
    return [(s.kind, text[s.start : s.end]) for s in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. sent aid. Mr. Smith agreed.", ["The U.S. sent aid.", "Mr. Smith agreed."]),
        ("He paid $3.5 million at 5 p.m. on Jan. 3. Then he left.", ["He paid $3.5 million at 5 p.m. on Jan. 3.", "Then he left."]),
        ("“Really?” she asked. No. 10 replied.", ["“Really?” she asked.", "No. 10 replied."]),
        ("Привет мир. Это тест.", ["Привет мир.", "Это тест."]),
        ("no full stop at the end", ["no full stop at the end"]),
        ("A wrapped line that goes on and on over the edge of\nthe page.", ["A wrapped line that goes on and on over the edge of\nthe page."]),
        ("First paragraph ends.\nSecond begins.", ["First paragraph ends.", "Second begins."]),
        ("- one item\n- another item", ["- one item", "- another item"]),
    ],
)  # fmt: skip
def test_sentences_of_news(text: str, expected: list[str]) -> None:
    assert split(text) == [("sentence", sentence) for sentence in expected]


@pytest.mark.parametrize("gap", ["\n\n", "\n", "\n \t\n"])
def test_a_heading_without_a_mark_is_kept_apart(gap: str) -> None:
    text = f"Trade Talks Resume{gap}The ministers met on Monday. They agreed."
    assert split(text) == [
        ("heading", "Trade Talks Resume"),
        ("sentence", "The ministers met on Monday."),
        ("sentence", "They agreed."),
    ]


def test_the_last_line_of_an_article_is_never_a_heading() -> None:
    assert split("All went well.\n\nAnd so it stays") == [
        ("sentence", "All went well."),
        ("sentence", "And so it stays"),
    ]


@given(ODD_TEXT)
def test_spans_are_ordered_disjoint_trimmed_and_lose_no_word(text: str) -> None:
    boilerplate = merge(boilerplate_lines(text))
    sentences = split_sentences(text, boilerplate)
    previous = 0
    for sentence in sentences:
        assert previous <= sentence.start < sentence.end <= len(text)
        assert text[sentence.start : sentence.end].strip() == text[sentence.start : sentence.end]
        previous = sentence.end
    covered = {i for s in sentences for i in range(s.start, s.end)}
    marked = {i for span in boilerplate for i in range(span.start, span.end)}
    assert not covered & marked
    assert [c for i, c in enumerate(text) if i not in covered | marked and not c.isspace()] == []


@pytest.mark.parametrize(
    "line",
    [
        "Also Read:\u00a0 Pakistan and Russia Celebrate 75 Years of Diplomatic Ties",
        "Read more: Ten things to know",
        "Sign up for our newsletter",
        "Photo: Jane Doe / Agency",
        "ADVERTISEMENT",
        "Follow us on social media",
    ],
)
def test_furniture_is_marked_and_the_text_around_it_is_not(line: str) -> None:
    text = f"The story begins.\n\n{line}\n\nThe story goes on."
    [span] = boilerplate_lines(text)
    assert text[span.start : span.end] == line
    assert split_sentences(text, [span])[1].start == text.index("The story goes on")


@pytest.mark.parametrize("line", ["He also read a poem.", "Readers share this view.", "They watched the photo finish."])
def test_a_sentence_that_merely_sounds_like_furniture_is_kept(line: str) -> None:
    assert boilerplate_lines(f"Start.\n{line}\nEnd.") == []


def test_kept_spans_are_what_is_left() -> None:
    spans = merge([Span(8, 10), Span(2, 4), Span(3, 5)])
    assert spans == (Span(2, 5), Span(8, 10))
    assert kept_spans(0, 12, spans) == [Span(0, 2), Span(5, 8), Span(10, 12)]
    assert kept_spans(3, 9, spans) == [Span(5, 8)]
    assert kept_spans(2, 5, spans) == []
