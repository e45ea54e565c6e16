"""The chat tab: which blocks a conversation has on the page, and what happens when they are used.

Knows Gradio; knows nothing of how answers are found (`rag`), drawn (`ui.render`) or kept (`ui.talk.conversation`).

The conversation is two blocks of HTML instead of `gr.Chatbot`: the finished exchanges, sent once
a question, and the newest, sent with every event. Marks then are real buttons with a keyboard
focus that survives streaming (Gradio patches the page in place), and article text never meets a
Markdown parser. The cost is that copy and retry buttons are ours to add.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

from rag import ArticleCard
from rag.feedback.store import FeedbackStore
from ui import render
from ui.asks import Asks
from ui.page.blocks import QUIET, html_block, takes_event
from ui.scope.fields import Fields
from ui.scope.row import scope_row
from ui.serving.person import person_of
from ui.serving.throttle import QuestionPace
from ui.talk.answering import going_on
from ui.talk.conversation import Conversation
from ui.talk.events import asked, give_back, judged, opened, sent_with
from ui.words import sendable

SHELF_ARTICLES = 8
# Listing every article of a large index to show eight of them would slow the start.
SHELF_INDEX_ARTICLES = 2_000
ANSWERS_AT_ONCE = 4


def chat_tab(
    pipeline: Asks,
    bridge: Any,
    fresh: Any,
    *,
    examples: Sequence[str],
    feedback: FeedbackStore,
    pace: QuestionPace | None = None,
) -> None:
    """Put the chat on the page that is being built.

    `bridge` is the block whose events the page's script raises, `fresh` the button for a new conversation. `examples`
    are questions to start with; verdicts go to `feedback`; `pace` is how fast one person may ask.
    """
    import gradio as gr

    info = pipeline.search_index.info()
    shelf = _shelf(pipeline)
    welcome = render.welcome(info, examples)
    empty_panel = render.empty_panel(shelf, info.articles)
    conversation = gr.State(Conversation())
    with gr.Row(elem_id="columns"):
        with gr.Column(elem_id="chat", min_width=0):
            with gr.Column(elem_id="talk", min_width=0):
                past = html_block("", "past")
                newest = html_block(welcome, "newest")
                further = html_block("", "further")
            notice = html_block(render.notice(""), "notice")
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
            panel = html_block(empty_panel, "panel")

    def ask(
        question: str | None, talk: Conversation, event: Any, request: Any, *scope: Any
    ) -> Iterator[tuple[Any, ...]]:
        words, sent = sendable(question or ""), sent_with(event)
        changed = "again" in sent
        wait = pace.wait(person_of(request), time.monotonic()) if pace else 0
        steps = asked(pipeline, talk, words, Fields.sent(*scope), sent=sent, wait=wait)
        for step, state in enumerate(steps):
            first = step == 0
            box_now = words if not changed and give_back(state) else "" if first and not changed else gr.skip()
            yield state.past if first else gr.skip(), state.newest, state, box_now, "" if first else gr.skip()

    def show(talk: Conversation, event: Any) -> str:
        data = sent_with(event)
        return opened(pipeline, shelf, talk, str(data.get("open", "")), str(data.get("at", "")))

    def judge(talk: Conversation, event: Any) -> str:
        return render.notice(judged(feedback, talk, sent_with(event)))

    def stop(talk: Conversation) -> tuple[Any, ...]:
        state = talk.stopped()
        return state.newest or welcome, state

    def take_back(talk: Conversation) -> tuple[Any, ...]:
        words = talk.exchanges[-1].asked.question if talk.exchanges else ""
        state = talk.without_newest()
        return state.past, state.newest or welcome, state, words, ""

    takes_event(show, ask, judge)
    # One listener for both ways to ask: of one person one answer runs at a time.
    asking = gr.on(
        [box.submit, bridge.submit],
        ask,
        [box, conversation, *row],
        [past, newest, conversation, box, further],
        concurrency_limit=ANSWERS_AT_ONCE,
        trigger_mode="once",
        **QUIET,
    )
    # An event of its own: the next question need not wait for it.
    asking.then(lambda talk: render.going_on_with(going_on(pipeline, talk)), [conversation], [further], **QUIET)
    bridge.open(show, [conversation], [panel], concurrency_limit=None, trigger_mode="always_last", **QUIET)
    bridge.like(judge, [conversation], [notice], concurrency_limit=None, **QUIET)
    # A step of the stopped answer may be on its way, so that it is closed once more when it has come.
    bridge.stop(stop, [conversation], [newest, conversation], cancels=[asking], **QUIET).then(
        stop, [conversation], [newest, conversation], **QUIET
    )
    bridge.undo(take_back, [conversation], [past, newest, conversation, box, further], cancels=[asking], **QUIET)
    fresh.click(
        lambda: ("", welcome, Conversation(), "", empty_panel, ""),
        None,
        [past, newest, conversation, box, panel, further],
        cancels=[asking],
        **QUIET,
    ).then(  # a step of the cancelled answer may have been on its way
        lambda: ("", welcome, Conversation(), ""), None, [past, newest, conversation, further], **QUIET
    )


def _shelf(pipeline: Asks) -> tuple[ArticleCard, ...]:
    """A few articles to read before a question is asked."""
    if pipeline.search_index.info().articles > SHELF_INDEX_ARTICLES:
        return ()
    return pipeline.search_index.articles()[:SHELF_ARTICLES]
