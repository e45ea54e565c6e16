"""Questions that are several: which halves they have, which times and outlets they set against each other, what stays whole."""

from __future__ import annotations

import datetime as dt

import pytest

from rag.asking.dividing.dates import sides_of
from rag.asking.dividing.halves import halves_of
from rag.asking.question import understand
from rag.types import Query, Scope

TODAY = dt.date(2025, 3, 3)
OUTLETS = ("Reuters", "The Guardian", "Bloomberg", "Fortune")


@pytest.mark.parametrize(
    ("question", "halves"),
    [
        (
            "Who is the mayor of Selby and how much did the bridge cost?",
            ["Who is the mayor of Selby?", "How much did the bridge cost?"],
        ),
        (
            "When was the Alder bridge opened and why was it closed?",
            ["When was the Alder bridge opened?", "Why was the Alder bridge closed?"],
        ),
        ("When was it opened and why was it closed?", ["When was it opened?", "Why was it closed?"]),
        (
            "When was the bridge opened? Why was it closed?",
            ["When was the bridge opened?", "Why was the bridge closed?"],
        ),
        ("When and why was the bridge closed?", ["When was the bridge closed?", "Why was the bridge closed?"]),
        ("When was the bridge closed and why?", ["When was the bridge closed?", "Why was the bridge closed?"]),
        (
            "Who is the mayor of Selby and how many children does she have?",
            ["Who is the mayor of Selby?", "How many children does the mayor of Selby have?"],
        ),
        (
            "Who wrote Pride and Prejudice and when was it published?",
            ["Who wrote Pride and Prejudice?", "When was Pride and Prejudice published?"],
        ),
        ("When was the bridge opened and who opened it?", ["When was the bridge opened?", "Who opened the bridge?"]),
        ("Did the bridge open and did the ferry stop?", ["Did the bridge open?", "Did the ferry stop?"]),
        (
            "What is the law that bans smoking and when was it passed?",
            ["What is the law that bans smoking?", "When was the law passed?"],
        ),
        (
            "What did Vale say about rents and about schools?",
            ["What did Vale say about rents?", "What did Vale say about schools?"],
        ),
        (
            "Which ministers met in Oslo and what did they sign?",
            ["Which ministers met in Oslo?", "What did they sign?"],
        ),
        ("Who owns Reuters and who owns Bloomberg?", ["Who owns Reuters?", "Who owns Bloomberg?"]),
        (
            "What role did Smith play and did he regret it?",  # "he" and "it" would both be Smith
            ["What role did Smith play?", "Did he regret it?"],
        ),
    ],
)
def test_joined_questions_are_asked_one_by_one(question: str, halves: list[str]) -> None:
    assert [half.text for half in halves_of(question)] == halves


def test_a_half_is_told_in_the_words_of_the_person() -> None:
    assert [half.words for half in halves_of("When was the bridge opened, and why was it closed?")] == [
        "When was the bridge opened",
        "why was it closed",
    ]


@pytest.mark.parametrize(
    "question",
    [
        "What does Johnson and Johnson sell?",
        "Who leads research and development at Lindgren?",
        "What is the difference between cats and dogs?",
        "Did Tokayev and Zelensky meet?",
        "When the strike ended, who won?",
        "What did he say when asked who paid and who knew?",
        "What does the report say about how the fire began and how it spread?",
        "What is known about what Smith did and what Jones did?",
        "Who came to Selby and was arrested?",
        "What is a hit and run?",
        "Who wrote War and Peace?",
        "Which companies and what banks failed?",
        "What did the minister say about wages and pensions?",
        "Who did it and why?",
        "Who won, and how did it go?",
        "Which man was accused of fraud and whose success was a lie?",
        "Which man stood trial and who is said to be rich?",
    ],
)
def test_one_question_is_never_cut(question: str) -> None:
    assert halves_of(question) == ()


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        (
            "What did bread cost in May compared with June?",
            [
                ("What did bread cost in May?", "2024-05-01", "2024-05-31"),
                ("What did bread cost in June?", "2024-06-01", "2024-06-30"),
            ],
        ),
        (
            "What did bread cost in May compared to in June 2023?",
            [
                ("What did bread cost in May 2023?", "2023-05-01", "2023-05-31"),
                ("What did bread cost in June 2023?", "2023-06-01", "2023-06-30"),
            ],
        ),
        (
            "How did the price change between 2020 and 2024?",
            [
                ("What was the price in 2020?", "2020-01-01", "2020-12-31"),
                ("What was the price in 2024?", "2024-01-01", "2024-12-31"),
            ],
        ),
        (
            "Compare what was said about energy in 2023 and in 2024.",
            [
                ("What was said about energy in 2023?", "2023-01-01", "2023-12-31"),
                ("What was said about energy in 2024?", "2024-01-01", "2024-12-31"),
            ],
        ),
        (
            "What is the difference between the 2023 and 2024 talks?",
            [
                ("What was the talks in 2023?", "2023-01-01", "2023-12-31"),
                ("What was the talks in 2024?", "2024-01-01", "2024-12-31"),
            ],
        ),
        (
            "How does unemployment in 2023 compare with 2022?",
            [
                ("What was unemployment in 2023?", "2023-01-01", "2023-12-31"),
                ("What was unemployment in 2022?", "2022-01-01", "2022-12-31"),
            ],
        ),
        (
            "What did the mayor say on 5 May compared with 7 June 2023?",
            [
                ("What did the mayor say on 5 May 2023?", "2023-05-05", "2023-05-05"),
                ("What did the mayor say on 7 June 2023?", "2023-06-07", "2023-06-07"),
            ],
        ),
    ],
)
def test_two_times_set_against_each_other_are_asked_of_one_by_one(
    question: str, sides: list[tuple[str, str, str]]
) -> None:
    found = sides_of(question, TODAY)
    assert [(one.text, str(one.interval.since), str(one.interval.until)) for one in found] == sides


@pytest.mark.parametrize(
    "question",
    [
        "What happened between May and June?",
        "What changed at the company between October and December 2023?",
        "How many people died between 2020 and 2024?",
        "Who won in 2020 and in 2024?",
        "Is bread dearer in June than in May?",
        "Compare Norway and Sweden in 2023.",
        "What did bread cost in May compared with May?",
    ],
)
def test_times_that_are_not_set_against_each_other_are_one_question(question: str) -> None:
    assert sides_of(question, TODAY) == ()


def ask(question: str, scope: Scope | None = None) -> Query:
    return understand(question, outlets=OUTLETS, today=TODAY, scope=scope or Scope())


@pytest.mark.parametrize(
    ("question", "topic", "outlets"),
    [
        ("How does Reuters' report on the fire differ from Fortune's?", "the fire", ["Reuters", "Fortune"]),
        ("Compare Reuters and the Guardian on the fire.", "the fire", ["Reuters", "The Guardian"]),
        (
            "Compare how the Guardian and Bloomberg covered the by-election.",
            "the by-election",
            ["The Guardian", "Bloomberg"],
        ),
        ("How did Bloomberg and Reuters differ on the raid?", "the raid", ["Bloomberg", "Reuters"]),
        (
            "What is the difference between Reuters' and Bloomberg's reports on the fire?",
            "the fire",
            ["Reuters", "Bloomberg"],
        ),
    ],
)
def test_outlets_that_are_compared_are_asked_of_the_topic_one_by_one(
    question: str, topic: str, outlets: list[str]
) -> None:
    assert [(part.text, part.outlets, part.alone) for part in ask(question).parts] == [
        (f"What was reported about {topic}?", (outlet,), True) for outlet in outlets
    ]


def test_a_time_that_the_person_set_sets_no_two_times_apart() -> None:
    question = "What did bread cost in May compared with June?"
    assert [part.interval is not None for part in ask(question).parts] == [True, True]
    assert ask(question, Scope(since=dt.date(2024, 1, 1))).parts == ()
    assert ask(question, Scope(ignore=("parts",))).parts == ()


def test_two_halves_in_one_time_are_restricted_to_it() -> None:
    query = ask("What did the mayor say in May 2024 and who took over?")
    assert [part.interval for part in query.parts] == [None, None]
    assert query.interval is not None
    assert (query.interval.since, query.interval.until) == (dt.date(2024, 5, 1), dt.date(2024, 5, 31))


@pytest.mark.parametrize(
    ("question", "newest", "since"),
    [
        ("What happened after 7 October?", dt.date(2023, 12, 25), dt.date(2023, 10, 8)),
        ("What happened in May?", dt.date(2023, 12, 25), dt.date(2023, 5, 1)),
        ("What happened after 7 October?", dt.date(2025, 2, 1), dt.date(2024, 10, 8)),  # not an archive
        ("What happened after 7 October 2022?", dt.date(2023, 12, 25), dt.date(2022, 10, 8)),
        ("What happened yesterday?", dt.date(2023, 12, 25), dt.date(2025, 3, 2)),
        ("What happened on Tuesday?", dt.date(2023, 12, 25), dt.date(2025, 2, 25)),
        ("What happened after 7 October?", None, dt.date(2024, 10, 8)),
    ],
)
def test_among_articles_long_over_a_date_without_a_year_is_one_that_they_can_tell_of(
    question: str, newest: dt.date | None, since: dt.date
) -> None:
    query = understand(question, today=TODAY, newest=lambda _: newest)
    assert query.interval is not None
    assert query.interval.since == since


def test_the_day_that_it_counts_from_is_told() -> None:
    query = understand("What happened after 7 October?", today=TODAY, newest=lambda _: dt.date(2023, 12, 25))
    assert query.understood[0].meaning == "published from 8 October 2023, counted from 25 December 2023"
