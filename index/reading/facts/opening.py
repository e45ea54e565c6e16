"""Headline, outlet, author and publication date of an article, each with where it was read.

Knows how articles open in the wild: labelled lines ("date 2024-03-26", "Source: ..."), datelines
("Washington D.C., 1 May 2023 (TDI):"), bylines, a heading, dates in file names. Pure; never
looks at a file's modification time, which says nothing about publication.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from index.reading.boilerplate import has_ended, has_words
from index.reading.facts.dates import MONTHS, find_dates, leading_day
from index.reading.facts.metadata import Metadata, stated
from index.types import Provenance, Sentence, Span

# White space is bounded here, so that no run of blanks is tried in every division.
# A date label may stand before the story on its first line, as in the first seed article.
_DATE_LABEL = re.compile(
    r"[ \t]{0,9}(?P<name>(?:date|published|posted|publication date)(?: on)?[ \t]{0,9}(?P<mark>[:=-]?)[ \t]{0,9})?(?=[0-9A-Z])",
    re.IGNORECASE,
)
_LABELLED_LINE = re.compile(
    r"[ \t]{0,9}(?P<name>title|headline|source|outlet|publisher|publication|author|by|date|published|posted|publication date"
    r"|(?:last )?updated|url|link|lang|language)[ \t]{0,9}:[ \t]{0,9}(?P<value>[^\n]{0,300})(?=\n|$)",
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
    "publication date": "published",
    "updated": "updated",
    "last updated": "updated",
    "url": "url",
    "link": "url",
    "lang": "language",
    "language": "language",
}
_BLANK_LINES = re.compile(r"(?:[^\S\n]*\n)*")
_REST_OF_LINE = re.compile(r"[^\n]*")
_LONGEST_DATE_VALUE = 60
"""A longer value of a date label, without a date, is a sentence ("Posted: soldiers from ...")."""

_STORY_FOLLOWS = re.compile(r"[ \t]{1,9}[\"'“‘«(]?[^\W_a-z]")
_ASIDE_FOLLOWS = re.compile(r"[ \t]{0,9}[|·•/(][^\n]{0,80}(?=\n|$)")

_BYLINE = re.compile(
    r"[ \t]{0,9}by[ \t]{1,9}(?P<author>[^\n|,]{2,60}?)(?:(?:,|[ \t]{0,9}\||[ \t][–—-])[ \t]{0,9}(?P<rest>[^\n]{1,80}?))?[ \t]{0,9}(?=\n|$)",
    re.IGNORECASE,
)
_SMALL_NAME_WORD = re.compile(r"al|and|bin|da|de|del|della|den|der|di|du|el|for|in|la|le|of|ter|the|van|von")
_NO_NAME = re.compile(r"(?:" + "|".join([*MONTHS, *(day.lower() for day in calendar.day_name)]) + r")\b", re.IGNORECASE)
_NAME_WORDS = 8

# "Washington D.C., 1 May 2023 (TDI):" and "ASTANA, March 26 (Reuters) -" and "PARIS (AP) —":
# a capitalised place, then a date or an outlet in brackets or both, then a mark that ends it.
_MONTH = "|".join(MONTHS)
_PLACE_WORD = rf"(?!(?i:{_MONTH})\b)[A-Z][\w.'’-]*"
_DATELINE = re.compile(
    rf"\s*(?P<place>{_PLACE_WORD}(?:[ ,/]{{1,2}}{_PLACE_WORD}){{0,5}})"
    rf"(?:,?\s+(?P<date>(?i:\d|{_MONTH})[^()\n:—–]{{2,30}}?))?"
    r"(?:\s*[(\[](?P<outlet>[A-Za-z][^()\[\]\n]{1,40})[)\]])?"
    r"\s*(?::|—|–|--|\s-)\s"
)
_DAY_WITHOUT_YEAR = re.compile(rf"(?:(?:{_MONTH})\.?\s+\d{{1,2}}|\d{{1,2}}\s+(?:{_MONTH})\.?),?\s*$", re.IGNORECASE)
_AGENCY = re.compile(
    r"reuters|ap|associated press|afp|agence france-presse|tass|xinhua|dpa|upi|ani|pti|bbc|cnn|efe|ansa|anadolu|aa|interfax"
    r"|kyodo|yonhap|ians|bloomberg|kazinform|ria novosti|rfe/rl|voa|al jazeera|cna|dw|npr|belta|ukrinform|apa",
    re.IGNORECASE,
)
"""Outlets that sign datelines; in any other bracket after a name stands its abbreviation ("(WHO)")."""

_FILE_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d)")
_OPENING = 400
"""Characters of the opening in which a full date is taken for the publication date (guessed)."""


def read_metadata(text: str, file_name: str) -> Metadata:
    """Everything that the labels and dateline of `text`, the file's name, or else its opening say."""
    found, story_start = _labels(text)
    if dateline := _dateline(text, story_start):
        found = _with_dateline(found, dateline)
    if found.published is None:
        found = _guessed_date(found, text[story_start : story_start + _OPENING], file_name)
    return found


def parse_day(text: str) -> dt.date | None:
    """The day that `text` opens with, or None when it opens with none."""
    found = leading_day(text.strip())
    return found[0] if found else None


def _labels(text: str) -> tuple[Metadata, int]:
    """What the labels, the byline and the date line at the very top say, and where the story begins."""
    metadata, position = Metadata(), 0
    while True:
        blank = _BLANK_LINES.match(text, position)
        start = blank.end() if blank else position
        read = _dated(metadata, text, start) or _labelled(metadata, text, start) or _byline(metadata, text, start)
        if read is None:
            return metadata, position
        metadata, position = read
        metadata = replace(metadata, labels=(*metadata.labels, Span(start, position)))


def _dated(metadata: Metadata, text: str, start: int) -> tuple[Metadata, int] | None:
    """A labelled date, or a line that is a date; `metadata` with it, and where the label ends."""
    label = _DATE_LABEL.match(text, start)
    found = leading_day(text, label.end()) if label else None
    if label is None or found is None:
        return None
    day, end = found
    line_end = _line_end(text, end)
    if not has_words(text[end:line_end]):
        end = line_end
        if not label["name"] and _goes_on(text, end):
            return None
    elif label["name"] and (aside := _ASIDE_FOLLOWS.match(text, end)):
        end = aside.end()
    elif not label["mark"] and not (label["name"] and _STORY_FOLLOWS.match(text, end)):
        return None
    return _with_day(metadata, day), end


def _labelled(metadata: Metadata, text: str, start: int) -> tuple[Metadata, int] | None:
    """A line such as "Source: The Daily"; one whose value says nothing is a label all the same."""
    line = _LABELLED_LINE.match(text, start)
    if line is None:
        return None
    name, value = _FIELD_OF_LABEL[line["name"].lower()], line["value"].strip()
    if name in ("published", "updated"):
        if len(value) > _LONGEST_DATE_VALUE:
            return None
        day = parse_day(value)
        if name == "published":
            return _with_day(metadata, day), line.end()
        return metadata.over(stated("label", updated=day)), line.end()
    return stated("label", **{name: value}).over(metadata), line.end()


def _with_day(metadata: Metadata, day: dt.date | None) -> Metadata:
    """`metadata` published on `day`, unless a label above said when."""
    if day is None or metadata.published is not None:
        return metadata
    return replace(metadata, published=day, published_from="label")


def _byline(metadata: Metadata, text: str, start: int) -> tuple[Metadata, int] | None:
    """A line that is "By John Smith", "By John Smith, Staff Writer" or "By John Smith | March 26, 2024"."""
    line = _BYLINE.match(text, start)
    if line is None or _goes_on(text, line.end()):
        return None
    day = parse_day(line["rest"]) if line["rest"] else None
    if not _is_name(line["author"]) or (line["rest"] and day is None and not _is_name(line["rest"])):
        return None
    return _with_day(metadata.over(stated("byline", author=line["author"])), day), line.end()


def _is_name(words: str) -> bool:
    """True for a few capitalised words that neither name a day or month nor end a sentence."""
    names = words.split()
    capitalised = all(name[0].isupper() or _SMALL_NAME_WORD.fullmatch(name) for name in names)
    return capitalised and 0 < len(names) <= _NAME_WORDS and not has_ended(words) and not _NO_NAME.match(words)


def _line_end(text: str, start: int) -> int:
    rest = _REST_OF_LINE.match(text, start)
    return rest.end() if rest else start


def _goes_on(text: str, line_end: int) -> bool:
    """True when the next line begins in lower case: the line is part of a wrapped sentence."""
    return text[line_end + 1 : line_end + 2].islower()


def _dateline(text: str, start: int = 0) -> re.Match[str] | None:
    """The dateline at `text[start:]`; a name with its abbreviation ("World Bank (WB) - ...") is none."""
    line = _DATELINE.match(text, start, start + 160)
    if line is None:
        return None
    if date := line["date"]:
        dated = parse_day(date) is not None or _DAY_WITHOUT_YEAR.match(date) is not None
        return line if dated else None
    outlet = line["outlet"] or ""
    known = any(_AGENCY.fullmatch(part.strip()) for part in (outlet, *outlet.split("/")))
    return line if known or (outlet[:1].isupper() and line["place"].isupper()) else None


def _with_dateline(metadata: Metadata, line: re.Match[str]) -> Metadata:
    """`metadata` with what `line` adds. A date without its year leaves the day unknown."""
    day = parse_day(line["date"]) if line["date"] else None
    if metadata.published is None and day is not None:
        metadata = replace(metadata, published=day, published_from="dateline")
    if metadata.outlet is None and line["outlet"]:
        metadata = replace(metadata, outlet=line["outlet"].strip(), outlet_from="dateline")
    return metadata


def _guessed_date(metadata: Metadata, opening: str, file_name: str) -> Metadata:
    """The date in the file's name, or else in the opening, which may be that of what is told."""
    if name := _FILE_DATE.search(file_name):
        try:
            return replace(metadata, published=dt.date(*map(int, name.groups())), published_from="file name")
        except ValueError:  # eight digits that are no day
            pass
    for found in find_dates(opening):
        if found.exact:
            return replace(metadata, published=found.first, published_from="text")
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
    line = _dateline(words)
    return words[line.end() :] if line else words


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
