"""Options that several commands share, and how the words of an option become values."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from rag import LlmConfig, RagConfig
from rag.config import ReaderName

IndexOption = Annotated[
    Path | None,
    typer.Option("--index", metavar="PATH", help="The index. Default: $RAG_INDEX, else the nearest .rag-index."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
ReaderOption = Annotated[
    str,
    typer.Option(
        "--reader",
        metavar="extractive|llm",
        help="Who answers: quotes alone, or an LLM whose sentences are checked against the articles.",
    ),
]
LlmUrlOption = Annotated[
    str | None,
    typer.Option(
        "--llm-url",
        metavar="URL",
        help=f"An OpenAI-compatible endpoint; its key is read from $RAG_LLM_KEY. Default: {LlmConfig().base_url}",
    ),
]
LlmModelOption = Annotated[
    str | None, typer.Option("--llm-model", metavar="NAME", help="The name by which the endpoint knows the model.")
]


def reader_config(reader: str, url: str | None, model: str | None) -> RagConfig:
    """The settings that the options name. Raises ConfigError for values that are not possible."""
    names: dict[str, ReaderName] = {"extractive": "extractive", "llm": "llm"}
    if reader not in names:
        raise typer.BadParameter(f"{reader!r} is no reader; choose extractive or llm", param_hint="--reader")
    if reader == "extractive" and (url or model):
        raise typer.BadParameter("an endpoint is asked only with --reader llm", param_hint="--reader")
    if reader == "llm" and not model:
        raise typer.BadParameter("name the endpoint's model, as in --llm-model llama3.2", param_hint="--llm-model")
    llm = LlmConfig(base_url=url or LlmConfig().base_url, model=model or "")
    return RagConfig(reader=names[reader], llm=llm)


def date_option(text: str) -> dt.date:
    """A date from YYYY-MM-DD."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date; write YYYY-MM-DD, for example 2024-03-26") from None
