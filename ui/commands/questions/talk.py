"""A conversation in the terminal: `rag ask` without a question. Knows how questions are read and what they may refer to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence

import typer

from rag import Answer, RagError, Turn
from rag.printing import visible
from ui.running.asking import Asking
from ui.terminal import answer_lines, answered_lines, show, show_json
from ui.terminal.lines import FAINT, WARNING, Line

PROMPT = "? "
GREETING = "Ask about the articles. A question may refer to the ones before. /help lists what else there is."
TURNS_KEPT = 10
HELP = (
    ("/new", "begin a new conversation"),
    ("/explain", "how the last answer came about"),
    ("/json", "the last answer as JSON"),
    ("/quit", "leave; so does Ctrl-D"),
)

Ask = Callable[[str, Sequence[Turn]], Answer]


def talk(asking: Asking, ask: Ask, *, explain: bool) -> None:
    """Ask and answer until the input ends. An error is told and the conversation goes on; Ctrl-C stops an answer."""
    if sys.stdin.isatty():
        show([Line(((GREETING, FAINT),))])
    turns: list[Turn] = []
    answer: Answer | None = None
    for words in _typed():
        if words == "/new":
            turns, answer = [], None
            show([Line((("A new conversation.", FAINT),))])
        elif words in ("/explain", "/json") and answer is not None:
            _again(asking, answer, words)
        elif words.startswith("/"):
            show(_help(words, answered=answer is not None))
        else:
            given = _answered(ask, words, turns)
            if given is not None:
                answer = given
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


def _help(words: str, *, answered: bool) -> Iterator[Line]:
    known = [name for name, _ in HELP]
    if words in known and not answered:
        yield Line((("Nothing was asked yet.", FAINT),))
        return
    if words != "/help":
        yield Line(((f"{words} is nothing that can be done here.", WARNING),))
    for name, what in HELP:
        yield Line(((f"{name:<10}", ""), (what, FAINT)))


def _typed() -> Iterator[str]:
    """The lines that are typed, those with something in them; ends with the input, with /quit and with Ctrl-C at the prompt."""
    if sys.stdin.isatty():
        import readline  # noqa: F401 - gives input() its arrow keys and the lines before
    while True:
        try:
            words = input(PROMPT if sys.stdin.isatty() else "").strip()
        except (EOFError, KeyboardInterrupt):
            if sys.stdin.isatty():
                typer.echo()
            return
        if words == "/quit":
            return
        if words:
            yield words
