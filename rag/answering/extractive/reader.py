"""The reader that always works: the best sentences themselves, as quotes, and honest silence.

Every claim is text of an article. Below the threshold there is no claim at all. Knows evidence and
confidence; knows nothing of how passages were found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.answering.extractive.choosing import chosen
from rag.answering.extractive.confidence import confidence_of, probability
from rag.answering.extractive.evidence import EvidenceWeigher
from rag.answering.reader import Reading, Token
from rag.config import RagConfig
from rag.types import Claim, Passage, Query


class ExtractiveReader:
    """Answers with one to three quotes of whole sentences."""

    name = "extractive"

    def __init__(self, weigher: EvidenceWeigher, config: RagConfig) -> None:
        self._weigher = weigher
        self._config = config

    def stream(self, query: Query, passages: Sequence[Passage]) -> Iterator[Token | Claim | Reading]:
        reading = self.read(query, passages)
        yield from reading.claims
        yield reading

    def read(self, query: Query, passages: Sequence[Passage]) -> Reading:
        """The best quotes when the best of them is probable enough, else no claims."""
        evidence = self._weigher.weigh(query, passages)
        scored = [(probability(candidate.features), candidate) for candidate in evidence.candidates]
        scored.sort(key=lambda pair: (-pair[0], pair[1].passage.article.id, pair[1].start))
        confidence = confidence_of(scored[0][1].features) if scored else 0.0
        if not scored or confidence < self._config.threshold:
            return Reading((), confidence)
        notes = [f"“{asked}” is spelled “{found}” in the articles." for asked, found in evidence.respelled.items()]
        missing = [
            f"“{name}” does not stand in the articles; this is the nearest they say." for name in evidence.unknown_names
        ]
        claims = chosen(scored, evidence, self._config)
        return Reading(claims, confidence, tuple(notes), tuple(missing))
