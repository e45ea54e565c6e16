"""Lines on top of an article that state facts: labels, bylines, date lines; and where the story begins.

Knows how such lines are worded in the languages of the news, alone ("Published: 26 March 2024") or in a row
("By A. Author | 26 March 2024 | Updated 27 March 2024"). Knows nothing of datelines, which belong to the story,
and guesses nothing.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import replace

from index.reading.boilerplate import has_ended, has_words
from index.reading.facts.datelines import AGENCY
from index.reading.facts.dates import MONTHS
from index.reading.facts.metadata import Metadata, stated
from index.reading.facts.worldwide import opening_day
from index.types import Span

_NAMES = {
    "title": "title|headline|título|titre|titel|titolo|tytuł|заголовок|başlık|标题",
    "outlet": "source|outlet|publisher|publication|fuente|quelle|fonte|bron|источник|джерело|źródło|kaynak|дереккөз"
    "|来源|출처|المصدر",
    "author": "authors?|by|written by|autora?|autores|auteur|autore|автор|yazar|作者",
    "url": "url|link|permalink",
    "language": "lang|language",
    "published": "date|dates?[ ]published|(?:first|originally)[ ](?:published|posted)|published|posted|publication date"
    "|fecha|publicad[oa]|data|pubblicato|publiée?|veröffentlicht|datum|gepubliceerd|(?:дата )?публикаци[ия]|опубликовано"
    "|дата|дата публикації|опубліковано|opublikowano|data publikacji|yayınlanma(?: tarihi)?|yayın tarihi|жарияланды"
    "|publicerad|publisert|udgivet|julkaistu|publikováno|publicat|δημοσιεύτηκε|发布时间|发布日期|公開日?|등록|입력"
    "|تاريخ النشر|نشر",
    "updated": "(?:last )?updated?|(?:last )?modified|date modified|(?:zuletzt )?aktualisiert|stand|(?:última )?actualización"
    "|actualizad[oa]|(?:dernière )?mise à jour|mis à jour|modifiée?|(?:ultimo )?aggiornamento|aggiornato|atualizad[oa]"
    "|(?:laatst )?bijgewerkt|обновлено|изменено|оновлено|aktualizacja|zaktualizowano|(?:son )?güncellen?me(?: tarihi)?"
    "|жаңартылды|uppdaterad|oppdatert|opdateret|päivitetty|aktualizováno|frissítve|actualizat|ενημερώθηκε|更新时间|更新日?"
    "|수정|آخر تحديث|تحديث",
}
"""Labels of each fact, in the languages of `months`, as news pages and wires word them."""

_DATES = ("published", "updated")
_FACT_OF = {fact: re.compile(names, re.IGNORECASE) for fact, names in _NAMES.items()}

# White space is bounded here, so that no run of blanks is tried in every division.
_COLON = r"[ \t]{0,9}[:：][ \t]{0,9}"
_ON = r"(?:[ \t]{1,3}(?:on|el|le|il|em|am|op|den|на|o|w dniu|at))?"
# A date label may stand before the story on its first line, as in the first seed article.
_DATE_LABEL = re.compile(
    rf"[ \t*_]{{0,9}}(?:(?P<name>{_NAMES['published']}|{_NAMES['updated']}){_ON}(?P<mark>[ \t]{{0,9}}[:：=-]|(?!\w))[ \t*_]{{0,9}})?"
    r"(?=\w)",
    re.IGNORECASE,
)
_LABELLED_LINE = re.compile(
    rf"[ \t]{{0,9}}(?P<name>{'|'.join(_NAMES.values())}){_ON}{_COLON}(?P<value>[^\n]{{0,300}})(?=\n|$)", re.IGNORECASE
)
_AGO = re.compile(r"[ \t]{0,9}(?:published|posted|updated)[ :][^\n]{1,40}\bago[ \t.]{0,9}(?=\n|$)", re.IGNORECASE)
_NEXT_DATE = re.compile(r"[ \t]{0,9}[|·•/(,;–—-]?[ \t]{0,9}")
_BLANK_LINES = re.compile(r"(?:[^\S\n]*\n)*")
_REST_OF_LINE = re.compile(r"[^\n]*")
_LONGEST_DATE_VALUE = 60
"""A longer value of a date label, without a date, is a sentence ("Posted: soldiers from ...")."""

_SURELY_DATE = re.compile(r"date|(?:date |first )?published|posted|publication date|(?:last )?updated", re.IGNORECASE)
"""Labels that are no headline even where no day follows; "Update: Talks fail" is one."""

_STORY_FOLLOWS = re.compile(r"[ \t]{1,9}[\"'“‘«(]?[^\W_a-z]")
_ASIDE_FOLLOWS = re.compile(r"[ \t]{0,9}[|·•/(][^\n]{0,80}(?=\n|$)")

_BYLINE = re.compile(
    r"[ \t*_]{0,9}(?P<by>by|por|par|von|di|door|af|av|od)[ \t]{1,9}(?P<author>[^\n|,*_]{2,60}?)"
    r"(?:(?:,|[ \t]{0,9}[|·•]|[ \t][–—-])[ \t]{0,9}(?P<rest>[^\n]{1,80}?))?[ \t*_]{0,9}(?=\n|$)",
    re.IGNORECASE,
)
_SMALL_NAME_WORD = re.compile(r"al|and|bin|da|das|de|del|della|den|der|di|do|dos|du|e|el|et|for|in|la|le|of|och|og|ter|the"
    r"|und|van|von|y|i|и|і|та|en")  # fmt: skip
_NO_NAME = re.compile(r"(?:" + "|".join([*MONTHS, *(day.lower() for day in calendar.day_name)]) + r")\b", re.IGNORECASE)
_NAME_WORDS = 8
_FOR_OUTLET = re.compile(r"(?P<author>.{2,50}?) (?:for|per|para|pour|für) (?P<outlet>(?:the )?[A-Z].{1,40})")

_FOOT = 600
"""Characters at the end in which lines under the story are looked for: some credits and a notice."""

_FOOT_LINE = re.compile(
    r"\n[ \t]{0,9}(?P<line>(?P<name>(?:(?:this )?(?:article|story) (?:was )?)?(?:(?:first|originally) )?published"
    r"|(?:last )?updated|last modified)"
    r"(?: by (?P<outlet>[^\n,]{2,40}?)(?:,[^\n]{0,80}?)?)?(?:[:,]| on| -)[ \t]{1,3}(?:on )?(?P<date>(?=[\w ,.:]{0,30}\d{4}\b)[^\n]{6,60}))(?=\n|$)",
    re.IGNORECASE,
)

_ENDS_A_LIST = re.compile(r" (?:and|&|y|et|und|e|en|и) ")
"""In what follows an author's comma: two authors more, and no role."""

_ROW = re.compile(r"[^\n]{1,200}(?=\n|$)")
_ROW_MARK = re.compile(r"[ \t]*[|·•][ \t]*|[ \t]+[–—/-][ \t]+")
_ROW_PARTS = range(2, 8)
_LONGEST_PART = 60
_MOST_LABELS = 40
"""Seven facts under a few names each; a longer run of such lines is a list, and the text itself."""


def read_labels(text: str, start: int = 0, *, headed: bool = False) -> tuple[Metadata, int]:
    """What labels, bylines and date lines at `text[start:]` say, and where the story begins.

    `headed` when a headline stands above: then "Von Max Muster" is a byline, and no headline itself.
    """
    metadata, position = Metadata(), start
    while len(metadata.labels) < _MOST_LABELS:
        blank = _BLANK_LINES.match(text, position)
        begin = blank.end() if blank else position
        headed_here = headed or bool(metadata.labels)
        read = (
            _dated(metadata, text, begin)
            or _labelled(metadata, text, begin)
            or _byline(metadata, text, begin, headed=headed_here)
            or _row(metadata, text, begin, headed=headed_here)
        )
        if read is None:
            return metadata, position
        metadata, position = read
        metadata = replace(metadata, labels=(*metadata.labels, Span(begin, position)))
    return metadata, position


def read_foot(text: str, start: int = 0) -> Metadata:
    """Facts of the lines under the story, after `start`: "Published by The Daily on November 5, 2023."."""
    metadata = Metadata()
    begin = max(start, len(text) - _FOOT)
    for line in _FOOT_LINE.finditer(text, begin):
        found = opening_day(line["date"])
        if found and not has_words(line["date"][found[1] :]):
            span = Span(line.start("line"), line.end("line"))
            facts = _with_day(metadata, line["name"], found[0]).over(stated("label", outlet=line["outlet"]))
            metadata = replace(facts, labels=(*metadata.labels, span))
    return metadata


def goes_on(text: str, line_end: int) -> bool:
    """True when the next line begins in lower case: the line is part of a wrapped sentence."""
    return text[line_end + 1 : line_end + 2].islower()


def line_end_of(text: str, start: int) -> int:
    """Where the line that begins or goes on at `start` ends."""
    rest = _REST_OF_LINE.match(text, start)
    return rest.end() if rest else start


def _dated(metadata: Metadata, text: str, start: int) -> tuple[Metadata, int] | None:
    """A labelled date, or a line that is a date; `metadata` with it, and where the label ends."""
    label = _DATE_LABEL.match(text, start)
    found = opening_day(text, label.end()) if label else None
    if label is None or found is None:
        ago = _AGO.match(text, start)
        return (metadata, ago.end()) if ago else None
    metadata, end = _with_day(metadata, label["name"], found[0]), found[1]
    metadata, end = _more_dates(metadata, text, end)
    line_end = line_end_of(text, end)
    if not has_words(text[end:line_end]):
        return None if not label["name"] and goes_on(text, line_end) else (metadata, line_end)
    if ago := _AGO.match(text, end):
        return metadata, ago.end()
    if label["name"] and (aside := _ASIDE_FOLLOWS.match(text, end)):
        return metadata, aside.end()
    marked = label["mark"] and label["mark"].strip()
    follows = label["name"] and _STORY_FOLLOWS.match(text, end)
    return (metadata, end) if marked or follows else None


def _more_dates(metadata: Metadata, text: str, end: int) -> tuple[Metadata, int]:
    """Labelled dates that follow on the same line ("... | Updated 27 March 2024")."""
    while (mark := _NEXT_DATE.match(text, end)) and (label := _DATE_LABEL.match(text, mark.end())) and label["name"]:
        found = opening_day(text, label.end())
        if found is None:
            break
        metadata, end = _with_day(metadata, label["name"], found[0]), found[1]
    return metadata, end


def _labelled(metadata: Metadata, text: str, start: int) -> tuple[Metadata, int] | None:
    """A line such as "Source: The Daily"; one whose value says nothing is a label all the same."""
    line = _LABELLED_LINE.match(text, start)
    if line is None:
        return None
    fact, value = _fact(line["name"]), line["value"].strip()
    if fact in _DATES:
        if len(value) > _LONGEST_DATE_VALUE:
            return None
        found = opening_day(value)
        if found is None and not _SURELY_DATE.fullmatch(line["name"]):
            return None
        return _with_day(metadata, line["name"], found[0] if found else None), line.end()
    return stated("label", **{fact: value}).over(metadata), line.end()


def _fact(name: str) -> str:
    """The fact of a label; "This article was first published" is one of the published."""
    if name.lower().endswith("published"):
        return "published"
    return next(fact for fact, names in _FACT_OF.items() if names.fullmatch(name))


def _with_day(metadata: Metadata, label: str | None, day: dt.date | None) -> Metadata:
    """`metadata` published, or updated, on `day`, unless a label above said when."""
    fact = _fact(label) if label else "published"
    return metadata.over(stated("label", **{fact: day}))


def _byline(metadata: Metadata, text: str, start: int, *, headed: bool) -> tuple[Metadata, int] | None:
    """A line that is "By John Smith", "By John Smith, Staff Writer" or "By John Smith | March 26, 2024"."""
    line = _BYLINE.match(text, start)
    if line is None or goes_on(text, line.end()):
        return None
    if line["by"].lower() != "by" and not (headed and " " in line["author"].strip()):
        return None
    if not _is_name(line["author"]):
        return None
    if line["rest"] and _ENDS_A_LIST.search(line["rest"]) and _is_name(line["rest"]):
        return metadata.over(stated("byline", author=f"{line['author']}, {line['rest']}")), line.end()
    metadata = _with_author(metadata, line["author"])
    return (_with_rest(metadata, line["rest"]), line.end()) if _is_rest(line["rest"]) else None


def _is_rest(rest: str | None) -> bool:
    """True for what may follow an author: nothing, a role, an outlet, dates."""
    return rest is None or _is_name(rest) or any(_row_day(part) for part in _ROW_MARK.split(rest))


def _with_rest(metadata: Metadata, rest: str | None) -> Metadata:
    for part in _ROW_MARK.split(rest or ""):
        if day := _row_day(part):
            metadata = _with_day(metadata, *day)
        elif AGENCY.fullmatch(part.strip()):
            metadata = metadata.over(stated("byline", outlet=part))
    return metadata


def _with_author(metadata: Metadata, words: str) -> Metadata:
    """`metadata` by whom `words` name; "Jane Doe for The Daily" is an author and an outlet."""
    named = _FOR_OUTLET.fullmatch(words.strip())
    if named:
        return metadata.over(stated("byline", author=named["author"], outlet=named["outlet"]))
    return metadata.over(stated("byline", author=words))


def _row(metadata: Metadata, text: str, start: int, *, headed: bool) -> tuple[Metadata, int] | None:
    """A line of short parts of which one is a date: "The Daily | 26 March 2024 | 5 min read"."""
    line = _ROW.match(text, start)
    parts = _ROW_MARK.split(line.group().strip()) if line else []
    if line is None or len(parts) not in _ROW_PARTS or goes_on(text, line.end()):
        return None
    if any(len(part) > _LONGEST_PART or (has_ended(part) and _row_day(part) is None) for part in parts):
        return None
    days = [day for part in parts if (day := _row_day(part))]
    if not days or not (headed or len(parts) > len(days)):
        return None
    for day in days:
        metadata = _with_day(metadata, *day)
    for part in parts:
        byline = _BYLINE.fullmatch(part)
        if byline and byline["rest"] is None and _is_name(byline["author"]) and byline["by"].lower() == "by":
            metadata = _with_author(metadata, byline["author"])
    return metadata, line.end()


def _row_day(part: str) -> tuple[str | None, dt.date] | None:
    """The label and day of a part that is a date and nothing else."""
    part = part.strip()
    label = _DATE_LABEL.match(part)
    found = opening_day(part, label.end()) if label else None
    return (label["name"], found[0]) if label and found and not has_words(part[found[1] :]) else None


def _is_name(words: str) -> bool:
    """True for a few capitalised words that neither name a day or month nor end a sentence."""
    names = words.split()
    capitalised = all(name[0].isupper() or _SMALL_NAME_WORD.fullmatch(name) for name in names)
    return capitalised and 0 < len(names) <= _NAME_WORDS and not has_ended(words) and not _NO_NAME.match(words)
