"""Known questions asked of a pipeline, and whether each outcome is right.

Knows the question file: JSON Lines with `question`, `answers` (one must stand in the answer's text; none:
nothing may be claimed), `articles` (beginnings of ids, one must be cited), and optionally `turns`, `as_of`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import ConfigError
from rag.answer import Answer
from rag.pipeline import Pipeline
from rag.types import Turn


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question whose right outcome is known."""

    id: str
    question: str
    answers: tuple[str, ...]
    articles: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    as_of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a known question. `fault` says what is wrong; None when nothing is."""

    known: KnownQuestion
    answer: Answer
    fault: str | None


def read_questions(path: Path) -> list[KnownQuestion]:
    """Read a question file. Raises ConfigError naming the line that cannot be read."""
    with path.open(encoding="utf-8") as file:
        return [_known(line, number, path) for number, line in enumerate(file, 1) if line.strip()]


def evaluate(pipeline: Pipeline, known: Iterable[KnownQuestion]) -> Iterator[Outcome]:
    """Ask every question and judge its answer."""
    for question in known:
        turns = tuple(Turn(earlier) for earlier in question.turns)
        answer = pipeline.answer(question.question, turns, as_of=question.as_of)
        yield Outcome(question, answer, _fault(question, answer))


def _fault(known: KnownQuestion, answer: Answer) -> str | None:
    if not known.answers:
        return "claims an answer where there is none" if answer.found or answer.claims else None
    if not answer.found:
        return "refuses a question that the articles answer"
    if not any(expected.casefold() in answer.text.casefold() for expected in known.answers):
        return f"has none of {known.answers} in its text"
    cited = [cite.article.id for cite in answer.citations]
    if known.articles and not any(article.startswith(known.articles) for article in cited):
        return f"cites {cited}, not {known.articles}"
    return None


def _known(line: str, number: int, path: Path) -> KnownQuestion:
    try:
        values = json.loads(line)
        return KnownQuestion(
            id=str(values.get("id", number)),
            question=values["question"],
            answers=tuple(values["answers"]),
            articles=tuple(values.get("articles", ())),
            turns=tuple(values.get("turns", ())),
            as_of=dt.date.fromisoformat(values["as_of"]) if values.get("as_of") else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"{path}, line {number}: {error!r}; each line needs 'question' and 'answers'") from error
