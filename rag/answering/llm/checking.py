"""A sentence of the LLM against the passages it cites: supported with its quotes, or not, and why.

Three steps. The sentences of the cited passages that share most of its words are chosen; its numbers, times, names and
quotations must stand in them (`facts`); a judge must find that they support the rest. Knows no LLM and no prompt.

Decision: facts are compared by rule, and not left to the judge. A model of 22 million parameters reads "12%" and "76%"
as much the same; a rule does not, and says in words what is wrong. Instead: a large model for entailment, which no
laptop runs while an LLM does. Cost: what an LLM puts together from several sentences, or counts, is called unsupported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Article
from rag.answering.llm.facts.comparing import Facts, Ground, facts_in, fault_in
from rag.answering.llm.facts.words import Word, meaning_of, words_of
from rag.answering.llm.judge import Judge
from rag.evidence.pairs import header_of
from rag.evidence.protocol import EvidenceText

SUPPORTED_FROM = 0.5
"""Chance below which the judge finds no support. Of 180 true statements (those of tests/bench/llm_checking.py, seed 11) one
lies below it and 98% above 0.79; held against the neighbours of their sentence alone half of them lie below."""

_MOST_SENTENCES = 3
_BEFORE, _AFTER = 2, 1
"""Sentences before and after a chosen one that may say who "he" is."""

_FACT_WEIGHT = 0.5
"""A word of a name counts half when sentences are chosen: what is to be proved does not choose its proof."""

_ADDS = 2.0
_ADDS_SHARE = 0.2
"""A further sentence is chosen when it has so many words, and such a share of the statement's, that are not there yet."""

_LEAST_SHARE = 0.25
"""Of the statement's words; sentences that share fewer say something else."""

_WINDOW_CHARACTERS = 1_100
"""About 250 tokens: with statement and headline the judge reads it whole."""


@dataclass(frozen=True, slots=True)
class Source:
    """A passage: its article, and the places of its sentences, whole and in order."""

    article: Article
    sentences: tuple[tuple[int, int], ...]

    def text(self, place: int) -> str:
        start, end = self.sentences[place]
        return self.article.text[start:end]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sentence of a source: its place there."""

    source: Source
    place: int

    @property
    def span(self) -> tuple[int, int]:
        return self.source.sentences[self.place]

    @property
    def text(self) -> str:
        return self.source.text(self.place)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`quotes` support the statement; none: it is unsupported, for the reason in `why`. `chance` is the judge's."""

    quotes: tuple[Chosen, ...]
    chance: float
    why: str = ""


class Checker:
    """Checks statements against sources. What it says depends on its arguments alone; safe for many threads."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def check(self, statement: str, sources: Sequence[Source]) -> Verdict:
        """Whether the sources support the statement. Raises ModelUnavailable when the judge cannot work."""
        words = words_of(statement)
        facts = facts_in(statement, _small_words(sources))
        chosen = _chosen(words, facts, sources)
        if not chosen:
            return Verdict((), 0.0, "no sentence of the cited passages says something like it")
        fault = fault_in(statement, facts, _ground(chosen))
        if fault:
            return Verdict((), 0.0, f"compared with the cited passages, {fault}")
        chance = max(self._judge.support(statement, [_window(one) for one in chosen]))
        if chance < SUPPORTED_FROM:
            return Verdict((), chance, "the cited passages do not say so, as far as the evidence model can tell")
        return Verdict(chosen, chance)


def _small_words(sources: Sequence[Source]) -> frozenset[str]:
    """Words that the articles write small: they open sentences of a statement without being names."""
    texts = [source.text(place) for source in sources for place in range(len(source.sentences))]
    return frozenset(word.text for text in texts for word in words_of(text) if word.text.islower())


def _chosen(words: Sequence[Word], facts: Facts, sources: Sequence[Source]) -> tuple[Chosen, ...]:
    """The sentences that share most with the statement, the best first, in which most of its words stand."""
    of_facts = {w.stem for w in words if any(start < w.end and w.start < end for start, end in facts.spans())}
    weights = {stem: _FACT_WEIGHT if stem in of_facts else 1.0 for stem in meaning_of(words)}
    total = sum(weights.values())
    left = [Chosen(source, place) for source in sources for place in range(len(source.sentences))]
    shared = {id(one): meaning_of(words_of(one.text)) & weights.keys() for one in left}
    covered: set[str] = set()
    chosen: list[Chosen] = []
    while left and len(chosen) < _MOST_SENTENCES:
        gains = [sum(weights[stem] for stem in shared[id(one)] - covered) for one in left]
        gain = max(gains)
        if gain <= 0 or (chosen and (gain < _ADDS or gain < _ADDS_SHARE * total)):
            break
        best = left.pop(gains.index(gain))
        covered |= shared[id(best)]
        chosen.append(best)
    if sum(weights[stem] for stem in covered) < _LEAST_SHARE * total:
        return ()
    return tuple(chosen)


def _ground(chosen: Sequence[Chosen]) -> Ground:
    """What stands in the chosen sentences, around them and above them."""
    around = " ".join(
        one.source.text(place)
        for one in chosen
        for place in range(max(0, one.place - _BEFORE), min(len(one.source.sentences), one.place + _AFTER + 1))
        if place != one.place
    )
    articles = list({one.source.article.id: one.source.article for one in chosen}.values())
    credit = "\n".join(part for one in articles for part in (one.outlet, one.author) if part)
    head = "\n".join([*(one.title for one in articles), credit])
    text = "\n".join(one.text for one in articles)
    sentences = tuple((one.text, one.source.article.published) for one in chosen)
    return Ground(sentences, around, head, credit, text)


def _window(one: Chosen) -> EvidenceText:
    """The sentence with its neighbours, as much as the judge reads at once."""
    source = one.source
    first, last = one.place, one.place
    for step in (1, 2):
        for place in (one.place - step, one.place + step):
            low, high = min(first, place), max(last, place)
            fits = low >= 0 and high < len(source.sentences)
            if fits and source.sentences[high][1] - source.sentences[low][0] <= _WINDOW_CHARACTERS:
                first, last = low, high
    start, end = source.sentences[first][0], source.sentences[last][1]
    places = tuple((a - start, b - start) for a, b in source.sentences[first : last + 1])
    header = header_of(source.article.title, source.article.published)
    return EvidenceText(header, source.article.text[start:end], places)
