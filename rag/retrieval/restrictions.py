"""Query -> what the searches may return; and what there was by a day. Pure."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from index.types import ArticleCard, Filter
from rag.types import Interval, Part, Query


def restriction_of(query: Query) -> Filter | None:
    """The filter that a query comes to; None when it restricts nothing.

    Articles without a date pass an as-of date, but no interval, unless the query says otherwise.
    """
    undated = query.interval is None if query.undated is None else query.undated
    restriction = _within(query.interval, query.as_of, undated=undated)
    return _or_none(replace(restriction, outlets=query.outlets or None, article_ids=query.article_ids))


def part_restriction(query: Query, part: Part) -> Filter | None:
    """The filter of one part: its own outlets and interval go before those of the question, not before the person's."""
    set_by_person = query.interval is not None and not query.interval.words
    interval = query.interval if set_by_person else part.interval or query.interval
    return restriction_of(replace(query, outlets=part.outlets or query.outlets, interval=interval))


def statistics_population(query: Query) -> Filter | None:
    """The articles whose words may be counted: those published by the query's as-of date; None: all."""
    return Filter(as_of=query.as_of, undated=query.undated is not False) if query.as_of else None


def searched_by(query: Query, articles: int) -> str:
    """What a search for `query` goes through of an index of so many articles, in words; no number that would have to be counted."""
    if restriction_of(replace(query, article_ids=None)) or any(part_restriction(query, part) for part in query.parts):
        return "the articles of this scope"
    return counted(articles if query.article_ids is None else len(query.article_ids), "article")


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1,204 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class PublishedByDay:
    """What had been published by a day: by which outlets, and when last. An outlet that came later is no name of one yet."""

    def __init__(self, cards: Iterable[ArticleCard]) -> None:
        self._first: dict[str, dt.date] = {}
        self._undated: set[str] = set()
        cards = tuple(cards)
        self._days = sorted({card.published for card in cards if card.published})
        for card in cards:
            if card.outlet and card.published:
                self._first[card.outlet] = min(card.published, self._first.get(card.outlet, card.published))
            elif card.outlet:
                self._undated.add(card.outlet)

    def known(self, day: dt.date, *, undated: bool) -> tuple[str, ...]:
        """In order of name; with `undated` those too that have an article without a date."""
        published = {outlet for outlet, first in self._first.items() if first <= day}
        return tuple(sorted(published | self._undated if undated else published))

    def newest(self, day: dt.date) -> dt.date | None:
        """The day of the newest article that was published by `day`."""
        at = bisect_right(self._days, day)
        return self._days[at - 1] if at else None


def _within(interval: Interval | None, as_of: dt.date | None, *, undated: bool) -> Filter:
    since = interval.since if interval else None
    until = interval.until if interval else None
    if not undated and since is None and until is None and as_of is None:
        since = dt.date.min  # every article that has a date
    return Filter(since, until, as_of=as_of, undated=undated)


def _or_none(restriction: Filter) -> Filter | None:
    return None if restriction.empty else restriction
