"""What the index and the reader ask of an embedder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index.errors import IndexMismatch
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


def refuse_other(embedder: Embedder, name: str, weights_sha256: str, *, where: str) -> None:
    """Raise IndexMismatch, with both values, unless `embedder` is the one that made the vectors of the index `where`."""
    ours, theirs = (name, weights_sha256), (embedder.name, embedder.weights_sha256)
    if ours != theirs:
        raise IndexMismatch(
            f"the index {where} was built with {ours[0]!r} (weights {ours[1][:12]}), the settings name {theirs[0]!r} "
            f"(weights {theirs[1][:12]}); set the embedder back, or rebuild with `rag sync FOLDER`"
        )


def cut_to_window(text: str, embedder: Embedder) -> str:
    """The beginning of `text` that fits the embedder's window."""
    starts = embedder.token_starts(text)
    room = embedder.max_tokens - embedder.special_tokens
    return text[: starts[room]] if len(starts) > room else text
