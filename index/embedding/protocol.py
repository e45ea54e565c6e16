"""What the index and the reader ask of an embedder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index.types import Matrix, Vector


class Embedder(Protocol):
    """Turns texts into unit vectors. Two embedders with the same name and weights hash are
    interchangeable: their vectors of one text have a cosine of at least 0.9999.

    `max_tokens` is the window, special tokens included; `special_tokens` of them are taken.
    `embed_passages` refuses a text over the window with ValueError: cutting is the chunker's task.
    """

    @property
    def name(self) -> str: ...
    @property
    def weights_sha256(self) -> str: ...
    @property
    def engine(self) -> str:
        """Which code runs the weights, and in which precision."""
        ...

    @property
    def dim(self) -> int: ...
    @property
    def max_tokens(self) -> int: ...
    @property
    def special_tokens(self) -> int: ...

    def token_starts(self, text: str) -> Sequence[int]:
        """Character offset of each token of `text`, ascending, without special tokens."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Shape (len(texts), dim), in the order of `texts`, rows of unit length."""
        ...

    def embed_query(self, text: str) -> Vector:
        """Shape (dim,), unit length. A text over the window is cut at the window's end."""
        ...
