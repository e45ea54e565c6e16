"""What the chat's blocks show where one event comes in the middle of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import IndexInfo
from rag.conversations.settings import ConversationsConfig
from rag.conversations.store import ConversationStore
from rag.feedback.store import FeedbackStore
from tests.fakes_ui import FakeIndex, FakePipeline
from tests.ui.kept.test_desk import COST, PIPELINE, ask, sent
from ui.page.blocks import skip
from ui.scope.asked import Asked
from ui.talk.front import Front
from ui.talk.handlers import ChatHandlers
from ui.talk.kept.desk import Desk, Desks, sent_by

ASKED = Asked(COST)


@pytest.fixture
def desks(tmp_path: Path) -> Desks:
    return Desks(ConversationStore(ConversationsConfig(str(tmp_path / "talks.sqlite"))))


def handlers(desks: Desks, tmp_path: Path, pipeline: FakePipeline = PIPELINE) -> ChatHandlers:
    front = Front(pipeline, tuple, changes=False)
    return ChatHandlers(PIPELINE, front, FeedbackStore(tmp_path / "feedback.sqlite"), desks)


@pytest.mark.slow
def test_a_newer_index_renews_what_stands_before_a_first_question_and_no_answer(desks: Desks, tmp_path: Path) -> None:
    chat = handlers(desks, tmp_path)
    welcome, panel = chat.renew(sent(), Desk())
    assert "Ask 1 article a question" in welcome
    assert "panel" in panel
    asked = ask(desks, desks.of(Desk(), sent()), COST)
    assert chat.renew(sent(), asked) == (skip(), skip())


def test_a_question_that_is_put_while_the_beginning_is_made_anew_is_not_drawn_over(
    desks: Desks, tmp_path: Path
) -> None:
    class Meanwhile(FakeIndex):
        """While it is asked what it holds, a question is put."""

        def info(self) -> IndexInfo:
            if not desks.opened(sent_by(sent())).talk.exchanges:
                ask(desks, desks.of(Desk(), sent()), COST)
            return super().info()

    assert handlers(desks, tmp_path, FakePipeline(Meanwhile(PIPELINE.search_index.held))).renew(sent(), Desk()) == (
        skip(),
        skip(),
    )


def test_a_stop_that_is_done_draws_nothing_over_the_next_question(desks: Desks, tmp_path: Path) -> None:
    """A second time it closes only what a late step of the stopped answer opened again."""
    chat = handlers(desks, tmp_path)
    empty = desks.of(Desk(), sent())
    running = next(iter(desks.asking(empty, lambda talk: iter([talk.begin(ASKED)]))))
    newest, stopped, _ = chat.stop(sent(), running)
    assert "Stopped before the answer was finished." in newest
    assert chat.stop_late(sent(), stopped) == (skip(),) * 3
    late, _, _ = chat.stop_late(sent(), running)
    assert "Stopped before the answer was finished." in late
