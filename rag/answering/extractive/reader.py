"""The reader that always works: the best sentences themselves, as quotes, and honest silence.

Every claim is text of an article. Below the threshold there is no claim at all. Knows evidence and
confidence; knows nothing of how passages were found.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from rag.answering.extractive.chances.confidence import odds_of
from rag.answering.extractive.chances.sureness import asked_features, confidence_of
from rag.answering.extractive.chances.trees import Odds
from rag.answering.extractive.choosing import chosen
from rag.answering.extractive.composing import Scored, composed
from rag.answering.extractive.evidence import Candidate, Evidence, EvidenceWeigher
from rag.answering.extractive.parts import is_of_time, joined, not_found, passages_of, query_of
from rag.answering.kinds import may_answer
from rag.answering.news.shapes import QuestionShape, shape_of
from rag.answering.reader import Reading, Token
from rag.answering.signs.definitions import defines, names_whom
from rag.answering.signs.editions import Edition, editions_of
from rag.config import RagConfig
from rag.types import Claim, Interval, Passage, Query

_KINDS_HELD = frozenset({"person", "number", "date", "age", "place"})

DEFINES = 2.0
"""Added to the log-odds of a sentence that says who or what something is, where that was asked: e² times as likely as one that only names
them. Any share of it that a plain mention needs to stand before it is rare; the order alone is changed, not the confidence."""

TOLD = 2.5
TOLD_AT_ALL = 1.0
"""Added to the log-odds of a sentence that tells what the talks asked about were about, and to those that the articles answer: the model saw
few reports of talks. Chosen on tests/golden/talks and on the seeds' questions; held-out ones in RESULTS.md."""

CLEARLY_BEHIND = 1.5
"""In log-odds: a sentence so far behind the best one, which is of another kind than was asked for, is about something else."""


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
        shape = shape_of(evidence.asked, query.outlets)
        features = [candidate.features for candidate in evidence.candidates]
        told = np.array([one.told == "of them" for one in evidence.candidates])
        odds = odds_of(features) + TOLD * told
        editions = editions_of(evidence.asked)
        of_kind = [
            at for at, one in enumerate(evidence.candidates) if _is_of_kind(one, shape, evidence.asked, editions)
        ]
        if not of_kind:
            return Reading((), 0.0)
        if told[max(of_kind, key=lambda at: odds[at])]:
            of_kind = [at for at in of_kind if told[at]]
        confidence = confidence_of_kind(features, odds, of_kind, asked_features(query, evidence))
        if told[of_kind[0]]:
            confidence = raised(confidence, TOLD_AT_ALL)
        if confidence < self._config.threshold:
            return Reading((), confidence)
        scored = _scored([(odds[at], evidence.candidates[at]) for at in of_kind], shape, evidence.asked)
        picked = chosen(scored, limit, each_article=shape.form == "list")
        claims, notes, contrasts = composed(picked, scored, evidence, shape)
        spelled = [f"“{asked}” is spelled “{found}” in the articles." for asked, found in evidence.respelled.items()]
        missing = _missing(query, evidence, picked)
        return Reading(claims, confidence, (*spelled, *notes), missing, contrasts=contrasts)


def confidence_of_kind(
    features: Sequence[tuple[float, ...]], odds: Odds, of_kind: list[int], asked: tuple[float, ...]
) -> float:
    """The chance that the articles answer; where the best candidate is of no kind that answers, that of the others alone.

    0.0 where those are clearly behind it: the articles tell of the matter, not what was asked of it.
    """
    whole, best = confidence_of(features, odds, asked), int(odds.argmax())
    if best in of_kind:
        return whole
    if odds[best] - odds[of_kind].max() > CLEARLY_BEHIND:
        return 0.0
    return min(whole, confidence_of([features[at] for at in of_kind], odds[of_kind], asked))


def raised(chance: float, odds: float) -> float:
    """The chance with so much more in log-odds."""
    before = math.log(chance / (1.0 - chance)) if 0.0 < chance < 1.0 else (math.inf if chance else -math.inf)
    return 1.0 / (1.0 + math.exp(-(before + odds)))


def _is_of_kind(candidate: Candidate, shape: QuestionShape, question: str, editions: Sequence[Edition]) -> bool:
    """False for what answers with another kind of thing than was asked for, or tells of somebody or something else: no answer."""
    if any(edition.is_another(candidate.text) for edition in editions):
        return False
    if _asks_who_somebody_is(shape):
        article = candidate.passage.article
        return names_whom(f"{article.title}\n{article.text}", question)
    return shape.kind not in _KINDS_HELD or may_answer(candidate.text, shape.kind, question)


def _asks_who_somebody_is(shape: QuestionShape) -> bool:
    return shape.form == "definition" and shape.kind == "role"


def _scored(found: Sequence[tuple[float, Candidate]], shape: QuestionShape, question: str) -> list[Scored]:
    """The candidates with their chances, best first; those that say who or what something is go before, where that was asked."""
    defined = shape.form == "definition"
    chances = [
        (1.0 / (1.0 + math.exp(-(odds + DEFINES * (defined and defines(one.text, question))))), one)
        for odds, one in found
    ]
    return sorted(chances, key=lambda pair: (-pair[0], pair[1].passage.article.id, pair[1].start))


def _missing(query: Query, evidence: Evidence, picked: Sequence[Candidate]) -> tuple[str, ...]:
    """What of the question is not covered: names and outlets that are not there, parts that nothing answers."""
    names = [
        f"“{name}” does not stand in the articles; this is the nearest they say." for name in evidence.unknown_names
    ]
    answered = {candidate.part for candidate in picked}
    parts = [not_found(part, query) for number, part in enumerate(query.parts, 1) if number not in answered]
    return (*names, *parts)
