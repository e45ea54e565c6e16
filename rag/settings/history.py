"""Settings of the history of typed questions. Knows where the file is; reads and writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.errors import ConfigError


@dataclass(frozen=True, slots=True)
class HistoryConfig:
    """Questions typed in a terminal, kept across sessions: the last `lines` of them, 0 keeps none.

    `path` is the file; None is `history` in the user's state folder.
    """

    path: str | None = None
    lines: int = 1000

    def __post_init__(self) -> None:
        if not isinstance(self.lines, int) or not 0 <= self.lines <= 100_000:
            raise ConfigError(f"lines is {self.lines!r}; it must be a whole number from 0 (keep none) to 100,000")

    @property
    def file(self) -> Path:
        """The file itself."""
        if self.path:
            return Path(self.path).expanduser()
        from platformdirs import user_state_path

        return user_state_path("article-rag", appauthor=False) / "history"
