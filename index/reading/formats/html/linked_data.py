"""What a page's JSON-LD says of its article (schema.org/Article).

Knows the shapes that publishers write: one object, several, arrays, "@graph", names by reference, and the slips they
make: trailing commas, HTML comments, control characters. A block that is beyond reading states nothing.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Node: TypeAlias = Mapping[str, object]

_ARTICLE = re.compile(r"(?:\w*Article|Report|BlogPosting|LiveBlogPosting|ImageGallery|MediaGallery)$")
"""schema.org's Article and its kinds: NewsArticle, ReportageNewsArticle, AnalysisNewsArticle, TechArticle, ..."""

_PAGE = re.compile(r"\w*WebPage$|ItemPage$")
_WRAPPING = re.compile(r"^\s*(?:<!--|<!\[CDATA\[|//\s*<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_QUOTE = re.compile(
    r"""(?P<outer>\\.|[\[{,]\s{0,99}"|"\s{0,99}:\s{0,99}"|"(?=\s{0,99}[\]},:])(?!\s{0,99}:\s{0,99}[^\s"\[{\dtfn-]))|\"""",
    re.DOTALL,
)
"""A quote of a string, with what makes it an outer one: the mark before or after it."""

_BETWEEN = re.compile(r"[\s,;]*")
_MOST_OBJECTS = 10_000
"""Objects that are looked through; a page with more repeats itself or is an attack."""

_LARGEST_BLOCK = 5_000_000
"""Characters of a block; the largest hold a whole article's text, some 100,000."""


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """The facts of one schema.org article, as written."""

    headline: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    language: str | None = None
    published: str | None = None
    updated: str | None = None
    page_published: str | None = None
    page_updated: str | None = None
    """The page's own days, where it has no article: those of its template, often later than the story's."""


def linked_article(tree: HtmlElement, *, url: str | None, heading: str | None) -> LinkedArticle:
    """The page's article: of several, that with the page's address or heading, else the first.

    A page without one may still date itself (WebPage). Related stories are other articles, and state nothing here.
    """
    nodes = [node for script in tree.iter("script") for node in _nodes(script)]
    by_id = {
        identity: node for node in reversed(nodes) if isinstance(identity := node.get("@id"), str) and len(node) > 1
    }
    articles = [node for node in nodes if _is(node, _ARTICLE)]
    own = [
        node
        for node in articles
        if (url and url in _urls(node)) or (heading and _text(node.get("headline")) == heading)
    ]
    chosen = next(iter(own or articles or [node for node in nodes if _is(node, _PAGE)]), None)
    if chosen is None:
        return LinkedArticle()
    page = _is(chosen, _PAGE)
    return LinkedArticle(
        headline=None if page else _text(chosen.get("headline")) or _text(chosen.get("name")),
        outlet=None if page else next(_names(chosen.get("publisher"), by_id), None),
        authors=tuple(dict.fromkeys(_names(chosen.get("author") or chosen.get("creator"), by_id))),
        url=next(iter(_urls(chosen)), None),
        language=_text(chosen.get("inLanguage")) or next(_names(chosen.get("inLanguage"), by_id), None),
        published=None if page else _text(chosen.get("datePublished")),
        updated=None if page else _text(chosen.get("dateModified")),
        page_published=_text(chosen.get("datePublished")) if page else None,
        page_updated=_text(chosen.get("dateModified")) if page else None,
    )


def _nodes(script: HtmlElement) -> Iterator[Node]:
    """The objects of a block that describe the page: at its top, in arrays, in "@graph", as its main entity."""
    if "ld+json" not in script.get("type", "").lower():
        return
    waiting = list(islice(_values((script.text or "")[:_LARGEST_BLOCK]), _MOST_OBJECTS))[::-1]
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, Mapping):
            yield value
            waiting += [value[key] for key in ("mainEntity", "@graph") if key in value]


def _values(block: str) -> Iterator[object]:
    """The JSON values that stand one after the other in a block, as far as they can be read."""
    text = _WRAPPING.sub("", block).strip().rstrip(";")
    decoder = json.JSONDecoder(strict=False)
    position = 0
    while position < len(text):
        try:
            value, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            # Two slips are mended, each once; a block that fails for another states nothing more.
            rest = text[position:]
            mended = next((m for mend in (_without_commas, _with_quotes_escaped) if (m := mend(rest)) != rest), rest)
            if mended == rest:
                return
            text, position = mended, 0
            continue
        yield value
        position = _BETWEEN.match(text, end).end()  # type: ignore[union-attr]


def _without_commas(text: str) -> str:
    return _TRAILING_COMMA.sub("", text)


def _with_quotes_escaped(text: str) -> str:
    """The JSON with a backslash before each quote that neither opens nor closes a string: `"He said "no""`."""
    return _QUOTE.sub(lambda found: found[0] if found["outer"] else f"\\{found[0]}", text)


def _is(node: Node, kind: re.Pattern[str]) -> bool:
    named = node.get("@type")
    names = named if isinstance(named, list) else [named]
    return any(isinstance(name, str) and kind.match(name.rpartition("/")[2]) for name in names)


def _urls(node: Node) -> list[str]:
    """The addresses of a node: its "url", and the page it is the main entity of."""
    page = node.get("mainEntityOfPage")
    written = [node.get("url"), page.get("@id") if isinstance(page, Mapping) else page, node.get("@id")]
    return [url for url in map(_text, written) if url and url.startswith(("http://", "https://"))]


def _names(value: object, by_id: Mapping[str, Node]) -> Iterator[str]:
    """The names of people or organisations: written out, as objects, as references, or several of these."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Mapping):
            reference = one.get("@id")
            named = by_id.get(reference, one) if isinstance(reference, str) and "name" not in one else one
            one = named.get("name")  # noqa: PLW2901
        for name in one if isinstance(one, list) else [one]:
            if text := _text(name):
                yield text


def _text(value: object) -> str | None:
    """A string without entities and surrounding white space; a number as its digits; None for all else."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value:d}" if abs(value) < 10**15 else None
    return (html.unescape(value).strip() or None) if isinstance(value, str) else None
