"""Any sentence-transformers model: the reference for the packaged one, and the way to all others.

The one module that runs sentence-transformers (Apache-2.0). Models are loaded from disk, or by the
user's own wish from a hub; the packaged model never asks one.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from index.config import PACKAGED_MODEL
from index.embedding.packaged import WEIGHTS_SHA256, verified_model_folder
from index.errors import ModelUnavailable
from index.types import Matrix, Vector

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_PROCESSOR_BATCH = 32
"""The library's own default."""

_GPU_BATCH = 256
"""60,000 tokens keep a GPU's units busy, and their activations take less than 1 GB with MiniLM. Not measured: no
machine with a GPU was at hand."""


class ReferenceEmbedder:
    """`Embedder` over sentence-transformers in float32. The model loads at first use.

    `device` is torch's name of one ("cpu", "cuda", "mps"). None: the processor for the packaged model, for others
    what sentence-transformers chooses.
    """

    def __init__(self, name: str = PACKAGED_MODEL, device: str | None = None) -> None:
        self.name = name
        self._device = device
        self._lock = threading.Lock()

    @property
    def engine(self) -> str:
        return f"sentence-transformers float32 on {self._model.device}"

    @cached_property
    def weights_sha256(self) -> str:
        """Of the weights file for the packaged model; of all parameters, in order of name, for others."""
        if self.name == PACKAGED_MODEL:
            return WEIGHTS_SHA256
        digest = hashlib.sha256()
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.detach().cpu().float().numpy().tobytes())
        return digest.hexdigest()

    @property
    def dim(self) -> int:
        return int(self._model.get_embedding_dimension())

    @property
    def max_tokens(self) -> int:
        return int(self._model.max_seq_length)

    @property
    def special_tokens(self) -> int:
        return int(self._model.tokenizer.num_special_tokens_to_add())

    def token_starts(self, text: str) -> Sequence[int]:
        encoded = self._model.tokenizer(
            text, add_special_tokens=False, truncation=False, return_offsets_mapping=True, verbose=False
        )
        return [start for start, _ in encoded["offset_mapping"]]

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        longest = max((len(ids) for ids in self._token_ids(texts)), default=0) if texts else 0
        if longest > self.max_tokens:
            raise ValueError(f"a passage has {longest} tokens, the window holds {self.max_tokens}")
        return self._encoded(self._model.encode_document, texts)

    def embed_query(self, text: str) -> Vector:
        vector: Vector = self._encoded(self._model.encode_query, [text])[0]
        return vector

    def _encoded(self, encode: Any, texts: Sequence[str]) -> Matrix:
        if not texts:
            return np.empty((0, self.dim), np.float32)
        on_processor = self._model.device.type == "cpu"
        batch_size = _PROCESSOR_BATCH if on_processor else _GPU_BATCH
        vectors: Matrix = encode(list(texts), batch_size=batch_size, normalize_embeddings=True, show_progress_bar=False)
        return vectors.astype(np.float32, copy=False)

    def _token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        ids: list[list[int]] = self._model.tokenizer(list(texts), truncation=False, verbose=False)["input_ids"]
        return ids

    @property
    def _model(self) -> SentenceTransformer:
        with self._lock:
            return self._loaded

    @cached_property
    def _loaded(self) -> SentenceTransformer:
        from sentence_transformers import SentenceTransformer

        if self.name == PACKAGED_MODEL:
            folder = str(verified_model_folder())
            return SentenceTransformer(folder, device=self._device or "cpu", local_files_only=True)
        try:
            model = SentenceTransformer(self.name, device=self._device)
        except (OSError, ValueError) as error:
            raise ModelUnavailable(
                f"the model {self.name!r} cannot be loaded ({error}); name a folder with a sentence-transformers "
                f"model in IndexConfig(embedder=...), or leave it at {PACKAGED_MODEL!r}"
            ) from error
        if not getattr(model.tokenizer, "is_fast", False):
            raise ModelUnavailable(f"the model {self.name!r} has no fast tokenizer; exact offsets need one")
        return model
