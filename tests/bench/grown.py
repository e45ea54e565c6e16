"""Real vectors of public articles and questions, and as many more by variation as a figure needs.

Knows the data sets' folder layout and how rows are varied; knows nothing of an index. A row beyond the real ones is a
mixture of two real rows drawn by chance with noise, of unit length again; `growth` measures what that flatters.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.config import IndexConfig
from index.embedding.openvino import OpenVinoEmbedder
from index.types import Matrix
from rag.api import embedder_for
from tests.bench.corpora import questions, write_articles
from tests.bench.embedding_speed import chunk_texts

SEED = 20261122
QUESTIONS = 500
_EMBEDDED_AT_ONCE = 4096
VARIED_AT_ONCE = 50_000
NOISE = 0.5
"""Length of the noise beside a mixture of length 0.8."""


def real_vectors(data: Path, cache: Path) -> tuple[Matrix, Matrix]:
    """Vectors of all chunks below `data` and of `QUESTIONS` questions; embedded once, then read from `cache`."""
    cache.mkdir(parents=True, exist_ok=True)
    chunks, asked = cache / "chunks.npy", cache / "questions.npy"
    if not (chunks.is_file() and asked.is_file()):
        embedder = embedder_for(IndexConfig())
        assert isinstance(embedder, OpenVinoEmbedder)
        np.save(asked, np.stack([embedder.embed_query(text) for text in _question_texts(data)]))
        texts = sorted(set(_texts(data, embedder)))
        blocks = [texts[first : first + _EMBEDDED_AT_ONCE] for first in range(0, len(texts), _EMBEDDED_AT_ONCE)]
        vectors = np.concatenate([embedder.embed_passages(block) for block in blocks])
        np.save(chunks, vectors[np.random.default_rng(SEED).permutation(len(vectors))])
    return np.load(chunks), np.load(asked)


def _texts(data: Path, embedder: OpenVinoEmbedder) -> Iterator[str]:
    for corpus in sorted(data.rglob("corpus.jsonl")):
        with tempfile.TemporaryDirectory() as work:
            write_articles(corpus, Path(work))
            for texts in chunk_texts(Path(work), embedder):
                yield from texts


def _question_texts(data: Path) -> list[str]:
    """Drawn by chance from all questions, those of the larger sets more often."""
    texts = [question.text for file in sorted(data.glob("*/queries.jsonl")) for question in questions(file.parent)]
    return random.Random(SEED).sample(texts, QUESTIONS)


def varied(real: Matrix, rows: int, *, seed: int = SEED) -> Iterator[Matrix]:
    """`rows` unit vectors in blocks: three parts of one real row, one of another, and noise.

    Such a row has a cosine of .80 (.78-.83) with its nearest real row; a real row's nearest other has .75 (.54-.86).
    """
    chance = np.random.default_rng(seed)
    for first in range(0, rows, VARIED_AT_ONCE):
        count = min(VARIED_AT_ONCE, rows - first)
        nearer, farther = real[chance.integers(0, len(real), (2, count))]
        noise = chance.standard_normal((count, real.shape[1]), np.float32)
        mixed = 0.75 * nearer + 0.25 * farther + NOISE / real.shape[1] ** 0.5 * noise
        yield mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
