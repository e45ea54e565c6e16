"""Plain values, as JSON holds them, read back as the frozen dataclass that they were. Knows types; knows no answer.

A library for this (pydantic, cattrs) costs 60 ms of import where a whole question through a running page takes 150, and
would still have to be told of tuples and of names that nobody may add.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def read_as(kind: type[T], value: object, name: str = "") -> T:
    """`value` as `kind`: a dataclass, or a type that its fields have. Raises ValueError that says where it is none.

    Mappings are dataclasses with exactly their names, lists tuples, and text in ISO 8601 a date or a time.
    """
    made: T = _read(kind, value, name)
    return made


def _read(hint: Any, value: object, name: str) -> Any:
    if is_dataclass(hint):
        return _dataclass(hint, value, name)
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        kinds = [one for one in get_args(hint) if one is not types.NoneType]
        return None if value is None and len(kinds) < len(get_args(hint)) else _read(kinds[0], value, name)
    if origin is tuple and isinstance(value, list):
        return tuple(_read(get_args(hint)[0], one, f"{name}[{at}]") for at, one in enumerate(value))
    if origin is Literal and value in get_args(hint):
        return value
    if hint in (dt.date, dt.datetime) and isinstance(value, str):
        try:
            return hint.fromisoformat(value)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and type(value) is hint:
        return value
    raise ValueError(f"{name} is {str(value)[:80]!r}, which is no {_words(hint)}")


def _dataclass(kind: Any, value: object, name: str) -> Any:
    hints = _hints(kind)
    if not isinstance(value, Mapping) or value.keys() != hints.keys():
        found = sorted(value) if isinstance(value, Mapping) else str(value)[:80]
        raise ValueError(f"{name or kind.__name__} has {found}, expected {sorted(hints)}")
    return kind(**{one: _read(hint, value[one], f"{name}.{one}".lstrip(".")) for one, hint in hints.items()})


@lru_cache(maxsize=32)
def _hints(kind: Any) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _words(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) else str(hint).replace("typing.", "")
