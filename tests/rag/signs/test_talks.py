"""What talks were about: asked for or not, told of those asked about, of others, or not at all."""

from __future__ import annotations

import time

import pytest

from rag.answering.signs.talks import Told, asks_subject_of_talks, leans_back, told_of_talks

BEFORE = "Mayor Anna Conti opened the harbour day on Friday. "


@pytest.mark.parametrize(
    "question",
    [
        "What did Anna Conti discuss with Jonas Berg?",
        "And what did they talk about?",
        "What were the talks between Norway and Sweden about?",
        "What was the hearing with Jonas Berg about?",
        "Which issues did Conti raise with the sailors?",
        "What was on the agenda of the council sitting?",
        "What did the negotiations centre on?",
        "What was discussed at the Bergen summit?",
        "Conti Berg topics",
    ],
)
def test_a_question_for_the_subject_of_talks(question: str) -> None:
    assert asks_subject_of_talks(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is the name of the company that was discussed in the magazine?",
        "Which group sets the agenda?",
        "Who discussed the budget with Anna Conti?",
        "Which issues were not addressed in the treaty?",
        "What kind of weapon did Tesla build?",
        "What was decided by the council?",
        "When did Conti and Berg talk about ferries?",
    ],
)
def test_other_questions_are_none(question: str) -> None:
    assert not asks_subject_of_talks(question)


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("What did Conti discuss with Berg?", "Conti and Berg discussed ferries.", "of them"),
        ("What did Conti discuss with Berg?", "Conti met Berg in the town hall.", "nothing"),
        ("What did Conti discuss with Berg?", "The talks were constructive and lasted two hours.", "nothing"),
        (
            "What did Conti discuss with Berg?",
            "She received Jonas Berg. They went over the price of ferries.",
            "of them",
        ),
        ("What did Conti discuss with Berg?", "Conti discussed ferries with Olga Lind.", "of others"),
        (
            "What did Conti discuss with Berg?",
            "Olga Lind later met Jonas Berg. Their talks covered ferries.",
            "of others",
        ),
        ("What did Conti discuss with Berg?", "Olga Lind, meanwhile, spoke to Berg about ferries.", "of others"),
        ("What did Lind discuss with Berg?", "She received Jonas Berg. They discussed ferries.", "of others"),
        ("What did Conti discuss with the sailors?", "Conti raised the price of ferries with the sailors.", "of them"),
        ("What did Conti discuss with the sailors?", "Conti raised the price of ferries with the bakers.", "of others"),
        ("What did Conti discuss with lawmakers?", "Conti discussed ferries with members of parliament.", "of them"),
        ("What did governor Conti discuss with Berg?", "Conti and Berg touched on ferries.", "of them"),
        ("What was on the agenda with Berg?", "High on the list with Jonas Berg was a new ferry.", "of them"),
        ("What did the second round of talks deal with?", "The third round of talks dealt with ferries.", "of others"),
        ("What did the third round of talks deal with?", "The third round of talks dealt with ferries.", "of them"),
        ("What will Conti discuss with Berg?", "Conti and Berg discussed ferries.", "of others"),
        ("What will Conti discuss with Berg?", "Conti and Berg will discuss ferries.", "of them"),
        ("What did Conti and Berg talk about?", "Conti spoke with Berg on Monday.", "nothing"),
        ("What did Conti and Berg talk about?", "Conti spoke with Berg on the price of ferries.", "of them"),
    ],
)
def test_what_a_sentence_tells_of_talks(question: str, text: str, told: Told) -> None:
    assert told_of_talks(text, BEFORE, f"{BEFORE} {text}", question) == told


def test_a_sentence_that_leans_is_read_with_the_one_before_it() -> None:
    question, met = "What did Conti discuss with Berg?", "Conti received Jonas Berg at noon. "
    told = "That conversation touched on ferries."
    assert leans_back(told)
    assert told_of_talks(told, BEFORE + met, "", question) == "of them"
    assert told_of_talks(told, BEFORE + met.replace("Jonas Berg", "Olga Lind"), "", question) == "of others"


def test_a_summit_of_another_year_is_another_one() -> None:
    question, told = "What was discussed at the Bergen summit in 2022?", "At the summit they discussed ferries."
    before = "The Bergen summit ended on Friday. "
    assert told_of_talks(told, before, f"2 September 2022 {before}{told}", question, ["2022"]) == "of them"
    assert told_of_talks(told, before, f"2 September 2023 {before}{told}", question, ["2022"]) == "of others"


@pytest.mark.parametrize("filling", ["with ", "Conti ", "and the ", "talks ", "on the ", "discussed, "])
def test_long_text_takes_no_time_that_grows_faster_than_it(filling: str) -> None:
    """Ratios of one run: four times the text takes no more than some ten times as long."""

    def seconds(words: int) -> float:
        text = filling * words
        started = time.perf_counter()
        for _ in range(3):
            told_of_talks(text, text, text, "What did Conti discuss with the sailors and Berg?")
            asks_subject_of_talks(f"What did {text[:2000]}")
        return time.perf_counter() - started

    seconds(100)
    assert seconds(1600) < 40 * seconds(400) + 1.0
