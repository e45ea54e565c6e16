"""Two reports that say otherwise, and the note that tells so: for those who show them side by side. Knows no article's text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Side:
    """One of two reports: the article (its id), and the words in which it says what was asked."""

    article_id: str
    said: str


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two reports of what was read, the older first, and the note of the answer that tells of them.

    "disagreement": they cannot both be right, and both are quoted. "older report": what the older says is quoted, and the
    newer replaces it, quoted or not.
    """

    kind: Literal["disagreement", "older report"]
    note: str
    older: Side
    newer: Side


def each_once(contrasts: Iterable[Contrast]) -> tuple[Contrast, ...]:
    """The contrasts in their order, of those that one note tells the first."""
    first: dict[str, Contrast] = {}
    for one in contrasts:
        first.setdefault(one.note, one)
    return tuple(first.values())
