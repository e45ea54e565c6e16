"""Chunks a second of our embedder, beside `SentenceTransformer.encode` in float32, and what it changes.

    python -m tests.bench.embedding_speed ../shared/data [--articles 40] [--rounds 3]

Chunks are those that `rag sync` would make of the first articles of DATA/multihop-rag. Both engines embed
all of them in each round, one after the other in one process: while one works the other's threads
sleep (a pause lets torch's stop spinning). Warm-up is on the chunks of other articles, so a first round
meets its lengths for the first time, as a sync does. Targets: 3 times as many chunks a second, and
of the 10 nearest chunks .99 the same, for chunks as queries (each without itself) and for questions.
Then how much of the processor's bfloat16 peak was reached (the peak being torch's fastest square matrix product in
the same process), and where the rest goes: padding, tokens, and OpenVINO's own clock for each kind of operation.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.config import IndexConfig
from index.embedding.openvino import OpenVinoEmbedder, _padded
from index.embedding.packaged import exported_model, model_folder
from index.embedding.runtime import batches_of, openvino, padded_length
from index.reading.chunking import chunk_article, indexed_text
from index.types import Matrix
from rag.api import embedder_for
from tests.articles import read_path
from tests.bench import machine
from tests.bench.corpora import questions, write_articles

Rows: TypeAlias = NDArray[np.int64]

SEED = 20261122
SPEED_TARGET, OVERLAP_TARGET = 3.0, 0.99
NEIGHBOURS = 10
WARM_UP_CHUNKS = 128
PAUSE_SECONDS = 0.5
PEAK_SIDES, PEAK_ROUNDS = (512, 1024, 2048), 8
PROFILED_CHUNKS = 32
KINDS = {"FullyConnected": "matrix products with weights", "Subgraph": "attention (products and softmax, fused)"}


def chunk_texts(folder: Path, embedder: OpenVinoEmbedder) -> list[list[str]]:
    """The indexed texts of each article's chunks, with the default settings."""
    window = embedder.max_tokens - embedder.special_tokens
    overlap = IndexConfig().overlap_sentences
    texts = []
    for path in sorted(folder.iterdir()):
        article, sentences = read_path(path)
        chunks = chunk_article(article, sentences, embedder.token_starts, window=window, overlap_sentences=overlap)
        texts.append([indexed_text(article, chunk.start, chunk.end) for chunk in chunks])
    return texts


@dataclass(frozen=True, slots=True)
class Timed:
    """One engine over all chunks: seconds on the clock, processor seconds of all threads, the vectors."""

    seconds: float
    processor_seconds: float
    vectors: Matrix


def timed(embed: Callable[[list[str]], Matrix], texts: list[str]) -> Timed:
    time.sleep(PAUSE_SECONDS)
    started, processor = time.perf_counter(), time.process_time()
    vectors = embed(texts)
    return Timed(time.perf_counter() - started, time.process_time() - processor, vectors)


def speed(
    ours: OpenVinoEmbedder, reference: Any, texts: list[str], warm_up: list[str], rounds: int
) -> tuple[Matrix, Matrix]:
    """Print chunks a second; return the vectors of both, ours first."""
    ours.embed_passages(warm_up)
    reference.encode(warm_up)
    print(
        "\n| round | our chunks/s | sentence-transformers chunks/s | ratio | ratio of processor time |\n|---|---|---|---|---|"
    )
    ratios = []
    for number in range(1, rounds + 1):
        our, plain = timed(ours.embed_passages, texts), timed(reference.encode, texts)
        ratios.append(plain.seconds / our.seconds)
        speeds = f"{len(texts) / our.seconds:.1f} | {len(texts) / plain.seconds:.1f}"
        processor = plain.processor_seconds / our.processor_seconds
        print(f"| {number} | {speeds} | {ratios[-1]:.2f} | {processor:.2f} |", flush=True)
    verdict = "met" if machine.middle(ratios) >= SPEED_TARGET else "MISSED"
    print(f"ratio {machine.spread(ratios)}, target at least {SPEED_TARGET}: {verdict}")
    return our.vectors, plain.vectors


def useful_operations(lengths: Sequence[int]) -> float:
    """Multiplications and additions of the model's matrix products, attention included, without padding."""
    config = json.loads((model_folder() / "config.json").read_text(encoding="utf-8"))
    hidden, layers = config["hidden_size"], config["num_hidden_layers"]
    weights = layers * (4 * hidden**2 + 2 * hidden * config["intermediate_size"])
    attention = 2 * 2 * hidden * layers  # scores and weighted values, for each pair of tokens
    return float(sum(2 * weights * length + attention * length**2 for length in lengths))


def peak() -> tuple[float, float]:
    """Most bfloat16 operations a second of torch's matrix product: of all cores, and of one by its own time."""
    import torch

    threads = torch.get_num_threads()
    of_all = max(_product_speed(torch, side, time.perf_counter) for side in PEAK_SIDES)
    torch.set_num_threads(1)
    of_one = max(_product_speed(torch, side, time.thread_time) for side in PEAK_SIDES)
    torch.set_num_threads(threads)
    return of_all, of_one


def _product_speed(torch: Any, side: int, clock: Callable[[], float]) -> float:
    left, right = (torch.randn(side, side).bfloat16() for _ in range(2))
    fastest = float("inf")
    for _ in range(PEAK_ROUNDS):
        started = clock()
        _ = left @ right
        fastest = min(fastest, clock() - started)
    return 2.0 * side**3 / fastest


def peak_share(ours: OpenVinoEmbedder, texts: list[str]) -> None:
    """Print the share of the peak that one more round over `texts` reaches, and what stands beside it."""
    lengths = [len(ids) + ours.special_tokens for ids in ours._pieces.ids(texts)]
    of_all, of_one = peak()
    run = timed(ours.embed_passages, texts)
    useful = useful_operations(lengths)
    padded = [padded_length(lengths[batch[0]]) for batch in batches_of(lengths) for _ in batch]
    print("\n| measured | on the clock | by processor time of a core |\n|---|---|---|")
    print(f"| bfloat16 peak, GFLOP/s | {of_all / 1e9:.0f} | {of_one / 1e9:.0f} |")
    reached = useful / run.seconds, useful / run.processor_seconds
    print(f"| embedding, useful GFLOP/s | {reached[0] / 1e9:.0f} | {reached[1] / 1e9:.0f} |")
    print(f"| share of the peak | {reached[0] / of_all:.1%} | {reached[1] / of_one:.1%} |")
    print("\n| where processor time goes | share or ms a chunk |\n|---|---|")
    print(f"| padding, of all operations | {1 - useful / useful_operations(padded):.1%} |")
    works: dict[str, Callable[[], object]] = {
        "tokens to embed, all words met before": lambda: ours._pieces.ids(texts),
        "the same by the tokenizer alone": lambda: ours._tokenizer.encode_batch_fast(texts),
        "tokens to cut, all words met before": lambda: [ours.token_starts(text) for text in texts],
    }
    for name, work in works.items():
        started = time.process_time()
        work()
        print(f"| {name} | {1000 * (time.process_time() - started) / len(texts):.3f} ms |")
    print(f"| all | {1000 * run.processor_seconds / len(texts):.2f} ms |")
    for kind, share in operation_shares(ours, texts[:PROFILED_CHUNKS]).items():
        print(f"| inside the model: {kind} | {share:.1%} |")


def operation_shares(ours: OpenVinoEmbedder, texts: list[str]) -> dict[str, float]:
    """Share of each kind of operation in the model's time, on one thread, largest first."""
    settings = {"NUM_STREAMS": "1", "INFERENCE_NUM_THREADS": 1, "PERF_COUNT": True}
    compiled = openvino().Core().compile_model(str(exported_model(ours._cache_folder)), "CPU", settings)
    request = compiled.create_infer_request()
    rows = ours._pieces.ids(texts)
    spent: Counter[str] = Counter()
    for batch in batches_of([len(row) for row in rows]):
        inputs = _padded([rows[place] for place in batch])
        for _ in range(2):  # the first one plans the shape
            request.infer(inputs)
        for operation in request.profiling_info:
            kind = KINDS.get(operation.node_type, "all else (sums, norms, transpositions, embeddings)")
            spent[kind] += operation.real_time.total_seconds()
    return {kind: seconds / spent.total() for kind, seconds in spent.most_common()}


def nearest(queries: Matrix, vectors: Matrix, own_rows: Sequence[int] | None = None) -> Rows:
    """Rows of the 10 nearest, shape (queries, 10); a query that is a row itself is not its own neighbour."""
    scores = queries @ vectors.T  # (queries, rows)
    if own_rows is not None:
        scores[np.arange(len(queries)), list(own_rows)] = -np.inf
    return np.argsort(-scores, axis=1, kind="stable")[:, :NEIGHBOURS]


def overlap(ours: Rows, theirs: Rows) -> float:
    """Share of the nearest rows that both name."""
    return float(np.mean([len(set(a) & set(b)) / NEIGHBOURS for a, b in zip(ours, theirs, strict=True)]))


def likeness(name: str, ours: Matrix, theirs: Matrix, kept: float) -> None:
    cosines = np.sum(ours * theirs, axis=1)
    verdict = "met" if kept >= OVERLAP_TARGET else "MISSED"
    print(f"| {name} | {len(ours)} | {kept:.4f} ({verdict}) | {cosines.min():.5f} | {cosines.mean():.5f} |")


def threads(embedder: OpenVinoEmbedder) -> str:
    found = []
    for streams, runner in embedder._compiled.items():
        count = runner._compiled.get_property("INFERENCE_NUM_THREADS")
        found.append(f"{count} threads in {streams} stream{'' if streams == 1 else 's'}")
    return ", ".join(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--queries", type=int, default=300, help="chunks, and questions, whose neighbours are compared")
    arguments = parser.parse_args()
    print(machine.facts())
    import torch
    from sentence_transformers import SentenceTransformer

    ours = embedder_for(IndexConfig(engine="openvino"))
    assert isinstance(ours, OpenVinoEmbedder)
    reference = SentenceTransformer(str(model_folder()), device="cpu")
    with tempfile.TemporaryDirectory() as work:
        write_articles(
            arguments.data / "multihop-rag" / "corpus.jsonl", Path(work) / "all", limit=arguments.articles + 20
        )
        by_article = chunk_texts(Path(work) / "all", ours)
    texts = [text for article in by_article[: arguments.articles] for text in article]
    warm_up = [text for article in by_article[arguments.articles :] for text in article][:WARM_UP_CHUNKS]
    tokens = [len(ours.token_starts(text)) for text in texts]
    print(
        f"{len(texts)} chunks of {arguments.articles} articles, {machine.middle(tokens):.0f} tokens in the median, {sum(tokens):,} in all"
    )
    our_vectors, reference_vectors = speed(ours, reference, texts, warm_up, arguments.rounds)
    print(f"ours: {ours.engine}, {threads(ours)}")
    print(
        f"sentence-transformers: {next(reference.parameters()).dtype}, {torch.get_num_threads()} threads, batches of 32\n"
    )

    chance = random.Random(SEED)
    rows = sorted(chance.sample(range(len(texts)), min(arguments.queries, len(texts))))
    asked = [question.text for question in questions(arguments.data / "multihop-rag")]
    asked = chance.sample(asked, min(arguments.queries, len(asked)))
    our_questions = np.stack([ours.embed_query(question) for question in asked])
    reference_questions = reference.encode(asked)
    print(f"| queries | number | overlap@{NEIGHBOURS} | lowest cosine | mean cosine |\n|---|---|---|---|---|")
    kept = overlap(
        nearest(our_vectors[rows], our_vectors, rows), nearest(reference_vectors[rows], reference_vectors, rows)
    )
    likeness("chunks", our_vectors[rows], reference_vectors[rows], kept)
    kept = overlap(nearest(our_questions, our_vectors), nearest(reference_questions, reference_vectors))
    likeness("questions", our_questions, reference_questions, kept)
    peak_share(ours, texts)


if __name__ == "__main__":
    main()
