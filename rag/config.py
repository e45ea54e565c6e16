"""Settings of the question floor: plain frozen values, checked when made.

Knows which settings exist; reads no file and no environment (`rag.api` does, when asked).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from index.config import IndexConfig, refuse_unknown
from index.errors import ConfigError


@dataclass(frozen=True, slots=True)
class RagConfig:
    """How questions are answered.

    `candidates` chunks are taken from each search and fused with `dense_weight` and `lexical_weight`; what a chunk
    repeats of the question's phrases, names and numbers adds up to `phrase_weight`, `name_weight` and `number_weight`.
    The weights were fitted on public data for the packaged model (tests/bench/RESULTS.md). `reranker` is "none", or a
    cross-encoder's folder or hub name, which reads the first `reranked` places. The best `passages` are read. An answer
    has up to `claims` claims. Below `answer_threshold` (a probability) the answer is "not found".
    """

    candidates: int = 60
    dense_weight: float = 1.0
    lexical_weight: float = 1.6
    phrase_weight: float = 0.15
    name_weight: float = 0.05
    number_weight: float = 0.05
    reranker: str = "none"
    reranked: int = 20
    passages: int = 6
    claims: int = 3
    answer_threshold: float = 0.12
    index: IndexConfig = field(default_factory=IndexConfig)

    def __post_init__(self) -> None:
        for name in ("candidates", "reranked", "passages", "claims"):
            if not isinstance(getattr(self, name), int) or getattr(self, name) < 1:
                raise ConfigError(f"{name} is {getattr(self, name)!r}; it must be a whole number of at least 1")
        for name in (
            "dense_weight",
            "lexical_weight",
            "phrase_weight",
            "name_weight",
            "number_weight",
            "answer_threshold",
        ):
            if not isinstance(getattr(self, name), int | float):
                raise ConfigError(f"{name} is {getattr(self, name)!r}; it must be a number")
        if not isinstance(self.reranker, str) or not self.reranker:
            raise ConfigError(f"reranker is {self.reranker!r}; name a cross-encoder's folder or hub name, or 'none'")
        if min(self.dense_weight, self.lexical_weight) < 0 or self.dense_weight + self.lexical_weight == 0:
            raise ConfigError(
                f"dense_weight is {self.dense_weight!r} and lexical_weight {self.lexical_weight!r}; "
                "neither may be negative, and one must be positive"
            )
        if not 0 <= self.answer_threshold <= 1:
            raise ConfigError(f"answer_threshold is {self.answer_threshold!r}; it is a probability from 0 to 1")

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> RagConfig:
        """Settings from a parsed file; `index` is a table of its own. Raises ConfigError."""
        refuse_unknown(values, (f.name for f in fields(cls)))
        rest = {name: value for name, value in values.items() if name != "index"}
        index = values.get("index", {})
        if not isinstance(index, Mapping):
            raise ConfigError(f"index is {index!r}; it must be a table of settings")
        return cls(**rest, index=IndexConfig.from_mapping(index))
