"""Our embedder with the model left out: tokens are counted by the real tokenizer, every vector is the same."""

from __future__ import annotations

from collections.abc import Sequence

from index.embedding.protocol import Embedder
from index.types import Matrix, Vector
from tests.bench.peers.measuring import constant_rows


class ConstantEmbedder:
    """`Embedder` that costs nothing but its tokens; all else is that of `real`."""

    def __init__(self, real: Embedder) -> None:
        self._real = real
        self.name = real.name
        self.weights_sha256 = real.weights_sha256
        self.engine = f"constant vectors in place of {real.engine}"
        self.dim = real.dim
        self.max_tokens = real.max_tokens
        self.special_tokens = real.special_tokens

    def token_starts(self, text: str) -> Sequence[int]:
        return self._real.token_starts(text)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        rows: Matrix = constant_rows(texts)
        return rows

    def embed_query(self, text: str) -> Vector:
        vector: Vector = constant_rows([text])[0]
        return vector
