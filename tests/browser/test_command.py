"""`rag chat` itself, served to others: who comes in with the password may ask, and may change no article."""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import PASSWORD
from tests.browser.library_page import LibraryPage
from tests.browser.serving import ROOT, free_port, wait_for
from tests.ui.command import SENATOR, process_environment

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ANOTHER_ADDRESS = "127.0.0.2"
"""Of this machine, and not the one that the command listens on by itself."""


@pytest.fixture
def hosted_url(chromium: Browser, seed_index: Path, tmp_path: Path) -> Iterator[str]:  # noqa: ARG001 - no server without a browser
    """Address of the page of `rag chat --host` with a password, its files in a folder of the test."""
    port = free_port()
    kept = [f"{name}={tmp_path / name}" for name in ("conversations.path", "feedback.path", "access.tokens")]
    settings = [word for one in kept for word in ("--set", one)]
    place = ["--port", str(port), "--index", str(seed_index)]
    server = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "chat", "--host", ANOTHER_ADDRESS, *place, *settings],
        cwd=ROOT,
        env=process_environment(RAG_PAGE_PASSWORD=PASSWORD, XDG_RUNTIME_DIR=str(tmp_path)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        wait_for(f"http://{ANOTHER_ADDRESS}:{port}/", server)
        yield f"http://{ANOTHER_ADDRESS}:{port}/"
    finally:
        server.terminate()
        server.communicate(timeout=20)


def test_others_may_ask_and_change_no_article(hosted_url: str, visit: Callable[..., ChatPage]) -> None:
    chat = visit(hosted_url, password=PASSWORD)
    chat.ask(SENATOR)
    assert "Steve Daines" in chat.newest.locator(".claims").inner_text()
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in chat.page.context.cookies())
    library = LibraryPage(chat)
    library.listed(2)
    library.page.locator("#found .listed").first.click()
    library.page.locator("#reading .panel .reader").wait_for()
    assert library.page.locator("[data-remove]").count() == 0
    library.part("Add")
    library.page.locator("#adding-form", has_text="cannot be added or removed on this page").wait_for()
    assert library.page.locator("#drop, [data-do]").count() == 0
    library.part("Index")
    library.page.wait_for_selector("#about dl")
    assert str(ROOT) not in library.page.inner_text("#about"), "where files lie is told to nobody else"
    assert library.page.locator("#about [data-do]").count() == 0
    for path in ("added-files", "gradio_api/upload"):
        headers = {"X-File-Name": "x.txt", "Cookie": cookies}
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(urllib.request.Request(hosted_url + path, b"x", headers), timeout=20)
