"""The chat tab: which blocks a conversation has on the page, and what happens when they are used.

Knows Gradio; knows nothing of how answers are found (`rag`), drawn (`ui.render`) or kept (`ui.talk.conversation`).

The conversation is two blocks of HTML instead of `gr.Chatbot`: the finished exchanges, sent once
a question, and the newest, sent with every event. Marks then are real buttons with a keyboard
focus that survives streaming (Gradio patches the page in place), and article text never meets a
Markdown parser. The cost is that copy and retry buttons are ours to add.
"""

from __future__ import annotations

from typing import Any

from ui import render
from ui.page.blocks import LATEST, QUIET, html_block, takes_event, updating
from ui.render.front import meanwhile
from ui.scope.row import scope_row
from ui.talk.handlers import ChatHandlers
from ui.talk.kept.desk import Desk
from ui.talk.kept.drawer import SENT, drawer, kept_events
from ui.talk.running import ANSWERS_AT_ONCE

ASKED = SENT.replace("...given.slice(1)", "words, ...given.slice(2)").replace(
    "=> {",
    "=> {\n  const words = window.articleRagQuestion.taken();\n  if (words === null) await new Promise(() => {});",
)
"""With the words of the box, as `SENT` does with what the page shows: Gradio (6.31) keeps one more copy of a block that is sent after it
was skipped, so that the box is told by the page's script, and never sent to it."""

ENDED = "() => { window.articleRagQuestion.ended(); return []; }"
BACK = "(words) => { window.articleRagQuestion.back(words); return []; }"


def chat_tab(chat: ChatHandlers, bridge: Any, fresh: Any) -> None:
    """Put the chat on the page that is being built.

    `bridge` is the block whose events the page's script raises, `fresh` the button for a new conversation.
    """
    import gradio as gr

    open_now = gr.State(Desk())
    with gr.Row(elem_id="columns"):
        aside = drawer()
        with gr.Column(elem_id="chat", min_width=0):
            with gr.Column(elem_id="talk", min_width=0):
                past = html_block("", "past")
                newest = html_block(chat.front.welcome(), "newest")
                further = html_block("", "further")
                starts = html_block("", "starts")
                html_block(meanwhile(), "meanwhile")
            notice = html_block(render.notice(""), "notice")
            scope = scope_row(chat.pipeline, bridge)
            box = gr.Textbox(
                elem_id="box",
                label="Your question",
                show_label=False,
                placeholder="Ask about the articles",
                max_lines=5,
                autofocus=True,
                interactive=True,  # what is no input is not, by default
                submit_btn="Ask",
            )
            question = gr.Textbox(visible=False, elem_id="question")
            taken_back = gr.Textbox(visible=False)
        with gr.Column(elem_id="side", min_width=0):
            panel = html_block(chat.front.empty_panel(), "panel")
    # Every event says first what the page shows: the session may have been let go of, or the server begun anew.
    here: dict[str, Any] = {"js": SENT, **QUIET}
    takes_event(chat.show, chat.ask, chat.judge, chat.loosen)
    talk_now = [past, further, aside.rows, newest, open_now, notice]
    all_of_it = [past, further, newest, open_now, notice, panel]
    known = [aside.sent, open_now]
    # One listener for both ways to ask: of one person one answer runs at a time.
    asking = gr.on(
        [box.submit, bridge.submit],
        updating(chat.ask),
        [aside.sent, question, open_now, *scope.fields],
        talk_now,
        concurrency_limit=ANSWERS_AT_ONCE,
        trigger_mode="once",
        **{**here, "js": ASKED},
    )
    for closed in (asking.then, asking.failure):
        closed(None, None, None, js=ENDED, api_visibility="private")
    # An event of its own: the next question need not wait for it.
    asking.then(updating(chat.offer), [*known, *scope.fields], [further], **here)
    loosened = [*scope.fields, *scope.shown]
    bridge.clear(updating(chat.loosen), [*known, *scope.fields], loosened, concurrency_limit=None, **here)
    bridge.open(updating(chat.show), known, [panel], **{**here, **LATEST})
    bridge.like(updating(chat.judge), known, [notice], concurrency_limit=None, **here)
    # A step of the stopped answer may be on its way, so that it is closed once more when it has come; so with the others.
    stopped = [newest, open_now, notice]
    bridge.stop(updating(chat.stop), known, stopped, cancels=[asking], **here).then(
        updating(chat.stop_late), known, stopped, **here
    )
    bridge.undo(updating(chat.take_back), known, [*talk_now, taken_back], cancels=[asking], **here).then(
        None, [taken_back], None, js=BACK, api_visibility="private"
    )
    fully = {"concurrency_limit": None, **here}
    for leaving in (
        # The box is emptied with the rest: a moment later it may hold the next question.
        fresh.click(updating(chat.begin_anew), [aside.sent], [*all_of_it, box], cancels=[asking], **fully),
        aside.bridge.select(updating(chat.open_it), [aside.sent], all_of_it, cancels=[asking], **fully),
    ):
        leaving.then(updating(chat.settle), known, all_of_it, **fully)
    # Without triggers it is run whenever the page is opened.
    gr.on(None, updating(chat.begin_page), [aside.sent], [aside.rows, *all_of_it], **fully)
    # The page noticed that an index came, or a newer one, before a question was asked.
    bridge.expand(updating(chat.renew), known, [newest, panel], **fully)
    # Trying them takes a second, so that nothing else waits for it: when a page is opened, and when its head has told it of
    # another index. They are a block of their own, so that none that come late stand in the place of an answer.
    gr.on([bridge.tick], chat.starts, None, [starts], concurrency_limit=None, **QUIET)
    gr.on(None, chat.starts, None, [starts], concurrency_limit=None, **QUIET)
    kept_events(chat.desks, aside, open_now)
