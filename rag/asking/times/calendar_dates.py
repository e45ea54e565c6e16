"""Dates by the calendar in the words of a text: "5/6/2023", "Monday 5 June", "March 2024", "winter 2022-23", "the 1990s".

Pure. Each form has a reader of its own that takes the words from a place and says how far it read. What has no year is
the latest that began on or before the day `anchor`. Knows nothing of today ("last week") nor of what a date is for.
The winter of a year begins in it; the other seasons are the northern meteorological ones, too.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from index.reading.facts.dates import MONTHS, month_days

Days: TypeAlias = tuple[dt.date, dt.date]
"""First and last."""
Sort: TypeAlias = Literal["dated", "named", "counted"]
"""With its year ("March 2024"); by its name alone ("March", "Tuesday"); by its distance from today ("last week")."""

WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
WEEKDAYS |= {"tue": 1, "tues": 1, "thu": 3, "thur": 3, "thurs": 3, "fri": 4}
_BEFORE_A_DATE = WEEKDAYS | {"mon": 0, "wed": 2, "sat": 5, "sun": 6}
"""Short names that are words themselves say a weekday only in front of its date: "Sun 5 May"."""
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""First month."""
_ALSO_WORDS = frozenset({"march", "may", "august", "mar", "dec"})
"""Written small these are months only with a year or a day, or at the end of a clause: "hurt in march against the war"."""
HOURS = frozenset({"morning", "afternoon", "evening", "night"})

_WORD = re.compile(
    r"(?<![\w/.-])\d{1,4}([-/.])\d\d?\1\d{1,4}(?=$|[^\w/-])"
    r"|(?<![\w-])\d{4}-(?:0[1-9]|1[0-2])(?![\w-])"
    r"|[^\W_]+|[^\w\s]"
)
"""A date in figures, one of year and month alone, letters and figures in a row, or a single sign."""


class Words:
    """A text as words and signs; beyond its ends all are empty."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._spans = [match.span() for match in _WORD.finditer(text)]
        self._lower = [text[start:end].lower().replace("’", "'") for start, end in self._spans]

    def __len__(self) -> int:
        return len(self._spans)

    def __getitem__(self, at: int) -> str:
        """Word number `at` in small letters."""
        return self._lower[at] if 0 <= at < len(self._lower) else ""

    def capital(self, at: int) -> bool:
        """True when word number `at` begins with a capital letter."""
        return 0 <= at < len(self._spans) and self.text[self._spans[at][0]].isupper()

    def span(self, first: int, after: int) -> tuple[int, int]:
        """Where the words from number `first` up to `after` stand in the text."""
        return self._spans[first][0], self._spans[after - 1][1]


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, and the numbers of its words: from `start` up to `end`."""

    first: dt.date
    last: dt.date
    start: int
    end: int
    sort: Sort
    ranged: bool = False
    """True for two periods with what lies between them."""


Form: TypeAlias = Callable[[Words, int, dt.date], Period | None]


def months_from(number: int, count: int) -> Days:
    """First and last day of `count` months; `number` counts months from year 0."""
    first, after = (dt.date(n // 12, n % 12 + 1, 1) for n in (number, number + count))
    return first, after - dt.timedelta(days=1)


def latest(days_of: Callable[[int], Days], anchor: dt.date, year: int | None = None) -> Days:
    """What comes once a year: in `year`, or the latest that began on or before `anchor`. Raises ValueError when never."""
    if year:
        return days_of(year)
    for candidate in range(anchor.year, anchor.year - 9, -1):  # 29 February may be eight years away.
        try:
            days = days_of(candidate)
        except ValueError:
            continue
        if days[0] <= anchor:
            return days
    raise ValueError(f"no such day up to {anchor}")


def day_number(word: str) -> int | None:
    """5 of "5", "05" and "5th"."""
    digits = word if word.isdecimal() else word[:-2] if word[-2:] in {"st", "nd", "rd", "th"} else ""
    return int(digits) if digits.isdecimal() and len(digits) < 3 and 1 <= int(digits) <= 31 else None


def year_number(word: str) -> int | None:
    """The years that news is written of, 1800 to 2099, as in `index.reading.facts.dates`."""
    return int(word) if len(word) == 4 and word.isdecimal() and 1800 <= int(word) <= 2099 else None


def figures(words: Words, at: int, *, day_first: bool) -> Period | None:
    """2023-06-05, 2023-06, 5/6/2023, 5.6.23. A number above 12 is the day."""
    parts = re.split(r"[-/.]", words[at])
    if len(parts) == 1 or not all(part.isdecimal() for part in parts):
        return None
    first, second, *rest = map(int, parts)
    if len(parts[0]) == 4:
        days = (dt.date(first, second, rest[0]),) * 2 if rest else month_days(first, second)
        return Period(*days, at, at + 1, "dated")
    if len(parts) < 3 or len(parts[2]) not in {2, 4}:
        return None
    day, month = (first, second) if first > 12 or (day_first and second <= 12) else (second, first)
    date = dt.date(rest[0] if len(parts[2]) == 4 else 2000 + rest[0], month, day)
    return Period(date, date, at, at + 1, "dated")


def day_of_month(words: Words, at: int, anchor: dt.date) -> Period | None:
    """5 June 2023, the 5th of June, June 5th, Monday 5 June."""
    written = _written_day(words, at)
    if written is None:
        return None
    day, month, year, end = written
    return Period(*latest(lambda y: (dt.date(y, month, day),) * 2, anchor, year), at, end, "dated" if year else "named")


def after_no_day(words: Words, at: int) -> int | None:
    """Where a day that the calendar does not have ends: "31 February 2024", whose February was not meant by itself."""
    written = _written_day(words, at)
    if written is None:
        return None
    day, month, year, end = written
    return end if day > calendar.monthrange(year or 2000, month)[1] else None  # 2000 has a 29 February.


def _written_day(words: Words, at: int) -> tuple[int, int, int | None, int] | None:
    """Day, month, year, and where they end."""
    if words[at] in _BEFORE_A_DATE:
        at += 1 + (words[at + 1] in {",", "."})
        at += words[at] == "the"
    if day := day_number(words[at]):
        month, end = _month_name(words, at + 1 + (words[at + 1] == "of"))
    else:
        month, end = _month_name(words, at)
        end += words[end] == "the"
        day = day_number(words[end])
        end += 1
    return (day, month, *_year_after(words, end)) if day and month else None


def month_of_year(words: Words, at: int, anchor: dt.date) -> Period | None:
    """March 2024, Sept. 2023, May of the year 2023, March."""
    month, end = _month_name(words, at)
    if not month:
        return None
    year, end = _year_after(words, end)
    if not year and words[at] in _ALSO_WORDS and not words.capital(at):
        goes_on = words[end] in {"and", "or", "to"} and words[end + 1] in MONTHS
        if words[end].isalnum() and not goes_on:
            return None
    found = month
    return Period(*latest(lambda y: month_days(y, found), anchor, year), at, end, "dated" if year else "named")


def _month_name(words: Words, at: int) -> tuple[int | None, int]:
    """The month and where it ends, the stop of a short name included when figures follow."""
    stop = len(words[at]) < 5 and words[at + 1] == "." and words[at + 2][:1].isdigit()
    return MONTHS.get(words[at]), at + 1 + stop


def _year_after(words: Words, at: int) -> tuple[int | None, int]:
    """The year that a day, month or season is followed by, and where it ends: ", 2023", "of the year 2023"."""
    place = at + (words[at] == ",")
    place += words[place] == "of"
    place += 2 * (words[place] == "the" and words[place + 1] == "year")
    year = year_number(words[place])
    return (year, place + 1) if year else (None, at)


def year_of_time(words: Words, at: int, _: dt.date) -> Period | None:
    """2023, the year 2023, 2023-24, 2023/24."""
    start = at
    at += words[at] == "year"
    year = year_number(words[at])
    if year is None:
        return None
    last, end = _short_year(words, year, at + 1)
    return Period(dt.date(year, 1, 1), dt.date(last, 12, 31), start, end, "dated")


def _short_year(words: Words, year: int, at: int) -> tuple[int, int]:
    """The year that "-24" adds to 2023, and where it ends."""
    second = words[at + 1]
    if words[at] in {"-", "–", "/"} and len(second) == 2 and second.isdecimal() and int(second) > year % 100:
        return year - year % 100 + int(second), at + 2
    return year, at


def round_years(words: Words, at: int, _: dt.date) -> Period | None:
    """The 1990s, the 19th century."""
    if words[at + 1] == "century" and (number := day_number(words[at])):
        return Period(dt.date(100 * number - 99, 1, 1), dt.date(100 * number, 12, 31), at, at + 2, "dated")
    year = year_number(words[at][:-1]) if words[at].endswith("0s") else None
    return Period(dt.date(year, 1, 1), dt.date(year + 9, 12, 31), at, at + 1, "dated") if year else None


def weekday(words: Words, at: int, anchor: dt.date) -> Period | None:
    """Tuesday: the latest before `anchor`, which is left out."""
    number = WEEKDAYS.get(words[at])
    if number is None:
        return None
    day = anchor - dt.timedelta(days=(anchor.weekday() - number - 1) % 7 + 1)
    return Period(day, day, at, at + 1 + (words[at + 1] in HOURS), "named")


def season(words: Words, at: int, anchor: dt.date) -> Period | None:
    """Summer, the summer of 2023, winter 2022-23."""
    month = SEASONS.get(words[at])
    if month is None:
        return None
    year, end = _year_after(words, at + 1)
    if year:
        _, end = _short_year(words, year, end)
    elif words[at] == "fall" and (words[at + 1] in {"of", "in"} or words[at - 1] not in {"the", "last", "this"}):
        return None  # "Since the fall of Kabul"
    found = month
    days = latest(lambda y: months_from(12 * y + found - 1, 3), anchor, year)
    return Period(*days, at, end, "dated" if year else "named")


def feast(words: Words, at: int, anchor: dt.date) -> Period | None:
    """Christmas, Boxing Day 2023, Easter."""
    for names, days_of in _FEASTS.items():
        if all(words[at + place] == name for place, name in enumerate(names)):
            year, end = _year_after(words, at + len(names))
            return Period(*latest(days_of, anchor, year), at, end, "dated" if year else "named")
    return None


def _every(month: int, day: int) -> Callable[[int], Days]:
    return lambda year: (dt.date(year, month, day), dt.date(year, month, day))


def _around_easter(first: int, last: int) -> Callable[[int], Days]:
    """Days counted from Easter Sunday."""
    return lambda year: (_easter(year) + dt.timedelta(days=first), _easter(year) + dt.timedelta(days=last))


def _easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar, by Butcher's rule (Meeus, Astronomical Algorithms, chapter 8)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    days = epact + to_sunday - 7 * late + 114
    return dt.date(year, days // 31, days % 31 + 1)


_FEASTS = {
    tuple(name.split()): days_of
    for name, days_of in {
        "christmas eve": _every(12, 24),
        "christmas day": _every(12, 25),
        "christmas": _every(12, 25),
        "boxing day": _every(12, 26),
        "new year ' s eve": _every(12, 31),
        "new year ' s day": _every(1, 1),
        "new year": _every(1, 1),
        "valentine ' s day": _every(2, 14),
        "halloween": _every(10, 31),
        "good friday": _around_easter(-2, -2),
        "easter sunday": _around_easter(0, 0),
        "easter monday": _around_easter(1, 1),
        "easter": _around_easter(-2, 1),
    }.items()
}
"""Feasts that news counts by; longer names first."""
FORMS: tuple[Form, ...] = (day_of_month, month_of_year, weekday, season, feast, round_years, year_of_time)
"""Longer forms first: the 5 June of "5 June 2023" would leave a year behind."""

OPENING_DATES = frozenset({*MONTHS, *_BEFORE_A_DATE, *SEASONS, *(names[0] for names in _FEASTS), "year"})
"""Words that can begin one of these forms, beside figures."""
