"""What is to be said of the dates of a question and of what answers it. Pure.

Knows queries, what was found for them, and articles; knows nothing of how either came about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from index.reading.facts.dates import find_dates
from index.types import Article
from rag.types import Interval, Query, Retrieved


def without_interval(query: Query, meaning: str) -> Query:
    """The query when nothing was published in its time: the time restricts no longer, and `meaning` tells so."""
    told = tuple(
        replace(one, effect="notes", meaning=meaning) if one.aspect == "interval" and one.words else one
        for one in query.understood
    )
    return replace(query, interval=None, understood=told)


def time_notes(query: Query, retrieved: Retrieved) -> tuple[str, ...]:
    """Whether nothing was published in the time asked for, or by the as-of day."""
    intervals = [interval for interval in (query.interval, *(part.interval for part in query.parts)) if interval]
    asked = [one.words or f"{one.since or '…'} to {one.until or '…'}" for one in intervals]
    if asked and not any(passage.article.published for passage in retrieved.passages):
        return (f"No article was published in the time asked for ({', '.join(asked)}).",)
    if query.as_of and not retrieved.passages:
        return (f"No article that was published by {query.as_of} was found.",)
    return ()


def date_notes(query: Query, cited: Sequence[Article]) -> list[str]:
    """What the dates of the cited articles leave open."""
    notes = []
    for article in {article.id: article for article in cited}.values():
        if article.published is None and query.as_of:
            notes.append(f"“{article.title}” has no date; it may be newer than {query.as_of}.")
        elif article.published is None and query.interval:
            notes.append(f"“{article.title}” has no date; it may be of another time than asked for.")
        elif query.as_of and article.updated and article.updated > query.as_of:
            notes.append(f"“{article.title}” was changed on {article.updated}, after {query.as_of}.")
    return notes


def mentions(text: str, interval: Interval) -> bool:
    """True when `text` names a date that lies in the interval."""
    since, until = interval.since or dt.date.min, interval.until or dt.date.max
    return any(since <= found.first and found.last <= until for found in find_dates(text))
