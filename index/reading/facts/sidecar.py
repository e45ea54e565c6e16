"""A metadata file beside an article: what its owner says of it, over all that the article says of itself.

The sidecar of `story.pdf` is `story.pdf.meta.json`, `.meta.yaml` or `.meta.yml`, or, without the article's own ending,
`story.meta.json` and so on. The longer name wins; the shorter counts only where one article is named `story.*`, since
of two it could mean either.

A key that is not known here is passed over: tools write their own ("id", "tags", "crawler"). A known key whose value
can state nothing ("published": "tomorrow") is an error, since the owner meant it to count.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import PurePath

from index.errors import ArticleError
from index.reading.boilerplate import has_words
from index.reading.facts.metadata import FIRST_YEAR, Metadata, stated

SUFFIXES = (".meta.json", ".meta.yaml", ".meta.yml")

LARGEST_SIDECAR_BYTES = 1_000_000
"""Seven facts fit into a kilobyte; a thousand times as much is another kind of file."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline"),
    "outlet": ("outlet", "source", "publisher"),
    "author": ("author", "authors", "byline"),
    "url": ("url", "link"),
    "language": ("language", "lang"),
    "published": ("published", "published_at", "date"),
    "updated": ("updated", "updated_at", "modified"),
}
"""The keys of each fact, in any case; the first that is there counts."""

_DATES = ("published", "updated")
_YAML_FAULTS = (ValueError, LookupError, AttributeError, TypeError, RecursionError)
"""What PyYAML raises besides YAMLError: for a day that is none, an odd tag, a key that is a list, deep nesting."""


def is_sidecar(name: str) -> bool:
    """True for the name of a metadata file, in any case: such a file is no article."""
    return any(name.lower().endswith(suffix) and len(PurePath(name).name) > len(suffix) for suffix in SUFFIXES)


def sidecar_names(name: str, *, alone: bool = True) -> tuple[str, ...]:
    """The names that the sidecar of the file `name` may have, the one that counts first; folders are kept.

    `alone` when no other article of the folder has its name up to the ending: only then the shorter names count.
    """
    stem = name.removesuffix(PurePath(name).suffix)
    bases = (name, stem) if alone and stem != name else (name,)
    return tuple(base + suffix for base in bases for suffix in SUFFIXES)


def read_sidecar(content: bytes, name: str) -> Metadata:
    """The facts of a metadata file. Raises ArticleError, naming `name` and the key, when it cannot be believed."""
    if len(content) > LARGEST_SIDECAR_BYTES:
        raise ArticleError(
            f"{name}: the metadata file has {len(content):,} bytes, the limit is {LARGEST_SIDECAR_BYTES:,}; "
            "keep only the facts of the article in it"
        )
    values = _values(content, name)
    facts = {fact: value for fact in KEYS if (value := _fact(values, fact, name)) is not None}
    return stated("sidecar", **facts)


def _values(content: bytes, name: str) -> dict[str, object]:
    """The keys, in small letters, and values of the one mapping that the file holds."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArticleError(f"{name}: byte {error.start} is not UTF-8; save the metadata file as UTF-8") from error
    values = _json(text, name) if name.lower().endswith(".json") else _yaml(text, name)
    if not isinstance(values, Mapping):
        raise ArticleError(
            f'{name}: the metadata file holds {_kind(values)}, not keys and values; write {{"title": "..."}}'
        )
    return {str(key).strip().lower(): value for key, value in values.items()}


def _json(text: str, name: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        fault = "it is nested too deeply" if isinstance(error, RecursionError) else error
        raise ArticleError(f"{name}: the metadata file is not valid JSON ({fault}); mend or remove it") from error


def _yaml(text: str, name: str) -> object:
    import yaml

    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, *_YAML_FAULTS) as error:
        fault = "it is nested too deeply" if isinstance(error, RecursionError) else error
        raise ArticleError(f"{name}: the metadata file is not valid YAML ({fault}); mend or remove it") from error


def _fact(values: Mapping[str, object], fact: str, name: str) -> str | dt.date | None:
    """The value of the first key of `fact` that states something; null and blank text state nothing."""
    for key in KEYS[fact]:
        value = values.get(key)
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        return _day(value, key, name) if fact in _DATES else _words(value, key, name, several=fact == "author")
    return None


def _words(value: object, key: str, name: str, *, several: bool) -> str | None:
    if isinstance(value, str):
        return value
    if several and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(item.strip() for item in value if item.strip()) or None
    wanted = "text, or a list of names" if several else "text"
    raise ArticleError(f"{name}: {key!r} is {_kind(value)}; write {wanted}, or leave the key out")


def _day(value: object, key: str, name: str) -> dt.date:
    """The day of a date or of text that is a date, with a time of day or without."""
    # Imported where a sidecar is read, as in `opening`: its patterns take milliseconds to compile.
    from index.reading.facts.worldwide import opening_day

    day: dt.date | None = None
    if isinstance(value, dt.datetime):
        day = value.date()
    elif isinstance(value, dt.date):
        day = value
    elif isinstance(value, str | int) and not isinstance(value, bool):
        found = opening_day(str(value).strip())
        day = found[0] if found and not has_words(str(value).strip()[found[1] :]) else None
    if day is None or day.year < FIRST_YEAR:
        raise ArticleError(f"{name}: {key!r} is {value!r}, which is no day of an article; write it as 2024-03-26")
    return day


def _kind(value: object) -> str:
    """What a value of the file is called."""
    kinds = {dict: "a mapping", list: "a list", bool: "true or false", int: "a number", float: "a number", str: "text"}
    return "nothing" if value is None else kinds.get(type(value), "a date" if isinstance(value, dt.date) else "no text")
