"""`rag doctor` and `rag rollback`: is the index whole, and back to the one before."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from rag import examine_index, roll_back_index
from ui.commands.options import IndexOption, JsonOption
from ui.exits import OTHER_ERROR
from ui.terminal import diagnosis_lines, examination_piece, show, show_json


def doctor(*, index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Check every file of an index; exit with 1 when it is not sound.

    \b
    rag doctor
    """
    diagnosis = examine_index(index)
    if as_json:
        show_json(json.dumps(asdict(diagnosis), indent=2, ensure_ascii=False))
    else:
        show(diagnosis_lines(diagnosis))
    if not diagnosis.sound:
        raise typer.Exit(OTHER_ERROR)


def rollback(*, index: IndexOption = None) -> None:
    """Go back to the index as it was before the last sync.

    \b
    rag rollback
    """
    typer.echo("Now in use: " + examination_piece(roll_back_index(index))[0])
