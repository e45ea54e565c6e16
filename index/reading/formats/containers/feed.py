"""RSS, Atom and RDF: an entry an article. And what a JSON Feed says of itself.

Knows feeds; feedparser knows their dialects. It is given bytes in memory, never a name or an address, so that it can
open nothing; entities outside the file are not loaded (feature_external_ges is off), and it drops the declarations of
entities that hold others, so none can grow.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from index.errors import ArticleError
from index.reading.facts.metadata import Metadata, stated
from index.reading.formats.containers.records.columns import Columns, text_draft
from index.reading.formats.containers.records.days import day_of
from index.reading.formats.containers.records.naming import Found, failing, named
from index.reading.formats.containers.records.values import author_of, unmarked
from index.reading.formats.raw.signatures import HEAD_BYTES, root_of
from index.reading.formats.record import Blob, Draft, ReadingOptions, Record
from index.reading.language import language_code

FEED_SUFFIXES = frozenset({".rss", ".atom", ".rdf", ".xml"})
"""An .xml file is read when it is a feed."""

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
"""feedparser takes an id for a link, which many are not."""

_FAULTS = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError, OverflowError)
"""What feedparser was seen to raise for damaged feeds (tests/index/formats/test_feed.py mutates them), its date and
SGML parsers above all."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry as its feed gave it."""

    text: str | None = field(repr=False)
    is_html: bool
    found: Metadata


def feed_records(blob: Blob, options: ReadingOptions) -> Iterator[Record]:
    """The entries of a feed, in order. Raises ArticleError when the file is no feed."""
    content = blob.content()
    parsed = _parsed(content, blob.name)
    if not parsed.version and not parsed.entries:
        root = root_of(content[:HEAD_BYTES])
        held = f"its root element is <{root}>" if root else "it has no root element"
        raise ArticleError(f"{blob.name}: this is no RSS, Atom or RDF feed: {held}; remove it or convert it")
    if not parsed.entries:
        raise ArticleError(f"{blob.name}: the feed has no entries; remove it")
    return named(_entries(parsed, blob.name, Columns(options)))


def json_feed_facts(value: object) -> Metadata | None:
    """What a JSON Feed (jsonfeed.org) says of all its items; None for other JSON."""
    if not isinstance(value, Mapping) or "jsonfeed.org" not in str(value.get("version"))[:100]:
        return None
    return stated(
        "feed", outlet=_words(value.get("title")), language=language_code(_words(value.get("language")) or "")
    )


def _parsed(content: bytes, name: str) -> Any:
    import feedparser

    try:
        # Markup is read by the same code as web pages, so nothing is gained by cleaning it here.
        return feedparser.parse(BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    except _FAULTS as error:
        raise ArticleError(
            f"{name}: the feed cannot be read ({type(error).__name__}: {error}); it is damaged, fetch it again"
        ) from error


def _entries(parsed: Any, name: str, columns: Columns) -> Iterator[Found]:
    feed = parsed.feed
    shared = stated("feed", outlet=_words(feed.get("title")), language=language_code(_language(feed) or ""))
    for number, values in enumerate(parsed.entries, 1):
        place = f"entry {number}"
        entry = _entry(values, shared, is_rss=parsed.version.startswith("rss"))
        cut = parsed.bozo and number == len(parsed.entries)
        yield Found(
            _words(dict.get(values, "id")) or _words(dict.get(values, "link")),
            place,
            columns.sha256(repr(entry.text).encode() + repr((entry.is_html, entry.found)).encode()),
            _reading(entry, f"{name}: {place}"),
            f"the feed is damaged ({_told(parsed.bozo_exception)}); its last entry may be cut" if cut else None,
        )


def _entry(values: Any, shared: Metadata, *, is_rss: bool) -> _Entry:
    """The facts and the fullest text of an entry. Its fields are fetched past feedparser's stand-ins (dict.get): the
    one for "updated" is deprecated, and hides which of two dates was given."""
    texts = [*dict.get(values, "content", []), dict.get(values, "summary_detail") or {}]
    bodies = [(words, part.get("type") in _HTML_TYPES) for part in texts if (words := _words(part.get("value")))]
    text, is_html = max(bodies, key=lambda body: len(body[0]), default=(None, False))
    link, updated = _words(dict.get(values, "link")), _day(values, "updated")
    published = _day(values, "published") or _day(values, "created")
    # feedparser calls dc:date an update; in RSS it is the one date of an entry.
    updated_is_published = is_rss and published is None
    published = updated if updated_is_published else published
    found = stated(
        "feed",
        title=unmarked(_words(dict.get(values, "title"))),
        author=author_of(_authors(values)),
        url=link if link and _ADDRESS.match(link) else None,
        published=published,
        updated=None if updated_is_published else updated,
    )
    if text is not None and found.title == " ".join(text.split()):
        text = None
    return _Entry(text, is_html, found.over(shared))


def _reading(entry: _Entry, name: str) -> Any:
    if entry.text is None:
        return failing(f"{name}: the entry has no text; follow its link and save the page, or leave it out")
    text = entry.text

    def read() -> Draft:
        return text_draft(text, name, entry.found, markup=entry.is_html and ("&" in text or "<" in text))

    return read


def _authors(values: Any) -> str | None:
    names = [words for author in dict.get(values, "authors", []) if (words := _words(author.get("name")))]
    return ", ".join(dict.fromkeys(names)) or _words(dict.get(values, "author"))


def _day(values: Any, name: str) -> dt.date | None:
    """The day as written; for notations that only feedparser knows, the day in Greenwich."""
    written = day_of(dict.get(values, name))
    stamp = dict.get(values, f"{name}_parsed")
    if written is not None or stamp is None:
        return written
    try:
        return dt.date(*stamp[:3])
    except ValueError:
        return None


def _language(feed: Any) -> str | None:
    return _words(feed.get("language")) or _words((feed.get("title_detail") or {}).get("language"))


def _words(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _told(error: object) -> str:
    return " ".join(str(error).split())[:200]
