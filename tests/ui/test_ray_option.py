"""`rag sync --ray [ADDRESS]`: an address may be left out, and a folder is none."""

from __future__ import annotations

from pathlib import Path

import pytest

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
