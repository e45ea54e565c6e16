"""What can be done with a finished answer: copy it, ask again, change the question, take it back, say how good it was.

Carries `data-` attributes that `ui/page/page.js` reads. Knows nothing of where a verdict is kept.
"""

from __future__ import annotations

from rag import Answer
from rag.asking.checks import LONGEST_QUESTION
from rag.feedback.store import REMARK_CHARACTERS, VERDICTS
from rag.printing import one_line
from ui.render.markup import escape


def actions(number: int, question: str, answer: Answer | None = None) -> str:
    """The row of buttons under exchange `number`; without an answer (it failed) only those that put the question again."""
    copies = _copies(answer) if answer else ""
    verdicts = _verdicts(number) if answer else ""
    return (
        f'<div class="actions" role="group" aria-label="What to do with answer {number}">{copies}'
        f'<button type="button" class="act" data-again="{number}" data-retry="1">Ask again</button>'
        f"{_editor(number, question)}"
        f'<button type="button" class="act undo" data-undo="{number}">Take back</button>{verdicts}</div>'
    )


def _copies(answer: Answer) -> str:
    """Both texts stand in the page, hidden, so that copying needs no request."""
    return (
        '<button type="button" class="act" data-copy="plain">Copy</button>'
        '<button type="button" class="act" data-copy="cited">Copy with sources</button>'
        f'<pre hidden class="copied plain">{escape(answer.text)}</pre><pre hidden class="copied cited">{escape(str(answer))}</pre>'
    )


def _editor(number: int, question: str) -> str:
    return (
        f'<span class="rewording"><button type="button" class="act" data-edit="{number}" aria-expanded="false">Edit question</button>'
        f'<span class="editor" hidden><input type="text" data-reask="{number}" value="{escape(one_line(question))}" dir="auto" '
        f'maxlength="{LONGEST_QUESTION}" enterkeyhint="go" autocomplete="off" '
        f'aria-label="The question. Enter asks it as if in this place, its answer stands at the end; Escape closes">'
        f'<span class="hint" aria-hidden="true">Enter asks, Escape closes</span></span></span>'
    )


def _verdicts(number: int) -> str:
    """Good is one press; bad unfolds the reasons, and room for a remark."""
    reasons = "".join(
        f'<button type="button" class="act reason" data-verdict="{verdict}" data-of="{number}" aria-pressed="false">'
        f"{verdict[:1].upper()}{verdict[1:]}</button>"
        for verdict in VERDICTS
        if verdict != "right"
    )
    return (
        f'<span class="verdicts"><button type="button" class="act" data-verdict="right" data-of="{number}" aria-pressed="false" '
        f'aria-label="A good answer" title="A good answer">Good</button>'
        f'<button type="button" class="act" data-unfold="reasons" aria-expanded="false" aria-label="A bad answer: say why" '
        f'title="A bad answer: say why">Bad</button>'
        f'<span class="reasons" hidden>{reasons}<input type="text" class="remark" maxlength="{REMARK_CHARACTERS}" '
        f'placeholder="What is wrong? (optional, before you press)" aria-label="What is wrong with answer {number}, optional"></span></span>'
    )
