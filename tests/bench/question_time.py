"""How long `ask()` takes when warm, beside a plain script that only finds the nearest chunks.

    python -m tests.bench.question_time [--rounds 5]

Questions: tests/golden/seeds.jsonl over an index of seeds/. The plain script is what anyone would write
first: SentenceTransformer in float32 on the same weights, a flat FAISS index of the same chunks, the five
nearest. It understands no dates, knows no words, reads no sentences and refuses nothing, so the ratio says
what those cost, not which is faster at the same task. All run in this process, question by question, each first
in turn, with a pause between them because torch's worker threads spin a little after work.

Warm means warm: after the first round every sentence of the two articles has been read and is kept. What a
question costs whose passages nobody asked about before is the second row: the kept sentences are
forgotten before each question. (In a larger index it is a little more, for batch shapes not met before.)
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from index.embedding.packaged import model_folder
from index.reading.chunking import indexed_text
from index.types import Chunk
from rag import Answer, RagConfig, api, ask, open_pipeline, sync
from rag.evaluation import KnownQuestion, read_questions
from tests.bench import machine

ROOT = Path(__file__).resolve().parents[2]
PAUSE_SECONDS = 0.02
"""Longer than libgomp's spinning, so that one engine never runs against the other's idle threads."""

NEAREST = 5


ASK, UNREAD, PLAIN = "ask()", "ask(), passages not read before", "plain script"
SIDES = (ASK, UNREAD, PLAIN)


@dataclass(frozen=True, slots=True)
class Round:
    """Milliseconds of one pass over all questions, by side, and the answers of `ask()`."""

    times: dict[str, list[float]]
    answers: dict[str, list[Answer]]


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


@cache
def all_chunks(index_path: Path) -> tuple[Chunk, ...]:
    index = open_pipeline(index_path).search_index
    names = [f"{card.id}#{ordinal}" for card in index.articles() for ordinal in range(card.chunks)]
    return tuple(index.get(names))


def chunk_texts(index_path: Path) -> list[str]:
    """The indexed text of every chunk."""
    index = open_pipeline(index_path).search_index
    return [indexed_text(index.article(c.article_id), c.start, c.end) for c in all_chunks(index_path)]


def measure(
    questions: list[KnownQuestion], index_path: Path, nearest: Callable[[str], Any], *, rounds: int
) -> Iterator[Round]:
    """One warm-up round, then `rounds` measured ones."""
    for number in range(rounds + 1):
        this = Round({side: [] for side in SIDES}, {ASK: [], UNREAD: []})
        for place, asked in enumerate(questions):
            turns = asked.turns
            first = (place + number) % len(SIDES)
            for side in SIDES[first:] + SIDES[:first]:
                prepare(side, index_path)
                time.sleep(PAUSE_SECONDS)
                started = time.perf_counter()
                if side == PLAIN:
                    nearest(asked.question)
                else:
                    answer = ask(asked.question, turns, index=index_path, as_of=asked.as_of)
                    this.answers[side].append(answer)
                this.times[side].append(1000 * (time.perf_counter() - started))
        if number:
            yield this


def prepare(side: str, index_path: Path) -> None:
    """Forget the question, and every passage or none."""
    internals: Any = api._followed(index_path.absolute(), RagConfig()).current()
    internals._retriever._embedder._last_queries.cache_clear()
    reader = internals._reader._weigher._reader
    if side == UNREAD:
        reader._kept.cache_clear()
    elif side == ASK:
        for chunk in all_chunks(index_path):
            reader.spans(chunk)


def report(rounds: list[Round], questions: int, chunks: int) -> None:
    print(f"{questions} questions, {chunks} chunks, {len(rounds)} rounds; medians over rounds (lowest-highest)")
    print("| | median ms | p95 ms | ratio of medians | ratio of p95 |\n|---|---|---|---|---|")
    for side in SIDES:
        cells = [_over([r.times[side] for r in rounds], statistic) for statistic in (machine.middle, machine.p95)]
        cells += [
            machine.spread([statistic(r.times[side]) / statistic(r.times[PLAIN]) for r in rounds])
            for statistic in (machine.middle, machine.p95)
        ]
        print(f"| {side} | {' | '.join(cells)} |")
    print(f"\n| where it goes, median ms | {ASK} | {UNREAD} |\n|---|---|---|")
    steps: dict[str, Callable[[Answer, float], float]] = {
        "understand": lambda answer, _: answer.timings.understand_ms,
        "retrieve (embed the question, two searches)": lambda answer, _: answer.timings.retrieve_ms,
        "read (sentences and their weights)": lambda answer, _: answer.timings.read_ms,
        "rest (is the index current, compose, verify)": lambda answer, total: total - answer.timings.total_ms,
    }
    for name, step in steps.items():
        cells = []
        for side in (ASK, UNREAD):
            pairs = [zip(r.answers[side], r.times[side], strict=True) for r in rounds]
            cells.append(_over([[step(answer, total) for answer, total in pair] for pair in pairs], machine.middle))
        print(f"| {name} | {' | '.join(cells)} |")
    found = sum(answer.found for answer in rounds[0].answers[ASK])
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
