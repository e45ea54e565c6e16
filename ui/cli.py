"""The `rag` command: sync a folder, ask a question, look at the index, open the chat page.

Knows options, exit codes and which stream a message belongs on: results on standard output,
errors on standard error as one line. Knows nothing of how answers are found (`rag`) or drawn
(`ui.terminal`).

Exit codes: 0 answered, 3 not found in the articles, 2 bad input (a question, an option, a folder
or an index that is not there), 1 any other error. Only a bug shows a traceback.

Cold start decides what is imported here: no model, no page, no rich. Typer's own rich help and
pretty exceptions are off, because they cost 0.1 s where typer itself costs 0.06.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import socket
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from rag import (
    ConfigError,
    Progress,
    QuestionError,
    RagError,
    default_index_path,
    examine_index,
    follow_index,
    index_info,
    open_pipeline,
    roll_back_index,
)
from rag import sync as sync_folder
from rag.printing import visible
from ui.exits import BAD_INPUT, NOT_IN_ARTICLES, OTHER_ERROR, Commands
from ui.terminal import (
    answer_lines,
    diagnosis_lines,
    examination_piece,
    info_lines,
    show,
    show_json,
    sync_lines,
)

app = typer.Typer(
    cls=Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

IndexOption = Annotated[
    Path | None,
    typer.Option("--index", metavar="PATH", help="The index. Default: $RAG_INDEX, else the nearest .rag-index."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date; write YYYY-MM-DD, for example 2024-03-26") from None


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


@app.command()
def sync(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of articles, read with its subfolders.")],
    *,
    index: IndexOption = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite an index of another folder.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Bring the index up to date with a folder: new, changed and removed articles.

    A file that cannot be read never stops the others; it is named at the end, with the reason.

    \b
    rag sync seeds
    rag sync ~/articles --index ~/articles.index
    """
    with _progress() as progress:
        report = sync_folder(folder, index or default_index_path(), replace=replace, progress=progress)
    if as_json:
        show_json(json.dumps(asdict(report), indent=2, ensure_ascii=False))
    else:
        show(sync_lines(report))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="The question; - reads it from standard input.")],
    *,
    index: IndexOption = None,
    as_json: JsonOption = False,
    as_of: Annotated[
        dt.date | None,
        typer.Option(
            parser=_date, metavar="YYYY-MM-DD", help="Answer as on that day: only from articles published by then."
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


@app.command()
def info(*, index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Print the facts of an index: articles, chunks, model, and files that could not be read.

    \b
    rag info
    rag info --json
    """
    facts = index_info(index)
    if as_json:
        show_json(json.dumps(asdict(facts), indent=2, ensure_ascii=False, default=str))
    else:
        show(info_lines(facts))


@app.command()
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


@app.command()
def rollback(*, index: IndexOption = None) -> None:
    """Go back to the index as it was before the last sync.

    \b
    rag rollback
    """
    typer.echo("Now in use: " + examination_piece(roll_back_index(index))[0])


@app.command()
def chat(
    *,
    index: IndexOption = None,
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535, help="The port of the page.")] = 7860,
    host: Annotated[
        str, typer.Option(metavar="HOST", help="The address to listen on; 0.0.0.0 lets other machines in.")
    ] = "127.0.0.1",
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Open the chat page.

    \b
    rag chat
    rag chat --port 8000 --open
    """
    _check_port(host, port)
    if not _is_loopback(host):
        warning = f"warning: whoever reaches {host}:{port} can read and ask the articles; there is no password yet"
        typer.echo(visible(warning), err=True)
    pipeline = follow_index(index)
    from ui.chat import launch

    launch(pipeline, host=host, port=port, open_browser=open_browser)


def _progress() -> AbstractContextManager[Callable[[Progress], None] | None]:
    """Bars on standard error if somebody sees them, else nothing."""
    if not sys.stderr.isatty():
        return nullcontext()
    from ui.progress import sync_bars

    return sync_bars()


def _question(argument: str) -> str:
    """The question itself: the argument, or standard input for "-"."""
    try:
        question = sys.stdin.read() if argument == "-" else argument
        question.encode()
    except UnicodeError:
        raise QuestionError(f"the question is not UTF-8 text: {argument!r}; write it in UTF-8") from None
    return question


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_port(host: str, port: int) -> None:
    """Fail before the model is loaded if the page could not listen there."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ConfigError(f"--host {host!r} is not an address ({error}); try --host 127.0.0.1") from error
    family, kind, protocol, _, address = found[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise RagError(
                f"port {port} on {host!r} cannot be used ({error.strerror}); "
                f"choose another, as in: rag chat --port {port % 65535 + 1}, or stop the program that uses it"
            ) from error


def main() -> NoReturn:
    """Run the `rag` command."""
    app()
    raise AssertionError("unreachable: Commands.main exits")


if __name__ == "__main__":
    main()
