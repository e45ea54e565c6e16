"""`rag completion`: the script by which a shell completes the command."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

COMPLETION_VARIABLE = "_RAG_COMPLETE"
"""Set by the script when the shell asks what may follow."""


class Shell(StrEnum):
    """Shells that Typer writes a script for."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"
    powershell = "powershell"


def completion(shell: Annotated[Shell, typer.Argument(help="The shell.")]) -> None:
    """Print the script that lets a shell complete commands and options.

    \b
    rag completion bash >> ~/.bashrc
    rag completion zsh >> ~/.zshrc
    rag completion fish > ~/.config/fish/completions/rag.fish
    """
    from typer.completion import get_completion_script

    typer.echo(get_completion_script(prog_name="rag", complete_var=COMPLETION_VARIABLE, shell=shell.value))
