"""The words of chunks in Milvus: how often each stands in a chunk, and on which days the chunks were published that hold it.

Milvus' own BM25 counts rows that were removed, or that nobody may see yet, and knows no day to search as of. So of each
chunk a sparse vector is stored, whose product with a question's words is the chunk's BM25 score for the average length
at that time, and its words with their frequencies, from which the exact score is computed. Knows no database.
"""

from __future__ import annotations

import hashlib
import itertools
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from index.errors import RagError
from index.milvus.rows import LONGEST_BYTES, pack
from index.store.words import bm25


def term_number(term: str) -> int:
    """A word's place in a sparse vector. Two words in 2^31 may share one: then a chunk is looked at in vain, no more."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=4).digest()) & 0x7FFFFFFF


def told(frequencies: Mapping[str, int]) -> str:
    """Words and how often each stands, as one string. Raises RagError for more than Milvus takes."""
    words = " ".join(f"{term} {frequency}" for term, frequency in frequencies.items())
    if len(words.encode()) > LONGEST_BYTES:
        raise RagError(
            f"a chunk has {len(frequencies):,} different words, more than Milvus can keep; lower index.chunk_tokens"
        )
    return words


def read(words: str) -> dict[str, int]:
    """What `told` wrote."""
    parts = words.split(" ") if words else []
    return dict(zip(parts[::2], map(int, parts[1::2]), strict=True))


def packed_days(days: Mapping[int, int]) -> str:
    """In how many chunks of each day a word stands, as one string: a word of every day takes about a byte for each."""
    counted = sorted((day, count) for day, count in days.items() if count)
    gaps = [later - day for day, later in itertools.pairwise([0, *(day for day, _ in counted)])]
    return pack({"gaps": gaps, "counts": [count for _, count in counted]})


def read_days(unpacked: Any) -> dict[int, int]:
    """What `packed_days` packed, or (day, count) pairs, as they were before it."""
    if isinstance(unpacked, list):
        return dict(unpacked)
    return dict(zip(itertools.accumulate(unpacked["gaps"]), unpacked["counts"], strict=True))


def sparse(frequencies: Mapping[str, int], length: int, average: float) -> dict[int, float]:
    """A chunk's vector: what each word adds to a score, its rarity left out."""
    if not frequencies:
        return {0: 0.0}  # Milvus takes no empty vector
    counts = np.array([*frequencies.values()], np.float64)
    weights = bm25.scores(counts, bm25.damping(lengths_of([length]), average or 1.0), 1.0)
    vector: dict[int, float] = defaultdict(float)
    for term, weight in zip(frequencies, weights.tolist(), strict=True):
        vector[term_number(term)] += weight
    return dict(vector)


def lengths_of(counted: Sequence[int]) -> bm25.Scores:
    """Lengths as they count in a score."""
    return np.array([bm25.kept_length(length) for length in counted], np.float64)


class WordDays:
    """Counts that change: in how many chunks of each day a word stands. Ten bytes for a word of a chunk."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._terms, self._days, self._changes = array("Q"), array("Q"), array("b")
        self.chunks: Counter[int] = Counter()
        self.lengths: Counter[int] = Counter()

    def add(self, terms: Iterable[str], day: int, length: int, *, change: int) -> None:
        """Count a chunk once more, or with `change` -1 once less."""
        self.chunks[day] += change
        self.lengths[day] += change * length
        for term in terms:
            self._terms.append(self._numbers.setdefault(term, len(self._numbers)))
            self._days.append(day)
            self._changes.append(change)

    def changes(self) -> Iterator[tuple[str, dict[int, int]]]:
        """(word, day -> change) of every word whose counts change."""
        if not self._terms:
            return
        keys = np.frombuffer(self._terms, np.uint64) << np.uint64(32) | np.frombuffer(self._days, np.uint64)
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
        sums = np.add.reduceat(np.frombuffer(self._changes, np.int8)[order].astype(np.int64), starts)
        names = list(self._numbers)
        found: dict[int, dict[int, int]] = defaultdict(dict)
        for key, change in zip(keys[starts].tolist(), sums.tolist(), strict=True):
            if change:
                found[key >> 32][key & 0xFFFFFFFF] = change
        for number, days in found.items():
            yield names[number], days
