"""Which commands `rag` has, and where each lives. A command's module is imported when the command is named: `rag ask` spares
the others. Knows names; knows nothing of what the commands do.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Any

import typer
from typer.main import get_command

from ui.commands.manual import ManualPage

PLACES = {
    "sync": "ui.commands.indexes.sync:sync",
    "ask": "ui.commands.questions.ask:ask",
    "chat": "ui.commands.program.chat:chat",
    "serve": "ui.commands.program.serve:serve",
    "mcp": "ui.commands.program.mcp:mcp",
    "token": "ui.commands.program.token:token",
    "articles": "ui.commands.indexes.articles:articles",
    "show": "ui.commands.indexes.articles:show_article",
    "info": "ui.commands.indexes.info:info",
    "doctor": "ui.commands.indexes.health:doctor",
    "rollback": "ui.commands.indexes.health:rollback",
    "eval": "ui.commands.questions.evaluate:evaluate",
    "feedback": "ui.commands.questions.feedback:feedback",
    "config": "ui.commands.program.config:config",
    "completion": "ui.commands.program.completion:completion",
    "help": "ui.commands.program.manual:help_of",
}


class CommandTable(MutableMapping[str, Any]):
    """The commands by name, in the order of help; each is made when it is first looked up."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}
        self._places = dict(PLACES)

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            module, _, attribute = self._places[name].partition(":")
            self._made[name] = _made(name, getattr(import_module(module), attribute))
        return self._made[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._places.setdefault(name, "")
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        del self._places[name]
        self._made.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _made(name: str, found: Any) -> Any:
    if not isinstance(found, typer.Typer):
        holder = typer.Typer(rich_markup_mode=None, add_completion=False)
        holder.command(name, cls=ManualPage)(found)
        return get_command(holder)
    group = get_command(found)
    group.name = name
    return group
