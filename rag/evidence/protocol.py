"""What a reader asks of an evidence model: a question and texts in, what speaks for each sentence out.

Knows shapes only; `model` runs the real one, tests have a small one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class EvidenceText:
    """A passage as it is read: `sentences` are (start, end) in characters of `text`, in order, headings left out."""

    header: str
    text: str
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ShortSpan:
    """The most likely short answer within one sentence: (start, end) in characters of the text, and its log-odds."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class TextEvidence:
    """What was read in one text. `answers` are the log-odds that it answers; `sentences` and `shorts` belong to its sentences.

    A sentence's score is the log of the share that it has among all sentences of the text: 0 when nothing else could
    be meant. Higher is better everywhere. `shorts` has None where a sentence was cut off.
    """

    answers: float
    sentences: tuple[float, ...]
    shorts: tuple[ShortSpan | None, ...]


class EvidenceModel(Protocol):
    """Reads a question, or a statement, together with each text. Safe for many threads; deterministic."""

    @property
    def name(self) -> str: ...
    @property
    def weights_sha256(self) -> str: ...
    def read(self, question: str, texts: Sequence[EvidenceText]) -> list[TextEvidence]: ...
