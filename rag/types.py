"""The data of one question: turns, query, passages, claims, citations, answer, events.

Knows what must always hold (a citation's quote is its span) and checks it where the object
is made. Knows nothing of how passages are found or claims are read.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from index.types import Article, Chunk

Status: TypeAlias = Literal["answered", "partial", "not_found"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of the conversation."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """Publication dates from `since` to `until`, both included; None is open."""

    since: dt.date | None
    until: dt.date | None
    words: str
    """The words of the question that said so."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it was understood.

    `standalone` is the wording that is searched for; for a follow-up it carries names over from
    the earlier turns; `context` holds those names alone.
    """

    question: str
    standalone: str
    outlets: tuple[str, ...] = ()
    interval: Interval | None = None
    as_of: dt.date | None = None
    history_used: bool = False
    context: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """How a passage came to its place. Ranks count from 1; None: not found by that search."""

    dense_rank: int | None = None
    dense_score: float | None = None
    lexical_rank: int | None = None
    lexical_score: float | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk with its article, in the retriever's order. A higher score is better."""

    article: Article
    chunk: Chunk
    score: float
    why: Why

    @property
    def text(self) -> str:
        return self.article.text[self.chunk.start : self.chunk.end]


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote that can be checked to the character: `article.text[start:end] == quote`."""

    number: int
    article: Article = field(repr=False)
    start: int
    end: int
    quote: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.article.text):
            raise ValueError(
                f"citation {self.number} of {self.article.id!r}: the offsets {self.start}..{self.end} "
                f"do not lie in its {len(self.article.text)} characters, so {self.quote[:80]!r} is not the text"
            )
        found = self.article.text[self.start : self.end]
        if not self.quote or found != self.quote:
            raise ValueError(
                f"citation {self.number} of {self.article.id!r} at {self.start}..{self.end}: "
                f"quote {self.quote[:80]!r} is not the text {found[:80]!r}"
            )


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an answer and the quotes it rests on (at least one)."""

    text: str
    cites: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if not self.cites:
            raise ValueError(f"a claim needs a citation: {self.text[:80]!r}")


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds spent in each step of one question, and the parts that were left out."""

    understand_ms: float
    retrieve_ms: float
    read_ms: float
    reranker: str = "none"

    @property
    def total_ms(self) -> float:
        return self.understand_ms + self.retrieve_ms + self.read_ms
