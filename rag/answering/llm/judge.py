"""Who decides whether a statement follows from a text: the seam, and the evidence model behind it.

Knows the model's protocol, nothing of passages or of how statements came about.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

from rag.evidence.protocol import EvidenceModel, EvidenceText


class Judge(Protocol):
    """Reads a statement together with texts. Safe for many threads; deterministic."""

    def support(self, statement: str, texts: Sequence[EvidenceText]) -> list[float]:
        """For each text the chance, from 0 to 1, that it supports the statement. Raises ModelUnavailable."""


class EvidenceJudge:
    """The evidence model, asked with a statement in place of a question."""

    def __init__(self, model: EvidenceModel) -> None:
        self._model = model

    def support(self, statement: str, texts: Sequence[EvidenceText]) -> list[float]:
        """See `Judge`."""
        return [_chance(found.answers) for found in self._model.read(statement, texts)]


def _chance(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, log_odds))))
