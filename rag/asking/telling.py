"""What was understood of a question, in words for the person. Pure; decides nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from rag.asking.news_time import Times
from rag.asking.outlets import OutletMention
from rag.asking.tasks import TaskFound
from rag.types import Effect, Interval, Part, Query, Scope, Teller, Understood

_UNDATED = {True: "articles without a date, too", False: "no articles without a date"}


def told_of_outlets(mention: OutletMention, query: Query, *, off: bool) -> Understood:
    """A mention of outlets and what it does; `off`: the person switched it off."""
    words = query.standalone[mention.start : mention.end]
    published = f"published by {listed(mention.outlets)}"
    meaning = f"not {published}: no restriction" if mention.effect == "notes" else published
    return Understood("outlets", words, meaning, mention.effect, told_by=teller(words, query), switched_off=off)


def noted(query: Query, times: Times, scope: Scope, found: TaskFound | None) -> list[Understood]:
    """What else was read in the question: nothing of it restricts."""
    told: list[Understood] = []
    if query.as_of:
        told.append(Understood("as-of", "", f"published by {_day(query.as_of)}", "restricts", told_by="person"))
    if query.article_ids is not None:
        told.append(Understood("articles", "", listed(query.article_ids), "restricts", told_by="person"))
    if query.undated is not None:
        effect: Effect = "notes" if query.undated else "restricts"
        told.append(Understood("interval", "", _UNDATED[query.undated], effect, told_by="person"))
    if times.order:
        off = "order" in scope.ignore
        told.append(Understood("order", times.order_words, f"the {times.order} first", "prefers", switched_off=off))
    told += [Understood("titles", title, "an article's headline", "prefers") for title in query.titles]
    restricting = [part.interval.words for part in query.parts if part.interval]
    if query.interval and "parts" in scope.ignore:
        restricting.append(query.interval.words)
    subjects = [one.words for one in times.subjects if not any(one.words in words for words in restricting)]
    told += [about_date(words) for words in subjects]
    if not ("outlets" in scope.ignore or scope.outlets):
        missing = "no article of it is in the index"
        told += [Understood("outlets", words, missing, "notes") for words in query.unknown_outlets]
    told += [Understood("names", name, "a name", "prefers") for name in query.names]
    if query.parts:
        texts = [_part(part) for part in query.parts]
        told.append(Understood("parts", "", f"{len(texts)} questions, asked in turn: {'; '.join(texts)}", "prefers"))
    if found:
        meaning = f"{found.task} of articles {'about' if found.about else 'that mention'} {found.topic or 'anything'}"
        told.append(Understood("task", found.words, meaning, "restricts", switched_off="task" in scope.ignore))
    return told


def about_date(words: str) -> Understood:
    """A date that restricts nothing."""
    return Understood("dates", words, "what is asked about, no restriction", "notes")


def teller(words: str, query: Query) -> Teller:
    """Who said these words of the standalone wording."""
    return "question" if not query.history_used or words.casefold() in query.question.casefold() else "conversation"


def listed(values: Sequence[str]) -> str:
    """Values in a row."""
    return ", ".join(values)


def _part(part: Part) -> str:
    when = f" published {days(part.interval)}" if part.interval else ""
    return (listed(part.outlets) or part.text) + when


def published(interval: Interval, counted_from: dt.date | None = None) -> str:
    """What an interval restricts to, and the day that its words count from where they mean another time on another day."""
    return f"published {days(interval)}" + (f", counted from {_day(counted_from)}" if counted_from else "")


def days(interval: Interval) -> str:
    """An interval in words: "from 1 March 2024 until 31 March 2024"."""
    since, until = interval.since, interval.until
    if since == until and since:
        return f"on {_day(since)}"
    bounds = [f"from {_day(since)}" if since else "", f"until {_day(until)}" if until else ""]
    return " ".join(filter(None, bounds))


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
