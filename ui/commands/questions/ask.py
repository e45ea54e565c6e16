"""`rag ask`: a question, and its answer on standard output. Knows nothing of how answers are found or drawn."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from rag import IGNORABLE, Answer, Aspect, QuestionError, Scope, Turn, default_index_path
from rag.settings.history import HistoryConfig
from ui.commands.manual import OUTPUT, WHICH_ARTICLES, WHO_ANSWERS
from ui.commands.options import (
    IndexOption,
    JsonOption,
    LlmModelOption,
    LlmUrlOption,
    OutletOption,
    ReaderOption,
    SetOption,
    SinceOption,
    UntilOption,
    config_of,
    date_option,
    settings_of,
)
from ui.exits import NOT_IN_ARTICLES
from ui.running.asking import Asking
from ui.terminal import answer_lines, answered_lines, show, show_json, while_written


def ask(
    question: Annotated[
        str | None,
        typer.Argument(metavar="QUESTION", help="The question; - reads it from standard input. None: a conversation."),
    ] = None,
    *,
    index: IndexOption = None,
    as_json: JsonOption = False,
    as_of: Annotated[
        dt.date | None,
        typer.Option(
            parser=date_option,
            metavar="YYYY-MM-DD",
            help="Answer as on that day: only from articles published by then.",
            rich_help_panel=WHICH_ARTICLES,
        ),
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    outlet: OutletOption = None,
    undated: Annotated[
        bool | None,
        typer.Option(
            "--undated/--dated",
            help="Use articles without a date, or leave them out.",
            show_default=False,
            rich_help_panel=WHICH_ARTICLES,
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore",
            metavar="WHAT",
            help=f"Do not let the question itself say this: {', '.join(IGNORABLE)}. May be given several times.",
            rich_help_panel=WHICH_ARTICLES,
        ),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Also print what was searched for, which passages were read, and why.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    reader: ReaderOption = None,
    llm_url: LlmUrlOption = None,
    llm_model: LlmModelOption = None,
    told: SetOption = None,
    alone: Annotated[
        bool,
        typer.Option(
            "--alone",
            help="Answer here, even if a running `rag chat` of this index could.",
            rich_help_panel=WHO_ANSWERS,
        ),
    ] = False,
) -> None:
    """Answer a question from the articles, with numbered sources; without a question, hold a conversation.

    Every sentence is a quote; what the articles do not hold is not answered. In a conversation a question may refer to the
    ones before, and /help lists what else there is. While `rag chat` runs for the same index and settings, it is asked: the
    answer is the same and comes sooner.

    \b
    rag ask
    rag ask "What did Tokayev say about terrorism?"
    rag ask "Whom did Tokayev meet last month?" --as-of 2024-04-10
    rag ask "What was said about energy in 2023?" --ignore interval --explain
    rag ask "How many articles mention terrorism?" --since 2024-03-01
    rag ask "What was said about energy?" --reader llm --llm-model llama3.2
    echo "Who is Elliot Kang?" | rag ask - --json
    """
    scope = Scope(since, until, tuple(outlet) if outlet else None, undated=undated, ignore=_aspects(ignore or ()))
    config = config_of(told, reader=reader, url=llm_url, model=llm_model)
    asking = Asking(index or default_index_path(), config, alone=alone)
    if question is None:
        if as_json:
            raise typer.BadParameter("a conversation is no JSON; give a question, or - to read it from standard input")
        _converse(asking, as_of, scope, explain=explain, history=settings_of(told).made("history", HistoryConfig))
        return
    asked = _question(question)
    answer = while_written(asking.stream(asked, as_of=as_of, scope=scope))
    if as_json:
        show_json(answer.to_json(timings=True))
    else:
        show(answer_lines(answer, article_of=asking.articles.article, explain=explain))
        show(answered_lines(asking.told) if explain else ())
    raise typer.Exit(0 if answer.found else NOT_IN_ARTICLES)


def _converse(asking: Asking, as_of: dt.date | None, scope: Scope, *, explain: bool, history: HistoryConfig) -> None:
    from ui.commands.questions.history import History
    from ui.commands.questions.talk import talk

    def answered(question: str, turns: Sequence[Turn]) -> Answer:
        return while_written(asking.stream(question, turns, as_of=as_of, scope=scope))

    asking.open()
    talk(asking, answered, explain=explain, history=History(history))


def _aspects(names: Sequence[str]) -> tuple[Aspect, ...]:
    """What a question may say of itself, by name."""
    for name in names:
        if name not in IGNORABLE:
            raise typer.BadParameter(
                f"{name!r} cannot be ignored; choose {', '.join(IGNORABLE)}", param_hint="--ignore"
            )
    return tuple(aspect for aspect in IGNORABLE if aspect in names)


def _question(argument: str) -> str:
    """The question itself: the argument, or standard input for "-"."""
    try:
        question = sys.stdin.read() if argument == "-" else argument
        question.encode()
    except UnicodeError:
        raise QuestionError(f"the question is not UTF-8 text: {argument!r}; write it in UTF-8") from None
    return question
