"""How old evidence is: what newer articles say otherwise, and the day as of which a changing fact is told. Pure.

Never of settled facts: who won in 1998 is as true in an old article as in a new one. A guessed date makes nothing older.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from rag.answering.contrasts import Contrast, Side
from rag.answering.news.disagreements import on_one_point
from rag.answering.news.shapes import shape_of
from rag.answering.news.stated import Stated, day_in_words, in_order, same_report, teller
from rag.answering.news.values import Asked, Value, asked_of, value_of
from rag.answering.news.words.matter import same_time
from rag.answering.news.words.told_times import stages_told

AS_OF = "As of "
"""Begins a note that tells a day."""

_LEAST_CHANCE = 0.2
"""As for a disagreement."""
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_HISTORIC = re.compile(
    r"\b(?:born|founded|invented|discovered|originally|history|historic\w*|ancient|century|ever|first)\b", re.IGNORECASE
)
_YEARS_LONG = 365
"""A toll is corrected for months, and a trade figure for a year; what differs after that is another matter."""


def older_reports(question: str, cited: Sequence[Stated], others: Sequence[Stated]) -> tuple[Contrast, ...]:
    """Each cited place that newer evidence says otherwise, and that evidence.

    `others` are what was read and not cited. The same whatever order both come in.
    """
    asked = asked_of(question)
    return () if asked is None or _is_historic(question, cited) else tuple(_older(asked, cited, others))


def as_of_notes(question: str, cited: Sequence[Stated]) -> tuple[str, ...]:
    """ "As of 5 May 2024, the date of the newest article quoted.", where the fact may change; else none."""
    days = [place.day for place in cited if place.day]
    if not days or not shape_of(question).changing or _is_historic(question, cited):
        return ()
    return (f"{AS_OF}{day_in_words(max(days))}, the date of the newest article quoted.",)


def _older(asked: Asked, cited: Sequence[Stated], others: Sequence[Stated]) -> Iterator[Contrast]:
    read = in_order(place for place in (*cited, *others) if place.chance >= _LEAST_CHANCE)
    newer = [value for place in reversed(read) if place.day and (value := value_of(asked, place))]
    for place in in_order(cited):
        value = value_of(asked, place)
        if value is None or place.day is None:
            continue
        later = next((one for one in newer if _replaces(asked, one, value)), None)
        if later is not None and later.place.day:
            told = (
                f"{day_in_words(place.day)} ({teller(place.article)})",
                f"{day_in_words(later.place.day)} ({teller(later.place.article)})",
            )
            note = f"The {asked.sort} of {told[0]} is older than that of {told[1]}, which says {later.said}."
            sides = [Side(one.place.article.id, one.said) for one in (value, later)]
            yield Contrast("older report", note, *sides)


def _replaces(asked: Asked, newer: Value, older: Value) -> bool:
    first, second = older.place.day, newer.place.day
    if first is None or second is None or not dt.timedelta(0) < second - first <= dt.timedelta(_YEARS_LONG):
        return False
    if newer.agrees(older, bounds=False) or same_report(newer.place.article, older.place.article):
        return False
    if not on_one_point(asked, older, newer):
        return False
    if asked.sort != "figure" and not asked.shape.changing:
        return False  # who won, and when, is settled: the articles disagree, and none is out of date
    if asked.shape.changing:
        return stages_told(newer.place.text) == stages_told(older.place.text)
    return same_time(newer.place, older.place)


def _is_historic(question: str, cited: Sequence[Stated]) -> bool:
    """True for a question of what is long over: by its words, or by a year before those of the articles."""
    if _HISTORIC.search(question):
        return True
    years = [place.day.year for place in cited if place.day]
    named = [int(year) for year in _YEAR.findall(question)]
    return bool(years and named) and max(named) < min(years)
