"""What every reader does: passages in, claims out, and how sure it is.

Knows shapes only. `extractive` quotes sentences, `llm` has a model write them and checks what it wrote.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.answering.contrasts import Contrast
from rag.types import Claim, Passage, Query, Usage


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of the passages: claims (none: the passages do not answer) and how sure it is."""

    claims: tuple[Claim, ...]
    confidence: float
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """What of the question is not covered, a sentence each. With claims and this the answer is partial."""
    usage: Usage | None = None
    contrasts: tuple[Contrast, ...] = ()
    """What stands against what; each is told in a note, too."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a sentence that is being written, not checked yet.

    `anew`: what was being written before is finished, and this is all of the next sentence so far. An empty piece says
    only that the reader still waits.
    """

    text: str
    anew: bool = False


class Reader(Protocol):
    """Passages -> claims. Claims rest on spans of the passages' articles, best first.

    `stream` yields tokens (of a reader that writes), each claim when it is finished, and at last the reading, with all
    claims again. Closing it ends the work. `name` is "extractive" or "llm".
    """

    @property
    def name(self) -> str: ...
    def stream(self, query: Query, passages: Sequence[Passage]) -> Iterator[Token | Claim | Reading]: ...
