"""The README's table of growth: articles, chunks, disk, memory, question time, one more article; measured, then extrapolated.

    python -m tests.bench.growth_table ../shared/data [--indexes FOLDER] [--chunks 100000 1000000] [--cache FOLDER]

The first row is multihop-rag, all of it real. The others are made-up articles of 12 sentences each, drawn by chance from the BBC's, of
which three words in ten give way to others of the BBC's (half a million articles of the same 30,000 sentences would all be like each
other), with vectors varied from 2,000 real ones (`grown` says how); everything else is real: reading, three stores, hashes, fsync. Each
index is served by a `rag serve` of its own; all are asked the same real questions in turn, so that a busy machine
slows all of them down alike: read the ratios. Memory is that of the server after the questions, and the part of it that is mapped files,
which the system may drop and read again.

Extrapolated (~): disk and one more article by the largest row's figure for a chunk; memory by the straight line through the two
largest rows; the search by how much longer each question took in the larger of them, for the approximate search looks at the same
eighth of all vectors, whatever their number; a question by what the search adds, for reading does not depend on the size. "?" stands
where so busy a machine shows no growth. An index of 10,000,000 was never made. The cost of embedding is processor time, hence less
a matter of load. An index in --cache is used again; 1,000,000 chunks take some 20 minutes and 6 GB there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np

from index.config import IndexConfig
from index.embedding.openvino import OpenVinoEmbedder
from index.embedding.protocol import Embedder
from index.reading.sentences import split_sentences
from index.sync import sync
from index.types import Matrix
from rag.api import embedder_for, open_pipeline
from tests.bench import machine
from tests.bench.answer_sets import index_of
from tests.bench.api import served
from tests.bench.corpora import questions, read_lines, write_records
from tests.bench.embedding_speed import chunk_texts
from tests.bench.flat_cost import SENTENCES, write
from tests.bench.grown import NOISE
from tests.bench.peers.constant import ConstantEmbedder

SEED = 20261130
ASKED, WARMED = 60, 10
REAL_VECTORS = 2_000
CHUNKS_AN_ARTICLE = 1.95
"""Of the made-up articles; the table tells how many chunks there really are."""
REPLACED = 0.3
MIB = 2**20 / 1e6
FARTHER = (10_000_000, 100_000_000)
SAMPLES = {"bbc-news-2225": 120, "multihop-rag": 30}
CORE_HOUR = 0.04
"""US dollars: an assumption, about what a general-purpose core costs at the large providers without a contract."""
USE = (
    (50_000, "as it is: exact search"),
    (2_000_000, "as it is: approximate search beside the exact vectors"),
    (20_000_000, "one large machine, where a sync copies all of it, or Milvus, where the search is exact"),
    (10**12, "Milvus on several machines, embedded by many (`rag sync --ray`)"),
)


class VariedVectors(ConstantEmbedder):
    """For every text its own mixture of two real vectors and noise, by the text's hash."""

    def __init__(self, real: Embedder, vectors: Matrix) -> None:
        super().__init__(real)
        self._vectors = vectors

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        rows: Matrix = np.stack([self._row(text) for text in texts])
        return rows

    def _row(self, text: str) -> Matrix:
        chance = np.random.default_rng(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()))
        nearer, farther = self._vectors[chance.integers(0, len(self._vectors), 2)]
        noise = chance.standard_normal(self.dim, np.float32)
        row: Matrix = 0.75 * nearer + 0.25 * farther + NOISE / self.dim**0.5 * noise
        return row / np.linalg.norm(row)


def replacing(sentences: Sequence[str], seed: int) -> Callable[[str], str]:
    """Gives a sentence with some of its words replaced by words of these sentences, as often as they stand there."""
    words, chance = " ".join(sentences).split(), random.Random(seed)
    return lambda text: " ".join(chance.choice(words) if chance.random() < REPLACED else one for one in text.split())


@dataclass(slots=True)
class Size:
    """One row: what was measured of an index."""

    articles: int
    chunks: int
    disk_mb: float
    one_more_seconds: float
    """Of a sync that finds one article more; 0 where that was not done."""
    searching: list[float] = field(default_factory=list)
    """Milliseconds of /v1/search, which reads nothing."""
    asking: list[float] = field(default_factory=list)
    resident_mib: float = 0.0
    mapped_mib: float = 0.0


def made_up(folder: Path, chunks: int, sentences: list[str], embedder: Embedder) -> tuple[Path, float]:
    """An index of so many chunks, and the seconds that a sync of one more article takes there."""
    index_path, known = folder / "index", folder / "one-more.json"
    if not known.is_file():
        articles = folder / "articles"
        if not articles.is_dir():
            varied = replacing(sentences, SEED)
            write(articles, round(chunks / CHUNKS_AN_ARTICLE), sentences, random.Random(SEED), varied)
        sync([articles], index_path, embedder=embedder)
        write(articles / "more", 1, sentences, random.Random(SEED + 1))
        started = time.perf_counter()
        sync([articles], index_path, embedder=embedder)
        known.write_text(json.dumps(time.perf_counter() - started), "utf-8")
    return index_path, json.loads(known.read_text("utf-8"))


def size_of(index_path: Path, one_more_seconds: float) -> Size:
    """Counts, and the bytes of the generation in use."""
    info = open_pipeline(index_path).search_index.info()
    return Size(info.articles, info.chunks, info.size_bytes / 1e6, one_more_seconds)


def ask(indexes: Sequence[Path], sizes: Sequence[Size], texts: Sequence[str]) -> None:
    """Ask a server over each index the same questions in turn; note milliseconds and memory."""
    with ExitStack() as running:
        servers = [running.enter_context(served(path)) for path in indexes]
        client = running.enter_context(httpx.Client(timeout=300, trust_env=False))
        for number, text in enumerate(texts):
            for (url, _), size in zip(servers, sizes, strict=True):
                for route, taken in (("search", size.searching), ("ask", size.asking)):
                    started = time.perf_counter()
                    client.post(f"{url}/v1/{route}", json={"question": text}).raise_for_status()
                    if number >= WARMED:
                        taken.append(1000 * (time.perf_counter() - started))
        for (_, pid), size in zip(servers, sizes, strict=True):
            size.resident_mib, size.mapped_mib = (resident(pid, name) for name in ("VmRSS", "RssFile"))


def resident(pid: int, name: str) -> float:
    """A line of a process's memory, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


def line(low: Size, high: Size, chunks: int, low_value: float, high_value: float) -> float:
    """The straight line through two rows, at so many chunks."""
    return high_value + (high_value - low_value) / (high.chunks - low.chunks) * (chunks - high.chunks)


def farther(low: Size, high: Size, chunks: int) -> Size:
    """What an index of so many chunks would be."""
    by = chunks / high.chunks

    def along(name: str) -> float:
        return line(low, high, chunks, getattr(low, name), getattr(high, name))

    # Of each question how much longer it took in the larger index: the medians of both differ less than the questions do.
    slower = machine.middle([one - other for one, other in zip(high.searching, low.searching, strict=True)])
    slope = slower / (high.chunks - low.chunks)
    added = slope * (chunks - high.chunks) if slope > 0 else float("nan")  # so busy a machine tells nothing
    return Size(
        articles=round(high.articles * by / 100_000) * 100_000,
        chunks=chunks,
        disk_mb=high.disk_mb * by,
        one_more_seconds=high.one_more_seconds * by,
        searching=[machine.middle(high.searching) + added],
        asking=[machine.middle(high.asking) + added],
        resident_mib=along("resident_mib"),
        mapped_mib=along("mapped_mib"),
    )


def told(size: Size, about: str = "") -> str:
    """One row; `about` stands before what was not measured."""

    def gigabytes(megabytes: float) -> str:
        return f"{about}{megabytes / 1000:,.{2 if megabytes < 10_000 else 0}f}"

    def milliseconds(values: Sequence[float]) -> str:
        return "?" if math.isnan(values[0]) else f"{about}{machine.middle(values):,.0f}"

    cells = (
        f"{about}{size.articles:,}",
        f"{size.chunks:,}",
        gigabytes(size.disk_mb),
        f"{gigabytes(size.resident_mib * MIB)} ({gigabytes(size.mapped_mib * MIB)})",
        milliseconds(size.searching),
        milliseconds(size.asking),
        f"{about}{size.one_more_seconds:,.1f}" if size.one_more_seconds else "",
        next(words for most, words in USE if size.chunks <= most),
    )
    return f"| {' | '.join(cells)} |"


def rows(sizes: Sequence[Size]) -> Iterator[str]:
    """The README's table."""
    yield (
        "| articles | chunks | disk, GB | memory of a server, GB (mapped files) | its search, ms | a question, ms "
        "| one more article, s | what to use |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    yield from map(told, sizes)
    low, high = sizes[-2:]
    yield from (told(farther(low, high, chunks), "~") for chunks in FARTHER)


def embedding_cost(data: Path, embedder: OpenVinoEmbedder) -> Iterator[str]:
    """What embedding a million articles takes, by processor seconds of real chunks."""
    yield "\n| a million articles like | chunks an article | chunks/s, both cores | core-hours | dollars |\n|---|---|---|---|---|"
    for name, count in SAMPLES.items():
        with tempfile.TemporaryDirectory() as folder:
            chosen = random.Random(SEED).sample(read_lines(data / name / "corpus.jsonl"), count)
            write_records(chosen, Path(folder))
            articles = chunk_texts(Path(folder), embedder)
        texts = [text for article in articles for text in article]
        clocks, processors = [], []
        for _ in range(3):
            clock, processor = time.perf_counter(), time.process_time()
            embedder.embed_passages(texts)
            clocks.append(time.perf_counter() - clock)
            processors.append(time.process_time() - processor)
        an_article = len(texts) / len(articles)
        hours = machine.middle(processors) / len(articles) * 1e6 / 3600
        speed = len(texts) / machine.middle(clocks)
        yield f"| {name} | {an_article:.1f} | {speed:.0f} | {hours:.0f} | {hours * CORE_HOUR:.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--indexes", type=Path, default=Path(tempfile.gettempdir()) / "indexes")
    parser.add_argument("--chunks", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "rag-growth-table")
    options = parser.parse_args()
    print(f"{machine.facts()}\n", flush=True)
    embedder = embedder_for(IndexConfig())
    assert isinstance(embedder, OpenVinoEmbedder)
    bodies = [record["text"] for record in read_lines(options.data / "bbc-news-2225" / "corpus.jsonl")]
    real = embedder.embed_passages([body[:600] for body in bodies[:REAL_VECTORS]])
    sentences = sorted(
        {body[s.start : s.end] for body in bodies for s in split_sentences(body) if s.kind == "sentence"}
    )
    index_of(options.data, options.indexes, "multihop-rag")
    paths = [options.indexes / "multihop-rag-index"]
    sizes = [size_of(paths[0], 0.0)]
    for chunks in options.chunks:
        path, one_more = made_up(options.cache / str(chunks), chunks, sentences, VariedVectors(embedder, real))
        paths.append(path)
        sizes.append(size_of(path, one_more))
        print(f"made: {sizes[-1].chunks:,} chunks", flush=True)
    texts = [one.text for one in questions(options.data / "multihop-rag")]
    ask(paths, sizes, random.Random(SEED).sample(texts, ASKED + WARMED))
    print("\n".join(rows(sizes)), flush=True)
    print("\n".join(embedding_cost(options.data, embedder)))
    print(
        f"\nmade-up articles have {SENTENCES} sentences; {ASKED} questions; a core-hour at ${CORE_HOUR} is an assumption"
    )


if __name__ == "__main__":
    main()
