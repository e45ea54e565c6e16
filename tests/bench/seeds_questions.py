"""A file of known questions asked of the seed articles: which outcomes are right, and every quote checked.

    python -m tests.bench.seeds_questions ../shared/seeds_questions.jsonl [--owed 11]

Right is an answer string in the text with a right article cited, or nothing claimed where there is no
answer (`rag/evaluation.py` judges). Ends with exit code 1 when a citation's quote is not
`article.text[start:end]`, when that text is not the file's own, or when fewer than --owed are right.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rag import Answer, open_pipeline, sync
from rag.evaluation import Outcome, evaluate, read_questions
from tests.bench import machine

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
SHOWN_CHARACTERS = 70


def false_quotes(answer: Answer) -> list[str]:
    """What is wrong with the citations of an answer, checked against the files themselves."""
    wrong = []
    for claim in answer.claims:
        for cite in claim.cites:
            place = (
                f"{answer.query.question!r}: citation {cite.number} of {cite.article.id} at {cite.start}..{cite.end}"
            )
            if cite.article.text[cite.start : cite.end] != cite.quote:
                wrong.append(
                    f"{place} quotes {cite.quote!r}, the article says {cite.article.text[cite.start : cite.end]!r}"
                )
            if (SEEDS / cite.article.id).read_text(encoding="utf-8") != cite.article.text:
                wrong.append(f"{place}: the stored text is not the text of the file")
            if cite not in answer.citations:
                wrong.append(f"{place} is not in the list of citations")
    return wrong


def line(outcome: Outcome) -> str:
    answer = outcome.answer
    start = " ".join(answer.text.split())[:SHOWN_CHARACTERS].replace("|", "\\|")
    verdict = "ok" if outcome.fault is None else f"MISS: {outcome.fault}"
    return f"| {outcome.known.id} | {answer.status} | {answer.confidence:.2f} | {verdict} | {start} |"


def share(outcomes: list[Outcome]) -> str:
    return f"{sum(outcome.fault is None for outcome in outcomes)} of {len(outcomes)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--owed", type=int, default=0, help="right outcomes below which the exit code is 1")
    arguments = parser.parse_args()
    print(machine.facts())
    with tempfile.TemporaryDirectory() as work:
        sync(SEEDS, Path(work) / "index")
        outcomes = list(evaluate(open_pipeline(Path(work) / "index"), read_questions(arguments.file)))
    print("\n| question | status | confidence | outcome | text |\n|---|---|---|---|---|")
    print("\n".join(map(line, outcomes)))
    answerable = [outcome for outcome in outcomes if outcome.known.answers]
    unanswerable = [outcome for outcome in outcomes if not outcome.known.answers]
    print(f"\nright: {share(outcomes)}; answerable {share(answerable)}, unanswerable {share(unanswerable)}")
    citations = sum(len(outcome.answer.citations) for outcome in outcomes)
    wrong = [fault for outcome in outcomes for fault in false_quotes(outcome.answer)]
    print(f"citations: {citations}, of which {len(wrong)} false", *wrong, sep="\n")
    if wrong or sum(outcome.fault is None for outcome in outcomes) < arguments.owed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
