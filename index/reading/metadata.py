"""Headline, outlet, author and publication date of an article, each with where it was read.

Knows how articles open in the wild: labelled lines ("date 2024-03-26", "Source: ..."), datelines
("Washington D.C., 1 May 2023 (TDI):"), bylines, a heading, dates in file names. Pure; never
looks at a file's modification time, which says nothing about publication.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.reading.dates import DATE, MONTHS, find_dates, read
from index.types import Provenance, Sentence, Span


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was found. Fields stay None when the article does not say."""

    title: str | None = None
    title_from: Provenance | None = None
    outlet: str | None = None
    outlet_from: Provenance | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    published: dt.date | None = None
    published_from: Provenance | None = None
    labels: tuple[Span, ...] = field(default=())
    """Spans of the labels themselves: no part of the story."""


# A label that stands before the story on its first line, as in the first seed article.
_LEADING_DATE = re.compile(
    r"\s*(?:date|published|posted|publication date)(?: on)?\s*[:=-]?\s*(?=[0-9A-Z])", re.IGNORECASE
)
_LABELLED_LINE = re.compile(
    r"[ \t]*(?P<name>title|headline|source|outlet|publisher|publication|author|by|date|published|posted|url|link|lang|language)"
    r"[ \t]*:[ \t]*(?P<value>[^\n]{1,300})(?:\n|$)",
    re.IGNORECASE,
)
_FIELD_OF_LABEL = {
    "title": "title",
    "headline": "title",
    "source": "outlet",
    "outlet": "outlet",
    "publisher": "outlet",
    "publication": "outlet",
    "author": "author",
    "by": "author",
    "date": "published",
    "published": "published",
    "posted": "published",
    "url": "url",
    "link": "url",
    "lang": "language",
    "language": "language",
}
# "Washington D.C., 1 May 2023 (TDI):" and "ASTANA, March 26, 2024 (Reuters) -" and "PARIS (AP) —":
# a capitalised place, then a date or an outlet in brackets or both, then a mark that ends it.
_MONTH = "|".join(MONTHS)
_PLACE_WORD = rf"(?!(?i:{_MONTH})\b)[A-Z][\w.'’-]*"
_DATELINE = re.compile(
    rf"\s*(?P<place>{_PLACE_WORD}(?:[ ,/]{{1,2}}{_PLACE_WORD}){{0,5}})"
    rf"(?:,?\s+(?P<date>(?i:\d|{_MONTH})[^()\n:—–]{{3,30}}?))?"
    r"(?:\s*[(\[](?P<outlet>[A-Z][^()\[\]\n]{1,40})[)\]])?"
    r"\s*(?::|—|–|--|\s-)\s"
)
_BYLINE = re.compile(r"\s*By (?P<author>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3})\s*(?:\||,|\n|$)")
_FILE_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d)")
_OPENING = 400
"""Characters of the opening in which a full date is taken for the publication date (guessed)."""


def read_metadata(text: str, file_name: str) -> Metadata:
    """Everything that the opening of `text`, or else the file's name, says about the article."""
    found, body_start = _labels(text)
    found = _from_dateline(found, text, body_start)
    if found.author is None and (byline := _BYLINE.match(text, body_start)):
        found = replace(found, author=byline["author"])
    if found.published is None:
        found = _guessed_date(found, text[body_start : body_start + _OPENING], file_name)
    return found


def parse_day(text: str) -> dt.date | None:
    """The day that `text` opens with, or None when it opens with none."""
    match = DATE.match(text.strip())
    found = read(match) if match else None
    return found.first if found and found.exact else None


def _labels(text: str) -> tuple[Metadata, int]:
    """Labelled lines at the very top, or a leading "date 2024-03-26"; and where the story begins."""
    leading = _LEADING_DATE.match(text)
    date = DATE.match(text, leading.end()) if leading else None
    found = read(date) if date else None
    if date and found and found.exact and text[date.end() : date.end() + 1] != "\n":
        return Metadata(published=found.first, published_from="meta", labels=(Span(0, date.end()),)), date.end()
    metadata, position = Metadata(), 0
    while line := _LABELLED_LINE.match(text, position):
        changed = _with_label(metadata, line["name"].lower(), line["value"].strip())
        if changed is None:
            break
        metadata = replace(changed, labels=(*changed.labels, Span(line.start(), line.end("value"))))
        position = line.end()
    return metadata, position


def _with_label(metadata: Metadata, name: str, value: str) -> Metadata | None:
    """`metadata` with one labelled value added; None when the line is no label after all."""
    match _FIELD_OF_LABEL[name]:
        case "title":
            return replace(metadata, title=value, title_from="meta")
        case "outlet":
            return replace(metadata, outlet=value, outlet_from="meta")
        case "author":
            return replace(metadata, author=value)
        case "url":
            return replace(metadata, url=value)
        case "language":
            return replace(metadata, language=value)
        case _:
            day = parse_day(value)
            return replace(metadata, published=day, published_from="meta") if day else None


def _from_dateline(metadata: Metadata, text: str, start: int) -> Metadata:
    line = _DATELINE.match(text, start, start + 160)
    if line is None or not (line["date"] or line["outlet"]):
        return metadata
    day = parse_day(line["date"]) if line["date"] else None
    if line["date"] and day is None:
        return metadata
    if metadata.published is None and day is not None:
        metadata = replace(metadata, published=day, published_from="dateline")
    if metadata.outlet is None and line["outlet"]:
        metadata = replace(metadata, outlet=line["outlet"].strip(), outlet_from="dateline")
    return metadata


def _guessed_date(metadata: Metadata, opening: str, file_name: str) -> Metadata:
    for found in find_dates(opening):
        if found.exact:
            return replace(metadata, published=found.first, published_from="text")
    if name := _FILE_DATE.search(file_name):
        try:
            day = dt.date(*(int(part) for part in name.groups()))
        except ValueError:
            return metadata
        return replace(metadata, published=day, published_from="file name")
    return metadata


_HEADLINE_CHARACTERS = 90
_ADVERBIAL = re.compile(
    r"(?:On|In|At|After|Before|During|For|With|Amid|Following|Despite|As|When|While|By|From|Since|Under)\b"
)


def headline(text: str, sentences: Sequence[Sentence]) -> tuple[str, Provenance]:
    """The article's first heading, or a short headline derived from its first sentence."""
    if not sentences:
        return "Untitled", "derived"
    first = sentences[0]
    words = " ".join(text[first.start : first.end].split())
    if first.kind == "heading":
        return words.lstrip("# ").rstrip("# "), "heading"
    return _shorten(_without_adverbials(_without_dateline(words))), "derived"


def _without_dateline(words: str) -> str:
    line = _DATELINE.match(words)
    return words[line.end() :] if line and (line["outlet"] or (line["date"] and parse_day(line["date"]))) else words


def _without_adverbials(words: str) -> str:
    """Drop what stands before the subject ("On March 26, 2024, in Astana, President ..."), up to 3 times."""
    rest = words
    for _ in range(3):
        if not _ADVERBIAL.match(rest) and not rest[:1].islower() and not rest[:1].isdigit():
            return rest
        _, comma, after = rest.partition(", ")
        if not comma or len(after) < 40:
            break
        rest = after
    return rest if rest[:1].isupper() else words


def _shorten(words: str) -> str:
    if len(words) <= _HEADLINE_CHARACTERS:
        return words.rstrip(".")
    return words[:_HEADLINE_CHARACTERS].rsplit(" ", 1)[0].rstrip(",;:–—-") + "…"
