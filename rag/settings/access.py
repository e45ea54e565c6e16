"""Settings of a server's door. Knows the values; the secrets themselves are no settings, and what guards the door is `ui.serving`."""

from __future__ import annotations

from dataclasses import dataclass

from index.errors import ConfigError


@dataclass(frozen=True, slots=True)
class AccessConfig:
    """Of a page that has a password or a token.

    Who came in stays in for `session_hours` without a request. One person may ask `questions_per_minute`; 0 is no limit.
    """

    session_hours: float = 24.0
    questions_per_minute: int = 30

    def __post_init__(self) -> None:
        if not isinstance(self.session_hours, int | float) or not 0 < self.session_hours <= 24 * 365:
            raise ConfigError(f"session_hours is {self.session_hours!r}; it must be more than 0 and at most a year")
        if not isinstance(self.questions_per_minute, int) or self.questions_per_minute < 0:
            raise ConfigError(f"questions_per_minute is {self.questions_per_minute!r}; it must be 0 (no limit) or more")
