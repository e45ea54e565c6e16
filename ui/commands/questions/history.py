"""Questions typed in a terminal, kept for the next session, and what the tab key completes.

One line a question in a file that only this user can read; a line that begins with a space is not kept, as in a shell. Each is
written when it is typed, so that several terminals and a kill lose nothing. Knows readline and the file; knows no answer.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import typer

from rag.printing import visible
from rag.settings.history import HistoryConfig

_LONGEST_LINE = 2_000
"""Characters; no question is longer."""


class History:
    """What was typed before. What stands in its way (a disk that is full, a file of others) is told once, and nothing kept."""

    def __init__(self, config: HistoryConfig) -> None:
        self._file = config.file
        self._lines = config.lines
        self._works = config.lines > 0

    def begin(self, commands: Sequence[str]) -> None:
        """Let the arrow keys bring back what was typed, and the tab key complete `commands`."""
        import readline

        for line in self._kept():
            readline.add_history(line)
        readline.set_completer_delims("")
        readline.set_completer(lambda text, state: _completed(commands, text, state))
        edits = "libedit" in (readline.__doc__ or "")  # macOS
        readline.parse_and_bind("bind ^I rl_complete" if edits else "tab: complete")

    def add(self, typed: str) -> None:
        """Keep a line as it was typed, unless it begins with a space or is a command."""
        if not self._works or typed.startswith((" ", "/")) or not typed.strip() or len(typed) > _LONGEST_LINE:
            return
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _append(self._file, typed.strip() + "\n")
        except OSError as error:
            self._told(error)

    def _kept(self) -> list[str]:
        """The last lines, oldest first; the file is cut when it holds twice as many."""
        if not self._works or not self._file.is_file():
            return []
        try:
            lines = self._file.read_text("utf-8", errors="replace").splitlines()
            kept = lines[-self._lines :]
            if len(lines) > 2 * self._lines:
                shorter = self._file.with_suffix(f".{os.getpid()}")
                _append(shorter, "".join(f"{line}\n" for line in kept))
                shorter.replace(self._file)
        except OSError as error:
            self._told(error)
            return []
        return [visible(line) for line in kept]

    def _told(self, error: OSError) -> None:
        self._works = False
        told = f"note: what is typed is not kept, as {str(self._file)!r} cannot be used ({error.strerror})"
        typer.echo(visible(told), err=True)


def _append(path: Path, text: str) -> None:
    file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        if hasattr(os, "fchmod"):
            os.fchmod(file, 0o600)
        os.write(file, text.encode("utf-8", "replace"))
    finally:
        os.close(file)


def _completed(commands: Sequence[str], text: str, state: int) -> str | None:
    """The `state`th command that begins with `text`; questions are not completed."""
    found = [command for command in commands if text.startswith("/") and command.startswith(text)]
    return found[state] if state < len(found) else None
