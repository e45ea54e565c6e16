"""Counts, lists, and first and last articles: answered from every article that passes, never from the best few.

Knows how a count is told and which sentence is quoted for an article; what a mention is, `index.mentions` says.
The count is of all articles, whatever number of them is listed. Every listed article is quoted by the first sentence
that shows why it counts; one that counts for its headline alone, by its opening sentence, and a note says so.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Protocol

from index.mentions.wording import Phrase
from index.types import Article, ArticleCard, Filter, IndexInfo, Mention, Mentions, Sentence, Span
from rag.answering.reader import Reading
from rag.asking.tasks import TaskFound
from rag.types import Citation, Claim, Query, Task

LISTED = 20
"""Articles that are quoted at most: about two screens. The count goes on, and `Tally.listed` has all."""
_NAMED = 5
"""Headlines in one note."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An article that counts; `mentions` are its part of the tally's."""

    id: str
    title: str
    outlet: str | None
    published: dt.date | None
    mentions: int


@dataclass(frozen=True, slots=True)
class Tally:
    """A count in numbers. `mentions` are places in the texts, for articles about something: sentences.

    `stories` counts copies of one report once; `scanned` are the articles that passed the restrictions, `undated`,
    `first` and `last` say when those counted were published. `listed` are all that count, newest first, undated last;
    `sentence` tells the count.
    """

    task: Task
    topic: str
    about: bool
    articles: int
    stories: int
    mentions: int
    scanned: int
    undated: int
    first: dt.date | None
    last: dt.date | None
    listed: tuple[Listed, ...] = ()
    sentence: str = ""


class MentionIndex(Protocol):
    """What a count asks of an index; a part of `rag.retrieval.search_index.SearchIndex`."""

    def mentions(
        self, phrases: Sequence[str], restriction: Filter | None = None, *, about: bool = False, every: bool = True
    ) -> Mentions: ...
    def article(self, article_id: str) -> Article: ...
    def sentences(self, article_id: str) -> tuple[Sentence, ...]: ...
    def story(self, article_id: str, as_of: dt.date | None = None, *, undated: bool = True) -> tuple[str, ...]: ...
    def articles(self) -> tuple[ArticleCard, ...]: ...
    def info(self) -> IndexInfo: ...


@dataclass(frozen=True, slots=True)
class _Counted:
    """An article that counts."""

    card: ArticleCard
    mention: Mention


def tally(
    query: Query, found: TaskFound, search_index: MentionIndex, restriction: Filter | None
) -> tuple[Reading, Tally]:
    """Count what `found` asks for among the articles that pass `restriction`, and quote those asked for.

    A list is newest first; the first and last are all articles of those days, for a date has no hour. No article: no
    claims, and a note that says how many were searched. Raises QuestionError for a topic without a word.
    """
    mentions = search_index.mentions(found.phrases, restriction, about=found.about, every=found.every)
    cards = {card.id: card for card in search_index.articles()} if mentions.found else {}
    counted = [_Counted(cards[mention.article_id], mention) for mention in mentions.found]
    numbers = _tally(found, mentions, counted, stories=_stories(counted, search_index, restriction))
    shown = _ends(counted, found) if found.task == "first and last" else counted[:LISTED]
    claims = tuple(_claim(number, one, found, search_index) for number, one in enumerate(shown, 1))
    sentence, *over = _headcount(query, found, counted, numbers, total=search_index.info().articles)
    numbers = replace(numbers, sentence=sentence)
    notes = [" ".join([sentence, *over])]
    if counted:
        notes += [_definition(found)] if found.phrases else []
        if found.task == "first and last":
            notes += _told_ends(found, counted, shown)
        else:
            notes += (_told_outlets(counted) if found.by_outlet else []) + _told_list(counted)
        notes += _told_headlines(shown) if found.phrases else []
    return Reading(claims, 1.0 if claims else 0.0, tuple(notes)), numbers


def _tally(found: TaskFound, mentions: Mentions, counted: Sequence[_Counted], *, stories: int) -> Tally:
    days = [one.card.published for one in counted if one.card.published is not None]
    return Tally(
        task=found.task,
        topic=found.topic,
        about=found.about,
        articles=len(counted),
        stories=stories,
        mentions=sum(one.mention.count for one in counted),
        scanned=mentions.scanned,
        undated=len(counted) - len(days),
        first=min(days, default=None),
        last=max(days, default=None),
        listed=tuple(
            Listed(one.card.id, one.card.title, one.card.outlet, one.card.published, one.mention.count)
            for one in counted
        ),
    )


def _stories(counted: Sequence[_Counted], search_index: MentionIndex, restriction: Filter | None) -> int:
    """How many stories the articles are; of an as-of day, by what was published until then."""
    as_of, undated = (restriction.as_of, restriction.undated) if restriction else (None, True)
    return len({search_index.story(one.card.id, as_of, undated=undated)[0] for one in counted})


def _ends(counted: Sequence[_Counted], found: TaskFound) -> list[_Counted]:
    """The articles of the first day, of the last, or of both, oldest first; when none has a date, all."""
    days = [list(of_day) for _, of_day in groupby(reversed(counted), key=lambda one: one.card.published)]
    dated = [sorted(of_day, key=lambda one: one.card.id) for of_day in days if of_day[0].card.published is not None]
    if not dated:
        return list(counted[:LISTED])
    wanted = [dated[0 if end == "first" else -1] for end in found.ends]
    if len(dated) == 1:
        wanted = dated
    return [one for of_day in wanted for one in of_day[: LISTED // len(wanted)]]


def _claim(number: int, one: _Counted, found: TaskFound, search_index: MentionIndex) -> Claim:
    article = search_index.article(one.card.id)
    span = _quoted(article, search_index.sentences(article.id), one.mention, () if found.about else found.phrases)
    quote = article.text[span.start : span.end]
    return Claim(quote, (Citation(number, article, span.start, span.end, quote),))


def _quoted(article: Article, sentences: Sequence[Sentence], mention: Mention, phrases: Sequence[str]) -> Span:
    """The first sentence with a mention, else the first heading with one, else the opening sentence."""
    opening = next(sentence for sentence in sentences if sentence.kind == "sentence")
    if mention.first is None:
        return Span(opening.start, opening.end)
    spans = [span for phrase in phrases for span in Phrase(phrase).spans(article.text, article.boilerplate)]
    starts = [span.start for span in spans] or [mention.first.start]
    holding = [s for s in sentences if any(s.start <= start < s.end for start in starts)]
    best = next((s for s in holding if s.kind == "sentence"), holding[0] if holding else mention.first)
    return Span(best.start, best.end)


def _headcount(
    query: Query, found: TaskFound, counted: Sequence[_Counted], numbers: Tally, *, total: int
) -> tuple[str, ...]:
    """How many, in one sentence, and of how many, in the next."""
    limits = (
        [query.interval.words or f"{query.interval.since or '…'} to {query.interval.until or '…'}"]
        if query.interval
        else []
    )
    limits += [*query.outlets, *([f"up to {query.as_of}"] if query.as_of else [])]
    passes = f"the restrictions ({'; '.join(limits)})" if limits else "the restrictions"
    if numbers.scanned == 0:
        return (f"No article passes {passes}, so none of the {total:,} was searched.",)
    over = f"{_all(total)} of the index"
    if numbers.scanned < total:
        over = f"{_all(numbers.scanned)} that {'passes' if numbers.scanned == 1 else 'pass'} {passes}, of {total:,} in the index"
    if numbers.articles == 0:
        return f"No article {_says(found, plural=False)}.", f"Searched: {over}."
    subject = f"{_count(numbers.articles, 'article')} ({_count(numbers.stories, 'story')}, copies counted once)"
    said = f" {_says(found, plural=numbers.articles != 1)}" if found.phrases else ""
    if found.by_outlet and (outlets := len(_by_outlet(counted))):
        subject = f"{_count(outlets, 'outlet')} {'has' if outlets == 1 else 'have'} {subject}"
        said = f" that{said}"
    times = ""
    if found.phrases and not found.about:
        times = f", {_count(numbers.mentions, 'time')} in {'its text' if numbers.articles == 1 else 'their texts'}"
    return f"{subject}{said}{times}.", f"Counted over {over}, not only over those listed."


def _says(found: TaskFound, *, plural: bool) -> str:
    topics = [f"“{phrase}”" for phrase in (found.phrases if len(found.phrases) > 1 else (found.topic,))]
    named = (" and " if found.every else " or ").join(topics)
    if found.about:
        return f"{'are' if plural else 'is'} about {named}"
    return f"{'mention' if plural else 'mentions'} {named}"


def _definition(found: TaskFound) -> str:
    words = ", ".join(f"“{phrase}”" for phrase in found.phrases)
    if found.about:
        return (
            f"An article counts as about it when the words {words}, in any inflection, stand in its headline, together in "
            "one of its first three sentences, or together in two of its sentences."
        )
    return (
        f"A mention is {words} word for word, in small letters or capitals (up to three capitals in capitals only), with "
        "a plural or possessive ending or without."
    )


def _told_list(counted: Sequence[_Counted]) -> list[str]:
    undated = sum(one.card.published is None for one in counted)
    last = (
        f" {_count(undated, 'article')} without a date {'comes' if undated == 1 else 'come'} last." if undated else ""
    )
    if len(counted) > LISTED:
        everything = f"all {len(counted):,} are in the JSON (`--json`), under `tally`"
        return [f"Quoted are the {LISTED} newest of {len(counted):,}; {everything}.{last}"]
    return [f"All are listed, newest first.{last}"] if len(counted) > 1 else []


def _by_outlet(counted: Sequence[_Counted]) -> list[tuple[str, int]]:
    """The outlets of the articles and how many each has, most first."""
    return sorted(Counter(one.card.outlet for one in counted if one.card.outlet).items(), key=lambda o: (-o[1], o[0]))


def _told_outlets(counted: Sequence[_Counted]) -> list[str]:
    outlets = _by_outlet(counted)
    named = ", ".join(f"{outlet} ({articles:,})" for outlet, articles in outlets[:LISTED])
    more = f" and {len(outlets) - LISTED:,} more" if len(outlets) > LISTED else ""
    nameless = len(counted) - sum(articles for _, articles in outlets)
    notes = [f"By {_count(len(outlets), 'outlet')}: {named}{more}."] if outlets else []
    return [*notes, *([f"{_count(nameless, 'article')} without a known outlet."] if nameless else [])]


def _told_ends(found: TaskFound, counted: Sequence[_Counted], shown: Sequence[_Counted]) -> list[str]:
    """The days, how many articles share them, and which articles could be earlier or later."""
    days = [one.card.published for one in counted if one.card.published is not None]
    notes = []
    for end, day in zip(("first", "last"), (days[-1], days[0]) if days else (), strict=False):
        if end in found.ends:
            of_day = days.count(day)
            several = (
                f", {of_day} articles of the same day; which of them came {end} is not known" if of_day > 1 else ""
            )
            outlets = _by_outlet([one for one in counted if one.card.published == day]) if found.by_outlet else []
            by = f", by {', '.join(outlet for outlet, _ in outlets)}" if outlets else ""
            notes.append(f"The {end} is of {day.day} {day:%B %Y}{by}{several}.")
    if guessed := [one for one in shown if one.card.published_is_guessed]:
        notes.append(f"Nothing states the date of {_titles(guessed)}; it is a guess.")
    if undated := [one for one in counted if one.card.published is None]:
        notes.append(f"Without a date, so perhaps earlier or later: {_titles(undated)}.")
    return notes


def _told_headlines(shown: Sequence[_Counted]) -> list[str]:
    only = [one for one in shown if one.mention.first is None]
    return [f"Only the headline says so, and the opening sentence is quoted: {_titles(only)}."] if only else []


def _titles(several: Sequence[_Counted]) -> str:
    named = ", ".join(f"“{one.card.title}”" for one in several[:_NAMED])
    return f"{named} and {len(several) - _NAMED:,} more" if len(several) > _NAMED else named


def _all(articles: int) -> str:
    return "the only article" if articles == 1 else f"all {articles:,} articles"


def _count(number: int, noun: str) -> str:
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"
