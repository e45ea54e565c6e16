"""What a page states of its article: headline, outlet, author, address, language, days.

Knows the vocabularies of news pages (JSON-LD, Open Graph, Dublin Core, citation, Parse.ly, Sailthru, microdata) and
which of them to believe first; knows nothing of the article's text. Only what is stated is taken: no day is guessed
from an address, a copyright line, a comment or a related story.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urljoin, urlsplit

from index.reading.facts.dates import find_dates
from index.reading.facts.metadata import Metadata, stated
from index.reading.formats.html.blocks import is_furniture
from index.reading.formats.html.linked_data import LinkedArticle, linked_article

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Named: TypeAlias = Mapping[str, Sequence[str]]
"""What the page's meta elements and microdata say, by name in lower case."""

_TITLE = ("citation_title", "og:title", "headline", "parsely-title", "sailthru.title", "twitter:title", "dc.title")
_OUTLET = ("og:site_name", "citation_journal_title", "dc.publisher", "publisher", "application-name")
_AUTHOR = ("citation_author", "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl")
_PUBLISHED = (
    "article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_time",
    "displaydate",
)
_UPDATED = (
    "article:modified_time",
    "article:modified",
    "og:updated_time",
    "datemodified",
    "dc.date.modified",
    "dcterms.modified",
    "lastmod",
    "last-modified",
)
_LANGUAGE = ("inlanguage", "og:locale", "dc.language", "content-language", "language")

_COMPACT_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T\d{4,6}\S*)?$")
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")
_EPOCH = re.compile(r"(\d{10})(\d{3})?$")
_PLACEHOLDER = dt.date(1970, 1, 1)
"""Second zero of the computer's clock: a date that was never set."""

_LANGUAGE_CODE = re.compile(r"([a-z]{2})(?:[-_].*)?$", re.IGNORECASE)
_BY = re.compile(r"(?:by|von|par|por|di)\s+(?=\S)", re.IGNORECASE)
_SITE_MARKS = (" | ", " - ", " – ", " — ", " · ", " :: ", " » ", ": ")
_STORY_OPENS = 80
"""Characters of a paragraph that is the story's and no byline; a day after it is some other story's."""

_UPDATE_MARK = re.compile(r"updat|modif|last-?edit", re.IGNORECASE)


def page_facts(tree: HtmlElement, *, url: str | None = None) -> Metadata:
    """What the page says of itself; `url` is where it was fetched, for relative addresses and if it names none."""
    named = _named(tree)
    base = url or ""
    heading = _heading(tree)
    canonical = _address([_linked(tree, "canonical"), *named.get("og:url", ())], base)
    linked = linked_article(tree, url=canonical, heading=heading)
    outlet = _outlet([linked.outlet, *_all(named, _OUTLET)])
    shown = _first_time(tree)
    published = _day([linked.published, *_all(named, _PUBLISHED), shown[0]])
    updated = _day([linked.updated, *_all(named, _UPDATED), shown[1]])
    if published and updated and updated < published:
        # Nothing is changed before it is out: the page's own clock is wrong, and the edit the less sure of the two.
        updated = None
    facts = stated(
        "page metadata",
        title=_without_outlet(next(_worded([linked.headline, *_all(named, _TITLE)]), None), outlet),
        outlet=outlet,
        author=_authors(linked, named, tree),
        url=canonical or _address([linked.url, url], base),
        language=_language([tree.get("lang"), tree.get("xml:lang"), linked.language, *_all(named, _LANGUAGE)]),
        published=published,
        updated=updated,
    )
    title = next((_words(element) for element in tree.iter("title")), None)
    return facts.over(stated("heading", title=heading)).over(
        stated("page metadata", title=_without_outlet(title, outlet))
    )


def day_of(written: str) -> dt.date | None:
    """The calendar day that a date states in its own time zone, or None when it states none."""
    text = written.strip()[:100]
    if epoch := _EPOCH.match(text):
        day = dt.datetime.fromtimestamp(int(epoch[1]), dt.UTC).date()
    elif compact := _ISO_DAY.match(text) or _COMPACT_DAY.match(text):
        try:
            day = dt.date(*map(int, compact.groups()))
        except ValueError:
            return None
    else:
        found = next((date for date in find_dates(text) if date.exact), None)
        if found is None:
            return None
        day = found.first
    return None if day == _PLACEHOLDER else day


def _named(tree: HtmlElement) -> Named:
    named: dict[str, list[str]] = defaultdict(list)
    for element in tree.iter("meta"):
        content = element.get("content")
        for attribute in ("name", "property", "itemprop", "http-equiv"):
            name = element.get(attribute)
            if content and name:
                named[name.lower().replace("dc:", "dc.").strip()].append(content)
    for element in tree.iterfind(".//*[@itemprop]"):
        if element.tag != "meta" and not _in_another_story(element):
            value = element.get("datetime") or element.get("content") or _words(element)
            if value:
                named[element.get("itemprop").lower()].append(value)
    return named


def _in_another_story(element: HtmlElement) -> bool:
    """True inside an aside, a comment, a list of related stories, or an item of one."""
    above = list(element.iterancestors())
    return any(map(is_furniture, (element, *above))) or sum(parent.tag == "article" for parent in above) > 1


def _all(named: Named, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from named.get(name, ())


def _worded(values: Iterable[str | None]) -> Iterator[str]:
    return (value.strip() for value in values if value and value.strip())


def _heading(tree: HtmlElement) -> str | None:
    """The page's first heading of the first order with words in it: often the second, after the outlet's logo."""
    headings = [element for element in tree.iter("h1") if not _in_another_story(element)]
    in_story = [
        element for element in headings if any(parent.tag in ("article", "main") for parent in element.iterancestors())
    ]
    return next(_worded(map(_words, in_story or headings)), None)


def _linked(tree: HtmlElement, relation: str) -> str | None:
    return next((link.get("href") for link in tree.iter("link") if link.get("rel", "").lower() == relation), None)


def _address(candidates: Iterable[str | None], base: str) -> str | None:
    """The first absolute web address that leads to more than a site's front page, else the first."""
    found = []
    for candidate in _worded(candidates):
        try:
            address = urljoin(base, candidate)
            parts = urlsplit(address)
        except ValueError:
            # Not an address ("http://[x"), so it names no page.
            continue
        if parts.scheme in ("http", "https") and parts.netloc and len(address) <= 2000:
            found.append((parts.path in ("", "/") and not parts.query, address))
    return min(found, key=lambda one: one[0])[1] if found else None


def _outlet(candidates: Iterable[str | None]) -> str | None:
    return next((name for name in _worded(candidates) if not _is_address(name) and len(name) <= 100), None)


def _is_address(value: str) -> bool:
    return value.startswith(("http://", "https://", "//", "www.", "@"))


def _without_outlet(title: str | None, outlet: str | None) -> str | None:
    """The headline without the site's name, where a mark parts the two."""
    if not title or not outlet:
        return title
    kept = " ".join(title.split())
    for mark in _SITE_MARKS:
        head, _, tail = kept.rpartition(mark)
        if head and tail.strip().casefold() == outlet.casefold():
            return head.strip()
        head, _, tail = kept.partition(mark)
        if tail and head.strip().casefold() == outlet.casefold():
            return tail.strip()
    return title


def _authors(linked: LinkedArticle, named: Named, tree: HtmlElement) -> str | None:
    """Their names, joined by commas, from the first vocabulary that has any."""
    by_link = [_words(link) for link in tree.iter("a") if link.get("rel") == "author" and not _in_another_story(link)]
    for names in (linked.authors, *(named.get(name, ()) for name in _AUTHOR), by_link):
        people = [_BY.sub("", name, count=1) for name in _worded(names) if not _is_address(name) and len(name) <= 200]
        if people:
            return ", ".join(dict.fromkeys(people))
    return None


def _day(candidates: Iterable[str | None]) -> dt.date | None:
    return next((day for written in _worded(candidates) if (day := day_of(written))), None)


def _language(candidates: Iterable[str | None]) -> str | None:
    codes = (_LANGUAGE_CODE.match(value) for value in _worded(candidates))
    return next((code[1].lower() for code in codes if code), None)


def _first_time(tree: HtmlElement) -> tuple[str | None, str | None]:
    """The days in <time> elements between the headline and the story's first paragraph: published, updated."""
    published = updated = None
    below_heading = False
    for element in tree.iter("h1", "time", "p"):
        if element.tag == "h1":
            below_heading = True
        elif element.tag == "p" and below_heading and len(_words(element)) >= _STORY_OPENS:
            break
        elif element.tag == "time" and not _in_another_story(element):
            marks = " ".join((element.get("class", ""), element.get("itemprop", "")))
            written = element.get("datetime") or _words(element)
            parent = element.getparent()
            if _UPDATE_MARK.search(marks) or _UPDATE_MARK.search((parent.text or "") if parent is not None else ""):
                updated = updated or written
            elif below_heading or element.get("pubdate") is not None:
                published = published or written
    return published, updated


def _words(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())
