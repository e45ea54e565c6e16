"""The time of reading against embedding as many chunks of the same length, and quality by the number of passages read.

    python -m tests.bench.reading_time ../shared/data --indexes FOLDER [--questions 150]

Warm: every question is asked once before. Reading is the answer's own `read_ms` (all of `ask()` but understanding and
retrieval); the chunks that were read are embedded right after it, question by question, and medians are compared. The curve
asks held-out questions of squad1 and nq-oracle with more and fewer passages, and with the evidence model as reranker.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import numpy as np

from rag import Pipeline, RagConfig, open_pipeline
from rag.api import embedder_for
from tests.bench.answer_sets import Known, index_of, known_questions
from tests.bench.evidence_model import plain
from tests.bench.machine import facts

SEED = 20261130
SETS = ("squad1", "nq-oracle")
SETTINGS = {
    **{f"{count} passages": RagConfig(passages=count) for count in (2, 4, 6, 8, 12)},
    "6 of 20 reranked": RagConfig(passages=6, reranker="evidence", reranked=20),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--indexes", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=150)
    arguments = parser.parse_args()
    print(facts())
    for name in SETS:
        index_of(arguments.data, arguments.indexes, name)
        asked = random.Random(SEED).sample(known_questions(arguments.data, name), arguments.questions)
        index = arguments.indexes / f"{name}-index"
        _print_ratio(name, open_pipeline(index), asked)
        _print_curve(name, index, asked)


def _print_ratio(name: str, pipeline: Pipeline, asked: list[Known]) -> None:
    embedder = embedder_for(RagConfig().index)
    reading, embedding, chunks = [], [], []
    for question in asked:
        pipeline.answer(question.text)
        answer = pipeline.answer(question.text)
        texts = [p.article.text[c.start : c.end] for p in answer.passages for c in p.chunks]
        started = time.perf_counter()
        embedder.embed_passages(texts)
        embedding.append(1000 * (time.perf_counter() - started))
        reading.append(answer.timings.read_ms)
        chunks.append(len(texts))
    ratio = np.median(reading) / np.median(embedding)
    print(
        f"\n{name}: {np.mean(chunks):.1f} chunks a question; reading {np.median(reading):.1f} ms, embedding them "
        f"{np.median(embedding):.1f} ms (medians), ratio {ratio:.2f}"
    )


def _print_curve(name: str, index: Path, asked: list[Known]) -> None:
    print(f"\n| {name} | right in three sentences | read, ms | retrieve and rerank, ms |\n|---|---|---|---|")
    pipelines = {setting: open_pipeline(index, config=config) for setting, config in SETTINGS.items()}
    right: dict[str, list[bool]] = {setting: [] for setting in SETTINGS}
    read: dict[str, list[float]] = {setting: [] for setting in SETTINGS}
    found: dict[str, list[float]] = {setting: [] for setting in SETTINGS}
    for question in asked:
        for setting, pipeline in pipelines.items():
            answer = pipeline.answer(question.text)
            right[setting].append(any(f" {plain(a)} " in f" {plain(answer.text)} " for a in question.answers))
            read[setting].append(answer.timings.read_ms)
            found[setting].append(answer.timings.retrieve_ms + answer.timings.rerank_ms)
    for setting in SETTINGS:
        print(
            f"| {setting} | {np.mean(right[setting]):.3f} | {np.median(read[setting]):.1f} | "
            f"{np.median(found[setting]):.1f} |"
        )


if __name__ == "__main__":
    main()
