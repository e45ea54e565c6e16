"""What a browser sends of the search among the articles, read with care. Knows names of fields and their limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from rag import Wanted
from ui.words import sendable

PAGE_ARTICLES = 25
_LONGEST = 200
_MOST_WORDS = 12
_LAST_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Search:
    """Which articles are looked for, and which page of them; `fault` says what could not be read, and is then left out."""

    wanted: Wanted
    page: int = 0
    fault: str = ""


def search_of(sent: Mapping[str, object]) -> Search:
    """The search that was sent; whatever it is, there is one."""
    words = tuple(_text(sent, "words").split()[:_MOST_WORDS])
    outlet = _text(sent, "outlet").strip()
    days, faults = {}, []
    for name, label in (("since", "from"), ("until", "to")):
        told = _text(sent, name).strip()
        try:
            days[name] = dt.date.fromisoformat(told) if told else None
        except ValueError:
            faults.append(f"“{label}” is {told!r}, which is no day; write one as 2024-05-31")
    since, until = days.get("since"), days.get("until")
    if since and until and since > until:
        faults.append(f"nothing is published from {since} to {until}: the days are in the wrong order")
    page = _text(sent, "page")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 8 else 0
    wanted = Wanted(words, (outlet,) if outlet else (), since, until)
    return Search(wanted, min(number, _LAST_PAGE), "; ".join(faults))


def _text(sent: Mapping[str, object], name: str) -> str:
    value = sent.get(name)
    return sendable(value, _LONGEST) if isinstance(value, str) else ""
