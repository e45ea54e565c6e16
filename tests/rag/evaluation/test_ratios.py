"""Figures, their intervals and paired tests, against numbers worked out by hand."""

from __future__ import annotations

import pytest

from rag.evaluation.metrics.ratios import NOT_APPLICABLE, Paired, Term, estimate, paired

HALF: list[Term] = [(1.0, 1.0)] * 50 + [(0.0, 1.0)] * 50


def test_a_figure_is_the_ratio_of_the_sums_over_the_questions_it_applies_to() -> None:
    # (1 + 0 + 1) / (1 + 1 + 2) = 0.5; the last question adds nothing and is not counted
    found = estimate([(1.0, 1.0), (0.0, 1.0), (1.0, 2.0), NOT_APPLICABLE])
    assert found is not None
    assert (found.value, found.questions) == (0.5, 3)


def test_a_figure_of_no_question_is_none() -> None:
    assert estimate([]) is None
    assert estimate([NOT_APPLICABLE, NOT_APPLICABLE]) is None


def test_the_interval_of_a_share_is_near_that_of_the_normal_distribution() -> None:
    # standard error sqrt(0.5 * 0.5 / 100) = 0.05, so 0.5 +- 1.96 * 0.05 = 0.402 .. 0.598
    found = estimate(HALF)
    assert found is not None
    assert found.low == pytest.approx(0.402, abs=0.011)
    assert found.high == pytest.approx(0.598, abs=0.011)


def test_the_interval_is_the_same_every_time() -> None:
    assert estimate(HALF) == estimate(HALF)


def test_equal_values_have_an_interval_of_no_width() -> None:
    found = estimate([(0.25, 1.0)] * 8)
    assert found is not None
    assert (found.value, found.low, found.high) == (0.25, 0.25, 0.25)


def test_right_and_wrong_is_tested_by_mcnemar() -> None:
    # 8 gained, 2 lost of 10 that differ: 2 * (1 + 10 + 45) / 2^10 = 0.109375
    first: list[Term] = [(0.0, 1.0)] * 8 + [(1.0, 1.0)] * 2 + [(1.0, 1.0)] * 10
    second: list[Term] = [(1.0, 1.0)] * 8 + [(0.0, 1.0)] * 2 + [(1.0, 1.0)] * 10
    found = paired(first, second)
    assert found is not None
    assert found.test == "McNemar, exact"
    assert found.p == pytest.approx(0.109375)
    assert found.difference == pytest.approx(6 / 20)


def test_values_are_tested_by_swapping_pairs() -> None:
    # of the 2^4 ways to swap four gains, 2 are as far from none as they are: 2 / 16
    found = paired([(0.1, 1.0)] * 4, [(0.2, 1.0), (0.3, 1.0), (0.4, 1.0), (0.5, 1.0)])
    assert found is not None
    assert found.test == "paired permutation"
    assert found.p == pytest.approx(0.125)
    assert found.difference == pytest.approx(0.25)
    assert 0.1 <= found.low <= found.difference <= found.high <= 0.4


def test_questions_that_do_not_differ_leave_the_test_of_the_others_as_it_is() -> None:
    alike: list[Term] = [(0.7, 1.0)] * 30
    found = paired([(0.1, 1.0)] * 4 + alike, [(0.2, 1.0), (0.3, 1.0), (0.4, 1.0), (0.5, 1.0), *alike])
    assert found is not None
    assert found.p == pytest.approx(0.125)
    assert found.difference == pytest.approx(1 / 34)


def test_one_pair_that_differs_tells_nothing() -> None:
    found = paired([(0.1, 1.0), (0.4, 1.0)], [(0.2, 1.0), (0.4, 1.0)])
    assert found is not None
    assert (found.test, found.p) == ("paired permutation", 1.0)


def test_a_figure_over_other_questions_under_either_setting_is_tested_by_the_bootstrap() -> None:
    # a precision of 1 over ten questions and of 0 over twenty: every one of the 2000 resamples has -1,
    # so p is 2 * (0 + 1) / 2001
    first: list[Term] = [(1.0, 1.0)] * 10 + [NOT_APPLICABLE] * 10
    second: list[Term] = [(0.0, 1.0)] * 20
    assert paired(first, second) == Paired(-1.0, -1.0, -1.0, 2 / 2001, "paired bootstrap")


@pytest.mark.parametrize("terms", [HALF, [(0.3, 1.0), (0.6, 1.0)]], ids=["right or wrong", "values"])
def test_equal_settings_do_not_differ(terms: list[Term]) -> None:
    found = paired(terms, terms)
    assert found is not None
    assert (found.difference, found.low, found.high, found.p) == (0.0, 0.0, 0.0, 1.0)


def test_what_applies_to_nothing_under_one_setting_cannot_be_compared() -> None:
    assert paired([(1.0, 1.0)], [NOT_APPLICABLE]) is None


def test_other_questions_are_refused() -> None:
    with pytest.raises(ValueError, match="the same questions, got 2 and 1"):
        paired([(1.0, 1.0)] * 2, [(1.0, 1.0)])
