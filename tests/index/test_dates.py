"""Dates in text: what is found, where it stands, which days it names."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.facts.dates import find_dates, leading_day
from index.reading.facts.worldwide import find_days, opening_day, yearless_day

ROOT = Path(__file__).resolve().parent.parent.parent
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


@pytest.mark.parametrize(
    "written",
    [
        *(
            "26 de marzo de 2024",
            "marzo 26, 2024",
            "26 mars 2024",
            "26. März 2024",
            "26 marzo 2024",
            "26 de março de 2024",
        ),
        *("26 maart 2024", "26 марта 2024", "26 березня 2024", "26 marca 2024", "26 Mart 2024", "26 наурыз 2024"),
        *(
            "2024 жылғы 26 наурыз",
            "26 مارس 2024",
            "٢٦ مارس ٢٠٢٤",
            "26 במרץ 2024",
            "26 mars 2024",
            "26. maaliskuuta 2024",
        ),
        *("26. března 2024", "2024. március 26.", "26 martie 2024", "26 март 2024", "26 Μαρτίου 2024", "26 मार्च 2024"),
        *("26 Maret 2024", "2024年3月26日", "2024년 3월 26일", "26 tháng 3 năm 2024", "2024 m. kovo 26 d."),
        *("26.03.2024", "26.3.2024", "2024.03.26", "26-Mar-2024", "26.mar.2024", "March 26, 2024", "2024-03-26"),
    ],
)
def test_a_day_is_read_in_the_languages_of_the_news(written: str) -> None:
    day, end = opening_day(f"{written}\nAstana") or (None, 0)
    assert (day, f"{written}\nAstana"[end:].strip(" d.\n")) == (DAY, "Astana")
    assert [found.first for found in find_days(f"({written})")] == [DAY]


@pytest.mark.parametrize(
    "written",
    [
        *("Tuesday 26 March 2024 09.00 BST", "10:15 AM EDT, Tue March 26, 2024", "mardi 26 mars 2024 à 10h15"),
        *("martes, 26 de marzo de 2024 a las 10:15", "вторник, 26 марта 2024, 10:15 MSK", "26 Mart 2024 Salı"),
        *("26.03.2024, 10:15 Uhr", "20240326T101500Z", "2024年3月26日 18時04分", "26 марта 2024 года", "20240326"),
    ],
)
def test_weekdays_and_times_of_day_belong_to_an_opening_day(written: str) -> None:
    assert opening_day(f"{written}\nAstana") == (DAY, len(written))


@pytest.mark.parametrize(
    "text",
    [
        *("11 listopada 2024", "26 out 2024 in all", "the 26 led 2024 lights", "26 people 2024", "version 26.03.2024"),
        *(
            "31. Juni 2024",
            "2024年13月26日",
            "26.13.2024",
            "192.26.03.2024",
            "03/04/2024",
            "26 March\n\n2000 GMT",
            "May, 26",
        ),
    ],
)
def test_what_may_be_another_day_or_none_is_not_found_in_prose(text: str) -> None:
    """Listopad is November in Polish and October in Croatian; "out" is October only in Portuguese dates."""
    assert list(find_days(f"Of {text}.")) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [("March 26", (3, 26)), ("26 мар", (3, 26)), ("26 de marzo", (3, 26)), ("3月26日", (3, 26)), ("29 Feb.", (2, 29))],
)
def test_a_day_without_its_year_is_a_month_and_a_day(text: str, day: tuple[int, int]) -> None:
    assert yearless_day(text) == day
    assert yearless_day(f"{text} 2024") is None


@pytest.mark.parametrize("token", [" ", ".", "a", "1", "1 a ", "26 mar ", "2024. ", "26 de de ", "2024年", "١"])
def test_no_run_of_anything_takes_long_to_search(token: str) -> None:
    """A megabyte in 0.9 s at most when measured, on a busy machine."""
    started = time.perf_counter()
    assert list(find_days(token * (1_000_000 // len(token)))) == []
    assert time.perf_counter() - started < 10


def test_an_english_day_loads_no_table_of_languages() -> None:
    program = (
        "import sys; from index.reading.facts.worldwide import find_days, opening_day;"
        "opening_day('Tuesday, March 26, 2024, 10:15 GMT'); list(find_days('Chapter 1. On 26 March 2024, 20 men came.'));"
        "opening_day('Chapter 1 begins'); print('babel' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"


@given(st.text())
def test_any_text_gives_days_of_itself(text: str) -> None:
    for found in find_days(text):
        assert 0 <= found.start < found.end <= len(text)
    day = opening_day(text)
    assert day is None or 0 < day[1] <= len(text)
