"""The packaged model through OpenVINO and `tokenizers`: no torch, 0.3 s from a cold start.

Knows the exported graph and how it runs fastest. OpenVINO (Apache-2.0, Intel) chooses bfloat16 by
itself where the processor has it. Measured (tests/bench/embedding_speed.py): batches of like length and of about
1,024 tokens, rows padded to a multiple of 16; one stream a core for many texts, one stream over all cores for few.
A graph with fused projections, or exported with torch's own attention, came out equal (the matrix products run at
the processor's peak already, and OpenVINO fuses the attention by itself), so the plain graph stays.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.config import PACKAGED_MODEL
from index.embedding.packaged import WEIGHTS_SHA256, exported_model, model_folder
from index.embedding.runtime import openvino
from index.embedding.wordpieces import WordPieces
from index.types import Matrix, Vector

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_BATCH_TOKENS = 1024
"""4 chunks: 18.5 ms of processor time a chunk, 18.7 with 2 of them, 19.7 with 1 and 18.7 with 8; the larger ones
no longer fit the caches of a core."""

_ROW_MULTIPLE = 16
"""Rows of exact length cost 5% more: a length not met before is planned anew, and the kernels have odd ends."""

_FEW = 64
"""Up to this many texts the question's own compiled model is used; more are worth compiling another."""


class OpenVinoEmbedder:
    """`Embedder` over the exported packaged model. Light to make: the model loads at first use."""

    name = PACKAGED_MODEL
    weights_sha256 = WEIGHTS_SHA256
    dim = 384
    max_tokens = 256
    special_tokens = 2

    def __init__(self, cache_folder: Path) -> None:
        self._cache_folder = cache_folder
        self._lock = threading.Lock()
        self._compiled: dict[int, _Runner] = {}
        # The retriever and the reader embed the same question one after the other.
        self._last_queries = lru_cache(maxsize=32)(self._embed_query)

    @property
    def engine(self) -> str:
        return f"openvino {self._runner(1).precision}"

    def token_starts(self, text: str) -> Sequence[int]:
        return self._pieces.starts(text)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        rows = self._rows(texts)
        longest = max(map(len, rows), default=0)
        if longest > self.max_tokens:
            raise ValueError(f"a passage has {longest} tokens, the window holds {self.max_tokens}")
        return self._run(rows)

    def _rows(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids with the special ones. A question's few sentences meet too many words for the first time."""
        if len(texts) <= _FEW:
            return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        first, last = self._special_ids
        return [[first, *ids, last] for ids in self._pieces.ids(texts)]

    def embed_query(self, text: str) -> Vector:
        return self._last_queries(text)

    def _embed_query(self, text: str) -> Vector:
        ids = self._tokenizer.encode(text).ids
        if len(ids) > self.max_tokens:
            ids = [*ids[: self.max_tokens - 1], ids[-1]]
        [vectors] = self._runner(1).infer([[ids]])
        vector: Vector = vectors[0]
        return vector

    def _run(self, rows: Sequence[Sequence[int]]) -> Matrix:
        vectors = np.empty((len(rows), self.dim), np.float32)
        batches = batches_of([len(row) for row in rows])
        runner = self._runner(1 if len(rows) <= _FEW else _cores())
        filled = ([rows[place] for place in batch] for batch in batches)
        for batch, embedded in zip(batches, runner.infer(filled), strict=True):
            vectors[batch] = embedded
        return vectors

    def _runner(self, streams: int) -> _Runner:
        with self._lock:
            if streams not in self._compiled:
                self._compiled[streams] = _Runner(exported_model(self._cache_folder), streams)
            return self._compiled[streams]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer: Tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
        tokenizer.no_truncation()  # the file asks for 128 tokens
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _pieces(self) -> WordPieces:
        return WordPieces(self._tokenizer)

    @cached_property
    def _special_ids(self) -> tuple[int, int]:
        """What stands before and after every text."""
        first, last = self._tokenizer.encode("").ids
        return first, last


class _Runner:
    """One compiled model with an inference request for each stream and one to fill meanwhile.

    Only one thread is inside at a time: OpenVINO 2026.4's Python requests were seen to deadlock when two
    threads fill them at once, and the streams keep every core busy anyway.
    """

    def __init__(self, model: Path, streams: int) -> None:
        self._compiled = (
            openvino()
            .Core()
            .compile_model(str(model), "CPU", {"NUM_STREAMS": str(streams), "INFERENCE_NUM_THREADS": _cores()})
        )
        self.precision = str(self._compiled.get_property("INFERENCE_PRECISION_HINT").to_string())
        self._requests = [self._compiled.create_infer_request() for _ in range(streams + 1 if streams > 1 else 1)]
        self._lock = threading.Lock()

    def infer(self, batches: Iterable[Sequence[Sequence[int]]]) -> Iterator[Matrix]:
        """Batches of rows of token ids to vectors of shape (rows, dim), in order."""
        with self._lock:
            running: deque[Any] = deque()
            idle = deque(self._requests)
            try:
                for rows in batches:
                    if not idle:
                        yield _finished(running[0])
                        idle.append(running.popleft())
                    request = idle.popleft()
                    request.start_async(_padded(rows))
                    running.append(request)
                while running:
                    yield _finished(running[0])
                    running.popleft()
            finally:
                for request in running:  # left early: a request may not be started again while it runs
                    request.wait()


def batches_of(lengths: Sequence[int]) -> list[list[int]]:
    """Places of rows that run together: longest first, so that little is padded, `_BATCH_TOKENS` at most."""
    order = sorted(range(len(lengths)), key=lambda place: lengths[place], reverse=True)
    batches: list[list[int]] = []
    while order:
        rows = max(1, _BATCH_TOKENS // padded_length(lengths[order[0]]))
        batches.append(order[:rows])
        order = order[rows:]
    return batches


def padded_length(tokens: int) -> int:
    """How long a row of `tokens` is made."""
    return -(-tokens // _ROW_MULTIPLE) * _ROW_MULTIPLE


def _finished(request: Any) -> Matrix:
    request.wait()
    vectors: Matrix = request.get_output_tensor(0).data.copy()
    return vectors


def _padded(rows: Sequence[Sequence[int]]) -> dict[str, NDArray[np.int64]]:
    """Token ids and mask, shape (rows, longest row made a multiple of `_ROW_MULTIPLE`)."""
    ids = np.zeros((len(rows), padded_length(max(map(len, rows)))), np.int64)
    mask = np.zeros_like(ids)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = row
        mask[place, : len(row)] = 1
    return {"input_ids": ids, "attention_mask": mask}


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
