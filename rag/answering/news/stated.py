"""A sentence of an article that may answer a question, and how its article is named in a note.

Knows articles, their days and outlets; knows nothing of questions. A guessed publication date counts as none: no note
rests on it, and "yesterday" is not counted from it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from index.near_duplicates.resemblance import Wording, are_copies
from index.types import Article
from rag.printing import unmarked

_LONGEST_TITLE = 60
"""Characters of a headline that stands for an outlet in a note."""


@dataclass(frozen=True, slots=True)
class Stated:
    """`article.text[start:end] == text`. `short` are the words of the sentence that answer by themselves.

    `chance` is the estimated probability, 0 to 1, that the sentence answers what was asked.
    """

    article: Article
    start: int
    end: int
    text: str
    short: str | None
    chance: float

    def __post_init__(self) -> None:
        if self.article.text[self.start : self.end] != self.text:
            found = self.article.text[self.start : self.end]
            raise ValueError(f"{self.article.id!r} says {found[:80]!r} at {self.start}, not {self.text[:80]!r}")
        if self.short is not None and self.short not in self.text:
            raise ValueError(f"the short answer {self.short[:80]!r} is no part of {self.text[:80]!r}")
        if not 0.0 <= self.chance <= 1.0:
            raise ValueError(f"a chance lies between 0 and 1, got {self.chance}")

    @property
    def day(self) -> dt.date | None:
        """The day of its article, when the article states one."""
        return None if self.article.published_is_guessed else self.article.published


def in_order(places: Iterable[Stated]) -> list[Stated]:
    """Oldest first, undated last; the same whatever order they came in."""
    return sorted(
        places,
        key=lambda place: (
            place.day or dt.date.max,
            place.article.outlet or "",
            place.article.id,
            place.start,
            place.end,
            place.short or "",
            place.chance,
        ),
    )


def same_report(one: Article, other: Article) -> bool:
    """True for an article and itself, or the same file twice."""
    return one.id == other.id or one.sha256 == other.sha256 or one.text == other.text


def copies(one: Article, other: Article) -> bool:
    """True when one says what the other says: the same report, or a light rewrite of it."""
    return same_report(one, other) or are_copies(_wording(one.text), _wording(other.text))


@lru_cache(maxsize=64)
def _wording(text: str) -> Wording:
    """Of the few articles of an answer, each compared with the others."""
    return Wording.of(text)


def day_in_words(day: dt.date) -> str:
    """3 May 2024."""
    return f"{day.day} {day:%B} {day.year}"


def teller(article: Article) -> str:
    """Who tells: the outlet, or the headline in quotation marks."""
    if article.outlet and article.outlet.strip():
        return unmarked(article.outlet)
    title = unmarked(article.title)
    return f"“{title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip() + '…'}”"


def told_by(place: Stated) -> str:
    """BBC News, 3 May 2024."""
    return f"{teller(place.article)}, {day_in_words(place.day) if place.day else 'undated'}"
