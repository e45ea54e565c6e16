"""What the store takes and gives back: exchanges and conversations as rows. Knows no SQL, no page, no answer.

`content` is whatever the program that keeps it can read again; to the store it is bytes.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass, field

from rag.printing import one_line

NAME_CHARACTERS = 60
"""Of a first question that stands as a name."""
GIVEN_CHARACTERS = 120
"""Of a name that a person gives."""


@dataclass(frozen=True, slots=True)
class Row:
    """One exchange. `number` is its place; no two of a conversation share one. A `finished` row never changes."""

    key: str
    number: int
    question: str
    content: bytes = field(repr=False)
    finished: bool = field(kw_only=True)
    searched: str = field(default="", compare=False, repr=False)
    """What a search looks through beside the question; it is not given back."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation without what was said in it."""

    id: str
    name: str
    written: dt.datetime
    """When the last question was put."""
    exchanges: int
    named: bool = field(kw_only=True)
    """True where a person gave the name."""


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation as it stands: its newest rows, oldest first, how many stand before them, and its count of changes."""

    name: str
    rows: tuple[Row, ...]
    before: int
    revision: int


def shortened(question: str, characters: int = NAME_CHARACTERS) -> str:
    """A question as a name: one line, cut between words where it is long."""
    told = one_line(question)
    if len(told) <= characters:
        return told or "No question"
    head = told[: characters - 1]
    cut = head.rpartition(" ")[0]
    # A last word of half the name is cut within: what is left of it says more than nothing.
    kept = cut if len(cut) > characters // 2 else head
    return kept.rstrip(" ,;:.-–—(“\"'") + "…"


def folded(words: str) -> str:
    """Words as they are compared: without case and without accents."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
