"""Signs that a date is what a question is about: it names an event, describes a noun, is compared, or is history.

Pure. Each sign is a small rule over the words around a phrase that has a word of time in front ("in 2011"), which
without a sign says when. The rules know no grammar beyond what they look at, so each says in an example what it sees.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from rag.asking.times.calendar_dates import Words
from rag.asking.times.phrases import (
    Phrase,
    is_content,
    is_of_edition,
    is_of_publications,
    is_possessive,
    names_publications,
    restricted,
)
from rag.asking.times.word_lists import (
    ASKS,
    BE,
    BEGINNINGS,
    CLAUSES,
    COMPARES,
    DO,
    EVENTS,
    FIGURES,
    IRREGULAR,
    NO_PARTICIPLES,
    PUBLICATIONS,
    PUBLISHED,
    RELATIVES,
    REQUESTS,
    THE,
)

_LONG_AGO = 15 * 365
"""Days. What lies farther back is history to the news, unless publications are asked for; set by hand."""


def _modifies(words: Words, phrase: Phrase, _: dt.date) -> bool:
    """During the March 2024 talks, in 2023's biggest fire, the earthquake in 2011 destroyed, in summer school."""
    period, at = phrase.period, phrase.start
    if is_possessive(words, period):
        return not is_of_publications(words, period)
    if period.sort == "counted" or not is_content(words, period.end) or is_of_edition(words, period):
        return False
    defined = words[period.start] == "the" or words[period.start - 1] == "the"
    if defined or words.capital(period.end):
        return at > 0 or defined
    return at > 0 and words[at - 1].isalpha() and words[at - 1] not in ASKS and words[at - 1] not in DO | BE


def is_amount(words: Words, phrase: Phrase) -> bool:
    """Over 2000 people, at 1900 hours, around 2000; and articles on 2023."""
    period = phrase.period
    year_alone = period.end - period.start == 1 and period.sort == "dated" and words[period.start].isdecimal()
    return year_alone and words[phrase.start] in {"at", "over", "around", "through", "on"}


def _is_compared(words: Words, phrase: Phrase, _: dt.date) -> bool:
    """Higher than in 2019, compared with last year."""
    at = phrase.start
    return words[at - 1] in COMPARES or words[at - 2].startswith("compar")


def _is_long_ago(words: Words, phrase: Phrase, as_of: dt.date) -> bool:
    """History: Who was president in 1994? Not so where publications are asked for."""
    since, until = restricted(phrase)
    day = since or until or as_of
    return phrase.period.sort == "dated" and (as_of - day).days > _LONG_AGO and not names_publications(words, phrase)


def _describes_noun(words: Words, phrase: Phrase, _as_of: dt.date | None = None) -> bool:
    """The stadium built in 1910, the law that took effect in 2020, the man elected in 2019."""
    verb = phrase.start - 1
    if words[verb] in BEGINNINGS:
        return True
    if phrase.period.sort == "counted" or not _is_participle(words[verb]) or words[verb - 1] in BE | ASKS:
        return False
    if any(words[at] in DO for at in range(verb)):
        return True
    if any(words[at] in {"was", "were", "has", "have", "had", "been"} for at in range(verb)):
        return False
    article = next((at for at in range(verb - 2, max(verb - 5, 0), -1) if words[at] in THE), None)
    return article is not None and words[article - 1] not in ASKS | REQUESTS


def _is_participle(word: str) -> bool:
    return word in IRREGULAR or (word.endswith("ed") and word not in NO_PARTICIPLES)


def _is_in_side_clause(words: Words, phrase: Phrase, _: dt.date) -> bool:
    """After he took office in 2017; the law that took effect in January 2020; since the derailment in May."""
    if phrase.bend != "within":
        return False
    for at in range(phrase.start - 2, max(phrase.start - 9, 0), -1):
        if words[at] in {",", ";", ":"}:
            return False
        if words[at] in CLAUSES:
            return True
        if words[at] in RELATIVES and words[at + 1] not in PUBLISHED and words[at - 1] not in PUBLICATIONS:
            described = words[at - 1] == "," or is_content(words, at - 1)
            return described and phrase.start - at <= 4
    return False


def _is_either(words: Words, phrase: Phrase, _: dt.date) -> bool:
    """Before or after 2020? How did it change before and after the vote of 2016?"""
    start = phrase.start
    return (words[start], words[start + 1]) == ("before", "or") or (words[start - 2], words[start - 1]) == (
        "before",
        "and",
    )


def _is_of_event(words: Words, phrase: Phrase, _: dt.date) -> bool:
    """The floods in July 2021, the election in 2022: the date tells which, and they are told of ever after.

    Not so where publications are asked for: "List all articles about the floods in July 2021".
    """
    if names_publications(words, phrase):
        return False
    at = phrase.start
    defined = any(words[place] == "the" for place in range(at - 4, at - 1))
    return phrase.bend == "within" and phrase.period.sort == "dated" and defined and words[at - 1] in EVENTS


def _is_reference(words: Words, phrase: Phrase, _: dt.date) -> bool:
    """What was inflation in March 2024? A figure is published after the time that it is of."""
    asked = any(words[at] in {"was", "were", "is", "are"} for at in range(3))
    return phrase.bend == "within" and phrase.period.sort == "dated" and asked and words[phrase.start - 1] in FIGURES


SIGNS: tuple[Callable[[Words, Phrase, dt.date], bool], ...] = (
    _modifies,
    _is_compared,
    _is_long_ago,
    _describes_noun,
    _is_in_side_clause,
    _is_either,
    _is_of_event,
    _is_reference,
)
