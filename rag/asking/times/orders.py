"""Words that ask for the newest or the oldest first: "the latest on", "recently", "who first reported". Pure.

They restrict nothing. "The latest phone", "the first minister" and "at the latest" ask for no order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from index.reading.facts.dates import MONTHS
from rag.asking.times.calendar_dates import WEEKDAYS, Words
from rag.asking.times.counted_days import unit_of
from rag.asking.times.word_lists import NEWS, PRODUCTS, TOLD
from rag.asking.words import STOP_WORDS
from rag.types import Order

_Sign: TypeAlias = tuple[str, Callable[[Words, int, int], bool]]
"""Words, and whether those from number `at` up to `after` mean an order where they stand."""
_BOUNDS = frozenset({"until", "till", "by", "from", "to", "through", "before", "–", "—"})
"""In front of "now" they make a day of it."""


def _always(_words: Words, _at: int, _after: int) -> bool:
    return True


def _is_no_product(words: Words, at: int, after: int) -> bool:
    """The latest attack, but not the latest phone, nor "at the latest"."""
    return (words[at - 2], words[at - 1]) != ("at", "the") and words[after] not in PRODUCTS


def _is_of_news(words: Words, _: int, after: int) -> bool:
    """The earliest report, the original article, oldest first."""
    return words[after] in NEWS or words[after] == "first"


def _is_told(words: Words, _: int, after: int) -> bool:
    """Originally reported; first to report; the first time it was mentioned."""
    return words[after] in TOLD or (
        words[after] in {"to", "time"} and any(words[after + near] in TOLD for near in (1, 2, 3))
    )


def _is_first_of_news(words: Words, at: int, after: int) -> bool:
    """First reported, the first report, the first public mention; when was it first seen."""
    described = _is_of_news(words, at, after) or words[after + 1] in NEWS
    return described or _is_told(words, at, after) or _is_when(words, at, after)


def _is_when(words: Words, at: int, after: int) -> bool:
    """When did they last meet? Not: When is the last train? When did he resign last March?"""
    article = words[at - 1] in {"the", "a", "his", "her", "its", "their"}
    is_time = unit_of(words[after]) or words[after] in MONTHS or words[after] in WEEKDAYS
    return words[0] == "when" and not article and words[after].isalpha() and not is_time


def _is_adverb(words: Words, at: int, _: int) -> bool:
    """Not "the recently sacked minister"."""
    return words[at - 1] not in {"the", "a", "an"}


def _is_no_account(words: Words, _: int, after: int) -> bool:
    """The current head, but not the current account."""
    return words[after] not in {"account", "accounts", "affairs"}


def _goes_on(words: Words, _: int, after: int) -> bool:
    """What is new on the strike? Not: What is new evidence worth?"""
    return words[after] in STOP_WORDS or not words[after].isalpha()


def _is_at_present(words: Words, at: int, _: int) -> bool:
    """Where is he now? Not the end or the start of a span: until now, by now, from now on, between 5 March and now."""
    at -= words[at - 1] == "right"
    is_end = words[at - 1] == "and" and any(words[place] == "between" for place in range(at))
    return not is_end and words[at - 1] not in _BOUNDS


def _is_no_moment(words: Words, _: int, after: int) -> bool:
    """At the moment, but not at the moment of the crash."""
    return words[after] not in {"of", "when", "that"}


_NEWEST: tuple[_Sign, ...] = (
    *((sign, _always) for sign in ("most recent", "most recently", "up to date", "up - to - date", "at present")),
    *(
        (sign, _always)
        for sign in ("these days", "the last time", "as things stand", "any update", "any updates", "recent")
    ),
    *((sign, _always) for sign in ("lately", "nowadays", "presently", "breaking news")),
    *((sign, _is_at_present) for sign in ("right now", "now")),
    *((sign, _is_adverb) for sign in ("recently", "currently")),
    *((sign, _is_no_product) for sign in ("latest", "newest")),
    *((sign, _goes_on) for sign in ("what is new", "what ' s new")),
    ("at the moment", _is_no_moment),
    ("current", _is_no_account),
    ("last", _is_when),
)
_OLDEST: tuple[_Sign, ...] = (
    *((sign, _always) for sign in ("broke the story", "broke the news", "chronological", "chronologically")),
    *((sign, _is_of_news) for sign in ("earliest", "oldest", "original", "initial")),
    *((sign, _is_told) for sign in ("originally", "initially")),
    ("first", _is_first_of_news),
)


def order_of(words: Words) -> tuple[Order | None, str]:
    """The order that is asked for, and its words; none where both are."""
    newest, oldest = _found(words, _NEWEST), _found(words, _OLDEST)
    if newest and not oldest:
        return "newest", newest
    if oldest and not newest:
        return "oldest", oldest
    return None, ""


def _found(words: Words, signs: tuple[_Sign, ...]) -> str:
    """The first of `signs` that stands in the words and means an order; "now-defunct" is another word."""
    present = {words[at] for at in range(len(words))}
    for sign, means_order in signs:
        parts = sign.split()
        if not present.issuperset(parts):
            continue
        for at in range(len(words) - len(parts) + 1):
            after = at + len(parts)
            if any(words[at + place] != part for place, part in enumerate(parts)) or "-" in (
                words[at - 1],
                words[after],
            ):
                continue
            if means_order(words, at, after):
                start, end = words.span(at, after)
                return words.text[start:end]
    return ""
