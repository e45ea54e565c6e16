"""Lists of months, days or years: "March, April and May 2024", "on 3, 4 and 5 May", "May 3, 4 and 5, 2024".

Pure. A list of three or more that ends with "and" or "or" is one span from its first day to its last; the year of one is
that of all, and a day without a month takes that of its neighbour. Two are a span, which `periods` reads. Is given
the reader of a single period and knows nothing of how one is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from index.reading.facts.dates import MONTHS
from rag.asking.times.calendar_dates import WEEKDAYS, Period, Sort, Words, day_number, year_number

_Single: TypeAlias = Callable[[int, dt.date], Period | None]
"""The period at a place; what has no year is the latest on a day."""
_SHORTEST = 3
"""Two are the ends of a span."""
_UNEVEN = dt.timedelta(days=3)
"""February is that much shorter than March; a list is of months, or of days, and never of both."""
_TURN = dt.timedelta(days=366)
"""A list that spans more than this was not written in the order of the calendar: "May, April and March 2024"."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A period that is listed, or a day without its month."""

    at: int
    end: int
    period: Period | None
    day: int


def read_list(words: Words, at: int, single: _Single, as_of: dt.date) -> Period | None:
    """The span of the list that begins with word `at`. Raises ValueError where the calendar has no such day."""
    entries = _entries(words, at, single, as_of)
    full = [(entry, entry.period) for entry in entries if entry.period]
    if len(entries) < _SHORTEST or not full:
        return None
    year, end = _year_behind(words, entries[-1])
    spans = _in_turn(full, single, year)
    if spans[-1].last - spans[0].first > _TURN:
        spans = _in_one_year(full, single, as_of)
    whole = _with_days(entries, spans)
    if whole is None or max(map(_length, whole)) - min(map(_length, whole)) > _UNEVEN:
        return None
    sorts = {period.sort for _, period in full}
    sort: Sort = "dated" if year or "dated" in sorts else "counted" if "counted" in sorts else "named"
    first, last = min(span.first for span in whole), max(span.last for span in whole)
    return Period(first, last, at, end, sort, ranged=True)


def _entries(words: Words, at: int, single: _Single, as_of: dt.date) -> list[_Entry]:
    """What is listed, up to the last that "and" or "or" leads to."""
    found: list[_Entry] = []
    closed = 0
    joined = False
    while entry := _entry(words, at, single, as_of):
        found.append(entry)
        closed = len(found) if joined else closed
        at = entry.end + (words[entry.end] == ",")
        joined = words[at] in {"and", "or"}
        at += joined
        if at == entry.end:
            break
    return found[:closed]


def _entry(words: Words, at: int, single: _Single, as_of: dt.date) -> _Entry | None:
    found = single(at, as_of)
    if found is None:
        place = at + (words[at] == "the")
        day = day_number(words[place])
        return _Entry(at, place + 1, None, day) if day else None
    # "May last year" counts from today and yet tells the year; "yesterday" is of no list.
    if found.sort == "counted" and words[found.start] not in MONTHS and words[found.start] not in WEEKDAYS:
        return None
    return _Entry(at, found.end, found, 0)


def _year_behind(words: Words, entry: _Entry) -> tuple[int | None, int]:
    """The year behind the last day of "May 3, 4 and 5, 2024", and where the list ends."""
    place = entry.end + (words[entry.end] == ",")
    year = None if entry.period else year_number(words[place])
    return (year, place + 1) if year else (None, entry.end)


def _in_turn(full: list[tuple[_Entry, Period]], single: _Single, year: int | None) -> list[Period]:
    """The listed periods, each the latest before the next; behind the last that has a year, the next after it."""
    spans = [period for _, period in full]
    if year:
        spans[-1] = replace(single(full[-1][0].at, dt.date(year, 12, 31)) or spans[-1], sort="dated")
    told = [place for place, span in enumerate(spans) if span.sort != "named"]
    pivot = told[-1] if told else len(spans) - 1
    for place in range(pivot - 1, -1, -1):
        if spans[place].sort == "named":
            spans[place] = single(full[place][0].at, spans[place + 1].first) or spans[place]
    for place in range(pivot + 1, len(spans)):
        anchor = spans[place - 1].first + dt.timedelta(days=364)
        spans[place] = single(full[place][0].at, anchor) or spans[place]
    return spans


def _in_one_year(full: list[tuple[_Entry, Period]], single: _Single, as_of: dt.date) -> list[Period]:
    """The listed periods in the year of the last that has one, or else each the latest."""
    told = [period.first.year for _, period in full if period.sort != "named"]
    anchor = dt.date(told[-1], 12, 31) if told else as_of
    return [single(entry.at, anchor) or span if span.sort == "named" else span for entry, span in full]


def _with_days(entries: list[_Entry], spans: list[Period]) -> list[Period] | None:
    """All of a list, its days without a month in that of their neighbour; None where they run backwards.

    That is the next, or the last one where the list begins with a month: "3, 4 and 5 May", "May 3, 4 and 5".
    """
    if len(spans) == len(entries):
        return spans
    if any(span.first != span.last for span in spans):
        return None
    rest, whole = list(spans), list[Period]()
    month = spans[0]
    for entry in entries:
        if entry.period or not entries[0].period:
            month = rest[0] if rest else month
        day = month.first if entry.period else month.first.replace(day=entry.day)
        whole.append(replace(month, first=day, last=day))
        rest = rest[1:] if entry.period else rest
    return whole if all(one.first < other.first for one, other in pairwise(whole)) else None


def _length(span: Period) -> dt.timedelta:
    return span.last - span.first
