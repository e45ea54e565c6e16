"""Yes or no, where one sentence settles it; else nothing. Pure, English.

The sentence must say nearly every content word of the question, its names in their order and its numbers, within one clause,
in the same time, without "may", "reportedly" or "plans to"; then its negations decide. A denial settles nothing: it is what
somebody says, and so does a report of what was said. Knows words, not the world.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from rag.answering.news.shapes import shape_of
from rag.answering.news.words.matter import content, share_of, stem
from rag.answering.news.words.quantities import quantities
from rag.answering.news.words.told_times import times_told
from rag.asking.words import names

Verdict: TypeAlias = Literal["yes", "no"]

_SURE_CHANCE = 0.8
"""Below this the reader itself is not sure that the sentence answers."""
_NEARLY_ALL = 0.99
"""Every content word, or its opposite: one that is missing is often the one that was asked about."""
_WORDS_BETWEEN = 9
"""Other content words that may stand between those of the question; more of them is another clause."""

_NOT = re.compile(
    r"\b(?:not|never|no|nobody|none|neither|nor|without|cannot|fail(?:s|ed)?|refus(?:e[sd]?|ing)|declin(?:ed|es|ing))\b|n['’]t\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:may|might|could|would|should|will|shall|can|reportedly|alleg\w+|apparent\w*|possibl[ey]|likely|unlikely|perhaps|probabl[ey]|if|unless|"
    r"whether|expect\w*|plan(?:s|ned|ning)?|hop(?:e|es|ed|ing)|consider\w*|propos\w+|claim\w*|suggest\w*|believ\w+|think\w*|thought|rumou?r\w*|"
    r"deni(?:es|ed|al)|deny|denying|dismiss\w*|reject\w*|accus\w+|suspect\w*|threaten\w*|want\w*|ask\w*|call(?:s|ed)? for|urg\w+|demand\w*|"
    r"seek\w*|tried|try|attempt\w*|almost|nearly|partly|partially|about to|set to|due to|yet to|said to|false|untrue|wrong|fake|myth|"
    r"used to|former|until|no longer|hardly|barely|rarely|doubt\w*|question\w*|argu\w+|predict\w*|forecast\w*|far from|instead|rather|"
    r"as if|seem\w*|appear\w*|said|says?|saying|according to|told|tells|stated|insist\w*|maintains?|maintained|testif\w+|falsely|wrongly)\b",
    re.IGNORECASE,
)
_QUANTIFIERS = frozenset(
    """
    all every only both first last always most more less fewer some half many few best worst again still already yet too
    """.split()  # noqa: SIM905
)
_PAST = re.compile(r"\b(?:was|were|had|did)\b", re.IGNORECASE)
_PRESENT_ASKED = re.compile(r"^(?:is|are|am|does|do|has|have|isn|aren|doesn|don|hasn|haven)\b", re.IGNORECASE)
_PAST_ASKED = re.compile(r"^(?:was|were|did|had|wasn|weren|didn|hadn)\b", re.IGNORECASE)
_AUXILIARY = re.compile(r"^\w+(?:n['’]t)?\s+")
_PASSIVE = re.compile(
    r"\b(?:was|were|been|being|is|are|be)\s+(?:\w+ly\s+)?\w+(?:ed|en|ne|wn|ght|ld|de|st|un)\s+by\b", re.IGNORECASE
)
_OPPOSITES = {
    stem(one): frozenset(map(stem, others.split()))
    for pair in (
        ("rise rose risen increase grow grew climb", "fall fell fallen decrease decline drop shrink shrank"),
        ("win won", "lose lost"), ("open", "close shut"), ("accept approve", "reject refuse"), ("survive", "die died"),
        ("agree", "disagree"), ("guilty convict", "innocent acquit"), ("pass", "fail"), ("succeed", "fail"), ("begin start", "end"),
        ("higher", "lower"), ("gain", "lose lost"), ("free release", "jail imprison"), ("support back", "oppose"), ("legal", "illegal"),
        ("arrive", "leave left"), ("alive", "dead"), ("safe", "unsafe"), ("present", "absent"),
    )
    for here, others in (pair, pair[::-1])
    for one in here.split()
}  # fmt: skip


def yes_or_no(question: str, sentence: str, chance: float) -> Verdict | None:
    """ "yes" or "no" when `sentence`, which answers with that `chance`, settles the question; None when unsure."""
    shape = shape_of(question)
    core = shape.core.strip(" ?.!")
    if not shape.polar or shape.form == "comparison" or chance < _SURE_CHANCE or "?" in sentence:
        return None
    if not _one_time(core, sentence) or not _same_names_and_numbers(core, sentence):
        return None
    turned = _turned(core, sentence)
    if turned is None:
        return None
    if _QUANTIFIERS & _plain(sentence) != _QUANTIFIERS & _plain(core):
        return None
    own, theirs = _negations(core, asked=True), _negations(sentence, asked=False)
    if own > 1 or theirs > 1 or (theirs and turned):
        return None
    return "yes" if (own + theirs + turned) % 2 == 0 else "no"


def _plain(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", text.casefold()))


def _one_time(core: str, sentence: str) -> bool:
    """True when the sentence is as sure as the question, and speaks of the same time."""
    if {found.casefold() for found in _UNSURE.findall(sentence)} - {
        found.casefold() for found in _UNSURE.findall(core)
    }:
        return False
    if re.match(r"(?:will|would|can|could|should|shall|may|might|must)\b", core, re.IGNORECASE):
        return False
    if _PRESENT_ASKED.match(core) and _PAST.search(sentence):
        return False
    told = times_told(sentence, None)
    return all(any(time.meets(other) for other in told) for time in times_told(core, None))


def _same_names_and_numbers(core: str, sentence: str) -> bool:
    asked = names(
        _AUXILIARY.sub("", core, count=1) if _PRESENT_ASKED.match(core) or _PAST_ASKED.match(core) else f"x {core}"
    )
    places = [sentence.find(name) for name in asked]
    if -1 in places or (len(asked) > 1 and places != sorted(places)):
        return False
    if len(asked) > 1 and bool(_PASSIVE.search(sentence)) != bool(_PASSIVE.search(core)):
        return False
    wanted, held = quantities(core), quantities(sentence)
    return all(
        any(
            one.unit == other.unit and one.low == other.low and one.high == other.high and one.bound == other.bound
            for other in held
        )
        for one in wanted
    )


def _turned(core: str, sentence: str) -> int | None:
    """0 when every content word of the question stands together in the sentence, 1 when one of them as its opposite."""
    asked, held = content(core), content(sentence)
    missing = asked - held
    opposite = [word for word in missing if _OPPOSITES.get(word, frozenset()) & held]
    if (
        len(missing) != len(opposite)
        or len(opposite) > 1
        or share_of(asked - missing, held) < _NEARLY_ALL
        or len(asked) < 2
    ):
        return None
    both = [word for word in asked & held if _OPPOSITES.get(word, frozenset()) & held]
    return None if both or not _together(asked, sentence) else len(opposite)


def _together(asked: frozenset[str], sentence: str) -> bool:
    """True when the words stand in one clause, without another one between them."""
    wanted = asked | frozenset().union(*(_OPPOSITES.get(word, frozenset()) for word in asked))
    found = [match for match in re.finditer(r"[^\W\d_]+(?:['’][^\W\d_]+)*", sentence) if stem(match.group()) in wanted]
    if not found:
        return False
    between = sentence[found[0].start() : found[-1].end()]
    if re.search(
        r"[;:—“”\"]|\b(?:but|while|although|though|because|after|before|when|who|which|that|and)\b",
        between,
        re.IGNORECASE,
    ):
        return False
    return len(content(between) - wanted) <= _WORDS_BETWEEN


def _negations(text: str, *, asked: bool) -> int:
    """How often it is denied; the "n't" that opens a question ("Didn't he resign?") denies nothing."""
    told = re.sub(r"^\w+n['’]t\b", "", text) if asked else text
    return len(_NOT.findall(told))
