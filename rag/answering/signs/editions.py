"""Things of which there are several by number: "Quest 3" is not "Quest 2", and the World Cup of 2022 not that of 2023.

Knows how a question names one, and whether a sentence in its passage can be about it. Pure, English.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

_NAME = r"(?P<name>[^\W\d_]*[A-Z][\w'’-]*?)"
_SERIAL = re.compile(
    rf"\b{_NAME}\s(?P<number>[A-Z]?\d{{1,4}})(?![\w%]|[.,:–-]\d|\s*(?:per ?cent|million|billion|trillion|thousand|o['’]clock|[ap]\.?m\b))"
)
_YEARLY = re.compile(r"\b(?P<before>\w+\s)?(?P<number>(?:19|20)\d\d)\s(?:[A-Z][\w'’-]*\s)*" + _NAME + r"(?!\w)")
_CALENDAR = (*calendar.month_name, *calendar.month_abbr, *calendar.day_name)
_OF_TIME = frozenset(
    """
    in of since by during until till before after from between around about through late early mid
    """.split()  # noqa: SIM905 - a word list reads better as words
)
_ASKING = frozenset(
    """
    who what when where why which how on at for to and or did does do is are was were has had will
    """.split()  # noqa: SIM905 - as above
)
_NO_NAME = _OF_TIME | _ASKING | frozenset(word.casefold() for word in _CALENDAR if word)
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Edition:
    """`name` is the word that the number stands beside: "Quest", "3"; "Cup", "2022"."""

    name: str
    number: str

    def is_elsewhere(self, text: str, nearby: str) -> bool:
        """True where the sentence `text` of a passage cannot be about it.

        `nearby` is the passage with its headline and date. A sentence may leave the number to those, unless it names another one.
        A year is often left out altogether ("the Paris Agreement"), a number never.
        """
        if self._is_told(text):
            return False
        if self.is_another(text):
            return True
        if self._is_told(nearby):
            return False
        return not _YEAR.fullmatch(self.number) or self._names_another(nearby)

    def is_another(self, text: str) -> bool:
        """True for a sentence that names another one, and not this."""
        return self._names_another(text) and not self._is_told(text)

    def _is_told(self, text: str) -> bool:
        number = re.escape(self.number)
        if _YEAR.fullmatch(self.number):
            return re.search(rf"\b{number}\b", text) is not None
        name, more = re.escape(self.name), r"(?:[A-Z]?\d{1,4}(?:,? (?:and|or) |, |/))*"
        return re.search(rf"\b{name}s?[\s-]{more}{number}\b", text, re.IGNORECASE) is not None

    def _names_another(self, text: str) -> bool:
        name = re.escape(self.name)
        if _YEAR.fullmatch(self.number):
            beside = rf"\b{name}\s(?:19|20)\d\d\b|\b(?:19|20)\d\d\s(?:[A-Z][\w'’-]*\s)*{name}\b"
        else:
            beside = rf"\b{name}s?[\s-][A-Z]?\d{{1,4}}\b(?![.,]\d|\s*(?:%|per ?cent|million|billion))"
        return re.search(beside, text, re.IGNORECASE) is not None


def editions_of(question: str) -> tuple[Edition, ...]:
    """What the question names by a number, in order. A day of the month and a year of time ("in 2022") are none."""
    found = [
        Edition(match["name"], match["number"])
        for match in _SERIAL.finditer(question)
        if match["name"].casefold() not in _NO_NAME
    ]
    found += (
        Edition(match["name"], match["number"])
        for match in _YEARLY.finditer(question)
        if (match["before"] or "").strip().casefold() not in _NO_NAME
    )
    return tuple(dict.fromkeys(found))
