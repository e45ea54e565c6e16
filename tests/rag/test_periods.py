"""Words for times: which first and last day they name, and how far they read."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.asking.times.calendar_dates import Period, Words, after_no_day
from rag.asking.times.periods import PeriodReader

SUNDAY = dt.date(2024, 4, 14)
LINKS = frozenset({"and", "to", "until"})


def read(text: str, as_of: dt.date = SUNDAY, *, day_first: bool = True) -> Period | None:
    return PeriodReader(Words(text), as_of, day_first=day_first).read(0, LINKS)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        # Figures.
        ("2023-06-05", "2023-06-05", "2023-06-05"),
        ("2023/06/05", "2023-06-05", "2023-06-05"),
        ("2023-06", "2023-06-01", "2023-06-30"),
        ("5/6/2023", "2023-06-05", "2023-06-05"),
        ("5.6.23", "2023-06-05", "2023-06-05"),
        ("13/6/2023", "2023-06-13", "2023-06-13"),
        ("6/13/2023", "2023-06-13", "2023-06-13"),
        # Days, months, years.
        ("5 June 2023", "2023-06-05", "2023-06-05"),
        ("June 5th, 2023", "2023-06-05", "2023-06-05"),
        ("the 5th of June", "2023-06-05", "2023-06-05"),
        ("Fri 12 Apr", "2024-04-12", "2024-04-12"),
        ("29 February", "2024-02-29", "2024-02-29"),
        ("Sept. 2023", "2023-09-01", "2023-09-30"),
        ("March", "2024-03-01", "2024-03-31"),
        ("May", "2023-05-01", "2023-05-31"),
        ("2019-20", "2019-01-01", "2020-12-31"),
        ("the 2010s", "2010-01-01", "2019-12-31"),
        ("the 19th century", "1801-01-01", "1900-12-31"),
        # What comes round.
        ("Tuesday", "2024-04-09", "2024-04-09"),
        ("Sunday", "2024-04-07", "2024-04-07"),
        ("Saturday night", "2024-04-13", "2024-04-13"),
        ("the weekend", "2024-04-13", "2024-04-14"),
        ("the summer", "2023-06-01", "2023-08-31"),
        ("fall 2023", "2023-09-01", "2023-11-30"),
        ("the winter of 2022-23", "2022-12-01", "2023-02-28"),
        ("Christmas", "2023-12-25", "2023-12-25"),
        ("New Year’s Eve", "2023-12-31", "2023-12-31"),
        ("Easter", "2024-03-29", "2024-04-01"),
        ("Good Friday 2023", "2023-04-07", "2023-04-07"),
        # Counted from today.
        ("the day before yesterday", "2024-04-12", "2024-04-12"),
        ("last night", "2024-04-13", "2024-04-14"),
        ("the night of 5 June 2023", "2023-06-05", "2023-06-05"),
        ("March last year", "2023-03-01", "2023-03-31"),
        ("5 June this year", "2024-06-05", "2024-06-05"),
        ("Sunday last week", "2024-04-07", "2024-04-07"),
        ("Tuesday this week", "2024-04-09", "2024-04-09"),
        ("this morning", "2024-04-14", "2024-04-14"),
        ("the week before last", "2024-03-25", "2024-03-31"),
        ("last quarter", "2024-01-01", "2024-03-31"),
        ("the past 48 hours", "2024-04-12", "2024-04-14"),
        ("the last couple of days", "2024-04-12", "2024-04-14"),
        ("the past six months", "2023-10-14", "2024-04-14"),
        ("three days ago", "2024-04-11", "2024-04-11"),
        ("two weeks ago", "2024-03-25", "2024-03-31"),
        ("a year ago", "2023-01-01", "2023-12-31"),
        ("last Tuesday", "2024-04-09", "2024-04-09"),
        ("last weekend", "2024-04-06", "2024-04-07"),
        ("last summer", "2023-06-01", "2023-08-31"),
        ("this summer", "2024-06-01", "2024-08-31"),
        ("this spring", "2024-03-01", "2024-04-14"),
        ("next week", "2024-04-15", "2024-04-21"),
        # Parts.
        ("early March", "2024-03-01", "2024-03-10"),
        ("mid-March", "2024-03-11", "2024-03-20"),
        ("late March", "2024-03-21", "2024-03-31"),
        ("late 2023", "2023-09-01", "2023-12-31"),
        ("the start of last year", "2023-01-01", "2023-04-30"),
        ("earlier this week", "2024-04-08", "2024-04-14"),
        ("later this month", "2024-04-15", "2024-04-30"),
        ("the first half of 2023", "2023-01-01", "2023-06-30"),
        ("Q3 2023", "2023-07-01", "2023-09-30"),
        ("the third quarter", "2023-07-01", "2023-09-30"),
        ("the second week of March", "2024-03-08", "2024-03-14"),
        ("the last week of March", "2024-03-25", "2024-03-31"),
        ("the first three months of 2023", "2023-01-01", "2023-03-31"),
        ("the week of 5 June", "2023-06-05", "2023-06-11"),
        ("the weekend of 6 April", "2024-04-06", "2024-04-07"),
        ("the seven days before 5 November 2023", "2023-10-29", "2023-11-04"),
        ("the two weeks after 5 November 2023", "2023-11-06", "2023-11-19"),
        # Spans.
        ("5 to 7 June", "2023-06-05", "2023-06-07"),
        ("June 5–7, 2023", "2023-06-05", "2023-06-07"),
        ("May and July", "2023-05-01", "2023-07-31"),
        ("May and July 2022", "2022-05-01", "2022-07-31"),
        ("November and February", "2023-11-01", "2024-02-29"),
        ("May 2023 to July", "2023-05-01", "2023-07-31"),
        ("28 December to 3 January 2024", "2023-12-28", "2024-01-03"),
        ("Monday to Wednesday", "2024-04-08", "2024-04-10"),
        ("2020 to date", "2020-01-01", "2024-04-14"),
        ("autumn 2022 and spring 2023", "2022-09-01", "2023-05-31"),
    ],
)
def test_words_name_these_days_and_are_read_to_the_end(text: str, first: str, last: str) -> None:
    found = read(text)
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)
    assert found.end == len(Words(text))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("March, April and May 2023", "2023-03-01", "2023-05-31"),
        ("March, April, or May 2023", "2023-03-01", "2023-05-31"),
        ("march, april and may 2023", "2023-03-01", "2023-05-31"),
        ("January, February and March", "2024-01-01", "2024-03-31"),
        ("March, April and May last year", "2023-03-01", "2023-05-31"),
        ("March 2022, April and May", "2022-03-01", "2022-05-31"),
        ("November, December 2022 and January 2023", "2022-11-01", "2023-01-31"),
        ("November, December and January", "2023-11-01", "2024-01-31"),
        ("May, April and March 2023", "2023-03-01", "2023-05-31"),
        ("February and March and May 2023", "2023-02-01", "2023-05-31"),
        ("Q1, Q2 and Q3 2023", "2023-01-01", "2023-09-30"),
        ("2020, 2021 and 2022", "2020-01-01", "2022-12-31"),
        ("Monday, Tuesday and Wednesday", "2024-04-08", "2024-04-10"),
        ("3, 4 and 5 May 2023", "2023-05-03", "2023-05-05"),
        ("3, 4 and 5 May", "2023-05-03", "2023-05-05"),
        ("the 3rd, 4th and 5th of May 2023", "2023-05-03", "2023-05-05"),
        ("3 May, 4 May and 5 May 2023", "2023-05-03", "2023-05-05"),
        ("May 3, 4 and 5, 2023", "2023-05-03", "2023-05-05"),
        ("May 3, 4 and 5", "2023-05-03", "2023-05-05"),
        ("30 December, 31 December and 1 January 2023", "2022-12-30", "2023-01-01"),
        ("April 29, 30, and May 1, 2023", "2023-04-29", "2023-05-01"),
        ("5/5/2023, 6/5/2023 and 8/5/2023", "2023-05-05", "2023-05-08"),
    ],
)
def test_a_list_is_one_span_from_its_first_day_to_its_last(text: str, first: str, last: str) -> None:
    found = PeriodReader(Words(text), SUNDAY, day_first=True).read(0, frozenset({"and", "or"}))
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)
    assert found.end == len(Words(text))
    assert found.ranged


@pytest.mark.parametrize(
    ("text", "first", "last", "end"),
    [
        ("March, May and Johnson met", "2024-03-01", "2024-03-31", 1),
        ("March, 4 and 5 people died", "2024-03-01", "2024-03-31", 1),
        ("5 April, June and July", "2024-04-05", "2024-04-05", 2),
        ("3 April, 4 people died and 5 April was mourned", "2024-04-03", "2024-04-03", 2),
        ("5 April, 4 and 3 goals", "2024-04-05", "2024-04-05", 2),
        ("2021, yesterday and 2022", "2021-01-01", "2021-12-31", 1),
    ],
)
def test_what_is_not_of_one_kind_is_no_list(text: str, first: str, last: str, end: int) -> None:
    found = PeriodReader(Words(text), SUNDAY, day_first=True).read(0, frozenset({"and", "or"}))
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat(), found.end) == (first, last, end)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("31 February 2024", 3),
        ("31 February", 2),
        ("February 30th, 2024", 4),
        ("29 February 2023", 3),
        ("Monday the 31st of June", 5),
        ("29 February 2024", None),
        ("30 June", None),
        ("32 June", None),
        ("June", None),
    ],
)
def test_a_day_that_the_calendar_lacks_is_read_to_its_end(text: str, end: int | None) -> None:
    assert after_no_day(Words(text), 0) == end


@pytest.mark.parametrize(
    "text",
    [
        "31 June 2023",
        "2023-13-01",
        "17.4.1",
        "the last week of the war",
        "the last march",
        "the last night of the proms",
        "three days",
        "march against the war",
        "the fall of Kabul",
        "the start of the war",
        "second thoughts",
        "3000",
        "early early early",
    ],
)
def test_words_that_name_no_day_are_no_period(text: str) -> None:
    assert read(text) is None


def test_the_caller_says_whether_the_day_or_the_month_comes_first() -> None:
    british, american = read("5/6/2023"), read("5/6/2023", day_first=False)
    assert british is not None
    assert american is not None
    assert (british.first, american.first) == (dt.date(2023, 6, 5), dt.date(2023, 5, 6))


@given(st.dates())
def test_iso_dates_are_read_back(day: dt.date) -> None:
    if day.year >= 1000:
        found = read(day.isoformat(), day_first=False)
        assert found is not None
        assert (found.first, found.last) == (day, day)


@given(
    st.dates(min_value=dt.date(1900, 1, 1)),
    st.sampled_from(["Monday", "Sunday", "the weekend", "March", "winter", "29 February"]),
)
def test_what_has_no_year_is_the_latest_that_has_begun(as_of: dt.date, text: str) -> None:
    found = read(text, as_of)
    assert found is not None
    assert found.first <= as_of
    longest = {"Monday": 7, "Sunday": 7, "the weekend": 6, "March": 365, "winter": 365, "29 February": 8 * 365 + 1}
    assert (as_of - found.first).days <= longest[text]
