"""The drawer of conversations: their list, newest first, with what can be done with each. Knows rows of the list, not how they are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from rag.conversations.rows import GIVEN_CHARACTERS, Listed
from rag.printing import one_line
from ui.render.markup import DOT, escape
from ui.words import age, counted, day

SEARCH_CHARACTERS = 100
_OLD = dt.timedelta(days=13)


def drawer_head() -> str:
    """The heading and the field of the search."""
    return (
        '<h2 class="title" id="drawer-title">Conversations</h2>'
        f'<input type="search" class="search" data-search="1" maxlength="{SEARCH_CHARACTERS}" placeholder="Search" '
        'dir="auto" autocomplete="off" aria-label="Search names, questions and answers of your conversations">'
    )


def drawer_foot(formats: Iterable[tuple[str, str]]) -> str:
    """What the open conversation can be saved as: names and endings of files."""
    buttons = "".join(
        f'<button type="button" class="act" data-save="{escape(ending)}">{escape(name)}</button>'
        for name, ending in formats
    )
    return f'<div class="save" role="group" aria-label="Save this conversation"><span class="hint">Save this one as</span>{buttons}</div>'


def conversation_list(
    listed: Sequence[Listed], today: dt.date, *, searched: str = "", told: str = "", undo: str = ""
) -> str:
    """The rows; `told` is what came of a press, `undo` the id of one that can be brought back. Which is open the page knows."""
    way_back = f' <button type="button" class="act" data-restore="{escape(undo)}">Undo</button>' if undo else ""
    line = f'<p class="hint came" role="status">{escape(one_line(told))}{way_back}</p>'
    rows = "".join(_row(one, today) for one in listed)
    if rows:
        return f'{line}<ul class="rows" aria-labelledby="drawer-title">{rows}</ul>'
    empty = f"No conversation has the words “{one_line(searched)}”." if searched else "None yet. A question begins one."
    return f'{line}<p class="hint">{escape(empty)}</p>'


def kept_nowhere(why: str) -> str:
    """Stands in for the list where there is none."""
    return f'<p class="hint">{escape(one_line(why))}</p>'


def opened_marks(conversation: str, verdicts: Iterable[tuple[int, str]]) -> str:
    """Invisible: which conversation this is, and which verdicts were given on its answers."""
    given = "".join(f'<span data-judged="{number}:{escape(verdict)}"></span>' for number, verdict in verdicts)
    return f'<span hidden data-conversation="{escape(conversation)}">{given}</span>'


def _row(one: Listed, today: dt.date) -> str:
    name, identity = escape(one_line(one.name)), escape(one.id)
    return (
        '<li class="row">'
        f'<button type="button" class="go" data-go="{identity}"><span class="name" dir="auto">{name}</span>'
        f'<span class="facts">{_when(one.written, today)}{DOT}{counted(one.exchanges, "question")}</span></button>'
        f'<span class="does"><button type="button" class="act" data-rename="{identity}" aria-expanded="false" '
        f'aria-label="Rename “{name}”">Rename</button>'
        f'<button type="button" class="act" data-delete="{identity}" aria-label="Delete “{name}”">Delete</button></span>'
        f'<input type="text" class="renaming" data-renaming="{identity}" value="{escape(one_line(one.name)) if one.named else ""}" '
        f'placeholder="{name}" maxlength="{GIVEN_CHARACTERS}" dir="auto" autocomplete="off" enterkeyhint="done" hidden '
        f'aria-label="New name of “{name}”. Enter keeps it, Escape leaves it; empty takes the first question"></li>'
    )


def _when(written: dt.datetime, today: dt.date) -> str:
    there = written.astimezone()
    told = age(there.date(), today) if today - there.date() <= _OLD else day(there.date())
    return f'<time datetime="{written.isoformat(timespec="seconds")}">{told or day(there.date())}</time>'
