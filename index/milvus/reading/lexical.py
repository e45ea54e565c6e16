"""BM25 over one version: the scores that a local index of just its articles, or of those published by a day, gives.

Milvus finds candidates by the weights that are stored with each chunk, which are right but for the average length of a
chunk: that of the time they were written. How much it can move a score is bounded (`bm25.largest_growth`), so candidates
are taken until none that is left can reach the last place, at most as many as Milvus gives at once; their scores are
computed anew from their words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np

from index.mentions.scan import WordSearch
from index.milvus.database import MOST_HITS, WORDS, MilvusDatabase
from index.milvus.facts import Facts
from index.milvus.rows import key_of
from index.milvus.words import lengths_of, read, read_days, term_number
from index.store.words import bm25
from index.types import Filter, Hit, WordStatistics

_MORE = 1.3
_WORDS_KEPT, _DAYS_KEPT = 16_384, 256

Scored = list[tuple[float, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class _Population:
    """All chunks, or those published by a day: how many, and their words in average."""

    chunks: int
    average: float


class MilvusWords:
    """The words of one version. Safe for many threads."""

    def __init__(self, database: MilvusDatabase, facts: Facts) -> None:
        self._database, self._facts = database, facts
        self._population = lru_cache(maxsize=_DAYS_KEPT)(partial(_population, facts))
        self._days: dict[str, dict[int, int]] = {}

    def statistics(self, terms: Sequence[str], restriction: Filter | None) -> WordStatistics:
        """How many chunks there are and in how many each word stands: of all, or as of the day of `restriction`."""
        day, undated = _day_of(restriction)
        counts = {term: _until(days, day, undated=undated) for term, days in self._days_of(terms).items()}
        return WordStatistics(self._population(day, undated).chunks, counts)

    def best(
        self, terms: Sequence[str], limit: int, where: str, restriction: Filter | None, fields: Sequence[str]
    ) -> Scored:
        """(score, row with `fields`) of at least the `limit` best chunks that pass `where`, in no order."""
        counted = self.statistics(terms, restriction)
        weights = {
            term: bm25.rarity(counted.chunks, frequency) for term, frequency in counted.frequencies.items() if frequency
        }
        if not weights or limit <= 0:
            return []
        average = self._population(*_day_of(restriction)).average
        growth = bm25.largest_growth(self._facts.average, average, self._facts.longest) * (1 + bm25.ROUNDING)
        vector: dict[int, float] = {}
        for term, weight in weights.items():
            vector[term_number(term)] = vector.get(term_number(term), 0.0) + weight
        asked = min(MOST_HITS, int(limit * _MORE) + 10)
        while True:
            hits = self._database.search(
                "sparse", vector, asked, where, [*fields, "words", "length"], guarantee=self._facts.published_at
            )
            scored = _scored([row for _, row in hits], weights, average)
            scores = np.array([score for score, _ in scored])
            last = float(np.partition(scores, -limit)[-limit]) if len(scores) > limit else 0.0
            if len(hits) < asked or asked >= MOST_HITS or last > hits[-1][0] * growth:
                return [one for one in scored if one[0] > 0]
            asked = min(MOST_HITS, 2 * asked)

    def _days_of(self, terms: Sequence[str]) -> dict[str, dict[int, int]]:
        """In how many chunks of each day these words stand."""
        known = self._days
        found = {term: known[term] for term in terms if term in known}
        if missing := {key_of(term): term for term in terms if term not in found}:
            rows = self._database.get(WORDS, list(missing), ["body"], guarantee=self._facts.published_at)
            counted = self._facts.values(self._database, rows)
            found |= {term: read_days(counted.get(key, [])) for key, term in missing.items()}
            self._days = (known if len(known) < _WORDS_KEPT else {}) | found
        return {term: found[term] for term in terms}


class FewWords:
    """The word search as the scan for mentions uses it: which chunks hold a word, never more at once than Milvus gives."""

    def __init__(self, search_index: WordSearch) -> None:
        self._index = search_index
        self.terms, self.document_frequency = search_index.terms, search_index.document_frequency
        self.chunk_count = min(search_index.chunk_count, 4 * (MOST_HITS // 2))
        """Of which a quarter at most is asked for."""

    def lexical(self, text: str, limit: int, restriction: Filter | None = None) -> list[Hit]:
        """All chunks with one of the words."""
        if limit <= MOST_HITS // 2:
            return self._index.lexical(text, limit, restriction)
        found = [self._index.lexical(term, self.document_frequency(term), restriction) for term in self.terms(text)]
        return [hit for hits in found for hit in hits]


def _scored(rows: Sequence[dict[str, Any]], weights: dict[str, float], average: float) -> Scored:
    damped = bm25.damping(lengths_of([int(row["length"]) for row in rows]), average)
    held = [read(row["words"]) for row in rows]
    totals = np.zeros(len(rows))
    for term, weight in weights.items():
        counts = np.array([words.get(term, 0) for words in held], np.float64)
        totals += bm25.scores(counts, damped, weight)
    return list(zip(totals.tolist(), rows, strict=True))


def _day_of(restriction: Filter | None) -> tuple[dt.date | None, bool]:
    return (restriction.as_of, restriction.undated) if restriction and restriction.as_of else (None, True)


def _until(days: dict[int, int], last: dt.date | None, *, undated: bool) -> int:
    if last is None:
        return sum(days.values())
    return sum(count for day, count in days.items() if (day <= last.toordinal() if day else undated))


def _population(facts: Facts, last: dt.date | None, undated: bool) -> _Population:  # noqa: FBT001 - a cache's key
    chunks = _until({day: count for day, count, _ in facts.days}, last, undated=undated)
    words = _until({day: count for day, _, count in facts.days}, last, undated=undated)
    return _Population(chunks, words / chunks if chunks else 0.0)
