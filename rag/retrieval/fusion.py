"""Two rankings of the same chunks -> one score each. Pure: numbers in, numbers out.

Scores are fused, not ranks. The dense score is a cosine and means the same in every question. The lexical score is
divided by the question's best plus a constant: the more words of weight the best passage shares with a question, the more
words say. Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009), which was here before, lost up to 8 points to the
better of the two searches; a convex combination of scores does not (Bruch, Gai and Ingber 2023, "An Analysis of Fusion
Functions for Hybrid Retrieval"). Figures of both, and of the weights, are in tests/bench/RESULTS.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.types import Hit

_LEXICAL_BEND = 40.0
"""BM25 of a best passage at which words count half as much as they can; fitted with the weights."""

_UNLISTED = 0.5
"""Of the lowest lexical score listed: what a chunk that the lexical search does not list is taken to have, for it has
between none and that. Against 0 it spared 0.5 points of recall@5 on nq-oracle."""


@dataclass(frozen=True, slots=True)
class Fused:
    """A chunk's scores in both searches, its rank in each (from 1; None: not listed), and what they come to."""

    chunk_id: str
    score: float
    dense_rank: int | None
    dense_score: float
    lexical_rank: int | None
    lexical_score: float | None


def fused(
    dense: Sequence[Hit],
    lexical: Sequence[Hit],
    similarities: Mapping[str, float],
    *,
    dense_weight: float,
    lexical_weight: float,
) -> list[Fused]:
    """Every chunk that either search lists, best first; equal scores by id.

    `similarities` are the dense scores of the chunks that only the lexical search lists.
    """
    dense_ranks = {hit.chunk_id: rank for rank, hit in enumerate(dense, 1)}
    lexical_ranks = {hit.chunk_id: rank for rank, hit in enumerate(lexical, 1)}
    cosines = {hit.chunk_id: hit.score for hit in dense} | dict(similarities)
    words = {hit.chunk_id: hit.score for hit in lexical}
    unlisted = _UNLISTED * min(words.values(), default=0.0)
    bend = max(words.values(), default=0.0) + _LEXICAL_BEND
    found = [
        Fused(
            chunk_id,
            dense_weight * cosine + lexical_weight * words.get(chunk_id, unlisted) / bend,
            dense_ranks.get(chunk_id),
            cosine,
            lexical_ranks.get(chunk_id),
            words.get(chunk_id),
        )
        for chunk_id, cosine in cosines.items()
    ]
    return sorted(found, key=lambda one: (-one.score, one.chunk_id))
