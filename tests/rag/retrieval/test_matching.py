"""What of a question a text repeats: shares that can be counted by hand, and any text whatever."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.retrieval.matching import Matches, Wanted

QUESTION = "Did Anna Berg of Oslo pay 40 million kroner in 2021?"
"""Ten pairs of neighbours of which not both are stop words, three words of names, two numbers."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna Berg paid 40 million kroner.", Matches(phrases=3 / 10, names=2 / 3, numbers=1 / 2)),
        ("The mayor OF OSLO\nspoke in 2021.", Matches(phrases=2 / 10, names=1 / 3, numbers=1 / 2)),
        ("Berg, Anna: 2021 / 40", Matches(phrases=0.0, names=2 / 3, numbers=1.0)),
        ("Bergen and Osloers had 400 in 20210.", Matches(phrases=0.0, names=0.0, numbers=0.0)),
        ("", Matches(0.0, 0.0, 0.0)),
    ],
    ids=["phrases", "across a line", "out of order", "parts of words", "nothing"],
)
def test_shares_of_a_question_that_a_text_repeats(text: str, expected: Matches) -> None:
    assert Wanted.of(QUESTION).in_text(text) == expected


def test_a_question_repeats_itself_whole() -> None:
    assert Wanted.of(QUESTION).in_text(QUESTION) == Matches(1.0, 1.0, 1.0)


def test_what_a_question_lacks_counts_nothing() -> None:
    assert Wanted.of("why not?").in_text("why not?") == Matches(0.0, 0.0, 0.0)
    assert Wanted.of("").in_text("Anna 40") == Matches(0.0, 0.0, 0.0)


def test_a_phrase_crosses_no_mark_of_the_question_but_marks_of_the_text() -> None:
    assert Wanted.of("flood Rome").in_text("In the flood, Rome suffered.").phrases == 1.0
    assert Wanted.of("flood, Rome").in_text("The flood Rome saw.").phrases == 0.0


def test_two_stop_words_are_no_phrase() -> None:
    assert Wanted.of("what of the flood").in_text("of the").phrases == 0.0
    assert Wanted.of("what of the flood").in_text("the flood").phrases == 1.0


def test_a_capital_that_opens_the_question_or_a_sentence_is_no_name() -> None:
    assert Wanted.of("Floods hit Rome. Rivers rose?").in_text("floods rivers").names == 0.0
    assert Wanted.of("Floods hit Rome. Rivers rose?").in_text("rome").names == 1.0


def test_a_small_foreign_letter_opens_no_name() -> None:
    wanted = Wanted.of("does élan reach the Élysée")
    assert wanted.in_text("The Élysée is silent.").names == 1.0
    assert wanted.in_text("Such élan!").names == 0.0


@pytest.mark.parametrize("text", ["Zoë’s “café”", "ZOË — CAFÉ", "zoë…café"])
def test_foreign_letters_are_of_words_and_foreign_marks_are_not(text: str) -> None:
    assert Wanted.of("zoë café").in_text(text).phrases == (1.0 if "s" not in text else 0.0)
    assert Wanted.of("our Zoë").in_text(text).names == 1.0


def by_lists(phrases: frozenset[bytes], text: str) -> float:
    """The share as it is defined: over the list of the text's words."""
    words = re.findall(r"\w+", text.lower())
    wanted = [phrase.decode("utf-8", "surrogatepass").split() for phrase in phrases]
    held = [any(words[at : at + len(one)] == one for at in range(len(words))) for one in wanted]
    return sum(held) / len(held) if held else 0.0


@given(st.text(max_size=80), st.text(max_size=200))
@example("Ωmega ½ of \ud800 x\x1cy", "ωmega\x1c½ OF \ud800\u2028x y")
@example("İstanbul straße", "istanbul STRASSE İSTANBUL")
def test_any_text_gives_the_shares_that_lists_of_words_give(question: str, text: str) -> None:
    wanted = Wanted.of(question)
    for one in (text, question, f"{text} {question}"):
        found = wanted.in_text(one)
        assert found.phrases == by_lists(wanted.phrases, one)
        assert found.names == by_lists(wanted.names, one)
        assert found.numbers == by_lists(wanted.numbers, one)
        assert all(0.0 <= share <= 1.0 for share in (found.phrases, found.names, found.numbers))
