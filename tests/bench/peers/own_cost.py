"""What a sync costs beside the model: ms a chunk over embedding the same texts alone, and where they go.

    python -m tests.bench.peers.own_cost ../shared/data [--rounds 3] [--articles 60 200 | --all] [--stages]

In each round, one after the other in one process, each with a new embedder whose model is loaded but which has met no
word: a sync; the blocks of texts that it embedded, alone; a sync with constant vectors. The first less the second is the
difference of two large figures, a hundred times as large as itself, and varies with whatever else the machine does; the
third is the own cost itself, nothing of it hidden behind the model. Then its stages. What a first sync of a process loads
(tables of sentence ends and languages) is shown apart. With --stages the model stays out: seconds for all articles.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from index import sync as syncing
from index.config import IndexConfig
from index.embedding.protocol import Embedder
from index.types import Matrix
from rag.api import embedder_for
from tests.bench import machine
from tests.bench.ingest import CORPORA, SAMPLE, Sample, samples
from tests.bench.peers.constant import ConstantEmbedder
from tests.bench.peers.measuring import WARM_UP
from tests.bench.peers.stages import Spent, Stages

TARGET_MS = 0.25
OTHER_THREADS = "threads of tantivy and of the tokenizer"
MANY = 65
"""More texts than a question's own compiled model takes, so that both are compiled."""


class RecordingEmbedder:
    """Keeps the blocks of texts that are embedded."""

    def __init__(self, real: Embedder) -> None:
        self.blocks: list[list[str]] = []
        self._real = real

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        self.blocks.append(list(texts))
        return self._real.embed_passages(texts)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


def new_embedder() -> Embedder:
    """One that has met no word but those of the warm-up."""
    made: Embedder = embedder_for.__wrapped__(IndexConfig())
    made.embed_passages([WARM_UP])
    made.embed_passages([WARM_UP] * MANY)
    return made


def timed(work: Callable[[], object]) -> Spent:
    """Seconds of the clock and of all threads."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - clock, time.process_time() - processor)


def synced(sample: Sample, embedder: Embedder) -> tuple[Spent, int]:
    """One sync into a new index. Returns its chunks too."""
    with tempfile.TemporaryDirectory() as work:
        reports = []
        spent = timed(
            lambda: reports.append(syncing.sync([sample.file.parent], Path(work) / "index", embedder=embedder))
        )
        return spent, reports[0].chunks


def embedded_alone(embedder: Embedder, blocks: Sequence[Sequence[str]]) -> Spent:
    return timed(lambda: [embedder.embed_passages(block) for block in blocks])


def differences(sample: Sample, rounds: int) -> None:
    """Print each round, and the medians."""
    print(f"\n**{sample.corpus}, {sample.articles} articles**\n")
    print(
        "| round | chunks | sync s, processor s | embedding alone s, processor s | own ms a chunk, processor ms "
        "| with constant vectors ms a chunk, processor ms | load |\n|---|---|---|---|---|---|---|"
    )
    own: list[Spent] = []
    constant: list[Spent] = []
    for number in range(1, rounds + 1):
        recording = RecordingEmbedder(new_embedder())
        whole, chunks = synced(sample, recording)
        alone = embedded_alone(new_embedder(), recording.blocks)
        bare, _ = synced(sample, ConstantEmbedder(new_embedder()))
        own.append(_a_chunk(Spent(whole.clock - alone.clock, whole.processor - alone.processor), chunks))
        constant.append(_a_chunk(bare, chunks))
        cells = [f"{spent.clock:.2f}, {spent.processor:.2f}" for spent in (whole, alone)]
        cells += [f"{spent.clock:.3f}, {spent.processor:.3f}" for spent in (own[-1], constant[-1])]
        print(f"| {number} | {chunks:,} | {' | '.join(cells)} | {os.getloadavg()[0]:.1f} |", flush=True)
    for name, found in (("sync less embedding", own), ("sync with constant vectors", constant)):
        clock, processor = ([getattr(spent, of) for spent in found] for of in ("clock", "processor"))
        print(
            f"\n{name}, target at most {TARGET_MS} ms a chunk: {_verdict(clock)} on the clock, {_verdict(processor)} of the processor"
        )


def _verdict(values: Sequence[float]) -> str:
    """The median, and whether the target is met; where rounds lie further apart than twice the target, nothing is said."""
    if max(values) - min(values) > 2 * TARGET_MS:
        return f"{machine.spread(values, 3)} (too noisy to tell)"
    return f"{machine.spread(values, 3)} ({'met' if machine.middle(values) <= TARGET_MS else 'MISSED'})"


def _a_chunk(spent: Spent, chunks: int) -> Spent:
    return Spent(1000 * spent.clock / chunks, 1000 * spent.processor / chunks)


def stages(chosen: Sequence[Sample]) -> None:
    """Print where a sync with constant vectors spends its time, for all corpora side by side."""
    columns: list[dict[str, Spent]] = []
    for sample in chosen:
        timer = Stages()
        with timer.installed():
            whole, chunks = synced(sample, ConstantEmbedder(new_embedder()))
        ours = sum(spent.processor for spent in timer.spent.values())
        found = {stage: _a_chunk(spent, chunks) for stage, spent in timer.spent.items()}
        found[OTHER_THREADS] = _a_chunk(Spent(0.0, whole.processor - ours), chunks)
        columns.append(found | {"all": _a_chunk(whole, chunks)})
    print("\n| stage, ms a chunk: clock, processor | " + " | ".join(sample.corpus for sample in chosen) + " |")
    print("|---" * (len(chosen) + 1) + "|")
    for stage in sorted(columns[0], key=lambda stage: columns[0][stage].processor):
        cells = [f"{found[stage].clock:.4f}, {found[stage].processor:.4f}" for found in columns]
        print(f"| {stage} | {' | '.join(cells)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--articles", type=int, nargs=len(CORPORA), default=SAMPLE, metavar="N", help=" ".join(CORPORA))
    parser.add_argument("--all", action="store_true", help="all articles of both")
    parser.add_argument("--stages", action="store_true", help="only the stages, without the model")
    arguments = parser.parse_args()
    print(machine.facts())
    counts = [None] * len(CORPORA) if arguments.all else arguments.articles
    with tempfile.TemporaryDirectory() as work:
        *chosen, warm_up = samples(arguments.data, Path(work), counts)
        first, second = (synced(warm_up, ConstantEmbedder(new_embedder()))[0] for _ in range(2))
        print(
            f"two articles, constant vectors: {first.clock:.2f} s ({first.processor:.2f} s processor) the first time in "
            f"a process, {second.clock:.2f} s ({second.processor:.2f} s) the second time"
        )
        if not arguments.stages:
            for sample in chosen:
                differences(sample, arguments.rounds)
        stages(chosen)


if __name__ == "__main__":
    main()
