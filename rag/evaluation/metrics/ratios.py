"""Terms of questions -> a figure with its interval, and the difference of two with its test.

Every figure is a ratio of two sums over questions: a mean has a 1 below each value; a precision has 1 below where
something was claimed; a question that a figure does not apply to has 0 above and below. So one bootstrap does
for all of them. Knows nothing of what a figure means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Term: TypeAlias = tuple[float, float]
"""What one question adds to the upper and to the lower sum."""

Sums: TypeAlias = NDArray[np.float64]
"""Terms, shape (questions, 2)."""

NOT_APPLICABLE: Term = (0.0, 0.0)

SEED = 20090719
"""Any number would do; a fixed one makes two runs print the same intervals."""

RESAMPLES = 2000
"""Percentile intervals need 1,000 or more (Efron and Tibshirani 1993, chapter 13)."""

PERMUTATIONS = 9999
"""SciPy's default; the smallest p that it can find is 1/10,000."""

_BLOCK = 200
"""Resamples drawn at once: 34 MB for 7,000 questions."""

_BOUNDS = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, its 95% interval, and how many questions it applies to."""

    value: float
    low: float
    high: float
    questions: int


@dataclass(frozen=True, slots=True)
class Paired:
    """The second figure less the first on the same questions; `p` is two-sided."""

    difference: float
    low: float
    high: float
    p: float
    test: Literal["McNemar, exact", "paired permutation", "paired bootstrap"]


def estimate(terms: Sequence[Term]) -> Estimate | None:
    """The figure of the terms; None when it applies to no question. Percentile bootstrap over questions."""
    sums = _array(terms)
    sums = sums[sums[:, 1] > 0]
    if not len(sums):
        return None
    draws = np.concatenate([_ratios(sums[rows].sum(1)) for rows in _resamples(len(sums))])
    low, high = np.percentile(draws, _BOUNDS)
    return Estimate(float(_ratios(sums.sum(0))), float(low), float(high), len(sums))


def paired(first: Sequence[Term], second: Sequence[Term]) -> Paired | None:
    """How two settings differ on the same questions in the same order; None when either figure has no question.

    The interval is a percentile bootstrap over questions, which keeps the pairs. The test depends on the figure:
    where each question is right or wrong, McNemar's exact one (McNemar 1947; binomial over the questions that
    differ); for values, the paired permutation test, which needs no shape of the differences and is the one that
    Smucker, Allan and Carterette (2007) found fit for retrieval figures, where they advise against Wilcoxon's; for
    a figure that applies to other questions under either setting (a precision), what is swapped would not be
    alike, so the share of the bootstrap beyond no difference is taken (Efron and Tibshirani 1993, chapter 15).
    """
    one, two = _array(first), _array(second)
    if one.shape != two.shape:
        raise ValueError(f"a paired test needs the same questions, got {len(one)} and {len(two)}")
    applies = (one[:, 1] > 0) | (two[:, 1] > 0)
    one, two = one[applies], two[applies]
    if not one[:, 1].sum() or not two[:, 1].sum():
        return None
    drawn = np.concatenate([_ratios(two[rows].sum(1)) - _ratios(one[rows].sum(1)) for rows in _resamples(len(one))])
    low, high = (float(bound) for bound in np.nanpercentile(drawn, _BOUNDS))
    difference = float(_ratios(two.sum(0)) - _ratios(one.sum(0)))
    if (one[:, 1] != two[:, 1]).any():
        return Paired(difference, low, high, _beyond(drawn[~np.isnan(drawn)]), "paired bootstrap")
    if np.isin(np.concatenate([one, two]), (0, 1)).all():
        return Paired(difference, low, high, _mcnemar(one[:, 0], two[:, 0]), "McNemar, exact")
    return Paired(difference, low, high, _permuted(one[:, 0], two[:, 0]), "paired permutation")


def _beyond(drawn: Sums) -> float:
    """Twice the smaller share of differences on one side of none, never 0."""
    sides = (np.count_nonzero(drawn <= 0), np.count_nonzero(drawn >= 0))
    return min(1.0, 2 * (min(sides) + 1) / (len(drawn) + 1))


def _mcnemar(first: Sums, second: Sums) -> float:
    from scipy.stats import binomtest

    gained, lost = int((second > first).sum()), int((first > second).sum())
    return float(binomtest(gained, gained + lost, 0.5).pvalue) if gained + lost else 1.0


def _permuted(first: Sums, second: Sums) -> float:
    from scipy.stats import permutation_test

    differs = first != second  # swapping equals changes nothing
    if np.count_nonzero(differs) <= 1:  # one pair is as far from none either way round, and SciPy wants two
        return 1.0
    done = permutation_test(
        (first[differs], second[differs]),
        _difference,
        permutation_type="samples",
        vectorized=True,
        n_resamples=PERMUTATIONS,
        batch=_BLOCK,
        rng=np.random.default_rng(SEED),
    )
    return float(done.pvalue)


def _difference(first: Sums, second: Sums, axis: int) -> Sums:
    """Of sums; the lower sums are the same under both settings and stay so."""
    difference: Sums = (second - first).sum(axis)
    return difference


def _array(terms: Sequence[Term]) -> Sums:
    return np.array(terms, np.float64).reshape(len(terms), 2)


def _ratios(sums: Sums) -> Sums:
    """Upper by lower sum, over the last axis; NaN where the lower one is 0: a resample without such a question."""
    lower = np.where(sums[..., 1] == 0, np.nan, sums[..., 1])
    ratios: Sums = sums[..., 0] / lower
    return ratios


def _resamples(questions: int) -> Iterator[NDArray[np.int64]]:
    """The rows in each resample, in blocks of shape (resamples, questions)."""
    random = np.random.default_rng(SEED)
    for _ in range(RESAMPLES // _BLOCK):
        yield random.integers(questions, size=(_BLOCK, questions))
