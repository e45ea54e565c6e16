"""Amounts, times and matters in sentences of news."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.news.words.matter import alike, content, same_matter, same_time
from rag.answering.news.words.quantities import quantities
from rag.answering.news.words.told_times import times_told
from tests.rag.news.places import said

FRIDAY = dt.date(2024, 5, 3)


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("At least 12 people were killed and 30 injured.", [(12, "count"), (30, "count")]),
        ("It cost $3.2bn, or 12 per cent of revenue, in 2019.", [(3.2e9, "money dollar"), (12, "percent")]),
        ("Some twenty-one homes burned on 26 March 2024.", [(21, "count")]),
        ("The toll rose from 12 to 15.", [(15, "count")]),
        ("Half a million people fled.", [(5e5, "count")]),
        ("It took two hundred and fifty thousand euros.", [(250_000, "money euro")]),
        ("A dozen children slept for three hours.", [(12, "count"), (3, "time hour")]),
        ("John Korb, 47, met a 12-year-old at 10:30am.", []),
        ("One of them saw flight 737 at 9pm on March 26.", []),
        ("In 2000 there were 2000 members.", [(2000, "count")]),
        ("One person died.", [(1, "count")]),
        ("Apple sold the 3rd, COVID-19 and the G7.", []),
        ("On Thursday 45 people were held.", [(45, "count")]),
    ],
)
def test_amounts_are_read_with_their_units_and_dates_are_none(text: str, amounts: list[tuple[float, str]]) -> None:
    assert [(one.high, one.unit) for one in quantities(text)] == amounts


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("about 1,200 people", "1,198 people", True),
        ("about 1,200 people", "1,300 people", False),
        ("12 people", "15 people", False),
        ("at least 12 people", "15 people", True),
        ("at least 15 people", "12 people", False),
        ("fewer than 20 people", "12 people", True),
        ("1.2 million people", "1,230,000 people", True),
        ("12% of them", "12.4% of them", True),
        ("12% of them", "13% of them", False),
        ("10 to 15 people", "12 people", True),
        ("a dozen people", "12 people", True),
        ("30 people", "34 people", False),
    ],
)
def test_rounding_and_bounds_are_no_difference(one: str, other: str, *, agree: bool) -> None:
    [first], [second] = quantities(one), quantities(other)
    assert first.agrees(second) is agree
    assert second.agrees(first) is agree


def test_a_part_of_something_is_no_total() -> None:
    texts = ("another 5 people", "12 of the 15 miners", "5 more people", "fell by 12 points")
    assert [all(one.part for one in quantities(text)) for text in texts] == [True] * 4


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("They met on Thursday.", "2024-05-02"),
        ("They met on Friday.", "2024-05-03"),
        ("They met yesterday.", "2024-05-02"),
        ("They met on March 26.", "2024-03-26"),
        ("They met on 26 March 2023.", "2023-03-26"),
        ("They will meet on Monday.", None),
        ("They wed in September of that year.", None),
        ("Prices fall in the second half.", None),
    ],
)
def test_a_day_is_counted_from_the_day_of_publication(text: str, day: str | None) -> None:
    assert [time.first.isoformat() for time in times_told(text, FRIDAY)] == ([day] if day else [])


def test_without_a_day_of_publication_only_full_dates_are_told() -> None:
    assert [time.first for time in times_told("On Monday, as on 26 March 2023, they met.", None)] == [
        dt.date(2023, 3, 26)
    ]


def test_words_of_one_meaning_are_one() -> None:
    assert content("deaths killed died") == {"#dead"}
    assert alike("Fire kills miners", "The miner was killed by fire") == 1.0


def test_two_towns_are_two_matters_and_two_speakers_are_not() -> None:
    asked = content("killed storm")
    harwick = said("A", "2024-05-03", "The storm killed 12 people in Harwick.")
    selby = said("B", "2024-05-03", "The storm killed 5 people in Selby.")
    mayor = said("C", "2024-05-03", "The storm killed 5 people, Mayor Lind said.")
    assert not same_matter(asked, harwick, selby)
    assert same_matter(asked, harwick, mayor)


def test_a_year_apart_is_another_time() -> None:
    one = said("A", "2023-05-03", "The storm killed 12 people.")
    other = said("B", "2024-05-03", "The storm killed 5 people.")
    assert not same_time(one, other)
    assert same_time(one, said("B", "2023-05-09", "The storm killed 5 people."))


@given(st.text(max_size=120), st.dates() | st.none())
def test_any_text_is_read_and_what_is_found_lies_within_it(text: str, day: dt.date | None) -> None:
    for one in quantities(text):
        assert 0 <= one.start < one.end <= one.said <= len(text)
        assert one.low <= one.high
    for time in times_told(text, day):
        assert 0 <= time.start < time.end <= len(text)
        assert time.first <= time.last
