"""The Gradio page: which tabs it has, and how it is served.

Knows Gradio; what is on a tab, its own room knows (`ui.talk.tab`). Gradio is imported when the page is built, never at
import.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag import LivePipeline, example_questions
from rag.feedback.store import FeedbackConfig, FeedbackStore
from ui import render
from ui.asks import Asks
from ui.page.blocks import QUIET, html_block
from ui.talk.tab import chat_tab

if TYPE_CHECKING:
    import gradio as gr

PAGE = Path(__file__).parent / "page"

# A session keeps at most 50 exchanges, about 0.5 MB; 200 of them stay below 100 MB.
SESSIONS_KEPT = 200
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

    with gr.Blocks(title="Article RAG", analytics_enabled=False, fill_height=True, fill_width=True) as app:
        with gr.Row(elem_id="page-top"):
            header = render.header(pipeline.search_index.info())
            bridge = html_block(header, "header", js=(PAGE / "page.js").read_text("utf-8"))
            fresh = gr.Button("New chat", elem_id="fresh", size="sm", scale=0, min_width=96)
        chat_tab(pipeline, bridge, fresh, examples=examples, feedback=store)
        app.load(lambda: render.header(pipeline.search_index.info()), None, [bridge], **QUIET)
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
