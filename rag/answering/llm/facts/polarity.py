"""Whether a statement says yes where its source says no, or up where it says down. Word lists; English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from rag.answering.llm.facts.words import Word, meaning_of, stem_of

_NO = re.compile(
    r"(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|\w+n['’]t|den(?:y|ies|ied|ying)|refus\w*|fail\w*|reject\w*"
    r"|lack\w*|unable|unlikely|barely|hardly)",
    re.IGNORECASE,
)
_REACH = 4
"""Words after a "not" that it may deny."""

_OPPOSITES = (
    ("rise increase grow climb jump gain soar surge", "fall decrease decline drop slump lose plunge shrink"),
    ("win beat defeat", "lose"),
    ("higher", "lower"), ("more", "fewer less"), ("up", "down"), ("before", "after"), ("accept approve", "reject refuse"),
    ("support back", "oppose"), ("buy", "sell"), ("open", "close"), ("first", "last"), ("best", "worst"),
    ("guilty convict", "acquit innocent"), ("allow permit", "ban forbid"), ("confirm", "deny"),
)  # fmt: skip


def says_the_opposite(statement: Sequence[Word], sources: Sequence[Sequence[Word]]) -> bool:
    """True when the sources deny what the statement asserts, the other way round, or say the opposite word for it."""
    return _denial(statement, sources) or _opposite_word(statement, sources)


def _denial(statement: Sequence[Word], sources: Sequence[Sequence[Word]]) -> bool:
    told = _denied(statement)
    given = set[str]().union(*(_denied(source) for source in sources))
    any_no = any(_NO.fullmatch(word.text) for source in sources for word in source)
    if told and not any_no:
        return True
    said = {word.stem for word in statement if word.carries_meaning}
    plain = set[str]().union(*(meaning_of(source) - _denied(source) for source in sources))
    return (
        bool((_next_denied(sources) & said) - told - plain)
        and not any(_NO.fullmatch(w.text) for w in statement)
        and bool(given)
    )


def _denied(words: Sequence[Word]) -> set[str]:
    """Stems that stand within reach after a "not"."""
    places = [place for place, word in enumerate(words) if _NO.fullmatch(word.text)]
    return set[str]().union(*(meaning_of(words[place + 1 : place + 1 + _REACH]) for place in places))


def _next_denied(sources: Sequence[Sequence[Word]]) -> set[str]:
    """The first word of meaning after each "not"."""
    found = set[str]()
    for source in sources:
        for place, word in enumerate(source):
            if _NO.fullmatch(word.text):
                following = [w.stem for w in source[place + 1 : place + 1 + _REACH] if w.carries_meaning]
                found |= set(following[:1])
    return found


def _opposite_word(statement: Sequence[Word], sources: Sequence[Sequence[Word]]) -> bool:
    said = {word.stem for word in statement}
    given = {word.stem for source in sources for word in source}
    for one, other in _opposite_stems():
        for ours, theirs in ((one, other), (other, one)):
            if said & ours and not said & theirs and given & theirs and not given & ours:
                return True
    return False


@cache
def _opposite_stems() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    return tuple(
        (frozenset(map(stem_of, one.split())), frozenset(map(stem_of, other.split()))) for one, other in _OPPOSITES
    )
