"""What an LLM writes, cut into sentences with the passages that each cites, whatever pieces it arrives in."""

from __future__ import annotations

import pytest

from rag.answering.llm.sentences import SentenceStream, Written


def read(text: str, pieces: int = 3) -> list[Written]:
    stream = SentenceStream()
    found = []
    for at in range(0, len(text), pieces):
        found += stream.feed(text[at : at + pieces])
    return found + stream.end()


@pytest.mark.parametrize("pieces", [1, 2, 5, 1000])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The river rose [1]. Nobody was hurt [2][3].", [("The river rose.", (1,)), ("Nobody was hurt.", (2, 3))]),
        ("The river rose. [1] Nobody was hurt. [2, 3]", [("The river rose.", (1,)), ("Nobody was hurt.", (2, 3))]),
        ("The river rose.[1][1] Nobody was hurt.", [("The river rose.", (1,)), ("Nobody was hurt.", ())]),
        ("It rose 【2】. It fell (passage 4).", [("It rose.", (2,)), ("It fell.", (4,))]),
        (
            "Mr. Smith met Sen. Daines of the U.S. Senate [1].",
            [("Mr. Smith met Sen. Daines of the U.S. Senate.", (1,))],
        ),
        (
            "It cost $1.5 million in 2021 (2020: 3) [1]. Yes.",
            [("It cost $1.5 million in 2021 (2020: 3).", (1,)), ("Yes.", ())],
        ),
        ("- **Rivers** rose [1]\n- Seas fell [2]", [("Rivers rose", (1,)), ("Seas fell", (2,))]),
        ("<think>Hm. The river. [9] </think>The river rose [1].", [("The river rose.", (1,))]),
        ("It rose [99999].", [("It rose.", (99999,))]),
        ("", []),
    ],
)
def test_sentences_and_their_marks(text: str, expected: list[tuple[str, tuple[int, ...]]], pieces: int) -> None:
    assert [(one.text, one.cited) for one in read(text, pieces)] == expected


def test_a_sentence_is_given_as_soon_as_the_next_has_a_word() -> None:
    stream = SentenceStream()
    assert stream.feed("The river rose. [1]") == []
    assert stream.feed(" Nobody") == []
    assert stream.feed(" was") == [Written("The river rose.", (1,))]
    assert stream.begun == "Nobody was"


def test_thoughts_are_no_part_of_the_answer() -> None:
    stream = SentenceStream()
    stream.feed("<think>Let me see. One two")
    assert (stream.is_thinking, stream.begun) == (True, "")
    assert stream.end() == []


@pytest.mark.parametrize(
    "text",
    [
        "NOT IN THE ARTICLES",
        "Not in the articles.",
        "The passages do not mention the population of Astana.",
        "The provided articles don't contain this information.",
        "I cannot find this in the passages.",
        "Unfortunately, the articles do not say.",
        "There is no information about it.",
    ],
)
def test_a_model_that_found_nothing_says_so_in_many_ways(text: str) -> None:
    assert [one.says_nothing_found for one in read(text)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "Unfortunately, the minister died on Monday [1].",
        "The minister did not mention the port [1].",
        "The articles of the treaty were signed [1].",
        "Nothing was stolen [1].",
        "The passages do not say how many, but 12 people were hurt in the fire [1].",
        "The text of the treaty does not mention nuclear weapons [1].",
        "There is no information that anybody was hurt, police said [2].",
    ],
)
def test_news_of_what_did_not_happen_is_a_statement(text: str) -> None:
    assert [one.says_nothing_found for one in read(text)] == [False]


def test_thoughts_of_which_only_the_end_is_written_show_to_have_been_none_of_the_answer() -> None:
    stream = SentenceStream()
    assert [one.text for one in stream.feed("Hm, the river. One more")] == ["Hm, the river."]
    assert not stream.was_thought
    assert stream.feed(" look.</think>\n\nThe river rose [1].") == []
    assert (stream.was_thought, stream.begun) == (True, "The river rose [1].")
    assert [one.text for one in stream.end()] == ["The river rose."]


def test_an_introduction_is_no_statement() -> None:
    assert [one.is_no_statement for one in read("Here is what they say:\n\nThe river rose [1].")] == [True, False]
