"""Refusals: are they the right ones, and does confidence know where an answer is wrong.

Knows precision, recall and F1 of refusing (positive: the articles have no answer) and the risk-coverage curve with
the area under it (El-Yaniv and Wiener 2010; Geifman, Uziel and El-Yaniv 2019). Knows nothing of why an answer is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.evaluation.metrics.ratios import Term


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Were only answers of at least this confidence given: the share of questions answered, and of those the wrong."""

    confidence: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Risk over coverage, most confident first. `area` is the mean risk over the answers; lower is better."""

    points: tuple[CurvePoint, ...]
    area: float | None


def refusal_terms(*, refused: bool, unanswerable: bool) -> dict[str, Term]:
    """What a question whose answer is known, or known not to be, adds to the figures of refusing."""
    right = float(refused and unanswerable)
    return {
        "refusal precision": (right, float(refused)),
        "refusal recall": (right, float(unanswerable)),
        "refusal F1": (2 * right, float(refused) + float(unanswerable)),
    }


def risk_coverage(answered: Sequence[tuple[float, bool]], questions: int) -> Curve:
    """The curve of (confidence, wrong) of each answer given to `questions` questions; the others were refused.

    No threshold tells answers of one confidence apart: they are one point, and inside the area each of them has the
    risk that it would have on average over their orders.
    """
    points, risks = list[CurvePoint](), list[float]()
    given, wrong = 0, 0.0
    ordered = sorted(answered, key=lambda answer: -answer[0])
    for confidence, alike in groupby(ordered, key=lambda answer: answer[0]):
        faults = [is_wrong for _, is_wrong in alike]
        share = sum(faults) / len(faults)
        risks += [(wrong + share * more) / (given + more) for more in range(1, len(faults) + 1)]
        given, wrong = given + len(faults), wrong + sum(faults)
        points.append(CurvePoint(confidence, given / questions, wrong / given))
    return Curve(tuple(points), sum(risks) / len(risks) if risks else None)
