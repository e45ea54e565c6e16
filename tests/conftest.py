"""What every test may use: the seed articles and an index of them, built once a run."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# How long an example takes says nothing on a machine that others use, too.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

TOGETHER = "tests/hostile/"
"""A folder whose files share what takes half a minute to make."""

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With `pytest -n`: the tests of a file go to one process (`--dist loadfile`), those of `TOGETHER`, too."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
        def _split_scope(self, nodeid: str) -> str:
            return TOGETHER if nodeid.startswith(TOGETHER) else super()._split_scope(nodeid)

    return Scheduling(config, log)


def pytest_configure() -> None:
    """A shell has what it runs in the background ignore Ctrl-C, which every process started here would inherit."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def _no_settings_of_this_machine() -> Iterator[None]:
    """Whoever runs the tests may have settings of their own: no file is read but where a test names one."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in [name for name in os.environ if name.startswith("RAG_")]:
            patch.delenv(variable)
        patch.setenv("RAG_CONFIG", "")
        yield


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the two articles that come with the project."""
    return SEEDS


@pytest.fixture(scope="session")
def seed_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real index of `seeds/`. Shared by all tests: read it, never write to it."""
    from rag import sync

    index_path = tmp_path_factory.mktemp("seed-index") / "index"
    sync(SEEDS, index_path)
    return index_path


@pytest.fixture(scope="session")
def hostile_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real index of the seeds and of every hostile article. Shared by all tests: read it, never write to it."""
    from rag import sync
    from tests.hostile_articles import write_hostile

    folder, index_path = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("hostile-index") / "index"
    write_hostile(folder, SEEDS)
    report = sync(folder, index_path)
    assert report.failures == ()
    return index_path
