"""Figures of refusing and the risk-coverage curve, against numbers worked out by hand."""

from __future__ import annotations

import pytest

from rag.evaluation.metrics.ratios import Estimate, estimate
from rag.evaluation.metrics.refusals import Curve, CurvePoint, refusal_terms, risk_coverage


def test_precision_recall_and_f1_of_refusing() -> None:
    # 4 refused, 3 of them rightly; 5 have no answer: precision 3/4, recall 3/5, F1 2*3/(4+5) = 2/3
    questions = [(True, True)] * 3 + [(True, False)] + [(False, True)] * 2 + [(False, False)] * 4
    terms = [refusal_terms(refused=refused, unanswerable=unanswerable) for refused, unanswerable in questions]
    values = {name: (value.value, value.questions) for name in terms[0] if (value := _estimated(terms, name))}
    assert values == {
        "refusal precision": (0.75, 4),
        "refusal recall": (0.6, 5),
        "refusal F1": (pytest.approx(2 / 3), 6),
    }


def _estimated(terms: list[dict[str, tuple[float, float]]], name: str) -> Estimate | None:
    return estimate([one[name] for one in terms])


def test_the_curve_and_its_area() -> None:
    # five questions, three answered: right at 0.9, wrong at 0.8, right at 0.5; risks 0, 1/2, 1/3, mean 5/18
    curve = risk_coverage([(0.5, False), (0.9, False), (0.8, True)], 5)
    assert curve.points == (CurvePoint(0.9, 1 / 5, 0.0), CurvePoint(0.8, 2 / 5, 1 / 2), CurvePoint(0.5, 3 / 5, 1 / 3))
    assert curve.area == pytest.approx(5 / 18)


def test_answers_of_one_confidence_are_one_point_whatever_their_order() -> None:
    # right; then one right and one wrong alike: half a fault each, so risks 0, 0.5/2, 1/3, mean 7/36
    one = risk_coverage([(0.9, False), (0.7, False), (0.7, True)], 3)
    other = risk_coverage([(0.7, True), (0.9, False), (0.7, False)], 3)
    assert one == other
    assert one.points == (CurvePoint(0.9, 1 / 3, 0.0), CurvePoint(0.7, 1.0, 1 / 3))
    assert one.area == pytest.approx(7 / 36)


def test_confidence_that_knows_where_it_is_wrong_has_the_smaller_area() -> None:
    # wrong last: risks 0, 0, 1/3; wrong first: 1, 1/2, 1/3
    last = risk_coverage([(0.9, False), (0.8, False), (0.1, True)], 3)
    first = risk_coverage([(0.9, True), (0.8, False), (0.1, False)], 3)
    assert last.area == pytest.approx(1 / 9)
    assert first.area == pytest.approx(11 / 18)


def test_refusing_everything_has_no_curve() -> None:
    assert risk_coverage([], 4) == Curve((), None)
