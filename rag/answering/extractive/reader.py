"""The reader that always works: the best sentences themselves, as quotes, and honest silence.

Every claim is text of an article. Below the threshold there is no claim at all. Knows evidence and
confidence; knows nothing of how passages were found.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.answering.extractive.chances.confidence import odds_of
from rag.answering.extractive.chances.sureness import asked_features, confidence_of
from rag.answering.extractive.choosing import chosen
from rag.answering.extractive.composing import composed
from rag.answering.extractive.evidence import Candidate, Evidence, EvidenceWeigher
from rag.answering.extractive.features import FEATURES
from rag.answering.extractive.parts import is_of_time, joined, not_found, passages_of, query_of
from rag.answering.news.shapes import shape_of
from rag.answering.reader import Reading, Token
from rag.config import RagConfig
from rag.types import Claim, Interval, Passage, Query

_KINDS_HELD = frozenset({"person", "number", "date", "age"})
_KIND_MISSING = FEATURES.index("kind_missing")


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
        """The best quotes when the articles probably answer, else no claims; of each question of its own, where there are some."""
        if not any(part.alone for part in query.parts):
            return self._read(query, passages, self._config.claims)
        claims = max(1, self._config.claims // len(query.parts))
        told: list[Reading] = []
        for number, part in enumerate(query.parts, 1):
            alone = query_of(query, part)
            found = self._weigher.found_for(alone.standalone, passages_of(number, part, passages))
            told.append(self._read(alone, found, claims, part.interval))
        return joined(query, told)

    def _read(self, query: Query, passages: Sequence[Passage], limit: int, of_time: Interval | None = None) -> Reading:
        """Up to `limit` quotes; with `of_time` those alone that speak of that time."""
        evidence = self._weigher.weigh(query, passages)
        if of_time:
            kept = tuple(one for one in evidence.candidates if is_of_time(one, of_time))
            evidence = replace(evidence, candidates=kept)
        if not evidence.candidates:
            return Reading((), 0.0)
        features = [candidate.features for candidate in evidence.candidates]
        odds = odds_of(features)
        confidence = confidence_of(features, odds, asked_features(query, evidence))
        if confidence < self._config.threshold:
            return Reading((), confidence)
        scored = [(1.0 / (1.0 + math.exp(-one)), c) for one, c in zip(odds.tolist(), evidence.candidates, strict=True)]
        scored.sort(key=lambda pair: (-pair[0], pair[1].passage.article.id, pair[1].start))
        shape = shape_of(evidence.asked, query.outlets)
        if shape.kind in _KINDS_HELD:  # an answer of another kind than was asked for is none
            scored = [pair for pair in scored if not pair[1].features[_KIND_MISSING]]
        picked = chosen(scored, limit)
        if not picked:
            return Reading((), confidence)
        claims, notes, contrasts = composed(picked, scored, evidence, shape)
        spelled = [f"“{asked}” is spelled “{found}” in the articles." for asked, found in evidence.respelled.items()]
        missing = _missing(query, evidence, picked)
        return Reading(claims, confidence, (*spelled, *notes), missing, contrasts=contrasts)


def _missing(query: Query, evidence: Evidence, picked: Sequence[Candidate]) -> tuple[str, ...]:
    """What of the question is not covered: names and outlets that are not there, parts that nothing answers."""
    names = [
        f"“{name}” does not stand in the articles; this is the nearest they say." for name in evidence.unknown_names
    ]
    answered = {candidate.part for candidate in picked}
    parts = [not_found(part, query) for number, part in enumerate(query.parts, 1) if number not in answered]
    return (*names, *parts)
