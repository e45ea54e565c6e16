"""A question -> its times: the interval of publication dates that it restricts to, what it is about, and newest or oldest.

Pure. Looks for periods and the words in front of them, asks `uses` what each does, and makes one interval of those that
restrict. Knows neither how periods are written nor the signs by which a date is the subject. Of several that restrict,
those that speak of publication go before; a second one behind "about" is the subject; the rest meet, or the later wins,
since a report comes after what it tells of.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from index.reading.facts.dates import MONTHS
from rag.asking.times.calendar_dates import WEEKDAYS, Words, after_no_day
from rag.asking.times.orders import order_of
from rag.asking.times.periods import PeriodReader, may_open
from rag.asking.times.phrases import Bend, Phrase, is_possessive, restricted
from rag.asking.times.uses import Use, use_of
from rag.asking.times.word_lists import EDITIONS
from rag.asking.words import STOP_WORDS
from rag.types import Interval, Order, Query

_TO = frozenset({"to", "until", "till", "through"})
_AND = frozenset({"and", "or", "to", "through"})
_NONE: frozenset[str] = frozenset()
_ROWS: tuple[tuple[Bend, frozenset[str], tuple[str, ...]], ...] = (
    # The period itself; "in March or April" and "on 5 to 7 June" are one.
    ("within", _AND, ("in", "on", "during", "at", "over", "within", "throughout", "around")),
    ("within", _AND | _TO, ("from", "dated", "of")),
    ("within", frozenset({"and"}), ("between",)),
    # Open towards today.
    ("since", _TO, ("since", "starting", "no earlier than", "not before", "on or after")),
    ("after", _NONE, ("after", "later than", "before or after")),
    # Open towards the past.
    ("before", _NONE, ("before", "prior to", "earlier than")),
    ("until", _NONE, ("by", "until", "till", "through", "up to", "up until", "up to and including", "as of", "as at")),
    ("until", _NONE, ("no later than", "not later than", "on or before")),
)  # fmt: skip
"""What the words in front make of a period, the words that may join a second one to it, and the words in front."""
_CUES = {tuple(cue.split()): (bend, links) for bend, links, cues in _ROWS for cue in cues}
_LONG = 32
"""Words and marks. A longer question describes what it asks about, and a time in it belongs to that unless it is said to be
the time of publication: of 71 times of such questions in MultiHop-RAG (public half) none was that of the articles."""
_TOPICS = frozenset({"about", "on", "over", "regarding", "concerning"})
"""Behind these a second time belongs to what is told of, not to the telling."""


@dataclass(frozen=True, slots=True)
class Times:
    """The times of a question."""

    interval: Interval | None
    """Restricts publication dates."""
    subjects: tuple[Interval, ...] = ()
    """What it is about: nothing is restricted, passages that mention these days are preferred."""
    order: Order | None = None
    order_words: str = ""
    published: bool = False
    """True when the interval is said to be that of publication."""
    yearless: bool = False
    """True when the interval is told by names that come once a year alone: "after 7 October", "in spring"."""


@lru_cache(maxsize=64)
def times_of(question: str, as_of: dt.date, *, day_first: bool = True) -> Times:
    """The times of `question`, counted from `as_of`; `day_first` reads 5/6/2023 as 5 June."""
    words = Words(question)
    reader = PeriodReader(words, as_of, day_first=day_first)
    order, order_words = order_of(words)
    published, times, subjects = _sorted(words, list(_phrases(words, reader)), as_of)
    if len(words) > _LONG:
        order, order_words, subjects, times = None, "", [*subjects, *times], []
    interval, lost = _met(words, published or times, hull=bool(published))
    about = sorted([*subjects, *lost, *(times if published else ())], key=lambda phrase: phrase.start)
    named = tuple(_named(words, phrase) for phrase in about)
    yearless = interval is not None and all(_is_yearless(words, phrase) for phrase in published or times)
    return Times(interval, named, order, order_words, published=bool(published), yearless=yearless)


def interval_of(question: str, as_of: dt.date) -> Interval | None:
    """The publication dates that the question restricts to, or None."""
    return times_of(question, as_of).interval


def without_times(text: str, query: Query) -> str:
    """`text` without the words of the query's interval, which would mislead a search; also of one switched off."""
    switched_off = (one.words for one in query.understood if one.aspect == "interval" and one.switched_off)
    words = query.interval.words if query.interval else next(switched_off, "")
    if not words:
        return text
    rest = re.sub(r"\s{2,}", " ", text.replace(words, " ", 1))
    return re.sub(r"\s+([?.!,])", r"\1", rest).lstrip(" ,;:").rstrip()


def _is_yearless(words: Words, phrase: Phrase) -> bool:
    """True for what the calendar has once a year; "Tuesday" comes every week."""
    period = phrase.period
    is_weekday = words[period.start] in WEEKDAYS and not any(
        words[at] in MONTHS for at in range(period.start, period.end)
    )
    return period.sort == "named" and not is_weekday


def _sorted(words: Words, phrases: list[Phrase], as_of: dt.date) -> tuple[list[Phrase], list[Phrase], list[Phrase]]:
    """The phrases that speak of publication, the other times, and the subjects."""
    sorts: dict[Use, list[Phrase]] = {"published": [], "time": [], "subject": [], "nothing": []}
    previous: tuple[Use, int] = ("nothing", 0)
    for phrase in phrases:
        use = use_of(words, phrase, as_of)
        if use == "time" and previous[0] == "published" and _are_one(words, previous[1], phrase.start):
            use = "published"  # "Reported since May but before July"
        if use == "published" and is_possessive(words, phrase.period):
            phrase = replace(phrase, period=replace(phrase.period, end=phrase.period.end + 2))  # noqa: PLW2901
        sorts[use].append(phrase)
        previous = use, phrase.period.end
    return sorts["published"], sorts["time"], sorts["subject"]


def _are_one(words: Words, after: int, start: int) -> bool:
    """True when no more than "and" or "but" stands between two phrases."""
    return all(words[at] in STOP_WORDS or words[at] == "," for at in range(after, start)) and start - after <= 3


def _phrases(words: Words, reader: PeriodReader) -> Iterator[Phrase]:
    """The periods of a question in order, each with the words in front that bend it."""
    at = 0
    while at < len(words):
        phrase = _bent(words, reader, at) or _bare(words, reader, at)
        if phrase:
            yield phrase
        at = phrase.period.end if phrase else after_no_day(words, at) or at + 1


def _bent(words: Words, reader: PeriodReader, at: int) -> Phrase | None:
    for size in (4, 3, 2, 1):
        cue = tuple(words[at + place] for place in range(size))
        bend, links = _CUES.get(cue, (None, _NONE))
        if bend is None or not may_open(words, at + size):
            continue
        period = reader.read(at + size, links)
        if period is None or (words[at] == "between" and not period.ranged):
            return None
        if words[at] == "of" and words[at - 1] not in EDITIONS:
            return None
        if words[at] == "from" and not period.ranged and _goes_on(words, period.end):
            return Phrase(at, "since", replace(period, end=period.end + 1))
        return Phrase(at, "within" if period.ranged else bend, period)
    return None


def _goes_on(words: Words, at: int) -> bool:
    """From May onwards, from May on; but not "from May on cholera"."""
    return words[at] in {"onward", "onwards", "forward"} or (words[at] == "on" and not words[at + 1].isalnum())


def _bare(words: Words, reader: PeriodReader, at: int) -> Phrase | None:
    period = reader.read(at, _TO) if may_open(words, at) else None
    return Phrase(at, "none", period) if period else None


def _met(words: Words, phrases: list[Phrase], *, hull: bool) -> tuple[Interval | None, list[Phrase]]:
    """The interval that phrases which restrict come to, and those that lost.

    With `hull` two that have no day in common span all between: "the reports published on 3 May and on 9 June".
    """
    if not phrases:
        return None, []
    met, lost = phrases[0], []
    since, until = restricted(met)
    text = _text(words, met.start, met.period.end)
    for other in phrases[1:]:
        its = restricted(other)
        days = _of(max, since, its[0]), _of(min, until, its[1])
        apart = days[0] is not None and days[1] is not None and days[0] > days[1]
        joined = _are_one(words, met.period.end, other.start)
        if met.bend == other.bend == "within" and ((hull and apart) or words[other.start - 1] in {"and", "or"}):
            days = _of(min, since, its[0]), _of(max, until, its[1])
        elif apart or any(words[at] in _TOPICS for at in range(met.period.end, other.start)):
            is_later = apart and (its[0] or dt.date.min) > (since or dt.date.min)
            lost.append(met if is_later else other)
            if is_later:
                met, (since, until), text = other, its, _text(words, other.start, other.period.end)
            continue
        if joined or days == its:
            text = _text(words, met.start if joined else other.start, other.period.end)
        met, (since, until) = other, days
    return Interval(since, until, text), lost


def _of(choose: Callable[[Iterable[dt.date]], dt.date], *days: dt.date | None) -> dt.date | None:
    known = [day for day in days if day is not None]
    return choose(known) if known else None


def _text(words: Words, first: int, after: int) -> str:
    return words.text[slice(*words.span(first, after))]


def _named(words: Words, phrase: Phrase) -> Interval:
    """What a phrase that restricts nothing is about."""
    period = phrase.period
    return Interval(period.first, period.last, _text(words, period.start, period.end))
