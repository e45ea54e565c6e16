"""A real `rag chat` and a real `rag ask`: the same bytes and exit codes, and what a kill in mid-answer leaves."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.rag.llm.endpoint import Exchange, endpoint, hangs_after, says
from tests.ui.command import ANSWERED, BAD_INPUT, NOT_FOUND, OFF_TOPIC, SENATOR, free_port, process_environment

pytestmark = pytest.mark.slow
LONGEST_START_SECONDS = 120
WRITTEN = "The conversations with Richard Verma focused on interaction in the consular sphere."
TALKS = "Which talks concerned the consular sphere?"


@contextmanager
def chat(index: Path, runtime: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """A `rag chat` that has left its note and shows its page."""
    runtime.mkdir(mode=0o700, exist_ok=True)
    command = [sys.executable, "-m", "ui.cli", "chat", "--index", str(index), "--port", str(free_port()), *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(runtime)
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("Article RAG is at ")
            yield process
        finally:
            process.send_signal(signal.SIGCONT)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


def environment(runtime: Path) -> dict[str, str]:
    return process_environment(XDG_RUNTIME_DIR=str(runtime))


def ask(runtime: Path, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ui.cli", "ask", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=120, input=stdin, env=environment(runtime)
    )


def notes(runtime: Path) -> list[Path]:
    return [*(runtime / "article-rag").glob("*")]


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runtime") / "run"


@pytest.fixture(scope="module")
def running(seed_index: Path, runtime: Path) -> Iterator[subprocess.Popen[str]]:
    with chat(seed_index, runtime) as process:
        yield process
    assert notes(runtime) == []


def untimed(text: str) -> str:
    """Output without how long it took and who answered."""
    text = re.sub(r"^(Time|Answered by) .*\n", "", text, flags=re.MULTILINE)
    return re.sub(r'"(\w+_ms|milliseconds)": [\d.e-]+', r'"\1": 0', text)


COUNT = "How many articles mention energy?"
ASKED: list[tuple[str, ...]] = [
    (SENATOR,),
    (SENATOR, "--explain"),
    (SENATOR, "--json"),
    (OFF_TOPIC, "--explain"),
    (COUNT, "--json"),
    ("Whom did Tokayev meet last month?", "--as-of", "2024-04-10", "--explain"),
    ("",),
    ("What was said?", "--outlet", "Nobody's Paper"),
]


@pytest.mark.parametrize("arguments", ASKED, ids=" ".join)
def test_the_bytes_and_the_exit_code_are_those_of_a_question_answered_alone(
    arguments: tuple[str, ...], running: subprocess.Popen[str], runtime: Path, seed_index: Path
) -> None:
    there, here = (ask(runtime, *arguments, "--index", str(seed_index), *more) for more in ((), ("--alone",)))
    assert (there.returncode, untimed(there.stdout), there.stderr) == (
        here.returncode,
        untimed(here.stdout),
        here.stderr,
    )
    assert there.returncode in (ANSWERED, NOT_FOUND, BAD_INPUT)
    if "--explain" in arguments:
        assert f"Answered by   the running rag chat, process {running.pid}\n" in there.stdout
        assert "Answered by   this command\n" in here.stdout


def test_a_conversation_is_the_same(running: subprocess.Popen[str], runtime: Path, seed_index: Path) -> None:
    typed = f"{SENATOR}\nAnd what did they discuss?\n/explain\n\n/new\n{OFF_TOPIC}\n/quit\n"
    there, here = (ask(runtime, "--index", str(seed_index), *more, stdin=typed) for more in ((), ("--alone",)))
    assert untimed(there.stdout) == untimed(here.stdout)
    assert f"process {running.pid}" in there.stdout
    assert (there.stderr, there.returncode) == ("", 0)


def test_no_model_and_not_even_numpy_is_imported(
    running: subprocess.Popen[str], runtime: Path, seed_index: Path
) -> None:
    assert running.poll() is None
    script = (
        "import sys\nfrom ui.cli import app\n"
        "try:\n    app(sys.argv[1:])\nexcept SystemExit as end:\n    code = end.code\n"
        "print(code, *sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", script, "ask", SENATOR, "--index", str(seed_index)]
    result = subprocess.run(command, capture_output=True, text=True, check=True, env=environment(runtime))
    code, *modules = result.stderr.split()
    assert code == str(ANSWERED)
    assert {"numpy", "openvino", "faiss", "tantivy", "tokenizers", "rich", "httpx", "starlette"} & {*modules} == set()


def test_a_note_that_others_could_read_is_not_used(
    running: subprocess.Popen[str], runtime: Path, seed_index: Path
) -> None:
    assert running.poll() is None
    [path] = notes(runtime)
    path.chmod(0o644)
    result = ask(runtime, SENATOR, "--index", str(seed_index), "--explain")
    path.chmod(0o600)
    assert "Answered by   this command\n" in result.stdout


def test_a_chat_that_was_stopped_is_not_waited_for(
    running: subprocess.Popen[str], runtime: Path, seed_index: Path
) -> None:
    os.kill(running.pid, signal.SIGSTOP)
    try:
        result = ask(runtime, SENATOR, "--index", str(seed_index), "--explain")
    finally:
        os.kill(running.pid, signal.SIGCONT)
    assert (result.returncode, result.stderr) == (ANSWERED, "")
    assert "Answered by   this command; the running rag chat, process " in result.stdout
    assert "too slow to answer" in result.stdout


def test_a_chat_that_is_killed_in_mid_answer(seed_index: Path, tmp_path: Path) -> None:
    """The LLM writes half an answer for the chat, which dies; `rag ask` asks the LLM itself and says so."""
    asked: list[None] = []

    def half_then_whole(exchange: Exchange) -> None:
        """The page asks its examples before."""
        if TALKS in json.dumps(exchange.body):
            asked.append(None)
        (hangs_after(["Steve "]) if len(asked) == 1 else says(WRITTEN))(exchange)

    with endpoint(half_then_whole) as scripted:
        reader = ("--reader", "llm", "--llm-model", "m", "--llm-url", scripted.base_url)
        with chat(seed_index, tmp_path / "run", *reader) as process:
            command = [sys.executable, "-m", "ui.cli", "ask", TALKS, "--index", str(seed_index), "--explain", *reader]
            with subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=environment(tmp_path / "run"),
            ) as asking:
                until = time.monotonic() + LONGEST_START_SECONDS
                while not asked and time.monotonic() < until:
                    time.sleep(0.05)
                process.kill()
                stdout, stderr = asking.communicate(timeout=120)
        assert (asking.returncode, stderr) == (ANSWERED, "")
        assert stdout.startswith(f"{WRITTEN} [1]")
        assert f"this command; the running rag chat, process {process.pid}, did not: " in stdout
        assert len(asked) == 2
        assert len(notes(tmp_path / "run")) == 1, "nobody could take it away"
        again = ask(tmp_path / "run", TALKS, "--index", str(seed_index), "--json", *reader)
    assert json.loads(again.stdout)["status"] == "answered"
