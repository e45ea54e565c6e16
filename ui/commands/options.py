"""Options that several commands share, and how the words of an option become values."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

IndexOption = Annotated[
    Path | None,
    typer.Option("--index", metavar="PATH", help="The index. Default: $RAG_INDEX, else the nearest .rag-index."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def date_option(text: str) -> dt.date:
    """A date from YYYY-MM-DD."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date; write YYYY-MM-DD, for example 2024-03-26") from None
