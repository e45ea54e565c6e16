"""Outlets named in a question: which of the index's are meant, and what naming them does to the search. Pure, English.

Knows what the signs come to; what an outlet may be called and which words are signs is the business of `sources`; knows nothing of articles. A wrong
restriction hides articles and a missed one only ranks them lower, so a name restricts on a clear sign alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.asking.sources.names import Named, names_in
from rag.asking.sources.signs import (
    AGREES_AFTER,
    ASKED_BEFORE,
    CLAUSE_ENDS,
    COMPARED_BEFORE,
    CUE,
    IS_PUBLISHER,
    KIND_AFTER,
    LAST_WORD,
    LEFT_OUT,
    LINK,
    NEXT_WORD,
    NO_NAME,
    NOUN_OR_VERB_AFTER,
    OBJECT,
    OWNS,
    PARALLEL_BEFORE,
    QUOTE_BEFORE,
    QUOTED,
    SENTENCE_ENDS,
    before,
    is_source,
)
from rag.asking.words import STOP_WORDS
from rag.types import Effect

_SHORT = 2
"""Letters of initials that are a word of their own to most: "IT", "US"."""


@dataclass(frozen=True, slots=True)
class OutletMention:
    """`question[start:end]` names `outlets` of the index.

    It "restricts" where their articles alone are asked for, "prefers" where they are only mentioned, and "notes" where
    the question would leave them out, which no search does.
    """

    start: int
    end: int
    outlets: tuple[str, ...]
    effect: Effect

    @property
    def restricts(self) -> bool:
        return self.effect == "restricts"


def outlets_named(question: str, outlets: Sequence[str]) -> tuple[OutletMention, ...]:
    """The outlets that a question names, in order.

    A name restricts where the question asks what it reports ("according to Reuters", "the BBC's coverage", "Do Fortune and
    TechCrunch agree"); elsewhere ("the BBC's chairman") it is only mentioned. A name that is a plain word as well
    ("Time", "the Sun") counts in its own spelling and where it is the source alone.
    """
    found: list[OutletMention] = []
    names = names_in(question, tuple(outlets))
    titles = [match.span() for match in QUOTED.finditer(question)] if names else []
    for run in _runs(question, _standing_alone(question, names, titles)):
        tells = _is_source(question, run, titles)
        for named in run:
            left_out = before(LEFT_OUT, question, named.start)
            effect: Effect = "notes" if left_out else "restricts" if tells else "prefers"
            found.append(OutletMention(named.start, named.end, named.outlets, effect))
    sources = [mention for mention in found if mention.restricts]
    if sources:
        in_quotes = any(before(QUOTE_BEFORE, question, mention.start) for mention in sources)
        found = [replace(m, effect="restricts") if _is_parallel(question, m, in_quotes=in_quotes) else m for m in found]
    words = {named.start for named in names if named.is_plain_word and not _is_initials(question, named)}
    return tuple(mention for mention in found if mention.effect != "prefers" or mention.start not in words)


def _is_parallel(question: str, mention: OutletMention, *, in_quotes: bool) -> bool:
    """True where the question asks of an outlet what it asks of one that restricts: "... while Wired focuses on it", "and by AP".

    Who puts the names of sources `in_quotes` means those in quotes.
    """
    if mention.effect != "prefers":
        return False
    is_quoted = before(QUOTE_BEFORE, question, mention.start) is not None
    if is_quoted and in_quotes:
        return True
    if before(ASKED_BEFORE, question, mention.start):
        return CLAUSE_ENDS.match(question, mention.end) is not None
    return before(PARALLEL_BEFORE, question, mention.start) is not None and (
        is_quoted or not OWNS.match(question, mention.end)
    )


def _standing_alone(question: str, names: Sequence[Named], titles: Sequence[tuple[int, int]]) -> list[Named]:
    """The names that are no part of a longer name or title, and are spelled as names are."""
    is_small = question == question.lower() or question == question.upper()
    return [
        named
        for named in names
        if (_is_spelled(question, named, is_small=is_small) or IS_PUBLISHER.match(question, named.end))
        and (is_small or not _is_within_name(question, named))
        and not (
            named.is_plain_word
            and (_is_within(named, titles) or _is_phrase(question, named))
            and not _is_initials(question, named)
        )
    ]


def _is_initials(question: str, named: Named) -> bool:
    """The FT, the AP; "AP reported": initials of two letters, which without "the" or a sign may be anything."""
    if named.end - named.start != _SHORT or question.isupper() or not question[named.start : named.end].isupper():
        return False
    has_the = re.search(r"\bthe\s+$", question[: named.start], re.IGNORECASE)
    return bool(has_the or is_source(question, named.start, named.end))


def _is_within(named: Named, titles: Sequence[tuple[int, int]]) -> bool:
    """True inside a title; not for a name alone in quotation marks."""
    return any(
        start < named.start and named.end < end and end - start - (named.end - named.start) > 6 for start, end in titles
    )


def _is_spelled(question: str, named: Named, *, is_small: bool) -> bool:
    """True for a capital; in small letters for what is no word of its own, or has a sign beside it."""
    if not is_small and named.is_spelled:
        return True
    if named.is_plain_word or (not is_small and named.start and question[named.start].isupper()):
        return False
    if not is_small and named.is_word:
        return False
    has_the = re.search(r"\bthe\s+$", question[: named.start], re.IGNORECASE)
    return bool(
        is_source(question, named.start, named.end)
        or (is_small and not named.is_short and (has_the or not named.is_word))
    )


def _is_within_name(question: str, named: Named) -> bool:
    """Reuters Institute, Indian Express, Fortune 500: a neighbour with a capital or a figure."""
    after = NEXT_WORD.match(question, named.end)
    if after and _joins(after["word"]) and not KIND_AFTER.match(question, named.end):
        return True
    previous = before(LAST_WORD, question, named.start)
    if not previous or not previous["word"][0].isupper() or re.search(r"['’]s?$", previous["word"]):
        return False
    opens = question[: previous.start()].rstrip()
    is_first = not opens or opens[-1] in SENTENCE_ENDS
    word = previous["word"]
    return word.lower() not in STOP_WORDS and (not is_first or named.is_plain_word) and not CUE.fullmatch(word)


def _joins(word: str) -> bool:
    lower = word.lower()
    if not (word[0].isupper() or word[0].isdigit()) or lower in STOP_WORDS:
        return False
    return not NO_NAME.fullmatch(word)


def _is_phrase(question: str, named: Named) -> bool:
    """True for a plain word as a word: "People say" at the beginning, "the Age of Reason", "an Age" without its "the".

    "the Metro" where the outlet is "Metro" is one, too, unless it is "according to the Metro".
    """
    opens = question[: named.start].rstrip()
    has_the = re.search(r"\bthe$", opens, re.IGNORECASE)
    if named.needs_the and not has_the:
        return True
    if has_the:
        opens = opens[:-3].rstrip()
    may_be_verb = not opens or ASKED_BEFORE.search(f"{opens} ")
    has_article = KIND_AFTER.match(question, named.end) and not (
        may_be_verb and NOUN_OR_VERB_AFTER.match(question, named.end)
    )
    is_strange = has_the and not named.needs_the and not is_source(question, named.start, len(question))
    if (not opens or opens[-1] in ".?!" or is_strange) and not has_article:
        return True
    return re.match(r"\s+(?:(?:of|in|from|with|at)\s+[A-Z]|who\b)", question[named.end :]) is not None


def _runs(question: str, found: Sequence[Named]) -> list[list[Named]]:
    """Names that stand side by side ("Reuters, AP and the BBC") are one source, or none."""
    runs: list[list[Named]] = []
    for named in found:
        if runs and LINK.fullmatch(question, runs[-1][-1].end, named.start):
            runs[-1].append(named)
        else:
            runs.append([named])
    return runs


def _is_source(question: str, run: Sequence[Named], titles: Sequence[tuple[int, int]]) -> bool:
    start, end = run[0].start, run[-1].end
    if any(_is_within(named, titles) for named in run):
        return False
    if question[end : end + 1] == "," and before(LEFT_OUT, question, run[-1].start):
        end += 1  # "Reuters, not the BBC, reported"
    if any(is_source(question, start, place) for place in (*(named.end for named in run), end)):
        return True
    if len(run) == 1:
        return False
    return bool(
        (AGREES_AFTER.match(question, end) and not before(OBJECT, question, start))
        or (before(COMPARED_BEFORE, question, start))
    )
