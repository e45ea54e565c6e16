"""What points back in a question, and the question with it spelt out: "he", "its", "there", "the party".

Pure and English. Knows when a question says itself what a pronoun means, or that it means nothing; who is meant is
told by `antecedents`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.asking.conversation.antecedents import PRONOUNS, Pronoun, Said, antecedent, named_by
from rag.asking.conversation.mentions import Mention, mentions
from rag.asking.words import STOP_WORDS, names

FEW_WORDS = 3
"""Content words of a question that may leave something out. Up to 3 the vectors of the earlier questions help (nDCG@5
+.06 a question on MTRAG/ClapNQ), from 4 on they harm (-.02); a limit of 2, 3, 4 finds .4007, .4070, .4026."""

_PERIODS = "day|week|month|year|decade|century|season|spring|summer|autumn|winter|time"
_PRONOUN = re.compile(
    r"\b(?:he|she|they|it|him|her|them|his|hers|their|theirs|its|both|the (?:two|latter|former|same)"
    rf"|(?:this|these|those)(?!\s+(?:{_PERIODS})s?\b|\s+who\b)"
    # "there" points back only at the end: "How many live there?", but "Is there a senator?", "How many are there?".
    r"|(?<!\bare )(?<!\bis )(?<!\bwere )there(?=\W*$))\b",
    re.IGNORECASE,
)
_EMPTY_IT = re.compile(
    r"\bit\b(?=(?:['’]s|\s+(?:is|was))\s+\w+\s+that\b|(?:['’]s)?\s+(?:rain|snow|(?:take|cost)\w*\b.*\bto\b"
    r"|(?:[\w’']+\s+){0,3}(?:true|possible|legal|illegal|safe|likely|important|necessary|better|easy|easier|hard|harder|difficult|challenging|common|normal|clear|fair|worth)\b"
    r".*\b(?:that|to|for|if)\b))",
    re.IGNORECASE,
)
"""An "it" that means nothing: "How long does it take to fly?", "Is it true that ...?"."""
_BARE = re.compile(
    # "that" is one only where no clause can begin: "in that attack", but "Is it true that whales sleep?".
    r"\b(?:the|this|these|those|(?<=\b(?:in|of|at|on|by|is)\s)that|(?<=\b(?:for|did|was)\s)that)\s+"
    rf"(?!(?:{_PERIODS}|world|economy|weather|internet|moon|sun|earth|public)s?\b)"
    r"(?P<noun>[a-z]+)\b(?!['’]|\s+(?:of|in|for|that|who|which|between|to|about|on|with|[A-Z0-9]))"
)
"""A noun without what tells it from others: "the party", but not "the party of the mayor"."""
_ENDS = frozenset(("first", "last", "latest", "earliest", "newest", "oldest"))
"""Words that look like such a noun: "the first report" has its noun behind."""
_OBJECT = frozenset(("him", "her", "them"))
_CLAUSE = re.compile(r"\b(?:when|while|if|after|before|because|since|that|who|which|and|but|so)\b|,", re.IGNORECASE)
_WORD = re.compile(r"\w[\w'’-]*")


def resolved(question: str, said: Sequence[Said]) -> tuple[str, tuple[tuple[Pronoun, str], ...]]:
    """The question with its pronouns replaced by what they mean, each once, and what that is."""
    meant: dict[Pronoun, str] = {}
    unknown: set[Pronoun] = set()
    own = mentions(question)
    parts, end = [], 0
    for match in _PRONOUN.finditer(question):
        form = PRONOUNS.get(match.group().lower())
        if form is None or form in meant or form in unknown or _bound_within(question, match, own):
            continue
        found = antecedent(form, said)
        if found is None or found.lower() in question.lower():
            unknown.add(form)
            continue
        meant[form] = found
        parts += [question[end : match.start()], _inflected(match, question, found)]
        end = match.end()
    wording = "".join([*parts, question[end:]])
    return (wording if names(question) else _spelt_out(wording, said)), tuple(meant.items())


def _inflected(match: re.Match[str], question: str, meaning: str) -> str:
    """`meaning` in the form of the pronoun that it replaces: "his" -> "Zappa's", "there" -> "in Oslo"."""
    word = match.group().lower()
    after = _WORD.match(question[match.end() :].lstrip())
    owned = after is not None and after.group().lower() not in STOP_WORDS
    if word == "there":
        return f"in {meaning}"
    owning = word in ("his", "its", "their", "hers", "theirs") or (word == "her" and owned)
    suffix = "" if not owning else "'" if meaning.endswith("s") else "'s"
    return (meaning[0].upper() + meaning[1:] if match.start() == 0 else meaning) + suffix


def _spelt_out(question: str, said: Sequence[Said]) -> str:
    """The question with "the party" or "this party" as the conversation named it in full."""
    bare = [match for match in _BARE.finditer(question) if match["noun"] not in _ENDS]
    first = {match["noun"]: match for match in reversed(bare)}
    for noun, match in reversed(first.items()):
        if (found := named_by(noun, said)) and found.lower() not in question.lower():
            return question[: match.start()] + found + question[match.end() :]
    return question


def _bound_within(question: str, match: re.Match[str], own: Sequence[Mention]) -> bool:
    """True when the question itself says what the pronoun means, or it means nothing."""
    before = question[: match.start()]
    word = match.group().lower()
    form = PRONOUNS.get(word)
    if names(before) or (form == "it" and _EMPTY_IT.match(question, match.start())):
        return True
    if form is None or (word in _OBJECT and not _CLAUSE.search(before)):
        return False
    typed_small = question == question.lower()
    for one in own:
        someone = one.person or (typed_small and one.subject and not one.body)
        fits = {"they": one.several or someone, "it": one.thing and not one.placed, "there": one.placed}
        if one.end <= match.start() and fits.get(form, someone):
            return True
    return False


def points_back(question: str) -> bool:
    """True when a pronoun, or "the vote" in a question of few words, has nothing in the question to mean."""
    own = mentions(question)
    if any(not _bound_within(question, match, own) for match in _PRONOUN.finditer(question)):
        return True
    few = len(content_words(question)) <= FEW_WORDS
    return few and not names(question) and bool(_BARE.search(question))


def content_words(text: str) -> list[str]:
    """The words of `text` that carry meaning, as they stand."""
    return [word for word in _WORD.findall(text) if word.lower() not in STOP_WORDS]
