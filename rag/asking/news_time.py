"""Dates in a question -> an interval of publication dates. Pure.

A date restricts only when the question uses it as a time ("in March 2024", "last week", "since May
2023"); a date that is itself the subject ("the 2022 World Cup") restricts nothing. Relative words
count from `as_of`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from index.reading.dates import DATE, MONTHS, month_days, read
from rag.types import Interval

_Range = tuple[dt.date, dt.date]
_DAY = dt.timedelta(days=1)
_PREPOSITION = re.compile(
    r"\b(?P<word>in|on|during|since|from|after|before|until|till|by|between|around|of)\s+(?:early |mid-?|late |the year )?$",
    re.IGNORECASE,
)
_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365}
_NUMBERS = {w: n for n, w in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)}  # noqa: SIM905


def interval_of(question: str, as_of: dt.date) -> Interval | None:
    """The publication dates that the question restricts to, or None."""
    return _relative(question, as_of) or _explicit(question)


def without_interval(question: str, interval: Interval | None) -> str:
    """The question without the words that became a filter, which would only mislead a search by words."""
    if interval is None:
        return question
    rest = re.sub(r"\s{2,}", " ", question.replace(interval.words, " ", 1))
    return re.sub(r"\s+([?.!,])", r"\1", rest).strip()


def _explicit(question: str) -> Interval | None:
    for match in DATE.finditer(question):
        found = read(match)
        preposition = _PREPOSITION.search(question, 0, match.start())
        if found is None or preposition is None:
            continue
        words = question[preposition.start() : match.end()]
        match preposition["word"].lower():
            case "since" | "from":
                until = _closing(question, match.end())
                if until:
                    return Interval(found.first, until[0], question[preposition.start() : until[1]])
                return Interval(found.first, None, words)
            case "after":
                return Interval(found.last + _DAY, None, words)
            case "before":
                return Interval(None, found.first - _DAY, words)
            case "until" | "till" | "by":
                return Interval(None, found.last, words)
            case "between":
                until = _closing(question, match.end())
                return Interval(found.first, until[0], question[preposition.start() : until[1]]) if until else None
            case "of" if found.exact:
                continue
            case _:
                return Interval(found.first, found.last, words)
    return None


def _closing(question: str, position: int) -> tuple[dt.date, int] | None:
    """The second date of "between A and B" or "from A to B": its last day and where it ends."""
    link = re.compile(r"\s+(?:and|to|until|till|through|-|–)\s+").match(question, position)
    match = DATE.match(question, link.end()) if link else None
    found = read(match) if match else None
    return (found.last, found.end) if found else None


def _relative(question: str, as_of: dt.date) -> Interval | None:
    for pattern, days in _RELATIVE:
        if match := pattern.search(question):
            first, last = days(match, as_of)
            return Interval(first, last, match.group())
    return None


def _last_unit(match: re.Match[str], as_of: dt.date) -> _Range:
    previous = match["which"].lower() != "this"
    match match["unit"].lower():
        case "week":
            monday = as_of - dt.timedelta(days=as_of.weekday() + (7 if previous else 0))
            return monday, min(monday + dt.timedelta(days=6), as_of)
        case "month":
            month = as_of.replace(day=1) - (_DAY if previous else dt.timedelta())
            first, last = month_days(month.year, month.month)
            return first, min(last, as_of)
        case _:
            year = as_of.year - (1 if previous else 0)
            return dt.date(year, 1, 1), min(dt.date(year, 12, 31), as_of)


def _past_units(match: re.Match[str], as_of: dt.date) -> _Range:
    word = (match["count"] or "one").lower()
    count = int(word) if word.isdigit() else _NUMBERS[word]
    reach = min(count * _UNITS[match["unit"].lower()], as_of.toordinal() - 1)
    return as_of - dt.timedelta(days=reach), as_of


def _named_month(match: re.Match[str], as_of: dt.date) -> _Range:
    """ "last March", "in March": the most recent one that has begun."""
    month = MONTHS[match["month"].lower()]
    year = as_of.year if month <= as_of.month else as_of.year - 1
    return month_days(year, month)


def _one_day(days_ago: int) -> Callable[[re.Match[str], dt.date], _Range]:
    def days(_: re.Match[str], as_of: dt.date) -> _Range:
        day = as_of - dt.timedelta(days=days_ago)
        return day, day

    return days


_MONTH_WORD = "|".join(sorted((m for m in MONTHS if len(m) > 3), key=len, reverse=True))
_COUNT = r"\d{1,3}|" + "|".join(_NUMBERS)
_RELATIVE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], dt.date], _Range]], ...] = (
    (re.compile(r"\byesterday\b", re.IGNORECASE), _one_day(1)),
    (re.compile(r"\btoday\b", re.IGNORECASE), _one_day(0)),
    (
        re.compile(rf"\b(?:in|over|during|within) the (?:past|last) (?:(?P<count>{_COUNT}) )?(?P<unit>day|week|month|year)s?\b", re.IGNORECASE),
        _past_units,
    ),
    (re.compile(r"\b(?P<which>last|this|previous) (?P<unit>week|month|year)\b", re.IGNORECASE), _last_unit),
    (re.compile(rf"\b(?:last|in|during) (?P<month>{_MONTH_WORD})\b(?!\s+\d)", re.IGNORECASE), _named_month),
)  # fmt: skip
