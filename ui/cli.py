"""The `rag` command put together: sync folders, ask a question, look at the index, open the chat page.

Results go to standard output, errors to standard error as one line (`ui.exits`). Each command has a room of its own
in `ui.commands` and is imported when it is named; how things are drawn is known to `ui.terminal`.

Exit codes: 0 answered, 3 not found in the articles, 2 bad input (a question, an option, a folder
or an index that is not there), 130 stopped by Ctrl-C, 1 any other error. Only a bug shows a traceback.

Cold start decides what is imported here: no model, no page, no rich. Typer's own rich help and
pretty exceptions are off, because they cost 0.1 s where typer itself costs 0.06.
"""

from __future__ import annotations

import gc
import os
from typing import Annotated, NoReturn

import typer

from ui.exits import BAD_INPUT, INTERRUPTED, Commands, leave

_OBJECTS_UNTIL_COLLECTED = 10_000
"""Python's 700 collects a hundred times while modules are imported that stay anyway."""

app = typer.Typer(
    cls=Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(asked: bool) -> None:  # noqa: FBT001 - Typer calls it with the flag's value
    if asked:
        from importlib.metadata import version

        typer.echo(f"article-rag {version('article-rag')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def rag(
    context: typer.Context,
    *,
    version: Annotated[  # noqa: ARG001 - its callback handles it
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Ask a folder of news articles a question; every sentence of the answer is a quote from them.

    \b
    rag sync seeds
    rag ask "Which U.S. senator met the president of Kazakhstan?"
    rag chat
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(BAD_INPUT)


def main() -> NoReturn:
    """Run the `rag` command, or complete its words when a shell asks for that."""
    if "_RAG_COMPLETE" in os.environ:  # `ui.commands.program.completion` has a shell set it
        from typer.completion import completion_init

        completion_init()
    gc.set_threshold(_OBJECTS_UNTIL_COLLECTED)
    try:
        app()
    except SystemExit as end:
        leave(end.code)
    except KeyboardInterrupt:  # between the command's end and here
        leave(INTERRUPTED)
    raise AssertionError("unreachable: Commands.main exits")


if __name__ == "__main__":
    main()
