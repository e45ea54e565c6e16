"""Settings of the interface for programs. Knows the values; `ui.api` keeps to them."""

from __future__ import annotations

from dataclasses import dataclass

from index.errors import ConfigError


@dataclass(frozen=True, slots=True)
class ApiConfig:
    """How much is worked on at once, and for how long.

    `answers_at_once` questions are worked on, as many as `waiting` wait for their turn, and whoever comes then is told to
    come again. A question that is not answered after `answer_seconds` is given up.
    """

    answers_at_once: int = 4
    waiting: int = 256
    answer_seconds: float = 120.0

    def __post_init__(self) -> None:
        if not isinstance(self.answers_at_once, int) or self.answers_at_once < 1:
            raise ConfigError(f"answers_at_once is {self.answers_at_once!r}; it must be a whole number of at least 1")
        if not isinstance(self.waiting, int) or self.waiting < 0:
            raise ConfigError(f"waiting is {self.waiting!r}; it must be 0 or more")
        if not isinstance(self.answer_seconds, int | float) or not 0 < self.answer_seconds <= 3600:
            raise ConfigError(f"answer_seconds is {self.answer_seconds!r}; it must be more than 0 and at most an hour")
