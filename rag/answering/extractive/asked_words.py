"""A question as it is compared with sentences: its words by how rare they are among the articles, its names and numbers.

Knows the words of an index; knows no passages and no model.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.kinds import Kind, lacks_link, without_kind_words
from rag.answering.signs.deeds import deed_missing
from rag.answering.signs.editions import Edition
from rag.answering.signs.like_words import is_told
from rag.answering.signs.named_nouns import names_one, noun_asked
from rag.answering.signs.other_times import is_of_another_time
from rag.answering.signs.talks import Told, told_of_talks
from rag.asking.words import content_terms, names_asked
from rag.retrieval.restrictions import statistics_population
from rag.retrieval.search_index import SearchIndex
from rag.types import Query

_LENT_WEIGHT = 0.3
"""How much a word that the conversation lends counts beside one of the question's own."""

_BEFORE = 20_000
"""Characters of the article before a sentence in which whoever talked is looked for: some 3,000 words."""

_RARE = 3.0
"""The weight of a word that stands in one chunk of twenty."""


@dataclass(frozen=True, slots=True, eq=False)
class AskedWords:
    """A question as it is compared: its own words, with what the conversation lends, and as terms."""

    own: str
    whole: str
    weights: dict[str, float]
    names: list[str]
    numbers: list[str]
    kind: Kind
    parts: tuple[str, ...]
    years: list[str]
    """Of the time that restricts the search."""
    told: str
    """The person's own words, times included."""
    editions: tuple[Edition, ...]
    matter: dict[str, float]
    """The weights of what is asked about the names: without theirs."""
    of_talks: bool
    """It asks what talks were about."""

    def is_told_elsewhere(self, text: str, nearby: str) -> bool:
        """True where `text` ties what was asked to nobody, tells of another deed or time, or means another thing by number.

        `nearby` is its passage with headline and date.
        """
        return (
            lacks_link(text, self.own)
            or deed_missing(text, self.own)
            or is_of_another_time(text, nearby, self.told)
            or any(edition.is_elsewhere(text, nearby) for edition in self.editions)
        )

    def told_of_talks(self, text: str, article: str, start: int, nearby: str) -> Told | None:
        """What `text`, which begins at `start` of the article, tells of talks; None where the question asks for no subject of talks."""
        if not self.of_talks:
            return None
        years = re.findall(r"\b(?:1\d|20)\d\d\b", self.told)
        return told_of_talks(text, article[max(0, start - _BEFORE) : start], nearby, self.whole, years)

    def is_named_in(self, text: str) -> bool:
        """True where the question asks which agency, law or other thing with a name, and `text` names such a one."""
        noun = noun_asked(self.own)
        return noun is not None and names_one(text, noun, self.whole)

    def is_beside(self, said: frozenset[str], nearby: frozenset[str]) -> bool:
        """True for a sentence that holds no word of the matter, where a rare one of them stands nowhere near.

        "Who directed Wish?" is not answered by what is said of Wish where nobody directs anything.
        """
        missing = (weight for term, weight in self.matter.items() if not is_told(term, nearby))
        return max(missing, default=0.0) >= _RARE and not any(is_told(term, said) for term in self.matter)


def names_of(own: str, query: Query) -> list[str]:
    """The names of a question, but for its outlets: those were matched with the index's already."""
    outlets = {one.words.casefold() for one in query.understood if one.aspect == "outlets"}
    outlets |= {words.removeprefix("the ") for words in outlets}
    return [name for name in names_asked(own) if name.casefold() not in outlets]


class IndexWords:
    """How rare words are among the articles that a query may use: with an as-of date, those published by then."""

    def __init__(self, search_index: SearchIndex, query: Query) -> None:
        self._index = search_index
        self._population = statistics_population(query)

    def known(self, words: str) -> bool:
        """True when every word stands in some article."""
        terms = self._index.terms(words)
        frequencies = self._index.word_statistics(terms, self._population).frequencies
        return all(frequencies[term] for term in terms)

    def weights(self, own: str, context: str) -> dict[str, float]:
        """Content words of the question by rarity; those that the conversation lends count less."""
        lent = content_terms(self._index.terms(context))
        asked = content_terms(self._index.terms(without_kind_words(own)))
        found = self._index.word_statistics([*lent, *asked], self._population)
        rarity = {term: _rarity(found.chunks, frequency) for term, frequency in found.frequencies.items()}
        return {term: _LENT_WEIGHT * rarity[term] for term in lent} | {term: rarity[term] for term in asked}

    def matter(self, own: str, asked_names: Sequence[str]) -> dict[str, float]:
        """The weights of a question's own words but for its names'."""
        for name in asked_names:
            own = own.replace(name, " ")
        return self.weights(own, "")


def _rarity(chunks: int, frequency: int) -> float:
    """Inverse document frequency, at least 0.1 so that no content word counts nothing."""
    return max(0.1, math.log(1 + (chunks - frequency + 0.5) / (frequency + 0.5)))


def share_missing(asked_names: Sequence[str], folded: str) -> float:
    """Share of the words of names that the folded text lacks."""
    words = [word for name in asked_names for word in re.findall(r"\w+", name.casefold())]
    return sum(word not in folded for word in words) / len(words) if words else 0.0
