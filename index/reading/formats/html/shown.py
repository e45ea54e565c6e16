"""What a page shows of its article between the headline and the story: who wrote it, when it came out and was changed.

Knows where templates put a byline and how they name it; how bylines and dates are worded is `labels`' business.
Serves pages whose metadata is silent, so it takes no date from anywhere else: a day before the headline or after the
story's first paragraph is a related story's, a comment's, or that of an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from index.reading.boilerplate import has_words
from index.reading.facts.dates import find_dates
from index.reading.facts.labels import read_labels
from index.reading.facts.metadata import Metadata, stated
from index.reading.facts.months import is_weekday, month_of
from index.reading.facts.worldwide import find_days
from index.reading.formats.html.blocks import is_furniture

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_STORY_OPENS = 80
"""Characters of a paragraph that is the story's and no byline; a day after it is some other story's."""

_MOST_ELEMENTS = 200
"""Elements after the headline that are looked at; the longest head among the golden pages has 16."""

_MOST_NAMED = 2000
"""Elements after the headline that are searched for one that its class calls the author."""

_UPDATE_MARK = re.compile(
    r"updat|modif|last-?edit|aktuali|actuali|atualiz|aggiorn|mis[e]? à jour|bijgewerkt|обновл|изменен|оновл|päivit"
    r"|uppdater|oppdater|opdater|güncel|ενημερ|更新|수정|تحديث",
    re.IGNORECASE,
)
_WRITER = re.compile(
    r"(?:^|[\s_-]|(?-i:(?<=[a-z])(?=[A-Z])))(?:by-?line|by|authors?|autor(?:en|es)?|auteurs?|autore|writer|written-?by"
    r"|contributors?|reporter)(?:-?name)?(?:[\s_-]|$)",
    re.IGNORECASE,
)
"""Words of class names and ids that news templates give to the author's name."""

_LONGEST_CLASS = 500
_BY = re.compile(
    r"^(?:(?:words|text|story|report|posted|written|submitted)\s+)?(?:by|von|par|por|di|door|af|av|od|του|της)\s+(?=\S)",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^[^\W\d]{2,15}\s?[:：]\s?")
_AFTER_NAMES = re.compile(r"\s*[|·•,(\n—–].*|\s+(?i:for|on|in)\s.*|\s*\d.*|\s기자\b.*", re.DOTALL)
_AND = re.compile(r"\s+(?:and|&|und|y|et|e|og|och|en|и)\s+", re.IGNORECASE)
_SMALL = frozenset("al bin da das de del della den der di do dos du el la le o of ter van von".split())  # noqa: SIM905
_WORDS_BESIDE_A_DAY = 3
"""A label, a weekday, a time zone; with more words the day is that of an event."""

_DAY_BEFORE_CLOCK = re.compile(r"(?<=[日일])(?=\d)")
"""Chinese and Japanese pages leave no space between: "2013年6月21日09:15"."""

_REPORTER = re.compile(r"^[\uac00-\ud7a3]{2,4}\s?기자$")
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:es|en)?|auteurs?|autore|by|people|profiles?|staff|contributors?|signataires?)/[^/]",
    re.IGNORECASE,
)
_FEWEST_WORDS, _MOST_WORDS = 2, 5
_UNSPACED_NAME = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2,6}")
_NOBODY = re.compile(
    r"(?:the\s+)?(?:\S+\s+){0,4}?(?:staff|newsroom|editors?|admin(?:istrator)?|redaktion|redacción|redazione|rédaction|redação)"
    r"(?:\s+(?:reports?|reporters?|writers?))?",
    re.IGNORECASE,
)
"""Names of no one: the desk that every unsigned story of an outlet comes from."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands under the headline: days as their `<time>` elements write them, and what its lines say."""

    published: str | None = None
    updated: str | None = None
    lines: Metadata = field(default_factory=Metadata)


def shown(tree: HtmlElement, title: str | None, *, author_known: bool = False) -> Shown:
    """What the page shows under its headline, `title` if one of its headings reads so.

    Only for a page whose author is not known are its elements' classes searched for one.
    """
    heading = _heading_element(tree, title)
    if heading is None:
        return Shown()
    following = _after(heading, tree)
    published, updated = _times(tree, heading)
    lines = Metadata()
    for element in islice(following, _MOST_ELEMENTS):
        if is_story(element):
            break
        if element.tag != "time" and not in_another_story(element):
            for piece in _pieces(element):
                lines = lines.over(_read(piece))
    if not author_known and lines.author is None:
        lines = lines.over(stated("byline", author=_named_author(tree, heading)))
    return Shown(published, updated, lines)


def names_in(words: str) -> str | None:
    """The names of a byline, joined by commas, or None when it holds none: "By Ada Finch for The Quay", "Staff"."""
    kept = _AFTER_NAMES.sub("", _BY.sub("", _LABELLED.sub("", words.strip())), count=1)
    names = _AND.split(kept)
    return ", ".join(names) if all(map(_is_name, names)) and not _NOBODY.fullmatch(kept) else None


def is_nobody(name: str) -> bool:
    """True for a byline that names no one: "Staff", "Harbour Times Newsroom"."""
    return _NOBODY.fullmatch(name.strip()) is not None


def words_of(element: HtmlElement) -> str:
    """The text of an element, white space runs as one space."""
    return " ".join("".join(element.itertext()).split())


def in_another_story(element: HtmlElement) -> bool:
    """True inside an aside, a comment, a list of related stories, or an item of one."""
    above = list(element.iterancestors())
    return any(map(is_furniture, (element, *above))) or sum(parent.tag == "article" for parent in above) > 1


def is_story(element: HtmlElement) -> bool:
    """True for the element in which the story opens: a long paragraph, or a long run of text in anything."""
    if len((element.text or "").strip()) >= _STORY_OPENS:
        return True
    return element.tag == "p" and _short_words(element, _STORY_OPENS) is None


def _heading_element(tree: HtmlElement, title: str | None) -> HtmlElement | None:
    headings = [element for element in tree.iter("h1", "h2", "h3") if not in_another_story(element)]
    if title:
        same = (element for element in headings if words_of(element).casefold() == title.casefold())
        if (found := next(same, None)) is not None:
            return found
    return next((element for element in headings if element.tag == "h1" and words_of(element)), None)


def _after(heading: HtmlElement, tree: HtmlElement) -> Iterator[HtmlElement]:
    """The elements that begin after `heading`'s own, in order."""
    own = set(heading.iter())
    following = tree.iter()
    for element in following:
        if element is heading:
            break
    return (element for element in following if isinstance(element.tag, str) and element not in own)


def _pieces(element: HtmlElement) -> Iterator[str]:
    """The short texts that an element holds: its own whole, and the runs before and after its children."""
    whole = _short_words(element, _STORY_OPENS)
    runs = [run for run in (element.text, element.tail) if run]
    for piece in dict.fromkeys([*([whole] if whole else []), *(" ".join(run.split()) for run in runs)]):
        if piece and len(piece) < _STORY_OPENS:
            yield piece


def _short_words(element: HtmlElement, limit: int) -> str | None:
    """The text of an element, or None when it has `limit` characters or more."""
    length, runs = 0, []
    for run in element.itertext():
        runs.append(run)
        length += len(run.strip())
        if length >= limit:
            return None
    return " ".join("".join(runs).split())


def _read(piece: str) -> Metadata:
    """What a line says; of a byline of templates' making ("Posted by ...") only the names."""
    found = replace(read_labels(piece, headed=True)[0], labels=())
    if _BY.match(piece) or _REPORTER.search(piece):
        # Templates put roles, places and outlets behind a name without a mark that a plain text would have.
        found = stated("byline", author=names_in(piece)).over(found) if names_in(piece) else _without_nobody(found)
    return found if found.published or found.updated else found.over(_lone_day(piece))


def _lone_day(piece: str) -> Metadata:
    """The one day of a line with next to no other words: "Created 04/28/2011 - 10:41am"."""
    piece = _DAY_BEFORE_CLOCK.sub(" ", piece)
    days = [day for days in (find_dates(piece), find_days(piece)) for day in days if day.exact]
    if len({day.first for day in days}) != 1:
        return Metadata()
    rest = piece[: days[0].start] + " " + piece[days[0].end :]
    if sum(has_words(word) and not word[0].isdigit() for word in rest.split()) > _WORDS_BESIDE_A_DAY:
        return Metadata()
    fact = "updated" if _UPDATE_MARK.search(rest) else "published"
    return stated("label", **{fact: days[0].first})


def _without_nobody(found: Metadata) -> Metadata:
    if found.author is None or not is_nobody(found.author):
        return found
    return Metadata(published=found.published, published_from=found.published_from)


def _named_author(tree: HtmlElement, heading: HtmlElement) -> str | None:
    """The names in the first element after the headline that is called the author, or links to an author's page."""
    for element in islice(_after(heading, tree), _MOST_NAMED):
        marks = [element.get(name) for name in ("class", "id", "rel", "itemprop", "data-testid")]
        leads_to_author = element.tag == "a" and _AUTHOR_PAGE.search(element.get("href", ""), 0, _LONGEST_CLASS)
        called = any(mark and _WRITER.search(mark, 0, _LONGEST_CLASS) for mark in marks)
        if (called or leads_to_author) and not in_another_story(element):
            words = _short_words(element, _STORY_OPENS)
            if words and (names := names_in(words) or names_in(" ".join((element.text or "").split()))):
                return names
    return None


def _is_name(words: str) -> bool:
    parts = words.split()
    if len(parts) == 1:
        return _UNSPACED_NAME.fullmatch(words) is not None
    if not _FEWEST_WORDS <= len(parts) <= _MOST_WORDS or any(month_of(part) or is_weekday(part) for part in parts):
        return False
    return all(part in _SMALL or (part[0].isalpha() and not part[0].islower()) for part in parts)


def _times(tree: HtmlElement, heading: HtmlElement) -> tuple[str | None, str | None]:
    """The days in <time> elements between the headline and the story's first paragraph: published, updated."""
    published = updated = None
    below_heading = False
    for element in tree.iter(heading.tag, "time", "p"):
        if element is heading:
            below_heading = True
        elif element.tag == "p" and below_heading and len(words_of(element)) >= _STORY_OPENS:
            break
        elif element.tag == "time" and not in_another_story(element):
            written = element.get("datetime") or words_of(element)
            marks = " ".join((element.get("class", ""), element.get("itemprop", ""), _before(element)))
            if _UPDATE_MARK.search(marks):
                updated = updated or written
            elif below_heading or element.get("pubdate") is not None:
                published = published or written
    return published, updated


def _before(element: HtmlElement) -> str:
    """The words that stand before an element in its parent, after the <time> before it."""
    before = element.getprevious()
    if before is None:
        parent = element.getparent()
        return (parent.text or "") if parent is not None else ""
    return (before.tail or "") if before.tag == "time" else f"{words_of(before)} {before.tail or ''}"
