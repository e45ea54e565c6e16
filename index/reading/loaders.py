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
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_LARGEST_CONTROL_SHARE = 0.01
"""Valid UTF-8 with more control characters than this is binary data, not an article."""


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
    """Bytes to text: UTF-8, or UTF-16 with a byte order mark. Raises ArticleError otherwise."""
    if not content:
        raise ArticleError(f"{path}: the file is empty (0 bytes); remove it or add its text")
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
    """Metadata of a YAML block between two `---` lines at the top of a Markdown file."""
    import yaml

    block = _FRONT_MATTER.match(text)
    if block is None:
        return Metadata()
    try:
        values = yaml.safe_load(block["yaml"])
    except (yaml.YAMLError, ValueError) as error:
        raise ArticleError(f"{path}: the front matter is not valid YAML ({error}); mend or remove it") from error
    labels = (Span(0, block.end()),)
    if not isinstance(values, Mapping):
        return Metadata(labels=labels)
    named = {str(key).lower(): value for key, value in values.items()}
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
        labels=labels,
    )


def _first(values: Mapping[str, object], *names: str) -> str | None:
    found = [value for name in names if isinstance(value := values.get(name), str) and value.strip()]
    return found[0].strip() if found else None


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    return parse_day(value) if isinstance(value, str) else None
