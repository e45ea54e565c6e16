"""The Gradio page: which tabs it has.

Knows Gradio; what is on a tab, its own room knows (`ui.talk.tab`). Gradio is imported when the page is built, never at
import.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rag.conversations.store import ConversationStore
from rag.feedback.store import FeedbackConfig, FeedbackStore
from ui import render
from ui.asks import Asks, info_of
from ui.library.desk import LibraryDesk
from ui.library.tab import library_tab, standing_block
from ui.page.blocks import QUIET, html_block, script
from ui.render.tabs import PAGE_TABS, tab_list
from ui.serving.throttle import QuestionPace
from ui.talk.front import Front
from ui.talk.handlers import ChatHandlers
from ui.talk.kept.desk import Desks
from ui.talk.running import Running
from ui.talk.tab import chat_tab

if TYPE_CHECKING:
    import gradio as gr


def build_app(
    pipeline: Asks,
    *,
    examples: Callable[[], Sequence[str]] = tuple,
    feedback: FeedbackStore | None = None,
    conversations: ConversationStore | None = None,
    pace: QuestionPace | None = None,
    private: bool = False,
    desk: LibraryDesk | None = None,
    running: Running | None = None,
) -> gr.Blocks:
    """Build the page over `pipeline`, offering `examples` to start with; `ui.serving` puts it on a port.

    What people say of answers goes to `feedback`; without one to the file in the user's data folder. Without
    `conversations` each ends with its page. `pace` is how fast one person may ask. A `private` page has a password, and a
    way to log out. `desk` is where articles are looked through and changed; without one the page has the chat alone.
    `running` counts the answers on their way.
    """
    store = feedback or FeedbackStore(FeedbackConfig().file)
    _stay_local()
    import gradio as gr

    def header() -> str:
        return render.header(info_of(pipeline), leaves=private)

    places = desk is None or desk.rights.places
    front = Front(pipeline, examples, changes=desk is not None and desk.rights.changes, places=places)
    with gr.Blocks(title="Article RAG", analytics_enabled=False, fill_height=True, fill_width=True) as app:
        with gr.Row(elem_id="page-top"):
            bridge = html_block(header(), "header", js=script("answers.js", "marks.js", "page.js"))
            if desk:
                html_block(tab_list(PAGE_TABS, "Parts of the page"), "page-tabs", js=script("tabs.js"))
            gr.Button("Conversations", elem_id="conversations", size="sm", scale=0, min_width=120)
            fresh = gr.Button("New chat", elem_id="fresh", size="sm", scale=0, min_width=96)
        standing = standing_block() if desk else None
        with gr.Column(elem_id="chat-tab", min_width=0):
            chat = ChatHandlers(pipeline, front, store, Desks(conversations, places), pace, running or Running())
            chat_tab(chat, bridge, fresh)
        if desk:
            with gr.Column(elem_id="library", min_width=0):
                library_tab(desk, pipeline, standing)
        app.load(header, None, [bridge], **QUIET)
        bridge.tick(header, None, [bridge], **QUIET)
    return app


def _stay_local() -> None:
    """Keep Gradio and its hub client from calling out, and loopback calls from going to a proxy."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, [os.environ.get(name), "127.0.0.1", "localhost"]))
