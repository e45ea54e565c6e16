"""Measured questions -> a report: figures with intervals, the risk-coverage curve, latency, what is missing.

Knows every figure's name, order and meaning; knows nothing of how it is drawn. Citations of an answer of which no
answer is known are not judged: nothing says whether it should have been given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from rag.evaluation.measuring import Measured, Measurement
from rag.evaluation.metrics.ratios import NOT_APPLICABLE, Term, estimate
from rag.evaluation.metrics.refusals import Curve, refusal_terms, risk_coverage

CATALOGUE: dict[str, dict[str, str]] = {
    "Articles found": {
        "recall@1": "share of the gold articles that are found first",
        "recall@5": "share of the gold articles among the first 5 found",
        "recall@10": "share of the gold articles among the first 10 found",
        "nDCG@10": "gain of the first 10 articles, discounted by place",
        "MRR@10": "1 / place of the first gold article, 0 beyond 10",
    },
    "Passages found": {
        "hit@4": "one of the first 4 passages holds gold evidence",
        "hit@10": "one of the first 10 passages holds gold evidence",
        "evidence recall@10": "share of the gold evidence in the first 10 passages",
    },
    "Answers": {
        "right": "a known answer and a gold article cited, or rightly refused",
        "answer match": "a known answer stands in the answer, as whole words",
        "answer F1": "common tokens of the nearest claim and a known answer",
    },
    "Citations": {
        "citation precision": "share of the citations that are of gold articles",
        "citation recall": "share of the gold articles cited; a refusal cites none",
        "quote precision": "share of the citations that are gold evidence",
        "quote recall": "share of the gold evidence cited; a refusal cites none",
    },
    "Refusals": {
        "refusal precision": "share of the refusals that are right",
        "refusal recall": "share of the questions without an answer refused",
        "refusal F1": "harmonic mean of the two",
        "coverage": "share of the questions answered",
        "risk": "share of the answers given that are wrong",
    },
}
"""Groups of figures in the order in which they are shown, each figure with what it says of a question."""

PERCENTILES = (50, 90)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure over the questions it applies to, with its 95% interval."""

    name: str
    group: str
    meaning: str
    value: float
    low: float
    high: float
    questions: int


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of one step: the median and the 90th percentile over the questions."""

    step: str
    median: float
    p90: float


@dataclass(frozen=True, slots=True)
class Report:
    """What a measurement comes to."""

    questions: int
    answerable: int
    unanswerable: int
    retrieval_only: int
    articles: int
    fingerprint: str
    figures: tuple[Figure, ...]
    curve: Curve
    latency: tuple[Latency, ...]
    missing_articles: tuple[tuple[str, str], ...]
    """(question, gold article) for those that are not in the index; they count as not found."""
    missing_quotes: tuple[tuple[str, str], ...]
    """(question, gold quote) for those that stand in none of the articles they should; they count as not found."""
    not_asked: tuple[tuple[str, str], ...]
    """(question, reason) for those that the pipeline does not take; they count nowhere."""
    measured: tuple[Measured, ...] = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON types, with a row for each question; what does not apply is left out or null."""
        content = {name: getattr(self, name) for name in _COUNTS} | {
            "figures": {figure.name: _without(asdict(figure), "name") for figure in self.figures},
            "risk_coverage": asdict(self.curve),
            "latency_ms": {latency.step: _without(asdict(latency), "step") for latency in self.latency},
        }
        for name in ("missing_articles", "missing_quotes", "not_asked"):
            content[name] = [list(pair) for pair in getattr(self, name)]
        return content | {"per_question": [_row(measured) for measured in self.measured]}


_COUNTS = ("questions", "answerable", "unanswerable", "retrieval_only", "articles", "fingerprint")


def report(measurement: Measurement) -> Report:
    """The figures of a measurement."""
    measured = measurement.measured
    unanswerable = sum(one.known.unanswerable for one in measured)
    retrieval_only = sum(one.known.answers is None for one in measured)
    return Report(
        questions=len(measured),
        answerable=len(measured) - unanswerable - retrieval_only,
        unanswerable=unanswerable,
        retrieval_only=retrieval_only,
        articles=measurement.articles,
        fingerprint=measurement.fingerprint,
        figures=_figures(measured),
        curve=_curve(measured),
        latency=_latency(measured),
        missing_articles=tuple((one.known.id, name) for one in measured for name in one.gold.missing_articles),
        missing_quotes=tuple((one.known.id, quote) for one in measured for quote in one.gold.missing_quotes),
        not_asked=measurement.refused,
        measured=measured,
    )


def terms_of(name: str, measured: Sequence[Measured]) -> list[Term]:
    """What every question adds to one figure."""
    return [one.terms.get(name, NOT_APPLICABLE) for one in measured]


def worst(measured: Sequence[Measured], limit: int) -> list[Measured]:
    """The questions that went wrong worst: wrong answers by confidence, then refusals by confidence, then by retrieval.

    A wrong answer that is sure of itself misleads; a refusal only disappoints.
    """
    wrong = [one for one in measured if _faulty(one)]
    return sorted(wrong, key=_badness)[:limit]


def _faulty(one: Measured) -> bool:
    if one.given is not None and one.known.answers is not None:
        return one.given.fault is not None
    return any(upper < lower for upper, lower in one.terms.values())


def _badness(one: Measured) -> tuple[bool, bool, float, float]:
    judged = one.given is not None and one.known.answers is not None
    refused = one.given is not None and one.given.refused
    confidence = one.given.confidence if one.given else 0.0
    return not judged, refused, -confidence if judged else 0.0, one.terms.get("nDCG@10", NOT_APPLICABLE)[0]


def _figures(measured: Sequence[Measured]) -> tuple[Figure, ...]:
    figures = []
    owed = any(one.known.unanswerable for one in measured)
    for group, meanings in CATALOGUE.items():
        for name, meaning in meanings.items():
            if name in refusal_terms(refused=False, unanswerable=False) and not owed:
                continue  # where no refusal is owed, none can be right: 0 would say nothing of the setting
            if found := estimate(terms_of(name, measured)):
                figures.append(Figure(name, group, meaning, found.value, found.low, found.high, found.questions))
    return tuple(figures)


def _curve(measured: Sequence[Measured]) -> Curve:
    judged = [one.given for one in measured if one.given is not None and one.known.answers is not None]
    answered = [(given.confidence, given.fault is not None) for given in judged if not given.refused]
    return risk_coverage(answered, len(judged))


def _latency(measured: Sequence[Measured]) -> tuple[Latency, ...]:
    import numpy as np

    # a step that took no time at all was left out, as reranking is by default
    steps = dict.fromkeys(step for one in measured for step, spent in one.milliseconds.items() if spent)
    return tuple(
        Latency(step, *map(float, np.percentile([one.milliseconds[step] for one in measured], PERCENTILES)))
        for step in steps
    )


def _row(one: Measured) -> dict[str, Any]:
    row: dict[str, Any] = {"id": one.known.id, "question": one.known.question, "found": list(one.found[:10])}
    if one.given is not None:
        row |= asdict(one.given)
    row["figures"] = {name: upper / lower for name, (upper, lower) in one.terms.items() if lower}
    return row | {"milliseconds": one.milliseconds}


def _without(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}
