"""The times that a sentence of an article tells of: dates, and "on Monday" counted from its publication. Pure, English.

Stands on the readers of dates; knows nothing of what happened then. A day that is still to come ("will meet on Friday")
is not told as one that was.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.reading.facts.dates import find_dates
from rag.asking.times.calendar_dates import WEEKDAYS, Words, after_no_day
from rag.asking.times.periods import PeriodReader, may_open

_TO = frozenset({"to", "until", "till", "through"})
_MONTH_DAYS = 31
_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)
_AHEAD = re.compile(
    r"\b(?:will|shall|due|plan(?:s|ned)?|expected|scheduled|going to|hopes?|next|upcoming)\b", re.IGNORECASE
)
_OF_THAT_YEAR = re.compile(
    r"\s+(?:of\s+)?(?:that|the (?:same|following|previous|next))\s+(?:year|month|week)\b", re.IGNORECASE
)
_STAGE = re.compile(
    r"\b(first|second|third|fourth|final|last|opening|1st|2nd|3rd|4th)[ -](quarter|half|round|leg|day|week|period|month|set|"
    r"season|year|phase|stage|trial|match|test|semi-?final)\b|\bQ[1-4]\b"
    r"|\b(?:series|round|part|phase|game|match|week|group|grade|class|category|level|volume|tier)[ ](?:[a-z]|\d+)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ToldTime:
    """The first and last day of a time that `text[start:end]` names. `dated`: its year is written."""

    first: dt.date
    last: dt.date
    start: int
    end: int
    dated: bool

    @property
    def exact(self) -> bool:
        """True when it names one day, or one night."""
        return self.last - self.first <= _DAY

    def meets(self, other: ToldTime) -> bool:
        """True when both may be one time; a day apart is the time zones', but December is not in the next year."""
        zone = _DAY if self.exact and other.exact else dt.timedelta(0)
        return self.first <= other.last + zone and other.first <= self.last + zone


@lru_cache(maxsize=256)
def times_told(text: str, published: dt.date | None) -> tuple[ToldTime, ...]:
    """The times of `text`, in order. Without a publication date only those with their year."""
    if published is None:
        return tuple(
            ToldTime(found.first, found.last, found.start, found.end, dated=True) for found in find_dates(text)
        )
    return tuple(_counted(text, published))


def stages_told(text: str) -> frozenset[str]:
    """Named parts of a series: "second quarter", "first round"."""
    return frozenset(re.sub(r"[\s-]+", " ", match.group().casefold()) for match in _STAGE.finditer(text))


def _counted(text: str, published: dt.date) -> Iterator[ToldTime]:
    words = Words(text)
    reader = PeriodReader(words, published, day_first=True)
    ahead = _AHEAD.search(text) is not None
    at = 0
    while at < len(words):
        period = reader.read(at, _TO) if may_open(words, at) else None
        if period is None:
            at = after_no_day(words, at) or at + 1
            continue
        start, end = words.span(period.start, period.end)
        at = max(period.end, at + 1)
        days = (period.last - period.first).days + 1
        if _OF_THAT_YEAR.match(text, end):
            continue
        if period.sort == "named" and (ahead or days > _MONTH_DAYS or text[start:end].islower()):
            continue  # "on Friday" may be the next one; "the second half" is a match's, "fall" a verb
        week_ago = text[start:end].casefold() in WEEKDAYS and period.first == published - _WEEK
        first, last = (
            (published, published) if week_ago else (period.first, period.last)
        )  # a Monday's "on Monday" is today
        yield ToldTime(first, last, start, end, period.sort == "dated")
