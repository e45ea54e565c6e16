"""What the rules against piles of words and refrains cost honest text: sentences they take, answers that change.

    python -m tests.bench.statements DATA [--indexes FOLDER --questions 60]

Counts over the corpora of DATA; prints every sentence that is taken, and every known answer that lies in one. With FOLDER, which holds
the indexes SET-index, held-out questions are asked with the rules and without.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from index.reading.sentences import split_sentences
from rag import Answer, RagConfig, open_pipeline
from rag.answering.statements import folded, is_pile, refrains
from tests.bench.answer_sets import Known, known_questions
from tests.bench.corpora import read_lines
from tests.bench.evidence_model import plain

CORPORA = ("bbc-news-2225", "multihop-rag", "squad1", "nq-oracle")
ASKED = ("squad1", "nq-oracle", "multihop-rag")
QUESTIONS = 60
SEED = 7


def taken(text: str) -> tuple[int, list[tuple[str, str]]]:
    """How many sentences a text has, and which of them are piles or refrains."""
    sentences = [text[span.start : span.end] for span in split_sentences(text)]
    repeated = refrains(sentences)
    found = [("pile", one) for one in sentences if is_pile(one)]
    return len(sentences), [*found, *(("refrain", one) for one in sentences if folded(one) in repeated)]


def count(name: str, folder: Path) -> None:
    sentences, found = 0, dict[str, list[tuple[str, str]]]()
    for row in read_lines(folder / "corpus.jsonl"):
        number, of_text = taken(row["text"])
        sentences += number
        if of_text:
            found[row["_id"]] = of_text
    kinds = [kind for of_text in found.values() for kind, _ in of_text]
    print(f"{name}: {sentences:,} sentences, {kinds.count('pile')} piles, {kinds.count('refrain')} refrains")
    for article, of_text in found.items():
        for kind, said in of_text:
            print(f"  {kind} in {article}: {' '.join(said.split())[:160]}")
    queries = folder / "queries.jsonl"
    for row in read_lines(queries) if queries.is_file() else ():
        golds = [(row.get("gold_paragraph"), answer) for answer in row.get("answers", ())]
        golds += [(one["doc"], one["fact"]) for one in row.get("evidence", ()) if isinstance(one, dict)]
        for gold, answer in golds:
            if any(str(answer) in said or said in str(answer) for _, said in found.get(str(gold), ())):
                print(f"  a known answer lies in one: {row['text']} {answer}")


@contextmanager
def without_the_rules() -> Iterator[None]:
    """Readers that are opened and asked within take every sentence but questions."""
    spans = "rag.answering.extractive.spans"
    with patch(f"{spans}.is_pile", lambda _: False), patch(f"{spans}.refrains", lambda _: frozenset()):
        yield


def right(answers: Iterable[Answer], questions: Iterable[Known]) -> int:
    """How many hold a known answer."""
    pairs = zip(answers, questions, strict=True)
    return sum(
        answer.found and any(f" {plain(one)} " in f" {plain(answer.text)} " for one in known.answers)
        for answer, known in pairs
    )


def compare(name: str, data: Path, index: Path, number: int) -> None:
    questions = random.Random(SEED).sample(known_questions(data, name), number)
    pipeline = open_pipeline(index, config=RagConfig())
    with_rules = [pipeline.answer(one.text) for one in questions]
    with without_the_rules():
        pipeline = open_pipeline(index, config=RagConfig())
        without = [pipeline.answer(one.text) for one in questions]
    differing = sum(one.text != other.text for one, other in zip(with_rules, without, strict=True))
    told = [
        f"{sum(a.found for a in answers)} answered, {right(answers, questions)} right"
        for answers in (with_rules, without)
    ]
    print(
        f"{name}, {number} questions: with the rules {told[0]}; without {told[1]}; {differing} answers differ",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--indexes", type=Path)
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    arguments = parser.parse_args()
    for name in CORPORA:
        count(name, arguments.data / name)
    for name in ASKED if arguments.indexes else ():
        compare(name, arguments.data, arguments.indexes / f"{name}-index", arguments.questions)


if __name__ == "__main__":
    main()
