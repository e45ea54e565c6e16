"""A question -> the count, the list or the ends of one that it asks for, and of what. Pure, English.

Knows how a topic is cut out of a question; how tasks are worded is `wordings`' business. Never counts. A question is taken only when
its whole wording says so: "How many articles mention the flood?", but not "How many people does the article mention?". What
it restricts by date or outlet is understood elsewhere and handed in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rag.asking.tasks.wordings import HERE, SIGN, THERE, patterns
from rag.asking.words import STOP_WORDS, names
from rag.types import Task

End: TypeAlias = Literal["first", "last"]


@dataclass(frozen=True, slots=True)
class TaskFound:
    """A count, a list or its ends, and of what.

    `phrases` are what `SearchIndex.mentions` looks for, `every` one or any of them; none: of every article. With
    `about` an article must be about them, without it must mention them. `words` are those that say the task.
    """

    task: Task
    topic: str
    phrases: tuple[str, ...]
    about: bool
    words: str
    every: bool = True
    ends: tuple[End, ...] = ()


_TAIL = re.compile(
    rf"[\s,;:.!–-]*(?:\b(?:{HERE}|{THERE}|in total|in all|altogether|overall|so far|please|to date|up to now|until now|ever|yet"
    r"|at all|anywhere|at least once|by name|(?:that )?(?:you|we) (?:have|know(?: of)?|hold|can find)|that (?:exist|there are)"
    r"|(?:sorted|ordered) by (?:date|day)|(?:newest|oldest|latest) first|with (?:their |the )?(?:dates?|links?|sources?|outlets?)"
    r"|(?:was|were|been|is|are)? ?(?:published|written|printed)"
    r"|and|or|by|from|in|on|of|since|during|between|before|after|until|at|for|according to|the|published|dated))?[\s,;:.!–-]*$",
    re.IGNORECASE,
)
"""What may follow a topic and is no part of it."""
_BEFORE_LEFT_OUT = r"(?:\b(?:by|from|in|on|of|since|during|dated|according to|(?:published|written|printed) (?:by|in|on)|the|only)\s+)*"
_OPENING = re.compile(
    r"(?:(?:the |a |an |any |some |(?:his|her|its|their|my|our) )|(?:exact |single )?"
    r"(?:words?|phrases?|names?|terms?|expressions?|topics?|subjects?|issues?) (?:of )?)+",
)
_QUOTED = re.compile(r"(?:[\"“„«]|(?<!\w)['‘])(?P<words>[^\"“”„«»]+?)(?:[\"”“»]|['’](?!\w))")
_CLAUSE = re.compile(
    r"^(?:that|how|why|what|who|whom|whose|when|where|whether|which|if|more than|not)\b"
    r"|\b(?:but|and|or|,)\s+(?:what|who|when|where|why|how|which|whether|does|did|do|is|are|list|show|give|tell|not|don't)\b"
    r"|\b(?:and|or)\s+(?:the )?(?:first|last|latest|earliest|newest|oldest)\b"
    r"|\b(?:but not|without|except|other than|rather than|instead of|does not|do not|don't|doesn't)\b|[?]|\.\s+\w+\s",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|did|will|would|can|could|should|must|says?|said|claim(?:s|ed)?|mention(?:s|ed)?|quot(?:es?|ed)"
    r"|nam(?:es|ed)|call(?:s|ed)|blam(?:es?|ed)|critici[sz](?:es?|ed)|prais(?:es?|ed)|argu(?:es?|ed)|describ(?:es?|ed)|suggest(?:s|ed)?|cit(?:es?|ed)"
    r"|predict(?:s|ed)?|includ(?:es?|ed)|contain(?:s|ed)?|appear(?:s|ed)?|use[sd]|agree[sd]?|disagree[sd]?|contradict(?:s|ed)?|show(?:s|ed)|won|came|got|took)\b"
)
"""Verbs after "articles about X" ask what the articles say. In small letters: "Will Smith" and "the Can" are names."""
_PRONOUN = re.compile(
    r"(?:it|this|that|these|those|them|they|him|he|her|she|there|(?:this|that|the same) (?:topic|subject|story|event|issue|person))",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w(?:[\w'’.&+#-]*[\w+#])?")


def task_of(question: str, *, leave_out: Sequence[str] = (), context: str = "") -> TaskFound | None:
    """The count, the list or the ends of one that `question` asks for; None when it asks what the articles say.

    `leave_out` are words of the question that were understood as a time or an outlet; `context` are those that the
    conversation lends, which a pronoun ("How many articles mention it?") stands for.
    """
    text = _without(question.strip().rstrip("?!. "), leave_out)
    if text.isupper():
        text = text.lower()
    for task, pattern in patterns() if SIGN.search(text) else ():
        if match := pattern.match(text):
            found = _found(task, match, context)
            if found is not None:
                return found
    return None


def _found(task: Task, match: re.Match[str], context: str) -> TaskFound | None:
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    if groups.get("rest") and _stripped(groups["rest"]):
        return None
    kind = next(kind for kind in ("mention", "deal", "there", "bare", "all") if kind in groups)
    topic = _stripped(groups[kind])
    ends: tuple[End, ...] = tuple(end for end in ("first", "last") if end in groups or f"then_{end}" in groups)
    words = " ".join(match.string[: match.start(kind)].split()) or match.string
    if kind == "all":
        return TaskFound(task, "", (), about=False, words=words, ends=ends)
    if _PRONOUN.fullmatch(topic):
        topic = " and ".join(names(context)) or " ".join(_content(context))
    if (
        not topic
        or _CLAUSE.search(_QUOTED.sub(" ", topic))
        or (kind in ("bare", "deal") and _VERB.search(_QUOTED.sub(" ", topic)))
    ):
        return None
    phrases, every, is_quoted = _phrases(topic)
    about = kind != "mention" and not is_quoted
    if about:
        phrases = tuple(" ".join(_content(phrase)) or phrase for phrase in phrases)
    phrases = tuple(phrase for phrase in phrases if re.search(r"[^\W_]", phrase))
    if not phrases:
        return None
    return TaskFound(task, _bare(topic), phrases, about, words, every, ends)


def _without(question: str, leave_out: Sequence[str]) -> str:
    """The question without words that restrict, and the preposition that leads to them."""
    for words in sorted(leave_out, key=len, reverse=True):
        if words.strip():
            pattern = _BEFORE_LEFT_OUT + rf"(?<!\w){re.escape(words.strip())}(?!\w)(?:'s|’s)?"
            question = re.sub(pattern, " ", question, flags=re.IGNORECASE)
    return re.sub(r"\s+([,.;:])", r"\1", " ".join(question.split())).strip(" ,;:")


def _stripped(topic: str) -> str:
    """A topic without what only follows it."""
    while (shorter := _TAIL.sub("", topic).strip()) != topic:
        topic = shorter
    return topic


def _bare(topic: str) -> str:
    """A topic without its article, the words that announce it, and quotation marks around it."""
    opened = _OPENING.match(topic)
    bare = topic[opened.end() :] if opened and opened.end() < len(topic) else topic
    quoted = _QUOTED.fullmatch(bare)
    return (quoted["words"] if quoted else bare).strip()


def _phrases(topic: str) -> tuple[tuple[str, ...], bool, bool]:
    """The phrases of a topic, whether every one must stand, and whether the person quoted them.

    "And" joins two topics after "both" and between names ("Biden and Trump"), not within a phrase ("law and order").
    """
    quoted = [match["words"] for match in _QUOTED.finditer(topic)]
    between = _QUOTED.sub(" ", _bare(topic) if not quoted else topic)
    if quoted and all(
        word.lower() in {"and", "or", "both", "either", *STOP_WORDS, "phrase", "word", "words", "term"}
        for word in _WORD.findall(between)
    ):
        return tuple(quoted), not re.search(r"\bor\b", between), True
    bare = _bare(topic)
    both = re.match(r"(both|either)\s+", bare, re.IGNORECASE)
    rest = bare[both.end() :] if both else bare
    for link, every in (("or", False), ("and", True)):
        parts = [_bare(part.strip()) for part in re.split(rf"\s*,\s*(?:{link}\s+)?|\s+{link}\s+", rest) if part.strip()]
        is_several = both is not None or link == "or" or all(part[:1].isupper() or part[:1].isdigit() for part in parts)
        if len(parts) > 1 and re.search(rf"\b{link}\b", rest) and is_several and len(set(parts)) == len(parts):
            return tuple(parts), every, False
    return (bare,), True, False


def _content(text: str) -> list[str]:
    """The words that carry the meaning of a topic; a capital makes "US" and "May" of two that carry none."""
    return [word for word in _WORD.findall(text) if word.lower() not in STOP_WORDS or word[0].isupper()]
