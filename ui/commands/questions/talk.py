"""A conversation in the terminal: `rag ask` without a question. Knows how questions are read and what they may refer to."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import typer

from rag import Answer, RagError, Turn
from rag.conversations.rows import shortened
from rag.printing import visible
from ui.commands.questions.history import History
from ui.exported.files import FORMATS, exported_file
from ui.exported.record import Entry, Record, answered_entry, scope_told
from ui.running.asking import Asking
from ui.terminal import answer_lines, answered_lines, show, show_json
from ui.terminal.lines import FAINT, WARNING, Line
from ui.words import counted

PROMPT = "? "
GREETING = "Ask about the articles. A question may refer to the ones before. /help lists what else there is."
TURNS_KEPT = 10
HELP = (
    ("/new", "begin a new conversation"),
    ("/explain", "how the last answer came about"),
    ("/json", "the last answer as JSON"),
    ("/export", "save the conversation: /export FILE, which ends in .md, .json or .html"),
    ("/quit", "leave; so does Ctrl-D"),
)

Ask = Callable[[str, Sequence[Turn]], Answer]


def talk(asking: Asking, ask: Ask, *, explain: bool, history: History) -> None:
    """Ask and answer until the input ends. An error is told and the conversation goes on; Ctrl-C stops an answer."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        show([Line(((GREETING, FAINT),))])
    elif sys.stdin.isatty():
        typer.echo(GREETING, err=True)
    turns: list[Turn] = []
    answer: Answer | None = None
    entries: list[Entry] = []
    for words in _typed(history):
        if words == "/new":
            turns, answer, entries = [], None, []
            show([Line((("A new conversation.", FAINT),))])
        elif words in ("/explain", "/json") and answer is not None:
            _again(asking, answer, words)
        elif words.partition(" ")[0] == "/export" and entries:
            show([_exported(entries, words.partition(" ")[2].strip())])
        elif words.startswith("/"):
            show(_help(words, answered=answer is not None))
        else:
            asked = dt.datetime.now(dt.UTC)
            given = _answered(ask, words, turns)
            if given is not None:
                answer = given
                entries.append(_entry(words, asked, answer))
                show([*answer_lines(answer, article_of=asking.articles.article, explain=explain)])
                show([*(answered_lines(asking.told) if explain else ()), Line()])
                turns = [*turns, Turn(words, answer.text if answer.found else "")][-TURNS_KEPT:]


def _answered(ask: Ask, question: str, turns: Sequence[Turn]) -> Answer | None:
    try:
        return ask(question, turns)
    except RagError as error:
        typer.echo("error: " + visible(str(error)), err=True)
    except KeyboardInterrupt:
        show([Line((("Stopped.", WARNING),))])
    return None


def _again(asking: Asking, answer: Answer, words: str) -> None:
    if words == "/json":
        show_json(answer.to_json(timings=True))
    else:
        show(answer_lines(answer, article_of=asking.articles.article, explain=True))
        show(answered_lines(asking.told))


def _entry(question: str, asked: dt.datetime, answer: Answer) -> Entry:
    scope = scope_told(answer.asked.as_of, answer.asked.scope) if answer.asked else ()
    return answered_entry(question, asked, scope, answer.to_json(timings=True))


def _exported(entries: Sequence[Entry], target: str) -> Line:
    """Write the conversation to a file that is not there yet; what came of it."""
    file = Path(target).expanduser()
    if (ending := file.suffix.removeprefix(".").lower()) not in FORMATS:
        return Line(
            ((f"{target!r} names no format; write /export FILE with .md, .json or .html at its end.", WARNING),)
        )
    record = Record(shortened(entries[0].question), dt.datetime.now(dt.UTC), tuple(entries))
    try:
        with file.open("x", encoding="utf-8", newline="\n") as written:
            written.write(exported_file(record, ending).text)
    except OSError as error:
        return Line(((visible(f"{str(file)!r} cannot be written: {error.strerror}; name another file."), WARNING),))
    return Line(((visible(f"Saved {counted(len(entries), 'question')} as {file}."), FAINT),))


def _help(words: str, *, answered: bool) -> Iterator[Line]:
    known = [name for name, _ in HELP]
    if words.partition(" ")[0] in known and not answered:
        yield Line((("Nothing was asked yet.", FAINT),))
        return
    if words != "/help":
        yield Line(((f"{words} is nothing that can be done here.", WARNING),))
    for name, what in HELP:
        yield Line(((f"{name:<12}", ""), (what, FAINT)))


def _typed(history: History) -> Iterator[str]:
    """The lines that are typed, those with something in them; ends with the input, with /quit and with Ctrl-C at the prompt."""
    terminal = sys.stdin.isatty()
    if terminal:
        history.begin([name for name, _ in HELP])
    while True:
        try:
            typed = _input(PROMPT if terminal else "")
            words = typed.strip()
        except (EOFError, KeyboardInterrupt):
            if terminal:
                typer.echo(err=not sys.stdout.isatty())
            return
        if words == "/quit":
            return
        if words:
            if terminal:
                history.add(typed)
            yield words


def _input(prompt: str) -> str:
    """A line; what stands before it goes to whoever types, also where the answers go to a file."""
    if sys.stdout.isatty():
        return input(prompt)
    sys.stderr.write(prompt)
    sys.stderr.flush()
    return input()
