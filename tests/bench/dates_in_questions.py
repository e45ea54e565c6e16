"""How often a date in a question is used as it is meant, on the labelled questions, as a Markdown table.

    python -m tests.bench.dates_in_questions [QUESTIONS.jsonl ...]

Without files: `tests/golden/times_tuning.jsonl`, by which the rules were written, and `times_held_out.jsonl`, by which
they were not. A restriction is right when both its days are; a subject or a question without a time is right when
nothing is restricted. Then the milliseconds that one question takes. Measures only, and prints no question.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.asking.news_time import times_of
from tests.bench.corpora import read_lines

GOLDEN = Path(__file__).parent.parent / "golden"
FILES = (GOLDEN / "times_tuning.jsonl", GOLDEN / "times_held_out.jsonl")
OUTCOMES = (
    "restrictions right", "wrong interval", "missed", "subjects kept", "turned into a filter", "no time kept",
    "no time, yet a filter", "order right", "order wrong",
)  # fmt: skip
ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the day it is asked on, and what its times do."""

    id: str
    question: str
    as_of: dt.date
    effect: str
    interval: tuple[dt.date | None, dt.date | None]
    order: str | None


def cases(path: Path) -> list[Case]:
    """The labelled questions of one file."""
    return [_case(record) for record in read_lines(path)]


def _case(record: dict[str, Any]) -> Case:
    since, until = (dt.date.fromisoformat(day) if day else None for day in (record["since"], record["until"]))
    as_of = dt.date.fromisoformat(record["as_of"])
    return Case(record["id"], record["question"], as_of, record["effect"], (since, until), record["order"])


def outcome(case: Case) -> tuple[str, str]:
    """What became of the question's time, and of its order."""
    times = times_of(case.question, case.as_of)
    order = "order right" if times.order == case.order else "order wrong"
    found = times.interval
    if case.effect != "restricts":
        kept, lost = (
            ("subjects kept", "turned into a filter")
            if case.effect == "subject"
            else ("no time kept", "no time, yet a filter")
        )
        return lost if found else kept, order
    if found is None:
        return "missed", order
    return "restrictions right" if (found.since, found.until) == case.interval else "wrong interval", order


def counts(path: Path) -> Counter[str]:
    """How many questions of a file came out how."""
    return Counter(said for case in cases(path) for said in outcome(case))


def milliseconds(paths: list[Path]) -> float:
    """What one question takes, the best of some rounds over all."""
    asked = [case for path in paths for case in cases(path)]
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for case in asked:
            times_of(case.question, case.as_of)
        best = min(best, time.perf_counter() - started)
    return 1000 * best / len(asked)


def main() -> None:
    """Print the tables."""
    paths = [Path(argument) for argument in sys.argv[1:]] or list(FILES)
    columns = [counts(path) for path in paths]
    print("| |", " | ".join(path.stem for path in paths), "|")
    print("|---" * (len(paths) + 1) + "|")
    for name in OUTCOMES:
        print("|", " | ".join([name, *(str(column[name]) for column in columns)]), "|")
    print(f"\n{milliseconds(paths):.3f} ms a question")


if __name__ == "__main__":
    main()
