"""Words of a sentence as they are compared: where each stands, its stem, whether it carries meaning. Pure, English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.asking.words import STOP_WORDS, base_form

_WORD = re.compile(r"(?:[A-Z]\.){2,}|\w+(?:[’'.-]\w+)*|[$£€%]", re.UNICODE)
_ENDINGS = re.compile(r"(?<=\w{3})(?:ically|ations?|ments?|ings?|edly|ers?|ies|ied|ed|es|ly|al|s|e|y)$")
_REPORTING = frozenset(
    ("report", "reporting", "stated", "state", "told", "claimed", "added", "explained", "noted", "announced")
)
"""Words with which one tells who says something: they lend a sentence no meaning of its own."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, its possessive ending left out, and its stem in lower case."""

    text: str
    stem: str
    start: int
    end: int

    @property
    def carries_meaning(self) -> bool:
        """False for function words and words of reporting."""
        folded = self.text.casefold()
        return len(folded) > 1 and folded not in STOP_WORDS and folded not in _REPORTING


def words_of(text: str) -> list[Word]:
    """The words of `text`, in order."""
    found = []
    for match in _WORD.finditer(text):
        word = re.sub(r"[’']s?$", "", match.group())
        found.append(Word(word, stem_of(word), match.start(), match.start() + len(word)))
    return found


def stem_of(word: str) -> str:
    """A crude stem, the same for "rise", "rises", "rising" and (through its base form) "rose"."""
    folded = word.casefold().replace("’", "'")
    folded = re.sub(r"'s?$", "", folded)
    base = base_form(folded)
    stem = _ENDINGS.sub("", base)
    if len(stem) > 3 and stem[-1] == stem[-2]:  # "stopped" -> "stop"
        stem = stem[:-1]
    return stem


def meaning_of(words: Iterable[Word]) -> set[str]:
    """The stems that carry meaning."""
    return {word.stem for word in words if word.carries_meaning}
