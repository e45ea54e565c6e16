"""The facts of an index, and how it stands when it cannot answer, as HTML. Knows facts and errors; nothing of files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import PurePath

from rag import Coverage, Failure, IndexCorrupt, IndexInfo, IndexMissing, RagError
from rag.printing import one_line
from ui.discretion import failures_below
from ui.render.library.adding import waiting_line
from ui.render.markup import escape
from ui.words import counted, day

FAILURES_SHOWN = 200
_PLACES = ("Index", "Added files")
_BUTTONS = (
    '<p class="choices"><button type="button" class="move" data-do="sync">Sync now</button>'
    '<button type="button" class="move" data-do="examine">Check every file</button></p>'
)


def about(
    info: IndexInfo,
    coverage: Coverage,
    *,
    waiting: Sequence[str],
    added_folder: str,
    removed: str,
    changes: bool,
    places: bool,
) -> str:
    """What is indexed, from where, and what could not be read; the buttons for a sync and for a check.

    Without `places` only the last part of a folder's name is told, and of a file its place below it.
    """
    facts = {
        "Articles": counted(info.articles, "article") + f", {counted(info.chunks, 'passage')}",
        "Stories": f"{counted(info.stories, 'story')} with more than one report",
        "Published": _dates(coverage),
        "Outlets": f"{coverage.outlets:,}",
        "Folders": "",
        "Last sync that changed something": moment(info.created, dt.datetime.now().astimezone()),
        "Size on disk": f"{info.size_bytes / 1e6:,.1f} MB",
    } | ({"Index": info.path, "Added files": added_folder} if places else {})
    shown = [source if places else PurePath(source).name for source in info.sources]
    folders = "".join(f"<li><code>{escape(one_line(source))}</code></li>" for source in shown)
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{f'<ul>{folders}</ul>' if name == 'Folders' else _fact(name, fact)}</dd>"
        for name, fact in facts.items()
    )
    buttons = _BUTTONS if changes else ""
    failures = info.failures if places else failures_below(info.failures, (*info.sources, added_folder))
    return (
        f'<section class="about" aria-label="The index">{waiting_line(waiting) if changes else ""}<dl>{rows}</dl>{buttons}'
        f"<h3>Could not be read</h3>{_failures(failures)}<h3>Removed</h3>{removed}</section>"
    )


def _fact(name: str, fact: str) -> str:
    told = escape(one_line(fact))
    return f"<code>{told}</code>" if name in _PLACES else told


def about_none(error: RagError, *, waiting: Sequence[str], changes: bool) -> str:
    """Instead of facts, when there is no index or it cannot be opened."""
    buttons = _BUTTONS if changes else ""
    return (
        f'<section class="about" aria-label="The index">{waiting_line(waiting) if changes else ""}<p class="missing">{escape(str(error))}</p>'
        f"{buttons}</section>"
    )


def standing(line: str, generation: str) -> str:
    """The line, in a block that tells the page's script which generation answers."""
    return f'<div data-generation="{escape(generation)}">{line}</div>'


def standing_line(error: RagError | None, *, writer: bool, created: str, now: dt.datetime) -> str:
    """A quiet line when answers come from an older state, a louder one when there are none; "" when all is well."""
    if isinstance(error, IndexMissing):
        told = (
            "The first index is being made; questions can be asked as soon as it is there."
            if writer
            else "There is no index yet."
        )
        return f'<p class="standing" role="status"{_busy(writer)}>{told}</p>'
    if error is not None:
        return f'<p class="standing bad" role="alert"{_busy(writer)}>{escape(one_line(str(error)))}</p>'
    if not writer:
        return ""
    return (
        f'<p class="standing" role="status"{_busy(writer)}>The articles are being brought up to date; answers come from those of '
        f"{escape(moment(created, now))}.</p>"
    )


def no_answers(error: RagError, *, changes: bool) -> str:
    """What the chat shows in place of its welcome while no question can be answered, with the next step."""
    if isinstance(error, IndexMissing):
        add = (
            '<p class="choices"><button type="button" class="example" data-tab="articles" data-part="adding">Add articles</button></p>'
            if changes
            else ""
        )
        step = "Add files or a folder on this page, or sync a folder" if changes else "Sync a folder"
        words = f"{step} in a terminal: <code>rag sync FOLDER</code>. This page answers as soon as the index is there."
        return (
            f'<section class="welcome" data-generation=""><h2>There is no index yet</h2><p>{words}</p>{add}</section>'
        )
    title = "The index is damaged" if isinstance(error, IndexCorrupt) else "The index cannot be opened"
    check = "<p>In a terminal, <code>rag doctor</code> tells what is damaged and what mends it.</p>"
    mend = (
        '<p class="choices"><button type="button" class="example" data-tab="articles" data-part="about">Check or mend it</button></p>'
        if changes
        else ""
    )
    return f'<section class="welcome" data-generation=""><h2>{title}</h2><p>{escape(one_line(str(error)))}</p>{check}{mend}</section>'


def moment(told: str, now: dt.datetime) -> str:
    """A time in ISO 8601 as a person here says it: "12:05" of today, else with its day; as it is where it is none."""
    try:
        then = dt.datetime.fromisoformat(told).astimezone(now.tzinfo)
    except ValueError:
        return told
    clock = f"{then:%H:%M}"
    return clock if then.date() == now.date() else f"{day(then.date())}, {clock}"


def _failures(failures: Sequence[Failure]) -> str:
    if not failures:
        return '<p class="hint">Every file was read.</p>'
    rows = "".join(
        f'<li><span class="file"><bdi>{escape(one_line(one.path))}</bdi></span> <span class="hint">{escape(one_line(one.reason))}</span></li>'
        for one in failures[:FAILURES_SHOWN]
    )
    more = (
        f'<p class="hint">and {len(failures) - FAILURES_SHOWN:,} more: rag info --failures</p>'
        if len(failures) > FAILURES_SHOWN
        else ""
    )
    return f'<ul class="files">{rows}</ul>{more}'


def _dates(coverage: Coverage) -> str:
    if coverage.first is None or coverage.last is None:
        return "no article has a date"
    undated = f"; {counted(coverage.undated, 'article')} without a date" if coverage.undated else ""
    guessed = f"; {counted(coverage.guessed, 'date')} guessed" if coverage.guessed else ""
    return f"{day(coverage.first)} to {day(coverage.last)}{undated}{guessed}"


def _busy(writer: bool) -> str:  # noqa: FBT001 - one fact, one word
    return ' data-busy="1"' if writer else ""
