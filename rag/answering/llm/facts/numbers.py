"""Numbers in English text as values with units: "76%", "$1.13bn", "597,312", "twelve", "3rd".

Knows how numbers are written and when one may stand for another (the same value, a rounded form). Dates are not its
business: whoever calls leaves their places out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

_SCALES = {
    "k": 1e3, "thousand": 1e3, "lakh": 1e5, "m": 1e6, "mn": 1e6, "mln": 1e6, "million": 1e6, "crore": 1e7,
    "b": 1e9, "bn": 1e9, "bln": 1e9, "billion": 1e9, "tn": 1e12, "trn": 1e12, "trillion": 1e12,
    "hundred": 1e2, "dozen": 12.0,
}  # fmt: skip
_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = (
    *("zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth"),
    *("nineteenth", "twentieth"),
)
_CURRENCIES = {
    "$": "dollar", "us$": "dollar", "a$": "dollar", "c$": "dollar", "£": "pound", "€": "euro", "¥": "yen", "₹": "rupee",
    "rs": "rupee", "usd": "dollar", "eur": "euro", "gbp": "pound", "dollar": "dollar", "euro": "euro", "pound": "pound",
    "yen": "yen", "rupee": "rupee", "pence": "pence", "cent": "cent",
}  # fmt: skip
_HEDGE = re.compile(
    r"\b(?:about|around|approximately|roughly|nearly|almost|some|over|under|up to|at least|at most|more than|less than"
    r"|fewer than|close to|or so|just (?:over|under)|an estimated)\s+(?:[$£€¥₹]|US\$)?$",
    re.IGNORECASE,
)
_LONGEST_HEDGE = 24
_HEDGED_TOLERANCE = 0.1
"""How far "about 600,000" may lie from what it rounds."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands. `unit` is "%", a currency, "th" of an ordinal, or "" for a count.

    `step` is the value of its last written digit: 1.1 billion is written in steps of a hundred million.
    """

    value: float
    unit: str
    step: float
    hedged: bool
    start: int
    end: int

    def says_no_more_than(self, source: Number) -> bool:
        """True when `source` gives this number: the same, or a form with more digits that rounds to it."""
        if not _units_agree(self.unit, source.unit):
            return False
        if abs(self.value - source.value) <= 1e-9 * max(1.0, abs(source.value)):
            return True
        if self.unit == "th":
            return False
        if self.step > source.step and abs(round(source.value / self.step) * self.step - self.value) < self.step / 2:
            return True
        return self.hedged and abs(self.value - source.value) <= _HEDGED_TOLERANCE * abs(source.value)


def find_numbers(text: str, leave_out: Sequence[tuple[int, int]] = ()) -> list[Number]:
    """Every number of `text`, in order, but for those that touch a place to leave out."""
    return [n for n in _found(text) if not any(n.start < end and start < n.end for start, end in leave_out)]


def _found(text: str) -> Iterator[Number]:
    for match in _pattern().finditer(text):
        value, step = _value(match)
        if value is None:
            continue
        before = text[max(0, match.start() - _LONGEST_HEDGE) : match.start()]
        yield Number(value, _unit(match), step, _HEDGE.search(before) is not None, match.start(), match.end())


@cache
def _pattern() -> re.Pattern[str]:
    """Compiled when the first sentence is checked, so that a question without an LLM does not pay for it."""
    scales = "|".join(sorted(_SCALES, key=len, reverse=True))
    small = "|".join([*_UNITS[2:], *_TENS])
    ordinal = "|".join(_ORDINALS[3:])
    word = (
        rf"(?:(?:{'|'.join(_TENS)})[ -](?:{'|'.join(_UNITS[1:10])})|{small}"
        r"|(?:an?|one)(?=[ -](?:hundred|thousand|million|billion|trillion|dozen)\b))"
    )
    return re.compile(
        rf"(?<![\w.])(?P<currency>(?:US|A|C)?\$|[£€¥₹]|(?:Rs\.?|USD|EUR|GBP)\s?)?"
        rf"(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<th>st|nd|rd|th)?"
        rf"|(?P<word>\b{word})\b|(?P<ordinal>\b(?:{ordinal}))\b)"
        rf"(?:[ -]?(?P<scale>{scales})\b)?(?:[ -]?(?P<scale2>{scales})\b)?"
        r"(?:\s?(?P<percent>%|per ?cent\b|percent\b|percentage points?\b|pc\b)"
        r"|\s(?P<money>US dollars?|dollars?|euros?|pounds?|yen|rupees?|pence|cents?)\b)?(?!\w)",
        re.IGNORECASE,
    )


def _value(match: re.Match[str]) -> tuple[float | None, float]:
    if match["ordinal"]:
        return float(_ORDINALS.index(match["ordinal"].lower())), 1.0
    if match["word"]:
        value, step = _worded(match["word"].lower()), 1.0
    else:
        digits = match["digits"].replace(",", "")
        if len(digits) > 18:
            return None, 1.0
        value, step = float(digits), 10.0 ** -len(digits.partition(".")[2])
    for name in ("scale", "scale2"):
        if match[name]:
            value *= _SCALES[match[name].lower()]
            step *= _SCALES[match[name].lower()]
    return value, step


def _worded(word: str) -> float:
    if word in ("a", "an"):
        return 1.0
    tens, _, ones = word.replace("-", " ").partition(" ")
    if tens in _TENS:
        return 10.0 * (2 + _TENS.index(tens)) + (_UNITS.index(ones) if ones else 0)
    return float(_UNITS.index(word))


def _unit(match: re.Match[str]) -> str:
    if match["percent"]:
        return "%"
    if match["ordinal"] or match["th"]:
        return "th"
    if match["currency"]:
        return _CURRENCIES[match["currency"].lower().strip(" .")]
    if match["money"]:
        return _CURRENCIES[match["money"].lower().removeprefix("us ").removesuffix("s")]
    return ""


def _units_agree(one: str, other: str) -> bool:
    """A currency may be left out, as in "1.1 billion" of "$1.1 billion"; a per cent sign or an ordinal may not."""
    if one == other:
        return True
    exact = {"%", "th"}
    return "" in (one, other) and not exact & {one, other}
