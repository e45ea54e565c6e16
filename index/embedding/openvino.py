"""The packaged model through OpenVINO and `tokenizers`: no torch, 0.3 s from a cold start.

Knows the exported graph and how it runs fastest. OpenVINO (Apache-2.0, Intel) chooses bfloat16 by
itself where the processor has it. Two things were measured (tests/bench/RESULTS.md): batches of 8 texts of
like length, and one stream a core for many texts, one stream over all cores for few.
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
from index.types import Matrix, Vector

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

_BATCH = 8
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
        self._last_queries = lru_cache(maxsize=8)(self._embed_query)

    @property
    def engine(self) -> str:
        return f"openvino {self._runner(1).precision}"

    def token_starts(self, text: str) -> Sequence[int]:
        return [start for start, _ in self._tokenizer.encode(text, add_special_tokens=False).offsets]

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        encodings = self._tokenizer.encode_batch_fast(list(texts))
        longest = max((len(encoding.ids) for encoding in encodings), default=0)
        if longest > self.max_tokens:
            raise ValueError(f"a passage has {longest} tokens, the window holds {self.max_tokens}")
        return self._run(encodings)

    def embed_query(self, text: str) -> Vector:
        return self._last_queries(text)

    def _embed_query(self, text: str) -> Vector:
        ids = self._tokenizer.encode(text).ids
        if len(ids) > self.max_tokens:
            ids = [*ids[: self.max_tokens - 1], ids[-1]]
        [vectors] = self._runner(1).infer([[ids]])
        vector: Vector = vectors[0]
        return vector

    def _run(self, encodings: Sequence[Encoding]) -> Matrix:
        """Embed in batches of like length, so that little is padded."""
        vectors = np.empty((len(encodings), self.dim), np.float32)
        order = sorted(range(len(encodings)), key=lambda place: len(encodings[place].ids), reverse=True)
        batches = [order[first : first + _BATCH] for first in range(0, len(order), _BATCH)]
        runner = self._runner(1 if len(encodings) <= _FEW else _cores())
        rows = ([encodings[place].ids for place in batch] for batch in batches)
        for batch, embedded in zip(batches, runner.infer(rows), strict=True):
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


def _finished(request: Any) -> Matrix:
    request.wait()
    vectors: Matrix = request.get_output_tensor(0).data.copy()
    return vectors


def _padded(rows: Sequence[Sequence[int]]) -> dict[str, NDArray[np.int64]]:
    """Token ids and mask, shape (rows, longest row)."""
    ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
    mask = np.zeros_like(ids)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = row
        mask[place, : len(row)] = 1
    return {"input_ids": ids, "attention_mask": mask}


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
