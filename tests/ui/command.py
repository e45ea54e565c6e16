"""The `rag` command for tests: in this process, and as a shell would start it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner, Result

from ui.cli import app

ROOT = Path(__file__).resolve().parents[2]
ANSWERED, OTHER_ERROR, BAD_INPUT, NOT_FOUND = 0, 1, 2, 3

SENATOR = "Which U.S. senator met the president of Kazakhstan?"
OFF_TOPIC = "How long do you boil an egg?"


def run(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    """The command in this process; a bug keeps its traceback."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin, catch_exceptions=False)


def run_process(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, its output in pipes."""
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", *(str(argument) for argument in arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=process_environment(**environment),
    )


def process_environment(**changes: str) -> dict[str, str]:
    """This process's environment, with the repository importable."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **changes}


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port
