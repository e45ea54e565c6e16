"""Questions to go on with, under the newest answer. Knows nothing of how they were found."""

from __future__ import annotations

from collections.abc import Sequence

from rag.printing import one_line
from ui.render.markup import escape


def going_on_with(questions: Sequence[str]) -> str:
    """Each is put by a press; nothing where there is none."""
    buttons = "".join(
        f'<button type="button" class="example" data-ask="{escape(question)}">{escape(one_line(question))}</button>'
        for question in questions
    )
    return (
        f'<div class="examples next" role="group" aria-label="Questions to go on with">{buttons}</div>'
        if buttons
        else ""
    )
