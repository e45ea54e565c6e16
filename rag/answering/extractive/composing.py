"""Chosen candidates -> claims with quotes and short answers, and what there is to note of them as news.

Knows the order of claims; what disagrees or is old is told by `answering.noted`, what comes first by `answering.news`.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.reading.facts.datelines import read_dateline
from rag.answering.contrasts import Contrast
from rag.answering.extractive.evidence import Candidate, Evidence
from rag.answering.extractive.short_answers import short_words
from rag.answering.news.polarity import yes_or_no
from rag.answering.news.sequence import in_sequence
from rag.answering.news.shapes import QuestionShape
from rag.answering.news.stated import Stated
from rag.answering.noted import noted
from rag.types import Citation, Claim

_LOOKED_AT = 12
"""Candidates among which older, newer and disagreeing ones are looked for."""

Scored = tuple[float, Candidate]


def composed(
    picked: Sequence[Candidate], scored: Sequence[Scored], evidence: Evidence, shape: QuestionShape
) -> tuple[tuple[Claim, ...], tuple[str, ...], tuple[Contrast, ...]]:
    """The claims, the notes, and what stands against what in them.

    Both sides of what is noted are among the claims; a sequence is told in its order.
    """
    kept = {_place_of(one): one for one in picked}
    looked_at = [(chance, kept.get(_place_of(one), one)) for chance, one in scored[:_LOOKED_AT]]
    stated = {_place_of(one): stated_in(chance, one) for chance, one in looked_at}
    candidates = {id(stated[_place_of(one)]): one for _, one in looked_at}
    cited = [stated[_place_of(one)] for one in picked if _place_of(one) in stated]
    others = [place for place in stated.values() if not any(place is one for one in cited)]
    found = noted(evidence.asked, cited, others)
    picked = [*picked, *(candidates[id(place)] for place in found.to_quote)]
    first = next(iter(picked), None)
    if shape.form == "sequence":
        picked = _in_order(picked, scored)
    claims = tuple(_claim(number, one, evidence, shape) for number, one in enumerate(picked, 1))
    notes = list(found.notes)
    if shape.polar and first and cited and (verdict := _verdict(evidence.asked, first, cited[0])):
        notes.insert(0, f"In short: {verdict}, going by the first quote.")
    return claims, tuple(notes), found.contrasts


def _place_of(candidate: Candidate) -> tuple[str, int, int]:
    """What tells it from the others, also where the short answer of another was put in."""
    return candidate.passage.article.id, candidate.quoted_from, candidate.end


def _verdict(question: str, candidate: Candidate, stated: Stated) -> str | None:
    """Yes or no by the first quote: by all of it, or by that of its two sentences which says so alone."""
    whole = yes_or_no(question, stated.text, stated.chance)
    if whole or candidate.quoted_from == candidate.start:
        return whole
    text = candidate.passage.article.text
    apart = (text[stated.start : candidate.start].strip(), text[candidate.start : candidate.end])
    told = {verdict for words in apart if words and (verdict := yes_or_no(question, words, stated.chance))}
    return told.pop() if len(told) == 1 else None


def stated_in(chance: float, candidate: Candidate) -> Stated:
    """What the sentence states: without a dateline, whose day and outlet are the article's and no part of it."""
    article, short = candidate.passage.article, candidate.short
    line = read_dateline(article.text, candidate.quoted_from)
    start = line.end if line and line.end < candidate.end else candidate.quoted_from
    inside = short and start <= short.start and short.end <= candidate.end
    words = article.text[short.start : short.end] if short and inside else None
    return Stated(article, start, candidate.end, article.text[start : candidate.end], words, chance)


def _in_order(picked: Sequence[Candidate], scored: Sequence[Scored]) -> list[Candidate]:
    """Oldest event first; of what tells the same event only the likeliest."""
    chances = {_place_of(candidate): chance for chance, candidate in scored}
    places = [(stated_in(chances[_place_of(candidate)], candidate), candidate) for candidate in picked]
    by_place = {id(place): candidate for place, candidate in places}
    return [by_place[id(event.place)] for event in in_sequence([place for place, _ in places])]


def _claim(number: int, candidate: Candidate, evidence: Evidence, shape: QuestionShape) -> Claim:
    article = candidate.passage.article
    cite = Citation(number, article, candidate.quoted_from, candidate.end, candidate.text)
    short = short_words(candidate, evidence, shape) if number == 1 else None
    if short is None:
        return Claim(candidate.text, (cite,))
    return Claim(candidate.text, (cite,), short=Citation(number, article, *short, article.text[slice(*short)]))
