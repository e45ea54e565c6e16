"""Settings of the question floor: plain frozen values, checked when made.

Knows which settings exist; reads no file and no environment (`rag.api` does, when asked).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from index.config import IndexConfig, refuse_unknown
from index.errors import ConfigError
from index.milvus.settings import MilvusConfig
from rag.answering.llm.settings import LlmConfig

ReaderName: TypeAlias = Literal["extractive", "llm"]

Strictness: TypeAlias = Literal["careful", "balanced", "eager"]

THRESHOLDS: Mapping[Strictness, float] = MappingProxyType({"careful": 0.7, "balanced": 0.4, "eager": 0.15})
"""The least chance that the articles answer, by how careful an answer is to be. Figures of each in RESULTS.md."""


@dataclass(frozen=True, slots=True)
class RagConfig:
    """How questions are answered.

    `candidates` chunks are taken from each search and fused with `dense_weight` and `lexical_weight`; what a chunk
    repeats of the question's phrases, names and numbers adds up to `phrase_weight`, `name_weight` and `number_weight`.
    The weights were fitted on public data for the packaged model (tests/bench/RESULTS.md). `reranker` is "none",
    "evidence" (the evidence model), or a cross-encoder's folder or hub name, which reads the first `reranked` places.
    The best `passages` are read. An answer has up to `claims` claims, at least one of each question in it. Below a threshold
    (a probability) the answer is "not found": that of `strictness` ("careful", "balanced" or "eager", see `THRESHOLDS`), or
    `answer_threshold` where it is set.
    `milvus` is asked where `index.store` names it.
    `reader` is "extractive", which quotes, or "llm": the model that `llm` sets up writes, and each sentence is checked.
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
    strictness: Strictness = "balanced"
    answer_threshold: float | None = None
    index: IndexConfig = field(default_factory=IndexConfig)
    reader: ReaderName = "extractive"
    llm: LlmConfig = field(default_factory=LlmConfig)
    milvus: MilvusConfig = field(default_factory=MilvusConfig)

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
        ):
            if not isinstance(getattr(self, name), int | float):
                raise ConfigError(f"{name} is {getattr(self, name)!r}; it must be a number")
        if not isinstance(self.reranker, str) or not self.reranker:
            raise ConfigError(
                f"reranker is {self.reranker!r}; choose 'none', 'evidence', or name a cross-encoder's folder or hub name"
            )
        if min(self.dense_weight, self.lexical_weight) < 0 or self.dense_weight + self.lexical_weight == 0:
            raise ConfigError(
                f"dense_weight is {self.dense_weight!r} and lexical_weight {self.lexical_weight!r}; "
                "neither may be negative, and one must be positive"
            )
        if self.strictness not in THRESHOLDS:
            raise ConfigError(f"strictness is {self.strictness!r}; choose {', '.join(map(repr, THRESHOLDS))}")
        threshold = self.answer_threshold
        if threshold is not None and not (isinstance(threshold, int | float) and 0 <= threshold <= 1):
            raise ConfigError(f"answer_threshold is {threshold!r}; it is a probability from 0 to 1, or None")

        if self.reader not in ("extractive", "llm"):
            raise ConfigError(f"reader is {self.reader!r}; choose 'extractive' or 'llm'")
        if self.reader == "llm" and not self.llm.model:
            raise ConfigError("reader is 'llm' and llm.model is ''; name the model that the endpoint is to run")

    @property
    def threshold(self) -> float:
        """The least chance of an answer that is given."""
        return THRESHOLDS[self.strictness] if self.answer_threshold is None else self.answer_threshold

    @property
    def fingerprint(self) -> str:
        """Equal for settings that give equal answers from equal indexes: all but where files, keys and indexes are."""
        anywhere = replace(self, index=replace(self.index, cache_folder=None, store="local"), milvus=MilvusConfig())
        return hashlib.sha256(repr(anywhere).encode()).hexdigest()[:16]

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> RagConfig:
        """Settings from a parsed file; `index`, `llm` and `milvus` are tables of their own. Raises ConfigError."""
        refuse_unknown(values, (f.name for f in fields(cls)))
        tables = {name: values.get(name, {}) for name in ("index", "llm", "milvus")}
        for name, table in tables.items():
            if not isinstance(table, Mapping):
                raise ConfigError(f"{name} is {table!r}; it must be a table of settings")
        rest = {name: value for name, value in values.items() if name not in tables}
        return cls(
            **rest,
            index=IndexConfig.from_mapping(tables["index"]),
            llm=LlmConfig.from_mapping(tables["llm"]),
            milvus=MilvusConfig.from_mapping(tables["milvus"]),
        )
