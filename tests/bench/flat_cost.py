"""What an article costs in a small index and in a large one, and what a sync of one more costs there.

    python -m tests.bench.flat_cost ../shared/data [--articles 600 6000 60000]

Articles: 12 sentences each drawn by chance from the BBC's, a JSON Lines file for every 600. So no two are copies, and
all are of one length, about 1.3 KB. Vectors are made up (the model's cost an article is the same in any index, and an
hour long for 60,000); tokens are counted by the real tokenizer, and everything else is real: reading, dates, languages,
signatures, three stores, hashes, fsync. Says nothing of the search.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.config import IndexConfig
from index.reading.sentences import split_sentences
from index.sync import sync
from index.types import Matrix
from rag.api import embedder_for
from tests.bench import machine
from tests.bench.corpora import read_lines
from tests.bench.peers.constant import ConstantEmbedder

SEED = 20261122
SENTENCES = 12
IN_A_FILE = 600


class MadeUpVectors(ConstantEmbedder):
    """A vector of its own for every text, from the text's hash."""

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        seeds = [int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) for text in texts]
        rows = np.stack([np.random.default_rng(seed).standard_normal(self.dim, np.float32) for seed in seeds])
        vectors: Matrix = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return vectors


def write(
    folder: Path, articles: int, sentences: list[str], chance: random.Random, varied: Callable[[str], str] = str
) -> None:
    """Write `articles` records, `IN_A_FILE` to a file, each sentence as `varied` gives it."""
    folder.mkdir(parents=True)
    for first in range(0, articles, IN_A_FILE):
        with (folder / f"{first:06}.jsonl").open("w", encoding="utf-8") as file:
            for number in range(first, min(first + IN_A_FILE, articles)):
                text = " ".join(map(varied, chance.sample(sentences, SENTENCES)))
                file.write(json.dumps({"id": number, "title": f"Report {number}", "text": text}) + "\n")


def measured(folder: Path, index_path: Path, embedder: MadeUpVectors) -> tuple[float, float, int]:
    """Seconds on the clock and of the processor of one sync, and its chunks."""
    clock, processor = time.perf_counter(), time.process_time()
    report = sync([folder], index_path, embedder=embedder)
    assert report.failures == ()
    return time.perf_counter() - clock, time.process_time() - processor, report.chunks


def main() -> None:
    """Print one row for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, nargs="+", default=[600, 6000, 60000])
    options = parser.parse_args()
    embedder = MadeUpVectors(embedder_for(IndexConfig()))
    bodies = (record["text"] for record in read_lines(options.data / "bbc-news-2225" / "corpus.jsonl"))
    sentences = sorted(
        {text[s.start : s.end] for text in bodies for s in split_sentences(text) if s.kind == "sentence"}
    )
    print(f"{machine.facts()}\n")
    print(
        "| articles | chunks | build, ms an article | of the processor | one more article, s | index, MB | peak MiB |"
    )
    print("|---|---|---|---|---|---|---|")
    for articles in options.articles:
        with tempfile.TemporaryDirectory() as name:
            folder, index_path = Path(name, "articles"), Path(name, "index")
            write(folder, articles, sentences, random.Random(SEED))
            clock, processor, chunks = measured(folder, index_path, embedder)
            size = sum(path.stat().st_size for path in index_path.rglob("*") if path.is_file())
            write(folder / "more", 1, sentences, random.Random(SEED + 1))
            more, _, _ = measured(folder, index_path, embedder)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"| {articles:,} | {chunks:,} | {clock / articles * 1e3:.2f} | {processor / articles * 1e3:.2f} | {more:.2f} "
                f"| {size / 1e6:.0f} | {peak:.0f} |"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
