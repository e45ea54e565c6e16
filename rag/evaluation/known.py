"""A question whose right outcome is known, as far as it is known.

Knows what can be known of a question; knows nothing of files, indexes or figures.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from rag.types import Turn


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """Words of an article that answer a question, or a part of it. No article: any may hold them."""

    quote: str
    article: str | None = None


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question whose right outcome is known.

    One of `answers` must stand in the answer's text. None: no answer is known, and only what is found is judged. None
    at all, `()`: the articles have no answer, and nothing may be claimed. `articles` name the articles that answer
    it, `grades` how well each does (from 1; none given: each 1). With `whole_ids` the names are whole ids, else also
    beginnings of ids.
    """

    id: str
    question: str
    answers: tuple[str, ...] | None
    articles: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    as_of: dt.date | None = None
    evidence: tuple[GoldQuote, ...] = ()
    grades: tuple[int, ...] = ()
    whole_ids: bool = False

    def __post_init__(self) -> None:
        if self.grades and len(self.grades) != len(self.articles):
            raise ValueError(f"{self.id!r} has {len(self.articles)} articles and {len(self.grades)} grades")
        if any(grade < 1 for grade in self.grades):
            raise ValueError(f"{self.id!r} has the grades {self.grades}; an article that answers has at least 1")

    @property
    def unanswerable(self) -> bool:
        """True when the articles are known to have no answer."""
        return self.answers == ()

    @property
    def judgeable(self) -> bool:
        """False when nothing of the right outcome is known."""
        return self.answers is not None or bool(self.articles) or bool(self.evidence)
