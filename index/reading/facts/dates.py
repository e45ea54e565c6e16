"""Explicit dates in English text: "26 March 2024", "March 26, 2024", "2024-03-26", "26/03/2024", "March 2024", "2023".

"03/04/2024" is read by nobody the same way, so it is no date here; "26/03/2024" and "03/26/2024" are.
Knows how dates are written, and what range of days each names; knows nothing of what a date
is for. Relative words ("last week") are `rag`'s business.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.lower(): number for number, name in enumerate(calendar.month_abbr) if name
}
MONTHS["sept"] = 9

_MONTH = r"(?P<{0}>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<{0}>(?:1[89]|20)\d\d)"
_DAY = r"(?P<{0}>[0-3]?\d)(?:st|nd|rd|th)?"

DATE = re.compile(
    r"(?<![\w/-])(?:"
    + "|".join(
        [
            _YEAR.format("y1") + r"[-/](?P<m1>[01]?\d)[-/](?P<d1>[0-3]?\d)",
            _DAY.format("d2") + r"(?:\s+of)?\s+" + _MONTH.format("m2") + r",?\s+" + _YEAR.format("y2"),
            _MONTH.format("m3") + r"\s+" + _DAY.format("d3") + r"(?:\s*,)?\s+" + _YEAR.format("y3"),
            r"(?P<d6>1[3-9]|2\d|3[01])/(?P<m6>0?[1-9]|1[0-2])/" + _YEAR.format("y6"),
            r"(?P<m7>0?[1-9]|1[0-2])/(?P<d7>1[3-9]|2\d|3[01])/" + _YEAR.format("y7"),
            _MONTH.format("m4") + r",?\s+" + _YEAR.format("y4"),
            _YEAR.format("y5"),
        ]
    )
    + r")(?!(?!T\d\d:)[\w/-]|\.\d)",
    re.IGNORECASE,
)
"""One explicit date; `read` turns a match into days."""

_ZONE = r"(?:[ \t]*(?:(?:Z|UTC|GMT|[A-Z]{1,4}T|MSK)\b(?:[+-]\d{1,2}\b)?|[+-]\d\d:?\d\d\b|Uhr\b))"
_HALF = r"(?:[ \t]*(?i:[ap]\.?m\b\.?))"


@cache
def _weekday() -> re.Pattern[str]:
    """A day of the week before its date. Compiled when asked for: a question, which must start fast, never asks."""
    names = "|".join([*calendar.day_name, *calendar.day_abbr, "Tues", "Thur", "Thurs"])
    return re.compile(rf"(?:{names})\b\.?,?[ \t]+", re.IGNORECASE)


@cache
def _clock() -> re.Pattern[str]:
    """A time of day after a date, with its zone: "09.00 BST", "à 10h15", "um 10:15 Uhr"."""
    return re.compile(
        r"(?:T|,?[ \t]+(?:(?:at|um|à|a las|às|alle|ore|kl\.?|klo|om|в|о|saat|godz\.)[ \t]+)?|[ \t]*[|·-][ \t]*)"
        r"(?:\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?|\d{1,2}[時时点시][ ]?\d{1,2}[分분]?|\d{1,2}(?=[ \t]*(?i:[ap]\.?m\b))|\d{1,2}h(?:\d\d)?\b"
        rf"|\d{{1,2}}\.\d\d(?={_HALF}|{_ZONE}|[ \t]*(?:[|·)]|\n|$)))"
        rf"{_HALF}?{_ZONE}?"
    )


@cache
def _clock_first() -> re.Pattern[str]:
    """A time of day before its date: "10:15 AM EDT, Tue March 26, 2024"."""
    return re.compile(rf"\d{{1,2}}[:.]\d\d{_HALF}?{_ZONE}?(?:,|[ \t]on\b|[ \t]*[|·])?[ \t]+")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: the first and last day it names, and where it stands."""

    first: dt.date
    last: dt.date
    start: int
    end: int

    @property
    def exact(self) -> bool:
        """True when it names one day."""
        return self.first == self.last


def find_dates(text: str) -> Iterator[FoundDate]:
    """Every explicit date of `text`, in order. Impossible ones ("31 June 2020") are passed over."""
    for match in DATE.finditer(text):
        found = read(match)
        if found is not None:
            yield found


def read(match: re.Match[str]) -> FoundDate | None:
    """The days that a match of `DATE` names, or None when there is no such day."""
    parts = {name[0]: value for name, value in match.groupdict().items() if value is not None}
    year = int(parts["y"])
    month = _month(parts["m"]) if "m" in parts else None
    try:
        if month is None:
            first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        elif "d" in parts:
            first = last = dt.date(year, month, int(parts["d"]))
        else:
            first, last = month_days(year, month)
    except ValueError:
        return None
    return FoundDate(first, last, match.start(), match.end())


def leading_day(text: str, start: int = 0) -> tuple[dt.date, int] | None:
    """The day that stands at `text[start:]`, and where it ends, its weekday and time of day included."""
    weekday = _weekday().match(text, start)
    date = DATE.match(text, weekday.end() if weekday else start)
    found = read(date) if date else None
    if found is None or not found.exact:
        return None
    return found.first, clock_end(text, found.end)


def clock_end(text: str, date_end: int) -> int:
    """Where the time of day after a date ends; `date_end` when there is none."""
    clock = _clock().match(text, date_end)
    return clock.end() if clock else date_end


def clock_first(text: str, start: int) -> int:
    """Where a date begins before which a time of day stands at `text[start:]`; `start` when there is none."""
    clock = _clock_first().match(text, start)
    return clock.end() if clock else start


def month_days(year: int, month: int) -> tuple[dt.date, dt.date]:
    """First and last day of a month."""
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def _month(word: str) -> int:
    return int(word) if word.isdigit() else MONTHS[word.lower()]
