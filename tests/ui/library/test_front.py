"""The page before there is an index, while it is damaged, and as soon as there is one: over a real pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import IndexMissing, follow_index, sync
from ui.asks import info_of
from ui.talk.front import Front


def test_a_pipeline_that_waits_answers_as_soon_as_there_is_an_index(tmp_path: Path, seeds: Path) -> None:
    index_path = tmp_path / "index"
    with pytest.raises(IndexMissing):
        follow_index(index_path)
    live = follow_index(index_path, wait=True)
    front = Front(live, lambda: ("What was agreed?",), changes=True)
    assert isinstance(info_of(live), IndexMissing)
    assert "There is no index yet" in front.welcome()
    assert front.shelf() == ()
    with pytest.raises(IndexMissing):
        live.answer("Which senator met president Tokayev?")
    sync(seeds, index_path)
    assert "Steve Daines" in live.answer("Which senator met president Tokayev?").text
    assert "Ask 2 articles a question" in front.welcome()
    assert "What was agreed?" in front.welcome()
    assert len(front.shelf()) == 2


def test_a_damaged_index_says_so_and_answers_again_once_it_is_mended(tmp_path: Path, seeds: Path) -> None:
    index_path = tmp_path / "index"
    sync(seeds, index_path)
    manifest = next((index_path / "generations").glob("*/manifest.json"))
    whole = manifest.read_bytes()
    manifest.write_bytes(b"{")
    front = Front(follow_index(index_path, wait=True), tuple, changes=True)
    assert "The index is damaged" in front.welcome()
    assert "manifest.json" in front.welcome()
    manifest.write_bytes(whole)
    assert "Ask 2 articles a question" in front.welcome()
