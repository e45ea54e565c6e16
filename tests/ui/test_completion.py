"""`rag completion`: the script of each shell, what the command answers it, and the shells themselves where they are installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.command import BAD_INPUT, process_environment, run, run_process

SAYS = {
    "bash": "complete -o default -F _rag_completion rag",
    "zsh": "#compdef rag",
    "fish": "complete --command rag --no-files",
    "powershell": "Register-ArgumentCompleter -Native -CommandName rag",
}
ASKS = {
    "bash": {"COMP_WORDS": "rag art", "COMP_CWORD": "1"},
    "zsh": {"_TYPER_COMPLETE_ARGS": "rag art"},
    "fish": {"_TYPER_COMPLETE_ARGS": "rag art", "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    "powershell": {"_TYPER_COMPLETE_ARGS": "rag art", "_TYPER_COMPLETE_WORD_TO_COMPLETE": "art"},
}
# What each shell does when the person has typed "rag art" and presses the tab key.
TAB = {
    "bash": 'source "$1"; COMP_WORDS=(rag art); COMP_CWORD=1; _rag_completion rag; echo "${COMPREPLY[@]}"',
    "zsh": """autoload -Uz compinit; compinit -u -D
      _arguments() { print -r -- "$@"; }; _describe() { print -r -- ${(P)2} "$@"; }
      source "$1"; words=(rag art); CURRENT=2; _rag_completion""",
    "fish": 'source $argv[1]; complete --do-complete "rag art"',
}


@pytest.mark.parametrize("shell", SAYS)
def test_each_shell_gets_its_script_and_its_completions(shell: str) -> None:
    script = run("completion", shell)
    assert script.exit_code == 0
    assert SAYS[shell] in script.stdout
    assert "_RAG_COMPLETE" in script.stdout
    found = run_process(_RAG_COMPLETE=f"complete_{shell}", **ASKS[shell])
    assert found.returncode == 0
    assert "articles" in found.stdout
    assert "evaluate" not in found.stdout


def test_a_shell_that_is_not_known_is_refused() -> None:
    assert run("completion", "tcsh").exit_code == BAD_INPUT


@pytest.mark.parametrize("shell", TAB)
def test_the_shell_itself_completes_a_command(shell: str, tmp_path: Path) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed, so only its script was tested")
    script = tmp_path / "completion"
    script.write_text(run("completion", shell).stdout, "utf-8")
    command = tmp_path / "bin" / "rag"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m ui.cli "$@"\n', "utf-8")
    command.chmod(0o755)
    environment = process_environment(HOME=str(tmp_path))
    environment["PATH"] = f"{command.parent}:{environment['PATH']}"
    arguments = [TAB[shell], str(script)] if shell == "fish" else [TAB[shell], shell, str(script)]
    pressed = subprocess.run(
        [program, "-c", *arguments], capture_output=True, text=True, timeout=60, env=environment, check=False
    )
    assert (pressed.returncode, pressed.stderr) == (0, "")
    assert "articles" in pressed.stdout
    assert "doctor" not in pressed.stdout
