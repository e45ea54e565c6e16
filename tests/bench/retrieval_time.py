"""How long retrieval takes and what memory it holds, beside a plain sentence-transformers script.

    python -m tests.bench.retrieval_time DATA [--chunks 7000 100000] [--rounds 3] [--questions 200] [--cache FOLDER]

Retrieval is understanding the question, two searches, fusion and places; no rerank. The plain script embeds the question in
float32 with the same weights and searches a flat FAISS index of as many vectors for the ten nearest; it keeps the texts
in memory to show them. Both answer the same questions, drawn by chance from the public sets, in one process, one after the
other and each first in turn, with a pause because torch's threads spin after work. Articles are sentences of the public
articles, shuffled, so that no two are copies; their vectors are those of `grown` (embedding 100,000 chunks would take
minutes and change no time measured here). Memory is what a process of its own holds after all questions.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding.packaged import model_folder
from index.embedding.protocol import Embedder
from index.search import LocalIndex
from index.sync import sync
from index.types import Matrix, Vector
from rag import RagConfig, api, open_pipeline
from tests.bench import machine
from tests.bench.corpora import read_lines
from tests.bench.grown import SEED, real_vectors, varied

OURS, PLAIN = "retrieval", "plain script"
PAUSE_SECONDS = 0.02
NEAREST = 10
_SENTENCES = 60
"""Of an article."""
_CHUNKS_AN_ARTICLE = 11


class VariedEmbedder:
    """The packaged model for questions; passages get vectors drawn from a pool, which costs nothing."""

    def __init__(self, real: Embedder, pool: Matrix) -> None:
        self._real, self._pool, self._next = real, pool, 0
        self.name, self.weights_sha256, self.engine = real.name, real.weights_sha256, real.engine
        self.dim, self.max_tokens, self.special_tokens = real.dim, real.max_tokens, real.special_tokens

    def token_starts(self, text: str) -> Sequence[int]:
        return self._real.token_starts(text)

    def embed_query(self, text: str) -> Vector:
        return self._real.embed_query(text)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        rows = np.arange(self._next, self._next + len(texts)) % len(self._pool)
        self._next += len(texts)
        return np.asarray(self._pool[rows], np.float32)


def build(data: Path, index_path: Path, chunks: int, cache: Path) -> None:
    """An index of some `chunks` chunks."""
    chance = random.Random(SEED)
    records = [record for file in sorted(data.glob("*/corpus.jsonl")) for record in read_lines(file)]
    sentences = sorted({part for record in records for part in record["text"].split(". ") if 40 < len(part) < 400})
    outlets = [f"The Outlet {number}" for number in range(60)]
    folder = index_path.with_name(f"{index_path.name}-articles")
    folder.mkdir(parents=True)
    with (folder / "corpus.jsonl").open("w", encoding="utf-8") as file:
        for number in range(chunks // _CHUNKS_AN_ARTICLE):
            words = chance.sample(sentences, _SENTENCES)
            record = {
                "_id": f"a{number}",
                "title": chance.choice(records)["title"] or words[0][:80],
                "text": ". ".join(words) + ".",
                "source": chance.choice(outlets),
                "published_at": f"{chance.randint(2019, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            }
            file.write(json.dumps(record) + "\n")
    real, _ = real_vectors(data, cache)
    pool = np.concatenate(list(varied(real, chunks * 2)))
    sync([folder], index_path, embedder=VariedEmbedder(api.embedder_for(RagConfig().index), pool))
    shutil.rmtree(folder)


def asked_questions(data: Path, count: int) -> list[str]:
    """Drawn by chance from each set alike."""
    sets = [[q["text"].removeprefix("|user|: ") for q in read_lines(f)] for f in sorted(data.rglob("queries.jsonl"))]
    chance = random.Random(SEED)
    return [chance.choice(chance.choice(sets)) for _ in range(count)]


def ours(index_path: Path) -> Callable[[str], Any]:
    pipeline = open_pipeline(index_path)
    return lambda question: pipeline.search(question, limit=NEAREST)


def plain(index_path: Path) -> Callable[[str], Any]:
    import faiss
    from sentence_transformers import SentenceTransformer

    index = LocalIndex(index_path)
    model = SentenceTransformer(str(model_folder()))
    flat = faiss.IndexFlatIP(model.get_embedding_dimension())
    vectors: Any = index._vectors
    for first in range(0, index.chunk_count, 10_000):
        flat.add(vectors.rows_at(np.arange(first, min(first + 10_000, index.chunk_count))))
    cards = index.articles()
    names = [f"{card.id}#{ordinal}" for card in cards for ordinal in range(card.chunks)]
    texts = [index.article(c.article_id).text[c.start : c.end] for c in index.get(names)]
    del index, vectors

    def nearest(question: str) -> list[str]:
        _, rows = flat.search(model.encode([question], normalize_embeddings=True), NEAREST)
        return [texts[row] for row in rows[0]]

    return nearest


SIDES: dict[str, Callable[[Path], Callable[[str], Any]]] = {OURS: ours, PLAIN: plain}


def times(index_path: Path, questions: list[str], rounds: int) -> Iterator[dict[str, list[float]]]:
    """Milliseconds of every question on either side; a round to warm up is left out."""
    sides = {name: side(index_path) for name, side in SIDES.items()}
    embedder: Any = api.embedder_for(RagConfig().index)
    for number in range(rounds + 1):
        this: dict[str, list[float]] = {name: [] for name in sides}
        for place, question in enumerate(questions):
            names = list(sides) if (place + number) % 2 else list(sides)[::-1]
            for name in names:
                embedder._last_queries.cache_clear()
                time.sleep(PAUSE_SECONDS)
                started = time.perf_counter()
                sides[name](question)
                this[name].append(1000 * (time.perf_counter() - started))
        if number:
            yield this


def held_mb(name: str, index_path: Path, questions: list[str]) -> float:
    """MiB that a process of its own holds after all questions, in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_held, name, index_path, questions).result()


def _held(name: str, index_path: Path, questions: list[str]) -> float:
    side = SIDES[name](index_path)
    for question in questions:
        side(question)
    return int(machine._pairs(Path("/proc/self/status"))["VmRSS"].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--chunks", type=int, nargs="+", default=[7_000, 100_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "rag-growth")
    options = parser.parse_args()
    print(machine.facts())
    questions = asked_questions(options.data, options.questions)
    print(f"\n| chunks | {OURS} ms median / p95 | {PLAIN} ms median / p95 | ratio of medians | of p95 | MiB | ratio |")
    print("|---|---|---|---|---|---|---|")
    for chunks in options.chunks:
        with tempfile.TemporaryDirectory() as work:
            index_path = Path(work) / "index"
            build(options.data, index_path, chunks, options.cache)
            measured = list(times(index_path, questions, options.rounds))
            cells = [
                " / ".join(
                    machine.spread([middle(r[name]) for r in measured]) for middle in (machine.middle, machine.p95)
                )
                for name in SIDES
            ]
            cells += [
                machine.spread([middle(r[OURS]) / middle(r[PLAIN]) for r in measured])
                for middle in (machine.middle, machine.p95)
            ]
            memory = [held_mb(name, index_path, questions) for name in SIDES]
            cells += [f"{memory[0]:.0f} / {memory[1]:.0f}", f"{memory[0] / memory[1]:.2f}"]
            print(f"| {LocalIndex(index_path).chunk_count:,} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
