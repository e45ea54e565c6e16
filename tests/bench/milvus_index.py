"""An index in Milvus beside the local one it was published from: the same results, how quickly written, how quickly asked.

    python -m tests.bench.milvus_index DATA [--indexes FOLDER] [--sets multihop-rag beir-scifact] [--questions 400]
        [--chunks 7000 100000] [--rounds 2] [--uri URI [--dense-only] | --server-python PYTHON]

DATA holds the sets' folders; local indexes are made in FOLDER and kept. Without --uri a file of milvus-lite is made for each.
With it a server is asked, and its collections are removed first; --dense-only is for a server too old for BM25. With
--server-python the standalone server of `tests.bench.milvus_process` is started, in a folder of its own, and asked
dense only; run it in a network of its own, as said there.

Parity: questions drawn by chance from each set are asked of both; the figures are those of `tests.bench.retrieval`, and the
hundred nearest chunks of each question are compared one by one. Times: both answer the same questions, one after the
other and each first in turn, in one process. The large index is that of `tests.bench.retrieval_time`: sentences of the public
articles, shuffled, with real vectors and noise.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from index.milvus.database import MilvusDatabase
from index.milvus.search import MilvusIndex
from index.milvus.settings import MilvusConfig
from index.milvus.versions import Versions
from index.milvus.writing.publishing import publish
from index.search import LocalIndex
from index.store.generations import current_generation
from index.store.opened import open_generation
from rag import IndexConfig, RagConfig, api, open_pipeline
from tests.bench import machine, retrieval, retrieval_time
from tests.bench.grown import SEED
from tests.bench.milvus_process import CONFIG, Server

NEAREST = 100
WANTED = 60
"""Of each search, as retrieval asks for."""


def published(index_path: Path, config: MilvusConfig, *, dense_only: bool) -> float:
    """Publish the local generation into an empty database; seconds."""
    database = MilvusDatabase(config, dense_only=dense_only)
    database.drop(database.names())
    opened = open_generation(current_generation(index_path))
    started = time.perf_counter()
    publish(database, opened, index_path, base=Versions(database).current())
    return time.perf_counter() - started


def same_nearest(local: LocalIndex, other: MilvusIndex, questions: Sequence[str]) -> str:
    """How often the nearest chunks are the same: with their scores and order, and as a set where scores are equal."""
    embedder = api.embedder_for(RagConfig().index)
    identical = but_for_ties = 0
    for question in questions:
        vector = embedder.embed_query(question)
        ours, theirs = ([(h.chunk_id, h.score) for h in index.dense(vector, NEAREST)] for index in (local, other))
        identical += ours == theirs
        last = ours[-1][1]
        but_for_ties += sorted(one for one in ours if one[1] > last) == sorted(one for one in theirs if one[1] > last)
    return f"{identical} of {len(questions)} identical, {but_for_ties} but for the order of equal scores"


def parity(options: argparse.Namespace, indexes: Path, config_of: Callable[[str], MilvusConfig]) -> None:
    for name in options.sets:
        index_path = indexes / Path(name).name
        retrieval.indexed(options.data / name / "corpus.jsonl", index_path)
        config = config_of(f"parity_{Path(name).name.replace('-', '_')}")
        published(index_path, config, dense_only=options.dense_only)
        everything = retrieval.questions(options.data / name)
        asked = random.Random(SEED).sample(everything, min(options.questions, len(everything)))
        local, other = LocalIndex(index_path), MilvusIndex(config, dense_only=options.dense_only)
        print(
            f"\n{name}, {len(asked)} questions, {local.chunk_count:,} chunks: the {NEAREST} nearest chunks are ", end=""
        )
        print(same_nearest(local, other, [one.text for one in asked]), flush=True)
        if options.dense_only:
            continue
        limit = retrieval.DEPTH if name == "multihop-rag" else 3 * retrieval.DEPTH
        for place, settings in enumerate((RagConfig(), RagConfig(index=IndexConfig(store="milvus"), milvus=config))):
            ways = retrieval.rankings(open_pipeline(index_path, config=settings), index_path, limit, settings)
            for number, way in enumerate(("dense", "lexical", "as shipped")):
                measured = (
                    retrieval.by_fact(asked, ways[way])
                    if name == "multihop-rag"
                    else retrieval.by_article(asked, ways[way], retrieval.MEASURES[name])
                )
                if not place and not number:
                    print(f"\n| | {' | '.join(measured)} |\n|{'---|' * (1 + len(measured))}")
                figures = " | ".join(f"{value:.4f}" for value in measured.values())
                print(f"| {way}, {settings.index.store} | {figures} |", flush=True)


def times(options: argparse.Namespace, indexes: Path, config_of: Callable[[str], MilvusConfig]) -> None:
    print(
        "\n| chunks | published in s | chunks/s | search | local ms median / p95 | Milvus ms median / p95 | ratio of medians |"
    )
    print("|---|---|---|---|---|---|---|")
    questions = retrieval_time.asked_questions(options.data, options.times)
    for chunks in options.chunks:
        index_path = indexes / f"grown-{chunks}"
        if not index_path.exists():
            retrieval_time.build(options.data, index_path, chunks, indexes / "pool")
        config = config_of(f"grown_{chunks}")
        seconds = published(index_path, config, dense_only=options.dense_only)
        settings = RagConfig(index=IndexConfig(store="milvus"), milvus=config)
        indexes_of = (LocalIndex(index_path), MilvusIndex(config, dense_only=options.dense_only))
        pipelines = (
            [] if options.dense_only else [open_pipeline(index_path, config=one) for one in (RagConfig(), settings)]
        )
        rate = indexes_of[0].chunk_count / seconds
        first = f"{indexes_of[0].chunk_count:,} | {seconds:.1f} | {rate:,.0f}"
        for name, asks in searches(indexes_of, pipelines):
            local, other = measured(asks, questions, options.rounds)
            cells = [f"{machine.middle(one):.1f} / {machine.p95(one):.1f}" for one in (local, other)]
            ratio = machine.middle(other) / machine.middle(local)
            print(f"| {first} | {name} | {cells[0]} | {cells[1]} | {ratio:.1f} |", flush=True)
            first = " | | "


def searches(
    indexes: Sequence[LocalIndex | MilvusIndex], pipelines: Sequence[Any]
) -> Iterator[tuple[str, list[Callable[[str], object]]]]:
    """Each search by name, of the local index and of the other."""
    embedder = api.embedder_for(RagConfig().index)
    yield "dense", [lambda q, i=i: i.dense(embedder.embed_query(q), WANTED) for i in indexes]  # type: ignore[misc]
    if pipelines:
        yield "lexical", [lambda q, i=i: i.lexical(q, WANTED) for i in indexes]  # type: ignore[misc]
        yield "retrieval", [lambda q, p=p: p.search(q, limit=10) for p in pipelines]  # type: ignore[misc]


def measured(asks: Sequence[Callable[[str], object]], questions: Sequence[str], rounds: int) -> list[list[float]]:
    """Milliseconds of every question on either side; a round to warm up, of a few questions, is left out."""
    found: list[list[float]] = [[] for _ in asks]
    for number in range(rounds + 1):
        for place, question in enumerate(questions if number else questions[:5]):
            for side in (0, 1) if (place + number) % 2 else (1, 0):
                started = time.perf_counter()
                asks[side](question)
                if number:
                    found[side].append(1000 * (time.perf_counter() - started))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--indexes", type=Path)
    parser.add_argument("--sets", nargs="*", default=["multihop-rag", "beir-scifact"])
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--chunks", type=int, nargs="*", default=[7_000, 100_000])
    parser.add_argument("--times", type=int, default=60, help="Questions that are timed.")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--uri")
    parser.add_argument("--dense-only", action="store_true")
    parser.add_argument("--server-python")
    options = parser.parse_args()
    print(machine.facts())
    with ExitStack() as running:
        work = Path(running.enter_context(tempfile.TemporaryDirectory()))
        if options.server_python:
            server = Server(options.server_python, work / "milvus")
            running.callback(server.kill)
            print(f"a server of its own, started in {server.start():.1f} s")
            options.uri, options.dense_only = CONFIG.uri, True

        def config_of(name: str) -> MilvusConfig:
            return MilvusConfig(options.uri or str(work / f"{name}.db"), name=name, timeout_seconds=120.0)

        indexes = options.indexes or work
        parity(options, indexes, config_of)
        times(options, indexes, config_of)


if __name__ == "__main__":
    main()
