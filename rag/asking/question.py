"""A question and the turns before it -> a `Query`: what is searched for, and what restricts the search.

Pure. Knows how a follow-up leans on the conversation; never answers and never searches.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from index.errors import QuestionError
from rag.asking.news_time import interval_of
from rag.asking.words import STOP_WORDS, names
from rag.types import Interval, Query, Turn

LONGEST_QUESTION = 2000
"""Characters. Longer than any question; a pasted article is not one."""

_TURNS_LOOKED_BACK = 4
_OPENS_FOLLOW_UP = re.compile(
    r"\s*(?:and|but|so|or|also|then|what about|how about|who else|what else|where else|why not|why\s*\?|when\s*\?|where\s*\?|how so|any other)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:he|she|they|it|him|her|them|his|hers|their|theirs|its|this|these|those|there|both|the (?:two|latter|former|same))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w[\w'’-]*")


def understand(
    question: str,
    turns: Sequence[Turn] = (),
    *,
    outlets: Sequence[str] = (),
    as_of: dt.date | None = None,
    today: dt.date,
) -> Query:
    """Understand `question` in the light of `turns` (oldest first).

    `outlets` are those the index knows. `as_of` counts relative dates and leaves out what
    was published later; without it `today` counts them.

    Raises QuestionError for an empty, wordless or over-long question.
    """
    question = _checked(question)
    interval = interval_of(question, as_of or today)
    named = tuple(outlet for outlet in outlets if _asks_of_outlet(question, outlet))
    if not turns or not _is_follow_up(question):
        return Query(question, standalone=question, outlets=named, interval=interval, as_of=as_of)
    context = _context(question, turns)
    return Query(
        question,
        standalone=f"{question} ({context})" if context else question,
        outlets=named,
        interval=interval or _earlier_interval(turns, as_of or today),
        as_of=as_of,
        history_used=bool(context),
        context=context,
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


def _is_follow_up(question: str) -> bool:
    """True when the question cannot be understood alone: it opens like one, refers back, or is a stub."""
    if _OPENS_FOLLOW_UP.match(question):
        return True
    pronoun = _PRONOUN.search(question)
    if pronoun and not names(question[: pronoun.start()]):
        return True
    return not names(question) and len(_content_words(question)) <= 1


def _context(question: str, turns: Sequence[Turn]) -> str:
    """What the conversation lends: the content words of the nearest earlier question that stands alone."""
    for turn in reversed(turns[-_TURNS_LOOKED_BACK:]):
        words = _content_words(turn.question)
        if not _is_follow_up(turn.question) or len(words) > 3:
            own = {word.lower() for word in _content_words(question)}
            return " ".join(word for word in words if word.lower() not in own)
    return ""


def _earlier_interval(turns: Sequence[Turn], today: dt.date) -> Interval | None:
    """The interval of the question that a follow-up leans on."""
    for turn in reversed(turns[-_TURNS_LOOKED_BACK:]):
        interval = interval_of(turn.question, today)
        if interval or not _is_follow_up(turn.question):
            return interval
    return None


def _content_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word.lower() not in STOP_WORDS]


def _asks_of_outlet(question: str, outlet: str) -> bool:
    name = re.escape(outlet.removeprefix("The "))
    return bool(
        re.search(rf"\b(?:according to|reported by|report by|reports? from|article (?:by|from|in))\s+(?:the\s+)?{name}\b", question, re.IGNORECASE)
        or re.search(rf"\b{name}(?:'s|’s)?\s+(?:reports?|reported|article|articles|stor(?:y|ies)|writes?|wrote)\b", question, re.IGNORECASE)
    )  # fmt: skip
