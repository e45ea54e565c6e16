"""Settings of the LLM reader: which endpoint, which model, how long to wait, what to do with unsupported sentences.

Knows which values are possible. Holds no key: only the name of the environment variable that does, so that no setting
that is printed or logged can give it away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, TypeAlias

from index.config import check_address, refuse_unknown
from index.errors import ConfigError

Unsupported: TypeAlias = Literal["mark", "drop"]

_LEAST_ROOM = 256
"""Tokens that must be left for rules, question and one short passage."""


@dataclass(frozen=True, slots=True)
class LlmConfig:
    """An OpenAI-compatible endpoint and how it is asked.

    `base_url` ends before `/chat/completions`: Ollama's by default. The key is read from the environment variable
    `key_variable` when a question is asked; endpoints on this machine need none. `temperature` None is not sent, for
    models that refuse it. `context_tokens` is the window that the endpoint really gives (Ollama cuts a longer prompt
    silently; its default is 4096), of which `max_tokens` are kept for the answer. `timeout_seconds` is the longest wait
    for the first or the next piece of the answer, `answer_seconds` for the whole of it, whatever comes meanwhile: a model may
    think for ever. What fails before a first piece came is tried `retries` times more.
    Sentences that the articles do not support are shown as such ("mark") or left out and counted ("drop").
    """

    base_url: str = "http://127.0.0.1:11434/v1"
    model: str = ""
    key_variable: str = "RAG_LLM_KEY"
    temperature: float | None = 0.0
    max_tokens: int = 500
    context_tokens: int = 4096
    timeout_seconds: float = 120.0
    answer_seconds: float = 600.0
    retries: int = 2
    unsupported: Unsupported = "mark"

    def __post_init__(self) -> None:
        self._check_endpoint()
        for name, least in (("max_tokens", 1), ("context_tokens", 1), ("retries", 0)):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < least:
                raise ConfigError(f"llm.{name} is {value!r}; it must be a whole number of at least {least}")
        if self.context_tokens < self.max_tokens + _LEAST_ROOM:
            raise ConfigError(
                f"llm.context_tokens is {self.context_tokens!r} and llm.max_tokens {self.max_tokens!r}; "
                f"at least {_LEAST_ROOM} tokens more than the answer are needed for the passages"
            )
        for name in ("timeout_seconds", "answer_seconds"):
            value = getattr(self, name)
            if not _is_number(value) or not 0 < value < float("inf"):
                raise ConfigError(f"llm.{name} is {value!r}; it must be a positive number")
        if self.temperature is not None and (not _is_number(self.temperature) or not 0 <= self.temperature <= 2):
            raise ConfigError(f"llm.temperature is {self.temperature!r}; it must be from 0 to 2, or None")
        if self.unsupported not in ("mark", "drop"):
            raise ConfigError(f"llm.unsupported is {self.unsupported!r}; choose 'mark' or 'drop'")

    def _check_endpoint(self) -> None:
        if not isinstance(self.model, str):
            raise ConfigError(f"llm.model is {self.model!r}; it must be the name that the endpoint knows it by")
        if not isinstance(self.key_variable, str) or not re.fullmatch(r"[A-Za-z_]\w*", self.key_variable, re.ASCII):
            raise ConfigError("llm.key_variable must be the name of an environment variable, never a key itself")
        wanted = f"it must be an address like {_EXAMPLE!r}"
        check_address("llm.base_url", self.base_url, wanted=wanted, secret="key")  # noqa: S106 - a word of the message

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> LlmConfig:
        """Settings from a parsed file. Raises ConfigError for a name that does not exist."""
        refuse_unknown(values, (field.name for field in fields(cls)))
        return cls(**values)


_EXAMPLE = "http://127.0.0.1:11434/v1"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
