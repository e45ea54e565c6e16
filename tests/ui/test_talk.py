"""A conversation in the terminal: turns, commands, errors, and an answer that is stopped."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag.settings.history import HistoryConfig
from tests.ui.command import BAD_INPUT, OFF_TOPIC, ROOT, SENATOR, process_environment, run
from ui.commands.questions.history import History


def talked(seed_index: Path, *lines: str) -> str:
    result = run("ask", "--index", seed_index, stdin="\n".join(lines) + "\n")
    assert result.exit_code == 0
    return result.stdout


def test_a_follow_up_refers_to_the_question_before_and_new_forgets_it(seed_index: Path) -> None:
    place = "And where was that?"
    assert "Astana" in talked(seed_index, SENATOR, place).split("\n\n[1]")[1]
    told = talked(seed_index, SENATOR, "/new", place, "/json")
    answer = json.loads(told[told.index("{\n") :])
    assert answer["query"]["history_used"] is False


def test_commands_explain_the_last_answer_and_unknown_ones_are_told(seed_index: Path) -> None:
    told = talked(seed_index, "/explain", SENATOR, "/explain", "/dance", "/quit", "never asked")
    assert told.startswith("Nothing was asked yet.")
    assert told.count("Passages read") == 1
    assert "/dance is nothing that can be done here." in told
    assert "never asked" not in told


def test_a_conversation_is_exported_and_no_file_is_written_over(seed_index: Path, tmp_path: Path) -> None:
    page, notes = tmp_path / "talk.html", tmp_path / "talk.md"
    told = talked(
        seed_index, f"/export {page}", SENATOR, "And where was that?", f"/export {page}", f"/export {page}", "/export",
        f"/export {notes}x", "/new", "What did Victoria Nuland discuss?", f"/export {notes}",
    )  # fmt: skip
    assert told.startswith("Nothing was asked yet.")
    assert f"Saved 2 questions as {page}." in told
    assert f"'{page}' cannot be written: File exists; name another file." in told
    assert told.count("names no format; write /export FILE") == 2
    assert f"Saved 1 question as {notes}." in told
    assert page.read_text("utf-8").count("<article ") == 2
    assert "Steve Daines" in page.read_text("utf-8")
    assert "## 1\\. What did Victoria Nuland discuss?" in notes.read_text("utf-8")


def test_an_error_is_told_and_the_conversation_goes_on(seed_index: Path) -> None:
    result = run("ask", "--index", seed_index, stdin="a" * 3000 + f"\n{SENATOR}\n")
    assert result.exit_code == 0
    assert result.stderr.startswith("error: ")
    assert "Daines" in result.stdout


def test_a_conversation_is_no_json(seed_index: Path) -> None:
    result = run("ask", "--json", "--index", seed_index)
    assert result.exit_code == BAD_INPUT
    assert "give a question" in result.stderr


def test_in_a_terminal_there_is_a_prompt_and_sources_are_links(seed_index: Path, tmp_path: Path) -> None:
    with in_terminal(seed_index, tmp_path) as terminal:
        assert "A question may refer to the ones before" in read_until(terminal, "? ")
        os.write(terminal, f"{SENATOR}\r".encode())
        seen = read_until(terminal, "\n? ")
        assert "Daines" in seen
        assert "\x1b]8;" in seen
        assert "file:///" in seen


@pytest.mark.slow
def test_answers_that_go_to_a_file_are_asked_for_in_the_terminal(seed_index: Path, tmp_path: Path) -> None:
    """As with `rag ask > answers.txt`: the file has the answers and nothing else."""
    with (
        (tmp_path / "answers.txt").open("w") as answers,
        in_terminal(seed_index, tmp_path, answers.fileno()) as terminal,
    ):
        assert "A question may refer to the ones before" in read_until(terminal, "? ")
        os.write(terminal, f"{SENATOR}\r".encode())
        assert "Daines" not in read_until(terminal, "? ")
    told = (tmp_path / "answers.txt").read_text("utf-8")
    assert told.startswith("The meeting between President Tokayev and Senator Daines")
    assert "\x1b" not in told
    assert "? \n" not in told
    assert "A question may refer" not in told


@pytest.mark.slow
def test_what_was_typed_comes_back_in_the_next_session(seed_index: Path, tmp_path: Path) -> None:
    """The up arrow brings the question back, the tab key completes a command; a secret behind a space is not kept."""
    with in_terminal(seed_index, tmp_path) as terminal:
        for line in (" my secret question", "/help", OFF_TOPIC):
            read_until(terminal, "? ")
            os.write(terminal, f"{line}\r".encode())
        read_until(terminal, "\n? ")
    history = tmp_path / "article-rag" / "history"
    assert (history.read_text(), history.stat().st_mode & 0o777) == (f"{OFF_TOPIC}\n", 0o600)
    with in_terminal(seed_index, tmp_path) as terminal:
        read_until(terminal, "? ")
        os.write(terminal, b"\x1b[A")
        read_until(terminal, OFF_TOPIC)
        os.write(terminal, b"\x15/he\t\r")
        assert "begin a new conversation" in read_until(terminal, "\n? ")
    assert history.read_text() == f"{OFF_TOPIC}\n"


def test_a_history_keeps_its_last_lines_and_is_read_by_its_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "of" / "mine"
    history = History(HistoryConfig(str(file), lines=3))
    for number in range(7):
        history.add(f"question {number}\x1b")
    file.chmod(0o644)
    history.add("x" * 2001)
    history.add("  ")
    assert file.stat().st_mode & 0o777 == 0o644, "nothing was added"
    assert history._kept() == [f"question {number}\N{SYMBOL FOR ESCAPE}" for number in (4, 5, 6)]
    assert (len(file.read_text().splitlines()), file.stat().st_mode & 0o777) == (3, 0o600)
    none = History(HistoryConfig(str(file), lines=0))
    none.add("never")
    assert (none._kept(), len(file.read_text().splitlines())) == ([], 3)


def test_a_history_that_cannot_be_kept_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    history = History(HistoryConfig(str(tmp_path / "file" / "history")))
    history.add("one")
    history.add("two")
    assert capsys.readouterr().err.count("note: what is typed is not kept") == 1


@contextmanager
def in_terminal(index: Path, state: Path, answers: int | None = None) -> Iterator[int]:
    """`rag ask` in a pseudo-terminal, ended by Ctrl-D; its answers go to a file where one is open."""
    ours, theirs = pty.openpty()
    environment = process_environment(TERM="xterm-256color", XDG_STATE_HOME=str(state))
    with subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "ask", "--index", str(index)],
        stdin=theirs, stdout=answers or theirs, stderr=theirs, cwd=ROOT, env=environment,
    ) as process:  # fmt: skip
        os.close(theirs)
        yield ours
        os.write(ours, b"\x04")
        assert process.wait(30) == 0
    os.close(ours)


def read_until(file: int, end: str) -> str:
    seen, deadline = "", time.monotonic() + 90
    while time.monotonic() < deadline:
        seen += os.read(file, 65536).decode(errors="replace")
        if seen.replace("\r", "").endswith(end):
            return seen
    raise AssertionError(f"no {end!r} in {seen!r}")
