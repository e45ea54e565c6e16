"""Names of months and weekdays in the languages of the news, from Unicode's CLDR data (through Babel).

Knows words only; how a date is put together is `worldwide`'s business. The tables are made once, when the first
word comes that is no English month: 0.2 s for 40 languages, which a question never pays.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from index.reading.facts.dates import MONTHS

LANGUAGES = (
    *("en", "es", "fr", "de", "it", "pt", "nl", "ru", "uk", "pl", "tr", "kk", "ar", "fa", "he", "sv", "da", "nb", "fi"),
    *("cs", "sk", "hu", "ro", "bg", "sr", "hr", "sl", "el", "hi", "bn", "id", "ms", "ca", "az", "uz", "ky", "be", "et"),
    *("lv", "lt"),
)
"""News languages whose months have names; Chinese, Japanese, Korean and Vietnamese count theirs."""


def month_of(word: str, *, prose: bool = False) -> int | None:
    """The month that `word` names in any language, 1 to 12.

    None when it names none, or different ones in different languages (listopad: November in Polish, October in
    Croatian). In `prose` only full names count: "out" (Portuguese), "set" (Italian), "led" (Czech) are words, too.
    """
    key = _key(word)
    if number := MONTHS.get(key):
        return number
    months = _tables().full if prose else _tables().any
    if (number := months.get(key)) is None and key[:1] == "ב":  # Hebrew writes "in" as a prefix
        number = months.get(key[1:])
    return number


def is_weekday(word: str) -> bool:
    """True when `word` names a day of the week in any language."""
    return _key(word) in _tables().weekdays


@dataclass(frozen=True, slots=True)
class _Tables:
    """Months by their names, those in full apart, and the names of weekdays."""

    any: dict[str, int]
    full: dict[str, int]
    weekdays: frozenset[str]


@cache
def _tables() -> _Tables:
    from babel import Locale

    months: dict[str, set[int]] = {}
    full: set[str] = set()
    weekdays: set[str] = set()
    for language in LANGUAGES:
        locale = Locale.parse(language)
        for width in ("wide", "abbreviated"):
            for name, number in _names(locale.months, width):
                months.setdefault(name, set()).add(number)
                if width == "wide":
                    full.add(name)
            weekdays.update(name for name, _ in _names(locale.days, width))
    known = {name: min(numbers) for name, numbers in months.items() if len(numbers) == 1}
    return _Tables(known, {name: known[name] for name in full & known.keys()}, frozenset(weekdays))


def _names(by_context: Mapping[str, Mapping[str, Mapping[int, str]]], width: str) -> Iterator[tuple[str, int]]:
    """Names as they stand in a date, and alone; single letters and numbers left out."""
    for context in ("format", "stand-alone"):
        for number, name in by_context[context][width].items():
            key = _key(name)
            if len(key) > 1 and " " not in key and not any(map(str.isdigit, key)):
                yield key, number


def _key(word: str) -> str:
    """How a name is looked up: composed, in small letters, without its full stop; Turkish i with and without a dot
    is one, since capitals lose the difference."""
    return unicodedata.normalize("NFC", word).lower().rstrip(".").replace("i̇", "i").replace("ı", "i")
