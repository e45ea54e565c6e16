"""Days that count from today in the words of a text: "yesterday", "last week", "in the past three days", "a year ago".

Pure. Each form has a reader of its own, as in `calendar_dates`. Weeks run from Monday to Sunday; what goes on still ends
with `as_of`; "last March" is over; a few is three. Knows nothing of what a period is for.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

from index.reading.facts.dates import MONTHS
from rag.asking.times.calendar_dates import FORMS, HOURS, WEEKDAYS, Days, Form, Period, Words, months_from

DAY = dt.timedelta(days=1)
_NUMBERS = {
    word: number
    for number, words in {
        1: "one a an", 2: "two couple", 3: "three few", 4: "four", 5: "five", 6: "six", 7: "seven several", 8: "eight",
        9: "nine", 10: "ten", 11: "eleven", 12: "twelve dozen", 14: "fourteen", 20: "twenty", 30: "thirty",
    }.items()
    for word in words.split()
}  # fmt: skip
_UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_UNIT_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_UNITS = {name + plural: name for name in ["hour", *_UNIT_DAYS, *_UNIT_MONTHS] for plural in ("", "s")} | {
    "halves": "half",
    "centuries": "century",
}
_SHIFTS = {"last": -1, "previous": -1, "past": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
"""Which unit, weekday or season, counted from the one that `as_of` lies in."""
_SINGLE_DAYS = {"today": (0, 0), "tonight": (0, 0), "yesterday": (1, 1), "tomorrow": (-1, -1), "overnight": (1, 0)}
"""First and last day, counted back from `as_of`. The night is told of on the day after, too."""


def unit_of(word: str) -> str | None:
    """The unit of time that a word names, in the singular."""
    return _UNITS.get(word)


def number_of(words: Words, at: int) -> tuple[int | None, int]:
    """The number at a place and where it ends: "3", "three", "a few", "a couple of"."""
    start = at
    at += words[at] == "a" and words[at + 1] in _NUMBERS
    word = words[at]
    if word.isdecimal() and len(word) < 4 and int(word):
        return int(word), at + 1
    if word in _NUMBERS:
        return _NUMBERS[word], at + 1 + (word == "couple" and words[at + 1] == "of")
    return None, start


def unit_around(unit: str, day: dt.date, shift: int = 0) -> Days:
    """The calendar's day, week, month, quarter, half, year or decade in which a day lies, or the next or previous one."""
    if unit in _UNIT_MONTHS:
        size = _UNIT_MONTHS[unit]
        return months_from(((12 * day.year + day.month - 1) // size + shift) * size, size)
    if unit == "week":
        monday = day + (7 * shift - day.weekday()) * DAY
        return monday, monday + 6 * DAY
    return (back(day, -shift, unit),) * 2


def back(day: dt.date, count: int, unit: str) -> dt.date:
    """The day that lies `count` units before `day`; from the end of a month to the end of a shorter one."""
    if unit == "hour":
        days = -(-abs(count) // 24)  # A day that has begun counts as a day.
        return day - (days if count > 0 else -days) * DAY
    if unit in _UNIT_DAYS:
        return day - count * _UNIT_DAYS[unit] * DAY
    year, month = divmod(12 * day.year + day.month - 1 - count * _UNIT_MONTHS[unit], 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise OverflowError(f"no year {year}")
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def single_day(words: Words, at: int, as_of: dt.date) -> Period | None:
    """Yesterday, yesterday evening, this morning, last night, the day before yesterday."""
    if (ago := _SINGLE_DAYS.get(words[at])) and words[at - 1] != "the":  # "The Today programme"
        return Period(as_of - ago[0] * DAY, as_of - ago[1] * DAY, at, at + 1 + (words[at + 1] in HOURS), "counted")
    if words[at] in {"this", "last"} and words[at + 1] in HOURS and words[at + 2] != "of":  # "Last Night of the Proms"
        return Period(as_of - (words[at] == "last") * DAY, as_of, at, at + 2, "counted")
    days = {("before", "yesterday"): -2, ("after", "tomorrow"): 2}.get((words[at + 1], words[at + 2]))
    if words[at] == "day" and days:
        return Period(as_of + days * DAY, as_of + days * DAY, at, at + 3, "counted")
    return None


def past(words: Words, at: int, as_of: dt.date) -> Period | None:
    """The past three days, the last month, this past week, the last 48 hours. Not "the last week of the war"."""
    start = at
    at += words[at] in {"this", "these"}
    if words[at] not in {"past", "last", "previous"}:
        return None
    count, end = number_of(words, at + 1)
    unit = unit_of(words[end])
    rolling = count or words[at] == "past" or (words[at] == "last" and words[at - 1] == "the") or words[end] != unit
    if unit is None or not rolling or (words[at] != "past" and words[end + 1] == "of"):
        return None
    return Period(back(as_of, count or (1 if words[end] == unit else 3), unit), as_of, start, end + 1, "counted")


def ago(words: Words, at: int, as_of: dt.date) -> Period | None:
    """Three days ago: that day; two weeks, months or years ago: that week, month or year."""
    count, end = number_of(words, at)
    unit = unit_of(words[end])
    if not count or unit is None or words[end + 1] != "ago":
        return None
    day = back(as_of, count, unit)
    exact = unit in {"hour", "day", "fortnight"}
    days = (day, day) if exact else unit_around("year" if unit in {"decade", "century"} else unit, day)
    return Period(*days, at, end + 2, "counted")


def shifted_unit(words: Words, at: int, as_of: dt.date) -> Period | None:
    """Last week, this year, next month, the week before last. Not "the last week of the war"."""
    unit = unit_of(words[at])
    if unit and (words[at + 1], words[at + 2]) == ("before", "last"):
        return Period(*unit_around(unit, as_of, -2), at, at + 3, "counted")
    shift, unit = _SHIFTS.get(words[at]), unit_of(words[at + 1])
    if (
        shift is None
        or unit is None
        or unit in {"hour", "day", "half"}
        or words[at + 1] != unit
        or words[at + 2] == "of"
    ):
        return None
    first, last = unit_around(unit, as_of, shift)
    return Period(first, last if shift else min(last, as_of), at, at + 2, "counted")


def shifted_name(words: Words, at: int, as_of: dt.date) -> Period | None:
    """Last March, this summer, next Tuesday, last weekend, this past Friday."""
    start = at
    at += words[at] == "this" and words[at + 1] == "past"
    shift, found = _SHIFTS.get(words[at]), _named(words, at + 1, as_of)
    if shift is None or found is None or (words[at - 1] == "the" and words[at + 1] in MONTHS):  # "The last march"
        return None
    if shift < 0:
        turn = found if found.last < as_of else _named(words, at + 1, found.first - DAY)
    else:
        ahead = _named(words, at + 1, as_of + (7 * DAY if _is_of_week(words[at + 1]) else 364 * DAY))
        turn = ahead if shift or not _is_now(found, words[at + 1], as_of) else found
    if turn is None:
        return None
    last = min(turn.last, as_of) if turn.first <= as_of else turn.last
    return Period(turn.first, last, start, turn.end, "counted")


def _named(words: Words, at: int, anchor: dt.date) -> Period | None:
    """The latest turn of a month, season, weekday or weekend."""
    forms = (weekend, *FORMS)
    found = next(filter(None, (form(words, at, anchor) for form in forms)), None)
    return found if found and found.sort == "named" else None


def _is_of_week(word: str) -> bool:
    return word == "weekend" or word in WEEKDAYS


def _is_now(found: Period, word: str, as_of: dt.date) -> bool:
    """True when the latest turn is the one of this week, or still goes on, or was this year."""
    if _is_of_week(word):
        return found.first >= unit_around("week", as_of)[0]
    return found.last >= as_of or found.first.year == as_of.year


def weekend(words: Words, at: int, anchor: dt.date) -> Period | None:
    """The latest Saturday and Sunday that have begun."""
    saturday = anchor - (anchor.weekday() - 5) % 7 * DAY
    return Period(saturday, saturday + DAY, at, at + 1, "named") if words[at] == "weekend" else None


COUNTED: tuple[Form, ...] = (single_day, past, ago, shifted_unit, shifted_name, weekend)
"""What has "last week" in it comes before "last week"."""

OPENING_COUNTED = frozenset({*_NUMBERS, *_UNITS, *_SHIFTS, *_SINGLE_DAYS, "these", "weekend"})
"""Words that can begin one of these forms."""
