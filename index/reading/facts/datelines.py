"""Datelines: the place, day and agency before the first sentence of a report.

Knows the styles of the wires: "ASTANA, March 26 (Reuters) -", "Washington D.C., 1 May 2023 (TDI):",
"MADRID, 26 mar (EFE).-", "МОСКВА, 26 марта. /ТАСС/.", "新华社北京3月26日电". Which year a day without one means is
the caller's business.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from index.reading.facts.dates import MONTHS
from index.reading.facts.worldwide import opening_day, yearless_day

AGENCY = re.compile(
    r"reuters|ap|associated press|the associated press|ap news|afp|agence france-presse|tass|xinhua|dpa|upi|ani|pti|bbc|bbc news"
    r"|cnn|efe|europa press|ansa|anadolu|anadolu agency|aa|interfax|kyodo|kyodo news|yonhap|ians|bloomberg|bloomberg news|kazinform"
    r"|qazinform|ria novosti|rfe/rl|voa|al jazeera|cna|dw|npr|belta|ukrinform|apa|lusa|belga|apa-ots|ats|sda|keystone-sda|ntb|ritzau"
    r"|tt|stt|pap|čtk|mti|agerpres|hina|tanjug|stringer|akipress|trend|azertac|armenpress|bta|lana|wam|spa|irna|bernama|antara"
    r"|pr ?newswire|globe newswire|business wire|interfax\.ru"
    r"|тасс|риа новости|интерфакс|казинформ|укринформ|укрінформ|белта|신화|연합뉴스|新华社|共同社|時事",
    re.IGNORECASE,
)
"""Outlets that sign datelines; in any other bracket after a name stands its abbreviation ("(WHO)")."""

_MONTH = "|".join(MONTHS)
_PLACE_WORD = rf"(?!(?i:{_MONTH})\b)[^\W\d_][\w.'’-]{{0,30}}"
_DATELINE = re.compile(
    rf"\s{{0,9}}(?P<place>{_PLACE_WORD}(?:[ ,/]{{1,2}}{_PLACE_WORD}){{0,5}})"
    rf"(?:[,.]?\s{{1,3}}(?P<date>(?i:\d|{_MONTH})[^()\[\]\n:—–/]{{2,30}}?))?"
    r"(?:\.?\s{0,3}(?:[(\[](?P<outlet>[^\W\d_][^()\[\]\n]{1,40})[)\]]|/(?P<slashed>[^\W\d_][^/\n]{1,30})/))?"
    r"(?:\s{0,3}(?::|—|–|--|\.[-–—]|\s-)\s|(?<=/)(?:\.|\s-)\s|(?P<bare>(?<=\))\s{1,2}(?=[\"“'‘«]?[^\Wa-z_])))"
)
"""Some agencies (CNN, PTI) put nothing between their name and the story."""

_EAST = re.compile(
    r"\s{0,9}(?:(?P<outlet>新华社|新華社|中新社|共同社)(?P<place>[^\W\d_]{1,8}?)(?P<date>(?:\d{4}年)?\d{1,2}月\d{1,2}日)[电電]"
    r"|[(（][^\W\d_]{1,6}=(?P<korean>[^\W\d_]{2,8})[)）])\s{0,3}"
)
_WIRE_ALONE = re.compile(rf"\s{{0,9}}\((?P<outlet>{AGENCY.pattern})\)\s{{0,2}}[-–—]{{1,2}}\s", re.IGNORECASE)
_DAY_FIRST = re.compile(
    rf"\s{{0,9}}(?P<date>(?i:{_MONTH})\.?\s\d{{1,2}}(?:,\s\d{{4}})?)\s\((?P<outlet>{AGENCY.pattern})\)\s{{0,2}}[-–—]{{1,2}}\s",
    re.IGNORECASE,
)
_RUSSIAN = re.compile(
    rf"\s{{0,9}}(?P<place>{_PLACE_WORD}(?:[ -]{_PLACE_WORD}){{0,2}})[.,]\s(?:(?P<date>\d{{1,2}}\s[^\W\d_]{{3,10}}\.?)\s)?(?:[-–—]\s)?"
    rf"(?P<outlet>(?i:{AGENCY.pattern}))(?:\s[-–—]|\.)\s"
)
"""Russian agencies name themselves before or after the dash, without brackets."""

_SMALL_PLACE_WORD = re.compile(r"al|am|and?|da|de|del|der|des|di|do|el|en|la|las|le|les|los|of|on|sur|the|upon")
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline says. `day` has its year; `month_day` is a day without one. `end` is where the story begins."""

    outlet: str | None
    day: dt.date | None
    month_day: tuple[int, int] | None
    end: int

    def day_near(self, other: dt.date) -> dt.date | None:
        """The day without its year, in the year that brings it nearest to `other`, if that is near."""
        if self.month_day is None:
            return None
        days = [day for year in (other.year - 1, other.year, other.year + 1) if (day := _day(year, *self.month_day))]
        nearest = min(days, key=lambda day: abs(day - other), default=None)
        return nearest if nearest and abs(nearest - other) <= _NEAR else None


_NEAR = dt.timedelta(days=31)
"""A story is filed, stamped and updated within days; a stamp further off may belong to a copy, years on."""


def read_dateline(text: str, start: int = 0) -> Dateline | None:
    """The dateline at `text[start:]`; a name with its abbreviation ("World Bank (WB) - ...") is none."""
    if east := _EAST.match(text, start, start + _LONGEST):
        outlet, date = east["outlet"] or east["korean"], east["date"]
        return _dateline(outlet, date, east.end()) if east["outlet"] or AGENCY.fullmatch(outlet) else None
    for style in (_DAY_FIRST, _RUSSIAN):
        if named := style.match(text, start, start + _LONGEST):
            return _dateline(named["outlet"], named["date"], named.end())
    if wire := _WIRE_ALONE.match(text, start, start + _LONGEST):
        return Dateline(wire["outlet"], None, None, wire.end())
    line = _DATELINE.match(text, start, start + _LONGEST)
    if line is None or not _is_place(line["place"]):
        return None
    outlet = (line["outlet"] or line["slashed"] or "").strip()
    if line["bare"] and not AGENCY.fullmatch(outlet):
        return None
    if line["date"]:
        dated = _dateline(outlet or None, line["date"], line.end())
        return dated if dated.day or dated.month_day else None
    known = any(AGENCY.fullmatch(part.strip()) for part in (outlet, *outlet.split("/")))
    signed = known or (outlet[:1].isupper() and line["place"].isupper())
    return Dateline(outlet, None, None, line.end()) if signed else None


def _dateline(outlet: str | None, date: str | None, end: int) -> Dateline:
    words = (date or "").strip(" ,.")
    found = opening_day(words)
    return Dateline(outlet, found[0] if found else None, None if found else yearless_day(words), end)


def _is_place(words: str) -> bool:
    """True when every word is capitalised, small ones inside left out ("Rio de Janeiro")."""
    names = re.findall(r"[^\s,/]+", words)
    return names[0][0].isupper() and all(name[0].isupper() or _SMALL_PLACE_WORD.fullmatch(name) for name in names)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
