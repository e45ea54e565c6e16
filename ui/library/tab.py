"""The articles tab: which blocks it has on the page, and what happens when they are used.

Knows Gradio; what an event does, `ui.library.desk` knows. The fields of the search and the place where files are dropped are
plain HTML that the page's script reads: what is typed stays in the browser until it is sent, and no block of it is
drawn anew under somebody's hands.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from rag import IndexInfo, RagError
from ui.asks import Asks, info_of
from ui.discretion import without_places
from ui.library.desk import LibraryDesk
from ui.library.receiving import FILES_AT_ONCE
from ui.page.blocks import LATEST, QUIET, html_block, script, skip, takes_event, updating
from ui.render.library import about as facts
from ui.render.library.adding import adding_form, refused, work_line
from ui.render.library.browsing import nothing_read, search_form
from ui.render.library.removing import removed_list
from ui.render.tabs import LIBRARY_PARTS, tab_list
from ui.talk.events import sent_with


def standing_block() -> Any:
    """The line under the page's head that says when answers come from an older index, or cannot be given."""
    return html_block("", "standing")


def library_tab(desk: LibraryDesk, pipeline: Asks, standing: Any) -> None:
    """Put the articles tab on the page that is being built; `standing` is the page's `standing_block`."""
    import gradio as gr

    limits, kinds = desk.library.added.limits, desk.library.added.kinds
    form = adding_form(
        desk.rights,
        file_bytes=limits.file_bytes,
        total_bytes=limits.total_bytes,
        files=FILES_AT_ONCE,
        kinds=kinds,
    )
    bridge = html_block(
        tab_list(LIBRARY_PARTS, "Parts of the articles"), "library-parts", js=script("receiving.js", "library.js")
    )
    notice = html_block("", "library-notice")
    work = html_block("", "work")
    with gr.Row(elem_id="browsing"):
        with gr.Column(elem_id="list", min_width=0):
            html_block(search_form(), "search")
            found = html_block("", "found")
        with gr.Column(elem_id="reading-side", min_width=0):
            confirm = html_block("", "confirm")
            reading = html_block(nothing_read(), "reading")
    with gr.Column(elem_id="adding", min_width=0):
        html_block(form, "adding-form")
    with gr.Column(elem_id="index-facts", min_width=0):
        about = html_block("", "about")
    seen = gr.State((-1, ""))

    def look(before: tuple[int, str], event: Any) -> tuple[Any, Any, Any]:
        """What changed since this page last looked; `again` asks for all of it."""
        now = (desk.work.standing().number, _standing(desk, pipeline))
        number, line = (-1, "") if sent_with(event).get("again") else before
        waiting = desk.waiting() if number == -1 else ()
        told = (
            work_line(desk.work.standing(), waiting) if now[0] != number else skip(),
            now[1] if now[1] != line else skip(),
        )
        return (*told, now if now != before else skip())

    def find(event: Any) -> str:
        return desk.listed(sent_with(event))

    def read(event: Any) -> tuple[str, str]:
        return desk.read(sent_with(event)), ""

    def ask_removal(event: Any) -> str:
        return desk.asked_removal(sent_with(event))

    def act(event: Any) -> tuple[str, str, str]:
        told = desk.act(sent_with(event))
        return refused(told), work_line(desk.work.standing()), ""

    takes_event(look, find, read, ask_removal, act)
    anyone: dict[str, Any] = {"concurrency_limit": None, **QUIET}
    bridge.tick(updating(look), [seen], [work, standing, seen], trigger_mode="multiple", **anyone)
    bridge.input(find, None, [found], **LATEST)
    bridge.select(updating(read), None, [reading, confirm], **LATEST)
    bridge.delete(ask_removal, None, [confirm], **LATEST)
    bridge.clear(lambda: "", None, [confirm], **anyone)
    bridge.apply(updating(act), None, [notice, work, confirm], **anyone)
    bridge.expand(lambda: _about(desk), None, [about], **LATEST)


def _standing(desk: LibraryDesk, pipeline: Asks) -> str:
    """The line under the head, with the generation that is in use, by which the page notices a new one."""
    told = info_of(pipeline)
    error = _shown(desk, told) if isinstance(told, RagError) else None
    created = told.created if isinstance(told, IndexInfo) else ""
    state = desk.library.standing()
    now = dt.datetime.now().astimezone()
    line = facts.standing_line(error, writer=bool(state.writer), created=created, now=now)
    ready = "" if error else told.generation if isinstance(told, IndexInfo) else ""
    return facts.standing(line, ready)


def _about(desk: LibraryDesk) -> str:
    library = desk.library
    try:
        index = library.shown()
        return facts.about(
            index.info(),
            index.coverage(),
            waiting=library.waiting().names,
            added_folder=str(library.added.articles),
            removed=removed_list(library.removed(), changes=desk.rights.changes, places=desk.rights.places),
            changes=desk.rights.changes,
            places=desk.rights.places,
        )
    except RagError as error:
        return facts.about_none(_shown(desk, error), waiting=desk.waiting(), changes=desk.rights.changes)


def _shown(desk: LibraryDesk, error: RagError) -> RagError:
    return error if desk.rights.places else without_places(error)
