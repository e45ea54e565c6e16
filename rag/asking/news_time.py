"""Dates in a question -> an interval of publication dates. Pure.

A date restricts only when the question uses it as a time ("in March 2024", "last week", "since May
2023"); a date that is itself the subject ("the 2022 World Cup", "the floods of 2023") restricts nothing, nor
does one that lies ahead ("by 2035"). Relative words count from `as_of`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable

from index.reading.facts.dates import DATE, MONTHS, FoundDate, month_days, read
from rag.types import Interval

_Range = tuple[dt.date, dt.date]
_DAY = dt.timedelta(days=1)
_PREPOSITION = re.compile(
    r"\b(?P<word>in|on|during|since|from|after|before|until|till|by|between|around)\s+(?:early |mid-?|late |the year )?$",
    re.IGNORECASE,
)
_MONTH_OF_YEAR = re.compile(rf"\b({'|'.join(MONTHS)})(\s+of(?:\s+the\s+year)?)(?=\s+\d{{4}}\b)", re.IGNORECASE)
_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365}
_NUMBERS = {w: n for n, w in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)}  # noqa: SIM905


def interval_of(question: str, as_of: dt.date) -> Interval | None:
    """The publication dates that the question restricts to, or None."""
    return _relative(question, as_of) or _explicit(question, as_of)


def without_interval(question: str, interval: Interval | None) -> str:
    """The question without the words that became a filter, which would only mislead a search by words."""
    if interval is None:
        return question
    rest = re.sub(r"\s{2,}", " ", question.replace(interval.words, " ", 1))
    return re.sub(r"\s+([?.!,])", r"\1", rest).strip()


def _explicit(question: str, as_of: dt.date) -> Interval | None:
    """The first date that restricts, read after its preposition."""
    # Blanks of the same length, so that what is found stands at its place in the question.
    plain = _MONTH_OF_YEAR.sub(lambda match: match[1] + " " * len(match[2]), question)
    for match in DATE.finditer(plain):
        found = read(match)
        preposition = _PREPOSITION.search(plain, 0, match.start())
        if found is None or preposition is None:
            continue
        bounds = _bounds(preposition["word"].lower(), found, plain)
        if bounds and _restricts(*bounds[:2], as_of):
            since, until, end = bounds
            return Interval(since, until, question[preposition.start() : end])
    return None


def _bounds(preposition: str, found: FoundDate, text: str) -> tuple[dt.date | None, dt.date | None, int] | None:
    """First and last day that "since May 2023" and the like mean, and where the words end."""
    match preposition:
        case "since" | "from" | "between":
            until = _closing(text, found.end)
            if until:
                return found.first, *until
            return None if preposition == "between" else (found.first, None, found.end)
        case "after":
            return found.last + _DAY, None, found.end
        case "before":
            return None, found.first - _DAY, found.end
        case "until" | "till" | "by":
            return None, found.last, found.end
        case _:
            return found.first, found.last, found.end


def _restricts(since: dt.date | None, until: dt.date | None, as_of: dt.date) -> bool:
    """False for days to come, of which no article can be ("in 2030"), and for every day so far ("by 2035")."""
    if since is None:
        return until is not None and until < as_of
    return since <= as_of and (until is None or since <= until)


def _closing(text: str, position: int) -> tuple[dt.date, int] | None:
    """The second date of "between A and B" or "from A to B": its last day and where it ends."""
    link = re.compile(r"\s+(?:and|to|until|till|through|-|–)\s+").match(text, position)
    match = DATE.match(text, link.end()) if link else None
    found = read(match) if match else None
    return (found.last, found.end) if found else None


def _relative(question: str, as_of: dt.date) -> Interval | None:
    for pattern, days in _RELATIVE:
        if match := pattern.search(question):
            try:
                first, last = days(match, as_of)
            except (OverflowError, ValueError):  # The calendar has no such day.
                return None
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
    return as_of - dt.timedelta(days=count * _UNITS[match["unit"].lower()]), as_of


def _named_month(match: re.Match[str], as_of: dt.date) -> _Range:
    """ "in March": the most recent one that has begun; "last March": the most recent one that is over."""
    month = MONTHS[match["month"].lower()]
    newest = as_of.month - (match["which"].lower() == "last")
    return month_days(as_of.year if month <= newest else as_of.year - 1, month)


def _one_day(days_ago: int) -> Callable[[re.Match[str], dt.date], _Range]:
    def days(_: re.Match[str], as_of: dt.date) -> _Range:
        day = as_of - dt.timedelta(days=days_ago)
        return day, day

    return days


_COUNT = r"\d{1,3}|" + "|".join(_NUMBERS)
_ALSO_WORDS = ("March", "May", "August")
"""Months whose names mean something else besides: small letters are read as the month only at the end of a clause."""
_MONTH_WORD = "(?P<month>{plain}|(?-i:{words})|(?:{words})(?=\\s*(?:[?!.,;:]|$)))".format(
    plain="|".join(name for name in [*calendar.month_name[1:], "Sept"] if name not in _ALSO_WORDS),
    words="|".join(_ALSO_WORDS),
)
_NO_YEAR_OR_DAY = r"(?!\.?\s+\d|,?\s+(?:of\s+)?(?:the year\s+)?\d{4}\b)"
"""A month with its year is an explicit date."""
_RELATIVE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], dt.date], _Range]], ...] = (
    # A capital inside the question makes a title of it: "USA Today".
    (re.compile(r"\byesterday\b|^\s*Yesterday\b"), _one_day(1)),
    (re.compile(r"(?<!(?i:usa) )\btoday\b|^\s*Today\b"), _one_day(0)),
    (
        re.compile(rf"\b(?:in|over|during|within) the (?:past|last) (?:(?P<count>{_COUNT}) )?(?P<unit>day|week|month|year)s?\b", re.IGNORECASE),
        _past_units,
    ),
    (re.compile(r"\b(?P<which>last|this|previous) (?P<unit>week|month|year)\b", re.IGNORECASE), _last_unit),
    (re.compile(rf"\b(?<!\bthe )(?P<which>last|in|during) {_MONTH_WORD}\b{_NO_YEAR_OR_DAY}", re.IGNORECASE), _named_month),
)  # fmt: skip
