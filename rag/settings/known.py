"""Which settings there are, of which type: read off the frozen dataclasses that hold them.

Knows names, types and environment variables; knows no file.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import lru_cache
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from index.config import IndexConfig
from index.milvus.settings import MilvusConfig
from rag.answering.llm.settings import LlmConfig
from rag.config import RagConfig
from rag.conversations.settings import ConversationsConfig
from rag.feedback.store import FeedbackConfig
from rag.library.config import PageConfig
from rag.settings.access import AccessConfig
from rag.settings.api import ApiConfig
from rag.settings.history import HistoryConfig

Tables: TypeAlias = Mapping[str, type]
"""Name of a table in the file -> the dataclass that its values make; "" is the file itself."""

TABLES: Tables = types.MappingProxyType(
    {
        "": RagConfig,
        "index": IndexConfig,
        "llm": LlmConfig,
        "milvus": MilvusConfig,
        "feedback": FeedbackConfig,
        "access": AccessConfig,
        "conversations": ConversationsConfig,
        "history": HistoryConfig,
        "page": PageConfig,
        "api": ApiConfig,
    }
)
INDEX_PATH = "index.path"
"""Where the index is; no part of `IndexConfig`, which tells how one is made."""

INDEX_VARIABLE = "RAG_INDEX"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: `name` is dotted by its table, `hint` the type of its values, `variable` its environment variable."""

    name: str
    hint: Any
    default: Any
    variable: str

    def fault(self, value: object) -> str | None:
        """What is wrong with the type of a value; None when nothing is."""
        return None if _is(value, self.hint) else f"it must be {_words(self.hint)}"


def known_settings(tables: Tables) -> Mapping[str, Setting]:
    """All settings by name, in the order of the tables."""
    return _known(tuple(tables.items()))


@lru_cache(maxsize=4)
def _known(tables: tuple[tuple[str, type], ...]) -> Mapping[str, Setting]:
    """Kept: reading the types of all fields takes half a millisecond, and `ask()` reads its settings every time."""
    names = [table for table, _ in tables]
    found = [
        _setting(table, field.name, hints[field.name], _default(field))
        for table, holder in tables
        for hints in [get_type_hints(holder)]
        for field in fields(holder)
        if table or field.name not in names
    ]
    place = Setting(INDEX_PATH, str | None, None, INDEX_VARIABLE)
    return types.MappingProxyType({setting.name: setting for setting in (place, *found)})


def _setting(table: str, name: str, hint: Any, default: Any) -> Setting:
    dotted = f"{table}.{name}" if table else name
    return Setting(dotted, hint, default, f"RAG_{dotted.upper().replace('.', '_')}")


def _default(field: Any) -> Any:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else None


def _is(value: object, hint: Any) -> bool:
    origin = get_origin(hint)
    if origin is Literal:
        return value in get_args(hint)
    if origin in (Union, types.UnionType):
        return any(_is(value, one) for one in get_args(hint))
    if origin is tuple:  # a table in the file
        return isinstance(value, tuple | list | Mapping)
    if hint in (None, types.NoneType):
        return value is None
    if hint in (int, float) and isinstance(value, bool):
        return False
    return isinstance(value, (int, float) if hint is float else hint)


def _words(hint: Any) -> str:
    origin = get_origin(hint)
    if origin is Literal:
        return " or ".join(repr(value) for value in get_args(hint))
    if origin in (Union, types.UnionType):
        return " or ".join(_words(one) for one in get_args(hint) if one is not types.NoneType)
    if origin is tuple:
        return "a list" if get_args(hint)[-1] is Ellipsis and get_args(hint)[0] is str else "a table"
    return {int: "a whole number", float: "a number", str: "text", bool: "true or false"}[hint]
