"""What an export says of a conversation: questions, answers and quotes, read from the JSON of each answer.

Knows the JSON that `rag.Answer.to_json` writes; knows no format. It is read from there instead of from an `Answer`, since
that JSON is what is kept: an answer of last year is exported as it was given, whatever its articles are now.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from rag import Scope
from rag.answer import NEAREST_NAMED
from rag.printing import one_line
from ui.words import GUESSED, day, interval, on_the_web

_ARTICLES_NAMED = 10

Status: TypeAlias = Literal["answered", "partial", "not_found", "failed"]


@dataclass(frozen=True, slots=True)
class Report:
    """An article as it is named: `facts` are outlet, date and id as far as they are known, `url` where it is on the web."""

    id: str
    title: str
    facts: tuple[str, ...]
    url: str | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A numbered quote: `start` and `end` are offsets into the article's text, in characters."""

    number: int
    report: Report
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an answer with the numbers of its quotes; without any it is a model's and not in the articles."""

    text: str
    marks: tuple[int, ...]
    short: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One question and what came of it. `told` is what stands first: of a count the count, of a failure why."""

    question: str
    asked: dt.datetime
    scope: tuple[str, ...] = ()
    """What was set beside the question, and what the question itself restricts, in words."""
    status: Status = "failed"
    told: str = ""
    statements: tuple[Statement, ...] = ()
    missing: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    nearest: tuple[Report, ...] = ()
    """Of an answer that is not found: articles that may touch on it, no sources."""
    notes: tuple[str, ...] = ()
    index_fingerprint: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A conversation: its name, when it was taken along, its entries, oldest first."""

    name: str
    exported: dt.datetime
    entries: tuple[Entry, ...]


def failed_entry(question: str, asked: dt.datetime, scope: tuple[str, ...], told: str) -> Entry:
    """A question that got no answer, and why."""
    return Entry(question, asked, scope, told=told)


def answered_entry(question: str, asked: dt.datetime, scope: tuple[str, ...], document: str) -> Entry:
    """A question and the answer whose `Answer.to_json()` is `document`."""
    answer: dict[str, Any] = json.loads(document)
    notes, found = tuple(answer["notes"]), answer["status"] != "not_found"
    entry = Entry(
        question,
        asked,
        (*scope, *_restricted(answer["query"])),
        answer["status"],
        told="" if found else answer["text"],
        statements=tuple(_statement(claim) for claim in answer["claims"]),
        missing=tuple(answer["missing"]),
        quotes=tuple(_quote(cite) for cite in answer["citations"]),
        nearest=() if found else tuple(_nearest(answer)),
        notes=notes,
        index_fingerprint=answer["index_fingerprint"],
        document=document,
    )
    # Of a count its first note tells the number; its sentences are the quotes, one an article.
    return replace(entry, told=notes[0], notes=notes[1:], statements=()) if answer["tally"] and notes else entry


def scope_told(
    as_of: dt.date | None, scope: Scope, *, quoting: bool = False, articles: Sequence[str] = ()
) -> tuple[str, ...]:
    """What a person set beside a question, in words; `articles` are names of those of the scope, else they are told by id."""
    told = [f"as of {day(as_of)}"] if as_of else []
    if scope.since or scope.until:
        told.append(f"published {interval(scope.since, scope.until)}")
    told += [f"only of {', '.join(map(one_line, scope.outlets))}"] if scope.outlets else []
    told += [f"only in {_named(articles or scope.article_ids)}"] if scope.article_ids else []
    told += ["only articles with a date"] if scope.undated is False else []
    told += [f"not restricted by its {aspect}" for aspect in scope.ignore]
    told += ["in quotes alone"] if quoting else []
    return tuple(told)


def _named(articles: Sequence[str]) -> str:
    """The articles, the first of many; the JSON of the answer has all."""
    more = len(articles) - _ARTICLES_NAMED
    return ", ".join(map(one_line, articles[:_ARTICLES_NAMED])) + (f" and {more} more" if more > 0 else "")


def _restricted(query: dict[str, Any]) -> Iterator[str]:
    """How the question was understood, where that is not its words or changes which articles are searched."""
    if one_line(query["standalone"]) != one_line(query["question"]):
        yield f"understood as “{one_line(query['standalone'])}”"
    for one in query["understood"]:
        if one["effect"] == "restricts" and not one["switched_off"] and one["told_by"] != "person":
            yield f"“{one_line(one['words'])}”: {one_line(one['meaning'])}"


def _statement(claim: dict[str, Any]) -> Statement:
    short = claim["short"]
    return Statement(claim["text"], tuple(claim["citations"]), short["quote"] if short else "")


def _quote(cite: dict[str, Any]) -> Quote:
    return Quote(cite["number"], _report(cite["article"]), cite["start"], cite["end"], cite["quote"])


def _report(article: dict[str, Any], about: str = "") -> Report:
    published = article["published"]
    guessed = " (date guessed)" if article["published_from"] in GUESSED else ""
    facts = [one_line(article["outlet"])] if article["outlet"] else []
    facts += [day(dt.date.fromisoformat(published)) + guessed] if published else []
    url = article["url"] if on_the_web(article["url"]) else None
    return Report(article["id"], article["title"], tuple(facts), url, about)


def _nearest(answer: dict[str, Any]) -> Iterator[Report]:
    articles = {passage["article"]["id"]: passage["article"] for passage in answer["passages"]}
    about = [*answer["about"], *[""] * NEAREST_NAMED]
    for article, words in zip([*articles.values()][:NEAREST_NAMED], about, strict=False):
        yield _report(article, words)
