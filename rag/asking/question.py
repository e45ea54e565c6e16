"""A question and the turns before it -> a `Query`: what is searched for, what restricts the search, and what it prefers.

Pure. Puts together what the modules beside it read: the conversation, times, outlets, parts, tasks. What the person set goes
before what the question says. Never answers and never searches.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from rag.asking.checks import LONGEST_QUESTION, check_types, checked_question, checked_scope
from rag.asking.dividing.timed import days_later, told_of_time, with_parts
from rag.asking.follow_up import FollowUp, follow_up
from rag.asking.news_time import Times, times_of
from rag.asking.outlets import OutletMention, outlets_named
from rag.asking.parts import parts_of
from rag.asking.sources.unknown import unknown_outlets
from rag.asking.tasks import TaskFound, task_of
from rag.asking.telling import listed, noted, published, told_of_outlets
from rag.asking.words import names_asked
from rag.types import Interval, Query, Scope, Turn, Understood

__all__ = ["LONGEST_QUESTION", "task_in", "understand"]

_QUOTED = re.compile(
    r"[\"“„«](?P<double>[^\"“”„«»]{3,200})[\"”“»]|(?<!\w)['‘](?P<single>[^'‘’]{3,200}(?:['’]\w[^'‘’]*)*)['’](?!\w)"
)
_TITLE_WORDS = 3
"""A headline has more words than a name in quotation marks."""

_LONG_OVER = dt.timedelta(days=183)
"""Articles of which none is newer are an archive: who asks it of "October" means one that they tell of."""

_LED_TO = re.compile(r"\b(?:in|on|during|since|before|after|until|by|from|between)\s+$", re.IGNORECASE)
_ENDS = re.compile(r"\s*(?:[?.,;:!]|$|(?:and|or|but|by|in|on|from|of|according)\b)", re.IGNORECASE)

_EVERYTHING = Scope()


def understand(
    question: str,
    turns: Sequence[Turn] = (),
    *,
    outlets: Sequence[str] = (),
    as_of: dt.date | None = None,
    today: dt.date,
    scope: Scope = _EVERYTHING,
    similarity: Callable[[str, str], float] | None = None,
    newest: Callable[[dt.date], dt.date | None] | None = None,
) -> Query:
    """Understand `question` in the light of `turns` (oldest first).

    `outlets` are those the index knows. `as_of` counts relative dates and leaves out what was published later; without
    it `today` counts them. `similarity` is the cosine of two texts, for follow-ups. `newest` tells of a day when the newest
    article by then was published: among articles that are long over "after 7 October" counts from that day.

    Raises QuestionError for an empty, wordless or over-long question, and for a scope that cannot be meant.
    """
    check_types(question, turns, as_of, scope)
    question = checked_question(question)
    scope = checked_scope(scope, outlets, as_of)
    base = as_of or today
    following = _completed(question, turns, scope, outlets=outlets, base=base, similarity=similarity)
    text = following.standalone
    times = _times(question, following, base)
    if times.yearless and newest and (last := newest(base)) and base - last > _LONG_OVER:
        base, times = last, _times(question, following, last)
    mentions, unknown = _outlets_in(text, outlets)
    chosen = scope.outlets is not None or "outlets" in scope.ignore
    query = Query(
        question,
        standalone=text,
        as_of=as_of,
        history_used=following.history_used,
        context=following.context,
        appended=following.appended,
        earlier=following.earlier if following.leaning else (),
        leaning=following.leaning,
        article_ids=scope.article_ids,
        undated=scope.undated,
        titles=() if "titles" in scope.ignore else _titles(text, mentions),
        order=None if "order" in scope.ignore else times.order,
        counted_from=base,
        unknown_outlets=() if chosen else unknown,
    )
    moves = _moves(times, lambda day: _times(question, following, day), base)
    query = _with_interval(query, times, scope, moves=moves)
    query = _with_outlets(query, mentions, scope, base)
    own = {text[mention.start : mention.end] for mention in mentions}
    query = replace(query, names=tuple(name for name in names_asked(text) if name not in own))
    query = replace(query, left_out=_words_left_out(query, following, times, outlets))
    found = task_in(query)
    query = replace(query, task=found.task if found and "task" not in scope.ignore else "answer")
    return replace(query, understood=(*query.understood, *noted(query, times, scope, found)))


def task_in(query: Query) -> TaskFound | None:
    """The count, list, or first and last articles that `query` asks for; None when it asks what articles say.

    A wording that the person set stands for the question.
    """
    whole = task_of(query.standalone, leave_out=query.left_out)
    if not query.history_used:
        return whole
    return task_of(query.question, leave_out=query.left_out, context=query.context) or whole


def _completed(
    question: str,
    turns: Sequence[Turn],
    scope: Scope,
    *,
    outlets: Sequence[str],
    base: dt.date,
    similarity: Callable[[str, str], float] | None,
) -> FollowUp:
    if scope.standalone is not None:
        return FollowUp(checked_question(scope.standalone))
    if task_of(question) and task_of(question, leave_out=_left_out(question, outlets, base)):
        return FollowUp(question)  # "How many articles mention the harbour bridge?" needs no conversation
    return follow_up(question, turns, outlets=outlets, similarity=similarity)


def _outlets_in(text: str, outlets: Sequence[str]) -> tuple[tuple[OutletMention, ...], tuple[str, ...]]:
    """The mentions of outlets, and the words of sources that the index lacks: beside one a known outlet is a source, too."""
    mentions = outlets_named(text, outlets)
    unknown = unknown_outlets(text, [(mention.start, mention.end) for mention in mentions], outlets)
    return tuple(
        replace(mention, effect="restricts")
        if mention.effect == "prefers" and (mention.start, mention.end) in unknown.beside
        else mention
        for mention in mentions
    ), unknown.words


def _left_out(text: str, outlets: Sequence[str], base: dt.date) -> tuple[str, ...]:
    """The words of `text` that say when or by whom, and no topic."""
    times = times_of(text, base)
    words = [text[mention.start : mention.end] for mention in _outlets_in(text, outlets)[0] if mention.restricts]
    return _once([*([times.interval.words] if times.interval else []), *_times_apart(text, times), *words])


def _times_apart(text: str, times: Times) -> Iterable[str]:
    """What is said of when and restricts nothing, where it stands apart: "in July 2021", not "the July 2021 floods"."""
    for subject in times.subjects:
        at = text.find(subject.words)
        if at >= 0 and _LED_TO.search(text, 0, at) and _ENDS.match(text, at + len(subject.words)):
            yield subject.words


def _words_left_out(query: Query, following: FollowUp, times: Times, outlets: Sequence[str]) -> tuple[str, ...]:
    """The words of times and outlets, of the outlets of earlier questions, too, which no pronoun stands for."""
    text, base = query.standalone, query.counted_from or dt.date.max
    intervals = [times.interval, *(part.interval for part in query.parts)]
    asked = query.question.casefold()
    before = following.earlier if query.history_used else ()
    earlier = [words for question in before for words in _left_out(question, outlets, base)]
    return _once(
        [
            *(interval.words for interval in intervals if interval),
            *_left_out(text, outlets, base),
            *(words for words in earlier if words.casefold() not in asked),
        ]
    )


def _times(question: str, following: FollowUp, as_of: dt.date) -> Times:
    """The times of the wording; of a follow-up that names none, the interval of the question before."""
    times = times_of(following.standalone, as_of)
    if times.interval or not following.history_used or not following.earlier or times_of(question, as_of).subjects:
        return times
    return replace(times, interval=times_of(following.earlier[-1], as_of).interval)


def _moves(times: Times, at: Callable[[dt.date], Times], base: dt.date) -> bool:
    """True when the same words, counted from a later day, mean another time.

    A fixed month that lies far back is read as what the question is about: no interval, so no other one either.
    """
    if times.interval is None:
        return False
    later = (at(day).interval for day in days_later(base))
    return any(other != times.interval for other in later if other)


def _with_interval(query: Query, times: Times, scope: Scope, *, moves: bool) -> Query:
    if scope.since or scope.until:
        interval = Interval(scope.since, scope.until, "")
        told = Understood("interval", "", published(interval), "restricts", told_by="person")
        return replace(query, interval=interval, understood=(*query.understood, told))
    if times.interval is None:
        return query
    told = told_of_time(times.interval, query, moves=moves)
    told = replace(told, switched_off="interval" in scope.ignore)
    return replace(
        query,
        interval=None if told.switched_off else times.interval,
        understood=(*query.understood, told),
    )


def _with_outlets(query: Query, mentions: Sequence[OutletMention], scope: Scope, base: dt.date) -> Query:
    """Outlets that restrict, those only preferred, and the parts of a question that asks several things."""
    ignored = "outlets" in scope.ignore
    dividing = () if ignored or scope.outlets is not None else mentions
    query = with_parts(query, scope, lambda day: parts_of(query.standalone, dividing, day), base)
    if scope.outlets is not None:
        told = Understood("outlets", "", f"published by {listed(scope.outlets)}", "restricts", told_by="person")
        return replace(query, outlets=scope.outlets, understood=(*query.understood, told))
    restricting = _once(outlet for mention in mentions if mention.restricts for outlet in mention.outlets)
    preferred = _once(
        outlet
        for mention in mentions
        if mention.effect == "prefers"
        for outlet in mention.outlets
        if outlet not in restricting
    )
    return replace(
        query,
        outlets=() if ignored else restricting,
        preferred_outlets=() if ignored else preferred,
        understood=(
            *query.understood,
            *(told_of_outlets(mention, query, off=ignored) for mention in _strongest(mentions)),
        ),
    )


def _strongest(mentions: Sequence[OutletMention]) -> Iterable[OutletMention]:
    """Of several mentions of the same outlets the one that does most."""
    effects = ("notes", "prefers", "restricts")
    of_outlets: dict[tuple[str, ...], OutletMention] = {}
    for mention in mentions:
        known = of_outlets.setdefault(mention.outlets, mention)
        if effects.index(mention.effect) > effects.index(known.effect):
            of_outlets[mention.outlets] = mention
    return of_outlets.values()


def _titles(text: str, mentions: Sequence[OutletMention]) -> tuple[str, ...]:
    quoted = [match["double"] or match["single"] for match in _QUOTED.finditer(text)]
    named = {text[mention.start : mention.end] for mention in mentions}
    return _once(one.strip() for one in quoted if len(one.split()) >= _TITLE_WORDS and one.strip() not in named)


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
