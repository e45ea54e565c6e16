"""Who may ask as a program: whoever sends a secret that opens, as `Authorization: Bearer ...`; without secrets this machine.

Knows secrets, who sends how many requests and the time it is told; knows nothing of what is asked. A session of the page opens
nothing here: a browser sends its cookie whoever has it ask.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Mapping

from starlette.requests import Request

from rag import ConfigError
from rag.settings.access import AccessConfig
from ui.api.wire.problems import Problem
from ui.serving.entrance import Entrance, secrets_of
from ui.serving.requests import SAFE, address_of, elsewhere
from ui.serving.throttle import FailedLogins, QuestionPace, network_of
from ui.serving.tokens import Allowed, TokenStore
from ui.words import waiting

_LOG = logging.getLogger(__name__)
OF_THE_PAGE = "the page's secret"
THIS_MACHINES = "this machine"
_CHANGES = "/v1/articles"


class Door:
    """Lets programs in. `entrance` knows the secrets of the page beside which it stands, which allow to read.

    Without secrets and without a file of tokens it is open, where `alone` says that only this machine can reach it.
    """

    def __init__(
        self,
        entrance: Entrance | None = None,
        tokens: TokenStore | None = None,
        *,
        alone: bool = True,
        requests_per_minute: int = 0,
        seconds: Callable[[], float] = time.monotonic,
        today: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._entrance = entrance
        self._tokens = tokens
        self._alone = alone
        self._failures = entrance.failures if entrance else FailedLogins()
        self._pace = QuestionPace(requests_per_minute)
        self._seconds = seconds
        self._today = today

    @property
    def opens_to_somebody(self) -> bool:
        """False where nobody could come in."""
        return self._alone or self._entrance is not None or bool(self._tokens and self._tokens.tokens())

    @property
    def is_open(self) -> bool:
        """True where this machine is answered and no other."""
        return self._alone and self._entrance is None and not (self._tokens and self._tokens.is_there())

    def admit(self, request: Request) -> str:
        """Who asks, as a name. Raises Problem unless they may."""
        if self.is_open:
            if fault := elsewhere(request):
                raise Problem(421, f"without a token {fault}")
            return THIS_MACHINES
        now = self._seconds()
        scheme, _, words = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not words.strip():
            raise _unknown("send a token, as in: Authorization: Bearer TOKEN")
        name, allowed = self._known(words.strip(), request, now)
        # The page's secret is everybody's: whoever sends it is counted by the address of their machine.
        counted = f"{name} at {network_of(address_of(request))}" if name == OF_THE_PAGE else name
        if (wait := self._pace.wait(counted, now)) > 0:
            raise _too_many("too many requests with this token", wait)
        wanted: Allowed = (
            "write" if request.method not in SAFE and request.scope["path"].startswith(_CHANGES) else "read"
        )
        if wanted not in allowed:
            told = f"this token does not allow to {wanted}; create one that does, as in: rag token create NAME --write"
            raise Problem(403, told, name="NotAllowed")
        return name

    def _known(self, words: str, request: Request, now: float) -> tuple[str, tuple[Allowed, ...]]:
        """Whose words these are. Tokens are 256 random bits, which nobody guesses: one that opens does so however many wrong ones came
        from its address. The page's secret is chosen by people: while guesses wait, it opens nothing, so that none is told right."""
        fault, token = None, None
        try:
            token = self._tokens.found(words) if self._tokens else None
        except ConfigError as error:
            fault = error
        if token is None:
            if (wait := self._failures.wait(address_of(request), now)) > 0:
                raise _too_many("too many wrong tokens", wait)
            if self._entrance and self._entrance.opens(words):
                return OF_THE_PAGE, ("read",)
            if fault:  # where they lie is nothing for whoever knows none
                _LOG.error("%s", fault)
                raise Problem(
                    503, "the tokens of this server cannot be read; its log says why", name="NoTokens"
                ) from fault
            self._failures.failed(address_of(request), now)
            raise _unknown("this token opens nothing")
        if token.ended(self._today()):
            raise _unknown(f"the token {token.name!r} ended at {token.expires:%Y-%m-%d %H:%M}; create another")
        return token.name, token.scopes


def door_of(access: AccessConfig, environ: Mapping[str, str], *, host: str, alone: bool, root_path: str = "") -> Door:
    """The door of a server without a page; `alone`: only this machine reaches `host`. A `root_path` means a proxy in front.

    Raises ConfigError where nobody could come in.
    """
    secret_words = secrets_of(environ)
    entrance = Entrance(*secret_words, session_seconds=0) if secret_words else None
    tokens = TokenStore(access.tokens_file)
    door = Door(entrance, tokens, alone=alone and not root_path, requests_per_minute=access.requests_per_minute)
    if not door.opens_to_somebody:
        option, value = ("--root-path", root_path) if root_path else ("--host", host)
        raise ConfigError(
            f"{option} {value!r} lets other machines in, and there is no token; create one, as in: rag token create NAME, "
            f"or leave {option} out: programs of this machine are then answered"
        )
    return door


def _unknown(told: str) -> Problem:
    return Problem(401, told, headers={"WWW-Authenticate": "Bearer"})


def _too_many(what: str, wait: float) -> Problem:
    return Problem(429, f"{what}; try again in {waiting(wait)}", headers={"Retry-After": str(int(wait) + 1)})
