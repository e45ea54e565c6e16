"""Settings of the index floor: plain frozen values, checked when made.

Knows which settings exist and which values are possible; reads no file and no environment.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, TypeAlias
from urllib.parse import urlsplit

from index.errors import ConfigError

PACKAGED_MODEL = "all-MiniLM-L6-v2"
Engine: TypeAlias = Literal["auto", "openvino", "reference"]
Store: TypeAlias = Literal["local", "milvus"]


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """How articles are cut and embedded, and where the index is searched.

    `embedder` is the packaged model's name, or a folder or hub name sentence-transformers can load.
    `engine`: "openvino" runs the exported packaged model, "reference" sentence-transformers,
    "auto" the first where it can. `chunk_tokens` counts special tokens too; None is the
    embedder's whole window. `cache_folder` holds the exported model; None is the user's cache. `columns` are pairs of
    a fact and the column or key of a table that holds it, for tables whose columns have unusual names:
    (("text", "story_html"), ("published", "meta.day")). `store`: "local" searches the index folder itself, "milvus" the
    database that the settings of Milvus name, to which each sync of the folder is published.
    """

    embedder: str = PACKAGED_MODEL
    engine: Engine = "auto"
    chunk_tokens: int | None = None
    overlap_sentences: int = 1
    cache_folder: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    store: Store = "local"

    def __post_init__(self) -> None:
        if not isinstance(self.embedder, str) or not self.embedder:
            raise ConfigError(f"embedder is {self.embedder!r}; name a model folder or a hub name")
        if self.engine not in ("auto", "openvino", "reference"):
            raise ConfigError(f"engine is {self.engine!r}; choose 'auto', 'openvino' or 'reference'")
        if self.store not in ("local", "milvus"):
            raise ConfigError(f"store is {self.store!r}; choose 'local' or 'milvus'")
        if self.chunk_tokens is not None and (not isinstance(self.chunk_tokens, int) or self.chunk_tokens < 16):
            raise ConfigError(
                f"chunk_tokens is {self.chunk_tokens!r}; a whole number of at least 16 is needed for a sentence"
            )
        if not isinstance(self.overlap_sentences, int) or self.overlap_sentences < 0:
            raise ConfigError(
                f"overlap_sentences is {self.overlap_sentences!r}; it must be a whole number, not negative"
            )

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> IndexConfig:
        """Settings from a parsed file. Raises ConfigError for a name that does not exist."""
        refuse_unknown(values, (field.name for field in fields(cls)))
        columns = values.get("columns", ())
        pairs = columns.items() if isinstance(columns, Mapping) else columns
        return cls(**(dict(values) | {"columns": tuple((fact, column) for fact, column in pairs)}))


def check_address(setting: str, address: object, *, wanted: str, secret: str) -> None:
    """Raise ConfigError unless it is a web address (http, https) without a query and without the `secret` ("key") in it.

    `wanted` tells what it must be.
    """
    fault = ConfigError(f"{setting} is {address!r}; {wanted}")
    try:
        parts = urlsplit(str(address))
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise fault from None
    if parts.username or parts.password:  # which are not repeated
        raise ConfigError(f"{setting} holds a name or a password; put the {secret} into the environment instead")
    if not usable or parts.query or parts.fragment:
        raise fault


def refuse_unknown(values: Iterable[str], known: Iterable[str]) -> None:
    """Raise ConfigError for the first name in `values` that is not `known`, with the nearest one."""
    names = list(known)
    for name in values:
        if name not in names:
            nearest = difflib.get_close_matches(name, names, n=1)
            hint = f"did you mean {nearest[0]!r}?" if nearest else f"known settings: {', '.join(names)}"
            raise ConfigError(f"unknown setting {name!r}; {hint}")
