"""Questions that ask several things: what they are split into, and which are left whole."""

from __future__ import annotations

import datetime as dt

import pytest

from rag.asking.question import understand
from rag.types import Interval, Part, Query, Scope

TODAY = dt.date(2024, 4, 14)
R, G, B, V = "Reuters", "The Guardian", "Bloomberg", "The Verge"
OUTLETS = (R, G, B, V, "AP", "CNN", "Axios", "BBC News - Technology", "Politico", "Financial Times")


def ask(question: str, scope: Scope | None = None) -> Query:
    return understand(question, outlets=OUTLETS, today=TODAY, scope=scope or Scope())


def said(part: Part) -> tuple[str, str]:
    return (", ".join(part.outlets), part.text)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Who resigned according to Reuters, and who took over according to Bloomberg?",
            [(R, "Who resigned according to Reuters"), (B, "who took over according to Bloomberg?")],
        ),
        (
            "While Bloomberg says the plant will close, does The Verge report that it stays open?",
            [(B, "While Bloomberg says the plant will close"), (V, "does The Verge report that it stays open?")],
        ),
        (
            "Did CNN report the fire before Axios reported the arrests?",
            [("CNN", "Did CNN report the fire"), ("Axios", "Axios reported the arrests?")],
        ),
        (
            "What did the Guardian write about the dam, and what did the Guardian write about the mine?",
            [(G, "What did the Guardian write about the dam"), (G, "what did the Guardian write about the mine?")],
        ),
        (
            "Does the Guardian article on the dam contradict the Guardian article on the mine?",
            [(G, "Does the Guardian article on the dam contradict"), (G, "the Guardian article on the mine?")],
        ),
        (
            "Does the report by Reuters on the eastern harbour fire match the one by Bloomberg?",
            [
                (R, "Does the report by Reuters on the eastern harbour fire match"),
                (B, "Does the report by Reuters on the eastern harbour fire match the one by Bloomberg?"),
            ],
        ),
        (
            "Which dates does Reuters give for the opening, and which does the Guardian?",
            [(R, "Which dates does Reuters give for the opening"), (G, "which does the Guardian?")],
        ),
        (
            "Is the fire, as reported by AP after the storm, and the flood, as reported by CNN, linked?",
            [
                ("AP", "Is the fire, as reported by AP after the storm"),
                ("CNN", "the flood, as reported by CNN, linked?"),
            ],
        ),
    ],
)
def test_each_outlet_is_asked_what_its_own_clause_says(question: str, parts: list[tuple[str, str]]) -> None:
    assert [said(part) for part in ask(question).parts] == parts


@pytest.mark.parametrize(
    ("question", "outlets"),
    [
        ("Do Reuters and the Guardian disagree on the number of victims?", [R, G]),
        ("Compare the Guardian and Bloomberg.", [G, B]),
        ("What did Reuters, Bloomberg and the Financial Times report on the takeover?", [R, B, "Financial Times"]),
        ("Did both Reuters and The Verge report a delay of the headset?", [R, V]),
        ("Which company did Axios and Politico both name?", ["Axios", "Politico"]),
        ("What do articles by AP or CNN say about the raid?", ["AP", "CNN"]),
        ("According to Reuters as well as the BBC, who won?", [R, "BBC News - Technology"]),
    ],
)
def test_outlets_side_by_side_are_asked_the_whole_question(question: str, outlets: list[str]) -> None:
    assert [said(part) for part in ask(question).parts] == [(outlet, question) for outlet in outlets]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Compare Norway and Sweden.", ["Norway.", "Sweden."]),
        ("Compare the budgets of Norway and Sweden.", ["the budgets of Norway.", "the budgets of Sweden."]),
        ("Compare inflation in Turkey with inflation in Chad.", ["inflation in Turkey.", "inflation in Chad."]),
        ("Compare Berlin, Paris and Rome on rents.", ["Berlin on rents.", "Paris on rents.", "Rome on rents."]),
        ("Compare Biden's and Trump's tariffs.", ["Biden's tariffs.", "Trump's tariffs."]),
        (
            "Compare how Norway and Sweden handled the strike.",
            ["how Norway handled the strike.", "how Sweden handled the strike."],
        ),
        (
            "Compare how the Mail and the Echo reported the strike.",
            ["how the Mail reported the strike.", "how the Echo reported the strike."],
        ),
        ("Contrast Tesla with BYD on exports.", ["Tesla on exports.", "BYD on exports."]),
        ("How do Norway and Sweden differ on wolves?", ["Norway on wolves?", "Sweden on wolves?"]),
        ("How does Norway differ from Sweden on wolves?", ["Norway on wolves?", "Sweden on wolves?"]),
        (
            "What are the differences between the Airbus A320 and the Boeing 737?",
            ["the Airbus A320?", "the Boeing 737?"],
        ),
        (
            "How does the Labour manifesto differ from the Tory manifesto on housing?",
            ["the Labour manifesto on housing?", "the Tory manifesto on housing?"],
        ),
        (
            "Please give a comparison of Lagos and Nairobi regarding traffic.",
            ["Lagos regarding traffic.", "Nairobi regarding traffic."],
        ),
    ],
)
def test_things_that_are_compared_are_asked_about_one_by_one(question: str, parts: list[str]) -> None:
    assert [said(part) for part in ask(question).parts] == [("", part) for part in parts]


@pytest.mark.parametrize(
    "question",
    [
        "Who is bigger, Airbus or Boeing?",
        "What did Macron and Scholz agree on?",
        "What do salt and pepper do to food?",
        "How do bees and wasps differ?",
        "What is the difference between a virus and a bacterium?",
        "What did the minister say about wages and pensions?",
        "Who killed the dog and the cat?",
        "Did the deal between Serbia and Kosovo fail?",
        "What happened in Lyon and Nice?",
        "Why did Marks and Spencer close stores?",
        "How did Trinidad and Tobago vote?",
        "How did Chad and Mali vote on the treaty?",
        "What did Reuters report on wages and pensions?",
        "What did the Guardian report about the layoffs at Reuters?",
        "Who won, and how did the Guardian explain it?",
        "Which papers other than Reuters and Bloomberg covered the raid?",
        "What is a fair comparison?",
        "Compare how Norway fared and what Sweden did.",
    ],
)
def test_a_question_that_asks_one_thing_is_left_whole(question: str) -> None:
    assert ask(question).parts == ()


def test_a_long_list_of_outlets_is_asked_as_one_question() -> None:
    six = "What did Reuters, AP, Bloomberg, CNN, the BBC and Axios report on the raid?"
    seven = "What did Reuters, AP, Bloomberg, CNN, the BBC, Axios and Politico report on the raid?"
    assert len(ask(six).parts) == 6
    assert (ask(seven).parts, len(ask(seven).outlets)) == ((), 7)


def day(month: int, number: int) -> dt.date:
    return dt.date(2023, month, number)


@pytest.mark.parametrize(
    ("question", "intervals"),
    [
        (
            "Does the report by Reuters published on 3 May agree with the one by Bloomberg of 7 June?",
            [Interval(day(5, 3), day(5, 3), "on 3 May"), Interval(day(6, 7), day(6, 7), "of 7 June")],
        ),
        (
            "What did Reuters report in May and what did Bloomberg report in June?",
            [Interval(day(5, 1), day(5, 31), "in May"), Interval(day(6, 1), day(6, 30), "in June")],
        ),
        (
            "What did the Guardian report in May 2023, and what did the Guardian report in June 2023?",
            [Interval(day(5, 1), day(5, 31), "in May 2023"), Interval(day(6, 1), day(6, 30), "in June 2023")],
        ),
        (
            "Compare the floods in Ghana in 2023 with the floods in Mali in 2022.",
            [
                Interval(day(1, 1), day(12, 31), "in 2023"),
                Interval(dt.date(2022, 1, 1), dt.date(2022, 12, 31), "in 2022"),
            ],
        ),
        (
            "What did Reuters report in May, and what does Bloomberg say?",
            [Interval(day(5, 1), day(5, 31), "in May"), None],
        ),
    ],
)
def test_each_part_has_the_time_that_its_own_words_name(question: str, intervals: list[Interval | None]) -> None:
    query = ask(question)
    assert [part.interval for part in query.parts] == intervals
    assert query.interval is None


@pytest.mark.parametrize(
    "question",
    [
        "In May 2023, who resigned according to Reuters, and who took over according to Bloomberg?",
        "Do Reuters and the Guardian disagree on what happened in May 2023?",
        "Compare Norway and Sweden on what was decided in May 2023.",
    ],
)
def test_a_time_of_the_whole_question_is_that_of_every_part(question: str) -> None:
    query = ask(question)
    assert len(query.parts) == 2
    assert [part.interval for part in query.parts] == [None, None]
    assert query.interval is not None
    assert (query.interval.since, query.interval.until) == (day(5, 1), day(5, 31))


def test_parts_are_told_with_their_outlets_and_times() -> None:
    told = ask("What did Reuters report in May and what did Bloomberg report in June?").understood
    (parts,) = [one.meaning for one in told if one.aspect == "parts"]
    assert parts == (
        "2 questions, asked in turn: Reuters published from 1 May 2023 until 31 May 2023; "
        "Bloomberg published from 1 June 2023 until 30 June 2023"
    )
    assert [one.meaning for one in told if one.aspect == "interval"] == [
        "published from 1 May 2023 until 31 May 2023, counted from 14 April 2024, for part 1",
        "published from 1 June 2023 until 30 June 2023, counted from 14 April 2024, for part 2",
    ]
    fixed = ask("What did Reuters report in May 2023 and what did Bloomberg report in June?").understood
    assert [one.meaning for one in fixed if one.aspect == "interval"] == [
        "published from 1 May 2023 until 31 May 2023, for part 1",
        "published from 1 June 2023 until 30 June 2023, counted from 14 April 2024, for part 2",
    ]


def test_a_time_of_a_part_is_not_told_as_a_subject_besides() -> None:
    query = ask("Does the report by Reuters published on 3 May agree with the one by Bloomberg of 7 June?")
    assert [one.words for one in query.understood if one.aspect in ("interval", "dates")] == ["on 3 May", "of 7 June"]


@pytest.mark.parametrize(
    ("question", "interval", "told"),
    [
        (
            "Does the report by Reuters published on 3 May 2023 agree with the one by Bloomberg of 7 June 2023?",
            Interval(day(5, 3), day(6, 7), "on 3 May 2023 and of 7 June 2023"),
            [("interval", "published from 3 May 2023 until 7 June 2023")],
        ),
        (
            "What did Reuters report since May 2023 and what did Bloomberg report in June 2023?",
            Interval(day(5, 1), None, "since May 2023 and in June 2023"),
            [("interval", "published from 1 May 2023")],
        ),
        (
            "What did Reuters report in May 2023, and what does Bloomberg say?",
            None,
            [("dates", "what is asked about, no restriction")],
        ),
    ],
)
def test_without_its_parts_a_question_spans_their_times(
    question: str, interval: Interval | None, told: list[tuple[str, str]]
) -> None:
    query = ask(question, Scope(ignore=("parts",)))
    assert (query.parts, query.interval) == ((), interval)
    assert [(one.aspect, one.meaning) for one in query.understood if one.aspect in ("interval", "dates")] == told
