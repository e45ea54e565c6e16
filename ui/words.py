"""Numbers, dates and languages in the words that people read. Plain text; knows nothing of pages or terminals."""

from __future__ import annotations

import datetime as dt
import math
import re
from types import MappingProxyType

from rag.printing import one_line
from rag.types import Usage

LONGEST_SENT = 20_000
"""Characters of what a browser sends that are looked at: what is too long for a question is refused with its length."""

GUESSED = MappingProxyType(
    {
        "text": "found in the text",
        "file name": "taken from the file name",
        "detected": "told from the words of the text",
        "derived": "from the opening words of the text",
    }
)
"""Why a fact is a guess: a word for each provenance that `index.types` calls guessed."""

UNCHECKED = "being written, not checked yet"
"""Stands before the words of an LLM that no claim holds yet."""

UNSUPPORTED_LEAD = "The model wrote this, which the articles do not support:"


def counted(number: int, noun: str) -> str:
    """A number with its noun, in the plural unless it is one: "1,204 stories"."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}s"


def interval(since: dt.date | None, until: dt.date | None) -> str:
    """Two inclusive days, or one of them."""
    if since and until:
        return day(since) if since == until else f"{day(since)} to {day(until)}"
    return f"since {day(since)}" if since else f"until {day(until)}" if until else "at any time"


def day(date: dt.date) -> str:
    """A date in full: "26 March 2024"."""
    return f"{date.day} {date:%B} {date.year}"


def age(date: dt.date, today: dt.date) -> str:
    """How long ago a day was, roughly: "3 days ago", "2 years ago"; "" for a day to come."""
    days = (today - date).days
    if days < 0:
        return ""
    if days < 2:
        return ("today", "yesterday")[days]
    for size, noun in ((365, "year"), (30, "month"), (7, "week")):
        if days >= 2 * size or (days >= size and noun == "year"):
            return f"{counted(days // size, noun)} ago"
    return f"{days} days ago"


def age_then(date: dt.date, as_of: dt.date) -> str:
    """How long before an as-of day a day was: "3 days before the as-of day"; "" for a later one."""
    told = age(date, as_of)
    near = {"today": "on the as-of day", "yesterday": "the day before the as-of day"}
    return near.get(told, told.replace(" ago", " before the as-of day"))


def language(code: str) -> str:
    """The English name of a language, as the Unicode CLDR has it; the code itself where it has none."""
    from babel import Locale

    name: str = Locale("en").languages.get(code, code)
    return name


def used(usage: Usage) -> str:
    """What an LLM wrote an answer, and what it took: "Written by m: 812 + 64 tokens, 3.1 s"."""
    known = usage.prompt_tokens is not None and usage.completion_tokens is not None
    tokens = f"{usage.prompt_tokens:,} + {usage.completion_tokens:,} tokens" if known else "tokens not told"
    return (
        f"Written by {one_line(usage.model)}, checked against the articles: {tokens}, {usage.milliseconds / 1000:.1f} s"
    )


def waiting(seconds: float) -> str:
    """How long to wait, in whole seconds or minutes, never less than it is."""
    whole = math.ceil(seconds)
    return "a second" if whole <= 1 else f"{whole} seconds" if whole < 120 else f"{math.ceil(whole / 60)} minutes"


def too_fast(seconds: float) -> str:
    """What somebody is told who asked more than they may."""
    return f"That is more questions in a minute than one person may ask here. Ask again in {waiting(seconds)}."


def sendable(words: str, limit: int | None = None) -> str:
    """What a browser sent, perhaps cut; half of a surrogate pair, which one can send, could not be sent back."""
    return words[:limit].encode("utf-8", "replace").decode()


def on_the_web(url: str | None) -> bool:
    """True for an address that a link may lead to: of the web, with a host."""
    return url is not None and re.match(r"https?://[^\s/]", url, re.IGNORECASE) is not None
