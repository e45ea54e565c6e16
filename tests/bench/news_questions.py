"""Questions about single facts of news, written by reading the articles: answered rightly, wrongly, and refused where nothing answers.

    python -m tests.bench.news_questions ../shared/data --indexes FOLDER [--half "held out"] [--show]

`tests/golden/news_questions.jsonl` asked of all of multihop-rag. Right: every half of a question has one of its strings in the quotes.
The unanswerable ones are close: the right people and things with a year, a partner or a fact that no article tells of.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag import Answer, RagConfig, open_pipeline
from rag.config import THRESHOLDS
from tests.bench import machine
from tests.bench.answer_sets import index_of

QUESTIONS = Path(__file__).parents[1] / "golden" / "news_questions.jsonl"
SHOWN = 160


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question of the file and what came of it."""

    known: dict[str, Any]
    answer: Answer

    @property
    def claimed(self) -> bool:
        return bool(self.answer.claims)

    @property
    def right(self) -> bool:
        """The quotes hold what was asked for; of a question that nothing answers: there are none."""
        if not self.known["answers"]:
            return not self.claimed
        said = _folded(" ".join(citation.quote for citation in self.answer.citations))
        halves = [self.known["answers"], *([self.known["answers_second"]] if "answers_second" in self.known else [])]
        return all(any(_folded(one) in said for one in half) for half in halves)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def line(name: str, outcomes: Sequence[Outcome]) -> str:
    """A row of the table."""
    asked = [one for one in outcomes if one.known["answers"]]
    others = [one for one in outcomes if not one.known["answers"]]
    cells = [
        f"{sum(one.claimed for one in asked)} of {len(asked)}",
        f"{sum(one.right for one in asked)} of {len(asked)}",
    ]
    return f"| {name} | {' | '.join(cells)} | {sum(one.right for one in others)} of {len(others)} |"


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--indexes", type=Path, required=True)
    parser.add_argument("--half", choices=["tuning", "held out"])
    parser.add_argument("--show", action="store_true", help="what went wrong")
    options = parser.parse_args()
    print(machine.facts())
    known = [json.loads(text) for text in QUESTIONS.read_text("utf-8").splitlines()]
    known = [one for one in known if options.half in (None, one["half"])]
    index_of(options.data, options.indexes, "multihop-rag")
    print("\n| | answered of the answerable | right of the answerable | refused of the others |\n|---|---|---|---|")
    kept: list[Outcome] = []
    for strictness in THRESHOLDS:
        pipeline = open_pipeline(options.indexes / "multihop-rag-index", config=RagConfig(strictness=strictness))
        outcomes = [Outcome(one, pipeline.answer(one["question"])) for one in known]
        for half in dict.fromkeys(one["half"] for one in known):
            print(line(f"{strictness}, {half}", [one for one in outcomes if one.known["half"] == half]), flush=True)
        if strictness == RagConfig().strictness:
            kept = outcomes
    asked = [one for one in kept if one.known["answers"]]
    kinds = {
        kind: [one for one in asked if one.known["kind"] == kind]
        for kind in sorted({one.known["kind"] for one in asked})
    }
    print(", ".join(f"{kind} {sum(one.right for one in of)} of {len(of)}" for kind, of in kinds.items()))
    if options.show:
        for one in kept:
            if not one.right:
                print(f"\n{one.known['id']} {one.known['question']} ({one.answer.confidence:.2f})")
                print(*(" ".join(cite.quote.split())[:SHOWN] for cite in one.answer.citations), sep="\n")


if __name__ == "__main__":
    main()
