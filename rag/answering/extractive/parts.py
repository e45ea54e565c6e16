"""Questions of their own within a question: what each reads, and what was read of all of them put together.

Knows queries, passages and readings; knows no evidence model and no thresholds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.contrasts import each_once
from rag.answering.extractive.evidence import Candidate
from rag.answering.news.ages import AS_OF
from rag.answering.news.words.told_times import times_told
from rag.answering.reader import Reading
from rag.asking.telling import listed
from rag.retrieval.dates_told import mentions
from rag.types import Claim, Interval, Part, Passage, Query

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "last")

_OPENS = 12
"""Characters within which a time opens its sentence: "In 2020 the rent was ..."."""


def query_of(query: Query, part: Part) -> Query:
    """The part as a query: it is read as if it had been asked alone."""
    return replace(
        query,
        question=part.text,
        standalone=part.text,
        outlets=part.outlets or query.outlets,
        interval=part.interval or query.interval,
        parts=(),
        history_used=False,
        context="",
    )


def passages_of(number: int, part: Part, passages: Sequence[Passage]) -> list[Passage]:
    """What is read for part `number`: what was found for it, then what was found for the others and may answer it as well."""
    own = [passage for passage in passages if passage.why.part == number]
    others = [passage for passage in passages if passage.why.part != number]
    if part.outlets:
        others = [passage for passage in others if passage.article.outlet in part.outlets]
    if interval := part.interval:
        others = [passage for passage in others if mentions(passage.text, interval)]
    return own + others


def is_of_time(candidate: Candidate, interval: Interval) -> bool:
    """True for a sentence that names a time within the interval, or was published then and does not open with another."""
    since, until = interval.since or dt.date.min, interval.until or dt.date.max
    published = candidate.passage.article.published
    told = times_told(candidate.text, published)
    if any(since <= time.first and time.last <= until for time in told):
        return True
    return published is not None and since <= published <= until and not (told and told[0].start < _OPENS)


def not_found(part: Part, query: Query) -> str:
    """That nothing was found for a part of the question."""
    if part.outlets and (part.alone or part.text == query.standalone):
        return f"nothing was found in {listed(part.outlets)}."
    if part.alone and part.interval and part.told in part.interval.words:
        return f"nothing was found for {part.told}."
    return f"nothing was found for “{part.told}”."


def joined(query: Query, told: Sequence[Reading]) -> Reading:
    """What was read of each part, in their order; a quote that answers two of them stands once.

    It is as sure as the least sure of those that are answered. Nothing is answered where none is.
    """
    answered = [reading for reading in told if reading.claims]
    if not answered:
        return Reading((), max(reading.confidence for reading in told))
    claims: list[Claim] = []
    notes: list[str] = []
    newest = max(answered, key=_newest)
    for reading in answered:
        places = [_placed(claim, claims) for claim in reading.claims]
        told_first = f" the {_ORDINALS[min(places[0], len(_ORDINALS) - 1)]} quote"
        notes += [
            note.replace(" the first quote", told_first)
            for note in reading.notes
            if reading is newest or not note.startswith(AS_OF)
        ]
    missing = [what for reading in told for what in reading.missing]
    missing += [not_found(part, query) for part, reading in zip(query.parts, told, strict=True) if not reading.claims]
    return Reading(
        tuple(claims),
        min(reading.confidence for reading in answered),
        tuple(dict.fromkeys(notes)),
        tuple(dict.fromkeys(missing)),
        contrasts=each_once(one for reading in answered for one in reading.contrasts),
    )


def _placed(claim: Claim, claims: list[Claim]) -> int:
    """Where the claim stands, from 0, once it is among the claims: with a quote that holds it, or as the last."""
    one = claim.cites[0]
    for place, other in enumerate(claims):
        two = other.cites[0]
        if one.article.id == two.article.id and one.start < two.end and two.start < one.end:
            if two.end - two.start < one.end - one.start:
                claims[place] = _numbered(claim, place + 1)
            return place
    claims.append(_numbered(claim, len(claims) + 1))
    return len(claims) - 1


def _numbered(claim: Claim, number: int) -> Claim:
    cites = tuple(replace(cite, number=number) for cite in claim.cites)
    return replace(claim, cites=cites, short=replace(claim.short, number=number) if claim.short else None)


def _newest(reading: Reading) -> dt.date:
    return max(cite.article.published or dt.date.min for claim in reading.claims for cite in claim.cites)
