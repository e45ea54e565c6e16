"""Periods in the words of a question: dates, days counted from today, parts of them and the spans between them.

Pure. "Early March", "the first week of May", "Q3 2023", "the week of 5 June", "5 to 7 June", "between May and July
2023". Stands on `calendar_dates`, `counted_days` and `lists`; knows nothing of what a question does with a period.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from functools import cache

from rag.asking.times.calendar_dates import (
    FORMS,
    HOURS,
    OPENING_DATES,
    Days,
    Form,
    Period,
    Sort,
    Words,
    day_number,
    figures,
    latest,
    months_from,
    year_number,
)
from rag.asking.times.counted_days import (
    COUNTED,
    DAY,
    OPENING_COUNTED,
    back,
    number_of,
    shifted_unit,
    unit_around,
    unit_of,
)
from rag.asking.times.lists import read_list

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1, "final": -1}
_ORDINALS |= {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_THIRDS = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}
_NOW = frozenset({"now", "date", "present"})
"""Words that end a span with today and say nothing alone."""
_DASHES = frozenset({"-", "–", "—"})
_PARTS_OF_YEAR = {"quarter": 3, "half": 6}
"""In months."""


def may_open(words: Words, at: int) -> bool:
    """False for nearly all words at which no period begins: most of a question is not worth a closer look."""
    at += words[at] == "the"
    return words[at] in _openings() or any(sign.isdigit() for sign in words[at])


@cache
def _openings() -> frozenset[str]:
    parts = {*_ORDINALS, *_THIRDS, "earlier", "later", "year", *HOURS}
    return frozenset(parts | OPENING_DATES | OPENING_COUNTED)


class PeriodReader:
    """Reads the periods that the words of one text name."""

    def __init__(self, words: Words, as_of: dt.date, *, day_first: bool) -> None:
        self._words = words
        self._as_of = as_of
        self._day_first = day_first
        self._parts: tuple[Form, ...] = (self._third, self._rest, self._nth, self._around, self._within_year)

    def read(self, at: int, links: Collection[str] = ()) -> Period | None:
        """The period that begins with word `at`; a dash or one of `links` may lead on to a second, its end.

        Where "or" may, a list of more is read, too: "between" takes two.
        """
        try:
            if "or" in links and (listed := read_list(self._words, at, self._single, self._as_of)):
                return listed
            opening = self._single(at, self._as_of)
            return self._range(at, opening, links) or opening
        except (OverflowError, ValueError):  # The calendar has no such day.
            return None

    def _single(self, at: int, anchor: dt.date, parts_from: int = 0) -> Period | None:
        """One period; that without a year is the latest on the day `anchor`. A part holds only parts that come after it."""
        found = self._plain(at, anchor, parts_from)
        if found is None or found.sort != "named":
            return found
        unit = shifted_unit(self._words, found.end, self._as_of)
        if unit is None or unit.end - found.end != 2 or self._words[found.end + 1] not in {"week", "year"}:
            return found
        # "March last year", "Tuesday this week": the latest at the end of that year or week.
        last = unit_around(self._words[found.end + 1], unit.first)[1]
        turn = self._plain(at, last + DAY if self._words[found.end + 1] == "week" else last, parts_from)
        return replace(turn, end=unit.end, sort="counted") if turn else found

    def _plain(self, at: int, anchor: dt.date, parts_from: int) -> Period | None:
        words = self._words
        at += words[at] == "the"
        if found := figures(words, at, day_first=self._day_first):
            return found
        for part in self._parts[parts_from:]:
            if found := part(words, at, anchor):
                return found
        for counted in COUNTED:
            # A weekend has no year, so it follows the anchor as the other names do.
            if found := counted(words, at, anchor if words[at] == "weekend" else self._as_of):
                return found
        for form in FORMS:
            if found := form(words, at, anchor):
                return found
        return None

    # Two periods and what lies between them.

    def _range(self, at: int, opening: Period | None, links: Collection[str]) -> Period | None:
        """What one end leaves open the other tells: "5 to 7 June", "between May and July 2023", "June 5-7, 2023"."""
        words = self._words
        at += words[at] == "the"
        link = opening.end if opening else at + 1
        if words[link] not in links and words[link] not in _DASHES:
            return None
        sort: Sort
        closing = self._closing(link + 1, self._as_of)
        if closing is None:
            return self._days_of_month(opening, link + 1) if opening else None
        if opening is None:
            day = day_number(words[at])
            if day is None or closing.first != closing.last or closing.sort == "counted":
                return None
            first, sort = closing.first.replace(day=day), closing.sort
        else:
            if opening.sort == "dated" and closing.sort == "named":
                closing = self._closing(link + 1, opening.first + 364 * DAY) or closing
            elif opening.sort == "named":
                opening = self._single(at, closing.first) or opening
            first, sort = opening.first, opening.sort if opening.sort == "dated" else closing.sort
        return Period(first, closing.last, at, closing.end, sort, ranged=True) if first <= closing.last else None

    def _closing(self, at: int, anchor: dt.date) -> Period | None:
        place = at + (self._words[at] == "the")
        if self._words[place] in _NOW:
            return Period(self._as_of, self._as_of, at, place + 1, "counted")
        return self._single(at, anchor)

    def _days_of_month(self, opening: Period, at: int) -> Period | None:
        """The second day, and perhaps the year of both, of "June 5-7, 2023"."""
        day, end = day_number(self._words[at]), at + 1
        if day is None or opening.first != opening.last:
            return None
        place = end + (self._words[end] == ",")
        year = year_number(self._words[place]) if opening.sort == "named" else None
        first = opening.first.replace(year=year) if year else opening.first
        last = first.replace(day=day)
        sort: Sort = "dated" if year else opening.sort
        return (
            Period(first, last, opening.start, place + 1 if year else end, sort, ranged=True) if first <= last else None
        )

    # Parts of a period.

    def _third(self, words: Words, at: int, anchor: dt.date) -> Period | None:
        """Early March, mid-2023, the end of last year, late in 2023."""
        third = _THIRDS.get(words[at])
        whole = self._whole(_after_link(words, at + 1, "of", "in", "-"), anchor) if third is not None else None
        if whole is None or third is None:
            return None
        return Period(*_third_of(whole, third), at, whole.end, whole.sort)

    def _rest(self, words: Words, at: int, anchor: dt.date) -> Period | None:
        """Earlier this week: until today. Later this year, later in the year: from tomorrow."""
        if words[at] not in {"earlier", "later"}:
            return None
        place = _after_link(words, at + 1, "in", "on")
        whole = self._whole(place, anchor)
        if whole is None or whole.sort == "dated":
            return None
        if whole.first > self._as_of:
            return replace(whole, start=at)
        if words[at] == "earlier" or whole.last < self._as_of:
            return replace(whole, last=min(whole.last, self._as_of), start=at)
        unit = unit_of(words[whole.end - 1])
        last = unit_around(unit, self._as_of)[1] if unit else whole.last
        return replace(whole, first=self._as_of + DAY, last=max(last, self._as_of + DAY), start=at)

    def _whole(self, at: int, anchor: dt.date, parts_from: int = 2) -> Period | None:
        """What a part is taken of: any period, and "the year" for this year."""
        words, unit = self._words, unit_of(self._words[at + 1])
        alone = words[at + 2] != "of" and not year_number(words[at + 2])
        if words[at] == "the" and unit in {"week", "month", "year", "quarter"} and words[at + 1] == unit and alone:
            return Period(*unit_around(unit, self._as_of), at, at + 2, "counted")
        return self._single(at, anchor, parts_from)

    def _nth(self, words: Words, at: int, anchor: dt.date) -> Period | None:
        """The first week of May, the last three months of 2023, the second half of last year, the third quarter."""
        ordinal = _ORDINALS.get(words[at])
        count, place = number_of(words, at + 1)
        unit = unit_of(words[place])
        if ordinal is None or unit is None:
            return None
        if words[place + 1] == "of":
            whole = self._whole(place + 2, anchor, 3)
            count = count or (1 if words[place] == unit else 3)  # "The last days of May" are a few.
            return Period(*_nth_of(whole, ordinal, unit, count), at, whole.end, whole.sort) if whole else None
        if unit in _PARTS_OF_YEAR and ordinal > 0:
            return self._part_of_year(at, place + 1, unit, ordinal, anchor)
        return None

    def _within_year(self, words: Words, at: int, anchor: dt.date) -> Period | None:
        """Q3 2023, H1 of 2023, Q3."""
        unit = {"q": "quarter", "h": "half"}.get(words[at][:1])
        if unit is None or words[at][1:] not in {"1", "2", "3", "4"}:
            return None
        return self._part_of_year(at, at + 1, unit, int(words[at][1:]), anchor)

    def _part_of_year(self, at: int, end: int, unit: str, ordinal: int, anchor: dt.date) -> Period:
        months = _PARTS_OF_YEAR[unit]
        if ordinal * months > 12:
            raise ValueError(f"no {unit} {ordinal}")
        place = _after_link(self._words, end, "of")
        year = year_number(self._words[place])
        days = latest(lambda y: months_from(12 * y + (ordinal - 1) * months, months), anchor, year)
        return Period(*days, at, place + 1 if year else end, "dated" if year else "named")

    def _around(self, words: Words, at: int, anchor: dt.date) -> Period | None:
        """The week of 5 June, the month of May, the week beginning 5 June, three days before or after 5 June."""
        if words[at] == "weekend" and words[at + 1] == "of" and (day := self._single(at + 2, anchor, 4)):
            saturday = day.first + (5 - day.first.weekday()) * DAY
            return replace(day, first=saturday, last=saturday + DAY, start=at)
        if words[at] in HOURS and words[at + 1] == "of" and (day := self._single(at + 2, anchor, 4)):
            return replace(day, start=at)
        count, place = number_of(words, at)
        unit, link = unit_of(words[place]), words[place + 1]
        if unit is None or unit in _PARTS_OF_YEAR or link not in {"of", "beginning", "starting", "before", "after"}:
            return None
        whole = self._single(place + 2, anchor, 4)
        if whole is None or (count and link not in {"before", "after"}):
            return None
        first, last = _days_around(whole, link, count or (1 if words[place] == unit else 3), unit)
        return replace(whole, first=first, last=last, start=at)


def _after_link(words: Words, at: int, *links: str) -> int:
    return at + (words[at] in links)


def _days_around(whole: Period, link: str, count: int, unit: str) -> Days:
    match link:
        case "before":
            return back(whole.first, count, unit), whole.first - DAY
        case "after":
            return whole.last + DAY, back(whole.last, -count, unit)
        case "of":
            return unit_around(unit, whole.first)
        case _:
            return whole.first, back(whole.first, -count, unit) - DAY


def _third_of(whole: Period, third: int) -> Days:
    """Days 1-10, 11-20 and 21 on of a month, four months of a year, a third of anything else."""
    after = whole.last + DAY
    months = 12 * (after.year - whole.first.year) + after.month - whole.first.month
    if whole.first.day == after.day == 1 and months == 1:
        starts = [whole.first, whole.first + 10 * DAY, whole.first + 20 * DAY, after]
    elif whole.first.day == after.day == 1 and months % 3 == 0:
        starts = [back(whole.first, -months * part // 3, "month") for part in range(4)]
    else:
        days = (after - whole.first).days
        starts = [whole.first + min(-(-days * part // 3), days - 1) * DAY for part in range(3)] + [after]
    return starts[third], max(starts[third + 1] - DAY, starts[third])


def _nth_of(whole: Period, ordinal: int, unit: str, count: int) -> Days:
    """The second week is days 8 to 14; the last one the last seven days; the first three months the first three."""
    if ordinal < 0:
        return max(back(whole.last + DAY, count, unit), whole.first), whole.last
    if unit == "half" and whole.last - whole.first < 32 * DAY:
        middle = whole.first + (whole.last - whole.first) // 2
        return (whole.first, middle) if ordinal == 1 else (middle + DAY, whole.last)
    first = back(whole.first, -(ordinal - 1) * count, unit)
    last = back(first, -count, unit) - DAY
    if first > whole.last:
        raise ValueError(f"no {unit} {ordinal} in {whole.first} to {whole.last}")
    return first, min(last, whole.last)
