"""What a page states of its article: headline, outlet, author, address, language, days.

Knows the vocabularies of news pages (JSON-LD, Open Graph, Dublin Core, citation, Parse.ly, Sailthru, microdata) and
which of them to believe first; knows nothing of the article's text. Only what is stated is taken: no day is guessed
from an address, a copyright line, a comment or a related story.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urljoin, urlsplit

from index.reading.facts.metadata import Metadata, stated
from index.reading.formats.html.days import day_of, first_day, local_zone
from index.reading.formats.html.linked_data import LinkedArticle, linked_article
from index.reading.formats.html.shown import in_another_story, is_nobody, shown, words_of
from index.reading.formats.html.site import as_headed, is_address, outlet_in, outlet_of, without_outlet, worded

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["day_of", "page_facts"]

Named: TypeAlias = Mapping[str, Sequence[str]]
"""What the page's meta elements and microdata say, by name in lower case."""

_TITLE = ("citation_title", "og:title", "headline", "parsely-title", "sailthru.title", "twitter:title", "dc.title")
_OUTLET = ("og:site_name", "citation_journal_title", "dc.publisher", "publisher", "application-name")
_AUTHOR = (
    "citation_author",
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "byl",
    "articleauthor",
)
_URL = ("parsely-link", "mainentityofpage", "dc.identifier", "dcterms.identifier", "citation_public_url")
_PUBLISHED = (
    "article:published_time",
    "article:published",
    "og:published_time",
    "og:article:published_time",
    "govuk:first-published-at",
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
    "og:article:modified_time",
    "datemodified",
    "dc.date.modified",
    "dcterms.modified",
    "lastmod",
    "last-modified",
)
_LANGUAGE = ("inlanguage", "og:locale", "dc.language", "content-language", "language")

_PARSELY = {"title": "parsely-title", "link": "parsely-link", "pub_date": "parsely-pub-date"} | dict.fromkeys(
    ("authors", "author"), "parsely-author"
)
_ITEM = re.compile(r"(?:Person|Organization|Comment|UserComments|ImageObject|VideoObject|Rating|Answer)$")
"""Kinds of microdata items whose properties are not the story's."""

_LANGUAGE_CODE = re.compile(r"([a-z]{2})(?:[-_].*)?$", re.IGNORECASE)
_BY = re.compile(r"^(?:by|von|par|por|di)\s+(?=\S)", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")


def page_facts(tree: HtmlElement, *, url: str | None = None) -> Metadata:
    """What the page says of itself; `url` is where it was fetched, for relative addresses and if it names none."""
    named = _named(tree)
    base = url or ""
    heading = _heading(tree)
    window = next((words_of(element) for element in tree.iter("title")), None)
    canonical = _address([_linked(tree, "canonical"), *named.get("og:url", ())], base)
    linked = linked_article(tree, url=canonical, heading=heading)
    headline = next(worded([linked.headline, *_all(named, _TITLE)]), None)
    outlet = outlet_of([linked.outlet, *_all(named, _OUTLET)]) or outlet_in(window, (headline, heading), tree)
    title = without_outlet(as_headed(headline, heading, outlet), outlet)
    author = _authors(linked, named, tree, outlet)
    under = shown(tree, title or heading, author_known=author is not None)
    published = [*worded([linked.published, *_all(named, _PUBLISHED), under.published, linked.page_published])]
    updated = [*worded([linked.updated, *_all(named, _UPDATED), under.updated])]
    zone = local_zone(published)
    first, last = first_day(published, zone), first_day(updated, zone)
    facts = stated(
        "page metadata",
        title=title,
        outlet=outlet,
        author=author,
        url=canonical or _address([linked.url, *_all(named, _URL), url], base),
        language=_language([tree.get("lang"), tree.get("xml:lang"), linked.language, *_all(named, _LANGUAGE)]),
        published=first,
        updated=last,
    )
    facts = facts.over(under.lines).over(
        stated("page metadata", updated=first_day([*worded([linked.page_updated])], zone))
    )
    if facts.published and facts.updated and facts.updated < facts.published:
        # Nothing is changed before it is out: the page's own clock is wrong, and the edit the less sure of the two.
        facts = replace(facts, updated=None, updated_from=None)
    return facts.over(stated("heading", title=heading)).over(
        stated("page metadata", title=without_outlet(window, outlet))
    )


def _named(tree: HtmlElement) -> Named:
    named: dict[str, list[str]] = defaultdict(list)
    for element in tree.iter("meta"):
        content = element.get("content")
        for attribute in ("name", "property", "itemprop", "http-equiv"):
            name = element.get(attribute)
            if content and name:
                named[name.lower().replace("dc:", "dc.").strip()].append(content)
    for element in tree.iterfind(".//*[@itemprop]"):
        name = element.get("itemprop").lower()
        if (element.tag != "meta" or _owner(element) is not None) and not in_another_story(element):
            value = _value(element)
            if value and _ITEM.search(_owner(element) or "") is None:
                named[name].append(value)
    for content in named.pop("parsely-page", ()):
        for name, value in _parsely(content):
            named[name].append(value)
    return named


def _owner(element: HtmlElement) -> str | None:
    """The type of the microdata item that a property belongs to; None outside of every item."""
    above = (parent for parent in element.iterancestors() if parent.get("itemscope") is not None)
    item = next(above, None)
    return None if item is None else item.get("itemtype", "")


def _value(element: HtmlElement) -> str | None:
    """The value of a microdata property: of an item its name."""
    if element.get("itemscope") is not None:
        for name in element.iterfind(".//*[@itemprop='name']"):
            return name.get("content") or words_of(name)
    link = element.get("href") if element.tag == "link" else None
    return element.get("datetime") or element.get("content") or link or words_of(element) or element.get("title")


def _parsely(content: str) -> Iterator[tuple[str, str]]:
    """The facts of the JSON object that Parse.ly's older tag holds, by the names of its newer tags."""
    try:
        values = json.loads(content)
    except (ValueError, RecursionError):
        # Broken JSON states nothing.
        return
    if not isinstance(values, dict):
        return
    for key, name in _PARSELY.items():
        value = values.get(key)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str):
                yield name, one


def _all(named: Named, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from named.get(name, ())


def _heading(tree: HtmlElement) -> str | None:
    """The page's first heading of the first order with words in it: often the second, after the outlet's logo."""
    headings = [element for element in tree.iter("h1") if not in_another_story(element)]
    in_story = [
        element for element in headings if any(parent.tag in ("article", "main") for parent in element.iterancestors())
    ]
    return next(worded(map(words_of, in_story or headings)), None)


def _linked(tree: HtmlElement, relation: str) -> str | None:
    return next((link.get("href") for link in tree.iter("link") if link.get("rel", "").lower() == relation), None)


def _address(candidates: Iterable[str | None], base: str) -> str | None:
    """The first absolute web address that leads to more than a site's front page, else the first."""
    found = []
    for candidate in worded(candidates):
        try:
            address = urljoin(base, candidate)
            parts = urlsplit(address)
        except ValueError:
            # Not an address ("http://[x"), so it names no page.
            continue
        if parts.scheme in ("http", "https") and parts.netloc and len(address) <= 2000:
            found.append((parts.path in ("", "/") and not parts.query, address))
    return min(found, key=lambda one: one[0])[1] if found else None


def _authors(linked: LinkedArticle, named: Named, tree: HtmlElement, outlet: str | None) -> str | None:
    """Their names, joined by commas, from the first vocabulary that has any who is neither the outlet nor its desk."""
    by_link = [words_of(link) for link in tree.iter("a") if link.get("rel") == "author" and not in_another_story(link)]
    for names in (linked.authors, *(named.get(name, ()) for name in _AUTHOR), by_link):
        written = (_IN_BRACKETS.sub("", _BY.sub("", name)) for name in worded(names))
        people = [
            name
            for name in written
            if name and not is_address(name) and len(name) <= 200 and not is_nobody(name) and not _same(name, outlet)
        ]
        if people:
            return without_outlet(", ".join(dict.fromkeys(people)), outlet)
    return None


def _same(name: str, outlet: str | None) -> bool:
    return outlet is not None and name.casefold() == outlet.casefold()


def _language(candidates: Iterable[str | None]) -> str | None:
    """The language that the page states; none where its statements differ, since templates keep their own."""
    codes = {code[1].lower() for value in worded(candidates) if (code := _LANGUAGE_CODE.match(value))}
    return codes.pop() if len(codes) == 1 else None
