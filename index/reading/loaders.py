"""One file to one article: bytes are decoded once, here, and never changed after.

Knows file kinds, encodings and YAML front matter; knows nothing of chunks or indexes.
Offsets count characters of the decoded text with newlines as "\\n", so that for plain text and
Markdown they hold in the file itself (a byte order mark is part of the encoding, not of the text).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from index.errors import ArticleError
from index.reading.boilerplate import boilerplate_lines, merge
from index.reading.metadata import Metadata, headline, parse_day, read_metadata
from index.reading.sentences import split_sentences
from index.types import Article, Sentence, Span

TEXT_SUFFIXES = frozenset({".txt", ".text"})
MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})
SUFFIXES = TEXT_SUFFIXES | MARKDOWN_SUFFIXES

_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_OPENS_WITH_KEY = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*[\w-]+[ \t]*:(?:\s|$)")
_KNOWN_KEY = re.compile(
    r"title|headline|subtitle|date|published|publishdate|pubdate|updated|lastmod|authors?|byline|source|outlet|publisher"
    r"|url|link|canonical|permalink|language|lang|tags|categor(?:y|ies)|keywords|topics|description|summary|excerpt"
    r"|layout|slug|draft|aliases"
)
"""What site generators (Jekyll, Hugo, Obsidian) and our own users write; one of them makes a block front matter."""

_YAML_FAULTS = (ValueError, LookupError, AttributeError, RecursionError)
"""What PyYAML raises besides YAMLError: for a day that is none, an odd tag ("!!bool x"), deep nesting."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_LARGEST_CONTROL_SHARE = 0.01
"""Valid UTF-8 with more control characters than this is binary data, not an article."""

LARGEST_BYTES = 20_000_000
"""An article is some kilobytes. This is thousands of them under one title and date: 14,000 chunks, measured with
the seed article repeated to 19.9 MB (reading 2 s, chunking 8 s, 230 MB of memory)."""


def load_article(path: Path, article_id: str, content: bytes) -> tuple[Article, tuple[Sentence, ...]]:
    """Read one text or Markdown file. Raises ArticleError naming the file, the fault and the remedy."""
    text = decode(content, path)
    found = Metadata()
    if path.suffix.lower() in MARKDOWN_SUFFIXES:
        found = _front_matter(text, path)
    body_start = found.labels[-1].end if found.labels else 0
    found = _merged(found, read_metadata(text[body_start:], path.name), body_start)
    boilerplate = merge([*found.labels, *boilerplate_lines(text)])
    sentences = split_sentences(text, boilerplate)
    if not any(sentence.kind == "sentence" for sentence in sentences):
        raise ArticleError(f"{path}: no sentence is left to index; is this an article? Remove the file or add its text")
    derived, derived_from = headline(text, sentences)
    article = Article(
        id=article_id,
        path=str(path),
        text=text,
        sha256=hashlib.sha256(content).hexdigest(),
        title=found.title or derived,
        title_from=found.title_from or derived_from,
        outlet=found.outlet,
        outlet_from=found.outlet_from,
        author=found.author,
        url=found.url,
        language=found.language,
        published=found.published,
        published_from=found.published_from,
        boilerplate=boilerplate,
    )
    return article, sentences


def decode(content: bytes, path: Path) -> str:
    """Bytes to text: UTF-8, or UTF-16 with a byte order mark. Raises ArticleError otherwise, or over LARGEST_BYTES."""
    if not content:
        raise ArticleError(f"{path}: the file is empty (0 bytes); remove it or add its text")
    if len(content) > LARGEST_BYTES:
        raise ArticleError(
            f"{path}: the file has {len(content):,} bytes, the limit for one article is {LARGEST_BYTES:,}; "
            "split it into one file an article"
        )
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"{path}: byte {error.start} ({content[error.start : error.start + 1]!r}) is not {error.encoding.upper()}; "
            "the file is binary or in another encoding: save it as UTF-8"
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    controls = len(_CONTROL.findall(text))
    if controls > max(1, len(text) * _LARGEST_CONTROL_SHARE):
        raise ArticleError(
            f"{path}: {controls} of {len(text)} characters are control characters; this is binary data, not text"
        )
    if not text.strip():
        raise ArticleError(f"{path}: the file holds only white space; remove it or add its text")
    return text


def _merged(front: Metadata, body: Metadata, offset: int) -> Metadata:
    """Front matter first, the article's own opening for what it leaves out."""
    labels = (*front.labels, *(Span(span.start + offset, span.end + offset) for span in body.labels))
    return replace(
        body,
        title=front.title or body.title,
        title_from=front.title_from or body.title_from,
        outlet=front.outlet or body.outlet,
        outlet_from=front.outlet_from or body.outlet_from,
        author=front.author or body.author,
        url=front.url or body.url,
        language=front.language or body.language,
        published=front.published or body.published,
        published_from=front.published_from or body.published_from,
        labels=labels,
    )


def _front_matter(text: str, path: Path) -> Metadata:
    """Metadata of a YAML block between two `---` lines at the top of a Markdown file.

    Text between two rules is no front matter: then nothing is found, and nothing marked.
    """
    block = _FRONT_MATTER.match(text)
    named = _mapping(block["yaml"], path) if block else {}
    if block is None or not any(map(_KNOWN_KEY.fullmatch, named)):
        return Metadata()
    title, outlet = _first(named, "title", "headline"), _first(named, "outlet", "source", "publisher")
    published = _day(next((named[key] for key in ("published", "date", "publishdate") if key in named), None))
    return Metadata(
        title=title,
        title_from="meta" if title else None,
        outlet=outlet,
        outlet_from="meta" if outlet else None,
        author=_first(named, "author", "byline"),
        url=_first(named, "url", "link", "canonical"),
        language=_first(named, "language", "lang"),
        published=published,
        published_from="meta" if published else None,
        labels=(Span(0, block.end()),),
    )


def _mapping(block: str, path: Path) -> dict[str, object]:
    """The keys (lower case) and values of a YAML mapping; empty when `block` is no mapping, but prose."""
    import yaml

    try:
        values = yaml.safe_load(block)
    except (yaml.YAMLError, *_YAML_FAULTS) as error:
        if not _OPENS_WITH_KEY.match(block):
            return {}
        fault = "it is nested too deeply" if isinstance(error, RecursionError) else error
        raise ArticleError(f"{path}: the front matter is not valid YAML ({fault}); mend or remove it") from error
    return {str(key).lower(): value for key, value in values.items()} if isinstance(values, Mapping) else {}


def _first(values: Mapping[str, object], *names: str) -> str | None:
    """The first named value that is a string with words; a lone surrogate, which no file holds, becomes "?"."""
    found = [value for name in names if isinstance(value := values.get(name), str) and value.strip()]
    return found[0].strip().encode("utf-8", "replace").decode("utf-8") if found else None


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    return parse_day(value) if isinstance(value, str) else None
