"""From articles to an index on disk: ours beside what others build with the same model, in one interleaved run.

    python -m tests.bench.peers.setup
    python -m tests.bench.ingest ../shared/data [--rounds 3] [--articles 60 200 | --all] [--peers plain txtai] [--chunks 256]
    python -m tests.bench.ingest ../shared/data --constant --all

Articles: so many drawn by chance of multihop-rag (long) and of bbc-news-2225 (short), as JSON Lines, the same file for
all. Each side is a process in an environment of its own (`tests.bench.peers`); in each round all take their turn, each
first in turn. "Ready" is when libraries are imported, the model is loaded and has embedded one text; the ingest proper
runs from there to the index on disk. Chunks are as near to ours as a side's splitter allows, without overlap (ours share a
sentence), so ratios are also given for equal tokens: those that the model reads, special ones and what it cuts off left out.
Memory is the largest sum of resident pages over the process and its children, looked at every 20 ms, mapped files included.
With --constant every vector is the same one, which leaves the side's own cost; `tests.bench.peers.own_cost` has more of ours.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.embedding.packaged import model_folder
from tests.bench import machine
from tests.bench.peers.measuring import ENVIRONMENT, SPECIAL_TOKENS, WINDOW, Clocks
from tests.bench.peers.memory import PeakMemory
from tests.bench.peers.setup import PACKAGES, python_of

ROOT = Path(__file__).resolve().parents[2]
CORPORA = ("multihop-rag", "bbc-news-2225")
OURS = "ours"
SEED = 20261122
SAMPLE = (60, 200)
WARM_UP_ARTICLES = 2


@dataclass(frozen=True, slots=True)
class Ran:
    """One side over one corpus, once. Seconds; `processor` of the ingest proper alone."""

    start: float
    ingest: float
    processor: float
    peak_mib: float

    @property
    def total(self) -> float:
        return self.start + self.ingest


@dataclass(frozen=True, slots=True)
class Embedded:
    """What a side cut the articles into. `cut` chunks are longer than the model's window; `tokens` are what it reads."""

    chunks: int
    characters: int
    tokens: int
    cut: int


@dataclass(frozen=True, slots=True)
class Sample:
    """Articles of one corpus in a file alone in its folder."""

    corpus: str
    file: Path
    articles: int


def samples(data: Path, work: Path, counts: Sequence[int | None]) -> list[Sample]:
    """The sample of each corpus, and two articles to warm up on. Lines are copied as they are."""
    found = []
    for corpus, count in zip(CORPORA, counts, strict=True):
        with (data / corpus / "corpus.jsonl").open(encoding="utf-8") as file:
            lines = list(file)
        chosen = lines if count is None else random.Random(SEED).sample(lines, min(count, len(lines)))
        found.append(_written(work / corpus, corpus, chosen))
    return [*found, _written(work / "warm-up", "warm-up", chosen[:WARM_UP_ARTICLES])]


def _written(folder: Path, corpus: str, lines: list[str]) -> Sample:
    folder.mkdir()
    (folder / "articles.jsonl").write_text("".join(lines), encoding="utf-8", newline="")
    return Sample(corpus, folder / "articles.jsonl", len(lines))


def run(side: str, sample: Sample, chunk_tokens: int, *, constant: bool) -> tuple[Ran, list[str]]:
    """One process from its start to its index. Returns the texts of its chunks too."""
    with tempfile.TemporaryDirectory() as output:
        paths = [str(path) for path in (sample.file, output, model_folder())]
        flags = ["--constant"] if constant else []
        command = [str(python_of(side)), "-m", f"tests.bench.peers.{side}", *paths, str(chunk_tokens), *flags]
        log = Path(output) / "log.txt"
        environment = os.environ | ENVIRONMENT
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else some sides' modules would compile every time
        with log.open("w", encoding="utf-8") as errors:
            started = time.monotonic()  # on Linux one clock for all processes
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
            )
            memory = PeakMemory(process.pid)
            assert process.stdout
            clocks = next((Clocks(**json.loads(line)) for line in process.stdout if line.startswith("{")), None)
            peak = memory.stop()
            process.stdout.close()
            if process.wait() or clocks is None:
                raise SystemExit(f"{' '.join(command)} failed:\n{log.read_text(encoding='utf-8')[-3000:]}")
        texts: list[str] = json.loads((Path(output) / "chunks.json").read_text(encoding="utf-8"))
    processor = clocks.done_processor - clocks.ready_processor
    return Ran(clocks.ready - started, clocks.done - clocks.ready, processor, peak), texts


def embedded(texts: list[str]) -> Embedded:
    """Counted by the model's own tokenizer."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    lengths = [len(encoding.ids) for encoding in tokenizer.encode_batch(texts, add_special_tokens=False)]
    room = WINDOW - SPECIAL_TOKENS
    read = sum(min(length, room) for length in lengths)
    return Embedded(len(texts), sum(map(len, texts)), read, sum(length > room for length in lengths))


def measure(
    sides: list[str], sample: Sample, rounds: int, chunk_tokens: int, *, constant: bool
) -> tuple[dict[str, list[Ran]], dict[str, Embedded]]:
    """All sides in each round, the first of them another each time."""
    found: dict[str, list[Ran]] = {side: [] for side in sides}
    cut: dict[str, Embedded] = {}
    for number in range(rounds):
        first = number % len(sides)
        for side in sides[first:] + sides[:first]:
            ran, texts = run(side, sample, chunk_tokens, constant=constant)
            found[side].append(ran)
            cut.setdefault(side, embedded(texts))
            print(
                f"<!-- {sample.corpus}, round {number + 1}, {side}: ready {ran.start:.1f} s, ingest {ran.ingest:.1f} s "
                f"({ran.processor:.1f} s processor), load {os.getloadavg()[0]:.1f} -->",
                flush=True,
            )
    return found, cut


def report(sample: Sample, found: dict[str, list[Ran]], cut: dict[str, Embedded]) -> None:
    """Speeds, then what was cut, then ratios to ours, each of the same round."""
    print(f"\n**{sample.corpus}, {sample.articles} articles**\n")
    print(
        "| side | articles/s | chunks/s | ingest s | processor s | until ready s | all s | peak MiB |\n"
        + "|---" * 8
        + "|"
    )
    for side, runs in found.items():
        speeds = [
            machine.spread([count / ran.ingest for ran in runs], 1) for count in (sample.articles, cut[side].chunks)
        ]
        spans = [[ran.ingest for ran in runs], [ran.processor for ran in runs], [ran.start for ran in runs]]
        cells = [machine.spread(values, 1) for values in (*spans, [ran.total for ran in runs])]
        print(f"| {side} | {' | '.join(speeds + cells)} | {machine.middle([ran.peak_mib for ran in runs]):.0f} |")
    print("\n| side | chunks | characters | tokens read | chunks cut off by the window |\n|---|---|---|---|---|")
    for side, of in cut.items():
        print(f"| {side} | {of.chunks:,} | {of.characters:,} | {of.tokens:,} | {of.cut} |")
    if OURS not in found:
        return
    print(
        "\n| their time / ours | for the same articles | for the same tokens | processor, same articles "
        "| same articles, from the process's start |\n|---|---|---|---|---|"
    )
    ours = found[OURS]
    for side, runs in found.items():
        pairs = list(zip(runs, ours, strict=True))
        tokens = cut[side].tokens / cut[OURS].tokens
        ratios = (
            [their.ingest / our.ingest for their, our in pairs],
            [their.ingest / our.ingest / tokens for their, our in pairs],
            [their.processor / our.processor for their, our in pairs],
            [their.total / our.total for their, our in pairs],
        )
        if side != OURS:
            print(f"| {side} | {' | '.join(machine.spread(values) for values in ratios)} |")


def report_own(sample: Sample, found: dict[str, list[Ran]], cut: dict[str, Embedded]) -> None:
    """What is left of each side when its vectors cost nothing."""
    print(f"\n**{sample.corpus}, {sample.articles} articles, constant vectors**\n")
    print("| side | ms a chunk | processor ms a chunk | ms an article | chunks | peak MiB |\n|---|---|---|---|---|---|")
    for side, runs in found.items():
        chunks = cut[side].chunks
        cells = [machine.spread([1000 * ran.ingest / chunks for ran in runs], 3)]
        cells += [machine.spread([1000 * ran.processor / chunks for ran in runs], 3)]
        cells += [machine.spread([1000 * ran.ingest / sample.articles for ran in runs])]
        print(f"| {side} | {' | '.join(cells)} | {chunks:,} | {machine.middle([ran.peak_mib for ran in runs]):.0f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--articles", type=int, nargs=len(CORPORA), default=SAMPLE, metavar="N", help=" ".join(CORPORA))
    parser.add_argument("--all", action="store_true", help="all articles of both")
    parser.add_argument("--peers", nargs="*", choices=list(PACKAGES), default=list(PACKAGES))
    parser.add_argument("--chunks", type=int, default=WINDOW, metavar="TOKENS", help="tokens a chunk, special ones too")
    parser.add_argument("--constant", action="store_true", help="constant vectors: each side's own cost")
    arguments = parser.parse_args()
    print(machine.facts())
    sides = [OURS, *arguments.peers]
    for side in arguments.peers:
        print(f"{side}: {', '.join(PACKAGES[side]) or 'sentence-transformers and faiss'}")
    counts = [None] * len(CORPORA) if arguments.all else arguments.articles
    with tempfile.TemporaryDirectory() as work:
        *chosen, warm_up = samples(arguments.data, Path(work), counts)
        for side in sides:
            run(side, warm_up, arguments.chunks, constant=arguments.constant)
        for sample in chosen:
            found, cut = measure(sides, sample, arguments.rounds, arguments.chunks, constant=arguments.constant)
            (report_own if arguments.constant else report)(sample, found, cut)


if __name__ == "__main__":
    main()
