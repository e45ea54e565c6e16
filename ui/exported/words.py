"""Words that every export uses: when something was asked, where a quote stands, what is in it. Plain text."""

from __future__ import annotations

import datetime as dt

from rag.printing import unmarked
from ui.exported.record import Quote, Record
from ui.words import counted, day


def moment(when: dt.datetime) -> str:
    """A moment in UTC: "26 March 2024, 14:05 UTC". What is exported is read in other places than it was asked in."""
    there = when.astimezone(dt.UTC)
    return f"{day(there.date())}, {there:%H:%M} UTC"


def place_of(quote: Quote) -> str:
    """Where a quote stands in its article's text."""
    return f"characters {quote.start:,} to {quote.end:,}"


def of_answers(record: Record) -> str:
    """What the export is, in a sentence."""
    return (
        f"{counted(len(record.entries), 'question')} to Article RAG, saved on {moment(record.exported)}. "
        "Every numbered quote is the article's own words."
    )


def shown_name(record: Record) -> str:
    """The conversation's name in one line."""
    return unmarked(record.name)
