"""A small honest stand-in for the evidence model: it counts shared words, and knows nothing else.

It passes the same contract suite as the real one (tests/contracts/test_evidence_model_contract.py).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from rag.evidence.protocol import EvidenceText, ShortSpan, TextEvidence

_SMALL = frozenset("the a an of in on at to is was were did does do who what when where which how many and".split())  # noqa: SIM905


class FakeEvidenceModel:
    """A sentence answers the more, the more of the question's words it shares; its last word is the short answer."""

    name = "fake"
    weights_sha256 = "0" * 64

    def read(self, question: str, texts: Sequence[EvidenceText]) -> list[TextEvidence]:
        asked = _words(question)
        return [_evidence(asked, text) for text in texts]


def _evidence(asked: frozenset[str], text: EvidenceText) -> TextEvidence:
    shares = [len(asked & _words(text.text[start:end])) / len(asked) if asked else 0.0 for start, end in text.sentences]
    total = math.log(sum(math.exp(6 * share) for share in shares)) if shares else 0.0
    return TextEvidence(
        answers=8 * max(shares, default=0.0) - 4,
        sentences=tuple(6 * share - total for share in shares),
        shorts=tuple(_last_word(text.text, *span, share) for span, share in zip(text.sentences, shares, strict=True)),
    )


def _last_word(text: str, start: int, end: int, share: float) -> ShortSpan | None:
    words = list(re.finditer(r"\w+", text[start:end]))
    return ShortSpan(start + words[-1].start(), start + words[-1].end(), 8 * share - 4) if words else None


def _words(text: str) -> frozenset[str]:
    return frozenset(re.sub(r"(?:ing|ed|s)$", "", word) for word in re.findall(r"\w+", text.lower())) - _SMALL
