"""Times in English text, as far as they are told: "26 March 2024", "March 26", "on Friday", "last year", "2023".

Knows how times are written, and which day a relative one means in an article of a known date. A time agrees with another
when all that it tells is told by the other: "in March" by "26 March 2024", "26 March 2024" by "on Tuesday" in an article
of that week. Years and days are not numbers of things; `numbers` leaves these places out.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from index.reading.facts.dates import DATE, MONTHS

_DAYS = [name.lower() for name in calendar.day_name]
_RELATIVE_DAYS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}


@dataclass(frozen=True, slots=True)
class Time:
    """What a time tells; None is not told. `weekday` counts from Monday, 0; `decade` is "the 1990s"."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    decade: int | None = None
    words: str = ""
    """A relative time that no date explains ("last week"), as it is written."""

    def says_no_more_than(self, source: Time) -> bool:
        """True when every part that this one tells is the same in `source`."""
        told = [
            (ours, theirs)
            for ours, theirs in (
                (self.year, source.year),
                (self.month, source.month),
                (self.day, source.day),
                (self.weekday, _weekday_of(source)),
                (self.decade, source.decade if source.decade is not None else _decade_of(source.year)),
            )
            if ours is not None
        ]
        if not told:
            return bool(self.words) and self.words == source.words
        return all(ours == theirs for ours, theirs in told)


def find_times(text: str) -> list[Time]:
    """Every time of `text`, in order, as it is written."""
    found: list[Time] = []
    for time in sorted(_found(text), key=lambda one: (one.start, -one.end)):
        if not found or time.start >= found[-1].end:
            found.append(time)
    return found


def readings(time: Time, published: dt.date | None) -> list[Time]:
    """The time as written, and the days it may mean in an article published then: "Friday" is one before or one after."""
    if published is None:
        return [time]
    dated: list[Time] = []
    if time.words in _RELATIVE_DAYS:
        dated = [_on(time, published + dt.timedelta(_RELATIVE_DAYS[time.words]))]
    elif time.words:
        dated = _relative(time, published)
    elif time.weekday is not None and time.day is None:
        back = (published.weekday() - time.weekday) % 7
        dated = [_on(time, published + dt.timedelta(days)) for days in (-back, 7 - back, -back - 7)]
    elif time.month is not None and time.year is None:
        dated = [replace(time, year=published.year + years) for years in (0, -1, 1)]
    return [time, *dated]


def day_of(date: dt.date) -> Time:
    """A day as a time."""
    return Time(0, 0, date.year, date.month, date.day)


def _found(text: str) -> Iterator[Time]:
    for match in DATE.finditer(text):
        parts = {name[0]: value for name, value in match.groupdict().items() if value is not None}
        month = parts.get("m")
        yield Time(
            match.start(),
            match.end(),
            int(parts["y"]),
            None if month is None else int(month) if month.isdigit() else MONTHS[month.lower()],
            int(parts["d"]) if "d" in parts else None,
        )
    for match in _partial().finditer(text):
        yield from _read(match)


@cache
def _partial() -> re.Pattern[str]:
    """Times without a year. "May" and "March" alone are months only where a word says so."""
    full = [name for name in calendar.month_name if name]
    short = [name for name in calendar.month_abbr if name and name != "May"]
    month = "|".join(sorted({*full, *short, "Sept"}, key=len, reverse=True))
    alone = "|".join(name for name in full if name not in ("May", "March", "August"))
    days = "|".join(calendar.day_name)
    return re.compile(
        rf"(?<![\w-])(?:(?P<d1>[0-3]?\d)(?:st|nd|rd|th)?(?: of)? (?P<m1>{month})\b\.?"
        rf"|(?P<m2>{month})\.? (?P<d2>[0-3]?\d)(?:st|nd|rd|th)?\b(?![\d,.]*\d)"
        rf"|(?<=[Ii]n )(?P<m3>May|March|August)\b|(?P<m4>{alone})\b"
        rf"|(?:(?i:since|until|by|during|early|late|mid-?|of|from|last|next|this) )(?P<m5>May|March|August)\b"
        rf"|(?P<weekday>{days})s?\b"
        r"|(?:the )?(?P<decade>(?:1[89]|20)\d0)s\b"
        r"|(?P<relative>(?i:yesterday|today|tonight|tomorrow|(?:last|this|next) (?:week|month|year)))\b)"
    )


def _read(match: re.Match[str]) -> Iterator[Time]:
    parts = {name.rstrip("12345"): value for name, value in match.groupdict().items() if value is not None}
    start, end = match.span()
    if "m" in parts:
        day = int(parts["d"]) if "d" in parts else None
        if day is None or 1 <= day <= 31:
            yield Time(start, end, month=MONTHS[parts["m"].lower()], day=day)
    elif "weekday" in parts:
        yield Time(start, end, weekday=_DAYS.index(parts["weekday"].lower()))
    elif "decade" in parts:
        yield Time(start, end, decade=int(parts["decade"]))
    else:
        yield Time(start, end, words=parts["relative"].lower())


def _relative(time: Time, published: dt.date) -> list[Time]:
    which, _, unit = time.words.partition(" ")
    shift = {"last": -1, "this": 0, "next": 1}[which]
    if unit == "year":
        return [replace(time, words="", year=published.year + shift)]
    if unit == "month":
        months = published.year * 12 + published.month - 1 + shift
        return [replace(time, words="", year=months // 12, month=months % 12 + 1)]
    monday = published - dt.timedelta(published.weekday()) + dt.timedelta(7 * shift)
    ends = (monday, monday + dt.timedelta(6))  # of a week no single day is told
    return [replace(time, words="", year=end.year, month=end.month) for end in ends]


def _on(time: Time, date: dt.date) -> Time:
    return Time(time.start, time.end, date.year, date.month, date.day)


def _weekday_of(time: Time) -> int | None:
    if time.weekday is not None or time.year is None or time.month is None or time.day is None:
        return time.weekday
    try:
        return dt.date(time.year, time.month, time.day).weekday()
    except ValueError:
        return None


def _decade_of(year: int | None) -> int | None:
    return None if year is None else year // 10 * 10
