"""What the `rag` command prints, as lines of plain or coloured text, one room for each thing that is shown."""

from __future__ import annotations

from ui.terminal.answers import answer_lines, answered_lines
from ui.terminal.facts import article_lines, card_lines, failure_lines, info_lines, text_lines
from ui.terminal.health import diagnosis_lines, examination_piece
from ui.terminal.lines import show, show_json
from ui.terminal.syncs import stopped_words, sync_line, sync_lines
from ui.terminal.writing import while_written

__all__ = [
    "answer_lines",
    "answered_lines",
    "article_lines",
    "card_lines",
    "diagnosis_lines",
    "examination_piece",
    "failure_lines",
    "info_lines",
    "show",
    "show_json",
    "stopped_words",
    "sync_line",
    "sync_lines",
    "text_lines",
    "while_written",
]
