"""The reader that always works: the best sentences themselves, as quotes, and honest silence.

Every claim is text of an article. Below the threshold there is no claim at all. Knows evidence and
confidence; knows nothing of how passages were found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.answering.confidence import probability
from rag.answering.evidence import Candidate, EvidenceWeigher
from rag.config import RagConfig
from rag.types import Citation, Claim, Passage, Query, Usage

_NEARLY_AS_GOOD = 0.2
"""A further claim needs this share of the best one's probability. Measured on 922 answered public questions: one
claim alone holds the answer in 72.5%, 1.7 claims (share 0.5) in 81.5%, 2.4 claims (share 0.2) in 86.8%."""

_SAME_THING = 0.85
"""Cosine above which two sentences say the same, so that the second adds nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of the passages: claims (none: the passages do not answer) and how sure it is."""

    claims: tuple[Claim, ...]
    confidence: float
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """What of the question is not covered, a sentence each. With claims and this the answer is partial."""
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a sentence that is being written."""

    text: str


class Reader(Protocol):
    """Passages -> claims. Claims rest on spans of the passages' articles, best first.

    `stream` yields tokens (of a reader that writes), each claim when it is finished, and at last the reading, with all
    claims again. Closing it ends the work. `name` is "extractive" or "llm".
    """

    @property
    def name(self) -> str: ...
    def stream(self, query: Query, passages: Sequence[Passage]) -> Iterator[Token | Claim | Reading]: ...


class ExtractiveReader:
    """Answers with one to three quotes of whole sentences."""

    def __init__(self, weigher: EvidenceWeigher, config: RagConfig) -> None:
        self._weigher = weigher
        self._config = config

    name = "extractive"

    def stream(self, query: Query, passages: Sequence[Passage]) -> Iterator[Token | Claim | Reading]:
        reading = self.read(query, passages)
        yield from reading.claims
        yield reading

    def read(self, query: Query, passages: Sequence[Passage]) -> Reading:
        """The best quotes when the best of them is probable enough, else no claims."""
        evidence = self._weigher.weigh(query, passages)
        scored = [(probability(candidate.features), candidate) for candidate in evidence.candidates]
        scored.sort(key=lambda pair: (-pair[0], pair[1].passage.article.id, pair[1].start))
        confidence = scored[0][0] if scored else 0.0
        if not scored or confidence < self._config.answer_threshold:
            return Reading((), confidence)
        notes = [f"“{asked}” is spelled “{found}” in the articles." for asked, found in evidence.respelled.items()]
        missing = [
            f"“{name}” does not stand in the articles; this is the nearest they say." for name in evidence.unknown_names
        ]
        return Reading(self._claims(scored), confidence, tuple(notes), tuple(missing))

    def _claims(self, scored: Sequence[tuple[float, Candidate]]) -> tuple[Claim, ...]:
        chosen: list[Candidate] = []
        enough = scored[0][0] * _NEARLY_AS_GOOD
        for chance, candidate in scored:
            if len(chosen) == self._config.claims or chance < enough:
                break
            for quote in (_with_what_leans_on(candidate, scored, enough), candidate):
                if not any(_repeats(quote, other) for other in chosen):
                    chosen.append(quote)
                    break
        return tuple(_claim(number, candidate) for number, candidate in enumerate(chosen, 1))


def _with_what_leans_on(candidate: Candidate, scored: Sequence[tuple[float, Candidate]], enough: float) -> Candidate:
    """The longer candidate that adds the next sentence ("They reviewed ..."), when it is nearly as good."""
    longer = (
        other
        for chance, other in scored
        if chance >= enough
        and other.passage.article.id == candidate.passage.article.id
        and other.start == candidate.start
        and other.end > candidate.end
    )
    return next(longer, candidate)


def _repeats(candidate: Candidate, other: Candidate) -> bool:
    if candidate.passage.article.id == other.passage.article.id and (
        candidate.start < other.end and other.start < candidate.end
    ):
        return True
    return float(candidate.vector @ other.vector) > _SAME_THING


def _claim(number: int, candidate: Candidate) -> Claim:
    article = candidate.passage.article
    quote = article.text[candidate.start : candidate.end]
    return Claim(quote, (Citation(number, article, candidate.start, candidate.end, quote),))
