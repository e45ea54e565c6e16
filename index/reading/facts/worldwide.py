"""Full days as the world's languages write them: "26. März 2024", "26 de marzo de 2024", "2024年3月26日", "26.03.2024".

Knows orders, particles and numerals; the names of months are `months`' business, English dates are `dates`'.
A word between two numbers is looked up rather than listed, so that one pattern serves all languages. Dates with
slashes are left to `dates`: which of two small numbers is the day, nobody can tell.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from index.reading.facts.dates import MONTHS, FoundDate, clock_end, clock_first, find_dates, leading_day
from index.reading.facts.months import is_weekday, month_of

_YEAR = r"(?P<{0}>(?:1[89]|20)\d\d)"
_WORD = r"(?P<{0}>[^\W\d_][^\s\d.,;:()|/]{{1,14}})"
_GAP = r"[ \t\u00a0]{1,3}"

# Every part is bounded, so that no run of anything is tried twice.
_DAY = re.compile(
    r"(?<![\w./-])(?:"
    + "|".join(
        [
            r"(?P<d1>\d{1,2})(?:\.|er|re|º|ª|°|-го|-е)?"
            + _GAP
            + rf"(?:(?:de|du|del|of){_GAP})?(?:d['’])?"
            + _WORD.format("w1")
            + rf"\.?,?{_GAP}(?:(?:de|del|do|ta['’]){_GAP})?"
            + _YEAR.format("y1"),
            _WORD.format("w2")
            + rf"\.?{_GAP}"
            + rf"(?P<d2>\d{{1,2}}),?{_GAP}(?:(?:de|del){_GAP})?"
            + _YEAR.format("y2"),
            _YEAR.format("y3") + r"[ ]?[年년][ ]?(?P<m3>\d{1,2})[ ]?[月월][ ]?(?P<d3>\d{1,2})[ ]?[日일]",
            _YEAR.format("y4")
            + rf"(?:\.|{_GAP}(?:жылғы|жылдың|gada|m\.))?{_GAP}(?P<d4>\d{{1,2}})(?:\.|-)?{_GAP}?"
            + _WORD.format("w4"),
            _YEAR.format("y5") + rf"(?:\.|{_GAP}m\.){_GAP}" + _WORD.format("w5") + rf"{_GAP}(?P<d5>\d{{1,2}})\b",
            r"(?P<d9>\d{1,2})(?P<mark>[./-])" + r"(?P<w9>[^\W\d_]{3,14})" + r"(?P=mark)" + _YEAR.format("y9"),
            r"(?P<d6>[0-3]?\d)\. ?(?P<m6>[01]?\d)\. ?" + _YEAR.format("y6"),
            _YEAR.format("y7") + r"\. ?(?P<m7>[01]\d)\. ?(?P<d7>[0-3]\d)",
            rf"(?P<d8>\d{{1,2}}){_GAP}tháng{_GAP}(?P<m8>\d{{1,2}})(?:,|{_GAP}năm)?{_GAP}" + _YEAR.format("y8"),
        ]
    )
    + r")(?![\d/-]|\.\d)",
    re.IGNORECASE,
)
_BASIC = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])(?:T\d{4}(?:\d\d)?Z?)?(?!\w)")
"""ISO 8601 without marks: "20240326", "20240326T101500Z"; only ever read where a date is expected."""

_WEEKDAY = re.compile(rf"(?P<word>[^\W\d_][^\s\d.,;:()|/]{{1,14}})[.,]{{0,2}}{_GAP}(?=\d)")
_WORD_AFTER = re.compile(rf",?{_GAP}(?P<word>[^\W\d_][^\s\d,;:()|/]{{0,14}})")
_YEAR_WORD = re.compile(r"года|год|г\.?|року|р\.?|ж\.?|жылы|d\.?")
"""Follows the year in Russian, Ukrainian, Kazakh, and the day in Lithuanian."""

_YEARLESS = re.compile(
    r"(?:(?P<d1>\d{1,2})(?:\.|er|º|°|ª|th|st|nd|rd)?[ ](?:de[ ])?" + _WORD.format("w1") + r"\.?"
    r"|" + _WORD.format("w2") + r"\.?[ ](?P<d2>\d{1,2})(?:th|st|nd|rd)?"
    r"|(?P<m3>\d{1,2})[ ]?[月월][ ]?(?P<d3>\d{1,2})[ ]?[日일]),?\s*$",
    re.IGNORECASE,
)
_VERSION = re.compile(r"(?:\bv(?:ersion|er)?|\b(?:release|build|python|firmware|patch))[. ]{0,2}$", re.IGNORECASE)
_DIGITS = {
    ord(zero) + value: str(value) for zero in ("٠", "۰", "०", "০", "\uff10") for value in range(10)
}  # Arabic, Persian, Hindi, Bengali, full width


def find_days(text: str) -> Iterator[FoundDate]:
    """Every full day of running text, in order, in any language; month names in full outside English."""
    # "25 February", a blank line, "2000 GMT": no date.
    ours = [found for found in find_dates(text) if found.exact and "\n\n" not in text[found.start : found.end]]
    theirs = [found for match in _DAY.finditer(text.translate(_DIGITS)) if (found := _read(match, prose=True))]
    taken = 0
    for found in sorted([*ours, *theirs], key=lambda found: (found.start, -found.end)):
        if found.start >= taken:
            taken = found.end
            yield found


def opening_day(text: str, start: int = 0) -> tuple[dt.date, int] | None:
    """The day that stands at `text[start:]`, in any language, and where it ends, weekday and time of day included."""
    start = clock_first(text, start)
    if found := leading_day(text, start):
        return found
    weekday = _WEEKDAY.match(text, start)
    if weekday and weekday["word"].lower() not in MONTHS:
        found = leading_day(text, weekday.end()) or _elsewhere(text, weekday.end())
        # The word is looked up last: "Chapter 1" must not load the names of all languages.
        if found and is_weekday(weekday["word"]):
            return found
    return _elsewhere(text, start)


def _elsewhere(text: str, start: int) -> tuple[dt.date, int] | None:
    window = text[start : start + 80].translate(_DIGITS)
    if basic := _BASIC.match(window):
        day = _day(int(basic["y"]), int(basic["m"]), int(basic["d"]))
        return (day, clock_end(text, start + basic.end())) if day else None
    match = _DAY.match(window)
    found = _read(match) if match else None
    if found is None:
        return None
    end = start + found.end
    if (word := _WORD_AFTER.match(text, end)) and (_YEAR_WORD.fullmatch(word["word"]) or is_weekday(word["word"])):
        end = word.end()
    return found.first, clock_end(text, end)


def yearless_day(text: str) -> tuple[int, int] | None:
    """Month and day of "March 26", "26 марта", "3月26日", when that is all of `text`."""
    match = _YEARLESS.match(text.strip())
    if match is None:
        return None
    parts = _parts(match)
    month = int(parts["m"]) if "m" in parts else month_of(parts["w"])
    day = int(parts["d"])
    # 2000 has a 29 February.
    return (month, day) if month and _day(2000, month, day) else None


def _read(match: re.Match[str], *, prose: bool = False) -> FoundDate | None:
    parts = _parts(match)
    if prose and _VERSION.search(match.string, max(0, match.start() - 12), match.start()):
        return None
    month = int(parts["m"]) if "m" in parts else month_of(parts["w"], prose=prose)
    day = _day(int(parts["y"]), month, int(parts["d"])) if month else None
    return FoundDate(day, day, match.start(), match.end()) if day else None


def _parts(match: re.Match[str]) -> dict[str, str]:
    return {name[0]: value for name, value in match.groupdict().items() if value is not None and name[-1].isdigit()}


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
