"""What an LLM's checked sentences are noted for as news: by the quotes that they rest on, beside all that it was shown.

The LLM is not asked whether articles disagree, for it would have to be believed. The same evidence and the same rules say so
as where articles are quoted alone. Knows quotes and passages; knows nothing of what the LLM wrote.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.reading.facts.datelines import read_dateline
from rag.answering.extractive.chances.confidence import odds_of
from rag.answering.extractive.composing import stated_in
from rag.answering.extractive.evidence import Candidate, EvidenceWeigher
from rag.answering.news.disagreements import LEAST_CHANCE
from rag.answering.news.stated import Stated
from rag.answering.noted import Noted, noted
from rag.types import Citation, Passage, Query


@dataclass(frozen=True, slots=True)
class Remarks:
    """What is noted, and the sentences to be quoted for it: article, start and end are theirs."""

    found: Noted
    to_quote: tuple[Candidate, ...]


def remarks_on(
    cites: Sequence[Citation], query: Query, passages: Sequence[Passage], weigher: EvidenceWeigher
) -> Remarks:
    """What there is to note of these quotes. Raises ModelUnavailable when the passages cannot be read."""
    evidence = weigher.weigh(query, passages)
    odds = odds_of([one.features for one in evidence.candidates]).tolist() if evidence.candidates else []
    candidates = [
        (stated_in(1.0 / (1.0 + math.exp(-one)), candidate), candidate)
        for one, candidate in zip(odds, evidence.candidates, strict=True)
    ]
    places = [place for place, _ in candidates]
    cited = [_stated(cite, places) for cite in cites]
    others = [place for place in places if not any(_overlap(cite, place) for cite in cites)]
    found = noted(evidence.asked, cited, others)
    wanted = {id(place) for place in found.to_quote}
    return Remarks(found, tuple(candidate for place, candidate in candidates if id(place) in wanted))


def _stated(cite: Citation, places: Sequence[Stated]) -> Stated:
    """What a quote states. The LLM rests its answer on it, so it counts as one however likely that was without it."""
    for place in places:
        if place.article.id == cite.article.id and cite.start <= place.start and place.end == cite.end:
            return replace(place, chance=max(place.chance, LEAST_CHANCE))
    line = read_dateline(cite.article.text, cite.start)
    start = line.end if line and line.end < cite.end else cite.start
    return Stated(cite.article, start, cite.end, cite.article.text[start : cite.end], None, LEAST_CHANCE)


def _overlap(cite: Citation, place: Stated) -> bool:
    return cite.article.id == place.article.id and cite.start < place.end and place.start < cite.end
