"""Numbers, times, names, and yes and no: what stands for what, with known answers."""

from __future__ import annotations

import datetime as dt

import pytest

from rag.answering.llm.facts.dates import find_times, readings
from rag.answering.llm.facts.names import find_names, knows
from rag.answering.llm.facts.numbers import find_numbers
from rag.answering.llm.facts.polarity import says_the_opposite
from rag.answering.llm.facts.words import words_of

PUBLISHED = dt.date(2024, 3, 28)  # a Thursday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("up 76% to $1.13bn (£600m)", [(76, "%"), (1.13e9, "dollar"), (600e6, "pound")]),
        ("12 per cent of 597,312 people", [(12, "%"), (597312, "")]),
        ("two percentage points, US$3 million", [(2, "%"), (3e6, "dollar")]),
        ("twenty-one men and a dozen women", [(21, ""), (12, "")]),
        ("a hundred thousand euros; 5 euros", [(100_000, "euro"), (5, "euro")]),
        ("the 3rd and the fourth of them won 2-1", [(3, "th"), (4, "th"), (2, ""), (1, "")]),
        ("one of them has version G20 and x64", []),
        ("£1.5bn-£2bn", [(1.5e9, "pound"), (2e9, "pound")]),
        ("9" * 40, []),
    ],
)
def test_numbers_are_values_with_units(text: str, expected: list[tuple[float, str]]) -> None:
    found = find_numbers(text)
    assert [one.unit for one in found] == [unit for _, unit in expected]
    assert [one.value for one in found] == pytest.approx([value for value, _ in expected])


@pytest.mark.parametrize(
    ("statement", "source", "agrees"),
    [
        ("12%", "12 per cent", True),
        ("12", "12%", False),
        ("twelve", "12", True),
        ("$1.13 billion", "$1.13bn", True),
        ("$1.1 billion", "$1.13bn", True),
        ("$1.2 billion", "$1.13bn", False),
        ("£1.13bn", "$1.13bn", False),
        ("1.13 billion dollars", "US$1.13bn", True),
        ("2 million", "1,980,000", True),
        ("70", "68", False),
        ("about 70", "68", True),
        ("about 90", "68", False),
        ("76%", "76.4%", True),
        ("76.4%", "76%", False),
        ("third", "3rd", True),
        ("third", "3", False),
    ],
)
def test_a_number_stands_for_the_same_or_a_rounded_one(statement: str, source: str, *, agrees: bool) -> None:
    [ours], [theirs] = find_numbers(statement), find_numbers(source)
    assert ours.says_no_more_than(theirs) == agrees


@pytest.mark.parametrize(
    ("statement", "source", "agrees"),
    [
        ("on 26 March 2024", "on March 26, 2024", True),
        ("in March 2024", "on 26 March 2024", True),
        ("in 2024", "on 26 March", True),
        ("on 26 March 2024", "in March 2024", False),
        ("on 26 March 2024", "on Tuesday", True),
        ("on 25 March 2024", "on Tuesday", False),
        ("on Tuesday", "on 26 March", True),
        ("on Monday", "on 26 March", False),
        ("in 2023", "last year", True),
        ("in February", "last month", True),
        ("on 27 March", "yesterday", True),
        ("on 28 March", "yesterday", False),
        ("last week", "last week", True),
        ("in the 1990s", "in 1994", True),
        ("in the 1980s", "in 1994", False),
        ("in 2022", "in 2024", False),
    ],
)
def test_a_time_stands_for_one_that_tells_as_much(statement: str, source: str, *, agrees: bool) -> None:
    [ours], [theirs] = find_times(statement), find_times(source)
    found = any(a.says_no_more_than(b) for a in readings(ours, PUBLISHED) for b in readings(theirs, PUBLISHED))
    assert found == agrees


def test_without_a_publication_date_relative_times_mean_only_themselves() -> None:
    [tuesday], [day] = find_times("on Tuesday"), find_times("on 26 March")
    assert readings(tuesday, None) == [tuesday]
    assert not day.says_no_more_than(tuesday)


@pytest.mark.parametrize("text", ["it may march on", "May I?", "marching orders", "the second wave", "a decade"])
def test_words_that_look_like_months_are_no_times(text: str) -> None:
    assert find_times(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Senator Steve Daines met Kassym-Jomart Tokayev.", ["Steve Daines", "Kassym-Jomart Tokayev"]),
        ("Tokayev's visit to the Bank of England", ["Tokayev", "Bank England"]),
        ("Profits of the U.S. firm rose.", ["U.S."]),
        ("However, the SEC said so.", ["SEC"]),
        ("“Profits rose,” Parsons said.", ["Parsons"]),
        ("the president of the republic", []),
    ],
)
def test_names_are_runs_of_capitals_without_titles(text: str, expected: list[str]) -> None:
    assert [one.text for one in find_names(text, common=frozenset({"profits"}))] == expected


@pytest.mark.parametrize(
    ("word", "words", "known"),
    [("Daines", ["Daines"], True), ("French", ["France"], True), ("US", ["American"], True), ("Kazakh", ["Kazakhstan"], True),
     ("Smith", ["Jones"], False), ("Iran", ["Iraq"], False), ("Austria", ["Australia"], False)],
)  # fmt: skip
def test_forms_of_one_name(word: str, words: list[str], *, known: bool) -> None:
    assert knows(words, word) == known


@pytest.mark.parametrize(
    ("statement", "source", "opposite"),
    [
        ("He sold the shares.", "He did not sell the shares.", True),
        ("He did not sell the shares.", "He sold the shares.", True),
        ("He did not sell the shares.", "He didn't sell any shares.", False),
        ("Profits fell.", "Profits rose.", True),
        ("Profits rose.", "Profits grew.", False),
        ("Profits rose, and sales fell.", "Sales fell while profits rose.", False),
        ("He denied the charge.", "He denied the charge.", False),
    ],
)
def test_yes_and_no_and_up_and_down(statement: str, source: str, *, opposite: bool) -> None:
    assert says_the_opposite(words_of(statement), [words_of(source)]) == opposite
