"""Known questions asked of one setting, or of several in turn, and what each adds to every figure.

Knows the order in which things are asked and timed: each question goes to all settings before the next one, the
settings taking turns to be first, so that neither a warm cache nor a busy machine favours one of them. A first
question is asked and forgotten, because it pays for loading the model. Answers are not kept, only what is judged of
them: the passages of 7,000 answers would fill a machine. Knows nothing of figures over many questions.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Protocol

from index.errors import ConfigError, QuestionError
from rag.answer import Answer
from rag.evaluation.gold import Gold, GoldFinder
from rag.evaluation.known import KnownQuestion
from rag.evaluation.metrics.answers import answer_values
from rag.evaluation.metrics.citations import citation_terms
from rag.evaluation.metrics.ratios import Term
from rag.evaluation.metrics.refusals import refusal_terms
from rag.evaluation.metrics.retrieval import passage_values, places, rank_values
from rag.evaluation.outcomes import Answers, fault_of
from rag.types import Query, Retrieved, Status, Turn

PASSAGES_SEARCHED = 100
"""How many passages are looked through for the first ten articles. Measured with 100 questions of MultiHop-RAG over 609
articles, two searches of 50 fused: 18 questions find fewer than ten articles among 100 passages, and as few among
200, because they ask for an outlet or a day; among 50 passages it is 21, among 20 it is 65."""


class Asked(Answers, Protocol):
    """What can be measured: what answers, and says what it finds without reading it."""

    def search(
        self, question: str, turns: Sequence[Turn] = (), *, as_of: dt.date | None = None, limit: int = 10
    ) -> tuple[Query, Retrieved]: ...


@dataclass(frozen=True, slots=True)
class Given:
    """What is kept of an answer. `fault` says what is wrong with it; None when nothing is."""

    status: Status
    confidence: float
    text: str
    cited: tuple[str, ...]
    fault: str | None

    @property
    def refused(self) -> bool:
        return self.status == "not_found"


@dataclass(frozen=True, slots=True)
class Measured:
    """One question and what came of it. `terms` say what it adds to each figure that applies to it.

    `given` is None when only retrieval was measured. `milliseconds` are of each step.
    """

    known: KnownQuestion
    gold: Gold
    found: tuple[str, ...]
    given: Given | None
    terms: dict[str, Term]
    milliseconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class Measurement:
    """Every question asked of one setting, and those that could not be asked, with the reason."""

    measured: tuple[Measured, ...]
    refused: tuple[tuple[str, str], ...] = ()
    articles: int = 0
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a measurement is."""

    done: int
    total: int


def measure(
    settings: Sequence[Asked],
    questions: Sequence[KnownQuestion],
    *,
    answers: bool = True,
    progress: Callable[[Step], None] = lambda _: None,
) -> list[Measurement]:
    """Ask every setting every question; without `answers` only what is found is measured, which is much faster.

    A question that the pipeline does not take (too long, no word in it) is left out for all settings, and named.
    Raises ConfigError when it takes none.
    """
    finders = [GoldFinder(asked.search_index) for asked in settings]
    measured: list[list[Measured]] = [[] for _ in settings]
    left_out = list[tuple[str, str]]()
    warm = False
    for done, known in enumerate(questions):
        progress(Step(done, len(questions)))
        try:
            if not warm:
                for asked in settings:
                    _asked(asked, Gold({}, ()), known, answers=answers)
                warm = True
            for turn in range(len(settings)):
                place = (done + turn) % len(settings)
                gold = finders[place].gold(known)
                measured[place].append(_asked(settings[place], gold, known, answers=answers))
        except QuestionError as error:
            left_out.append((known.id, str(error)))
            for rows in measured:  # a question that one setting took is no pair for another
                del rows[done - len(left_out) + 1 :]
    progress(Step(len(questions), len(questions)))
    if not warm:
        raise ConfigError(f"none of the {len(questions)} questions can be asked; the first: {left_out[:1]}")
    return [
        Measurement(tuple(rows), tuple(left_out), finder.count, asked.search_index.fingerprint)
        for asked, finder, rows in zip(settings, finders, measured, strict=True)
    ]


def spread(questions: Sequence[KnownQuestion], limit: int | None) -> list[KnownQuestion]:
    """At most `limit` questions, evenly spaced: files are often sorted by kind, and the first would be of one kind."""
    if limit is None or limit >= len(questions):
        return list(questions)
    return [questions[place * len(questions) // limit] for place in range(limit)]


def _asked(asked: Asked, gold: Gold, known: KnownQuestion, *, answers: bool) -> Measured:
    answer = asked.answer(known.question, known.turns, as_of=known.as_of) if answers else None
    started = time.perf_counter()
    _, retrieved = asked.search(known.question, known.turns, as_of=known.as_of, limit=PASSAGES_SEARCHED)
    milliseconds = {"search": 1000 * (time.perf_counter() - started)}
    found = places(retrieved.passages, gold.articles)
    terms = _means(rank_values(found, gold.articles) | passage_values(retrieved.passages, gold.quotes))
    given = None
    if answer is not None:
        milliseconds = _steps(answer)
        given = Given(
            status=answer.status,
            confidence=answer.confidence,
            text=answer.text,
            cited=tuple(dict.fromkeys(cite.article.id for cite in answer.citations)),
            fault=fault_of(known, answer, gold),
        )
        terms |= _answer_terms(known, answer, given, gold)
    return Measured(known, gold, found, given, terms, milliseconds)


def _answer_terms(known: KnownQuestion, answer: Answer, given: Given, gold: Gold) -> dict[str, Term]:
    """What an answer adds; nothing where no answer is known."""
    if known.answers is None:
        return {}
    wrong = given.fault is not None
    return {
        "right": (float(not wrong), 1.0),
        "coverage": (float(not given.refused), 1.0),
        "risk": (float(wrong and not given.refused), float(not given.refused)),
        **_means(answer_values(answer.text, [claim.text for claim in answer.claims], known.answers)),
        **citation_terms(answer.citations, gold),
        **refusal_terms(refused=given.refused, unanswerable=known.unanswerable),
    }


def _means(values: dict[str, float]) -> dict[str, Term]:
    return {name: (value, 1.0) for name, value in values.items()}


def _steps(answer: Answer) -> dict[str, float]:
    """Milliseconds of each step that the answer's timings tell, and of all of them."""
    timings = answer.timings
    names: Iterable[str] = (field.name for field in fields(timings) if field.name.endswith("_ms"))
    steps = {name.removesuffix("_ms"): float(getattr(timings, name)) for name in names}
    return steps | {"total": timings.total_ms}
