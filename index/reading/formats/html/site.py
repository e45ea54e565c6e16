"""A site's name and its headlines, told apart: "Bridge to be rebuilt | News | The Quay Courier".

Knows how pages put the two together in a window's title and in metadata; knows nothing of vocabularies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from index.reading.formats.html.days import day_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SITE_MARKS = (" | ", " - ", " – ", " — ", " · ", " • ", " :: ", " » ", "_", "：", ": ")
_SITE_MARK = re.compile(r"\s+[|–—·•»-]\s+|\s+::\s+|_|：|:\s+")
_MARK_LAST = re.compile(f"(?:{_SITE_MARK.pattern})$")
_MARK_CHARACTERS = 3
"""A mark with its spaces: " | "."""

_LONGEST_OUTLET = 60
"""Characters of a site's name at a title's end; what is longer is the rest of a headline."""

_BY = re.compile(r"^(?:by|von|par|por|di)\s", re.IGNORECASE)


def outlet_of(candidates: Iterable[str | None]) -> str | None:
    """The first name of an outlet; of a company's that holds the site's ("Quay Media Ltd", "Quay") the site's."""
    names = [name for name in worded(candidates) if not is_address(name) and len(name) <= 100]
    if not names:
        return None
    shorter = (
        name for name in names[1:] if len(name) < len(names[0]) and f" {name} ".casefold() in f" {names[0]} ".casefold()
    )
    return min(shorter, key=len, default=names[0])


def outlet_in(window: str | None, headlines: Iterable[str | None], tree: HtmlElement) -> str | None:
    """The site's name in the window's title, after the headline; before it only where the page shows it alone."""
    title = " ".join((window or "").split())
    for headline in worded(headlines):
        head, found, tail = title.partition(" ".join(headline.split()))
        if not found:
            continue
        last = _SITE_MARK.split(tail)[-1].strip() if _SITE_MARK.match(tail) else ""
        # A name longer than the headline is the headline, and what was taken for that the site's name.
        if 0 < len(last) <= min(_LONGEST_OUTLET, len(headline)) and not _BY.match(last) and not day_of(last):
            return last
        first = _SITE_MARK.split(head)[0].strip() if _SITE_MARK.search(head) else ""
        if 0 < len(first) <= _LONGEST_OUTLET and _is_shown_alone(first, tree):
            return first
    return None


def without_outlet(title: str | None, outlet: str | None) -> str | None:
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


def as_headed(headline: str | None, heading: str | None, outlet: str | None) -> str | None:
    """The page's heading where the stated headline is that and a kicker, an outlet or a second half.

    A heading that is the outlet's name, or the shorter half of what is stated, is a kicker itself.
    """
    words = " ".join((headline or "").split())
    if (
        not heading
        or len(heading) * 2 + _MARK_CHARACTERS < len(words)
        or (outlet and heading.casefold() == outlet.casefold())
    ):
        return headline
    after, before = words[len(heading) :], words[: -len(heading)]
    begins = words[: len(heading)].casefold() == heading.casefold() and _SITE_MARK.match(after) is not None
    ends = words[-len(heading) :].casefold() == heading.casefold() and _MARK_LAST.search(before[-4:]) is not None
    return heading if begins or ends else headline


def worded(values: Iterable[str | None]) -> Iterator[str]:
    """Those of `values` that hold words, without the white space around them."""
    return (value.strip() for value in values if value and value.strip())


def is_address(value: str) -> bool:
    """True for an address where a name should stand."""
    return value.startswith(("http://", "https://", "//", "www.", "@"))


def _is_shown_alone(name: str, tree: HtmlElement) -> bool:
    """True when an element of the page holds the name and nothing else, or a picture is named so: its masthead."""
    alone = (element.text for element in tree.iter("a", "div", "span", "em", "strong", "h1", "td"))
    pictures = (image.get("alt") for image in tree.iter("img"))
    return any(text is not None and text.strip().casefold() == name.casefold() for text in (*alone, *pictures))
