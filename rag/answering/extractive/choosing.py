"""Which candidates become claims: best first, no repeats, and the short answer where the model is sure of it.

Knows probabilities and spans; knows no model.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.extractive.evidence import Candidate, Evidence
from rag.config import RagConfig
from rag.types import Citation, Claim

_NEARLY_AS_GOOD = 0.2
"""A further claim needs this share of the best one's probability."""

_SAME_WORDS = 0.8
"""Share of the shorter sentence's content words in the other from which the second adds nothing."""


def chosen(scored: Sequence[tuple[float, Candidate]], evidence: Evidence, config: RagConfig) -> tuple[Claim, ...]:
    """Claims of the best candidates; `scored` is sorted, best first."""
    kept: list[Candidate] = []
    enough = scored[0][0] * _NEARLY_AS_GOOD
    for chance, candidate in scored:
        if len(kept) == config.claims or chance < enough:
            break
        if not any(_repeats(candidate, other) for other in kept):
            kept.append(candidate)
    return tuple(_claim(number, candidate) for number, candidate in enumerate(kept, 1))


def _repeats(candidate: Candidate, other: Candidate) -> bool:
    if candidate.passage.article.id == other.passage.article.id and (
        candidate.start < other.end and other.start < candidate.end
    ):
        return True
    fewer = min(len(candidate.terms), len(other.terms))
    return fewer > 0 and len(candidate.terms & other.terms) >= _SAME_WORDS * fewer


def _claim(number: int, candidate: Candidate) -> Claim:
    article = candidate.passage.article
    return Claim(candidate.text, (Citation(number, article, candidate.quoted_from, candidate.end, candidate.text),))
