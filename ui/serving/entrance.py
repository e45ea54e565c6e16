"""Who may come in: whoever knows the password or the token, for as long as their session lasts.

Knows secrets, sessions and the time it is told; knows nothing of HTTP. Secrets and the names of sessions are kept as their
SHA-256 and compared in constant time. The secret is chosen by whoever starts the server and lives in its memory alone, so
that a slow hash would protect nothing: what slows guessing down is `FailedLogins`.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

from rag import ConfigError
from ui.serving.throttle import FailedLogins

PASSWORD_VARIABLE = "RAG_PAGE_PASSWORD"  # noqa: S105 - a variable's name
TOKEN_VARIABLE = "RAG_PAGE_TOKEN"  # noqa: S105
LEAST_CHARACTERS = 10
SESSIONS_KEPT = 10_000


class Entrance:
    """Lets in who knows one of `secret_words`, and knows them again by their session."""

    def __init__(self, *secret_words: str, session_seconds: float) -> None:
        self._digests = tuple(_digest(words) for words in secret_words)
        self._session_seconds = session_seconds
        self._sessions: OrderedDict[bytes, float] = OrderedDict()
        self._lock = threading.Lock()
        self.failures = FailedLogins()
        """Of all who guess, at whichever gate."""

    def opens(self, words: str) -> bool:
        """True for the password and for the token; takes as long for any other."""
        given = _digest(words)
        return sum(hmac.compare_digest(given, known) for known in self._digests) > 0

    def enter(self, now: float) -> str:
        """A new session's name, of 256 random bits."""
        name = secrets.token_urlsafe(32)
        with self._lock:
            self._sessions[_digest(name)] = now
            while len(self._sessions) > SESSIONS_KEPT:
                self._sessions.popitem(last=False)
        return name

    def knows(self, session: str, now: float) -> bool:
        """True for a session that goes on, which this is noted of; False when it ended or never was."""
        digest = _digest(session)
        with self._lock:
            seen = self._sessions.get(digest)
            if seen is None:
                return False
            if now - seen > self._session_seconds:
                del self._sessions[digest]
                return False
            self._sessions[digest] = now
            self._sessions.move_to_end(digest)
        return True

    def leave(self, session: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(_digest(session), None)


def secrets_of(environ: Mapping[str, str], password_file: Path | None = None) -> tuple[str, ...]:
    """The password and the token that were set, none when none was. Raises ConfigError for one that is too short."""
    found = [(name, environ[name]) for name in (PASSWORD_VARIABLE, TOKEN_VARIABLE) if name in environ]
    if password_file is not None:
        try:
            found.append((f"the file {str(password_file)!r}", password_file.read_text("utf-8").rstrip("\r\n")))
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"the password file {str(password_file)!r} cannot be read ({error})") from error
    for name, words in found:
        if len(words) < LEAST_CHARACTERS:
            raise ConfigError(
                f"{name} holds a password of {len(words)} characters; choose at least {LEAST_CHARACTERS}, as in: "
                f"{PASSWORD_VARIABLE}=$(openssl rand -base64 18)"
            )
    return tuple(words for _, words in found)


def _digest(words: str) -> bytes:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()
