"""What a question counts, whatever the person switched off, set, or worded otherwise; and what else is read of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from rag.asking.question import task_in, understand
from rag.asking.words import names_asked
from rag.types import Query, Scope, Turn

TODAY = dt.date(2024, 4, 14)
STRIKES = "How many articles mention strikes in April 2024?"
FELD = "How many articles by Reuters mention Feld?"
LYON = "What did the BBC report about the strike in Lyon?"


def ask(question: str, *earlier: str, as_of: dt.date | None = None, **scope: Any) -> Query:
    turns = [Turn(text) for text in earlier]
    outlets = ("Reuters", "BBC News")
    return understand(question, turns, outlets=outlets, today=TODAY, as_of=as_of, scope=Scope(**scope))


def counted(query: Query) -> tuple[str, ...] | None:
    found = task_in(query)
    return found.phrases if found else None


@pytest.mark.parametrize(
    "scope",
    [{}, {"ignore": ("interval",)}, {"since": dt.date(2024, 1, 1)}, {"until": dt.date(2024, 1, 1)}],
)
def test_words_of_time_are_not_counted_whatever_the_person_set(scope: dict[str, Any]) -> None:
    assert counted(ask(STRIKES, **scope)) == ("strikes",)


@pytest.mark.parametrize("scope", [{}, {"ignore": ("outlets",)}, {"outlets": ("BBC News",)}])
def test_words_of_outlets_are_not_counted_whatever_the_person_set(scope: dict[str, Any]) -> None:
    query = ask(FELD, **scope)
    assert (counted(query), query.task) == (("Feld",), "count")


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ("How many articles mention the floods in July 2021?", ("floods",)),
        ("How many articles mention the 2024 election?", ("2024 election",)),
        ("How many articles mention the World Cup 2022?", ("World Cup 2022",)),
        ("How many articles mention Reuters?", ("Reuters",)),
    ],
)
def test_a_date_that_is_the_subject_is_counted_only_within_a_name(question: str, phrases: tuple[str, ...]) -> None:
    assert counted(ask(question)) == phrases


def test_an_outlet_of_an_earlier_question_is_not_what_a_pronoun_stands_for() -> None:
    assert "BBC" in ask("How many articles mention it?", LYON).left_out
    assert "BBC" not in ask("How many articles mention the BBC?", LYON).left_out


@pytest.mark.parametrize(
    ("wording", "phrases"),
    [("How many articles mention Braun?", ("Braun",)), ("Who is Braun?", None)],
)
def test_the_persons_wording_alone_says_what_is_counted(wording: str, phrases: tuple[str, ...] | None) -> None:
    for question in ("How many articles mention it?", "How many articles mention Lyon?", "Who is Feld?"):
        query = ask(question, LYON, standalone=wording)
        assert (counted(query), query.task) == (phrases, "count" if phrases else "answer")


@pytest.mark.parametrize(
    ("question", "as_of", "meaning"),
    [
        ("What burnt yesterday?", None, "published on 13 April 2024, counted from 14 April 2024"),
        ("What burnt yesterday?", dt.date(2024, 3, 2), "published on 1 March 2024, counted from 2 March 2024"),
        ("What burnt in May?", None, "published from 1 May 2023 until 31 May 2023, counted from 14 April 2024"),
        ("What burnt in May 2023?", None, "published from 1 May 2023 until 31 May 2023"),
        ("What burnt since 2023?", None, "published from 1 January 2023"),
        ("What burnt yesterday?", dt.date.max, "published on 30 December 9999"),
    ],
)
def test_the_day_is_told_that_words_of_time_count_from(question: str, as_of: dt.date | None, meaning: str) -> None:
    query = ask(question, as_of=as_of)
    assert query.counted_from == (as_of or TODAY)
    assert [one.meaning for one in query.understood if one.aspect == "interval"] == [meaning]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Count articles on Oslo.", ["Oslo"]),
        ("Compare the BBC and Norway.", ["BBC", "Norway"]),
        ("Since Mar 2024, who won in Q1 and Q2?", []),
        ("What burnt in Spring and at Easter?", []),
        ("Thanks! Who won?", []),
        ("Compare Norway and Sweden.", ["Norway", "Sweden"]),
        ("Who lives on Easter Island?", ["Easter Island"]),
        ("Who saw Count Orlok?", ["Count Orlok"]),
    ],
)
def test_verbs_of_asking_and_words_of_time_are_no_names(question: str, names: list[str]) -> None:
    assert names_asked(question) == names
