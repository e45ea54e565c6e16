"""What a pronoun means in a conversation, and what a name or noun is called in full there.

Pure. The nearest turn decides, by rules; the weights of a learned resolver would need data of conversations about
news. Knows nothing of how a follow-up is worded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from rag.asking.conversation.mentions import Mention, answered_names, is_person_like, is_role, mentions
from rag.asking.words import names

Pronoun: TypeAlias = Literal["he", "she", "they", "it", "there"]

PRONOUNS: Mapping[str, Pronoun] = {
    "he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she", "they": "they", "them": "they",
    "their": "they", "theirs": "they", "it": "it", "its": "it", "there": "there",
}  # fmt: skip
"""Each form, and the pronoun that it is a form of."""

_ASKS_FOR_PERSON = re.compile(r"\W*(?:and\s+|but\s+)?(?:who|whom)\b", re.IGNORECASE)
_WHO_IS = re.compile(r"\W*(?:and\s+|but\s+)?who(?:['’]s|\s+(?:is|was))\s+(?=(?-i:[^\W\d_a-z]))", re.IGNORECASE)
_ASKS_FOR_NAMED = re.compile(
    r"\W*(?:and\s+)?(?:which|what)\s+(?!(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may"
    r"|might|happened)\b)(?P<noun>\S+(?:\s+\S+)?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """One earlier turn as it was understood: its standalone wording, its answer, and what its pronouns meant."""

    wording: str
    answer: str = ""
    meant: tuple[tuple[Pronoun, str], ...] = ()


def antecedent(pronoun: Pronoun, said: Sequence[Said]) -> str | None:
    """What `pronoun` means after these turns (oldest first); None when nothing fits.

    The nearest turn that has a candidate decides. A pronoun that was used keeps its meaning; questions go before
    answers, which name many, except one to the very question for it ("Who won?", "Which company pays?").
    """
    # Who was "he" is not "she", nor "it"; "they" may be anyone.
    apart = {"he", "she", "it"} - {pronoun} if pronoun not in ("they", "there") else set()
    taken = {text for turn in said for form, text in turn.meant if form in apart}
    told: Mention | None = None
    for turn in reversed(said):
        if kept := dict(turn.meant).get(pronoun):
            return kept
        asked = [one for one in _in_full(mentions(turn.wording), said) if one.text not in taken]
        answered = [
            one
            for one in _in_full(answered_names(turn.answer), said)
            if one.text not in taken and one.text not in turn.wording
        ]
        found, other = _FITTING[pronoun](turn.wording, asked, answered)
        if found and pronoun == "they" and turn is said[-1] and (both := _both(said)):
            return both
        if found:
            return found.text
        told = told or other
    return told.text if told else None


_TOGETHER = re.compile(
    r"\b(?:meets?|met|meeting|hosts?|hosted|receives?|received|interviews?|interviewed|marry|married|debates?|debated"
    r"|(?:talks?|talked|speaks?|spoke|meets?|met|negotiates?|negotiated|sits?|sat|agrees?|agreed|argues?|argued) (?:down )?(?:to|with))\b",
    re.IGNORECASE,
)


def _both(said: Sequence[Said]) -> str | None:
    """The two persons of the last question, when they were together ("Did Ann Lee meet Bo Ray?"), or those of the last two, when
    each speaks of one alone: "Who is Ann Lee?", "Who is Bo Ray?"."""
    last = said[-1].wording
    persons = [full_name(name, said) for name in names(last) if is_person_like(name)]
    if len(persons) == 2 and _TOGETHER.search(last):
        return " and ".join(persons)
    alone = [_only_person(turn, said) for turn in said[-2:]]
    if len(alone) < 2 or None in alone:
        return None
    first, second = (str(name) for name in alone)
    return None if set(first.split()) & set(second.split()) else f"{first} and {second}"


def _only_person(turn: Said, said: Sequence[Said]) -> str | None:
    """The person whom a question speaks of, if of no one else and of nobody in the plural, and asks for nobody."""
    found = _in_full(mentions(turn.wording), said)
    if any(one.several or (one.named and one.body) for one in found):
        return None
    is_who = _WHO_IS.match(turn.wording)
    if not is_who and (_ASKS_FOR_PERSON.match(turn.wording) or _ASKS_FOR_NAMED.match(turn.wording)):
        return None
    persons = [one.text for one in found if one.person or (is_who and one.named and one.subject)]
    return persons[0] if len(persons) == 1 else None


def _in_full(found: Sequence[Mention], said: Sequence[Said]) -> list[Mention]:
    return [replace(one, text=full_name(one.text, said)) if one.named else one for one in found]


def full_name(name: str, said: Sequence[Said]) -> str:
    """The longest name of the conversation that ends with `name`: "Tokayev" -> "President Kassym-Jomart Tokayev"."""
    if not name[0].isupper():
        return name
    told = [one for turn in said for text in (turn.wording, turn.answer) for one in names(text)]
    longer = [one for one in told if one.endswith(f" {name}") or (one.startswith(f"{name} ") and is_person_like(one))]
    return max(longer, key=len, default=name)


def named_by(noun: str, said: Sequence[Said]) -> str | None:
    """The nearest longer mention whose noun `noun` is: after "the Labour Party" that of "the party"."""
    for turn in reversed(said):
        for one in [*mentions(turn.wording), *answered_names(turn.answer)]:
            words = [word.lower() for word in one.bare.split()]
            if len(words) > 1 and (one.noun == noun or (one.person and noun in words)):
                return one.text
    return None


def _person(question: str, asked: list[Mention], told: list[Mention]) -> tuple[Mention | None, Mention | None]:
    """Who fits "he", in the question and, second, in the answer."""
    persons = [one for one in asked if one.person]
    answering = [one for one in told if one.person and " and " not in one.text]
    if noun := _ASKS_FOR_NAMED.match(question):
        wanted = set(noun["noun"].lower().split())
        answering.sort(key=lambda one: not wanted & set(one.text.lower().split()))
    if _ASKS_FOR_PERSON.match(question) or (noun and is_role(noun["noun"])):
        persons = answering + persons
    else:
        persons.sort(key=lambda one: not one.subject)
    # Not all type capitals: "where does doctor strange get his powers".
    typed_small = question == question.lower()
    unknown = [one for one in asked if not one.person and not one.body]
    unknown = [one for one in unknown if (one.subject if typed_small else one.named and not one.placed)]
    return next(iter(persons), None), next(iter(answering + unknown + told), None)


def _several(question: str, asked: list[Mention], told: list[Mention]) -> tuple[Mention | None, Mention | None]:
    plural = [one for one in asked if one.several]
    joint = [one for one in told if one.several]
    if _ASKS_FOR_PERSON.match(question) or _ASKS_FOR_NAMED.match(question):
        plural = joint + plural
    bodies = [one for one in asked if one.named and not one.placed]
    return next(iter(plural + bodies), None), next(iter(joint + told), None)


def _place(question: str, asked: list[Mention], told: list[Mention]) -> tuple[Mention | None, Mention | None]:
    del question  # any question may name a place
    placed = [[one for one in found if one.placed and one.named] for found in (asked, told)]
    return next(iter(placed[0]), None), next(iter(placed[1]), None)


def _thing(question: str, asked: list[Mention], told: list[Mention]) -> tuple[Mention | None, Mention | None]:
    things = [one for one in asked if not one.person]
    things.sort(key=lambda one: (one.placed, not one.subject))
    answering = [one for one in told if not one.person and not one.placed]
    if noun := _ASKS_FOR_NAMED.match(question):
        # "Nordstrom Marine" looks like a person; asked was for a company.
        answering = answering if is_role(noun["noun"]) else [one for one in told if not one.placed]
        things = answering + things
    return next(iter(things), None), next(iter(answering), None)


_FITTING: Mapping[Pronoun, Callable[[str, list[Mention], list[Mention]], tuple[Mention | None, Mention | None]]] = {
    "he": _person,
    "she": _person,
    "they": _several,
    "there": _place,
    "it": _thing,
}
