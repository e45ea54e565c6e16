"""Sentence spans: exact, complete, in order, and cut where news text is cut."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.boilerplate import boilerplate_lines, kept_spans, merge
from index.reading.sentences import split_sentences
from index.types import Span
from tests.articles import read

ODD_TEXT = st.text(
    alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from(list("ab .!?\n\t\r\0\u2028\ufeff😀Жé—")))
)


WRAPPABLE = """Olaf Brandt Wins Vote

The minister thanked Mr. Olaf Brandt for the help. President Kassym-Jomart Tokayev met U.S. Senator Steve Daines. \
“Really?” she asked him, and he said – as always – that he did not know, or so it seemed. In 2019 - 2021 the trade, \
which was worth $3.5 billion (see page 4), fell; the rest followed.

Short one. Yes, Dr. No said.

Prime Minister Olzhas Bektenov told The Astana Times on Monday.

They wanted to read more books about the sea, and to share this view - click here and there. No. 10 did not comment."""


def split(text: str) -> list[tuple[str, str]]:
    return [(s.kind, text[s.start : s.end]) for s in split_sentences(text)]


def unwrapped(text: str) -> list[tuple[str, str]]:
    """Kind and words of what is cited and read of an article, whatever newlines stand in it."""
    _, sentences = read("a.txt", text)
    return [(s.kind, " ".join(text[s.start : s.end].split())) for s in sentences]


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


@pytest.mark.parametrize("mark", ["։", "።", "။", "។", "｡", "．"])
def test_a_line_that_ends_in_its_scripts_mark_is_no_heading(mark: str) -> None:
    assert split(f"Words{mark}\n\nIt rained.") == [("sentence", f"Words{mark}"), ("sentence", "It rained.")]


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


@pytest.mark.parametrize("column", [40, 65, 72])
@pytest.mark.parametrize("article", ["000_3ab0e8836c8fea17.txt", "001_c506a585635f9987.txt", "titles and dashes"])
def test_text_wrapped_at_a_column_has_the_same_sentences(seeds: Path, article: str, column: int) -> None:
    text = (seeds / article).read_text(encoding="utf-8") if article.endswith(".txt") else WRAPPABLE
    wrapped = "\n\n".join(
        textwrap.fill(paragraph, column, break_long_words=False, break_on_hyphens=False)
        for paragraph in text.split("\n\n")
    )
    assert wrapped.count("\n") > text.count("\n") + 3
    assert unwrapped(wrapped) == unwrapped(text)


@pytest.mark.parametrize("article", ["000_3ab0e8836c8fea17.txt", "001_c506a585635f9987.txt"])
def test_one_paragraph_a_line_has_the_same_sentences_and_headings(seeds: Path, article: str) -> None:
    text = (seeds / article).read_text(encoding="utf-8")
    assert unwrapped(text.replace("\n\n", "\n")) == unwrapped(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister thanked Mr.\nOlaf Brandt for the help.", ["The minister thanked Mr.\nOlaf Brandt for the help."]),
        ("They came from the north,\nSouth and west.", ["They came from the north,\nSouth and west."]),
        ("They came at noon.\nThey left at one.\nIt rained.", ["They came at noon.", "They left at one.", "It rained."]),
        ("He left the U.S.\nThe ministers met.", ["He left the U.S.", "The ministers met."]),
        ("उसने यह कहा।\nवह गया।", ["उसने यह कहा।", "वह गया।"]),
        ("The plan:\n- one item\n- two items", ["The plan:", "- one item", "- two items"]),
    ],
)  # fmt: skip
def test_a_newline_parts_where_it_is_meant(text: str, expected: list[str]) -> None:
    assert split(text) == [("sentence", sentence) for sentence in expected]


def test_headings_followed_by_one_newline_are_kept_apart() -> None:
    text = "Trade Talks Resume\nThe ministers met. They agreed.\nMore Talks Follow\nThey met again today."
    assert split(text) == [
        ("heading", "Trade Talks Resume"),
        ("sentence", "The ministers met."),
        ("sentence", "They agreed."),
        ("heading", "More Talks Follow"),
        ("sentence", "They met again today."),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "**Striker Bo Lind scored three goals against Celtic on Sunday.**",
        "Ministers applauded the law today! 🎉",
        "Exports rose by 5 percent in 2023.[1]",
        "Exports rose by 5 percent in 2023.¹",
        "Kazakhstan joined the treaty (see page 4)",
        "मंत्री ने सोमवार को यह कहा।",
        "وصل الوزير اليوم؟",
        "The ministers of both countries met on Monday in the capital",
        "The talks were held in the",
    ],
)
def test_a_sentence_is_no_heading_however_it_ends(sentence: str) -> None:
    assert split(f"{sentence}\n\nIt rained.") == [("sentence", sentence), ("sentence", "It rained.")]


@pytest.mark.parametrize(
    "heading",
    [
        "What comes next",
        "**Trade Talks Resume**",
        "Strengthening Bilateral Relations through Parliamentary Diplomacy and Trade in Central Asia",
        "Condemnation of Terrorism and\nSolidarity with Russia",
        "# What the ministers of both countries said in the capital on Monday.",
    ],
)
def test_a_heading_is_short_or_in_title_case_or_marked(heading: str) -> None:
    assert split(f"{heading}\n\nIt rained. It rained again on Monday in Astana.")[0] == ("heading", heading)


@pytest.mark.parametrize("rule", ["---", "====", "```", "|---|---|", "* * *", "🎉"])
def test_a_line_without_words_is_no_sentence(rule: str) -> None:
    text = f"They came.\n{rule}\nThey left."
    assert split(text) == [("sentence", "They came."), ("sentence", "They left.")]
    assert boilerplate_lines(text) == [Span(11, 11 + len(rule))]
    assert split_sentences(f"They came.\n\n{rule}\n\nThey left.") == split_sentences(
        f"They came.\n\n{' ' * len(rule)}\n\nThey left."
    )


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
    assert [c for i, c in enumerate(text) if i not in covered | marked and c.isalnum()] == []


@pytest.mark.parametrize(
    "line",
    [
        "Also Read:\u00a0 Pakistan and Russia Celebrate 75 Years of Diplomatic Ties",
        "Read more: Ten things to know",
        "Sign up for our newsletter",
        "Photo: Jane Doe / Agency",
        "ADVERTISEMENT",
        "Follow us on social media",
        "Subscribe to our newsletter",
        "Click here to subscribe",
        "Related: Ten things to know",
        "© 2024 The Daily",
        "All rights reserved.",
        "Photo by Jane Doe for The Daily",
        "Share this article",
    ],
)
def test_furniture_is_marked_and_the_text_around_it_is_not(line: str) -> None:
    text = f"The story begins.\n\n{line}\n\nThe story goes on."
    [span] = boilerplate_lines(text)
    assert text[span.start : span.end] == line
    assert split_sentences(text, [span])[1].start == text.index("The story goes on")


@pytest.mark.parametrize(
    "line",
    [
        "He also read a poem.",
        "Readers share this view.",
        "They watched the photo finish.",
        "Advertisement revenue fell 20% at the broadcaster on Monday.",
        "Advertisement-funded channels lost viewers.",
        "Subscribe to the theory or not, voters chose it.",
        "Image by image, the telescope mapped the sky.",
        "Photo by Jane Doe shows the tower at night.",
        "Click here and there went the clocks.",
        "All rights reserved to the tribe were returned.",
        "Follow us into the cave, the guide said.",
    ],
)
def test_a_sentence_that_merely_sounds_like_furniture_is_kept(line: str) -> None:
    assert boilerplate_lines(f"Start.\n{line}\nEnd.") == []


def test_the_second_half_of_a_wrapped_sentence_is_no_furniture() -> None:
    assert boilerplate_lines("The children said that they would\nread more: books about the sea.") == []
    assert boilerplate_lines("The children said that they would\nread more books about the sea.") == []


def test_furniture_under_a_heading_or_wrapped_is_marked_to_its_end() -> None:
    text = "Trade Talks Resume\nPhoto: Jane Doe / Agency\nThe ministers met on Monday in the old town hall."
    assert boilerplate_lines(text) == [Span(19, 43)]
    text = "The ministers met on Monday in the old town.\n\nAlso Read: Pakistan and Russia Celebrate 75\nYears of Ties\n\nEnd."
    assert [text[s.start : s.end] for s in boilerplate_lines(text)] == [
        "Also Read: Pakistan and Russia Celebrate 75",
        "Years of Ties",
    ]


def test_kept_spans_are_what_is_left() -> None:
    spans = merge([Span(8, 10), Span(2, 4), Span(3, 5)])
    assert spans == (Span(2, 5), Span(8, 10))
    assert kept_spans(0, 12, spans) == [Span(0, 2), Span(5, 8), Span(10, 12)]
    assert kept_spans(3, 9, spans) == [Span(5, 8)]
    assert kept_spans(2, 5, spans) == []
