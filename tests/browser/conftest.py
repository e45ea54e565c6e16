"""Real pages in a real Chromium: servers over real indexes, and pages whose every request is watched.

Without /usr/bin/chromium or playwright the tests are skipped by name, never passed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

import pytest

from tests.browser.chat_page import ChatPage
from tests.browser.news import ARTICLES, TOLD_OTHERWISE
from tests.browser.outside import HERE, note_outside
from tests.browser.serving import free_port, served, start, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

HOSTILE = """Zebra markup <script>window.hacked = 1</script> <img src=x onerror="window.hacked = 2"> ends here.

The zebra template ${window.hacked = 3} and {{x}} and `tick` \\ and [x](javascript:window.hacked=4) ends here.
"""
HOSTILE_NAME = "zebra <img src=x onerror=window.hacked=5> ${window.hacked=6} {{x}}.txt"
PASSWORD = "correct horse battery"
LONG_SENTENCE = "The walrus committee chose Hendrika Oosterbaan as its treasurer."


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed, so the page was not tested in a browser")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def seeds_url(chromium: Browser, seed_index: Path) -> Iterator[str]:  # noqa: ARG001 - no server without a browser
    """Address of a page over the two seed articles."""
    yield from served(seed_index)


@pytest.fixture(scope="session")
def private_url(chromium: Browser, seed_index: Path) -> Iterator[str]:  # noqa: ARG001
    """Address, below a path, of a page over the two seed articles that has a password; three questions a minute."""
    options = ("--secret", PASSWORD, "--root-path", "/articles", "--questions-per-minute", "3")
    yield from served(seed_index, *options, path="articles/")


@pytest.fixture(scope="session")
def hesitant_url(chromium: Browser, seed_index: Path) -> Iterator[str]:  # noqa: ARG001
    """Address of a page over the two seed articles whose answers take seconds to arrive."""
    yield from served(seed_index, "--pause-seconds", "0.8")


@pytest.fixture(scope="session")
def odd_url(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:  # noqa: ARG001
    """Address of a page over an article full of markup and a very long one."""
    from rag import sync

    folder = tmp_path_factory.mktemp("odd")
    (folder / HOSTILE_NAME).write_text(HOSTILE, "utf-8")
    filler = "Nothing of note happened on that day in the harbour. "
    (folder / "long.txt").write_text(filler * 1_500 + LONG_SENTENCE + " " + filler * 1_500, "utf-8")
    index_path = tmp_path_factory.mktemp("odd-index") / "index"
    sync(folder, index_path)
    yield from served(index_path)


@pytest.fixture(scope="session")
def news_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the articles of `tests.browser.news`."""
    from rag import sync

    folder = tmp_path_factory.mktemp("news")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, "utf-8")
    index_path = tmp_path_factory.mktemp("news-index") / "index"
    sync(folder, index_path)
    return index_path


@pytest.fixture(scope="session")
def otherwise_url(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:  # noqa: ARG001
    """Address of a page over articles of which some say otherwise than others."""
    from rag import sync

    folder = tmp_path_factory.mktemp("otherwise")
    for name, text in TOLD_OTHERWISE.items():
        (folder / name).write_text(text, "utf-8")
    index_path = tmp_path_factory.mktemp("otherwise-index") / "index"
    sync(folder, index_path)
    yield from served(index_path, "--pause-seconds", "0")


@pytest.fixture(scope="session")
def news_url(chromium: Browser, news_index: Path) -> Iterator[str]:  # noqa: ARG001
    """Address of a page over the articles of `tests.browser.news`."""
    yield from served(news_index)


@pytest.fixture(scope="session")
def decorated_url(chromium: Browser, news_index: Path) -> Iterator[str]:  # noqa: ARG001
    """The same with short answers and partial answers (`tests.browser.decorated`)."""
    yield from served(news_index, "--decorated")


@pytest.fixture(scope="session")
def hostile_url(chromium: Browser, hostile_index: Path) -> Iterator[str]:  # noqa: ARG001
    """Address of a page over the seeds and every hostile article, in every state that an answer has."""
    yield from served(hostile_index, "--decorated", "--pause-seconds", "0")


@pytest.fixture
def changing(chromium: Browser, tmp_path: Path) -> Iterator[tuple[str, Path, Path]]:  # noqa: ARG001
    """Address of a page over an index that the test may change, its folder of articles and the index."""
    from rag import sync

    folder, index_path = tmp_path / "articles", tmp_path / "index"
    folder.mkdir()
    (folder / "a.txt").write_text("Anna Smith painted the old door of the church green.", "utf-8")
    sync(folder, index_path)
    for url in served(index_path):
        yield url, folder, index_path


@pytest.fixture(scope="session")
def llm_page(chromium: Browser, seed_index: Path) -> Callable[[str], AbstractContextManager[str]]:  # noqa: ARG001
    """Serves a page over the two seed articles whose answers a model at an address writes."""
    return lambda llm_url: contextmanager(served)(seed_index, "--llm-url", llm_url)


@pytest.fixture(scope="module")
def town(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:  # noqa: ARG001
    """Address of a page over the articles of `tests.browser.news` that tests may change, and the folder around its index."""
    from rag import sync

    base = tmp_path_factory.mktemp("town")
    (base / "own").mkdir()
    for name, text in ARTICLES.items():
        (base / "own" / name).write_text(text, "utf-8")
    sync(base / "own", base / "index")
    for url in served(base / "index", "--pause-seconds", "0"):
        yield url, base


@pytest.fixture
def bare(chromium: Browser, tmp_path: Path) -> Iterator[tuple[str, Path]]:  # noqa: ARG001
    """Address of a page whose index is not there yet, and the folder that it will be in."""
    for url in served(tmp_path / "index", "--pause-seconds", "0"):
        yield url, tmp_path


@pytest.fixture
def damaged(chromium: Browser, news_index: Path, tmp_path: Path) -> Iterator[tuple[str, str]]:  # noqa: ARG001
    """Address of a page over the articles of `tests.browser.news` and an added one whose index is cut short, and the name of
    the file.
    """
    from rag.library.config import PageConfig
    from rag.library.library import Library

    index_path = tmp_path / "index"
    shutil.copytree(news_index, index_path)
    added = Library(index_path, page=PageConfig(uploads_folder=str(tmp_path / "data"))).added
    arriving = added.arriving()
    arriving.write(b"The tower of Vell was opened by Oskar Lind in January.")
    added.take("tower.txt", arriving)
    arriving.discard()
    words = next((index_path / "generations").glob("*/articles.sqlite"))
    words.write_bytes(words.read_bytes()[:5_000])
    for url in served(index_path, "--pause-seconds", "0"):
        yield url, words.name


@pytest.fixture(scope="session")
def closed_url(chromium: Browser, news_index: Path) -> Iterator[str]:  # noqa: ARG001
    """Address of a page on which articles cannot be changed."""
    yield from served(news_index, "--uploads", "off")


@pytest.fixture
def new_context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Begins a context of the browser; whatever it asked of another address fails the test. All contexts are made here.

    `here` is where its pages are served; with `files` it may read files of the disk.
    """
    contexts: list[BrowserContext] = []
    seen: list[str] = []

    def begin(*, here: str = HERE, files: bool = False, **options: Any) -> BrowserContext:
        contexts.append(chromium.new_context(**options))
        note_outside(contexts[-1], seen, here=here, files=files)
        return contexts[-1]

    yield begin
    for context in contexts:
        context.close()
    assert seen == [], "requests to other addresses than this machine's"


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext]) -> Iterator[Callable[..., ChatPage]]:
    """Open a page as a new person; an error in its console fails the test."""
    visits: list[ChatPage] = []

    def open_page(
        url: str,
        *,
        theme: str = "light",
        width: int = 1280,
        height: int = 800,
        password: str | None = None,
        address: str | None = None,
    ) -> ChatPage:
        here = urlsplit(url).hostname or HERE
        context = new_context(
            here=here,
            viewport={"width": width, "height": height},
            has_touch=width < 500,
            extra_http_headers={"X-Forwarded-For": address} if address else None,
        )
        visits.append(ChatPage(context, f"{url}?__theme={theme}", password=password))
        return visits[-1]

    yield open_page
    for chat in visits:
        chat.page.context.close()
    for chat in visits:
        assert not chat.errors, chat.errors


Restart: TypeAlias = Callable[[Callable[[], None]], None]
"""Ends a server, does what it is given, and starts another server in its place."""


@pytest.fixture
def mortal(chromium: Browser, seed_index: Path, tmp_path: Path) -> Iterator[tuple[str, Restart]]:  # noqa: ARG001
    """Address of a page over the two seed articles, and what kills its server and starts another."""
    port = free_port()
    options = ("--conversations", str(tmp_path / "talks.sqlite"), "--pause-seconds", "0.4")
    servers = [start(seed_index, port, *options)]
    url = f"http://127.0.0.1:{port}/"

    def kill_and_start(meanwhile: Callable[[], None]) -> None:
        servers[-1].kill()
        servers[-1].communicate(timeout=20)
        meanwhile()
        servers.append(start(seed_index, port, *options))
        wait_for(url, servers[-1])

    wait_for(url, servers[0])
    yield url, kill_and_start
    servers[-1].terminate()
    servers[-1].communicate(timeout=20)
