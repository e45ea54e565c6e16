"""What was deleted goes from the file when the page starts and when it ends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag.conversations.settings import ConversationsConfig
from rag.conversations.store import UNDO, ConversationStore
from tests.rag.conversations.kept import Clock, owned, row
from ui.commands.program.chat import letting_go


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    return ConversationStore(ConversationsConfig(str(tmp_path / "talks.sqlite")), now=Clock())


def test_the_page_lets_go_of_what_was_deleted_when_it_starts_and_when_it_ends(
    store: ConversationStore, capsys: pytest.CaptureFixture[str]
) -> None:
    later = replace(store, now=lambda: Clock()() + 2 * UNDO)

    def delete_one() -> None:
        store.begin(owned(1), [row(1, "A secret question?")])
        store.delete(owned(1))

    def kept() -> bool:
        return b"secret" in store.path.read_bytes()

    with letting_go(later):
        assert not store.path.exists(), "nothing is made where nothing was kept"
        delete_one()
        with letting_go(store):
            assert kept()
    assert not kept()
    delete_one()
    with letting_go(later), letting_go(None):
        assert not kept()
    assert capsys.readouterr().err == ""


def test_a_file_that_cannot_be_written_is_told_and_the_chat_goes_on(
    store: ConversationStore, capsys: pytest.CaptureFixture[str]
) -> None:
    store.path.write_text("no database " * 100, encoding="utf-8")
    with letting_go(store):
        told = capsys.readouterr().err
    assert told.startswith("warning: what was deleted could not be removed: the conversations in ")
    assert capsys.readouterr().err == told
