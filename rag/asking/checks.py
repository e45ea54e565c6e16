"""What is asked, checked before it is read: types, lengths, days in order, outlets that the index holds.

Pure. Each refusal says what is wrong, its value and what to write instead. The one place where types are looked at: programs
and pages hand in what people typed. Knows nothing of what a question means.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from index.errors import QuestionError
from rag.asking.sources.names import names_in
from rag.asking.telling import listed
from rag.types import IGNORABLE, Scope, Turn

LONGEST_QUESTION = 2000
"""Characters. Longer than any question; a pasted article is not one."""

_NEAREST = 3
"""Outlets suggested for one that the index does not hold."""

_WORD = re.compile(r"\w[\w'’-]*")
_THE = re.compile(r"the\s+", re.IGNORECASE)


def check_types(question: object, turns: object, as_of: object, scope: object) -> None:
    """Raise QuestionError for anything that is not of the type that `understand` takes."""
    _check_text("the question", question)
    if isinstance(turns, str) or not isinstance(turns, Sequence):
        raise QuestionError(f"turns is {turns!r}, which is no list; write [Turn(question, answer)]")
    for turn in turns:
        if not isinstance(turn, Turn):
            raise QuestionError(f"a turn is {turn!r}; write Turn(question, answer)")
        _check_text("the question of a turn", turn.question)
        _check_text("the answer of a turn", turn.answer)
    _check_day("as_of", as_of)
    if not isinstance(scope, Scope):
        raise QuestionError(f"scope is {scope!r}; write Scope(...), or leave it out")
    _check_day("since", scope.since)
    _check_day("until", scope.until)
    if scope.undated not in (None, True, False) or not isinstance(scope.undated, bool | None):
        raise QuestionError(f"undated is {scope.undated!r}; write True, False or None")
    _check_names("outlets", scope.outlets, "'Reuters'")
    _check_names("article_ids", scope.article_ids, "'a.txt'")
    _check_names("ignore", scope.ignore, "'interval'")
    if scope.standalone is not None:
        _check_text("standalone", scope.standalone)


def checked_question(question: str) -> str:
    """The question without the space around it. Raises QuestionError for one that is empty, wordless or too long."""
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


def checked_scope(scope: Scope, outlets: Sequence[str], as_of: dt.date | None) -> Scope:
    """The scope with its outlets as the index calls them. Raises QuestionError for one that cannot be meant."""
    if scope.since and scope.until and scope.since > scope.until:
        raise QuestionError(f"since is {scope.since} and until {scope.until}; the first day comes after the last")
    if scope.since and as_of and scope.since > as_of:
        raise QuestionError(
            f"since is {scope.since} and as_of {as_of}; nothing was published by then that is asked for"
        )
    for fact, values in (("outlets", scope.outlets), ("article_ids", scope.article_ids)):
        if values is not None and not values:
            raise QuestionError(f"{fact} is {values!r}, which no article is of; name one, or leave {fact} out")
    for aspect in scope.ignore:
        if aspect not in IGNORABLE:
            raise QuestionError(f"{aspect!r} cannot be switched off; these can: {listed(IGNORABLE)}")
    if scope.outlets is None:
        return scope
    return replace(scope, outlets=tuple(dict.fromkeys(_outlet_called(name, outlets) for name in scope.outlets)))


def _outlet_called(name: str, outlets: Sequence[str]) -> str:
    """The one outlet that `name` means, in any case: "BBC" is "BBC News"."""
    if name in outlets:
        return name
    same = [outlet for outlet in outlets if outlet.casefold() == name.strip().casefold()]
    meant = same or _called(name, outlets, whole=True)
    if len(meant) == 1:
        return meant[0]
    raise QuestionError(f"no article is of the outlet {name!r}; {_nearest(name, outlets)}")


def _called(name: str, outlets: Sequence[str], *, whole: bool = False) -> list[str]:
    """The outlets that are called `name`, or by a word of it, in the order of the index."""
    text = _THE.sub("", name.strip(), count=1) if _THE.match(name.strip()) else name.strip()
    found = [
        named for named in names_in(text, tuple(outlets)) if not whole or (named.start, named.end) == (0, len(text))
    ]
    meant = {outlet for named in found for outlet in named.outlets}
    return [outlet for outlet in outlets if outlet in meant]


def _nearest(name: str, outlets: Sequence[str]) -> str:
    """What to say of an outlet that the index does not hold."""
    by_fold = {other.casefold(): other for other in outlets}
    close = get_close_matches(name.casefold(), by_fold, n=_NEAREST)
    near = list(dict.fromkeys([*_called(name, outlets), *(by_fold[one] for one in close)]))[:_NEAREST]
    if near:
        return f"did you mean {' or '.join(repr(other) for other in near)}?"
    return f"the index has {len(outlets):,} outlets" + (f", as {listed(outlets[:_NEAREST])}" if outlets else "")


def _check_text(what: str, value: object) -> None:
    if not isinstance(value, str):
        raise QuestionError(f"{what} is {value!r}, which is no text; write it as a string")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        sign = value[error.start]
        raise QuestionError(f"{what} holds {sign!r}, half of a character; remove it or write it whole") from error


def _check_day(what: str, value: object) -> None:
    """A `datetime` is refused, though it is a date, too: it cannot be compared with one."""
    if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return
    hint = "write its .date()" if isinstance(value, dt.datetime) else "write datetime.date(2024, 1, 31)"
    raise QuestionError(f"{what} is {value!r}, which is no date; {hint}")


def _check_names(what: str, values: object, example: str) -> None:
    if values is None and what != "ignore":
        return
    if isinstance(values, str) or not isinstance(values, tuple | list):
        raise QuestionError(f"{what} is {values!r}, which is no tuple; write ({example},)")
    for value in values:
        _check_text(f"one of {what}", value)
