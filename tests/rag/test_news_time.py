"""Dates in a question: which restrict, to what, and which are only what it is about."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.asking.news_time import interval_of, without_interval

SUNDAY = dt.date(2024, 4, 14)


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("question", "since", "until", "words"),
    [
        ("What happened in 2023?", "2023-01-01", "2023-12-31", "in 2023"),
        ("What was said in March 2024 about oil?", "2024-03-01", "2024-03-31", "in March 2024"),
        ("What happened on 26 March 2024?", "2024-03-26", "2024-03-26", "on 26 March 2024"),
        ("What happened on March 26th, 2024?", "2024-03-26", "2024-03-26", "on March 26th, 2024"),
        ("What changed since May 2023?", "2023-05-01", "", "since May 2023"),
        ("What was known before 5 June 2023?", "", "2023-06-04", "before 5 June 2023"),
        ("What came after 2022?", "2023-01-01", "", "after 2022"),
        ("What was agreed by March 2024?", "", "2024-03-31", "by March 2024"),
        ("Talks between May 2023 and July 2023?", "2023-05-01", "2023-07-31", "between May 2023 and July 2023"),
        ("Talks from 1 May 2023 to 3 May 2023?", "2023-05-01", "2023-05-03", "from 1 May 2023 to 3 May 2023"),
        ("Who resigned yesterday?", "2024-04-13", "2024-04-13", "yesterday"),
        ("Who resigned today?", "2024-04-14", "2024-04-14", "today"),
        ("Who resigned last week?", "2024-04-01", "2024-04-07", "last week"),
        ("Who resigned this week?", "2024-04-08", "2024-04-14", "this week"),
        ("Who resigned last month?", "2024-03-01", "2024-03-31", "last month"),
        ("Who resigned this year?", "2024-01-01", "2024-04-14", "this year"),
        ("Who resigned last year?", "2023-01-01", "2023-12-31", "last year"),
        ("Who resigned in the past three days?", "2024-04-11", "2024-04-14", "in the past three days"),
        ("Who resigned in the last week?", "2024-04-07", "2024-04-14", "in the last week"),
        ("Who resigned in March?", "2024-03-01", "2024-03-31", "in March"),
        ("Who resigned last November?", "2023-11-01", "2023-11-30", "last November"),
        ("Who resigned in March, 2024?", "2024-03-01", "2024-03-31", "in March, 2024"),
        ("Who resigned in March of 2023?", "2023-03-01", "2023-03-31", "in March of 2023"),
        ("Who resigned on 26 March of the year 2023?", "2023-03-26", "2023-03-26", "on 26 March of the year 2023"),
        ("Who resigned in Sept. 2023?", "2023-09-01", "2023-09-30", "in Sept. 2023"),
        ("Did 20 people resign in March, 20 of them women?", "2024-03-01", "2024-03-31", "in March"),
        ("Who resigned in May?", "2023-05-01", "2023-05-31", "in May"),
        ("who resigned in march", "2024-03-01", "2024-03-31", "in march"),
        ("who resigned in may, and why?", "2023-05-01", "2023-05-31", "in may"),
        ("who resigned in january over oil?", "2024-01-01", "2024-01-31", "in january"),
        ("Today, who resigned?", "2024-04-14", "2024-04-14", "Today"),
        ("Who resigned in 2024?", "2024-01-01", "2024-12-31", "in 2024"),
        ("Which plans for a dam in 2030 were made in 2023?", "2023-01-01", "2023-12-31", "in 2023"),
    ],
)  # fmt: skip
def test_words_of_time_restrict_the_publication_date(question: str, since: str, until: str, words: str) -> None:
    interval = interval_of(question, SUNDAY)
    assert interval is not None
    assert (interval.since, interval.until, interval.words) == (day(since), day(until), words)


@pytest.mark.parametrize(
    "question",
    [
        "When did the talks take place?",
        "Who won the 2022 World Cup?",
        "What is the 2030 agenda?",
        "What year did they meet?",
        "May the minister resign?",
        "Who said that March is cold?",
        "Is the budget of 26 March 2024 final?",
        "What did the Ohio floods of 2023 destroy?",
        "Is the budget of March 2024 final?",
        "Is the budget of March of 2024 final?",
        "Who resigned according to USA Today?",
        "who resigned according to usa today?",
        "Who wrote the song Yesterday?",
        "Who was hurt in march against the war?",
        "Who led the last march?",
        "Who won in May 2025?",
        "What will be built in 2030?",
        "What will be built by 2035?",
        "What is to be done before 2030?",
        "What is planned from 2030 to 2035?",
        "What begins after 2024?",
        "What lay between 2023 and 2021?",
    ],
)
def test_a_date_that_is_the_subject_restricts_nothing(question: str) -> None:
    assert interval_of(question, SUNDAY) is None


@pytest.mark.parametrize(
    ("as_of", "question", "since"),
    [
        ("2024-03-10", "Who resigned last March?", "2023-03-01"),
        ("2024-03-10", "Who resigned in March?", "2024-03-01"),
        ("2024-01-10", "Who resigned last December?", "2023-12-01"),
        ("2024-02-28", "Who resigned in March?", "2023-03-01"),
    ],
)
def test_last_march_is_over_and_in_march_has_begun(as_of: str, question: str, since: str) -> None:
    interval = interval_of(question, dt.date.fromisoformat(as_of))
    assert interval is not None
    assert interval.since == day(since)


@pytest.mark.parametrize(
    "words", ["yesterday", "last week", "last month", "last year", "in the past 900 years", "in March", "last January"]
)
def test_days_before_the_calendar_restrict_nothing(words: str) -> None:
    assert interval_of(f"Who resigned {words}?", dt.date.min) is None


def test_the_words_that_became_a_filter_are_not_searched_for() -> None:
    question = "What was said in March 2024 about oil?"
    assert without_interval(question, interval_of(question, SUNDAY)) == "What was said about oil?"
    assert (
        without_interval("Who resigned last week?", interval_of("Who resigned last week?", SUNDAY)) == "Who resigned?"
    )
    assert without_interval(question, None) == question


_TIMES = (
    "in",
    "last",
    "by 2035",
    "between",
    "2023",
    "and",
    "2021",
    "today",
    "march",
    "May",
    "of",
    "the past",
    "900 years",
)


@given(st.lists(st.sampled_from(_TIMES)).map(" ".join) | st.text(), st.dates())
def test_no_question_breaks_it_and_intervals_are_in_order(question: str, as_of: dt.date) -> None:
    interval = interval_of(question, as_of)
    if interval and interval.since and interval.until:
        assert interval.since <= interval.until
        assert interval.words in question


@given(st.integers(1, 999), st.sampled_from(["day", "week", "month", "year"]))
def test_any_number_of_units_back_ends_at_the_day_itself(count: int, unit: str) -> None:
    interval = interval_of(f"Who resigned in the past {count} {unit}s?", SUNDAY)
    assert interval is not None
    assert interval.until == SUNDAY
    assert interval.since is not None
    assert interval.since < SUNDAY
