"""Answers, sources and articles as HTML. The only place that makes HTML, and `markup` the one that escapes.

Knows which words and marks the page shows; knows nothing of Gradio, of sessions or of style (`ui/page/style.css`). Every
word of an article, a question or an error goes through `escape`. What can be clicked carries `data-` attributes that
`ui/page/page.js` reads.
"""

from __future__ import annotations

from ui.render.answers import COPIES_LISTED, NEAREST_SHOWN, Cause, Copies, answered, failed, let_go, running
from ui.render.beneath.going_on import going_on_with
from ui.render.facts import aged
from ui.render.front import header, notice, scope_notice, start_with, verdict_notice, welcome
from ui.render.markup import escape
from ui.render.panel import article_panel, changed_panel, empty_panel, lost_panel

__all__ = [
    "COPIES_LISTED",
    "NEAREST_SHOWN",
    "Cause",
    "Copies",
    "aged",
    "answered",
    "article_panel",
    "changed_panel",
    "empty_panel",
    "escape",
    "failed",
    "going_on_with",
    "header",
    "let_go",
    "lost_panel",
    "notice",
    "running",
    "scope_notice",
    "start_with",
    "verdict_notice",
    "welcome",
]
