"""What an outlet may be called, and where such a name stands in a question. Pure.

An index calls outlets as pages do ("The Independent - Sports", "Cnbc | World Business News Leader", "CBSSports.com"); people
say "the Independent", "CNBC", "CBS Sports", "NYT". Names are looked up by their first word, so that thousands of outlets
cost no more than ten. Knows no sentences: whether a name is meant as one is not its business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.asking.words import STOP_WORDS

_THE = re.compile(r"(?:the|der|die|das|le|la|les|el|il)\s+", re.IGNORECASE)
_OTHER_THE = re.compile(r"\b(?:der|die|das|le|la|les|el|il)\s+$", re.IGNORECASE)
_TAIL = re.compile(r"\s+[|–—-]\s+.*|:\s.*|\s*\(.*\)$")
"""What pages add to a name: a section or a claim."""
_DOMAIN = re.compile(r"\.(?:com|org|net|co\.uk|in|info|news|tv)\b", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ADDED = frozenset({"English", "International", "Online", "Newspaper", "Magazine", "Media"})
"""Last words that are left out in speech."""
_SHORTEST_INITIALS = 3
_WORD = re.compile(r"\w+")

_ALSO_CALLED = (
    ("AP", "Associated Press"),
    ("AFP", "Agence France-Presse"),
    ("DPA", "Deutsche Presse-Agentur"),
    ("DW", "Deutsche Welle"),
    ("FT", "Financial Times"),
    ("NPR", "National Public Radio"),
    ("WaPo", "Washington Post"),
)
"""Names of agencies, papers and stations that neither follow from their initials (two letters, a small one) nor need a title."""

_PLAIN_WORDS = frozenset(
    """
    age blaze bustle citizen closer commentary conversation cut dawn dispatch edge express focus fortune forward fox globe heat
    hello hill independent inc insider journal life local look mail metro mic mirror money nation nature news observer outline
    people polygon post press print quartz quint reason record register rivals root salon science self shape slate standard star
    sun time times today variety vice week wire wired world wrap
    """.split()  # noqa: SIM905 - a word list reads better as words
)
"""Names of outlets that are everyday words: in small letters, at the beginning of a sentence or beside another capital they
are taken for the word."""
_WORDS = _PLAIN_WORDS | frozenset(
    """
    athletic atlantic chronicle courier economist gazette guardian herald hindu intercept onion ringer spectator telegraph
    tribune verge
    """.split()  # noqa: SIM905
)
"""Those that are words at all: in small letters they are names only where the whole question is small."""


@dataclass(frozen=True, slots=True)
class Named:
    """`question[start:end]` may name `outlets`, in a case that fits (`is_spelled`) or in another."""

    start: int
    end: int
    outlets: tuple[str, ...]
    is_spelled: bool
    is_word: bool
    is_plain_word: bool
    needs_the: bool
    """All these outlets have a "The", which makes a name of the word: "the Age"."""
    is_short: bool
    """Initials: in small letters they may be anything."""


@dataclass(slots=True)
class _Name:
    """A name, folded, and what it stands for."""

    folded: str
    outlets: list[str]
    is_upper: bool


def names_in(question: str, outlets: tuple[str, ...]) -> list[Named]:
    """Where names of outlets stand, in order, of those that overlap the first and of these the longest."""
    names = _by_first_word(outlets)
    folded = _folded(question)
    found: list[Named] = []
    for word in _WORD.finditer(folded):
        if found and word.start() < found[-1].end:
            continue
        for name in names.get(word.group(), ()):
            end = word.start() + len(name.folded)
            if folded.startswith(name.folded, word.start()) and not folded[end : end + 1].isalnum():
                found.append(_named(question, name, word.start(), end))
                break
    return found


def _named(question: str, name: _Name, start: int, end: int) -> Named:
    text = question[start:end]
    domain = _DOMAIN.match(question, end)
    is_name = " " in name.folded or domain is not None
    is_plain = name.folded in _PLAIN_WORDS or name.folded in STOP_WORDS or len(name.folded) <= 2
    article = _OTHER_THE.search(question, 0, start)
    return Named(
        article.start() if article and any(_THE.match(outlet) for outlet in name.outlets) else start,
        domain.end() if domain else end,
        tuple(name.outlets),
        is_spelled=text.isupper() if name.is_upper else text[0].isupper() or text in name.outlets or domain is not None,
        is_word=not is_name and name.folded in _WORDS,
        is_plain_word=not is_name and is_plain,
        needs_the=not is_name and name.folded in _PLAIN_WORDS and all(_THE.match(outlet) for outlet in name.outlets),
        is_short=name.is_upper and not any(_folded(outlet) == name.folded for outlet in name.outlets),
    )


@lru_cache(maxsize=8)
def _by_first_word(outlets: tuple[str, ...]) -> dict[str, list[_Name]]:
    """The names of all outlets under their first word, the longest first."""
    meant: dict[str, _Name] = {}
    for outlet in outlets:
        for called in _called(outlet):
            folded = _folded(called)
            name = meant.setdefault(folded, _Name(folded, [], is_upper=True))
            name.is_upper &= called.isupper()
            if outlet not in name.outlets:
                name.outlets.append(outlet)
    for outlet in outlets:
        # A whole name means that outlet alone: "The Independent - Sports"; "The Independent" means all its sections.
        whole = _folded(_THE.sub("", outlet, count=1))
        if _TAIL.search(outlet) and whole in meant:
            meant[whole].outlets = [outlet]
    by_first: dict[str, list[_Name]] = {}
    for name in sorted(meant.values(), key=lambda name: (-len(name.folded), name.folded)):
        if first := _WORD.match(name.folded):
            by_first.setdefault(first.group(), []).append(name)
    return by_first


def _called(outlet: str) -> Iterator[str]:
    """What people may call an outlet, without "The"."""
    full = _THE.sub("", outlet, count=1) if _THE.match(outlet) else outlet
    head = _DOMAIN.sub("", _TAIL.sub("", full)).strip()
    words = head.split()
    yield from (name for name in (full, head, _CAMEL.sub(" ", head)) if len(name) > 1)
    spoken = head
    if len(words) > 1 and (words[-1] in _ADDED or (words[-1] == "News" and words[0].isupper())):
        spoken = " ".join(words[:-1])  # "BBC News": "the BBC"; but "Sky News" is not "Sky"
        yield spoken
    initials = "".join(word[0] for word in words if word[0].isupper())
    if len(initials) >= _SHORTEST_INITIALS:
        yield initials
    for group in _ALSO_CALLED:
        if {_folded(head), _folded(spoken)} & {_folded(name) for name in group}:
            yield from group


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[0].lower()
    return base if len(base) == 1 else letter


def _folded(text: str) -> str:
    """In small letters and without accents, each letter in its place."""
    if text.isascii():
        return text.lower()
    return "".join("'" if letter == "’" else _folded_letter(letter) for letter in text)
