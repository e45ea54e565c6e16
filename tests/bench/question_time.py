"""How long `ask()` takes when warm, beside a plain script that only finds the nearest chunks.

    python -m tests.bench.question_time [--rounds 5]

Questions: tests/golden/seeds.jsonl over an index of seeds/. The plain script is what anyone would write
first: SentenceTransformer in float32 on the same weights, a flat FAISS index of the same chunks, the five
nearest. It understands no dates, knows no words, reads no sentences and refuses nothing, so the ratio says
what those cost, not which is faster at the same task. Both run in this process, question by question,
each first in turn, with a pause between them because torch's worker threads spin a little after work.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.embedding.packaged import model_folder
from index.reading.chunking import indexed_text
from rag import Answer, Turn, ask, open_pipeline, sync
from rag.evaluation import KnownQuestion, read_questions
from tests.bench import machine

ROOT = Path(__file__).resolve().parents[2]
PAUSE_SECONDS = 0.02
"""Longer than libgomp's spinning, so that one engine never runs against the other's idle threads."""

NEAREST = 5


@dataclass(frozen=True, slots=True)
class Round:
    """Milliseconds of one pass over all questions."""

    ask: list[float]
    plain: list[float]
    answers: list[Answer]


def plain_script(texts: list[str]) -> Callable[[str], Any]:
    """Embed the question, search the chunks."""
    import faiss
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_folder()))
    chunks = faiss.IndexFlatIP(model.get_embedding_dimension())
    chunks.add(model.encode(texts, normalize_embeddings=True))

    def nearest(question: str) -> Any:
        return chunks.search(model.encode([question], normalize_embeddings=True), NEAREST)

    return nearest


def chunk_texts(index_path: Path) -> list[str]:
    """The indexed text of every chunk, once each."""
    index = open_pipeline(index_path).search_index
    texts = []
    for card in index.articles():
        article = index.article(card.id)
        chunks = index.get([f"{card.id}#{ordinal}" for ordinal in range(card.chunks)])
        texts += [indexed_text(article, chunk.start, chunk.end) for chunk in chunks]
    return texts


def measure(
    questions: list[KnownQuestion], index_path: Path, nearest: Callable[[str], Any], *, rounds: int
) -> Iterator[Round]:
    """One warm-up round, then `rounds` measured ones."""
    for number in range(rounds + 1):
        this = Round([], [], [])
        for place, asked in enumerate(questions):
            turns = [Turn(earlier) for earlier in asked.turns]
            for ours in (True, False) if (place + number) % 2 else (False, True):
                time.sleep(PAUSE_SECONDS)
                started = time.perf_counter()
                if ours:
                    this.answers.append(ask(asked.question, turns, index=index_path, as_of=asked.as_of))
                else:
                    nearest(asked.question)
                (this.ask if ours else this.plain).append(1000 * (time.perf_counter() - started))
        if number:
            yield this


def report(rounds: list[Round], questions: int, chunks: int) -> None:
    print(f"{questions} questions, {chunks} chunks, {len(rounds)} rounds; medians over rounds (lowest-highest)")
    print("| | median ms | p95 ms |\n|---|---|---|")
    for name, times in (("ask()", [r.ask for r in rounds]), ("plain script", [r.plain for r in rounds])):
        print(f"| {name} | {_over(times, machine.middle)} | {_over(times, machine.p95)} |")
    ratios = [
        machine.spread([statistic(r.ask) / statistic(r.plain) for r in rounds])
        for statistic in (machine.middle, machine.p95)
    ]
    print(f"| ratio | {ratios[0]} | {ratios[1]} |\n")
    print("| where ask() spends it | median ms | p95 ms |\n|---|---|---|")
    steps: dict[str, Callable[[Answer, float], float]] = {
        "understand": lambda answer, _: answer.timings.understand_ms,
        "retrieve (embed the question, two searches)": lambda answer, _: answer.timings.retrieve_ms,
        "read (embed and weigh the sentences)": lambda answer, _: answer.timings.read_ms,
        "rest (is the index current, compose, verify)": lambda answer, total: total - answer.timings.total_ms,
    }
    for name, step in steps.items():
        times = [[step(answer, total) for answer, total in zip(r.answers, r.ask, strict=True)] for r in rounds]
        print(f"| {name} | {_over(times, machine.middle)} | {_over(times, machine.p95)} |")
    found = sum(answer.found for answer in rounds[0].answers)
    print(f"\n{found} of {questions} answered, the others not found")


def _over(times: list[list[float]], statistic: Callable[[list[float]], float]) -> str:
    return machine.spread([statistic(values) for values in times])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    print(machine.facts())
    questions = read_questions(ROOT / "tests" / "golden" / "seeds.jsonl")
    with tempfile.TemporaryDirectory() as work:
        index_path = Path(work) / "index"
        sync(ROOT / "seeds", index_path)
        texts = chunk_texts(index_path)
        rounds = list(measure(questions, index_path, plain_script(texts), rounds=arguments.rounds))
    report(rounds, len(questions), len(texts))


if __name__ == "__main__":
    main()
