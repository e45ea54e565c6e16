"""BM25 as tantivy computes it, taken apart and put together again over other statistics. Pure; knows no index.

An index asked as of a day must not let later articles count, yet tantivy weighs words by how many chunks of the whole
index hold them, and lengths by the whole index's average. How often a word stands in a chunk is all that is taken from
its scores; weights, average and scores are computed here, in double precision, from what was published by that day.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]

_K1, _B = 1.2, 0.75
"""tantivy's, which it lets nobody change."""

_EXACT_LENGTHS, _KEPT_BITS = 24, 4
"""tantivy keeps a length in one byte, as Lucene's SmallFloat does: lengths to 24 as they are, of what is beyond the four
highest bits."""

ROUNDING = 1e-4
"""tantivy adds up in single precision (6e-8 a step): far more than the words of a question can come to."""


def kept_length(length: int) -> int:
    """The length that tantivy counts a chunk of `length` words with."""
    beyond = length - _EXACT_LENGTHS
    dropped = max(0, beyond.bit_length() - _KEPT_BITS) if beyond > 0 else 0
    return length if dropped == 0 else _EXACT_LENGTHS + (beyond >> dropped << dropped)


def rarity(chunks: int, frequency: int) -> float:
    """The weight of a word that stands in `frequency` of `chunks` chunks."""
    return math.log1p((chunks - frequency + 0.5) / (frequency + 0.5))


def single_rarity(chunks: int, frequency: int) -> float:
    """`rarity` in tantivy's steps of single precision, in which that of a word of nearly every chunk is several per cent off."""
    half, one = np.float32(0.5), np.float32(1)
    return float(np.log(one + (np.float32(chunks - frequency) + half) / (np.float32(frequency) + half)))


def damping(lengths: Scores, average: float) -> Scores:
    """What a word's frequency in a chunk is compared with: the longer the chunk, the more."""
    return _K1 * (1 - _B + _B * lengths / average)


def scores(frequencies: Scores, damped: Scores, weight: float) -> Scores:
    """What a word that stands so often in each chunk adds to its score; nothing where it does not stand."""
    return weight * (1 + _K1) * frequencies / (frequencies + damped)


def frequencies(scored: Scores, damped: Scores, weight: float) -> Scores:
    """How often a word stands in each chunk that it has given this score: the reverse of `scores`, in whole numbers.

    A score in single precision tells frequencies to 1,000 apart, and beyond that two differ by less than its last digit.
    """
    share = np.minimum(scored / (weight * (1 + _K1)), 1 - 1e-7)
    whole: Scores = np.maximum(1, np.rint(damped * share / (1 - share)))
    return whole


def largest_growth(average: float, other: float, longest: int) -> float:
    """The most that a score can grow when the average length is `other` instead of `average` and all else the same.

    A word adds w f / (f + d) with d = k1 (1 - b + b length / average), so it grows by (f + d) / (f + d'). Below one where
    d' > d, and then nearest to one for large f; else largest for f = 1 and the longest chunk.
    """
    if other <= average:
        return 1.0
    before, after = (float(damping(np.array([float(longest)]), mean)[0]) for mean in (average, other))
    return (1 + before) / (1 + after)
