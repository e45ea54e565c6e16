"""Whether two sentences speak of one matter: the words they share, the names and times that tell them apart. Pure, English.

Cheap signs, set for precision: of two floods in two towns a shared word says nothing, a town that only one article knows says
a lot. Knows words; knows nothing of the values that are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rag.answering.news.stated import Stated
from rag.answering.news.words.told_times import stages_told, times_told
from rag.asking.words import STOP_WORDS, base_form, names

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_KEPT_OF_QUESTION = 0.6
"""Share of the question's content words that a sentence, with its headline, must hold."""
_ALIKE = 0.25
"""Least share of the shorter sentence's content words that the other has too."""
_LONGEST_GAP_DAYS = 31
"""Reports of one event come within a month; a year later the same words tell of the next flood."""

SAME = {
    form: f"#{group}"
    for group, forms in {
        "dead": "die dead death kill fatality life lives perish body toll died dies dying fatal",
        "hurt": "injur wound hurt injury",
        "held": "arrest detain custody",
        "missing": "miss missing unaccount",
        "moved": "evacuat displac flee fled",
        "home": "home house household",
        "person": "person people man woman men women",
        "child": "child children",
        "work": "job worker employee staff position",
    }.items()
    for form in forms.split()
}
"""Stems that newsrooms use for one thing."""

_MODEL = re.compile(r"\b(?:[A-Za-z]+-?\d\w*|\d+(?!(?:AM|PM|GMT|BST|E[SD]T|P[SD]T)\b)[A-Z]{2,})\b")
"""Letters and digits in one: "M2", "A320", "Q3", "256GB"."""

_SPEAKS = re.compile(r"\b(?:said|says|told|added|according to|spokes\w+|reported|confirmed|announced)\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word in the form in which it is compared: lower case, endings off, one form for words of one meaning."""
    bare = re.sub(r"['’]s?$", "", word.casefold()).replace("’", "'")
    if bare in SAME:
        return SAME[bare]
    bare = _without_plural(base_form(bare))
    if bare in SAME:
        return SAME[bare]
    for ending, least in (("ing", 6), ("ed", 5)):
        if bare.endswith(ending) and len(bare) >= least and not bare.endswith("eed"):
            bare = bare.removesuffix(ending)
            if len(bare) > 2 and bare[-1] == bare[-2] and bare[-1] not in "lsz":
                bare = bare[:-1]
            break
    bare = base_form(bare)
    bare = bare[:-1] if bare.endswith("e") and len(bare) > 3 else bare
    return SAME.get(bare, bare)


def _without_plural(word: str) -> str:
    if word.endswith(("ies", "ied")) and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=256)
def content(text: str) -> frozenset[str]:
    """The stems of the words of `text` that carry meaning."""
    words = (word for word in _WORD.findall(text) if word.casefold().replace("’", "'") not in STOP_WORDS)
    return frozenset(stemmed for word in words if len(stemmed := stem(word)) > 1)


def share_of(wanted: frozenset[str], held: frozenset[str]) -> float:
    """Share of `wanted` that is held; 1 when nothing is wanted."""
    return len(wanted & held) / len(wanted) if wanted else 1.0


def alike(one: str, other: str, without: Iterable[str] = ()) -> float:
    """Share of the shorter text's content words that the other has too, `without` some words."""
    left_out = frozenset().union(*(content(words) for words in without))
    first, second = content(one) - left_out, content(other) - left_out
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


def same_matter(asked: frozenset[str], one: Stated, other: Stated, *, least: float = _ALIKE) -> bool:
    """True when both sentences hold what was asked (its stems) and nothing in them tells of two matters."""
    for place in (one, other):
        if share_of(asked, content(f"{place.text} {place.article.title}")) < _KEPT_OF_QUESTION:
            return False
        if asked and not asked & content(place.text):
            return False
    shared = content(one.text) & content(other.text)
    enough = len(shared) >= 2 and alike(one.text, other.text) >= least
    return enough and not _names_apart(one, other) and not _models_apart(one.text, other.text)


def same_time(one: Stated, other: Stated, *, gap_days: int = _LONGEST_GAP_DAYS) -> bool:
    """False when the sentences tell of different times, or came out too far apart to be about one event."""
    first, second = times_told(one.text, one.day), times_told(other.text, other.day)
    if stages_told(one.text) != stages_told(other.text):
        return False
    if first and second:
        return any(left.meets(right) for left in first for right in second)
    return not (one.day and other.day) or abs((one.day - other.day).days) <= gap_days


def _models_apart(one: str, other: str) -> bool:
    """True when both name models, sizes or seasons by signs, and no sign is in both: the 256GB one, and the 512GB one."""
    first, second = (frozenset(map(str.casefold, _MODEL.findall(text))) for text in (one, other))
    return bool(first and second) and not first & second


def _names_apart(one: Stated, other: Stated) -> bool:
    """True when each sentence has a name that the other's article never mentions: two towns, two firms, two people."""
    return bool(_only_here(one, other)) and bool(_only_here(other, one))


def _only_here(place: Stated, other: Stated) -> set[str]:
    elsewhere = f"{other.article.title} {other.article.text}".casefold()
    short = place.short or ""
    found = set()
    for name in names(place.text):
        if (short and (name in short or short in name)) or _is_speaker(place.text, name):
            continue
        if not any(word.casefold() in elsewhere for word in _WORD.findall(name) if len(word) > 2):
            found.add(name)
    return found


def _is_speaker(text: str, name: str) -> bool:
    """True for a name beside "said": two outlets quote two people about one matter."""
    at = text.find(name)
    return _SPEAKS.search(text[max(0, at - 25) : at + len(name) + 20]) is not None
