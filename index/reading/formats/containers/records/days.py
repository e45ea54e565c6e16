"""The day that a value of a record states: a date as people and programs write it, a time stamp.

Knows notations; the written ones are `facts`' business. The day is the one written: 22:30 in New York on the 26th
is the 26th, though it was the 27th in Greenwich.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from index.reading.facts.opening import parse_day

Order: TypeAlias = Literal["day first", "month first"]

_COMPACT = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?:T?\d{4}(?:\d\d)?(?:\.\d+)?Z?)?")
"""20240326, 20240326T101500Z (GDELT), 20240326101500."""

_UNIX_DATE = re.compile(
    r"[A-Z][a-z]{2} (?P<m>[A-Z][a-z]{2}) +(?P<d>\d{1,2}) [\d:]{8} (?:[+-]\d{4}|[A-Z]{3,4}) (?P<y>\d{4})"
)
"""Tue Mar 26 10:15:00 +0000 2024 (Twitter, `date`)."""

_DASHED = re.compile(r"(?P<d>\d{1,2})-(?P<m>[A-Za-z]{3,9})-(?P<y>\d{4})\b")
_NUMBER = re.compile(r"-?\d{9,19}(?:\.\d+)?")
_AMBIGUOUS = re.compile(r"\s*(?P<first>\d{1,2})[/.](?P<second>\d{1,2})[/.](?P<year>(?:19|20)\d\d)(?!\d)")

_SECONDS_FROM = 10**8
"""3 March 1973: no online article is older, and smaller numbers are years, counts and ids."""

_UNITS = ((10**10, 1), (10**13, 1_000), (10**16, 1_000_000), (10**19, 1_000_000_000))
"""Upper bounds of time stamps in seconds (the year 2286), milliseconds, microseconds and nanoseconds."""

_LONGEST = 100
"""Characters of a date with its weekday, zone and comment; longer values are prose."""


def day_of(value: object, order: Order | None = None) -> dt.date | None:
    """The day that a value of a record names, or None. `order` reads "03/04/2024", which alone names none."""
    if isinstance(value, Mapping):
        # MongoDB's export: {"$date": "2024-03-26T10:15:00Z"} or {"$date": {"$numberLong": "1711447200000"}}.
        inner = value.get("$date", value.get("$numberLong"))
        return None if inner is None or isinstance(inner, list) else day_of(inner, order)
    if isinstance(value, list) and len(value) == 1:
        # Solr gives a list for every field that may have several values.
        return day_of(value[0], order)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value).strip()
    if not text or len(text) > _LONGEST:
        return None
    if _NUMBER.fullmatch(text):
        return _compact_day(text) or _of_stamp(float(text))
    return _written(text) or (_ordered(text, order) if order else None)


def settled_order(values: Iterable[str]) -> Order | None:
    """Which of day and month comes first in a column, when at least one value shows it and none contradicts."""
    shown = set[Order]()
    for value in values:
        match = _AMBIGUOUS.match(value)
        if match and int(match["first"]) > 12 >= int(match["second"]):
            shown.add("day first")
        elif match and int(match["second"]) > 12 >= int(match["first"]):
            shown.add("month first")
    return shown.pop() if len(shown) == 1 else None


def _written(text: str) -> dt.date | None:
    if unix := _UNIX_DATE.fullmatch(text):
        return parse_day(f"{unix['d']} {unix['m']} {unix['y']}")
    if dashed := _DASHED.match(text):
        return parse_day(f"{dashed['d']} {dashed['m']} {dashed['y']}")
    return _compact_day(text) or parse_day(text)


def _compact_day(text: str) -> dt.date | None:
    match = _COMPACT.fullmatch(text)
    return _day(int(match["y"]), int(match["m"]), int(match["d"])) if match else None


def _ordered(text: str, order: Order) -> dt.date | None:
    match = _AMBIGUOUS.match(text)
    if match is None:
        return None
    day, month = match["first"], match["second"]
    if order == "month first":
        day, month = month, day
    return _day(int(match["year"]), int(month), int(day))


def _of_stamp(number: float) -> dt.date | None:
    if number < _SECONDS_FROM:
        return None
    for bound, unit in _UNITS:
        if number < bound:
            seconds = number / unit
            # Between two units lie numbers that are a time stamp in neither: 10**10 is 1970 in milliseconds.
            return dt.datetime.fromtimestamp(seconds, dt.UTC).date() if seconds >= _SECONDS_FROM else None
    return None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
