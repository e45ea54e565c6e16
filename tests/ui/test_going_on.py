"""Questions to go on with: tried only while nobody waits for an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
    assert "Who is Mary Smith?" in chat.offer("", desk)
    with chat.running, chat.running:
        assert chat.running.count == 2
        assert chat.offer("", desk) == ""
    assert chat.running.count == 0
    assert "Who is Mary Smith?" in chat.offer("", desk)


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
