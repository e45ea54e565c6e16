"""Settings of a Milvus database: where it is, what our collections are called, how long to wait.

Knows which values are possible. Holds no token: only the name of the environment variable that does, so that no setting
that is printed or logged can give it away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from index.config import check_address, refuse_unknown
from index.errors import ConfigError

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_EXAMPLE = "http://127.0.0.1:19530"


@dataclass(frozen=True, slots=True)
class MilvusConfig:
    """A Milvus server, or a file that milvus-lite keeps, and the name of our collections in it.

    `uri` is an address (http or https), or a path that ends in ".db" for milvus-lite, which one process at a time can
    open. `name` begins the name of each of our collections: two indexes of one database have two names. The token
    ("user:password", or a key) is read from the environment variable `token_variable`. What is not answered within
    `timeout_seconds` is an error; a server that has just started may need half a minute for its first search.
    """

    uri: str = _EXAMPLE
    database: str = ""
    name: str = "articles"
    token_variable: str = "RAG_MILVUS_TOKEN"  # noqa: S105 - the name of a variable
    timeout_seconds: float = 30.0

    def __post_init__(self) -> None:
        self._check_uri()
        if not isinstance(self.name, str) or not _NAME.fullmatch(self.name):
            raise ConfigError(
                f"milvus.name is {self.name!r}; it needs letters, digits and _, a letter first, at most 100"
            )
        if not isinstance(self.database, str) or (self.database and not _NAME.fullmatch(self.database)):
            raise ConfigError(f"milvus.database is {self.database!r}; it needs letters, digits and _, a letter first")
        if not isinstance(self.token_variable, str) or not re.fullmatch(r"[A-Za-z_]\w*", self.token_variable, re.ASCII):
            raise ConfigError("milvus.token_variable must be the name of an environment variable, never a token itself")
        seconds = self.timeout_seconds
        if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 < seconds < float("inf"):
            raise ConfigError(f"milvus.timeout_seconds is {seconds!r}; it must be a positive number")

    @property
    def is_file(self) -> bool:
        """True for a file of milvus-lite."""
        return "://" not in self.uri

    @property
    def shown(self) -> str:
        """How the index is called in messages."""
        return f"{self.uri} ({self.name})"

    def _check_uri(self) -> None:
        wanted = f"it must be an address like {_EXAMPLE!r}, or a file for milvus-lite like 'articles.db'"
        if not isinstance(self.uri, str) or not self.uri:
            raise ConfigError(f"milvus.uri is {self.uri!r}; {wanted}")
        if self.is_file:
            if not self.uri.endswith(".db"):
                raise ConfigError(f"milvus.uri is {self.uri!r}; {wanted}")
        else:
            check_address("milvus.uri", self.uri, wanted=wanted, secret="token")  # noqa: S106 - a word of the message

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> MilvusConfig:
        """Settings from a parsed file. Raises ConfigError for a name that does not exist."""
        refuse_unknown(values, (field.name for field in fields(cls)))
        return cls(**values)
