"""Which candidates become claims: best first, each part of the question in turn, no repeats.

Knows probabilities and spans; knows no model and no short answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rag.answering.extractive.evidence import Candidate

NEARLY_AS_GOOD = 0.25
"""A further claim needs this share of the best one's probability."""

_SAME_WORDS = 0.8
"""Share of the shorter sentence's content words in the other from which the second adds nothing."""


def chosen(scored: Sequence[tuple[float, Candidate]], claims: int, *, each_article: bool = False) -> list[Candidate]:
    """Up to `claims` candidates; `scored` is sorted, best first. Of a question in parts each part's best come first.

    With `each_article` those of every article do: what one leaves out of a list stands in another.
    """
    kept: list[Candidate] = []
    enough = scored[0][0] * NEARLY_AS_GOOD if scored else 0.0
    turns = _in_turn(scored, (lambda one: one.passage.article.id) if each_article else (lambda one: one.part))
    for chance, candidate in turns:
        if len(kept) == claims:
            break
        if chance < enough:
            continue
        for quote in (_with_what_leans_on(candidate, scored, enough), candidate):
            if not any(repeats(quote, other) for other in kept):
                kept.append(quote)
                break
    return kept


def _with_what_leans_on(candidate: Candidate, scored: Sequence[tuple[float, Candidate]], enough: float) -> Candidate:
    """The candidate that quotes this one and the next sentence ("They reviewed ..."), when it is nearly as good.

    The short answer stays that of this one, which is the better.
    """
    longer = (
        other
        for chance, other in scored
        if chance >= enough
        and other.passage.article.id == candidate.passage.article.id
        and other.quoted_from == candidate.start
        and other.end > candidate.end
    )
    found = next(longer, None)
    return replace(found, short=candidate.short or found.short) if found else candidate


def _in_turn(
    scored: Sequence[tuple[float, Candidate]], of: Callable[[Candidate], int | str | None]
) -> Iterator[tuple[float, Candidate]]:
    """The best of each part or article, in the order of their chances, then the others."""
    first: dict[int | str | None, int] = {}
    for at, (_, candidate) in enumerate(scored):
        first.setdefault(of(candidate), at)
    yield from (scored[at] for at in first.values())
    yield from (pair for at, pair in enumerate(scored) if at not in first.values())


def repeats(candidate: Candidate, other: Candidate) -> bool:
    """True when one overlaps the other, or says it in the same words."""
    if candidate.passage.article.id == other.passage.article.id and (
        candidate.quoted_from < other.end and other.quoted_from < candidate.end
    ):
        return True
    fewer = min(len(candidate.terms), len(other.terms))
    return fewer > 0 and len(candidate.terms & other.terms) >= _SAME_WORDS * fewer
