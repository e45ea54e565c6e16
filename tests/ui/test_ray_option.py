"""`rag sync --ray [ADDRESS]`: an address may be left out, and a folder is none."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from index.distributed.cluster import _in_time
from tests.ui.command import BAD_INPUT, run
from ui.commands.manual import with_address


@pytest.mark.parametrize(
    ("words", "understood"),
    [
        ("seeds --ray", "seeds --ray local"),
        ("--ray seeds", "--ray local seeds"),
        ("--ray --json", "--ray local --json"),
        ("--ray auto seeds", "--ray auto seeds"),
        ("--ray 10.0.0.1:6379", "--ray 10.0.0.1:6379"),
        ("--ray head.example:6379 seeds", "--ray head.example:6379 seeds"),
        ("--ray [::1]:6379", "--ray [::1]:6379"),
        ("--ray=seeds", "--ray=seeds"),
        ("-- --ray", "-- --ray"),
        ("seeds", "seeds"),
    ],
)
def test_what_follows_is_an_address_or_something_else(words: str, understood: str) -> None:
    assert with_address(words.split()) == understood.split()


@pytest.mark.parametrize(
    ("words", "told"),
    [("--ray --watch", "--watch and --ray exclude each other"), ("--ray ray://head:10001", "an address of Ray Client")],
)
def test_what_cannot_be_is_said(words: str, told: str, tmp_path: Path) -> None:
    result = run("sync", tmp_path, *words.split())
    assert (result.exit_code, result.stdout) == (BAD_INPUT, "")
    assert told in result.stderr


@pytest.mark.parametrize(("late", "starts"), [(1, True), (2, False)])
def test_ray_that_starts_too_late_on_a_busy_machine_is_started_once_more(late: int, *, starts: bool) -> None:
    """Ray says so with a bare Exception, which would be taken for a fault of ours."""
    tries = []

    def init(**_: object) -> None:
        tries.append(1)
        if len(tries) <= late:
            raise Exception("The current node timed out during startup.")  # noqa: TRY002 - as Ray does

    with nullcontext() if starts else pytest.raises(RuntimeError, match="timed out during startup"):
        _in_time(SimpleNamespace(init=init, shutdown=lambda: None), address="local")
    assert len(tries) == 2
