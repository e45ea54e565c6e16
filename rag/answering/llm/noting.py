"""What an LLM's checked sentences are noted for as news: by the quotes that they rest on, beside all that it was shown.

The LLM is not asked whether articles disagree, for it would have to be believed. The same evidence and the same rules say so
as where articles are quoted alone. Knows quotes and passages; knows nothing of what the LLM wrote.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.reading.facts.datelines import read_dateline
from rag.answering.contrasts import Contrast, each_once
from rag.answering.extractive.chances.confidence import odds_of
from rag.answering.extractive.choosing import repeats
from rag.answering.extractive.composing import stated_in
from rag.answering.extractive.evidence import Candidate, EvidenceWeigher
from rag.answering.extractive.parts import passages_of, query_of
from rag.answering.news.disagreements import LEAST_CHANCE
from rag.answering.news.stated import Stated
from rag.answering.noted import Noted, noted
from rag.types import Citation, Passage, Query


@dataclass(frozen=True, slots=True)
class Remarks:
    """What is noted, what stands against what in it, and the sentences to be quoted for it."""

    notes: tuple[str, ...]
    contrasts: tuple[Contrast, ...]
    to_quote: tuple[Candidate, ...]


def remarks_on(
    cites: Sequence[Citation], query: Query, passages: Sequence[Passage], weigher: EvidenceWeigher
) -> Remarks:
    """What there is to note of these quotes, by each question in the question. Raises ModelUnavailable when nothing can
    be read."""
    notes: list[str] = []
    contrasts: list[Contrast] = []
    to_quote: list[Candidate] = []
    for asked, read in _questions(query, passages, weigher):
        found, further = _noted(cites, asked, read, weigher)
        notes += found.notes
        contrasts += found.contrasts
        to_quote += [one for one in further if not any(repeats(one, other) for other in to_quote)]
    return Remarks(tuple(dict.fromkeys(notes)), each_once(contrasts), tuple(to_quote))


def _questions(
    query: Query, passages: Sequence[Passage], weigher: EvidenceWeigher
) -> Iterator[tuple[Query, Sequence[Passage]]]:
    """The questions in the question that stand alone, with what was read for each; else the whole."""
    for number, part in enumerate(query.parts, 1):
        if part.alone:
            asked = query_of(query, part)
            yield asked, weigher.found_for(asked.standalone, passages_of(number, part, passages))
    if not any(part.alone for part in query.parts):
        yield query, passages


def _noted(
    cites: Sequence[Citation], query: Query, passages: Sequence[Passage], weigher: EvidenceWeigher
) -> tuple[Noted, list[Candidate]]:
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
    return found, [one for place, one in candidates if any(place is wanted for wanted in found.to_quote)]


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
