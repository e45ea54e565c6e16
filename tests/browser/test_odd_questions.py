"""Questions as nobody should have to expect them, and an index that changes under an answer, in Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag import sync
from tests.browser.chat_page import ChatPage
from tests.browser.serving import served

pytestmark = pytest.mark.browser

Visit = Callable[..., ChatPage]


def test_control_characters_are_shown_and_do_not_turn_the_text_around(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url)
    chat.ask("Which U.S. senator\u202e\x07 met the president\x1b[31m of Kazakhstan?")
    shown = chat.newest.locator(".asked").inner_text()
    assert "\u202e" not in shown
    assert "\x1b" not in shown
    assert "Daines" in chat.newest.inner_text()


def test_a_question_written_from_right_to_left_reads_so(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url)
    chat.ask("من التقى رئيس كازاخستان Tokayev؟")
    direction = chat.page.evaluate("getComputedStyle(document.querySelector('#newest .asked')).direction")
    assert direction == "rtl"
    assert chat.page.evaluate("getComputedStyle(document.querySelector('#newest .answer')).direction") == "ltr"


@pytest.fixture
def slowly_changing(chromium: object, tmp_path: Path) -> Iterator[tuple[str, Path, Path]]:  # noqa: ARG001
    """Address of a page that answers slowly, its folder of articles and its index."""
    folder, index_path = tmp_path / "articles", tmp_path / "index"
    folder.mkdir()
    (folder / "a.txt").write_text("Anna Smith painted the old door of the church green.", "utf-8")
    sync(folder, index_path)
    with contextmanager(served)(index_path, "--pause-seconds", "1.5") as url:
        yield url, folder, index_path


def test_an_answer_stays_with_the_index_it_began_with(slowly_changing: tuple[str, Path, Path], visit: Visit) -> None:
    """The index is exchanged under it: the answer is whole, its quote tells that the article changed, the next is of the new one."""
    url, folder, index_path = slowly_changing
    chat = visit(url)
    chat.box.fill("Who painted the old door of the church?")
    chat.box.press("Enter")
    chat.page.wait_for_selector("#newest .answer.running .claim")
    (folder / "a.txt").write_text("Berta Jones painted the old door of the church red.", "utf-8")
    sync(folder, index_path)
    chat.finished(1)
    assert "Anna Smith painted the old door" in chat.newest.locator(".claims").inner_text()
    chat.newest.locator("button.mark").first.click()
    chat.page.wait_for_selector("#panel .verdict")
    assert "changed or left the index" in chat.panel.inner_text()
    assert "Anna Smith" in chat.panel.locator("blockquote").inner_text()
    chat.ask("Who painted the old door of the church?")
    assert "Berta Jones" in chat.newest.locator(".claims").inner_text()
