"""The help of every command: a page that says what it must, and examples that run as they are shown."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command

from rag import open_pipeline, sync
from rag.feedback.store import FeedbackStore
from tests.rag.llm.endpoint import Endpoint, endpoint, says
from tests.ui.command import (
    ANSWERED,
    BAD_INPUT,
    NOT_FOUND,
    ROOT,
    SENATOR,
    free_port,
    process_environment,
    run,
    run_process,
)
from ui.cli import app
from ui.commands.manual import EXITS, READS, split_help
from ui.commands.table import PLACES

WRITTEN = "The conversations with Richard Verma focused on interaction in the consular sphere."


def pages(command: Any, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, found in command.commands.items():
        if hasattr(found, "commands"):
            yield from pages(found, *path, name)
        else:
            yield (*path, name), found


PAGES = dict(pages(get_command(app)))
EXAMPLES = [(path, line) for path, page in PAGES.items() for line in split_help(page.help)[1]]
LONG = [line for path, line in EXAMPLES if path in (("chat",), ("serve",)) or "--watch" in line or "--http" in line]
IN_A_SHELL = [line for _, line in EXAMPLES if re.search(r"[|>&]|^rag mcp$|--ray", line)]
"""And what takes its input and output for itself, or leaves a token in its process: Ray finds one below HOME, and keeps it."""
PLAIN = [line for _, line in EXAMPLES if line not in (*LONG, *IN_A_SHELL)]


@pytest.mark.parametrize("path", PAGES, ids=" ".join)
def test_a_page_tells_all_there_is_to_tell(path: tuple[str, ...]) -> None:
    result = run(*path, "--help")
    assert (result.exit_code, result.stderr) == (0, "")
    titles = re.findall(r"^([A-Z][\w, ]*):", result.stdout, re.MULTILINE)
    assert titles[0] == "Usage"
    assert titles[-2:] == ["Exit codes", "Examples"]
    assert titles[-3] == ("Reads" if " ".join(path) in READS else "Options")
    assert len(titles) == len(set(titles))
    assert "\x1b" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 100
    assert run("help", *path).stdout == result.stdout


def test_what_is_told_of_commands_is_of_commands_that_there_are() -> None:
    assert {*READS, *EXITS} <= {" ".join(path) for path in PAGES}
    assert [*PLACES] == [*dict.fromkeys(path[0] for path in PAGES)]


def test_help_is_as_wide_as_the_terminal_up_to_a_hundred_columns() -> None:
    """As a process: Typer's own runner of tests forces a width."""
    texts = [run_process("doctor", "--help", COLUMNS=columns).stdout for columns in ("60", "100", "300")]
    narrow, wide, widest = (max(map(len, text.splitlines())) for text in texts)
    assert narrow <= 60 < wide == widest <= 100


def test_help_of_what_there_is_not() -> None:
    result = run("help", "nothing")
    assert (result.exit_code, result.stdout) == (BAD_INPUT, "")
    assert "'nothing' is no command of 'rag'" in result.stderr


@pytest.mark.parametrize("line", re.findall(r"^rag [^\n#]*", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))
def test_a_command_of_the_readme_has_the_options_it_is_given(line: str) -> None:
    """What is no option or no command raises here."""
    group: Any = get_command(app)
    name, *arguments = shlex.split(line.strip())[1:]
    parent = typer.Context(group, info_name="rag")
    command = group.commands[name]
    context = command.make_context(name, arguments, parent=parent)
    assert context.params is not None


@pytest.fixture(scope="module")
def llm() -> Iterator[Endpoint]:
    with endpoint(says(WRITTEN)) as scripted:
        yield scripted


@pytest.fixture(scope="module")
def place(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that the examples name: an index of two generations, questions, tables, a home."""
    place = tmp_path_factory.mktemp("examples")
    shutil.copytree(seeds, place / "seeds")
    (place / "seeds" / "2024").mkdir()
    (place / "seeds" / "2024" / "treaty.txt").write_text("A treaty was signed in Geneva on 3 March 2024.\n")
    sync(place / "seeds", place / ".rag-index")
    (place / "seeds" / "strike.md").write_text(
        "---\ntitle: Harbour strike ends\noutlet: The Gazette\ndate: 2024-03-05\n---\nThe strike in the harbour ended.\n"
    )
    sync(place / "seeds", place / ".rag-index")
    for name in ("articles", "more-articles", ".config/fish/completions"):
        (place / "home" / name).mkdir(parents=True)
    for name in ("articles", "more-articles"):
        (place / "home" / name / f"{name}.txt").write_text("The council met on Monday.\n")
    (place / "tables").mkdir()
    record = {"story_html": "<p>The council met on Monday.</p>", "meta": {"day": "2024-05-06"}}
    (place / "tables" / "news.jsonl").write_text(json.dumps(record) + "\n")
    (place / "questions.jsonl").write_text(json.dumps({"question": SENATOR, "answers": ["Steve Daines"]}) + "\n")
    (place / "beir" / "scifact" / "qrels").mkdir(parents=True)
    (place / "beir" / "scifact" / "queries.jsonl").write_text(json.dumps({"_id": "1", "text": SENATOR}) + "\n")
    (place / "beir" / "scifact" / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\n1\t000_3ab0e8836c8fea17.txt\t1\n"
    )
    answer = open_pipeline(place / ".rag-index").answer(SENATOR).to_json(timings=True)
    FeedbackStore(place / "feedback.sqlite").add("1", answer, "right")
    (place / "bin").mkdir()
    rag = place / "bin" / "rag"
    rag.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m ui.cli "$@"\n')
    rag.chmod(0o755)
    return place


def surroundings(place: Path, llm: Endpoint, line: str) -> dict[str, str]:
    told = {
        "HOME": str(place / "home"),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
        "XDG_RUNTIME_DIR": str(place),
        "PATH": f"{place / 'bin'}:{os.environ['PATH']}",
        "BROWSER": "true",
        "RAG_LLM_BASE_URL": llm.base_url,
        "RAG_ACCESS_TOKENS": str(place / "tokens.json"),
        "RAG_FEEDBACK_PATH": str(place / "feedback.sqlite"),
    }
    other_folders = line.startswith("rag sync tables")
    return told | ({"RAG_INDEX": str(place / "other-index")} if other_folders else {})


@pytest.mark.parametrize("line", PLAIN)
def test_an_example_runs(line: str, place: Path, llm: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    for name, value in surroundings(place, llm, line).items():
        monkeypatch.setenv(name, value)
    result = run(*(os.path.expanduser(word) for word in shlex.split(line)[1:]), stdin="")  # noqa: PTH111 - as a shell
    assert result.exit_code in ((ANSWERED, NOT_FOUND) if line.startswith("rag ask") else (0,)), result.output
    assert "error: " not in result.stderr
    if "--json" in line and "figures" not in line:
        json.loads(result.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("line", IN_A_SHELL)
def test_an_example_runs_in_a_shell(line: str, place: Path, llm: Endpoint) -> None:
    environment = process_environment(**surroundings(place, llm, line))
    result = subprocess.run(
        ["sh", "-c", line],
        cwd=place,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=environment,
    )
    assert result.returncode == 0, result.stderr
    assert "error: " not in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("line", LONG)
def test_an_example_that_stays_runs_until_it_is_interrupted(line: str, place: Path, llm: Endpoint) -> None:
    """On a port and an address that are free here, and with the endpoint that is."""
    shown = re.sub(r"--llm-url \S+", f"--llm-url {llm.base_url}", line.replace("0.0.0.0", "127.0.0.2"))
    if re.search(r" (chat|serve)| --http", shown):
        shown = f"{shown.replace('--port 8000 ', '')} --port {free_port()}"
    assignment, _, command = shown.rpartition("rag ")
    environment = process_environment(**surroundings(place, llm, line))
    with subprocess.Popen(
        ["sh", "-c", f"{assignment} exec rag {command}"],
        cwd=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
    assert re.search(r"Article RAG (is|answers programs) at http://|Nothing to do: |Indexed ", first), stderr
    assert "Traceback" not in stderr
    assert process.returncode in (0, 130)
