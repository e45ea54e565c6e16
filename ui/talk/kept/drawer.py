"""The drawer beside the chat as Gradio's blocks, and how a page says which conversation it shows.

Knows Gradio; knows nothing of how conversations are kept or drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ui.exported.files import FORMATS
from ui.page.blocks import QUIET, html_block, takes_event, updating
from ui.render.conversations.drawer import drawer_foot, drawer_head
from ui.talk.events import sent_with
from ui.talk.kept.actions import deleted, list_of, renamed, restored, saved
from ui.talk.kept.desk import Desk, Desks

_SCRIPT = Path(__file__).parents[2] / "page" / "conversations.js"

SENT = """async (...given) => {
  while (!window.articleRag) await new Promise((then) => setTimeout(then, 10));
  return [window.articleRag.sent(), ...given.slice(1)];
}"""
"""Puts in place of the first input what the page shows and whose it is; the script of the drawer may come after the first event."""

SAVE = "(file) => { window.articleRag.save(file); return []; }"


@dataclass(frozen=True, slots=True)
class Drawer:
    """Its blocks: `bridge` raises the events of its script, `rows` shows the list; `sent` is what SENT fills,
    `file` what is saved."""

    bridge: Any
    rows: Any
    sent: Any
    file: Any


def drawer() -> Drawer:
    """Put the drawer on the page that is being built, closed."""
    import gradio as gr

    with gr.Column(elem_id="drawer", min_width=0):
        bridge = html_block(drawer_head(), "drawer-head", js=_SCRIPT.read_text("utf-8"))
        rows = html_block("", "drawer-rows")
        html_block(drawer_foot((one.name, ending) for ending, one in FORMATS.items()), "drawer-foot")
    sent = gr.Textbox(visible=False)
    return Drawer(bridge, rows, sent, gr.Textbox(visible=False))


def kept_events(desks: Desks, aside: Drawer, open_now: Any) -> None:
    """What happens when the drawer is used, but for the opening of a conversation; `open_now` holds the open one."""

    def rename(sent: str, event: Any) -> str:
        return renamed(desks, sent, sent_with(event))

    def delete(sent: str, event: Any) -> str:
        return deleted(desks, sent, sent_with(event))

    def restore(sent: str, event: Any) -> str:
        return restored(desks, sent, sent_with(event))

    def save(sent: str, desk: Desk, event: Any) -> str:
        return saved(desks, desks.of(desk, sent), sent_with(event))

    takes_event(rename, delete, restore, save)
    bridge, rows = aside.bridge, [aside.rows]
    quick: dict[str, Any] = {"js": SENT, "concurrency_limit": None, **QUIET}
    bridge.input(updating(lambda sent: list_of(desks, sent)), [aside.sent], rows, trigger_mode="always_last", **quick)
    for event, handler in ((bridge.edit, rename), (bridge.delete, delete), (bridge.undo, restore)):
        event(updating(handler), [aside.sent], rows, **quick)
    bridge.download(save, [aside.sent, open_now], [aside.file], **quick).then(
        None, [aside.file], None, js=SAVE, api_visibility="private"
    )
