"""A tree's text as blocks: paragraphs, headings, list items, table rows.

Knows which elements part text, which are never shown and which hold a page's furniture; knows nothing of how the
article is found among them. Serves HTML as parsed and the tree that trafilatura makes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.reading.boilerplate import has_ended, has_words

if TYPE_CHECKING:
    from lxml.etree import _Element

_PARTING = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
        "caption",
        "head",
        "quote",
        "list",
        "item",
        "row",
        "code",
    ]
)
"""Elements of HTML, and of trafilatura's tree (from "head" on), whose ends part text."""

_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 head".split())  # noqa: SIM905
_BREAKS = frozenset({"br", "lb"})
_CELLS = frozenset({"td", "th", "cell"})
_LINKS = frozenset({"a", "ref"})
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "canvas",
        "select",
        "option",
        "datalist",
        "textarea",
        "button",
        "input",
        "map",
        "rp",
        "rt",
        "meta",
        "link",
    ]
)
_FURNITURE = frozenset({"figcaption", "aside", "nav", "footer", "form", "menu"})
_FURNITURE_CLASS = re.compile(
    r"(?:^|[\s_-]|(?-i:(?<=[a-z])(?=[A-Z])))(?:wp-caption(?:-text)?|caption|credits?|photo-?credit|share|sharing|share-?bar"
    r"|social|related|recirc|newsletters?|promo|cookies?|cookie-?wall|consent|advert|advertisement|ads?|breadcrumbs?|sponsored"
    r"|subscribe|subscription-widget|sign-?up|paywall|reg-?wall|barrier|comments?|most-?(?:read|popular|viewed)|trending"
    r"|read-?(?:more|also)|also-?read|tags|copyright|disclaimer|outbrain|taboola)(?:[\s_-]|$|(?-i:(?<=[a-z])(?=[A-Z])))",
    re.IGNORECASE,
)
"""Words of class names and ids that news templates give to what stands beside the story."""

_NEVER_FURNITURE = frozenset({"html", "body", "main", "article"})
"""Their classes speak of the page ("has-comments"), not of what they hold."""

_LONGEST_CLASS = 500
"""Characters of a class attribute that are looked at; utility-first templates write some 300."""

_SPACE = re.compile(r"\s+")
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table row; `furniture` when the page's structure says it is no story."""

    text: str
    furniture: bool = False
    heading: bool = False

    @property
    def key(self) -> str:
        """The text without white space, which extractors set differently."""
        return "".join(self.text.split())


def blocks_of(tree: _Element) -> Iterator[Block]:
    """The blocks of a tree, in order, with what is never shown left out."""
    from lxml import etree

    reading = _Reading()
    unseen: list[bool] = []
    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            unseen.append(element.tag in _UNSEEN or _is_hidden(element))
            if unseen[-1]:
                walker.skip_subtree()
            else:
                yield from reading.start(element)
        else:
            if not unseen.pop():
                yield from reading.end(element)
            reading.add("" if element is tree else element.tail)
    yield from reading.closed()


def is_furniture(element: _Element) -> bool:
    """True when the element's tag, role or class says that it holds no story."""
    if element.tag in _FURNITURE or element.get("role") in ("complementary", "navigation", "contentinfo"):
        return True
    if element.tag in _NEVER_FURNITURE:
        return False
    names = (element.get("class"), element.get("id"))
    return any(name is not None and _FURNITURE_CLASS.search(name, 0, _LONGEST_CLASS) is not None for name in names)


@dataclass(slots=True)
class _Reading:
    """Where a walk over the tree stands: the block being read, and the elements that it is inside of."""

    parts: list[str] = field(default_factory=list)
    linked: int = 0
    """Characters of the block that are inside links."""

    heading: bool = False
    links: int = 0
    preformatted: int = 0
    within: list[bool] = field(default_factory=list)
    """For each element that is open, whether it is furniture or inside of some."""

    def start(self, element: _Element) -> Iterator[Block]:
        """What the beginning of an element ends."""
        tag = element.tag
        if tag in _PARTING:
            yield from self.closed()
            self.heading = tag in _HEADINGS
        elif tag in _BREAKS:
            self.parts.append("\n")
        elif tag in _CELLS and has_words("".join(self.parts)):
            self.parts.append(" | ")
        self.within.append((bool(self.within) and self.within[-1]) or is_furniture(element))
        self.links += tag in _LINKS
        self.preformatted += tag == "pre"
        self.add(element.text)

    def end(self, element: _Element) -> Iterator[Block]:
        """What the end of an element ends."""
        if element.tag in _PARTING:
            yield from self.closed()
        self.within.pop()
        self.links -= element.tag in _LINKS
        self.preformatted -= element.tag == "pre"

    def add(self, words: str | None) -> None:
        """Text of the block being read."""
        if words:
            self.parts.append(words if self.preformatted else _SPACE.sub(" ", words))
            self.linked += len("".join(words.split())) if self.links else 0

    def closed(self) -> Iterator[Block]:
        """The blocks of what was read; two line breaks in a row part paragraphs."""
        if not self.parts:
            self.heading = False
            return
        joined = "".join(self.parts)
        furniture = (bool(self.within) and self.within[-1]) or (self.linked > 0 and self._is_teaser(joined))
        for paragraph in _PARAGRAPH_BREAK.split(joined):
            text = "\n".join(line for part in paragraph.split("\n") if (line := " ".join(part.split())))
            if has_words(text):
                yield Block(text, furniture, self.heading)
        self.parts, self.linked, self.heading = [], 0, False

    def _is_teaser(self, joined: str) -> bool:
        """True for a paragraph that is one link and no sentence: another story's headline."""
        return not self.heading and self.linked * 10 >= len("".join(joined.split())) * 9 and not has_ended(joined)


def _is_hidden(element: _Element) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and "display:none" in style[:200].replace(" ", ""))
