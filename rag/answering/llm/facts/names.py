"""Names in a statement, and whether the sentences it rests on know them.

A name is a run of capitalised words. Knows short forms ("Daines" of "Steve Daines"), initials ("SEC") and the forms of
countries; knows nothing of who is who: `comparing` decides where a name may come from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from rag.answering.llm.facts.words import Word, words_of

_TITLES = frozenset(
    """
    mr mrs ms dr sir lord lady dame prof professor president vice prime minister secretary senator sen rep gov governor
    general gen col captain chief executive officer chairman chairwoman ceo judge justice king queen prince princess pope
    mayor chancellor ambassador representative congressman congresswoman director deputy first coach manager
    the a an and of for in on at by to from with as but or nor so yet if it its he his she her they their we our you
    your i my this that these those there here when where while who whom whose which what why how because although
    though since after before during until unless both either neither each every all any some many most few several
    however additionally moreover furthermore meanwhile overall finally also then thus therefore instead according
    despite among between under over about against through no not yes new former late today yesterday tomorrow
    """.split()  # noqa: SIM905 - a word list reads better as words
)
"""Capitalised where they stand before a name or open a sentence; no name by themselves."""

_ALIASES = (
    "us u.s usa u.s.a america american americans united-states",
    "uk u.k britain british briton britons united-kingdom",
    "eu e.u europe european europeans european-union",
    "un u.n united-nations",
    "france french", "germany german germans", "spain spanish", "netherlands dutch", "china chinese", "japan japanese",
    "russia russian russians", "ukraine ukrainian ukrainians", "israel israeli israelis", "iraq iraqi iraqis",
    "iran iranian iranians", "ireland irish", "scotland scottish scots", "wales welsh", "england english",
    "greece greek greeks", "turkey turkish", "poland polish", "switzerland swiss", "denmark danish", "sweden swedish",
)  # fmt: skip

_CONNECTING = frozenset(
    "of the and & de la le du del der den van von al el bin ibn da do dos di".split()  # noqa: SIM905
)
_ENGLISH_ENDING = re.compile(r"(?:ly|ing|ed|ions?|ments?|ness|ity|ities|ers|ies|ists?|ches|ials?)$")
_LEAST_SHARED = 5
"""Letters at the beginning that two forms of a name share: "Kazakhstan", "Kazakh"; shorter ones are listed."""


_JOINS = re.compile(r"[ \t\n&-]*")
"""What may stand between two words of a name; a possessive ends it."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name: its words without titles and connecting words, and where it stands."""

    words: tuple[str, ...]
    start: int
    end: int

    @property
    def text(self) -> str:
        return " ".join(self.words)


def find_names(
    text: str, *, common: frozenset[str] = frozenset(), leave_out: Sequence[tuple[int, int]] = ()
) -> list[Name]:
    """The names of `text`, in order. `common` are words known to be written small elsewhere: they open sentences."""
    names: list[Name] = []
    run: list[Word] = []
    previous_end = 0
    for word in words_of(text):
        touches = any(word.start < end and start < word.end for start, end in leave_out)
        gap = text[previous_end : word.start]
        if run and not _JOINS.fullmatch(gap):
            names += _made(run)
            run = []
        begins = _is_capitalised(word) and not (_opens(text, word) and _is_plain(word, common))
        if not touches and (begins or (run and word.text in _CONNECTING)):
            run.append(word)
        else:
            names += _made(run)
            run = []
        previous_end = word.end
    return [*names, *_made(run)]


def knows(words: Iterable[str], name_word: str) -> bool:
    """True when a word of a name stands among `words`, perhaps as another form of it."""
    return any(_same(name_word, word) for word in words)


def initials_of(words: Sequence[str]) -> str:
    """The first letters of the capitalised words, to be searched for "SEC"."""
    return "".join(word[0] for word in words if word[0].isupper())


def _made(run: Sequence[Word]) -> list[Name]:
    kept = [word for word in run if word.text.casefold().rstrip(".") not in _TITLES or word.text in ("US", "IT", "WHO")]
    kept = [word for word in kept if word.text not in _CONNECTING]
    if not kept:
        return []
    return [Name(tuple(word.text for word in kept), kept[0].start, kept[-1].end)]


def _is_capitalised(word: Word) -> bool:
    return word.text[0].isupper() and any(letter.isalpha() for letter in word.text) and word.text != "I"


def _opens(text: str, word: Word) -> bool:
    """True when the word opens the sentence, or what is quoted in it."""
    before = text[: word.start].rstrip()
    return not before.strip("\"“‘'(-–—*") or before[-1] in '“"‘:;.!?'


def _is_plain(word: Word, common: frozenset[str]) -> bool:
    """True for an opening word that is no name as far as can be told."""
    folded = word.text.casefold()
    if word.text.isupper() and len(word.text) > 1:
        return False
    return folded in common or folded in _TITLES or _ENGLISH_ENDING.search(folded) is not None


def _same(one: str, other: str) -> bool:
    first, second = (word.casefold().strip(".").replace("’", "'") for word in (one, other))
    if first == second or first.rstrip("s") == second.rstrip("s"):
        return True
    if _alias(first) is not None and _alias(first) == _alias(second):
        return True
    if min(len(first), len(second)) < _LEAST_SHARED or not other[0].isupper():
        return False
    shorter, longer = sorted((first, second), key=len)
    return longer.startswith(shorter) or (len(shorter) > _LEAST_SHARED and longer.startswith(shorter[:-1]))


@cache
def _aliases() -> dict[str, int]:
    return {form: place for place, forms in enumerate(_ALIASES) for form in forms.split()}


def _alias(folded: str) -> int | None:
    return _aliases().get(folded)


def united(words: Iterable[str]) -> set[str]:
    """The words, and "united-states" where both of its words stand side by side."""
    listed = list(words)
    pairs = {f"{one}-{other}".casefold() for one, other in pairwise(listed)} & _aliases().keys()
    return {*listed, *(pair.title() for pair in pairs)}
