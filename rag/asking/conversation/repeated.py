"""A fragment that repeats the earlier question with a change -> that question, changed.

Pure and English: "And in 2023?", "And in Texas?", "What about Serbia?", "Who else?", "Why?". Knows nothing of pronouns
that point back, nor of turns before the last.
"""

from __future__ import annotations

import re

from rag.asking.conversation.antecedents import PRONOUNS
from rag.asking.conversation.mentions import is_body, is_person_like, mentions
from rag.asking.words import names

_AUXILIARY = "(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|might)"
_ASKING = rf"(?:who|whom|whose|what|which|when|where|why|how|{_AUXILIARY})"
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = rf"(?:(?:\d{{1,2}}\s+)?{_MONTH}\.?(?:\s+\d{{1,2}})?,?\s+\d{{4}}|(?:19|20)\d\d)"
_PERIOD = (
    rf"(?:(?:the\s+)?(?:last|this|previous|past|next)\s+(?:week|month|year|spring|summer|autumn|winter|season|{_MONTH})"
    r"|yesterday|today)"
)
_TIME = (
    rf"(?:(?:in|on|during|since|before|after|by|until|from)\s+(?:(?:early|late|mid)[ -])?(?:{_DATE}|{_MONTH}(?:\s+\d{{1,2}})?)"
    rf"|{_DATE}|(?:in\s+|during\s+)?{_PERIOD})"
)
_TIME_IN = re.compile(rf"\b{_TIME}\b", re.IGNORECASE)
_PREPOSITION = re.compile(r"(?:in|on|during|since|before|after|by|until|from)\s+", re.IGNORECASE)
_LEAD_IN = r"\W*(?:(?:and|but|so|or|then|also)\s+)*(?:(?:what|how)\s+about\s+|about\s+)?"
_TIME_ASKED = re.compile(rf"{_LEAD_IN}(?P<time>{_TIME})\W*", re.IGNORECASE)
_PLACE_ASKED = re.compile(
    rf"{_LEAD_IN}(?P<words>(?P<preposition>in|at|from|for|with|by|to|against)\s+(?P<what>\w[\w'’ .-]*?))\W*",
    re.IGNORECASE,
)
_OTHER_ASKED = re.compile(
    rf"\W*(?:(?:and|but|or)\s+(?:(?:what|how)\s+about\s+)?|(?:what|how)\s+about\s+)(?P<what>(?!{_ASKING}\b)\w[\w'’ .&-]*?)\W*",
    re.IGNORECASE,
)
_ELSE_ASKED = re.compile(
    r"\W*(?:and\s+)?(?P<words>(?P<asked>who|what|where|any(?:one|body|thing)?|which|what)\s+(?:else|others?))\W*",
    re.IGNORECASE,
)
_WHY_ASKED = re.compile(
    r"\W*(?:(?:and|but|so)\s+)*(?P<word>(?:why|when|where|how)(?:\s+(?:and|or)\s+(?:why|when|where|how))?)"
    r"(?:\s+(?:so|exactly|come|(?:is|was|did)\s+(?:that|this|it)(?:\s+happen)?))?\W*",
    re.IGNORECASE,
)
_OPENS_WITH_WHEN = re.compile(rf"(?:why|when|where|how)\s+(?={_AUXILIARY}\b)", re.IGNORECASE)
_YES_OR_NO = re.compile(rf"{_AUXILIARY}\b", re.IGNORECASE)
_ADDED = re.compile(rf",\s+and\s+(?:{_ASKING}|any\w*|by|for|with|to)\b[^,]*$", re.IGNORECASE)
"""What an earlier fragment added: of "Who won, and why?" the next repeats "Who won"."""
_LONGEST_REPEATED = 25
"""Words. A longer question is no frame for another: most of it was said about the first."""
_LONGEST_PART = 4
"""Words. What takes the place of a part of the earlier question is short."""


def repeated(question: str, earlier: str) -> str | None:
    """The question `earlier` with what the fragment `question` changes in it; None when it is no such fragment."""
    body = _ADDED.sub("", earlier.strip().rstrip("?.! "))
    if not 0 < len(body.split()) <= _LONGEST_REPEATED:
        return None
    if match := _TIME_ASKED.fullmatch(question):
        return _with_time(body, match["time"])
    if match := _ELSE_ASKED.fullmatch(question):
        return _with_else(body, match["asked"].lower(), match["words"].lower())
    if match := _WHY_ASKED.fullmatch(question):
        return _with_why(body, match["word"].lower())
    if (match := _PLACE_ASKED.fullmatch(question)) and _is_part(match["what"]):
        return _with_place(body, match["preposition"], match["words"])
    if (match := _OTHER_ASKED.fullmatch(question)) and _is_part(match["what"]):
        return _with_other(body, match["what"])
    return None


def _is_part(words: str) -> bool:
    """True when `words` are one short mention and nothing else."""
    spoken = words.lower().split()
    parts = re.split(r"\s+and\s+", words.strip())
    whole = all(any(one.text == part for one in mentions(part)) for part in parts)
    return len(spoken) <= _LONGEST_PART and not set(spoken) & set(PRONOUNS) and whole


def _with_time(body: str, time: str) -> str:
    """`body` with another time: "in 2022" gives way to "in 2023", "the 2022 cup" to "the 2023 cup"."""
    old = _TIME_IN.search(body)
    if old is None:
        return f"{body} {time}?"
    before, after = _PREPOSITION.match(old.group()), _PREPOSITION.match(time)
    if before is None and after is not None and re.fullmatch(r"\d{4}", old.group()):
        time = time[after.end() :]
    elif before is not None and after is None and not re.fullmatch(_PERIOD, time, re.IGNORECASE):
        time = before.group() + time
    return f"{body[: old.start()]}{time}{body[old.end() :]}?"


def _with_place(body: str, preposition: str, words: str) -> str:
    """`body` with `words` ("in Texas") for its last part with that preposition, or at its end."""
    before = re.compile(rf"\b{preposition}\s+$", re.IGNORECASE)
    parts = [(match, one) for one in mentions(body) if (match := before.search(body[: one.start]))]
    if not parts:
        return f"{body} {words}?"
    match, old = parts[-1]
    return f"{body[: match.start()]}{words}{body[old.end :]}?"


def _with_else(body: str, asked: str, words: str) -> str:
    asked = {"anyone": "who", "anybody": "who", "anything": "what"}.get(asked, asked)
    if words.endswith("else") and re.match(rf"{asked}\b(?!\s+else)", body, re.IGNORECASE):
        return f"{body[: len(asked)]} else{body[len(asked) :]}?"
    return f"{body}, and {words}?"


def _with_why(body: str, word: str) -> str:
    if match := _OPENS_WITH_WHEN.match(body):
        return f"{word.capitalize()} {body[match.end() :]}?"
    if _YES_OR_NO.match(body):
        return f"{word.capitalize()} {body[0].lower()}{body[1:]}?"
    return f"{body}, and {word}?"


def _with_other(body: str, what: str) -> str:
    """`body` with `what` in the place of the name or noun most like it, or asked beside."""
    if what[0].isupper():
        like = [name for name in names(body) if _class(name) == _class(what)]
        subjects = [one.bare for one in mentions(body) if one.subject]
        like.sort(key=lambda name: name in subjects)
    else:
        noun = mentions(what)[-1].noun
        like = [one.text for one in mentions(body) if not one.named and one.noun == noun]
    return body.replace(like[-1], what, 1) + "?" if like else f"{body}, and what about {what}?"


def _class(name: str) -> str:
    return "body" if is_body(name) else "person" if is_person_like(name) else "unknown"
