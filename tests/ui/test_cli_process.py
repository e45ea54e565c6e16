"""The `rag` command as a process: exit codes, streams, pipes, terminals and what it imports."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.ui.command import (
    ANSWERED,
    BAD_INPUT,
    NOT_FOUND,
    OFF_TOPIC,
    SENATOR,
    free_port,
    process_environment,
    run_process,
)


@pytest.mark.slow
def test_exit_codes_and_streams_of_the_process(seed_index: Path, tmp_path: Path) -> None:
    answered = run_process("ask", SENATOR, "--index", seed_index)
    assert (answered.returncode, answered.stderr) == (ANSWERED, "")
    not_found = run_process("ask", OFF_TOPIC, "--index", seed_index)
    assert (not_found.returncode, not_found.stderr) == (NOT_FOUND, "")
    bad = run_process("ask", SENATOR, "--index", tmp_path / "none")
    assert (bad.returncode, bad.stdout) == (BAD_INPUT, "")
    assert re.fullmatch(r"error: .+\n", bad.stderr)


@pytest.mark.slow
def test_a_pipe_gets_no_colour_and_no_wrapping_whatever_the_environment_says(seed_index: Path) -> None:
    wide = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "COLUMNS": "40", "FORCE_COLOR": "1"}
    result = run_process("ask", SENATOR, "--index", seed_index, **wide)
    assert "\x1b" not in result.stdout
    assert "Daines" in result.stdout.splitlines()[0]
    assert len(result.stdout.splitlines()[0]) > 100


def test_a_question_imports_nothing_heavy(seed_index: Path) -> None:
    """Cold start: neither torch nor the page, and rich only for a terminal."""
    script = (
        "import sys\n"
        "from ui.cli import app\n"
        "try:\n    app(sys.argv[1:])\nexcept SystemExit as end:\n    code = end.code\n"
        "print(code, *sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script, "ask", SENATOR, "--index", str(seed_index)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env=process_environment(),
    )
    code, *modules = result.stderr.split()
    assert code == str(ANSWERED)
    assert "Daines" in result.stdout
    heavy = {
        "torch",
        "transformers",
        "sentence_transformers",
        "gradio",
        "fastapi",
        "sklearn",
        "scipy",
        "pandas",
        "rich",
    }
    assert heavy & set(modules) == set()


@pytest.mark.slow
def test_progress_is_drawn_on_a_terminal_and_the_summary_stays_on_standard_output(seeds: Path, tmp_path: Path) -> None:
    """Standard error is a pseudo-terminal, standard output a pipe."""
    reader, writer = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "sync", str(seeds), "--index", str(tmp_path / "index")],
        stdout=subprocess.PIPE,
        stderr=writer,
        text=True,
        env=process_environment(TERM="xterm-256color", COLUMNS="100"),
    )
    os.close(writer)
    drawn = read_all(reader)
    stdout, _ = process.communicate(timeout=120)
    assert process.returncode == ANSWERED
    assert re.fullmatch(r"Indexed 2 articles in \d+ chunks in [\d.]+ s: 2 added, .+\n", stdout)
    assert "0 articles" in drawn
    assert "%" in drawn


@pytest.mark.slow
def test_a_reader_that_stops_early_is_no_error(seed_index: Path) -> None:
    """`rag ask ... | true` leaves no traceback behind."""
    command = [sys.executable, "-m", "ui.cli", "ask", SENATOR, "--index", str(seed_index)]
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run(
        command,
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=120,
        env=process_environment(),
    )
    os.close(writer)
    assert result.stderr == ""


@pytest.mark.slow
def test_the_page_is_served_until_it_is_interrupted(seed_index: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "ui.cli", "chat", "--index", str(seed_index), "--port", str(port)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=process_environment()
    ) as process:
        try:
            page = wait_for_page(f"http://127.0.0.1:{port}/", process, seconds=60)
        finally:
            process.send_signal(signal.SIGINT)
            _, stderr = process.communicate(timeout=30)
    assert "Article RAG" in page, stderr
    assert "Traceback" not in stderr
    assert process.returncode in (0, 130)


def wait_for_page(address: str, process: subprocess.Popen[str], *, seconds: float) -> str:
    """The page at `address` once it is served; "" if the process ends before that."""
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5) as response:
                text: str = response.read().decode("utf-8")
                return text
        except OSError:
            time.sleep(0.2)
    return ""


def read_all(descriptor: int) -> str:
    """Everything written to a pseudo-terminal until its other end is closed."""
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(descriptor, 65536)
        except OSError:  # Linux reports a closed pseudo-terminal as EIO
            part = b""
        if not part:
            os.close(descriptor)
            return b"".join(parts).decode("utf-8", errors="replace")
        parts.append(part)
