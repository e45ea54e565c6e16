"""`rag ask`: a question, and its answer on standard output. Knows nothing of how answers are found or drawn."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Annotated

import typer

from rag import QuestionError, open_pipeline
from ui.commands.options import IndexOption, JsonOption, date_option
from ui.exits import NOT_IN_ARTICLES
from ui.terminal import answer_lines, show, show_json


def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="The question; - reads it from standard input.")],
    *,
    index: IndexOption = None,
    as_json: JsonOption = False,
    as_of: Annotated[
        dt.date | None,
        typer.Option(
            parser=date_option,
            metavar="YYYY-MM-DD",
            help="Answer as on that day: only from articles published by then.",
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Also print what was searched for, which passages were read, and why.")
    ] = False,
) -> None:
    """Answer a question from the articles, with numbered sources.

    Exits with 0 for an answer, 3 if the articles hold none, 2 for bad input, 1 for other errors.

    \b
    rag ask "What did Tokayev say about terrorism?"
    rag ask "Whom did Tokayev meet last month?" --as-of 2024-04-10
    echo "Who is Elliot Kang?" | rag ask - --json
    """
    asked = _question(question)
    answer = open_pipeline(index).answer(asked, as_of=as_of)
    if as_json:
        show_json(answer.to_json(timings=True))
    else:
        show(answer_lines(answer, explain=explain))
    raise typer.Exit(0 if answer.found else NOT_IN_ARTICLES)


def _question(argument: str) -> str:
    """The question itself: the argument, or standard input for "-"."""
    try:
        question = sys.stdin.read() if argument == "-" else argument
        question.encode()
    except UnicodeError:
        raise QuestionError(f"the question is not UTF-8 text: {argument!r}; write it in UTF-8") from None
    return question
