"""What can be asked next where an answer is not whole: the part that is open, everything, in quotes alone, in other words.

Carries `data-` attributes that `ui/page/page.js` reads. Knows an answer; knows nothing of how it came about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag import Answer
from rag.printing import one_line
from ui.render.markup import escape
from ui.scope.asked import Asked

_QUESTION = re.compile(
    r"(?:who|whom|whose|what|when|where|why|which|how|do|does|did|is|are|was|were|has|have|had|will|can)\b(?:\W+\w+){2}",
    re.IGNORECASE,
)
"""A part that can be asked by itself; others are pieces, as in "the one by Reuters?"."""


def step(number: int, words: str, **data: str) -> str:
    """A button that puts the question of exchange `number` again, changed by `data` (see `ui.scope.asked.Change`)."""
    told = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    return f'<button type="button" class="act step" data-again="{number}"{told}><bdi>{escape(words)}</bdi></button>'


def next_steps(number: int, asked: Asked, answer: Answer) -> str:
    """The buttons; nothing under an answer that leaves nothing open."""
    unsupported = any(claim.support == "unsupported" for claim in answer.claims)
    if answer.status == "answered" and not unsupported:
        return ""
    buttons = [*_open_parts(number, answer), *_everything(number, asked)]
    buttons += [quotes_alone(number)] if answer.reader == "llm" else []
    if answer.status != "answered":
        buttons.append('<button type="button" class="act step" data-change="1">Change the question</button>')
    return f'<p class="steps-on">{"".join(buttons)}</p>' if buttons else ""


def quotes_alone(number: int) -> str:
    """Where a model writes the answers: the same question without it."""
    return step(number, "Answer in quotes alone", quoting="1")


def look_at_index() -> str:
    """Where the index is at fault: to the tab that says how it stands, and that mends it where that is allowed (ui/page/tabs.js)."""
    return '<button type="button" class="act step" data-tab="articles" data-part="about">Look at the index</button>'


def _open_parts(number: int, answer: Answer) -> Iterator[str]:
    """Each part of the question that nothing was found for, put by itself."""
    for part in answer.query.parts:
        told = any(f"“{part.told}”" in what for what in answer.missing)
        if told and _QUESTION.match(part.text):
            words = one_line(part.text[:1].upper() + part.text[1:])
            yield step(number, f"Ask: {words}", asking=words)


def _everything(number: int, asked: Asked) -> Iterator[str]:
    """Where the person restricted what is searched, the same without that."""
    if asked.restricted:
        yield step(number, "Ask all articles", everything="1")
