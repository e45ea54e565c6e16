"""How old evidence is: what newer articles say otherwise, and the day as of which a changing fact is told. Pure.

Never of settled facts: who won in 1998 is as true in an old article as in a new one. A guessed date makes nothing older.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.contrasts import Contrast, Side
from rag.answering.news.disagreements import LEAST_CHANCE, on_one_point
from rag.answering.news.shapes import shape_of
from rag.answering.news.stated import Stated, day_in_words, in_order, same_report, teller
from rag.answering.news.values import Asked, Sort, Value, asked_of, value_of
from rag.answering.news.words.matter import same_time
from rag.answering.news.words.told_times import stages_told

AS_OF = "As of "
"""Begins a note that tells a day."""

_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_HISTORIC = re.compile(
    r"\b(?:born|founded|invented|discovered|originally|history|historic\w*|ancient|century|ever|first)\b", re.IGNORECASE
)
_YEARS_LONG = 365
"""A toll is corrected for months, and a trade figure for a year; what differs after that is another matter."""


@dataclass(frozen=True, slots=True)
class OlderReport:
    """What one place says and a newer one says otherwise, and what they are reports of: "figure", "name"."""

    older: Stated
    newer: Stated
    said: tuple[str, str]
    sort: Sort

    @property
    def note(self) -> str:
        """The sentence that says so."""
        one, other = (f"{_day(place)} ({teller(place.article)})" for place in (self.older, self.newer))
        return f"The {self.sort} of {one} is older than that of {other}, which says {self.said[1]}."

    @property
    def contrast(self) -> Contrast:
        """The same for those who show it."""
        sides = [Side(place.article.id, said) for place, said in zip((self.older, self.newer), self.said, strict=True)]
        return Contrast("older report", self.note, *sides)


def older_reports(question: str, cited: Sequence[Stated], others: Sequence[Stated]) -> tuple[OlderReport, ...]:
    """Each cited place that newer evidence says otherwise; where there is none, the likeliest that a cited one replaces.

    `others` are what was read and not cited. The same whatever order both come in.
    """
    asked = asked_of(question)
    if asked is None or _is_historic(question, cited):
        return ()
    read = in_order(place for place in (*cited, *others) if place.chance >= LEAST_CHANCE)
    values = [value for place in read if place.day and (value := value_of(asked, place))]
    told = [value for place in in_order(cited) if (value := value_of(asked, place))]
    if replaced := tuple(_replaced(asked, told, values)):
        return replaced
    uncited = [value for value in values if not any(value.agrees(one, bounds=False) for one in told)]
    newest = [value for value in values if any(value.place is place for place in cited)]
    before = _replaced(asked, sorted(uncited, key=lambda value: -value.place.chance), newest)
    return tuple(before)[:1]


def as_of_notes(question: str, cited: Sequence[Stated]) -> tuple[str, ...]:
    """ "As of 5 May 2024, the date of the newest article quoted.", where the fact may change; else none."""
    days = [place.day for place in cited if place.day]
    if not days or not shape_of(question).changing or _is_historic(question, cited):
        return ()
    return (f"{AS_OF}{day_in_words(max(days))}, the date of the newest article quoted.",)


def _day(place: Stated) -> str:
    return day_in_words(place.day) if place.day else "an unknown day"


def _replaced(asked: Asked, olds: Sequence[Value], news: Sequence[Value]) -> Iterator[OlderReport]:
    """Each of the values that one of `news`, the newest first, replaces."""
    for old in olds:
        if new := next((one for one in reversed(news) if _replaces(asked, one, old)), None):
            yield OlderReport(old.place, new.place, (old.said, new.said), asked.sort)


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
