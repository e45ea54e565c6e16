"""Options that several commands share, and how the words of an option become values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from rag import LlmConfig, RagConfig
from rag.settings.found import Settings, read_settings
from ui.commands.manual import OUTPUT, WHICH_ARTICLES, WHICH_INDEX, WHO_ANSWERS


def date_option(text: str) -> dt.date:
    """A date from YYYY-MM-DD."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date; write YYYY-MM-DD, for example 2024-03-26") from None


IndexOption = Annotated[
    Path | None,
    typer.Option(
        "--index",
        metavar="PATH",
        help="The index. Default: $RAG_INDEX, else rag.toml's, else the nearest .rag-index.",
        rich_help_panel=WHICH_INDEX,
    ),
]
SinceOption = Annotated[
    dt.date | None,
    typer.Option(
        parser=date_option,
        metavar="YYYY-MM-DD",
        help="Only articles published on that day or later.",
        rich_help_panel=WHICH_ARTICLES,
    ),
]
UntilOption = Annotated[
    dt.date | None,
    typer.Option(
        parser=date_option,
        metavar="YYYY-MM-DD",
        help="Only articles published on that day or before.",
        rich_help_panel=WHICH_ARTICLES,
    ),
]
OutletOption = Annotated[
    list[str] | None,
    typer.Option(
        "--outlet",
        metavar="NAME",
        help="Only articles of this outlet. May be given several times.",
        rich_help_panel=WHICH_ARTICLES,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.", rich_help_panel=OUTPUT)]
ReaderOption = Annotated[
    str | None,
    typer.Option(
        "--reader",
        metavar="extractive|llm",
        help="Who answers: quotes alone (the default), or an LLM whose sentences are checked.",
        rich_help_panel=WHO_ANSWERS,
    ),
]
LlmUrlOption = Annotated[
    str | None,
    typer.Option(
        "--llm-url",
        metavar="URL",
        help=f"An OpenAI-compatible endpoint; its key is read from $RAG_LLM_KEY. Default: {LlmConfig().base_url}",
        rich_help_panel=WHO_ANSWERS,
    ),
]
LlmModelOption = Annotated[
    str | None,
    typer.Option(
        "--llm-model",
        metavar="NAME",
        help="The name by which the endpoint knows the model.",
        rich_help_panel=WHO_ANSWERS,
    ),
]


SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Any other setting, as in --set strictness=careful; `rag config` lists them. May be given several times.",
        rich_help_panel=WHO_ANSWERS,
    ),
]


def settings_of(
    told: Sequence[str] | None = None, *, reader: str | None = None, url: str | None = None, model: str | None = None
) -> Settings:
    """The settings: those of the command line before the environment's, before the file's. Raises ConfigError."""
    named = {"reader": reader, "llm.base_url": url, "llm.model": model}
    options: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
    for one in told or ():
        name, equals, value = one.partition("=")
        if not equals:
            raise typer.BadParameter(f"{one!r} sets nothing; write NAME=VALUE, as in passages=8", param_hint="--set")
        options[name.strip()] = value.strip()
    return read_settings(options=options)


def config_of(
    told: Sequence[str] | None = None, *, reader: str | None = None, url: str | None = None, model: str | None = None
) -> RagConfig:
    """The settings of answering. Raises ConfigError for values that are not possible."""
    settings = settings_of(told, reader=reader, url=url, model=model)
    if settings.values["reader"].value == "llm" and not settings.values["llm.model"].value:
        raise typer.BadParameter("name the endpoint's model, as in --llm-model llama3.2", param_hint="--llm-model")
    if settings.values["reader"].value != "llm" and (url or model):
        raise typer.BadParameter("an endpoint is asked only with --reader llm", param_hint="--reader")
    return settings.config()
