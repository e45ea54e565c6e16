"""A whole measurement of scripted answers: every figure of the report, worked out by hand."""

from __future__ import annotations

import json
from math import log2
from typing import Any

import pytest

from index.errors import ConfigError
from rag.evaluation import KnownQuestion, Report, compare, evaluate, measure, report
from rag.evaluation.known import GoldQuote
from rag.evaluation.measuring import Step
from rag.evaluation.report import CATALOGUE, worst
from tests.rag.evaluation.scripted import TEXTS, Scripted, Told

BRIDGE, FLOOD, OWLS = TEXTS

KNOWN = [
    KnownQuestion(
        "right", "cost?", ("four million",), (BRIDGE,), evidence=(GoldQuote("It cost four million", BRIDGE),)
    ),
    KnownQuestion("wrong", "owls?", ("ten",), (OWLS,)),
    KnownQuestion("refused", "hurt?", ("nobody",), (FLOOD, "gone.txt")),
    KnownQuestion("claimed", "cats?", ()),
    KnownQuestion("rightly refused", "dogs?", ()),
    KnownQuestion("retrieval", "river?", None, (FLOOD,)),
]
SCRIPT = {
    "cost?": Told((BRIDGE, FLOOD), ((BRIDGE, "It cost four million kroner."),), 0.9),
    "owls?": Told(
        (FLOOD, OWLS), ((FLOOD, "The river flooded the harbour."), (OWLS, "Nine owls nest in the tower.")), 0.8
    ),
    "hurt?": Told((FLOOD,), (), 0.1),
    "cats?": Told((OWLS,), ((OWLS, "Nine owls nest in the tower."),), 0.4),
    "dogs?": Told((OWLS,), (), 0.0),
    "river?": Told((OWLS, BRIDGE), (), 0.2),
}


@pytest.fixture(scope="module")
def found() -> Report:
    [measurement] = measure([Scripted(SCRIPT)], KNOWN)
    return report(measurement)


def test_every_figure_of_the_report(found: Report) -> None:
    # gold articles at places 1, 2, (1 and never), never
    ideal = 1 + 1 / log2(3)
    assert {figure.name: (figure.value, figure.questions) for figure in found.figures} == {
        "recall@1": (pytest.approx((1 + 0 + 0.5 + 0) / 4), 4),
        "recall@5": (pytest.approx((1 + 1 + 0.5 + 0) / 4), 4),
        "recall@10": (pytest.approx((1 + 1 + 0.5 + 0) / 4), 4),
        "nDCG@10": (pytest.approx((1 + 1 / log2(3) + 1 / ideal + 0) / 4), 4),
        "MRR@10": (pytest.approx((1 + 0.5 + 1 + 0) / 4), 4),
        "hit@4": (1.0, 1),
        "hit@10": (1.0, 1),
        "evidence recall@10": (1.0, 1),
        "right": (pytest.approx(2 / 5), 5),
        "answer match": (pytest.approx(1 / 3), 3),
        # "it cost four million kroner" and "four million": 4/7; nothing in common with "ten"; a refusal
        "answer F1": (pytest.approx(4 / 7 / 3), 3),
        # of one citation one right, of two one, and of the answer that should not be there none is asked
        "citation precision": (pytest.approx((1 + 0.5) / 2), 2),
        "citation recall": (pytest.approx((1 + 1 + 0) / 3), 3),
        "quote precision": (1.0, 1),
        "quote recall": (1.0, 1),
        "refusal precision": (0.5, 2),
        "refusal recall": (0.5, 2),
        "refusal F1": (0.5, 3),
        "coverage": (pytest.approx(3 / 5), 5),
        "risk": (pytest.approx(2 / 3), 3),
    }


def test_the_curve_is_over_the_questions_that_are_judged(found: Report) -> None:
    # right at 0.9, wrong at 0.8 and 0.4: risks 0, 1/2, 2/3
    assert [(point.confidence, point.coverage, point.risk) for point in found.curve.points] == [
        (0.9, 0.2, 0.0),
        (0.8, 0.4, 0.5),
        (0.4, 0.6, pytest.approx(2 / 3)),
    ]
    assert found.curve.area == pytest.approx((0 + 1 / 2 + 2 / 3) / 3)


def test_kinds_of_questions_are_counted_and_missing_gold_is_told(found: Report) -> None:
    assert (found.questions, found.answerable, found.unanswerable, found.retrieval_only) == (6, 3, 2, 1)
    assert found.missing_articles == (("refused", "gone.txt"),)
    assert (found.missing_quotes, found.not_asked) == ((), ())


def test_every_figure_is_in_the_catalogue_once(found: Report) -> None:
    names = [name for group in CATALOGUE.values() for name in group]
    assert [figure.name for figure in found.figures] == names
    assert {name for one in found.measured for name in one.terms} == set(names)


def test_where_no_refusal_is_owed_none_is_judged() -> None:
    [measurement] = measure([Scripted(SCRIPT)], KNOWN[:3])
    names = [figure.name for figure in report(measurement).figures if figure.group == "Refusals"]
    assert names == ["coverage", "risk"]


def test_the_worst_are_the_wrong_answers_most_sure_first_then_refusals_then_what_is_not_found(found: Report) -> None:
    assert [one.known.id for one in worst(found.measured, 9)] == ["wrong", "claimed", "refused", "retrieval"]
    assert [one.known.id for one in worst(found.measured, 1)] == ["wrong"]


def test_the_report_is_json_with_a_row_for_each_question(found: Report) -> None:
    content: dict[str, Any] = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert [row["id"] for row in content["per_question"]] == [known.id for known in KNOWN]
    wrong = content["per_question"][1]
    assert wrong["fault"] == "has none of ('ten',) in its text"
    assert (wrong["found"], wrong["cited"]) == ([FLOOD, OWLS], [FLOOD, OWLS])
    assert wrong["figures"]["citation precision"] == 0.5
    assert content["figures"]["right"]["value"] == pytest.approx(0.4)
    assert content["missing_articles"] == [["refused", "gone.txt"]]


def test_the_median_and_the_ninetieth_percentile_of_each_step(found: Report) -> None:
    assert [(step.step, step.median, step.p90) for step in found.latency] == [
        ("understand", 1.0, 1.0),
        ("retrieve", 1.0, 1.0),
        ("read", 1.0, 1.0),
        ("total", 3.0, 3.0),
    ]


def test_without_answers_only_what_is_found_is_measured() -> None:
    scripted = Scripted(SCRIPT)
    [measurement] = measure([scripted], KNOWN, answers=False)
    names = [figure.name for figure in report(measurement).figures]
    assert names == [*CATALOGUE["Articles found"], *CATALOGUE["Passages found"]]
    assert scripted.asked == []
    assert [step.step for step in report(measurement).latency] == ["search"]
    assert [one.known.id for one in worst(measurement.measured, 9)] == ["retrieval", "refused", "wrong"]


def test_a_question_that_is_not_taken_is_left_out_and_told() -> None:
    odd = KnownQuestion("odd", "?", ("x",))
    steps = list[Step]()
    [measurement] = measure([Scripted(SCRIPT)], [odd, KNOWN[0], odd, KNOWN[3]], progress=steps.append)
    assert [one.known.id for one in measurement.measured] == ["right", "claimed"]
    assert report(measurement).not_asked == (("odd", "'?' is not taken"), ("odd", "'?' is not taken"))
    assert steps == [Step(done, 4) for done in range(5)]


def test_no_question_that_is_taken_is_an_error() -> None:
    with pytest.raises(ConfigError, match="none of the 1 questions can be asked"):
        measure([Scripted({})], KNOWN[:1])


def test_a_question_that_one_setting_does_not_take_is_no_pair() -> None:
    without = {question: told for question, told in SCRIPT.items() if question != "owls?"}
    first, second = measure([Scripted(SCRIPT), Scripted(without)], KNOWN)
    ids = [known.id for known in KNOWN if known.id != "wrong"]
    assert [one.known.id for one in first.measured] == [one.known.id for one in second.measured] == ids


def test_settings_take_turns_to_be_asked_first() -> None:
    order = list[str]()

    class Noting(Scripted):
        name = ""

        def answer(self, question, turns=(), *, as_of=None):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
            order.append(self.name + question[0])
            return super().answer(question, turns, as_of=as_of)

    first, second = Noting(SCRIPT), Noting(SCRIPT)
    first.name, second.name = "A", "B"
    measure([first, second], KNOWN[:3])
    assert order == ["Ac", "Bc", "Ac", "Bc", "Bo", "Ao", "Ah", "Bh"]  # the first pair is the warm-up


def test_two_settings_are_compared_question_by_question() -> None:
    better = SCRIPT | {"hurt?": Told((FLOOD,), ((FLOOD, "Nobody was hurt in the harbour."),), 0.7)}
    comparison = compare(*measure([Scripted(SCRIPT), Scripted(better, milliseconds=2.0)], KNOWN))
    right, coverage = (next(d for d in comparison.differences if d.name == name) for name in ("right", "coverage"))
    # one question gained, none lost: 2 * (1/2)^1 = 1
    assert (right.first, right.second, right.p, right.test) == (2 / 5, 3 / 5, 1.0, "McNemar, exact")
    assert coverage.difference == pytest.approx(1 / 5)
    same = next(d for d in comparison.differences if d.name == "recall@5")
    assert (same.difference, same.p) == (0.0, 1.0)
    assert [report.latency[-1].median for report in (comparison.first, comparison.second)] == [3.0, 6.0]
    assert json.loads(json.dumps(comparison.to_dict()))["differences"][0]["name"] == "recall@1"


def test_other_questions_are_not_compared() -> None:
    [first] = measure([Scripted(SCRIPT)], KNOWN[:2])
    [second] = measure([Scripted(SCRIPT)], KNOWN[:3])
    with pytest.raises(ValueError, match="different questions: 2 and 3"):
        compare(first, second)


def test_outcomes_say_what_is_wrong() -> None:
    uncited = KnownQuestion("elsewhere", "owls?", ("nine owls",), (BRIDGE,))
    faults = {o.known.id: o.fault for o in evaluate(Scripted(SCRIPT), [*KNOWN, uncited])}
    assert faults == {
        "right": None,
        "wrong": "has none of ('ten',) in its text",
        "refused": "refuses a question that the articles answer",
        "claimed": "claims an answer where there is none",
        "rightly refused": None,
        "retrieval": None,
        "elsewhere": f"cites {[FLOOD, OWLS]}, not {(BRIDGE,)}",
    }
