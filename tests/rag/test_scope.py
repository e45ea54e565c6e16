"""What the person sets beside the question: its effect on the query, what is told of it, and what cannot be meant."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QuestionError
from rag.asking.question import understand
from rag.retrieval.restrictions import part_restriction, restriction_of
from rag.types import IGNORABLE, Aspect, Interval, Query, Scope, Turn, Understood

TODAY = dt.date(2024, 4, 14)
MAY, JUNE = dt.date(2023, 5, 1), dt.date(2023, 6, 30)
OUTLETS = ("Reuters", "The Guardian", "Bloomberg", "The Straits Times")
ASKED = "What did Reuters report on the dam in March 2024?"
TWO = "What did Reuters report in May and what did Bloomberg report in June?"


def ask(question: str = ASKED, as_of: dt.date | None = None, **scope: Any) -> Query:
    return understand(question, outlets=OUTLETS, today=TODAY, as_of=as_of, scope=Scope(**scope))


def told(query: Query, *aspects: Aspect) -> list[tuple[str, str, str, bool]]:
    """Meaning, effect, who said so, and whether it is switched off."""
    return [
        (one.meaning, one.effect, one.told_by, one.switched_off) for one in query.understood if one.aspect in aspects
    ]


def test_without_a_scope_the_question_restricts() -> None:
    query = ask()
    assert (query.outlets, query.interval) == (
        ("Reuters",),
        Interval(dt.date(2024, 3, 1), dt.date(2024, 3, 31), "in March 2024"),
    )
    assert told(query, "interval", "outlets") == [
        ("published from 1 March 2024 until 31 March 2024", "restricts", "question", False),
        ("published by Reuters", "restricts", "question", False),
    ]


@pytest.mark.parametrize(
    ("scope", "interval", "meaning"),
    [
        ({"since": MAY}, Interval(MAY, None, ""), "published from 1 May 2023"),
        ({"until": JUNE}, Interval(None, JUNE, ""), "published until 30 June 2023"),
        ({"since": MAY, "until": JUNE}, Interval(MAY, JUNE, ""), "published from 1 May 2023 until 30 June 2023"),
        ({"since": MAY, "until": MAY}, Interval(MAY, MAY, ""), "published on 1 May 2023"),
    ],
)
def test_the_persons_days_go_before_those_of_the_question(
    scope: dict[str, Any], interval: Interval, meaning: str
) -> None:
    query = ask(**scope)
    assert query.interval == interval
    assert told(query, "interval") == [(meaning, "restricts", "person", False)]


def test_the_persons_days_go_before_those_of_the_parts() -> None:
    query = ask(TWO, since=MAY)
    assert [(part.outlets, part.interval) for part in query.parts] == [(("Reuters",), None), (("Bloomberg",), None)]
    assert query.interval == Interval(MAY, None, "")
    assert told(query, "interval") == [("published from 1 May 2023", "restricts", "person", False)]


def test_the_persons_outlets_go_before_those_of_the_question() -> None:
    query = ask(outlets=("Bloomberg", "The Guardian", "Bloomberg"))
    assert (query.outlets, query.preferred_outlets) == (("Bloomberg", "The Guardian"), ())
    assert told(query, "outlets") == [("published by Bloomberg, The Guardian", "restricts", "person", False)]


@pytest.mark.parametrize(
    ("name", "outlet"),
    [
        ("reuters", "Reuters"),
        ("Guardian", "The Guardian"),
        ("the guardian", "The Guardian"),
        ("STRAITS TIMES", "The Straits Times"),
        ("bloomberg ", "Bloomberg"),
    ],
)
def test_a_name_that_means_one_outlet_is_taken_in_any_case(name: str, outlet: str) -> None:
    query = ask("Who built the dam?", outlets=(name, outlet))
    assert query.outlets == (outlet,)
    assert told(query, "outlets") == [(f"published by {outlet}", "restricts", "person", False)]


def test_initials_mean_the_outlet_unless_there_are_two() -> None:
    def choose(*outlets: str) -> tuple[str, ...]:
        return understand("Who won?", outlets=outlets, today=TODAY, scope=Scope(outlets=("bbc",))).outlets

    assert choose("Reuters", "BBC News") == ("BBC News",)
    with pytest.raises(QuestionError, match="'bbc'; did you mean 'BBC News - Sport' or 'BBC News - Health'"):
        choose("BBC News - Sport", "BBC News - Health")


def test_a_comparison_is_split_within_the_persons_outlets() -> None:
    query = ask("Compare Norway and Sweden.", outlets=("Bloomberg",))
    assert [(part.text, part.outlets) for part in query.parts] == [("Norway.", ()), ("Sweden.", ())]
    assert query.outlets == ("Bloomberg",)
    halves = ask(TWO, outlets=("Bloomberg",)).parts
    assert [(part.told, part.outlets, part.alone) for part in halves] == [
        ("What did Reuters report in May", (), True),
        ("what did Bloomberg report in June", (), True),
    ]


def test_the_persons_articles_restrict() -> None:
    query = ask(article_ids=("a.txt", "b.txt"))
    assert query.article_ids == ("a.txt", "b.txt")
    assert told(query, "articles") == [("a.txt, b.txt", "restricts", "person", False)]


@pytest.mark.parametrize(
    ("undated", "expected"),
    [
        (True, [("articles without a date, too", "notes", "person", False)]),
        (False, [("no articles without a date", "restricts", "person", False)]),
        (None, []),
    ],
)
def test_what_is_to_become_of_undated_articles_is_told(undated: bool | None, expected: list[Any]) -> None:
    query = ask("Who built the dam?", undated=undated)
    assert query.undated is undated
    assert told(query, "interval") == expected


def test_an_as_of_day_restricts() -> None:
    query = ask(as_of=JUNE)
    assert query.as_of == JUNE
    assert told(query, "as-of") == [("published by 30 June 2023", "restricts", "person", False)]


def test_a_switched_off_interval_is_still_shown() -> None:
    query = ask(ignore=("interval",))
    assert query.interval is None
    assert told(query, "interval") == [
        ("published from 1 March 2024 until 31 March 2024", "restricts", "question", True)
    ]
    assert [part.interval for part in ask(TWO, ignore=("interval",)).parts] == [None, None]


def test_switched_off_outlets_are_still_shown() -> None:
    query = ask("What did Reuters report about Bloomberg's layoffs?", ignore=("outlets",))
    assert (query.outlets, query.preferred_outlets, query.parts) == ((), (), ())
    assert told(query, "outlets") == [
        ("published by Reuters", "restricts", "question", True),
        ("published by Bloomberg", "prefers", "question", True),
    ]


def test_order_titles_task_and_parts_can_be_switched_off() -> None:
    newest = "What is the latest on the strike in Lyon?"
    assert (ask(newest).order, ask(newest, ignore=("order",)).order) == ("newest", None)
    assert [one[3] for one in told(ask(newest, ignore=("order",)), "order")] == [True]
    quoted = "What does “How the dam was built” say?"
    assert (ask(quoted).titles, ask(quoted, ignore=("titles",)).titles) == (("How the dam was built",), ())
    count = "How many articles mention the dam?"
    assert (ask(count).task, ask(count, ignore=("task",)).task) == ("count", "answer")
    assert (len(ask(TWO).parts), ask(TWO, ignore=("parts",)).parts) == (2, ())


def test_the_persons_wording_replaces_that_of_the_conversation() -> None:
    turns = [Turn("Who met the president of Chad in 2023?")]
    query = understand("And who else?", turns, today=TODAY, scope=Scope(standalone=" Who else came to Chad in May? "))
    assert (query.question, query.standalone, query.history_used) == (
        "And who else?",
        "Who else came to Chad in May?",
        False,
    )
    assert query.interval == Interval(MAY, dt.date(2023, 5, 31), "in May")


@pytest.mark.parametrize(
    ("scope", "as_of", "message"),
    [
        ({"since": JUNE, "until": MAY}, None, "since is 2023-06-30 and until 2023-05-01; the first day comes after"),
        ({"since": JUNE}, MAY, "since is 2023-06-30 and as_of 2023-05-01; nothing was published"),
        ({"outlets": ("Reuter",)}, None, "no article is of the outlet 'Reuter'; did you mean 'Reuters'?"),
        ({"outlets": ("reuter news",)}, None, "no article is of the outlet 'reuter news'; did you mean 'Reuters'?"),
        ({"outlets": ("Strait Times",)}, None, "did you mean 'The Straits Times'?"),
        (
            {"outlets": ("Xyz",)},
            None,
            "'Xyz'; the index has 4 outlets, as Reuters, The Guardian, Bloomberg",
        ),
        ({"outlets": ()}, None, r"outlets is \(\), which no article is of; name one, or leave outlets out"),
        ({"article_ids": ()}, None, r"article_ids is \(\), which no article is of"),
        ({"ignore": ("names",)}, None, "'names' cannot be switched off; these can: interval, outlets, order, titles"),
        ({"standalone": "  "}, None, "the question is empty"),
    ],
)
def test_a_scope_that_cannot_be_meant_is_refused_with_what_to_do(
    scope: dict[str, Any], as_of: dt.date | None, message: str
) -> None:
    with pytest.raises(QuestionError, match=message):
        ask(as_of=as_of, **scope)


QUESTIONS = st.builds(
    "{} {} {}{}".format,
    st.sampled_from(
        [
            "What did Reuters report",
            "Why was Bloomberg fined",
            "What did papers other than Reuters say",
            "Do Reuters and the Guardian disagree",
            "Who owns the Guardian, and what did the Guardian report",
            "How many articles by Reuters",
            "What is the latest",
            "Compare Norway and Sweden",
            "what did reuters report",
            "What did Reuters report in May and what did Bloomberg report in June",
        ]
    ),
    st.sampled_from(["on the dam", "about “The fall of the old dam”", "about the World Cup of 2022", "on Oslo"]),
    st.sampled_from(["", "in March 2024", "last week", "since 2023", "before the war"]),
    st.sampled_from(["?", "", " and why?"]),
)
SCOPES = st.builds(
    Scope,
    since=st.sampled_from([None, MAY]),
    until=st.sampled_from([None, JUNE]),
    outlets=st.sampled_from([None, ("Reuters",), ("Bloomberg", "Reuters")]),
    article_ids=st.sampled_from([None, ("a.txt",)]),
    undated=st.sampled_from([None, True, False]),
    ignore=st.lists(st.sampled_from(IGNORABLE), max_size=3).map(tuple),
)


def restricting(query: Query, aspect: Aspect) -> list[Understood]:
    return [
        one
        for one in query.understood
        if one.aspect == aspect
        and one.effect == "restricts"
        and not one.switched_off
        and "without a date" not in one.meaning
    ]


@given(QUESTIONS, SCOPES, st.sampled_from([None, dt.date(2024, 4, 1)]))
def test_everything_that_restricts_is_told_and_nothing_else(question: str, scope: Scope, as_of: dt.date | None) -> None:
    query = understand(question, outlets=OUTLETS, today=TODAY, as_of=as_of, scope=scope)
    told_outlets = {
        name for one in restricting(query, "outlets") for name in one.meaning.removeprefix("published by ").split(", ")
    }
    assert told_outlets == set(query.outlets)
    own_times = [part.interval for part in query.parts if part.interval]
    assert len(restricting(query, "interval")) == (1 if query.interval else len(own_times))
    assert not (query.interval and own_times)
    assert bool(restricting(query, "as-of")) == (query.as_of is not None)
    assert bool(restricting(query, "articles")) == (query.article_ids is not None)
    assert bool(restricting(query, "task")) == (query.task != "answer")
    without_date = [one for one in query.understood if one.meaning == "no articles without a date"]
    assert len(without_date) == (query.undated is False)
    filters = [restriction_of(query), *(part_restriction(query, part) for part in query.parts)]
    said = [one for aspect in ("interval", "outlets", "as-of", "articles") for one in restricting(query, aspect)]
    assert any(filters) == bool(said or without_date)


@given(QUESTIONS, SCOPES)
def test_what_the_person_set_goes_before_the_question(question: str, scope: Scope) -> None:
    query = understand(question, outlets=OUTLETS, today=TODAY, scope=scope)
    parts = [part_restriction(query, part) for part in query.parts]
    for restriction in [restriction_of(query), *parts]:
        if scope.since or scope.until:
            assert restriction is not None
            assert (restriction.since, restriction.until) == (scope.since, scope.until)
        if scope.outlets:
            assert restriction is not None
            assert restriction.outlets == scope.outlets
    assert query.article_ids == scope.article_ids
    for aspect in ("interval", "outlets", "task"):
        if aspect in scope.ignore:
            assert [
                one
                for one in query.understood
                if one.aspect == aspect and one.told_by == "question" and not one.switched_off
            ] == []


@given(QUESTIONS)
def test_ignoring_everything_leaves_a_question_that_restricts_nothing(question: str) -> None:
    query = understand(question, outlets=OUTLETS, today=TODAY, scope=Scope(ignore=IGNORABLE))
    assert restriction_of(query) is None
    assert query.counted_from == TODAY
    rest = replace(query, understood=(), names=(), question="", standalone="", left_out=(), counted_from=None)
    assert rest == Query("", "")
