"""The scenarios of several articles in `tests/golden/news`: what must be said of them, and what must not."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from rag.answering.news.disagreements import disagreements
from rag.answering.news.sequence import in_sequence
from rag.answering.news.stated import Stated
from tests.rag.news.places import age_notes, said

SCENARIOS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "golden/news/scenarios.jsonl").read_text(encoding="utf-8").splitlines()
]
by_name = pytest.mark.parametrize("scenario", SCENARIOS, ids=[scenario["id"] for scenario in SCENARIOS])


def places_of(scenario: dict[str, Any]) -> list[Stated]:
    return [
        said(one["outlet"], one["date"], one["sentence"], one.get("short"), around=one["around"])
        for one in scenario["articles"]
    ]


def notes_of(question: str, places: list[Stated]) -> tuple[str, ...]:
    return (*(one.note for one in disagreements(question, places)), *age_notes(question, places, []))


@by_name
def test_the_notes_say_what_they_must_and_nothing_that_they_must_not(scenario: dict[str, Any]) -> None:
    notes = " ".join(notes_of(scenario["question"], places_of(scenario)))
    assert [words for words in scenario["must"] if words not in notes] == []
    assert [words for words in scenario["must_not"] if words in notes] == []


@by_name
def test_the_notes_do_not_depend_on_the_order_of_the_articles(scenario: dict[str, Any]) -> None:
    told = {notes_of(scenario["question"], list(order)) for order in itertools.permutations(places_of(scenario))}
    assert len(told) == 1


@by_name
def test_an_article_beside_itself_says_nothing_new(scenario: dict[str, Any]) -> None:
    for place in places_of(scenario):
        assert disagreements(scenario["question"], [place, place]) == ()
        assert not any("older" in note for note in age_notes(scenario["question"], [place], [place]))


@pytest.mark.parametrize("scenario", [one for one in SCENARIOS if "sequence" in one], ids=lambda one: str(one["id"]))
def test_what_happened_is_told_in_the_order_of_its_days(scenario: dict[str, Any]) -> None:
    for order in itertools.permutations(places_of(scenario)):
        events = [f"{event.words}: {event.place.text}" for event in in_sequence(order)]
        assert events == scenario["sequence"]
