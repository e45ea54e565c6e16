"""`rag feedback`: what people said of answers on the page, as a list or as an evaluation file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from rag.feedback.export import evaluation_line, is_known
from rag.feedback.store import Feedback, FeedbackConfig, FeedbackStore
from rag.printing import one_line
from ui.commands.files import write_file
from ui.commands.manual import ManualPage
from ui.commands.options import JsonOption, SetOption, settings_of
from ui.terminal import show, show_json
from ui.terminal.lines import FAINT, TITLE, Line
from ui.words import counted

feedback = typer.Typer(help="What people said of answers on the page.", rich_markup_mode=None, no_args_is_help=True)


@feedback.command("list", cls=ManualPage)
def list_feedback(*, as_json: JsonOption = False, told: SetOption = None) -> None:
    """List every verdict, oldest first, with its question.

    \b
    rag feedback list
    """
    kept = list(_store(told).all())
    if as_json:
        show_json(json.dumps([asdict(one) for one in kept], indent=2, ensure_ascii=False, default=str))
    else:
        show(_lines(kept))


@feedback.command("export", cls=ManualPage)
def export_feedback(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Where to; else to standard output.")] = None,
    *,
    known: Annotated[bool, typer.Option("--known", help="Only questions whose right outcome is known.")] = False,
    told: SetOption = None,
) -> None:
    """Write the feedback as questions for `rag eval`, in JSON Lines.

    Where the right outcome is not known (a wrong answer, a question within a scope), `answers` is left for you to
    fill in. A FILE that is there is never written over.

    \b
    rag feedback export told.jsonl
    rag feedback export --known > known.jsonl && rag eval known.jsonl
    """
    lines = [line for one in _store(told).all() for line in [evaluation_line(one)] if is_known(line) or not known]
    text = "".join(json.dumps(line, ensure_ascii=True) + "\n" for line in lines)
    if file is None:
        typer.echo(text, nl=False)
        return
    write_file(file, text, anew=True)
    open_ = sum(not is_known(line) for line in lines)
    typer.echo(
        f"{counted(len(lines), 'question')} written, {open_:,} of them with their answers still to be filled in",
        err=True,
    )


def _store(told: list[str] | None) -> FeedbackStore:
    return FeedbackStore(settings_of(told).made("feedback", FeedbackConfig).file)


def _lines(kept: list[Feedback]) -> Iterator[Line]:
    if not kept:
        yield Line((("no feedback yet", ""),))
    for one in kept:
        yield Line(
            ((f"{one.told:%Y-%m-%d %H:%M}  ", FAINT), (f"{one.verdict:<20} ", TITLE), (one_line(one.question), ""))
        )
        if one.remark:
            yield Line(((one_line(one.remark), FAINT),), indent=18)
    if kept:
        counts = Counter(one.verdict for one in kept)
        yield Line((("; ".join(f"{verdict} {count:,}" for verdict, count in counts.most_common()), FAINT),))
