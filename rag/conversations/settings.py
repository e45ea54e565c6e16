"""How conversations are kept: whether, where, how many and how long. Knows no file and no page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.errors import ConfigError


@dataclass(frozen=True, slots=True)
class ConversationsConfig:
    """`path` is a SQLite file; None is `conversations.sqlite` in the user's data folder.

    Of each browser the `per_browser` conversations last written to are kept, each for `days` after its last question.
    Without `keep` nothing is written or read: a conversation ends with its page.
    """

    path: str | None = None
    keep: bool = True
    per_browser: int = 200
    days: int = 365

    def __post_init__(self) -> None:
        for name in ("per_browser", "days"):
            if not isinstance(getattr(self, name), int) or getattr(self, name) < 1:
                raise ConfigError(
                    f"{name} of conversations is {getattr(self, name)!r}; it must be a whole number of at least 1 "
                    "(conversations.keep = false keeps none)"
                )

    @property
    def file(self) -> Path:
        """The file itself."""
        if self.path:
            return Path(self.path).expanduser()
        from platformdirs import user_data_path

        return user_data_path("article-rag", appauthor=False) / "conversations.sqlite"
