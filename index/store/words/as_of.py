"""BM25 as of a day: the hits and scores that an index of only what was published by then would give.

tantivy finds the candidates: with each word's weight set right it ranks them nearly as they should be, for only the
average length is still the whole index's. How much that can move a score is bounded (`bm25.largest_growth`), so
candidates are taken until none that is left can reach the last place; their scores are computed anew. How often a word
stands in a candidate is read off the score that tantivy gives it for that word alone: an explanation says the same, but
takes 25 ms for 150 candidates of a question of 18 words, against 0.2 ms a word. Questions of ten words take 3 ms among
7,000 chunks and 6 among 100,000 (p95 11), of 37 words 13 ms.

Chunks that were removed and are still counted by tantivy, and how its files are cut into segments, change nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from index.store.words import bm25
from index.store.words.fields import all_of, clauses_of, either, place_of
from index.types import Filter, WordStatistics

if TYPE_CHECKING:
    import datetime as dt

    import tantivy

_DAYS_KEPT = 256
_WORDS_KEPT = 16_384
"""Some 3 MB; counting a frequent word of 100,000 chunks takes a millisecond."""

_MORE = 1.3
"""Candidates for each chunk wanted: enough at once for all of 240 questions among 100,000 chunks and 59 of 60 among 7,000."""

_MOST_NAMED = 1000
"""Of more chunks than this it is quicker to look at all chunks than to name them."""


@dataclass(frozen=True, slots=True)
class _Population:
    """All chunks published by a day: how many, their words in average and at most."""

    chunks: int
    average: float
    longest: int


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A word: its weight as of the day, and what tantivy counts it by."""

    query: tantivy.Query
    weight: float
    own_weight: float


class AsOfWords:
    """Searches as of any day over one generation. Safe for many reading threads."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema) -> None:
        self._searcher, self._schema = searcher, schema
        # Of no method of our own: in a circle of references a generation that was removed would hold its disk space.
        self._population = lru_cache(maxsize=_DAYS_KEPT)(partial(_population, searcher, schema))
        self._frequency = lru_cache(maxsize=_WORDS_KEPT)(partial(_frequency, searcher, schema))
        self._counted: tuple[int, float] | None = None

    def statistics(self, terms: Sequence[str], day: dt.date, *, undated: bool) -> WordStatistics:
        """Of the chunks published by `day`, and of those without a date if `undated`."""
        frequencies = {term: self._frequency(day, undated, term) for term in terms}
        return WordStatistics(self._population(day, undated).chunks, frequencies)

    def best(
        self, terms: Sequence[str], limit: int, clauses: list[tantivy.Query], *, day: dt.date, undated: bool
    ) -> list[tuple[tuple[int, int], float]]:
        """Pairs of (article row, ordinal) and score of the `limit` best, and of all that score as the last of them.

        `clauses` let nothing later than `day` through; statistics are of all that was published by then.
        """
        counted = self.statistics(terms, day, undated=undated)
        held = [term for term in terms if counted.frequencies[term]]
        if not held:
            return []
        population, plain = self._population(day, undated), [self._word(term) for term in held]
        whole = self._whole(all_of([either(plain), *clauses]))
        if whole is None:
            return []
        chunks, average = whole
        words = [
            _Weighed(
                query=query,
                weight=bm25.rarity(counted.chunks, counted.frequencies[term]),
                own_weight=bm25.single_rarity(chunks, int(self._searcher.doc_freq("words", term))),
            )
            for term, query in zip(held, plain, strict=True)
        ]
        growth = bm25.largest_growth(average, population.average, population.longest) * (1 + bm25.ROUNDING)
        return self._ranked(words, limit, clauses, averages=(average, population.average), growth=growth)

    def _ranked(
        self,
        words: Sequence[_Weighed],
        limit: int,
        clauses: list[tantivy.Query],
        *,
        averages: tuple[float, float],
        growth: float,
    ) -> list[tuple[tuple[int, int], float]]:
        import tantivy

        boosted = [tantivy.Query.boost_query(word.query, word.weight / word.own_weight) for word in words]
        query, everything = all_of([either(boosted), *clauses]), int(self._searcher.num_docs)
        asked = min(everything, int(limit * _MORE) + 10)
        while True:
            hits = self._searcher.search(query, asked, count=False).hits
            places, scores = self._scored([address for _, address in hits], words, clauses, averages)
            last = float(np.partition(scores, -limit)[-limit]) if len(scores) > limit else 0.0
            if len(hits) < asked or asked >= everything or last > float(hits[-1][0]) * growth:
                return [(place, float(score)) for place, score in zip(places, scores, strict=True) if score >= last]
            asked = min(everything, 2 * asked)

    def _scored(
        self,
        addresses: list[tantivy.DocAddress],
        words: Sequence[_Weighed],
        clauses: list[tantivy.Query],
        averages: tuple[float, float],
    ) -> tuple[list[tuple[int, int]], bm25.Scores]:
        """Places and exact scores of these chunks."""
        places, counts = (
            [int(value or 0) for value in self._searcher.fast_field_values(name, addresses)]
            for name in ("place", "length")
        )
        lengths = np.array([bm25.kept_length(count) for count in counts], np.float64)
        damped_then, damped = (bm25.damping(lengths, average) for average in averages)
        number = {(address.segment_ord, address.doc): at for at, address in enumerate(addresses)}
        within = self._within(places, clauses)
        totals = np.zeros(len(addresses))
        for word in words:
            found = self._searcher.search(all_of([word.query, *within]), int(self._searcher.num_docs), count=False).hits
            pairs = [(number.get((address.segment_ord, address.doc), -1), score) for score, address in found]
            ours = np.array([pair for pair in pairs if pair[0] >= 0], np.float64).reshape(-1, 2)
            held = ours[:, 0].astype(np.int64)
            frequencies = bm25.frequencies(ours[:, 1], damped_then[held], word.own_weight)
            totals[held] += bm25.scores(frequencies, damped[held], word.weight)
        return [place_of(place) for place in places], totals

    def _within(self, places: list[int], clauses: list[tantivy.Query]) -> list[tantivy.Query]:
        """Clauses that let at least the chunks at these places through, and score nothing."""
        import tantivy

        if len(places) > _MOST_NAMED:
            return clauses
        query = tantivy.Query
        # A union: a set of the same values takes three to seven times as long.
        named = [query.term_query(self._schema, "place", place) for place in places]
        return [either([query.const_score_query(one, 0.0) for one in named])]

    def _word(self, term: str) -> tantivy.Query:
        import tantivy

        return tantivy.Query.term_query(self._schema, "words", term)

    def _whole(self, query: tantivy.Query) -> tuple[int, float] | None:
        """The number of chunks and the average length that tantivy scores by, removed chunks and estimates included.

        Only the explanation of a score says them, here of any hit of `query` (None when it has none); they are the same
        for every score.
        """
        if self._counted is None:
            hits = self._searcher.search(query, 1, count=False).hits
            if not hits:
                return None
            explained = json.loads(query.explain(self._searcher, hits[0][1]).to_json())
            self._counted = (int(_value(explained, "N,")), _value(explained, "avgdl,"))
        return self._counted


def _population(searcher: tantivy.Searcher, schema: tantivy.Schema, day: dt.date, undated: bool) -> _Population:  # noqa: FBT001
    clauses = clauses_of(schema, Filter(as_of=day, undated=undated))
    found = searcher.aggregate(all_of(clauses), {"words": {"stats": {"field": "length"}}})["words"]
    if not found["count"]:
        return _Population(0, 0.0, 0)
    return _Population(int(found["count"]), found["sum"] / found["count"], int(found["max"]))


def _frequency(searcher: tantivy.Searcher, schema: tantivy.Schema, day: dt.date, undated: bool, term: str) -> int:  # noqa: FBT001
    import tantivy

    word = tantivy.Query.term_query(schema, "words", term)
    clauses = clauses_of(schema, Filter(as_of=day, undated=undated))
    counted: Any = searcher.search(all_of([word, *clauses]), 1, count=True)  # its type leaves `count` out
    return int(counted.count)


def _value(explained: dict[str, Any], beginning: str) -> float:
    """The value whose description has this beginning. Raises ValueError when the explanation holds none."""
    waiting = [explained]
    while waiting:
        part = waiting.pop()
        if part["description"].startswith(beginning):
            return float(part["value"])
        waiting += part.get("details", [])
    raise ValueError(f"the explanation of a score names no value {beginning!r}")
