"""Settings of the LLM reader: which are refused, with the value and what to do; a key is none of them."""

from __future__ import annotations

import pytest

from index.errors import ConfigError
from rag import RagConfig
from rag.answering.llm.settings import LlmConfig


def test_the_llm_reader_is_off_by_default_and_needs_a_model() -> None:
    assert RagConfig().reader == "extractive"
    with pytest.raises(ConfigError, match=r"reader is 'llm' and llm\.model is ''; name the model"):
        RagConfig(reader="llm")
    assert RagConfig(reader="llm", llm=LlmConfig(model="m")).llm.model == "m"


def test_settings_come_from_a_table_of_their_own() -> None:
    config = RagConfig.from_mapping({"reader": "llm", "llm": {"model": "m", "unsupported": "drop"}})
    assert (config.reader, config.llm.model, config.llm.unsupported) == ("llm", "m", "drop")
    with pytest.raises(ConfigError, match="unknown setting 'modell'; did you mean 'model'"):
        RagConfig.from_mapping({"llm": {"modell": "m"}})
    with pytest.raises(ConfigError, match="llm is 'm'; it must be a table"):
        RagConfig.from_mapping({"llm": "m"})
    with pytest.raises(ConfigError, match="reader is 'gpt'; choose 'extractive' or 'llm'"):
        RagConfig.from_mapping({"reader": "gpt"})


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("base_url", "localhost:11434"),
        ("base_url", "ftp://127.0.0.1/v1"),
        ("base_url", "http://127.0.0.1:99999/v1"),
        ("base_url", "http://127.0.0.1/v1?key=1"),
        ("base_url", 7),
        ("model", 7),
        ("temperature", 3),
        ("temperature", "cold"),
        ("max_tokens", 0),
        ("max_tokens", 2.5),
        ("context_tokens", 600),
        ("timeout_seconds", 0),
        ("timeout_seconds", float("inf")),
        ("answer_seconds", 0),
        ("answer_seconds", "long"),
        ("retries", -1),
        ("retries", True),
        ("unsupported", "hide"),
    ],
)
def test_an_impossible_value_is_refused_with_its_name_and_value(setting: str, value: object) -> None:
    with pytest.raises(ConfigError) as raised:
        LlmConfig(**{setting: value})  # type: ignore[arg-type]
    assert f"llm.{setting} is {value!r}" in str(raised.value)


@pytest.mark.parametrize(
    "values", [{"key_variable": "sk-very-secret"}, {"base_url": "https://me:sk-very-secret@host/v1"}]
)
def test_a_key_in_the_settings_is_refused_and_not_repeated(values: dict[str, str]) -> None:
    with pytest.raises(ConfigError) as raised:
        LlmConfig(**values)  # type: ignore[arg-type]
    assert "sk-very-secret" not in str(raised.value)
