"""The packaged model through OpenVINO and `tokenizers`: no torch, 0.3 s from a cold start.

Knows the exported graph and how it runs fastest. OpenVINO (Apache-2.0, Intel) chooses bfloat16 by
itself where the processor has it. Measured (tests/bench/embedding_speed.py): one stream a core for many texts, one
stream over all cores for few.
A graph with fused projections, or exported with torch's own attention, came out equal (the matrix products run at
the processor's peak already, and OpenVINO fuses the attention by itself), so the plain graph stays.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.config import PACKAGED_MODEL
from index.embedding.packaged import WEIGHTS_SHA256, exported_model, model_folder
from index.embedding.runtime import Array, Runner, batches_of, cores, padded
from index.embedding.wordpieces import WordPieces
from index.types import Matrix, Vector

if TYPE_CHECKING:
    from tokenizers import Tokenizer

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
        self._compiled: dict[int, Runner] = {}
        # The retriever and the reader embed the same question one after the other.
        self._last_queries = lru_cache(maxsize=32)(self._embed_query)

    def load(self) -> None:
        """Load what a question needs now rather than at first use. Raises ModelUnavailable."""
        self._runner(1)
        self._tokenizer.encode("")

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
        [(vectors,)] = self._runner(1).infer([_padded([ids])])
        vector: Vector = vectors[0]
        return vector

    def _run(self, rows: Sequence[Sequence[int]]) -> Matrix:
        vectors = np.empty((len(rows), self.dim), np.float32)
        batches = batches_of([len(row) for row in rows])
        runner = self._runner(1 if len(rows) <= _FEW else cores())
        filled = (_padded([rows[place] for place in batch]) for batch in batches)
        for batch, (embedded,) in zip(batches, runner.infer(filled), strict=True):
            vectors[batch] = embedded
        return vectors

    def _runner(self, streams: int) -> Runner:
        with self._lock:
            if streams not in self._compiled:
                self._compiled[streams] = Runner(exported_model(self._cache_folder), streams)
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


def _padded(rows: Sequence[Sequence[int]]) -> dict[str, Array]:
    """Token ids and mask, shape (rows, longest row made a multiple of 16)."""
    ids, mask = padded(rows)
    return {"input_ids": ids, "attention_mask": mask}
