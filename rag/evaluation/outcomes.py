"""Known questions asked of a pipeline, and whether each answer is right.

Knows what makes an answer wrong; knows nothing of figures over many.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.answer import Answer
from rag.evaluation.gold import Articles, Gold, GoldFinder
from rag.evaluation.known import KnownQuestion
from rag.evaluation.metrics.answers import contains
from rag.types import Turn


class Answers(Protocol):
    """What can be asked. `rag.pipeline.Pipeline` is one."""

    @property
    def search_index(self) -> Articles: ...
    def answer(self, question: str, turns: Sequence[Turn] = (), *, as_of: dt.date | None = None) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a known question. `fault` says what is wrong; None when nothing is."""

    known: KnownQuestion
    answer: Answer
    fault: str | None


def evaluate(pipeline: Answers, known: Iterable[KnownQuestion]) -> Iterator[Outcome]:
    """Ask every question and judge its answer."""
    finder = GoldFinder(pipeline.search_index)
    for question in known:
        answer = pipeline.answer(question.question, question.turns, as_of=question.as_of)
        yield Outcome(question, answer, fault_of(question, answer, finder.gold(question)))


def fault_of(known: KnownQuestion, answer: Answer, gold: Gold) -> str | None:
    """What is wrong with an answer: it must hold a known answer and cite one gold article, or refuse where none is."""
    if known.answers is None:
        return None
    if known.unanswerable:
        return "claims an answer where there is none" if answer.found or answer.claims else None
    if not answer.found:
        return "refuses a question that the articles answer"
    if not any(contains(answer.text, expected) for expected in known.answers):
        return f"has none of {known.answers} in its text"
    cited = [cite.article.id for cite in answer.citations]
    if known.articles and not any(article in gold.articles for article in cited):
        return f"cites {cited}, not {known.articles}"
    return None
