"""The index follows its folders while it is watched, and readers follow the index."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index import watching
from index.errors import RagError
from index.sync import sync as sync_with
from index.syncing.report import SyncReport
from index.watching import keep_in_sync
from tests.fakes import FakeEmbedder
from tests.index.folders import counts


def wait_for(condition: Callable[[], bool]) -> bool:
    """True as soon as it holds; False when it does not within 20 seconds."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


class Watched:
    """A folder that is kept in sync by a thread of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.index_path = folder, folder / "index"
        self.reports: list[SyncReport] = []
        self.errors: list[RagError] = []
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()
        assert wait_for(lambda: len(self.reports) == 1)

    def _work(self) -> None:
        keep_in_sync(
            lambda: sync_with([self.folder], self.index_path, embedder=FakeEmbedder()),
            folders=[self.folder],
            index_path=self.index_path,
            on_report=self.reports.append,
            on_error=self.errors.append,
            stop=self.stop,
        )


@pytest.fixture
def watched(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    monkeypatch.setattr(watching, "_RETRY_SECONDS", 0.1)
    monkeypatch.setattr(watching, "_QUIET_MILLISECONDS", 50)
    return Watched(folder)


def test_a_new_file_is_found_and_published_though_the_index_lies_in_the_folder(watched: Watched) -> None:
    from index.search import LocalIndex

    reader = LocalIndex(watched.index_path)
    (watched.folder / "c.txt").write_text("Cherries are sweet.", encoding="utf-8")
    assert wait_for(lambda: len(watched.reports) == 2)
    assert counts(watched.reports[1]) == (1, 0, 0, 2)
    assert not reader.is_current()
    assert [hit.chunk_id for hit in LocalIndex(watched.index_path).lexical("cherries", 5)] == ["c.txt#0"]
    time.sleep(0.5)
    assert len(watched.reports) == 2
    watched.stop.set()
    watched.thread.join(10)
    assert not watched.thread.is_alive()


def test_a_folder_that_goes_and_comes_back_loses_nothing(watched: Watched, tmp_path: Path) -> None:
    shutil.move(watched.index_path, tmp_path / "kept")
    shutil.move(watched.folder, tmp_path / "away")
    assert wait_for(lambda: any("does not exist" in str(error) for error in watched.errors))
    shutil.move(tmp_path / "kept", tmp_path / "away" / "index")
    (tmp_path / "away" / "c.txt").write_text("Cherries are sweet.", encoding="utf-8")
    shutil.move(tmp_path / "away", watched.folder)
    assert wait_for(lambda: len(watched.reports) == 2)
    assert counts(watched.reports[1]) == (1, 0, 0, 2)
    watched.stop.set()
    watched.thread.join(10)


def test_the_first_error_is_raised(tmp_path: Path) -> None:
    with pytest.raises(RagError, match="does not exist"):
        keep_in_sync(
            lambda: sync_with([tmp_path / "none"], tmp_path / "index", embedder=FakeEmbedder()),
            folders=[tmp_path / "none"],
            index_path=tmp_path / "index",
            on_report=lambda _: None,
            on_error=lambda _: None,
        )
