"""A period with the words in front that bend it, and what stands around it. Pure; decides nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rag.asking.times.calendar_dates import Period, Words
from rag.asking.times.word_lists import EDITIONS, GOES_ON, PUBLICATIONS
from rag.asking.words import STOP_WORDS

Bend: TypeAlias = Literal["within", "since", "after", "before", "until", "none"]
"""What the words in front of a period make of it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A period with the words in front that say what becomes of it; `start` is the number of the first."""

    start: int
    bend: Bend
    period: Period


def restricted(phrase: Phrase) -> tuple[dt.date | None, dt.date | None]:
    """First and last day that "since May 2023" and the like leave. Raises OverflowError at the calendar's ends."""
    period, day = phrase.period, dt.timedelta(days=1)
    match phrase.bend:
        case "since":
            return period.first, None
        case "after":
            return period.last + day, None
        case "before":
            return None, period.first - day
        case "until":
            return None, period.last
        case _:
            return period.first, period.last


def is_possessive(words: Words, period: Period) -> bool:
    """True for "last week's"."""
    return words[period.end] in {"'", "’"} and words[period.end + 1] == "s"


def is_of_publications(words: Words, period: Period) -> bool:
    """Last week's news, yesterday's front pages."""
    return any(words[place] in PUBLICATIONS for place in range(period.end + 2, period.end + 5))


def is_of_edition(words: Words, period: Period) -> bool:
    """Its 5 June edition, the June 2023 issue. A report of a year is more often one about it."""
    return words[period.end] in EDITIONS and (period.last - period.first).days < 32


def is_content(words: Words, at: int) -> bool:
    """True for a word that goes on with a noun phrase or clause: a noun, a verb, an adjective."""
    word = words[at]
    if not word.isalpha() or word in STOP_WORDS or word in GOES_ON:
        return False
    return not word.endswith(("ly", "ing"))


def names_publications(words: Words, phrase: Phrase) -> bool:
    """True when articles, reports or newspapers are named in front of a phrase."""
    return any(words[at] in PUBLICATIONS for at in range(phrase.start))
