"""Dates in text: what is found, where it stands, which days it names."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.facts.dates import find_dates, leading_day

DAY = dt.date(2024, 3, 26)


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-26",
        "2024/3/26",
        "26/03/2024",
        "3/26/2024",
        "26 March 2024",
        "26th of March, 2024",
        "26 Mar. 2024",
        "March 26, 2024",
        "march 26th 2024",
        "Mar 26, 2024",
    ],
)
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    [found] = find_dates(f"On {written}, they met.")
    assert (found.first, found.last, found.exact) == (DAY, DAY, True)
    assert f"On {written}, they met."[found.start : found.end] == written


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("March 2024", dt.date(2024, 3, 1), dt.date(2024, 3, 31)),
        ("February 2023", dt.date(2023, 2, 1), dt.date(2023, 2, 28)),
        ("Sept. 2022", dt.date(2022, 9, 1), dt.date(2022, 9, 30)),
        ("2023", dt.date(2023, 1, 1), dt.date(2023, 12, 31)),
    ],
)
def test_a_month_or_a_year_names_its_days(written: str, first: dt.date, last: dt.date) -> None:
    [found] = find_dates(f"It began in {written} already")
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "31 June 2020",
        "2024-13-45",
        "Call 0800 2024123",
        "version 2024.5",
        "no date",
        "3/4",
        "A2024",
        "03/04/2024",
        "32/03/2024",
    ],
)
def test_what_is_no_day_is_not_found(text: str) -> None:
    assert [found for found in find_dates(text) if found.exact] == []


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-26T10:00:00Z",
        "2024-03-26 10:00:00+05:00",
        "Tuesday, March 26, 2024",
        "Tue 26 Mar 2024 at 10:15 a.m.",
        "March 26, 2024 10:15 GMT",
        "March 26, 2024, 9 pm ET",
    ],
)
def test_a_leading_day_ends_after_its_time_of_day(written: str) -> None:
    assert leading_day(f"On {written} Astana", 3) == (DAY, 3 + len(written))
    assert leading_day(f"The {written}") is None


def test_a_month_is_no_leading_day() -> None:
    assert leading_day("March 2024") is None


@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%d %b %Y"]),
)
def test_every_day_is_read_back(day: dt.date, style: str) -> None:
    assert [found.first for found in find_dates(f"({day.strftime(style)})")] == [day]


@given(st.text())
def test_any_text_gives_offsets_of_itself(text: str) -> None:
    for found in find_dates(text):
        assert 0 <= found.start < found.end <= len(text)
        assert found.first <= found.last
