"""Where articles disagree: other numbers, dates or names on the matter that was asked about. Pure.

Set for precision, for a false alarm makes the reader doubt what is right: both sentences must give one thing each, hold what
was asked, tell of one time, and name no town, firm or person that the other's article does not know. What that misses is
shown all the same, for the quotes stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from rag.answering.contrasts import Contrast, Side
from rag.answering.news.stated import Stated, copies, in_order, told_by
from rag.answering.news.values import Asked, Sort, Value, asked_of, value_of
from rag.answering.news.words.matter import alike, content, same_matter, same_time
from rag.answering.news.words.told_times import ToldTime

LEAST_CHANCE = 0.1
"""A sentence that hardly answers the question contradicts nothing. "The fire left 12 dead" has 0.14 beside "Fifteen people died
in the fire", which is asked for in those words; on public questions no false alarm comes of it (RESULTS.md)."""
_ALIKE_WITHOUT_VALUES = 0.5
"""Two names, or two days, are of one event only where the rest of the sentences is much the same."""

_RUNNING = re.compile(
    r"\b(?:has|have|is|are|stands?|now|so far|to date|currently|this (?:season|year|month|week)|tall(?:y|ies))\b",
    re.IGNORECASE,
)
"""A figure that goes on: 12 goals this season, and 14 a week later."""
_WITHIN = re.compile(
    r"\s+(?:in|at|from|among|within|across|for|under|aged)\s+(?:the\s+)?[\w'’-]+(?:\s+[\w'’-]+)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two places that cannot both be right, the older first, and the words in which each says it."""

    older: Stated
    newer: Stated
    said: tuple[str, str]
    sort: Sort

    @property
    def note(self) -> str:
        """The sentence that says so."""
        one, other = self.said
        return f"The articles disagree: {one} ({told_by(self.older)}) and {other} ({told_by(self.newer)})."

    @property
    def contrast(self) -> Contrast:
        """The same for those who show it."""
        sides = [Side(place.article.id, said) for place, said in zip((self.older, self.newer), self.said, strict=True)]
        return Contrast("disagreement", self.note, *sides)


def disagreements(question: str, stated: Sequence[Stated]) -> tuple[Disagreement, ...]:
    """Every pair of different values, each told by its likeliest place; the same whatever order `stated` comes in."""
    asked = asked_of(question)
    if asked is None:
        return ()
    places = in_order(place for place in stated if place.chance >= LEAST_CHANCE)
    values = [value for place in places if (value := value_of(asked, place))]
    found: list[tuple[Value, Value]] = []
    pairs = sorted(combinations(values, 2), key=lambda pair: -min(pair[0].place.chance, pair[1].place.chance))
    for pair in pairs:
        if _disagree(asked, *pair) and not any(_repeats(pair, other) for other in found):
            found.append(pair)
    return tuple(
        Disagreement(one.place, other.place, (one.said, other.said), asked.sort)
        for one, other in sorted(found, key=lambda pair: [values.index(value) for value in pair])
    )


def _disagree(asked: Asked, one: Value, other: Value) -> bool:
    if one.agrees(other) or not on_one_point(asked, one, other):
        return False
    running = asked.sort == "figure" and any(_RUNNING.search(value.place.text) for value in (one, other))
    if (running or asked.shape.changing) and (one.place.day is None or one.place.day != other.place.day):
        return False  # it was one thing then and another now
    if asked.sort == "date" and not _could_know(one, other):
        return False
    if asked.sort != "date" and not same_time(one.place, other.place):
        return False
    return not copies(one.place.article, other.place.article)


def on_one_point(asked: Asked, one: Value, other: Value) -> bool:
    """True when two values of two articles answer the question of one and the same matter."""
    if one.place.article.id == other.place.article.id or not same_matter(asked.terms, one.place, other.place):
        return False
    if asked.sort == "figure":
        return not (_is_within(asked, one, other) or _is_within(asked, other, one))
    if alike(one.place.text, other.place.text, without=(one.said, other.said)) < _ALIKE_WITHOUT_VALUES:
        return False
    return asked.sort == "date" or not (_knows(one, other) or _knows(other, one))


def _is_within(asked: Asked, one: Value, other: Value) -> bool:
    """True when `one` counts within something that the other's article does not speak of: "12 seats in the north"."""
    text = one.place.text
    within = _WITHIN.match(text, text.casefold().find(one.said.casefold()) + len(one.said))
    return within is not None and not content(within.group()) <= asked.terms | content(other.place.article.text)


def _could_know(one: Value, other: Value) -> bool:
    """False when a day comes after the article that tells of another: what happens every week happened again."""
    days = [value.given.first for value in (one, other) if isinstance(value.given, ToldTime)]
    published = [value.place.day for value in (one, other) if value.place.day]
    return not published or max(days) <= min(published) or min(days) > max(published)


def _knows(one: Value, other: Value) -> bool:
    """True when the article of `one` tells of the other's name, too: it has two roles for two names."""
    return str(other.given).casefold() in one.place.article.text.casefold()


def _repeats(pair: tuple[Value, Value], other: tuple[Value, Value]) -> bool:
    """True when both pairs set the same values against each other."""
    straight = pair[0].agrees(other[0]) and pair[1].agrees(other[1])
    return straight or (pair[0].agrees(other[1]) and pair[1].agrees(other[0]))
