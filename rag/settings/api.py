"""Settings of the interface for programs. Knows the values; `ui.api` keeps to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from index.errors import ConfigError

Log: TypeAlias = Literal["writes", "requests", "questions"]
_ORIGIN = re.compile(r"https?://[^/\s*]+")


@dataclass(frozen=True, slots=True)
class ApiConfig:
    """How much is worked on at once, and for how long.

    `answers_at_once` questions are worked on, as many as `waiting` wait for their turn, and whoever comes then is told to
    come again. A question that is not answered after `answer_seconds` is given up. `origins` are other sites whose pages may
    ask, as in "https://news.example". `log`: "writes" writes a line of each change of the articles to standard error, "requests"
    of each request, and "questions" what was asked as well.
    """

    answers_at_once: int = 4
    waiting: int = 256
    answer_seconds: float = 120.0
    origins: tuple[str, ...] = ()
    log: Log = "writes"

    def __post_init__(self) -> None:
        if not isinstance(self.answers_at_once, int) or self.answers_at_once < 1:
            raise ConfigError(f"answers_at_once is {self.answers_at_once!r}; it must be a whole number of at least 1")
        if not isinstance(self.waiting, int) or self.waiting < 0:
            raise ConfigError(f"waiting is {self.waiting!r}; it must be 0 or more")
        if not isinstance(self.answer_seconds, int | float) or not 0 < self.answer_seconds <= 3600:
            raise ConfigError(f"answer_seconds is {self.answer_seconds!r}; it must be more than 0 and at most an hour")
        for origin in self.origins:
            if not isinstance(origin, str) or not _ORIGIN.fullmatch(origin):
                raise ConfigError(
                    f"origins holds {origin!r}; write a site as its pages send it, as in https://news.example"
                )
        if self.log not in get_args(Log):
            raise ConfigError(f"log is {self.log!r}; choose {', '.join(map(repr, get_args(Log)))}")
