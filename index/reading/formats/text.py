"""Plain text and Markdown: bytes decoded once, here, and never changed after; YAML or TOML front
matter.

Offsets count characters of the decoded text with newlines as "\\n", so that they hold in the file itself (a byte
order mark is part of the encoding, not of the text).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from index.errors import ArticleError
from index.reading.facts.metadata import Metadata, stated
from index.reading.facts.opening import parse_day
from index.reading.formats.raw.encodings import UnreadableText, text_of
from index.reading.formats.record import Blob, Draft, Record
from index.types import Span

TEXT_SUFFIXES = frozenset({".txt", ".text"})
MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})

_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_TOML_FRONT_MATTER = re.compile(r"\+\+\+[ \t]*\n(?P<toml>.*?)\n\+\+\+[ \t]*(?:\n|$)", re.DOTALL)
_OPENS_WITH_KEY = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*[\w-]+[ \t]*:(?:\s|$)")
_OPENS_WITH_TOML = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*(?:[\w-]+[ \t]*=|\[)")
_KNOWN_KEY = re.compile(
    r"title|headline|subtitle|date|published|publishdate|pubdate|updated|lastmod|authors?|byline|source|outlet|publisher"
    r"|url|link|canonical|permalink|language|lang|tags|categor(?:y|ies)|keywords|topics|description|summary|excerpt"
    r"|layout|slug|draft|aliases"
)
"""What site generators (Jekyll, Hugo, Obsidian) and our own users write; one of them makes a block front matter."""

_SEPARATORS = re.compile(r"[-_ ]+")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
"""Obsidian's web clipper keeps the page's address as its source, and authors as links ("[[Ann Lee]]")."""

_YAML_FAULTS = (ValueError, LookupError, AttributeError, RecursionError)
"""What PyYAML raises besides YAMLError: for a day that is none, an odd tag ("!!bool x"), deep nesting."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_LARGEST_CONTROL_SHARE = 0.01
"""Valid UTF-8 with more control characters than this is binary data, not an article."""


def text_records(blob: Blob) -> Iterator[Record]:
    """The one article of a text file."""
    content = blob.content()
    yield Record("", hashlib.sha256(content).hexdigest(), lambda: Draft(decode(content, blob.name)))


def markdown_records(blob: Blob) -> Iterator[Record]:
    """The one article of a Markdown file, with what its front matter says."""
    content = blob.content()

    def read() -> Draft:
        text = decode(content, blob.name)
        return Draft(text, _front_matter(text, blob.name))

    yield Record("", hashlib.sha256(content).hexdigest(), read)


def decode(content: bytes, name: str) -> str:
    """Bytes to text, newlines as "\\n". Raises ArticleError for what is no text, or in no encoding that can be told."""
    try:
        text = text_of(content)
    except UnreadableText as error:
        raise ArticleError(f"{name}: {error}") from error
    return checked_text(text, name)


def checked_text(text: str, name: str) -> str:
    """`text` with newlines as "\\n". Raises ArticleError when it is binary data or nothing but white space."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    controls = len(_CONTROL.findall(text))
    if controls > max(1, len(text) * _LARGEST_CONTROL_SHARE):
        raise ArticleError(
            f"{name}: {controls} of {len(text)} characters are control characters; this is binary data, not text"
        )
    if not text.strip():
        raise ArticleError(f"{name}: the file holds only white space; remove it or add its text")
    return text


def _front_matter(text: str, name: str) -> Metadata:
    """Metadata of a block at the top of a Markdown file: YAML between two `---` lines, or TOML between `+++` (Hugo).

    Text between two rules is no front matter: then nothing is found, and nothing marked.
    """
    block = _FRONT_MATTER.match(text) or _TOML_FRONT_MATTER.match(text)
    if block is None:
        return Metadata()
    values = _yaml(block["yaml"], name) if block.re is _FRONT_MATTER else _toml(block["toml"], name)
    named = {_SEPARATORS.sub("", str(key)).lower(): value for key, value in values.items()}
    if not any(map(_KNOWN_KEY.fullmatch, named)):
        return Metadata()
    source = _first(named, "source")
    address = source if source and _ADDRESS.match(source) else None
    facts = stated(
        "front matter",
        title=_first(named, "title", "headline"),
        outlet=_first(named, "outlet") or (None if address else source) or _first(named, "publisher", "publication"),
        author=_first(named, "author", "authors", "byline"),
        url=_first(named, "url", "link", "canonical") or address,
        language=_first(named, "language", "lang"),
        published=_day(named, "published", "publishedat", "datepublished", "date", "publishdate", "pubdate"),
        updated=_day(named, "updated", "updatedat", "modified", "datemodified", "lastmodifiedat", "lastmod"),
    )
    return replace(facts, labels=(Span(0, block.end()),))


def _yaml(block: str, name: str) -> Mapping[object, object]:
    """The keys and values of a YAML mapping; empty when `block` is no mapping, but prose."""
    import yaml

    try:
        values = yaml.safe_load(block)
    except (yaml.YAMLError, *_YAML_FAULTS) as error:
        if not _OPENS_WITH_KEY.match(block):
            return {}
        raise _broken("YAML", name, error) from error
    return values if isinstance(values, Mapping) else {}


def _toml(block: str, name: str) -> Mapping[str, object]:
    """The keys and values of a TOML document; empty when `block` is none, but prose."""
    import tomllib

    try:
        # A day or a number that is none raises a bare ValueError.
        return tomllib.loads(block)
    except (ValueError, RecursionError) as error:
        if not _OPENS_WITH_TOML.match(block):
            return {}
        raise _broken("TOML", name, error) from error


def _broken(language: str, name: str, error: Exception) -> ArticleError:
    fault = "it is nested too deeply" if isinstance(error, RecursionError) else error
    return ArticleError(f"{name}: the front matter is not valid {language} ({fault}); mend or remove it")


def _first(values: Mapping[str, object], *names: str) -> str | None:
    """The first named value that holds words: a string, or a list of them (of authors)."""
    for name in names:
        value = values.get(name)
        parts = [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str)]
        if words := ", ".join(filter(None, (part.strip().removeprefix("[[").removesuffix("]]") for part in parts))):
            return words
    return None


def _day(values: Mapping[str, object], *names: str) -> dt.date | None:
    """The day that the first of these keys states."""
    value = next((values[name] for name in names if values.get(name)), None)
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    return parse_day(value) if isinstance(value, str) else None
