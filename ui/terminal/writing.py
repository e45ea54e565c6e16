"""What an LLM is writing, on one line of the terminal that is gone when the answer is there.

It goes to standard error and only to a terminal: standard output holds what was checked, and nothing else.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator

from rag import Answer, DoneEvent, Event, TokenEvent
from rag.printing import one_line
from ui.words import UNCHECKED

_CLEAR = "\r\x1b[2K"
_LEAST_COLUMNS = 20


def while_written(events: Iterator[Event]) -> Answer:
    """Follow an answer to its end, showing the sentence that is being written. Raises what the events raise."""
    writing = ""
    shown = False
    try:
        for event in events:
            if isinstance(event, DoneEvent):
                return event.answer
            if isinstance(event, TokenEvent) and sys.stderr.isatty():
                writing = event.text if event.anew else writing + event.text
                sys.stderr.write(_CLEAR + _line(writing))
                sys.stderr.flush()
                shown = True
    finally:
        if shown:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
    raise AssertionError("unreachable: the last event is a DoneEvent")


def _line(writing: str) -> str:
    """The end of what is written, as much as fits into a line."""
    words = one_line(writing)
    lead = f"({UNCHECKED}) "
    room = max(_LEAST_COLUMNS, shutil.get_terminal_size().columns - len(lead) - 1)
    return f"{lead}{words if len(words) <= room else '…' + words[1 - room :]}" if words else ""
