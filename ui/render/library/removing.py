"""The question before an article is removed, and what was removed, as HTML. Knows removals; nothing of how they are done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from rag.library.removing import Removal, Removed
from rag.printing import one_line
from ui.library.references import reference
from ui.render.markup import escape
from ui.words import counted, day

REMOVED_SHOWN = 200


def question(removal: Removal | None, fault: str = "", *, places: bool = True) -> str:
    """What removing would do, with the buttons to do it and to leave it; why it cannot be done otherwise.

    Here as below, without `places` of a path only its last part is told.
    """
    if removal is None:
        return f'<p class="wrong" role="alert">{escape(one_line(fault))}</p>'
    return (
        '<div class="confirm" role="alertdialog" aria-labelledby="confirm-title" aria-describedby="confirm-what">'
        f'<p id="confirm-title" class="verdict">Remove “{escape(one_line(removal.title))}” from the index?</p>'
        f'<p id="confirm-what">{_what(removal, places=places)}</p><p class="choices">'
        f'<button type="button" class="move" data-do="remove" data-value="{reference(removal.article_id)}">Remove</button>'
        '<button type="button" class="move" data-keep="1">Keep</button></p></div>'
    )


def removed_list(removed: Sequence[Removed], *, changes: bool, places: bool = True) -> str:
    """What was removed, each with the way back."""
    if not removed:
        return '<p class="hint">Nothing was removed.</p>'
    rows = "".join(_row(one, changes=changes, places=places) for one in removed[:REMOVED_SHOWN])
    more = f'<p class="hint">and {len(removed) - REMOVED_SHOWN:,} more</p>' if len(removed) > REMOVED_SHOWN else ""
    return f'<ul class="files">{rows}</ul>{more}'


def _what(removal: Removal, *, places: bool) -> str:
    if removal.moves_to is not None:
        moves_to = str(removal.moves_to) if places else removal.moves_to.name
        return (
            f"Its file was added here. It moves to <code>{escape(moves_to)}</code>, from where it can be put back: "
            "here under Index, or by hand."
        )
    path = f"<code>{escape(one_line(_told(removal.path, places=places)))}</code>"
    if removal.suffix:
        rest = (
            f" {counted(removal.others, 'other article')} of it stay{'s' if removal.others == 1 else ''}."
            if removal.others
            else ""
        )
        return f"It is one article of {path}, which stays as it is.{rest} Syncs leave this one out until it is put back, under Index."
    return f"Its file {path} stays where it is, untouched. Syncs leave it out until it is put back, under Index."


def _told(path: str, *, places: bool) -> str:
    return path if places else PurePath(path).name


def _row(one: Removed, *, changes: bool, places: bool) -> str:
    when = f" removed {day(one.removed.date())}" if one.removed else ""
    back = (
        f'<button type="button" class="move" data-do="put back" data-value="{reference(one.key)}">Put back</button>'
        if changes
        else ""
    )
    title, path = escape(one_line(one.title)), escape(one_line(_told(one.path, places=places)))
    return f'<li><span class="file"><bdi>{title}</bdi></span> <span class="hint">{path}{when}</span> {back}</li>'
