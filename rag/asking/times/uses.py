"""What a period does in its question: it restricts publication dates, or it is what the question is about.

Pure. A period restricts where it is used as a time ("in March 2024", "last week", "since May") and is the subject where
it names or describes something ("the 2022 World Cup", "the law passed in 2019") or lies ahead ("by 2035"). Decides in
this order: no time at all, no adverb, ahead, of publication, a sign of a subject; else a time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Literal, TypeAlias

from rag.asking.times.calendar_dates import Words
from rag.asking.times.counted_days import OPENING_COUNTED
from rag.asking.times.phrases import (
    Phrase,
    is_content,
    is_of_edition,
    is_of_publications,
    is_possessive,
    names_publications,
    restricted,
)
from rag.asking.times.subjects import SIGNS, is_amount
from rag.asking.times.word_lists import (
    ASKS,
    BE,
    HAPPENINGS,
    NAMED_PARTS,
    PAPERS_OF_SUNDAY,
    PLANS,
    PUBLICATIONS,
    PUBLISHED,
    SENTENCE_ENDS,
    TOLD,
    TURNS_AWAY,
    WORKS,
)
from rag.asking.words import STOP_WORDS

Use: TypeAlias = Literal["published", "time", "subject", "nothing"]
"""Restricts because the question speaks of publication; restricts as a time; prefers; means no time at all."""


def use_of(words: Words, phrase: Phrase, as_of: dt.date) -> Use:
    """What the question does with a period."""
    if any(sign(words, phrase, as_of) for sign in _NO_TIME):
        return "nothing"
    if phrase.bend == "none" and not _is_adverb(words, phrase):
        return "nothing" if phrase.period.sort == "named" else "subject"
    if _lies_ahead(words, phrase, as_of) or is_amount(words, phrase):
        return "subject"
    if _speaks_of_publication(words, phrase):
        return "published"
    return "subject" if any(sign(words, phrase, as_of) for sign in SIGNS) else "time"


# No time at all.


def _is_quoted(words: Words, phrase: Phrase, _: dt.date) -> bool:
    """A title: Who directed "Last Year in Marienbad"?"""
    before = words.text[: words.span(phrase.start, phrase.start + 1)[0]]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def _is_name(words: Words, phrase: Phrase, _: dt.date) -> bool:
    """USA Today, the Mail on Sunday, Last Week Tonight: a capital inside the sentence makes a name of it."""
    at, period = phrase.start, phrase.period
    if words[at - 1] in PAPERS_OF_SUNDAY and words[period.start] == "sunday":
        return True
    if words[at - 1] == "usa" and words[at - 2] != "the" and words[at] == "today":
        return True
    if period.sort != "counted" or words[period.start] not in OPENING_COUNTED or words.text.isupper():
        return False
    return words.capital(period.start) and period.start > 0 and words[period.start - 1] not in SENTENCE_ENDS


_NO_TIME: tuple[Callable[[Words, Phrase, dt.date], bool], ...] = (_is_quoted, _is_name)


# Periods without a word in front.


def _is_adverb(words: Words, phrase: Phrase) -> bool:
    """True for "last week", "What happened Tuesday?" and "..., 5 June 2023:", but not for "last week's" or "of last week"."""
    at, period = phrase.start, phrase.period
    if is_possessive(words, period):
        return is_of_publications(words, period)
    if period.sort == "counted":
        return words[at - 1] not in TURNS_AWAY or (words[at - 1] == "of" and words[at - 2] in HAPPENINGS)
    shorter = (period.last - period.first).days < 32
    if _is_open(words[at - 1]) and _is_open(words[period.end]):
        return period.ranged or (shorter and (period.sort == "dated" or period.end - period.start > 1))
    if is_of_edition(words, period):
        return True
    says = (
        words[at - 1].isalpha()
        and not words.capital(at - 1)
        and (words[at - 1] not in STOP_WORDS | TURNS_AWAY or words[at - 1] in TOLD)
    )
    exact = period.first == period.last and words.capital(period.start)
    return (exact or words[period.start] in NAMED_PARTS) and says and not is_content(words, period.end)


def _is_open(sign: str) -> bool:
    return not sign or sign in ",:;.?!()"


# Times to come, and publication.


def _lies_ahead(words: Words, phrase: Phrase, as_of: dt.date) -> bool:
    """No article can be of such a day ("in 2030"), or every article is ("by 2035")."""
    try:
        since, until = restricted(phrase)
    except OverflowError:
        return True
    is_over = until is not None and until < as_of
    if (since is None and not is_over) or (since is not None and since > as_of):
        return True
    if phrase.period.ranged and until is not None and until.year > as_of.year:
        return True
    if until is None or (is_over and phrase.period.sort != "named"):
        return False
    return any(words[at] in PLANS and words[at + 1] != "to" and not words.capital(at + 1) for at in range(phrase.start))


def _speaks_of_publication(words: Words, phrase: Phrase) -> bool:
    """Articles from 2023, coverage of the strike from May, published last week, last week's news."""
    before = words[phrase.start - 1]
    if before in {"published", "printed"}:
        return words[phrase.start - 2] not in WORKS
    if before in PUBLISHED:
        return words[phrase.start - 2] in BE | ASKS or names_publications(words, phrase)
    if is_possessive(words, phrase.period):
        return is_of_publications(words, phrase.period)
    if is_of_edition(words, phrase.period):
        return True
    return before in PUBLICATIONS or (words[phrase.start] == "from" and names_publications(words, phrase))
