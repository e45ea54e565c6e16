"""The calendar day that a page's stamp states: ISO 8601, RFC 2822, seconds since 1970, or a date in words.

Knows stamps and their time zones; knows nothing of which of a page's stamps to believe. A stamp in UTC is often the
same moment as a local one beside it; the day that readers saw is the local one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from index.reading.facts.dates import find_dates
from index.reading.facts.worldwide import find_days

_COMPACT_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T\d{4,6}\S*)?$")
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")
_EPOCH = re.compile(r"(\d{10})(\d{3})?$")
_ISO_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s?(Z|[+-]\d\d:?\d\d)$",
)
_PLACEHOLDER = dt.date(1970, 1, 1)
"""Second zero of the computer's clock: a date that was never set."""

_SAME_MOMENT = dt.timedelta(minutes=1)
"""Stamps of one publication differ by their seconds where one vocabulary leaves these out."""


def day_of(written: str) -> dt.date | None:
    """The calendar day that a date states in its own time zone, or None when it states none."""
    text = written.strip()[:100]
    if epoch := _EPOCH.match(text):
        day = dt.datetime.fromtimestamp(int(epoch[1]), dt.UTC).date()
    elif compact := _ISO_DAY.match(text) or _COMPACT_DAY.match(text):
        try:
            day = dt.date(*map(int, compact.groups()))
        except ValueError:
            return None
    else:
        exact = (date for dates in (find_dates(text), find_days(text)) for date in dates if date.exact)
        found = next(exact, None)
        if found is None:
            return None
        day = found.first
    return None if day == _PLACEHOLDER else day


def first_day(written: Sequence[str], zone: dt.tzinfo | None) -> dt.date | None:
    """The day of the first that states one; a stamp in UTC is read in `zone`, where the page states one."""
    for one in written:
        moment = _moment(one)
        if zone is not None and moment is not None and moment.utcoffset() == dt.timedelta(0):
            return moment.astimezone(zone).date()
        if day := day_of(one):
            return day
    return None


def local_zone(written: Sequence[str]) -> dt.tzinfo | None:
    """The zone of a stamp that is the same moment as the first, and not in UTC as that one is; else None."""
    moments = [moment for one in written if (moment := _moment(one))]
    if not moments or moments[0].utcoffset() != dt.timedelta(0):
        return None
    local = (moment for moment in moments if moment.utcoffset() != dt.timedelta(0))
    return next((moment.tzinfo for moment in local if abs(moment - moments[0]) < _SAME_MOMENT), None)


def _moment(written: str) -> dt.datetime | None:
    """The moment of a stamp that states its zone."""
    text = written.strip()[:100]
    iso = _ISO_MOMENT.match(text)
    try:
        if iso:
            zone = "+00:00" if iso[3] == "Z" else iso[3]
            moment = dt.datetime.fromisoformat(f"{iso[1]}T{iso[2]}{zone}")
        else:
            from email.utils import parsedate_to_datetime

            moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError, TypeError):
        # No stamp: what it is, `day_of` finds out.
        return None
    return moment if moment.tzinfo is not None and _PLACEHOLDER.year <= moment.year < dt.MAXYEAR else None
