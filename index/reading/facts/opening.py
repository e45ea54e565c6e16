"""Headline, outlet, author and dates of an article, from its text and its file's name; each with where it was read.

Knows which of what an opening says is believed, and how a headline is derived where there is none; what stands in the
opening is `head`'s business. Pure; never looks at a file's modification time, which says nothing
about publication.

A date of the running text is most often that of what is told; it is taken only where nothing else is known, and
shown as a guess. A day without its year is completed only from another date of the article, near it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from index.reading.facts.dates import MONTHS, clock_end
from index.reading.facts.metadata import Metadata, stated
from index.types import Provenance, Sentence

# Asking a question imports this module and reads no article, so that `head`, `labels`, `datelines` and `worldwide`,
# whose patterns take 40 ms to compile, are imported where an article is read.

_FILE_DATE = re.compile(
    r"(?<!\d)(?P<y1>(?:19|20)\d\d)[-_. ](?P<m1>[01]?\d)[-_. ](?P<d1>[0-3]?\d)(?!\d)"
    r"|(?<![0-9A-Za-z])(?P<y2>(?:19|20)\d\d)(?P<m2>0[1-9]|1[0-2])(?P<d2>[0-3]\d)(?=T\d{4}|[^0-9A-Za-z]|$)"
    r"|(?<!\d)(?P<d3>[0-3]?\d)\.(?P<m3>[01]?\d)\.(?P<y3>(?:19|20)\d\d)(?!\d)"
    r"|(?<!\d)(?P<d4>1[3-9]|2\d|3[01])[-_](?P<m4>0?[1-9]|1[0-2])[-_](?P<y4>(?:19|20)\d\d)(?!\d)"
    r"|(?<!\d)(?P<m5>0?[1-9]|1[0-2])[-_](?P<d5>1[3-9]|2\d|3[01])[-_](?P<y5>(?:19|20)\d\d)(?!\d)"
)
"""A day in a file's name. Digits alone must stand alone: those inside "c20190412e" are part of a hash."""

_URL_DATE = re.compile(r"/(?P<y>(?:19|20)\d\d)[/-]?(?P<m>0[1-9]|1[0-2])[/-]?(?P<d>[0-2]\d|3[01])(?!\d)")
"""A day in an address: /2024/03/26/, /2024-03-26-, /20240326."""

_URL_MONTH = re.compile(r"/(?P<y>(?:19|20)\d\d)/(?P<m>[a-z]{3})/(?P<d>[0-3]?\d)/")

_OPENING = 400
"""Characters of the opening in which a full date with its time of day is taken for the publication date (guessed)."""

_LEAD = 200
"""Characters in which a date without a time of day is: the lead says what is new, the next paragraphs what was."""


def read_metadata(text: str, file_name: str, *, url: str | None = None, today: dt.date | None = None) -> Metadata:
    """Everything that the labels and dateline of `text`, the file's name, or else its opening say.

    `url` is the article's address where its format gave one. A guess later than `today` is not taken.
    """
    from index.reading.facts.head import read_head
    from index.reading.facts.labels import read_foot

    found, dateline, story_start = read_head(text)
    found = found.over(read_foot(text, story_start))
    stamp = _stamp(file_name, url or found.url, today)
    if dateline is not None:
        near = next((day for other in (found.updated, stamp) if other and (day := dateline.day_near(other))), None)
        found = found.over(stated("dateline", published=dateline.day or near, outlet=dateline.outlet))
    if found.published is None:
        found = found.over(stated("file name", published=stamp))
    if found.published is None:
        found = found.over(stated("text", published=_told(text, story_start, today)))
    return found


def parse_day(text: str) -> dt.date | None:
    """The day that `text` opens with, or None when it opens with none."""
    from index.reading.facts.worldwide import opening_day

    found = opening_day(text.strip())
    return found[0] if found else None


def _stamp(file_name: str, url: str | None, today: dt.date | None) -> dt.date | None:
    """The one day in the file's name, or else in the address."""
    named = _day_of(_FILE_DATE.finditer(file_name)) or _day_in_words(file_name)
    address = _URL_MONTH.sub(lambda found: f"/{found['y']}/{MONTHS.get(found['m'], 0):02}/{found['d']:0>2}/", url or "")
    day = named or _day_of(_URL_DATE.finditer(address))
    return day if day and (today is None or day <= today) else None


def _day_of(matches: Iterator[re.Match[str]]) -> dt.date | None:
    """The day that all `matches` name; None when they name several, or none."""
    days = set()
    for match in matches:
        parts = {name[0]: int(value) for name, value in match.groupdict().items() if value}
        try:
            days.add(dt.date(parts["y"], parts["m"], parts["d"]))
        except ValueError:  # digits that are no day
            continue
    return days.pop() if len(days) == 1 else None


def _day_in_words(file_name: str) -> dt.date | None:
    """The day of "talks-26-march-2024.txt"."""
    from index.reading.facts.worldwide import find_days

    days = {found.first for found in find_days(re.sub(r"[-_.]+", " ", file_name))}
    return days.pop() if len(days) == 1 else None


_OF_SOMETHING_ELSE = re.compile(
    r"(?:\b(?:since|after|before|until|till|by|from|between|born|due|dated|through|to|and|or|ending|ended|starting"
    r"|effective|the|of|next|this|expires?|deadline|valid)|[(–—-])[ ]{0,2}$"
    r"|\b(?:will|shall|would|upcoming|scheduled|set to|plan(?:s|ned)?|tickets?|deadline|born|died)\b[^.!?]{0,80}$",
    re.IGNORECASE,
)
"""What stands before the date of something else: a deadline, a birth, what is to come, an end of a range."""

_CAPTION = re.compile(
    r"(?:(?:, | in )[A-Z][^.\n]{1,60})?[^\n]{0,120}?(?:\b(?:Getty|Photos?|Images?|REUTERS|AFP|USA TODAY|Mandatory Credit"
    r"|Imagn|via|Reuters|Courtesy)\b|\|)|;"
)
"""What follows the date of a picture, on its line: the photographer or the agency."""

_LOOKS_BACK = re.compile(
    r"\b(?:anniversary|years? ago|years? (?:after|since|later|on)|decades?|century|history|historic|founded|then-)\b",
    re.IGNORECASE,
)
"""What an opening says that tells of a day long gone."""

_MUCH_LATER = dt.timedelta(days=31)


def _told(text: str, start: int, today: dt.date | None) -> dt.date | None:
    """The one day that the opening tells of; None when it tells of several, or the text of a much later one."""
    from index.reading.facts.worldwide import find_days

    opening = text[start : start + _OPENING]
    days = {found.first: found for found in find_days(opening)}
    if len(days) != 1:
        return None
    [(day, found)] = days.items()
    if clock_end(opening, found.end) == found.end and (found.start > _LEAD or _LOOKS_BACK.search(opening)):
        return None
    if (today and day > today) or _OF_SOMETHING_ELSE.search(opening, max(0, found.start - 100), found.start):
        return None
    if _CAPTION.match(text, start + found.end):
        return None
    later = (other for other in find_days(text[:_TOLD_CHARACTERS]) if other.first > day + _MUCH_LATER)
    return None if any(later) else day


_TOLD_CHARACTERS = 20_000
"""Characters in which a much later day is looked for: more than four articles of five have (multihop-rag), and a
bound on a file that is a book."""


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
    from index.reading.facts.datelines import read_dateline

    line = read_dateline(words)
    return words[line.end :] if line else words


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
        return words.rstrip(". ")
    return words[:_HEADLINE_CHARACTERS].rsplit(" ", 1)[0].rstrip(",;:–—-") + "…"
