"""The Gradio page: which parts it has and what happens when they are used.

Knows Gradio; knows nothing of how answers are found (`rag`), drawn (`ui.render`) or kept
(`ui.talk`). Gradio is imported when the page is built, never at import.

The conversation is two blocks of HTML instead of `gr.Chatbot`: the finished exchanges, sent once
a question, and the newest, sent with every event. Marks then are real buttons with a keyboard
focus that survives streaming (Gradio patches the page in place), and article text never meets a
Markdown parser. The cost is that copy and retry buttons are ours to add.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag import ArticleCard, LivePipeline, example_questions
from rag.feedback.store import FeedbackConfig, FeedbackStore
from ui import render
from ui.asks import Asks
from ui.scope.fields import Fields
from ui.scope.row import scope_row
from ui.talk.answering import going_on
from ui.talk.conversation import Conversation
from ui.talk.events import again, give_back, judged, opened, put, sent_with
from ui.words import sendable

if TYPE_CHECKING:
    import gradio as gr

PAGE = Path(__file__).parent / "page"

# A session keeps at most 50 exchanges, about 0.5 MB; 200 of them stay below 100 MB.
SESSIONS_KEPT = 200
SHELF_ARTICLES = 8
# Listing every article of a large index to show eight of them would slow the start.
SHELF_INDEX_ARTICLES = 2_000
ANSWERS_AT_ONCE = 4
EXAMPLES = 4

# Nothing on the page may come from, or go to, another address, whatever a library would like.
_HEAD = """
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:;
 object-src 'none'; base-uri 'self'; form-action 'self'">
"""


def build_app(pipeline: Asks, *, examples: Sequence[str] = (), feedback: FeedbackStore | None = None) -> gr.Blocks:
    """Build the page over `pipeline`, offering `examples` to start with; `serve` puts it on a port.

    What people say of answers goes to `feedback`; without one to the file in the user's data folder.
    """
    store = feedback or FeedbackStore(FeedbackConfig().file)
    _stay_local()
    import gradio as gr

    info = pipeline.search_index.info()
    shelf = _shelf(pipeline)
    welcome = render.welcome(info, examples)
    empty_panel = render.empty_panel(shelf, info.articles)
    with gr.Blocks(title="Article RAG", analytics_enabled=False, fill_height=True, fill_width=True) as app:
        conversation = gr.State(Conversation())
        with gr.Row(elem_id="page-top"):
            bridge = _html(gr, render.header(info), "header", js=(PAGE / "page.js").read_text("utf-8"))
            fresh = gr.Button("New chat", elem_id="fresh", size="sm", scale=0, min_width=96)
        with gr.Row(elem_id="columns"):
            with gr.Column(elem_id="chat", min_width=0):
                with gr.Column(elem_id="talk", min_width=0):
                    past = _html(gr, "", "past")
                    newest = _html(gr, welcome, "newest")
                    further = _html(gr, "", "further")
                notice = _html(gr, render.notice(""), "notice")
                row = scope_row(pipeline)
                box = gr.Textbox(
                    elem_id="box",
                    label="Your question",
                    show_label=False,
                    placeholder="Ask about the articles",
                    max_lines=5,
                    autofocus=True,
                    submit_btn="Ask",
                )
            with gr.Column(elem_id="side", min_width=0):
                panel = _html(gr, empty_panel, "panel")

        def ask(question: str | None, talk: Conversation, event: Any, *scope: Any) -> Iterator[tuple[Any, ...]]:
            words = sendable(question or "")
            sent = sent_with(event)
            changed = "again" in sent
            steps = again(pipeline, talk, sent) if changed else put(pipeline, talk, words, Fields.sent(*scope))
            for step, state in enumerate(steps):
                first = step == 0
                box_now = words if not changed and give_back(state) else "" if first and not changed else gr.skip()
                yield state.past if first else gr.skip(), state.newest, state, box_now, "" if first else gr.skip()

        def show(talk: Conversation, event: Any) -> str:
            data = sent_with(event)
            return opened(pipeline, shelf, talk, str(data.get("open", "")), str(data.get("at", "")))

        def judge(talk: Conversation, event: Any) -> str:
            return render.notice(judged(store, talk, sent_with(event)))

        def stop(talk: Conversation) -> tuple[Any, ...]:
            state = talk.stopped()
            return state.newest or welcome, state

        def take_back(talk: Conversation) -> tuple[Any, ...]:
            words = talk.exchanges[-1].asked.question if talk.exchanges else ""
            state = talk.without_newest()
            return state.past, state.newest or welcome, state, words, ""

        # Gradio finds the event by its annotation, which is text here, and Gradio is not a global.
        for handler in (show, ask, judge):
            handler.__annotations__["event"] = gr.EventData

        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        # One listener for both ways to ask: of one person one answer runs at a time.
        asking = gr.on(
            [box.submit, bridge.submit],
            ask,
            [box, conversation, *row],
            [past, newest, conversation, box, further],
            concurrency_limit=ANSWERS_AT_ONCE,
            trigger_mode="once",
            **quiet,
        )
        # An event of its own: the next question need not wait for it.
        asking.then(lambda talk: render.going_on_with(going_on(pipeline, talk)), [conversation], [further], **quiet)
        app.load(lambda: render.header(pipeline.search_index.info()), None, [bridge], **quiet)
        bridge.open(show, [conversation], [panel], concurrency_limit=None, trigger_mode="always_last", **quiet)
        bridge.like(judge, [conversation], [notice], concurrency_limit=None, **quiet)
        # A step of the stopped answer may be on its way, so that it is closed once more when it has come.
        bridge.stop(stop, [conversation], [newest, conversation], cancels=[asking], **quiet).then(
            stop, [conversation], [newest, conversation], **quiet
        )
        bridge.undo(take_back, [conversation], [past, newest, conversation, box, further], cancels=[asking], **quiet)
        fresh.click(
            lambda: ("", welcome, Conversation(), "", empty_panel, ""),
            None,
            [past, newest, conversation, box, panel, further],
            cancels=[asking],
            **quiet,
        ).then(  # a step of the cancelled answer may have been on its way
            lambda: ("", welcome, Conversation(), ""), None, [past, newest, conversation, further], **quiet
        )
    return app


def serve(
    pipeline: Asks,
    *,
    examples: Sequence[str] = (),
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    feedback: FeedbackStore | None = None,
) -> gr.Blocks:
    """Serve the page in the background; returns once it answers, with its address in `local_url`."""
    app = build_app(pipeline, examples=examples, feedback=feedback)
    import gradio as gr

    theme = gr.themes.Default(
        primary_hue="blue",
        neutral_hue="slate",
        font=("system-ui", "sans-serif"),
        font_mono=("ui-monospace", "monospace"),
    )
    app.launch(
        server_name=host,
        server_port=port,
        inbrowser=open_browser,
        theme=theme,
        # Not as `css`: Gradio rewrites the selectors of that one, and `:root` and `.dark` no longer match.
        head=f"{_HEAD}<style>{(PAGE / 'style.css').read_text('utf-8')}</style>",
        quiet=True,
        prevent_thread_lock=True,
        share=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        run_history=False,
        enable_monitoring=False,
        footer_links=[],
        max_file_size=1,
        state_session_capacity=SESSIONS_KEPT,
    )
    return app


def launch(
    pipeline: LivePipeline,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    feedback: FeedbackStore | None = None,
) -> None:
    """Serve the page, print its address once it answers, and stay until interrupted."""
    examples = example_questions(pipeline.current(), EXAMPLES)
    app = serve(pipeline, examples=examples, host=host, port=port, open_browser=open_browser, feedback=feedback)
    sys.stdout.write(f"Article RAG is at {app.local_url} (stop with Ctrl+C)\n")
    sys.stdout.flush()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        app.close(verbose=False)


def _stay_local() -> None:
    """Keep Gradio and its hub client from calling out, and loopback calls from going to a proxy."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, [os.environ.get(name), "127.0.0.1", "localhost"]))


def _html(gr: Any, value: str, name: str, *, js: str | None = None) -> Any:
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=js, min_width=0)


def _shelf(pipeline: Asks) -> tuple[ArticleCard, ...]:
    """A few articles to read before a question is asked."""
    if pipeline.search_index.info().articles > SHELF_INDEX_ARTICLES:
        return ()
    return pipeline.search_index.articles()[:SHELF_ARTICLES]
