"""`rag sync` as a process that is interrupted, and one that watches its folders."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag import follow_index, index_standing
from tests.ui.command import ANSWERED, process_environment, run
from tests.ui.test_cli_process import read_all

INTERRUPTED = 130
BLOCK_CHUNKS = 1024
"""Chunks that a sync embeds, and keeps, at once."""


@contextmanager
def started(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """A `rag` process with its output in pipes; ended when the block ends."""
    command = [sys.executable, "-m", "ui.cli", *map(str, arguments)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=process_environment()
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


def make_table(folder: Path, articles: int) -> None:
    """One file of many short articles, a chunk each, no two alike."""
    folder.mkdir()
    rows = (
        {"id": f"n{number}", "title": f"Report {number}", "text": f"Station {number} measured {number * 7} mm of rain."}
        for number in range(articles)
    )
    (folder / "table.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.mark.slow
def test_an_interrupted_sync_keeps_what_it_embedded_and_the_next_goes_on_from_there(tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    make_table(folder, 4 * BLOCK_CHUNKS)
    with started("sync", folder, "--index", index) as process:
        assert wait_for(lambda: index_standing(index).waiting >= BLOCK_CHUNKS)
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (INTERRUPTED, "")
    waiting = index_standing(index).waiting
    assert waiting in (BLOCK_CHUNKS, 2 * BLOCK_CHUNKS, 3 * BLOCK_CHUNKS)
    assert stderr == (
        f"stopped: the index is as it was; {waiting:,} chunks embedded so far are kept, "
        "and the next sync goes on from there\n"
    )
    assert not (index / "CURRENT").exists()
    result = run("sync", folder, "--index", index)
    embedded = 4 * BLOCK_CHUNKS - waiting
    assert result.exit_code == ANSWERED
    assert result.stdout.splitlines()[1] == (
        f"Embedded {embedded:,} chunks; the vectors of {waiting:,} chunks were at hand."
    )
    assert index_standing(index).waiting == 0


@pytest.mark.slow
def test_a_watching_sync_reports_each_change_and_an_open_pipeline_answers_from_it(tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    (folder / "a.txt").write_text("Apples are red. The orchard of Almaty sells them.", encoding="utf-8")
    with started("sync", folder, "--index", index, "--watch") as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert re.fullmatch(r"\d\d:\d\d:\d\d  Indexed 1 article in 1 chunk in [\d.]+ s: 1 added, .+\n", first)
        pipeline = follow_index(index)
        question = "Who opened the railway tunnel in Karaganda?"
        assert not pipeline.answer(question).found
        (folder / "b.txt").write_text(
            "Governor Dana Orazova opened the railway tunnel in Karaganda on Monday.", encoding="utf-8"
        )
        second = process.stdout.readline()
        assert re.fullmatch(
            r"\d\d:\d\d:\d\d  Indexed 2 articles in 2 chunks in .+ 1 added, .+ 1 unchanged, .+\n", second
        )
        answer = pipeline.answer(question)
        assert [cite.article.id for cite in answer.citations] == ["b.txt"]
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=30)
    assert (process.returncode, stdout, stderr) == (ANSWERED, "", "stopped watching\n")


@pytest.mark.slow
def test_a_watching_sync_tells_an_error_once_in_a_line_and_goes_on(tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    (folder / "a.txt").write_text("Apples are red.", encoding="utf-8")
    with started("sync", folder, "--index", index, "--watch", "--json") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["added"] == 1
        (folder / "a.txt").unlink()
        error = process.stderr.readline()
        assert re.fullmatch(r"\d\d:\d\d:\d\d  error: the folder '.+' has no articles .+ --allow-empty\n", error)
        (folder / "b.txt").write_text("Plums are blue.", encoding="utf-8")
        report = json.loads(process.stdout.readline())
        assert (report["added"], report["removed"], report["articles"]) == (1, 1, 1)
        process.send_signal(signal.SIGTERM)  # as a container and systemd do
        _, stderr = process.communicate(timeout=30)
    assert (process.returncode, stderr) == (ANSWERED, "stopped watching\n")


def test_a_watching_sync_ends_at_once_when_it_cannot_even_begin(tmp_path: Path) -> None:
    with started("sync", tmp_path / "none", "--index", tmp_path / "index", "--watch") as process:
        stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (2, "")
    assert re.fullmatch(r"error: the folder '.+none' does not exist; .+\n", stderr)


@pytest.mark.slow
def test_the_bar_of_a_watching_sync_is_gone_before_its_report_is_printed(tmp_path: Path) -> None:
    """Both streams are one pseudo-terminal, as where somebody looks on."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("Apples are red.", encoding="utf-8")
    reader, writer = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "sync", str(folder), "--index", str(tmp_path / "index"), "--watch"],
        stdout=writer,
        stderr=writer,
        env=process_environment(TERM="xterm-256color", COLUMNS="140"),
    )
    os.close(writer)
    drawn = ""
    while "0 failed." not in drawn:
        drawn += os.read(reader, 65536).decode()
    assert "writing" in drawn
    time.sleep(0.5)  # a bar that is still there would be drawn ten times a second
    process.send_signal(signal.SIGINT)
    rest = read_all(reader)
    assert process.wait(30) == ANSWERED
    assert rest.split() == ["stopped", "watching"]
