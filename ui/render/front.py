"""The head of the page and what the chat shows before the first question. Knows nothing of answers or articles."""

from __future__ import annotations

from collections.abc import Sequence

from rag import IndexInfo, RagError
from rag.printing import one_line
from ui.render.markup import DOT, escape
from ui.words import counted

_FAILURES_SHOWN = 20
_QUOTED = "Every sentence of an answer is a quote. Click its number to read it in its article."
_WRITTEN = (
    "A model writes the answers, and each sentence is checked against quotes from the articles; one that they do not support "
    "is marked. Click a number to read its quote in its article."
)


def header(info: IndexInfo | RagError, *, leaves: bool = False) -> str:
    """Name of the page and what is indexed, in one line; files that could not be read unfold. With `leaves` a way out."""
    leave = '<a class="leave" href="./logout">Log out</a>' if leaves else ""
    if isinstance(info, RagError):
        return f'<header class="top"><h1>Article RAG</h1>{leave}</header>'
    facts = [counted(info.articles, "article"), counted(info.chunks, "passage")]
    facts += [f"indexed {info.created[:16].replace('T', ' ')}"] if info.created else []
    line = f'<h1>Article RAG</h1><p class="facts">{escape(DOT.join(facts))}</p>'
    if failures := info.failures:
        shown = failures[:_FAILURES_SHOWN]
        rows = "".join(f"<li><b>{escape(f.path)}</b>: {escape(one_line(f.reason))}</li>" for f in shown)
        more = f"<li>and {len(failures) - len(shown)} more</li>" if len(failures) > len(shown) else ""
        unread = counted(len(failures), "file") + " could not be read"
        line += f'<details class="unread"><summary>{unread}</summary><ul>{rows}{more}</ul></details>'
    return f'<header class="top">{line}{leave}</header>'


def welcome(info: IndexInfo, *, writes: bool = False) -> str:
    """What the chat shows before the first question: what to expect of an answer, which a model `writes` or which is quotes alone."""
    told = _WRITTEN if writes else _QUOTED
    return (
        f'<section class="welcome" data-generation="{escape(info.generation)}">'
        f"<h2>Ask {counted(info.articles, 'article')} a question</h2><p>{told}</p></section>"
    )


def start_with(questions: Sequence[str]) -> str:
    """Questions to start with, under the welcome; nothing where there is none."""
    chips = "".join(
        f'<button type="button" class="example" data-ask="{escape(question)}">{escape(one_line(question))}</button>'
        for question in questions
    )
    told = '<p class="hint">Questions these articles answer:</p>'
    return (
        f'<div class="starts" role="group" aria-label="Questions to start with">{told}<div class="examples">{chips}</div></div>'
        if chips
        else ""
    )


def scope_notice(message: str) -> str:
    """What is wrong with the scope as it is typed; nothing when all is right."""
    return f'<p class="wrong" role="alert">{escape(message)}</p>' if message else ""


def notice(message: str) -> str:
    """A line under the conversation, read out when it changes."""
    return f'<p class="told" role="status">{escape(one_line(message))}</p>'


def verdict_notice(message: str, press: str, *, kept: bool) -> str:
    """The same of a verdict: by which press it was given, and whether it is kept, for the page's script."""
    told = ' data-kept="1"' if kept else ""
    return f'<p class="told" role="status" data-press="{escape(press)}"{told}>{escape(one_line(message))}</p>'


def meanwhile() -> str:
    """Under the newest answer: the question that waits for its turn, hidden, and the line that is heard when an answer is there.

    `ui/page/asking.js` fills it in; the block that holds it is not drawn anew, so that what is put in is heard.
    """
    return (
        '<div class="waits" hidden><p class="asked" dir="auto"></p>'
        '<p class="stage"><span class="pulse" aria-hidden="true"></span>'
        '<span class="words">Others are asking as well: your question waits for its turn</span></p>'
        '<p class="halt"><button type="button" class="act" data-stop="1">Stop</button></p></div>'
        '<p class="heard unseen" role="status"></p>'
    )
