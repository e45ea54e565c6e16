"""Tokens of programs, in one file: each with a name, what it allows and when it ends. The secret itself is nowhere.

    tokens.json   mode 0600    {"format": 1, "tokens": [{"name", "digest", "scopes", "created", "expires"}, ...]}

A secret has 256 random bits, so its SHA-256 tells nothing of it and cannot be guessed; a slow hash would only make every request
slow. Knows files and the time it is told; knows no HTTP.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import secrets
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from filelock import FileLock

from rag import ConfigError
from rag.documents.values import read_as

Allowed: TypeAlias = Literal["read", "write"]

_PREFIX = "rag_"
"""So that whoever finds one, a scanner of secrets among them, knows what it is."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token. Without `expires` it does not end by itself."""

    name: str
    digest: str
    scopes: tuple[Allowed, ...]
    created: dt.datetime
    expires: dt.datetime | None = None

    def ended(self, now: dt.datetime) -> bool:
        """True once its time is over."""
        return self.expires is not None and now >= self.expires


@dataclass(frozen=True, slots=True)
class _Kept:
    """The file."""

    format: Literal[1]
    tokens: tuple[Token, ...]


class TokenStore:
    """The tokens in the file at `path`, read again when it changes. Safe for many threads and processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._by_digest: dict[str, Token] = {}

    def is_there(self) -> bool:
        """True once a token was made, even if all were revoked since: what was closed does not open by itself."""
        return self.path.exists()

    def tokens(self) -> tuple[Token, ...]:
        """All tokens, oldest first. Raises ConfigError for a file that is damaged or that others can write."""
        with self._lock:
            try:
                status = self.path.stat()
            except FileNotFoundError:
                self._seen, self._by_digest = None, {}
                return ()
            except OSError as error:
                raise ConfigError(f"the tokens at {str(self.path)!r} cannot be read ({error.strerror})") from error
            if os.name == "posix" and status.st_mode & 0o022:
                raise ConfigError(
                    f"the tokens at {str(self.path)!r} can be written by others; run: chmod 600 {self.path}"
                )
            seen = (status.st_mtime_ns, status.st_ino, status.st_size)
            if seen != self._seen:
                self._by_digest = {token.digest: token for token in _read(self.path)}
                self._seen = seen
            return tuple(self._by_digest.values())

    def found(self, secret: str) -> Token | None:
        """The token of that secret, ended or not. The time that looking takes tells nothing but of digests."""
        self.tokens()
        return self._by_digest.get(_digest(secret))

    def create(
        self, name: str, scopes: Sequence[Allowed], *, now: dt.datetime, expires: dt.datetime | None = None
    ) -> str:
        """Keep a new token and return its secret, which is told this once. Raises ConfigError for a name that is taken."""
        if not _NAME.fullmatch(name):
            raise ConfigError(f"a token cannot be called {name!r}; write letters, digits and . _ @ -, at most 64")
        if expires is not None and expires <= now:
            raise ConfigError(f"a token cannot end at {expires:%Y-%m-%d %H:%M}, which is over")
        secret = f"{_PREFIX}{secrets.token_urlsafe(32)}"
        with self._writing():
            kept = self.tokens()
            if any(token.name == name for token in kept):
                raise ConfigError(f"there is a token {name!r} already; revoke it, or choose another name")
            self._write((*kept, Token(name, _digest(secret), tuple(scopes), now, expires)))
        return secret

    def revoke(self, name: str) -> None:
        """Forget a token: it opens nothing any more, in a running server as well. Raises ConfigError for one that is not there."""
        with self._writing():
            kept = self.tokens()
            if all(token.name != name for token in kept):
                known = ", ".join(token.name for token in kept) or "none"
                raise ConfigError(f"there is no token {name!r}; there are: {known}")
            self._write([token for token in kept if token.name != name])

    def _writing(self) -> FileLock:

        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return FileLock(f"{self.path}.lock", timeout=10)

    def _write(self, tokens: Sequence[Token]) -> None:
        told = asdict(_Kept(1, tuple(tokens)))
        building = self.path.with_name(f"{self.path.name}.new")
        building.unlink(missing_ok=True)
        file = os.open(building, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as opened:
            json.dump(told, opened, indent=1, default=dt.datetime.isoformat)
            opened.flush()
            os.fsync(opened.fileno())
        building.replace(self.path)


def _read(path: Path) -> list[Token]:
    try:
        return list(read_as(_Kept, json.loads(path.read_text("utf-8")), "tokens").tokens)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ConfigError(
            f"the tokens at {str(path)!r} cannot be read ({error!r:.200}); restore the file, or delete it and create "
            "new tokens"
        ) from error


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
