"""The parts of a question in its `Query`, each with its own time, and what is told of those times. Pure.

Knows intervals and the days that words count from; how a question is divided is told by the modules beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.asking.telling import about_date, published, teller
from rag.types import Interval, Part, Query, Scope, Understood

_DAYS_LATER = (1, 400, 4_000)
"""Days from which words that count from today mean something else: "yesterday", "in March", "this decade"."""


def with_parts(query: Query, scope: Scope, at: Callable[[dt.date], tuple[Part, ...]], base: dt.date) -> Query:
    """Each part has its own time and the question none, unless the person set or switched off the time.

    Where parts are switched off, their times are spanned. `at` are the parts, with their times counted from a day.
    """
    parts = at(base)
    whole = "parts" in scope.ignore
    if scope.since or scope.until or "interval" in scope.ignore:
        whole = whole or all(part.alone and part.interval for part in parts)  # a time set for all sets none apart
        return replace(query, parts=() if whole else tuple(replace(part, interval=None) for part in parts))
    times = [part.interval for part in parts if part.interval]
    if not times:
        return replace(query, parts=() if whole else parts)
    moved = {
        number
        for day in days_later(base)
        for number, (now, then) in enumerate(zip(parts, at(day), strict=False), 1)
        if then.interval and then.interval != now.interval
    }
    spanned = _spanned(times) if whole and len(times) == len(parts) else None
    kept = [one for one in query.understood if one.aspect != "interval"]
    if not whole:
        kept += [
            told_of_time(part.interval, query, moves=number in moved, behind=f", for part {number}")
            for number, part in enumerate(parts, 1)
            if part.interval
        ]
    elif spanned:
        kept.append(told_of_time(spanned, query, moves=bool(moved)))
    else:
        kept += [about_date(interval.words) for interval in times]
    return replace(query, interval=spanned, parts=() if whole else parts, understood=tuple(kept))


def told_of_time(interval: Interval, query: Query, *, moves: bool, behind: str = "") -> Understood:
    """An interval and what it restricts to; `moves`: on another day its words would mean another time."""
    meaning = published(interval, query.counted_from if moves else None) + behind
    return Understood("interval", interval.words, meaning, "restricts", told_by=teller(interval.words, query))


def _spanned(times: Sequence[Interval]) -> Interval:
    """From the first day of any to the last of any; open where one of them is."""
    since, until = [time.since for time in times], [time.until for time in times]
    return Interval(
        None if None in since else min(day for day in since if day),
        None if None in until else max(day for day in until if day),
        " and ".join(dict.fromkeys(time.words for time in times)),
    )


def days_later(base: dt.date) -> list[dt.date]:
    """Days after `base` on which words that count from it mean another time."""
    return [base + dt.timedelta(days) for days in _DAYS_LATER if base <= dt.date.max - dt.timedelta(days)]
