"""A question and the turns before it -> a `Query`: what is searched for, what restricts the search, and what it prefers.

Pure. Puts together what the modules beside it read: the conversation, times, outlets, parts, tasks. What the person set goes
before what the question says. Never answers and never searches.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches

from index.errors import QuestionError
from rag.asking.follow_up import FollowUp, follow_up
from rag.asking.news_time import Times, times_of
from rag.asking.outlets import OutletMention, outlets_named
from rag.asking.parts import parts_of
from rag.asking.tasks import TaskFound, task_of
from rag.asking.telling import days, listed, noted, teller, told_of_outlets
from rag.asking.words import names
from rag.types import IGNORABLE, Interval, Part, Query, Scope, Turn, Understood

LONGEST_QUESTION = 2000
"""Characters. Longer than any question; a pasted article is not one."""

_WORD = re.compile(r"\w[\w'’-]*")
_QUOTED = re.compile(
    r"[\"“„«](?P<double>[^\"“”„«»]{3,200})[\"”“»]|(?<!\w)['‘](?P<single>[^'‘’]{3,200}(?:['’]\w[^'‘’]*)*)['’](?!\w)"
)
_TITLE_WORDS = 3
"""A headline has more words than a name in quotation marks."""

_NEAREST = 3
"""Outlets suggested for one that the index does not hold."""

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
) -> Query:
    """Understand `question` in the light of `turns` (oldest first).

    `outlets` are those the index knows. `as_of` counts relative dates and leaves out what was published later; without
    it `today` counts them. `similarity` is the cosine of two texts, for follow-ups.

    Raises QuestionError for an empty, wordless or over-long question, and for a scope that cannot be meant.
    """
    question = _checked(question)
    _check_scope(scope, outlets, as_of)
    following = _completed(question, turns, scope, similarity)
    text = following.standalone
    times = _times(question, following, as_of or today)
    mentions = outlets_named(text, outlets) if scope.outlets is None else ()
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
    )
    query = _with_interval(query, times, scope)
    query = _with_outlets(query, mentions, scope, as_of or today)
    own = {text[mention.start : mention.end] for mention in mentions}
    query = replace(query, names=tuple(name for name in names(text) if name not in own))
    found = task_in(query)
    query = replace(query, task=found.task if found and "task" not in scope.ignore else "answer")
    return replace(query, understood=(*query.understood, *noted(query, times, scope, found)))


def task_in(query: Query) -> TaskFound | None:
    """The count, list, or first and last articles that `query` asks for; None when it asks what articles say."""
    left_out = [
        one.words
        for one in query.understood
        if one.aspect in ("interval", "outlets") and one.effect == "restricts" and not one.switched_off
    ]
    return task_of(query.question, leave_out=left_out, context=query.context) or (
        task_of(query.standalone, leave_out=left_out) if query.history_used else None
    )


def _checked(question: str) -> str:
    stripped = question.strip()
    if not stripped:
        raise QuestionError("the question is empty; ask about something in the articles")
    if len(stripped) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question has {len(stripped):,} characters, at most {LONGEST_QUESTION:,} are taken; shorten it"
        )
    if not _WORD.search(stripped):
        raise QuestionError(f"the question {stripped[:40]!r} has no word in it; ask about something in the articles")
    return stripped


def _check_scope(scope: Scope, outlets: Sequence[str], as_of: dt.date | None) -> None:
    if scope.since and scope.until and scope.since > scope.until:
        raise QuestionError(f"since is {scope.since} and until {scope.until}; the first day comes after the last")
    if scope.since and as_of and scope.since > as_of:
        raise QuestionError(
            f"since is {scope.since} and as_of {as_of}; nothing was published by then that is asked for"
        )
    for fact, values in (("outlets", scope.outlets), ("article_ids", scope.article_ids)):
        if values == ():
            raise QuestionError(f"{fact} is {values!r}, which no article is of; name one, or leave {fact} out")
    for outlet in scope.outlets or ():
        if outlet not in outlets:
            raise QuestionError(f"no article is of the outlet {outlet!r}; {_nearest(outlet, outlets)}")
    for aspect in scope.ignore:
        if aspect not in IGNORABLE:
            raise QuestionError(f"{aspect!r} cannot be switched off; these can: {listed(IGNORABLE)}")


def _nearest(outlet: str, outlets: Sequence[str]) -> str:
    """What to say of an outlet that the index does not hold."""
    called = {other for mention in outlets_named(outlet, outlets) for other in mention.outlets}
    by_fold = {other.casefold(): other for other in outlets}
    close = get_close_matches(outlet.casefold(), by_fold, n=_NEAREST)
    near = _once([*(other for other in outlets if other in called), *(by_fold[one] for one in close)])[:_NEAREST]
    if near:
        return f"did you mean {' or '.join(repr(other) for other in near)}?"
    return f"the index has {len(outlets):,} outlets" + (f", as {listed(outlets[:_NEAREST])}" if outlets else "")


def _completed(
    question: str, turns: Sequence[Turn], scope: Scope, similarity: Callable[[str, str], float] | None
) -> FollowUp:
    if scope.standalone is not None:
        return FollowUp(_checked(scope.standalone))
    if task_of(question):  # "How many articles mention the harbour bridge?" needs no conversation
        return FollowUp(question)
    return follow_up(question, turns, similarity=similarity)


def _times(question: str, following: FollowUp, as_of: dt.date) -> Times:
    """The times of the wording; of a follow-up that names none, the interval of the question before."""
    times = times_of(following.standalone, as_of)
    if times.interval or not following.history_used or not following.earlier or times_of(question, as_of).subjects:
        return times
    return replace(times, interval=times_of(following.earlier[-1], as_of).interval)


def _with_interval(query: Query, times: Times, scope: Scope) -> Query:
    if scope.since or scope.until:
        interval = Interval(scope.since, scope.until, "")
        told = Understood("interval", "", f"published {days(interval)}", "restricts", told_by="person")
        return replace(query, interval=interval, understood=(*query.understood, told))
    if times.interval is None:
        return query
    told = Understood(
        "interval",
        times.interval.words,
        f"published {days(times.interval)}",
        "restricts",
        told_by=teller(times.interval.words, query),
        switched_off="interval" in scope.ignore,
    )
    return replace(
        query,
        interval=None if told.switched_off else times.interval,
        understood=(*query.understood, told),
    )


def _with_outlets(query: Query, mentions: Sequence[OutletMention], scope: Scope, today: dt.date) -> Query:
    """Outlets that restrict, those only preferred, and the parts of a question that asks several things."""
    ignored = "outlets" in scope.ignore
    parts = () if "parts" in scope.ignore else parts_of(query.standalone, () if ignored else mentions, today)
    query = _with_parts(query, parts, scope)
    if scope.outlets is not None:
        chosen = _once(scope.outlets)
        told = Understood("outlets", "", f"published by {listed(chosen)}", "restricts", told_by="person")
        return replace(query, outlets=chosen, understood=(*query.understood, told))
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


def _with_parts(query: Query, parts: tuple[Part, ...], scope: Scope) -> Query:
    """Each part has its own time and the question none, unless the person set or switched off the time."""
    if scope.since or scope.until or "interval" in scope.ignore:
        return replace(query, parts=tuple(replace(part, interval=None) for part in parts))
    if not any(part.interval for part in parts):
        return replace(query, parts=parts)
    told = tuple(
        Understood(
            "interval",
            part.interval.words,
            f"published {days(part.interval)}, for part {number}",
            "restricts",
            told_by=teller(part.interval.words, query),
        )
        for number, part in enumerate(parts, 1)
        if part.interval
    )
    kept = (one for one in query.understood if one.aspect != "interval")
    return replace(query, interval=None, parts=parts, understood=(*kept, *told))


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
