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

_WEEKDAY = re.compile(
    r"(?:" + "|".join([*calendar.day_name, *calendar.day_abbr, "Tues", "Thur", "Thurs"]) + r")\b\.?,?[ \t]+",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:T|,?[ \t]+(?:at[ \t]+)?|[ \t]*[|·-][ \t]*)"
    r"\d{1,2}(?::\d\d(?::\d\d(?:\.\d+)?)?|(?=[ \t]*(?i:[ap]\.?m\b)))(?:[ \t]*(?i:[ap]\.?m\b\.?))?"
    r"(?:[ \t]*(?:(?:Z|UTC|GMT|[A-Z]{1,4}T)\b(?:[+-]\d{1,2}\b)?|[+-]\d\d:?\d\d\b))?"
)
"""A time of day after a date, with its zone."""


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
    weekday = _WEEKDAY.match(text, start)
    date = DATE.match(text, weekday.end() if weekday else start)
    found = read(date) if date else None
    if found is None or not found.exact:
        return None
    clock = _CLOCK.match(text, found.end)
    return found.first, clock.end() if clock else found.end


def month_days(year: int, month: int) -> tuple[dt.date, dt.date]:
    """First and last day of a month."""
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def _month(word: str) -> int:
    return int(word) if word.isdigit() else MONTHS[word.lower()]
