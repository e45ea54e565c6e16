"""Dates in a question: which restrict, to what, and which are only what it is about."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.asking.news_time import Times, interval_of, times_of, without_times
from rag.types import Interval, Order, Query, Understood

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
        "What happened in the strike in March 2024?",
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
    def rest(question: str) -> str:
        return without_times(question, Query(question, question, interval=interval_of(question, SUNDAY)))

    assert rest("What was said in March 2024 about oil?") == "What was said about oil?"
    assert rest("Who resigned last week?") == "Who resigned?"
    assert rest("In March 2024, what was said?") == "what was said?"
    assert rest("What was said about oil?") == "What was said about oil?"
    off = Understood("interval", "in 2023", "2023", "restricts", switched_off=True)
    assert without_times("Who left in 2023?", Query("Who left?", "Who left?", understood=(off,))) == "Who left?"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who won the 2022 World Cup last week?", "2022"),
        ("Which plans for a dam in 2030 were made in 2023?", "2030"),
        ("What was said in 2024 about the crash in March 2024?", "March 2024"),
        ("What was said about the crash in 2019 last week?", "2019"),
        ("Which articles from last week discuss events in 2023?", "2023"),
        ("What is said of the bridge opened in 1932?", "1932"),
        ("What did the minister appointed in 2022 say?", "2022"),
        ("How many judges were named after he took office in 2017?", "2017"),
        ("Did the earthquake in February 2023 hit Aleppo?", "February 2023"),
        ("What was inflation in March 2024?", "March 2024"),
        ("Was it hotter than in 2022?", "2022"),
        ("How does it compare with last year?", "last year"),
        ("What damage did last year's floods do?", "last year"),
        ("Who was president in 1994?", "1994"),
        ("Will there be a vote this year?", "this year"),
        ("Did it happen before or after 2020?", "2020"),
        ("How did rents compare before and after 1 May 2023?", "1 May 2023"),
    ],
)
def test_what_a_question_is_about_is_told_beside_what_it_restricts_to(question: str, words: str) -> None:
    assert [subject.words for subject in times_of(question, SUNDAY).subjects] == [words]


@pytest.mark.parametrize(
    ("question", "since", "until", "words"),
    [
        ("What was said since 1 May but before 1 July 2023?", "2023-05-01", "2023-06-30", "since 1 May but before 1 July 2023"),
        ("Who spoke on Monday and on Wednesday?", "2024-04-08", "2024-04-10", "on Monday and on Wednesday"),
        ("Who resigned in 2023 or 2024?", "2023-01-01", "2024-12-31", "in 2023 or 2024"),
        ("Which talks this month took place last week?", "2024-04-01", "2024-04-07", "last week"),
        ("Stories printed in February 2024 on the 2016 vote", "2024-02-01", "2024-02-29", "in February 2024"),
        ("What are today's headlines?", "2024-04-14", "2024-04-14", "today's"),
        ("What was in the June 2023 issue?", "2023-06-01", "2023-06-30", "in the June 2023"),
        ("Reuters, 14 March 2024: who resigned?", "2024-03-14", "2024-03-14", "14 March 2024"),
        ("Who resigned Tuesday?", "2024-04-09", "2024-04-09", "Tuesday"),
        ("Who resigned in May last year?", "2023-05-01", "2023-05-31", "in May last year"),
        ("Two days before Christmas, who resigned?", "2023-12-23", "2023-12-24", "Two days before Christmas"),
        ("Who had, as of 1 April 2024, resigned?", "", "2024-04-01", "as of 1 April 2024"),
        ("From May 2023 onwards, who led the talks?", "2023-05-01", "", "From May 2023 onwards"),
        ("stories from 25/10/2023 on the storm", "2023-10-25", "2023-10-25", "from 25/10/2023"),
        ("How did newspapers write of it in the 1990s?", "1990-01-01", "1999-12-31", "in the 1990s"),
        ("What was said until now on oil since 5 March?", "2024-03-05", "", "since 5 March"),
        ("Who spoke since 5 March until now?", "2024-03-05", "2024-04-14", "since 5 March until now"),
        ("What was reported in January, February and March 2024?", "2024-01-01", "2024-03-31", "in January, February and March 2024"),
        ("Articles from 3, 4 and 5 May 2023 on oil", "2023-05-03", "2023-05-05", "from 3, 4 and 5 May 2023"),
        ("What was reported in February and March 2024?", "2024-02-01", "2024-03-31", "in February and March 2024"),
        ("Talks between January and March?", "2024-01-01", "2024-03-31", "between January and March"),
        ("List all articles about the strike in March 2024", "2024-03-01", "2024-03-31", "in March 2024"),
        ("How many articles about the fire in May 2023 are there?", "2023-05-01", "2023-05-31", "in May 2023"),
        ("What was known no later than 5 June 2023?", "", "2023-06-05", "no later than 5 June 2023"),
    ],
)  # fmt: skip
def test_several_times_come_to_one_interval(question: str, since: str, until: str, words: str) -> None:
    interval = interval_of(question, SUNDAY)
    assert interval is not None
    assert (interval.since, interval.until, interval.words) == (day(since), day(until), words)


@pytest.mark.parametrize(
    ("question", "order", "words"),
    [
        ("What is the latest on the strike?", "newest", "latest"),
        ("What has been said recently?", "newest", "recently"),
        ("Where do the talks stand at the moment?", "newest", "at the moment"),
        ("When did they last meet?", "newest", "last"),
        ("Who first reported the leak?", "oldest", "first"),
        ("Which outlet broke the story?", "oldest", "broke the story"),
        ("Who was first to report it?", "oldest", "first"),
        ("What did the original report say?", "oldest", "original"),
        ("What is the earliest report of it?", "oldest", "earliest"),
        ("What is the latest model of the phone?", None, ""),
        ("Is it due on Monday at the latest?", None, ""),
        ("What did the first minister say?", None, ""),
        ("Who came first?", None, ""),
        ("Who owned the now-defunct airline?", None, ""),
        ("What changed from the earliest report to the latest?", None, ""),
        ("Where is the ship now?", "newest", "now"),
        ("Who leads, and now what?", "newest", "now"),
        ("Who had led until now?", None, ""),
        ("Who had led until right now?", None, ""),
        ("Who leads from now on?", None, ""),
        ("What should be known by now?", None, ""),
        ("What changed between the vote and now?", None, ""),
    ],
)
def test_newest_and_oldest_are_asked_for_in_words_of_news(question: str, order: Order | None, words: str) -> None:
    times = times_of(question, SUNDAY)
    assert (times.order, times.order_words, times.interval) == (order, words, None)


@pytest.mark.parametrize(
    "words", ["on 31 February 2024", "on February 30th, 2024", "since 29 February 2023", "on 2024-13-45"]
)
def test_a_day_that_the_calendar_lacks_is_no_time_at_all(words: str) -> None:
    assert times_of(f"Who resigned {words} in Rome?", SUNDAY) == Times(None)


def test_the_caller_says_how_figures_are_read() -> None:
    question = "What was reported on 5/6/2023?"
    found = [times_of(question, SUNDAY, day_first=first).interval for first in (True, False)]
    assert [interval.since for interval in found if interval] == [dt.date(2023, 6, 5), dt.date(2023, 5, 6)]


_TIMES = (
    "in", "last", "by 2035", "between", "2023", "and", "2021", "today", "march", "May", "of", "the past", "900 years", "'s",
    "the", "5", "5/6/2023", "-", "to", "since", "before", "first", "week", "early", "news", "on", "Tuesday", "ago", "a", "9999",
    "weekend", "next", "this", "29", "February", "decade", "later", "quarter", "about", "Easter", ",", '"', "fall", "1800", "century",
)  # fmt: skip


@given(st.lists(st.sampled_from(_TIMES)).map(" ".join) | st.text(), st.dates(), st.booleans())
def test_no_question_breaks_it_and_what_is_read_stands_in_the_question(
    question: str, as_of: dt.date, first: bool
) -> None:
    times = times_of(question, as_of, day_first=first)
    for interval in (times.interval, *times.subjects):
        if interval is None:
            continue
        assert interval.words
        assert interval.words in question
        assert interval.since is None or interval.until is None or interval.since <= interval.until
    assert times.order_words in question
    assert bool(times.order_words) == (times.order is not None)


@given(st.lists(st.sampled_from(_TIMES)).map(" ".join), st.dates())
def test_a_restriction_leaves_days_on_which_news_can_be_from(question: str, as_of: dt.date) -> None:
    """It begins no later than today, or it ends before today."""
    interval = times_of(question, as_of).interval
    if interval:
        assert interval.since <= as_of if interval.since else interval.until is not None and interval.until < as_of


def test_a_question_of_the_greatest_length_is_read() -> None:
    assert times_of("the first early " * 1000 + "articles published in March 2024", SUNDAY).interval is not None


@given(st.integers(1, 999), st.sampled_from(["day", "week", "month", "year"]))
def test_any_number_of_units_back_ends_at_the_day_itself(count: int, unit: str) -> None:
    interval = interval_of(f"Who resigned in the past {count} {unit}s?", SUNDAY)
    assert interval is not None
    assert interval.until == SUNDAY
    assert interval.since is not None
    assert interval.since < SUNDAY


def test_a_time_in_a_long_question_belongs_to_what_it_tells_of_unless_it_is_that_of_publication() -> None:
    told = (
        "Which company, as reported by Reuters, spent 26 billion dollars in 2023 to stay the default of several browsers, and is "
        "also accused of harming publishers by what it shows above the links to their own pages?"
    )
    assert times_of(told, SUNDAY) == Times(None, (Interval(day("2023-01-01"), day("2023-12-31"), "2023"),))
    published = told.replace("as reported by Reuters", "in an article published on 3 May 2023")
    assert interval_of(published, SUNDAY) == Interval(day("2023-05-03"), day("2023-05-03"), "on 3 May 2023")


def test_two_days_of_publication_span_all_between() -> None:
    interval = interval_of(
        "What changed between the reports published on 3 May 2023 and published on 9 June 2023?", SUNDAY
    )
    assert interval is not None
    assert (interval.since, interval.until) == (day("2023-05-03"), day("2023-06-09"))
