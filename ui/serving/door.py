"""Who may ask as a program: whoever sends a secret that opens, as `Authorization: Bearer ...`; without secrets this machine.

Knows secrets, who sends how many requests and the time it is told; knows nothing of what is asked. A session of the page opens
nothing here: a browser sends its cookie whoever has it ask.
"""

from __future__ import annotations

import time

from starlette.requests import Request

from ui.api.problems import Problem
from ui.serving.entrance import Entrance
from ui.serving.requests import THIS_MACHINE, address_of
from ui.serving.throttle import FailedLogins
from ui.words import waiting


class Door:
    """Lets programs in. `entrance` knows the secrets of the page beside which it stands."""

    def __init__(self, entrance: Entrance | None = None) -> None:
        self._entrance = entrance
        self._failures = FailedLogins()

    def admit(self, request: Request) -> None:
        """Raise Problem unless the request may come in."""
        if self._entrance is None:
            if request.url.hostname not in THIS_MACHINE:
                told = f"without a token only names of this machine are answered, not {request.url.hostname!r}"
                raise Problem(421, told)
            return
        now = time.monotonic()
        scheme, _, words = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not words.strip():
            raise _unknown("send a token, as in: Authorization: Bearer TOKEN")
        if (wait := self._failures.wait(address_of(request), now)) > 0:
            told = f"too many wrong tokens; try again in {waiting(wait)}"
            raise Problem(429, told, headers={"Retry-After": str(int(wait) + 1)})
        if not self._entrance.opens(words.strip()):
            self._failures.failed(address_of(request), now)
            raise _unknown("this token opens nothing")


def _unknown(told: str) -> Problem:
    return Problem(401, told, headers={"WWW-Authenticate": "Bearer"})
