"""What happened, in order: each sentence by the day that it tells of, else by its article's. Pure.

Knows times in sentences; a day that is still to come when an article appears is not when its news happened.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.news.stated import Stated, day_in_words, in_order
from rag.answering.news.words.matter import alike
from rag.answering.news.words.told_times import ToldTime, times_told

_REPEATS = 0.6
"""Share of the shorter sentence's content words above which two sentences of one day tell of one event."""
_NEAR = dt.timedelta(days=1)
_IN_PASSING = re.compile(r"\b(?:since|until|till|by|before|after|from|following|between)\s+(?:the\s+)?$", re.IGNORECASE)
_ASIDE = re.compile(r",\s+(?:who|which|whose|where|having|first)\b[^,]*$", re.IGNORECASE)
_MONTH_DAYS = 31


@dataclass(frozen=True, slots=True)
class Event:
    """A sentence in a sequence. `words` say its day as exactly as is known: "3 May 2024", "March 2024", "2019".

    `day` is the first of those days, None when nothing tells one; `told` is true when the sentence itself says it.
    """

    day: dt.date | None
    words: str
    told: bool
    place: Stated


def in_sequence(stated: Sequence[Stated]) -> tuple[Event, ...]:
    """The events in order, oldest first, undated last; of what repeats an event the likeliest, of equals the earliest."""
    kept: list[Event] = []
    for event in sorted(map(event_of, in_order(stated)), key=lambda event: -event.place.chance):
        if not any(_is_one(event, other) for other in kept):
            kept.append(event)
    order = {id(place): number for number, place in enumerate(in_order(event.place for event in kept))}
    return tuple(sorted(kept, key=lambda event: (event.day or dt.date.max, order[id(event.place)])))


def event_of(place: Stated) -> Event:
    """When what the sentence tells of happened."""
    times = [time for time in times_told(place.text, place.day) if place.day is None or time.first <= place.day]
    main = [
        time
        for time in times
        if not _IN_PASSING.search(place.text[: time.start]) and not _ASIDE.search(place.text[: time.start])
    ]
    ranked = sorted(main, key=lambda time: (not time.exact, time.last - time.first, time.start))
    time = ranked[0] if ranked else None
    if time is None or (place.day and not time.exact and time.first <= place.day <= time.last):
        return Event(place.day, day_in_words(place.day) if place.day else "undated", told=False, place=place)
    return Event(time.first, _in_words(time), told=True, place=place)


def _in_words(time: ToldTime) -> str:
    if time.exact:
        return day_in_words(time.first)
    if (time.last - time.first).days >= 364:
        return str(time.first.year) if time.first.year == time.last.year else f"{time.first.year}–{time.last.year}"
    whole_month = time.first.day == 1 and 27 <= (time.last - time.first).days < _MONTH_DAYS
    if whole_month:
        return f"{time.first:%B} {time.first.year}"
    return f"{day_in_words(time.first)} – {day_in_words(time.last)}"


def _is_one(one: Event, other: Event) -> bool:
    """True when both tell of one event: the same sentence, or near in time and in words."""
    if (
        one.place.article.id == other.place.article.id
        and one.place.start < other.place.end
        and other.place.start < one.place.end
    ):
        return True
    near = one.day is None or other.day is None or abs(one.day - other.day) <= _NEAR
    return near and alike(one.place.text, other.place.text) >= _REPEATS
