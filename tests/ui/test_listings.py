"""What the listing commands print for machines: JSON with keys that stay, and no noise when nobody reads to the end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rag import sync
from tests.ui.command import process_environment, run

CARD = {
    *("id", "path", "title", "title_from", "outlet", "published", "published_from", "chunks", "updated", "language"),
    "reports",
}
INFO = {
    *("path", "generation", "articles", "chunks", "stories", "embedder", "weights_sha256", "engine", "chunk_tokens"),
    *("created", "fingerprint", "sources", "failures", "columns", "size_bytes", "approximate", "coverage"),
}
SETTING = {"value", "source", "where", "variable"}


@pytest.fixture(scope="module")
def place(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the seeds and of one file that cannot be read."""
    place = tmp_path_factory.mktemp("listed")
    (place / "news").mkdir()
    for path in seeds.iterdir():
        (place / "news" / path.name).write_bytes(path.read_bytes())
    (place / "news" / "empty.txt").touch()
    sync(place / "news", place / "index")
    return place


def listed(place: Path, *arguments: str) -> Any:
    result = run(*arguments, "--json", "--index", place / "index")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def test_the_keys_of_a_listing_stay(place: Path) -> None:
    cards = listed(place, "articles")
    assert [{*card} for card in cards] == [CARD, CARD]
    assert listed(place, "info", "--articles") == cards
    assert {*listed(place, "info")} == INFO
    assert [{*failure} for failure in listed(place, "info", "--failures")] == [{"path", "reason"}]
    assert {*listed(place, "doctor")} == {"path", "examinations", "remarks", "fault", "remedy"}
    assert listed(place, "show", cards[0]["id"])["id"] == cards[0]["id"]
    assert listed(place, "info", "--article", cards[0]["id"])["other_reports"] == []
    assert listed(place, "sync", str(place / "news"), "--dry-run")["unchanged"] == 2


def test_a_listing_of_nothing_is_a_list(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_FEEDBACK_PATH", str(tmp_path / "none.sqlite"))
    assert json.loads(run("feedback", "list", "--json").stdout) == []
    nothing = run("articles", "no such words", "--json", "--index", place / "index")
    assert (json.loads(nothing.stdout), nothing.exit_code) == ([], 3)


def test_every_setting_is_told_with_its_variable() -> None:
    told = json.loads(run("config", "--json").stdout)
    assert {*told} == {"file", "settings"}
    assert all({*one} == SETTING for one in told["settings"].values())
    assert told["settings"]["history.lines"] == {
        "value": 1000,
        "source": "default",
        "where": "",
        "variable": "RAG_HISTORY_LINES",
    }


@pytest.mark.parametrize("command", ["articles", "config", "help ask", "info --articles --json", "show 000"])
def test_a_reader_that_stops_at_the_first_line_hears_nothing_more(command: str, place: Path) -> None:
    line = f"{sys.executable} -m ui.cli {command} | head -n 1"
    environment = process_environment(RAG_INDEX=str(place / "index"))
    result = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True, timeout=60, env=environment)
    assert result.stderr == ""
    assert len(result.stdout.splitlines()) == 1
