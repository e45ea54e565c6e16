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
    r"\b(?:he|she|they|it|him|her|them|his|hers|their|theirs|its|both|the (?:two|latter|former|same)"
    r"|(?:this|these|those)(?!\s+(?:day|week|month|year|decade|century|season|spring|summer|autumn|winter|time)s?\b|\s+who\b)"
    # "there" points back only at the end: "How many live there?", but "Is there a senator?", "How many are there?".
    r"|(?<!\bare )(?<!\bis )(?<!\bwere )there(?=\W*$))\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"\b(?:he|she|him|her|hers|his|they|them|their|theirs)\b", re.IGNORECASE)
_STUB_WORDS = 3
_DEFINES = re.compile(r"\s*\w+\s+(?:is|are|was|were)\b", re.IGNORECASE)
_NAMES_LENT = 2
"""Names that an answer lends: it often names two who met, and more would outweigh the question's own words."""
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
    return _is_stub(question)


def _is_stub(question: str) -> bool:
    """True for "When was that?" and "Which ministries?", but not "who is tokayev?": not all type capitals."""
    if names(question):
        return False
    content = _content_words(question)
    short = len(_WORD.findall(question)) <= _STUB_WORDS
    return not content or (short and len(content) == 1 and not _DEFINES.match(question))


def _context(question: str, turns: Sequence[Turn]) -> str:
    """What the conversation lends: content words of the question leant on and, for "he" or "they", names."""
    leant_on = _leant_on(turns)
    if not leant_on:
        return ""
    lent = _content_words(leant_on[0].question)
    if _PERSONAL.search(question) and not any(_is_person_like(name) for name in names(leant_on[0].question)):
        lent += _content_words(" ".join(_answered_names(leant_on)))
    own = {word.lower() for word in _content_words(question)}
    once = {word.lower(): word for word in reversed(lent)}
    return " ".join(once[lower] for lower in dict.fromkeys(word.lower() for word in lent) if lower not in own)


def _leant_on(turns: Sequence[Turn]) -> Sequence[Turn]:
    """The turns from the nearest earlier question that stands alone on; none when there is none."""
    near = turns[-_TURNS_LOOKED_BACK:]
    for place in reversed(range(len(near))):
        asked = near[place].question
        if not _is_follow_up(asked) or len(_content_words(asked)) > 3:
            return near[place:]
    return ()


def _answered_names(turns: Sequence[Turn]) -> list[str]:
    """Names of the latest answer that holds any, those of several words first."""
    for turn in reversed(turns):
        if found := names(turn.answer):
            return sorted(found, key=lambda name: " " not in name)[:_NAMES_LENT]
    return []


def _is_person_like(name: str) -> bool:
    """True for two capitalised words or more ("Senator Daines"), but not "U.S. Senator" or "Bank of England"."""
    return " of " not in name and sum(word[0].isupper() and "." not in word for word in name.split()) > 1


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
