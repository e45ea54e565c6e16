"""The values of a record: where they lie in it, the words in them, whether these are HTML.

Knows the shapes that values take in news data; knows nothing of what facts they state. Pure.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping

from index.reading.formats.containers.records.column_names import NESTS, plain

_INSIDE = (
    "rendered",
    "name",
    "main",
    "original",
    "text",
    "value",
    "fulltext",
    "oid",
    "",
    "content",
    "plaintext",
    "body",
    "title",
)
"""Where the words of an object lie: {"rendered": ...} is WordPress, {"name": ...} NewsAPI, {"main": ...} the New York
Times, {"$oid": ...} MongoDB, {"#": ...} XML turned into JSON."""

_DEEPEST = 3
"""Objects within objects; {"authors": [{"name": {"value": ...}}]} is the deepest seen."""

_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>p|br|div|a|b|i|em|strong|span|ul|ol|li|h[1-6]|img|figure|table|tr|td|blockquote|section|article"
    r"|html|body|head|u|small|sup|sub|hr|iframe|script|style)(?=[\s/>])[^<>]{0,2000}>",
    re.IGNORECASE,
)
_VOID = frozenset({"br", "p", "img", "hr", "li"})
"""Elements that are written without an end tag."""

_MISSING = frozenset({"", "NaN", "nan", "NaT", "<NA>", "None", "null", "NULL", "\\N", "#N/A", "N/A", "n/a"})
"""How pandas, Python, databases and spreadsheets write a value that is not there."""

_ANY_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_BY = re.compile(r"\Aby:?\s+(?=\w)", re.IGNORECASE)

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LISTED_KEYS = 20
"""Keys that an error names; enough to see the right one."""


def named_values(record: Mapping[str, object], names: tuple[str, ...]) -> Iterator[object]:
    """Values of the record's columns of these names, in the order of the names; nested ones after its own."""
    for holder in _holders(record):
        values = dict[str, object]()
        for key, value in holder.items():
            if value is not None:
                values.setdefault(plain(key), value)
        yield from (values[name] for name in names if name in values)


def _holders(record: Mapping[str, object], depth: int = 0) -> Iterator[Mapping[str, object]]:
    """What a record says itself, then the objects in it that hold facts. "_source" is no "source": an object that
    holds facts is not one of them."""
    nests = {key: value for key, value in record.items() if isinstance(value, Mapping) and key.lower() in NESTS}
    yield {key: value for key, value in record.items() if key not in nests}
    if depth < _DEEPEST:
        for nest in nests.values():
            yield from _holders(nest, depth + 1)


def value_at(record: Mapping[str, object], path: str) -> object:
    """The value at a path with dots, or None; a column whose own name has the dots comes first."""
    if path in record:
        return record[path]
    value: object = record
    for part in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def words_of(value: object, joint: str = "\n\n", depth: int = 0) -> str | None:
    """The text of a value: a string, an object that holds one, or a list of them; None when there are no words.

    The parts of a list are put together with `joint` between them: paragraphs of a text, names of authors.
    """
    if isinstance(value, str):
        return None if value.strip() in _MISSING else value
    if depth > _DEEPEST:
        return None
    if isinstance(value, Mapping):
        inside = {plain(str(key)): inner for key, inner in value.items()}
        found = (words_of(inside[name], joint, depth + 1) for name in _INSIDE if name in inside)
        return next(filter(None, found), None)
    if isinstance(value, list):
        parts = [words for part in value if (words := words_of(part, joint, depth + 1))]
        return joint.join(parts) or None
    return None


def is_markup(text: str) -> bool:
    """True for HTML: an element with its end tag, or two tags of elements that need none. Prose may name one tag."""
    opened, void = set[str](), 0
    for tag in _TAG.finditer(text):
        name = tag["name"].lower()
        if tag["end"]:
            if name in opened:
                return True
        else:
            opened.add(name)
            void += name in _VOID
        if void > 1:
            return True
    return False


def unmarked(words: str | None) -> str | None:
    """A headline or a name without markup: publishers put <em> and entities into it."""
    return None if words is None else html.unescape(_ANY_TAG.sub("", words))


def author_of(words: str | None) -> str | None:
    """The names of a byline: "By Ann Lee" is by Ann Lee."""
    return None if words is None else _BY.sub("", (unmarked(words) or "").strip(), count=1)


def storable(text: str) -> str:
    """`text` with U+FFFD for each lone surrogate, which JSON can spell and no file can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def listed(keys: Iterable[object]) -> str:
    """Keys for a message, the first `_LISTED_KEYS` of them."""
    names = [repr(key)[:80] for key in keys]
    more = f" and {len(names) - _LISTED_KEYS} more" if len(names) > _LISTED_KEYS else ""
    return (", ".join(names[:_LISTED_KEYS]) or "none") + more
