"""Settings of a server's door and of its tokens. Knows the values; the secrets themselves are no settings, and what guards the
door is `ui.serving`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.errors import ConfigError


@dataclass(frozen=True, slots=True)
class AccessConfig:
    """Of a page that has a password or a token, and of programs that have a token of their own.

    Who came in stays in for `session_hours` without a request. One person may ask `questions_per_minute`, and a program send
    `requests_per_minute`; 0 is no limit. `tokens` is the file of the programs' tokens; None is tokens.json in the user's data
    folder.
    """

    session_hours: float = 24.0
    questions_per_minute: int = 30
    requests_per_minute: int = 600
    tokens: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.session_hours, int | float) or not 0 < self.session_hours <= 24 * 365:
            raise ConfigError(f"session_hours is {self.session_hours!r}; it must be more than 0 and at most a year")
        for name in ("questions_per_minute", "requests_per_minute"):
            if not isinstance(getattr(self, name), int) or getattr(self, name) < 0:
                raise ConfigError(f"{name} is {getattr(self, name)!r}; it must be 0 (no limit) or more")

    @property
    def tokens_file(self) -> Path:
        """The file of the tokens."""
        if self.tokens:
            return Path(self.tokens).expanduser()
        from platformdirs import user_data_path

        return user_data_path("article-rag", appauthor=False) / "tokens.json"
