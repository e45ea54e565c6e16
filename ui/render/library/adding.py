"""Where articles are added, and what came of it, as HTML. Knows files by their names; nothing of where they are kept."""

from __future__ import annotations

from collections.abc import Sequence

from rag import Progress
from rag.printing import one_line
from ui.library.references import reference
from ui.library.rights import Rights
from ui.library.work import Outcome, Row, Standing
from ui.render.markup import escape
from ui.words import counted

ROWS_SHOWN = 2_000
STATE_WORDS = {
    "indexed": "indexed",
    "already there": "already there",
    "refused": "not taken",
    "failed": "not readable",
    "waiting": "waits",
}


def adding_form(rights: Rights, *, file_bytes: int, total_bytes: int, files: int, kinds: Sequence[str]) -> str:
    """The place where files are dropped, and the field for a folder of the machine."""
    if not rights.changes:
        return (
            '<p class="missing">Articles cannot be added or removed on this page. Whoever runs it can allow that with '
            "<code>uploads = &quot;on&quot;</code> under <code>[page]</code> in rag.toml.</p>"
        )
    accepted = ",".join(sorted(kinds))
    drop = (
        f'<div id="drop" class="drop" data-file-bytes="{file_bytes}" data-files="{files}" data-kinds="{escape(accepted)}">'
        '<p><b>Drop files or folders here</b></p><p class="hint">or</p><div class="choices">'
        f'<label class="choose move">Choose files<input type="file" id="files" multiple accept="{escape(accepted)}"></label>'
        '<label class="choose move">Choose a folder<input type="file" id="folder-files" webkitdirectory multiple></label></div>'
        f'<p class="hint">Up to {files:,} at a time, {file_bytes // 1_000_000:,} MB each, {total_bytes // 1_000_000:,} MB in all. '
        "They are copied into a folder of this index's own and stay there.</p></div>"
        '<div id="receiving" aria-live="polite"></div>'
    )
    folder = (
        '<form id="from-folder" class="find" onsubmit="return false"><label class="wide">A folder of this machine'
        '<input type="text" name="folder" maxlength="4000" autocomplete="off" spellcheck="false" '
        'placeholder="/home/me/articles"></label><button type="submit" class="move">Index it</button></form>'
        '<p class="hint">The folder stays where it is and becomes one of the index\'s folders: what changes in it is taken in '
        "with every sync.</p>"
        if rights.folders
        else ""
    )
    return f'<section class="adding" aria-label="Add articles">{drop}{folder}</section>'


def work_line(standing: Standing, waiting: Sequence[str] = ()) -> str:
    """What is being done with the articles, or what came of it; else which added files are not indexed; "" for neither."""
    if standing.running:
        return (
            f'<div class="work running" data-busy="1"><p class="stage" role="status"><span class="pulse"></span>'
            f'<span class="words">{escape(standing.title)}{_how_far(standing.progress)}</span></p>{_bar(standing.progress)}</div>'
            f"{''.join(_outcome(one, closes=False) for one in reversed(standing.earlier))}"
        )
    if standing.outcome:
        return _outcome(standing.outcome) + "".join(_outcome(one, closes=False) for one in reversed(standing.earlier))
    return waiting_line(waiting)


def waiting_line(names: Sequence[str]) -> str:
    """Which added files the index does not have, with the way to have it take them in."""
    if not names:
        return ""
    shown = ", ".join(one_line(name) for name in names[:3]) + (" …" if len(names) > 3 else "")
    verb = "waits" if len(names) == 1 else "wait"
    return (
        f'<div class="work waiting"><p class="missing" role="status">{counted(len(names), "added file")} {verb} to be indexed '
        f'({escape(shown)}). <button type="button" class="move" data-do="sync">Sync now</button></p></div>'
    )


def refused(message: str) -> str:
    """Why what was pressed was not begun."""
    return f'<p class="wrong" role="alert">{escape(one_line(message))}</p>' if message else ""


def _outcome(outcome: Outcome, *, closes: bool = True) -> str:
    role, kind = ("alert", "went-wrong") if outcome.failed else ("status", "done")
    undo = (
        f'<button type="button" class="move" data-do="put back" data-value="{reference(outcome.undo)}">Undo</button>'
        if outcome.undo
        else ""
    )
    close = '<button type="button" class="move" data-do="dismiss">Close</button>' if closes else ""
    details = "".join(f"<li>{escape(one_line(one))}</li>" for one in outcome.details)
    told = f'<ul class="details">{details}</ul>' if details else ""
    return (
        f'<div class="work {kind}" data-batch="{escape(outcome.batch)}"><p class="verdict" role="{role}">'
        f"{escape(one_line(outcome.line))}</p>{told}{_rows(outcome.rows)}"
        f'<p class="choices">{undo}{close}</p></div>'
    )


def _rows(rows: Sequence[Row]) -> str:
    """What went wrong comes first: it is what a person looks for among a thousand."""
    order = ("failed", "refused", "waiting", "already there", "indexed")
    ordered = sorted(rows, key=lambda row: order.index(row.state))
    told = "".join(
        f'<li class="row-{row.state.replace(" ", "-")}"><span class="file"><bdi>{escape(one_line(row.name))}</bdi></span> '
        f'<span class="tag">{STATE_WORDS[row.state]}</span> <span class="hint">{escape(one_line(row.remark))}</span></li>'
        for row in ordered[:ROWS_SHOWN]
    )
    more = f"<li>and {len(rows) - ROWS_SHOWN:,} more</li>" if len(rows) > ROWS_SHOWN else ""
    return f'<ul class="files" tabindex="0" aria-label="Files">{told}{more}</ul>' if rows else ""


def _how_far(progress: Progress | None) -> str:
    if progress is None or progress.stage == "looking":
        return ": looking through the folders"
    if progress.stage == "writing":
        return ": writing the new index"
    return f": {counted(progress.articles, 'article')} read, {counted(progress.chunks, 'passage')}"


def _bar(progress: Progress | None) -> str:
    if progress is None or not progress.total:
        return ""
    return f'<progress max="{progress.total}" value="{progress.done}" aria-label="How far it is"></progress>'
