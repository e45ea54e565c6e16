"""Questions to go on with: tried only while nobody waits for an answer."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from rag import DoneEvent, Event, Scope
from rag.feedback.store import FeedbackStore
from tests.fakes_ui import FakePipeline, article
from ui.scope.asked import Asked
from ui.talk.answering import converse
from ui.talk.conversation import Conversation
from ui.talk.front import Front
from ui.talk.handlers import ChatHandlers
from ui.talk.kept.desk import Desk, Desks

UNSET: tuple[Any, ...] = ("", "", "", [], False)
TEXT = (
    "Senator Steve Daines met president Tokayev. Senator Steve Daines said that Ambassador Mary Smith spoke of energy."
)


def test_nothing_is_tried_while_somebody_waits(tmp_path: Path) -> None:
    pipeline = FakePipeline.over(article(TEXT))
    chat = ChatHandlers(
        pipeline, Front(pipeline, tuple, changes=False), FeedbackStore(tmp_path / "feedback.sqlite"), Desks()
    )
    *_, talk = converse(pipeline, Conversation(), Asked("Which senator met president Tokayev?"))
    desk = Desk(talk)
    assert "Who is Mary Smith?" in chat.offer("", desk, *UNSET)
    with chat.running, chat.running:
        assert chat.running.count == 2
        assert chat.offer("", desk, *UNSET) == ""
    assert chat.running.count == 0
    assert "Who is Mary Smith?" in chat.offer("", desk, *UNSET)


class Writing(FakePipeline):
    """Its answers are a model's; what is asked of quotes alone is noted."""

    quoted: ClassVar[list[str]] = []

    def quoting(self) -> FakePipeline:
        return Quoting(self.search_index)

    def stream(self, question: str, turns: Any = (), *, as_of: Any = None, scope: Any = None) -> Iterator[Event]:
        for event in super().stream(question, turns, as_of=as_of, scope=scope):
            yield DoneEvent(replace(event.answer, reader="llm")) if isinstance(event, DoneEvent) else event


class Quoting(FakePipeline):
    def stream(self, question: str, turns: Any = (), *, as_of: Any = None, scope: Any = None) -> Iterator[Event]:
        Writing.quoted.append(question)
        return super().stream(question, turns, as_of=as_of, scope=scope)


def test_after_an_answer_that_a_model_wrote_the_model_is_not_asked_what_to_go_on_with(tmp_path: Path) -> None:
    pipeline = Writing.over(article(TEXT))
    chat = ChatHandlers(
        pipeline, Front(pipeline, tuple, changes=False), FeedbackStore(tmp_path / "feedback.sqlite"), Desks()
    )
    *_, talk = converse(pipeline, Conversation(), Asked("Which senator met president Tokayev?"))
    Writing.quoted.clear()
    assert "Who is Mary Smith?" in chat.offer("", Desk(talk), *UNSET)
    assert "Who is Mary Smith?" in Writing.quoted
    *_, quoting = converse(pipeline, talk, Asked("Which senator met president Tokayev?", quoting=True))
    assert Writing.quoted[-1] == "Which senator met president Tokayev?"
    assert json.loads(quoting.exchanges[-1].document)["reader"] == "extractive"


def test_an_answer_counts_from_its_first_step_until_it_is_left(tmp_path: Path) -> None:
    pipeline = FakePipeline.over(article(TEXT))
    chat = ChatHandlers(
        pipeline, Front(pipeline, tuple, changes=False), FeedbackStore(tmp_path / "feedback.sqlite"), Desks()
    )
    event = type("Event", (), {"_data": None})()
    steps = chat.ask("", "Which senator met president Tokayev?", Desk(), event, None, *UNSET)
    next(steps)
    assert chat.running.count == 1
    del steps
    assert chat.running.count == 0


class Noting(FakePipeline):
    """Notes what it was asked with."""

    with_turns: ClassVar[list[tuple[int, Any, Any]]] = []

    def stream(self, question: str, turns: Any = (), *, as_of: Any = None, scope: Any = None) -> Iterator[Event]:
        Noting.with_turns.append((len(turns), as_of, scope))
        return super().stream(question, turns, as_of=as_of, scope=scope)


def test_what_is_offered_was_asked_as_a_press_will_put_it(tmp_path: Path) -> None:
    pipeline = Noting.over(article(TEXT))
    chat = ChatHandlers(
        pipeline, Front(pipeline, tuple, changes=False), FeedbackStore(tmp_path / "feedback.sqlite"), Desks()
    )
    narrowed = Asked("Which senator met president Tokayev?", scope=Scope(outlets=("Reuters",)))
    *_, talk = converse(pipeline, Conversation(), narrowed)
    Noting.with_turns.clear()
    assert "Who is Mary Smith?" in chat.offer("", Desk(talk), "2024-08-01", "", "", [], 1)
    assert set(Noting.with_turns) == {(1, dt.date(2024, 8, 1), Scope(undated=False))}
    assert chat.offer("", Desk(talk), "yesterday", "", "", [], 0) == ""
