"""`rag config`: every setting, its value, and where the value came from."""

from __future__ import annotations

import json

import typer

from rag.settings.found import FILE_NAME, Settings, Value, user_file
from ui.commands.options import JsonOption, SetOption, settings_of
from ui.terminal import show, show_json
from ui.terminal.lines import FAINT, TITLE, Line

_VALUE_WIDTH = 34
"""A longer value pushes where it came from aside; the names stand in one column, however long."""


def config(
    *,
    as_json: JsonOption = False,
    changed: bool = typer.Option(False, "--changed", help="Only settings that are not at their default."),  # noqa: FBT003
    told: SetOption = None,
) -> None:
    """Print every setting, its value and where it came from: default, rag.toml, environment or command line.

    The command line goes before the environment (RAG_PASSAGES, RAG_LLM_MODEL), which goes before rag.toml: the nearest
    one here or in a folder above, else that of your configuration folder.

    \b
    rag config
    rag config --changed
    rag config --set passages=8 --json
    """
    settings = settings_of(told)
    settings.config()  # values that do not go together are told here, too
    shown = [one for one in settings.values.values() if one.source != "default" or not changed]
    if as_json:
        told_of = {
            one.setting.name: {
                "value": one.value,
                "source": one.source,
                "where": one.where,
                "variable": one.setting.variable,
            }
            for one in shown
        }
        show_json(json.dumps({"file": str(settings.file) if settings.file else None, "settings": told_of}, indent=2))
        return
    width = max((len(one.setting.name) for one in shown), default=0)
    show([_file_line(settings), *(_value_line(one, width) for one in shown)])


def _value_line(one: Value, width: int) -> Line:
    value = json.dumps(one.value, ensure_ascii=False)
    style = FAINT if one.source == "default" else TITLE
    return Line(
        (
            (f"{one.setting.name:<{width}} ", style),
            (f"{value:<{_VALUE_WIDTH}} ", ""),
            (one.where or "default", FAINT),
        )
    )


def _file_line(settings: Settings) -> Line:
    if settings.file:
        return Line(((f"settings are read from {settings.file}", ""),))
    return Line(((f"no {FILE_NAME} here or in a folder above, and none at {user_file()}", ""),))
