"""`rag help`: the page of a command, or the list of them."""

from __future__ import annotations

from typing import Annotated

import typer


def help_of(
    context: typer.Context,
    command: Annotated[
        list[str] | None, typer.Argument(metavar="COMMAND", help="The command, as in: rag help feedback export")
    ] = None,
) -> None:
    """Print the help of a command, as its --help does.

    \b
    rag help ask
    rag help feedback export
    """
    page = context.find_root()
    for name in command or ():
        found = getattr(page.command, "commands", {}).get(name)
        if found is None:
            raise typer.BadParameter(f"{name!r} is no command of {page.command_path!r}", param_hint="COMMAND")
        page = typer.Context(found, parent=page, info_name=name)
    typer.echo(page.get_help())
