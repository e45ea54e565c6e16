"""The page before there is an index, while it is damaged, and as soon as there is one: over a real pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import IndexMissing, RagError, example_questions, follow_index, sync
from tests.fakes_ui import FakePipeline, article
from tests.ui.html import Page
from ui.asks import info_of
from ui.scope.asked import Asked
from ui.scope.fields import Fields
from ui.talk.answering import converse
from ui.talk.conversation import Conversation
from ui.talk.events import put
from ui.talk.front import Front


def test_a_pipeline_that_waits_answers_as_soon_as_there_is_an_index(tmp_path: Path, seeds: Path) -> None:
    index_path = tmp_path / "index"
    with pytest.raises(IndexMissing):
        follow_index(index_path)
    live = follow_index(index_path, wait=True)
    front = Front(live, tuple, changes=True)
    assert isinstance(info_of(live), IndexMissing)
    assert "There is no index yet" in front.welcome()
    assert front.shelf() == ()
    with pytest.raises(IndexMissing):
        live.answer("Which senator met president Tokayev?")
    sync(seeds, index_path)
    assert "Steve Daines" in live.answer("Which senator met president Tokayev?").text
    assert "Ask 2 articles a question" in front.welcome()
    assert len(front.shelf()) == 2


def test_a_damaged_index_says_so_and_answers_again_once_it_is_mended(tmp_path: Path, seeds: Path) -> None:
    index_path = tmp_path / "index"
    sync(seeds, index_path)
    manifest = next((index_path / "generations").glob("*/manifest.json"))
    whole = manifest.read_bytes()
    manifest.write_bytes(b"{")
    live = follow_index(index_path, wait=True)
    front = Front(live, tuple, changes=True)
    assert "The index is damaged" in front.welcome()
    assert "manifest.json" in front.welcome()
    *_, here = converse(live, Conversation(), Asked("Which senator met president Tokayev?"))
    *_, elsewhere = converse(live, Conversation(), Asked("Which senator met president Tokayev?"), places=False)
    *_, named = put(live, Conversation(), "Who?", Fields(articles=("one.txt",)), places=False)
    assert "manifest.json" in here.newest
    for shown in (elsewhere, named):
        assert str(tmp_path) not in shown.newest + shown.exchanges[0].told
        assert "learns why from `rag doctor`" in Page(shown.newest).text
    manifest.write_bytes(whole)
    assert "Ask 2 articles a question" in front.welcome()


def test_questions_to_start_with_are_of_the_index_in_use_and_tried_once(tmp_path: Path) -> None:
    folder, index_path = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    live = follow_index(index_path, wait=True)
    tried: list[str] = []

    def examples() -> tuple[str, ...]:
        tried.append(live.search_index.info().generation)
        return example_questions(live.current())

    front = Front(live, examples, changes=True)

    def offered() -> list[str | None]:
        return Page(front.starts()).values("data-ask")

    def synced(*, name: str, text: str) -> None:
        for old in folder.iterdir():
            old.unlink()
        (folder / name).write_text(text, "utf-8")
        sync(folder, index_path, allow_empty=True)

    assert (offered(), tried) == ([], [])
    synced(name="empty.txt", text="")
    assert (offered(), tried) == ([], [])
    synced(
        name="harbour.txt",
        text="Mayor Ines Fabricius cut the ribbon of the harbour bridge on Monday.\n",
    )
    assert offered() == offered() == ["Who is Ines Fabricius?"]
    synced(name="tower.txt", text="Governor Oskar Lind opened the tower of Vell on Friday evening.\n")
    assert offered() == ["Who is Oskar Lind?"]
    assert len(tried) == 2


def test_questions_that_could_not_be_tried_are_tried_again() -> None:
    pending = [RagError("the index is being replaced")]

    def examples() -> tuple[str, ...]:
        if pending:
            raise pending.pop()
        return ("Who met?",)

    front = Front(FakePipeline.over(article("One met two.")), examples, changes=True)
    assert front.starts() == ""
    assert Page(front.starts()).values("data-ask") == ["Who met?"]


def test_what_to_expect_of_an_answer_is_told_as_it_is() -> None:
    one = article("One met two.")
    quoted = Front(FakePipeline.over(one), tuple, changes=True).welcome()
    written = Front(FakePipeline(FakePipeline.over(one).search_index, writes=True), tuple, changes=True).welcome()
    assert "Every sentence of an answer is a quote." in quoted
    assert "Every sentence of an answer is a quote." not in written
    assert "A model writes the answers, and each sentence is checked against quotes" in written
