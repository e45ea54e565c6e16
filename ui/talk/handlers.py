"""What the chat's blocks show when something is used: each method takes what the page sends and gives the values of its blocks.

Knows conversations, the pipeline and what `ui.render` makes; of Gradio only that a value may be skipped. How the blocks are
joined to these, `ui.talk.tab` knows.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rag import QuestionError
from rag.feedback.store import FeedbackStore
from ui import render
from ui.asks import Asks
from ui.page.blocks import skip
from ui.scope.asked import Change
from ui.scope.fields import Fields
from ui.scope.row import redrawn
from ui.serving.person import person_of
from ui.serving.throttle import QuestionPace
from ui.talk.answering import going_on
from ui.talk.conversation import Conversation
from ui.talk.events import KEPT, asked, judged, opened, sent_with
from ui.talk.front import Front
from ui.talk.kept.actions import list_of, shown_past
from ui.talk.kept.desk import Desk, Desks, sent_by
from ui.talk.running import Running
from ui.words import sendable


@dataclass(frozen=True, slots=True)
class ChatHandlers:
    """The chat of one page. `sent` is always what the page says it shows, `desk` what the session has of it."""

    pipeline: Asks
    front: Front
    feedback: FeedbackStore
    desks: Desks
    pace: QuestionPace | None = None
    running: Running = field(default_factory=Running)

    def ask(
        self, sent: str, question: str | None, desk: Desk, event: Any, request: Any, *scope: Any
    ) -> Iterator[tuple[Any, ...]]:
        """Put a question, or one of the conversation again; the first step also draws what stands before it."""
        words, raised = sendable(question or ""), sent_with(event)
        wait = self.pace.wait(person_of(request), time.monotonic()) if self.pace else 0

        def put(talk: Conversation) -> Iterator[Conversation]:
            return asked(
                self.pipeline, talk, words, Fields.sent(*scope), sent=raised, wait=wait, places=self.desks.places
            )

        told = None
        with self.running:
            for step, state in enumerate(self.desks.asking(self.desks.of(desk, sent), put)):
                first = step == 0
                notice_now = skip() if state.trouble == told else render.notice(state.trouble)
                told = state.trouble
                before = (state.talk.past, "", list_of(self.desks, sent)) if first else (skip(),) * 3
                yield *before, state.talk.newest, state, notice_now

    def show(self, sent: str, desk: Desk, event: Any) -> str:
        """The panel for what was clicked."""
        data = sent_with(event)
        talk = self.desks.of(desk, sent).talk
        return opened(self.pipeline, self.front.shelf(), talk, str(data.get("open", "")), str(data.get("at", "")))

    def loosen(self, sent: str, desk: Desk, event: Any, *scope: Any) -> tuple[Any, ...]:
        """The scope row once a question is asked again without something that the row may still hold."""
        row, change = Fields.sent(*scope), Change.parse(sent_with(event))
        exchange = self.desks.of(desk, sent).talk.exchange(change.exchange) if change else None
        left = row.without(exchange.asked, change.of(exchange.asked)) if change and exchange else row
        return redrawn(row, left)

    def judge(self, sent: str, desk: Desk, event: Any) -> str:
        """What came of a verdict."""
        talk, data = self.desks.of(desk, sent).talk, sent_with(event)
        told = judged(self.feedback, talk, data, places=self.desks.places)
        press = sendable(str(data.get("press", "")), 20)
        return render.verdict_notice(told, press, kept=told.startswith(KEPT))

    def stop(self, sent: str, desk: Desk) -> tuple[Any, ...]:
        """The newest exchange, closed where it was still running."""
        state = self.desks.stopped(self.desks.of(desk, sent))
        return state.talk.newest or self.front.welcome(), state, render.notice(state.trouble)

    def stop_late(self, sent: str, desk: Desk) -> tuple[Any, ...]:
        """The same once more where a step of the stopped answer came after it; else nothing: the next question may be on its way."""
        talk = self.desks.of(desk, sent).talk
        came = bool(talk.exchanges) and not talk.exchanges[-1].finished
        return self.stop(sent, desk) if came else (skip(),) * 3

    def take_back(self, sent: str, desk: Desk) -> tuple[Any, ...]:
        """The conversation without its newest exchange, and its words, for the box."""
        desk = self.desks.of(desk, sent)
        words = desk.talk.exchanges[-1].asked.question if desk.talk.exchanges else ""
        state = self.desks.taken_back(desk)
        told = render.notice(state.trouble)
        return (
            state.talk.past,
            "",
            list_of(self.desks, sent),
            state.talk.newest or self.front.welcome(),
            state,
            told,
            words,
        )

    def open_it(self, sent: str) -> tuple[Any, ...]:
        """All blocks for the conversation that the page says it shows; an empty one where there is none."""
        state = self.desks.of(Desk(), sent)
        told = render.notice(state.trouble)
        return (
            shown_past(state, self.feedback),
            "",
            state.talk.newest or self.front.welcome(),
            state,
            told,
            self.front.empty_panel(),
        )

    def settle(self, sent: str, desk: Desk) -> tuple[Any, ...]:
        """The same once more where a step of the answer that was left came after it; else nothing: a question may be on its way."""
        shown = self.open_it(sent) if desk.owned != sent_by(sent) else None
        return shown or (skip(),) * 6

    def begin_anew(self, sent: str) -> tuple[Any, ...]:
        """All blocks for a conversation that begins, and an empty box."""
        return *self.open_it(sent), ""

    def begin_page(self, sent: str) -> tuple[Any, ...]:
        """The list, and the conversation that this tab showed before it was loaded again."""
        shown = self.open_it(sent)
        # Where nothing is to be shown nothing is sent: the first question may be on its way already.
        return list_of(self.desks, sent), *(
            shown if self.desks.of(Desk(), sent).talk.exchanges else (skip(),) * len(shown)
        )

    def renew(self, sent: str, desk: Desk) -> tuple[Any, ...]:
        """What stands before a first question, made anew for another index; nothing once something was asked."""
        if self.desks.of(desk, sent).talk.exchanges:
            return skip(), skip()
        made = self.front.welcome(), self.front.empty_panel()
        # A question may have been put meanwhile, and is not drawn over.
        begun = self.desks.opened(sent_by(sent)).talk.exchanges
        return (skip(), skip()) if begun else made

    def starts(self) -> str:
        """Questions to start with, of the index as it is now."""
        return self.front.starts()

    def offer(self, sent: str, desk: Desk, *fields: Any) -> str:
        """Questions to go on with in the scope as it is filled in; none while somebody waits for an answer, for trying them
        costs up to six."""
        if self.running.count:
            return ""
        try:
            as_of, scope = Fields.sent(*fields).read()
        except QuestionError:  # no question can be put with it
            return ""
        return render.going_on_with(going_on(self.pipeline, self.desks.of(desk, sent).talk, as_of=as_of, scope=scope))
