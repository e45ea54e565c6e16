"""A question -> the count, the list or the ends of one that it asks for, and of what. Pure, English.

Knows how a topic is cut out of a question; how tasks are worded is `wordings`' business. Never counts. A question is taken only when
its whole wording says so: "How many articles mention the flood?", but not "How many people does the article mention?". What
it restricts by date or outlet is understood elsewhere and handed in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from rag.asking.tasks.wordings import HERE, SIGN, THERE, patterns
from rag.asking.words import STOP_WORDS, names
from rag.types import Task

End: TypeAlias = Literal["first", "last"]


@dataclass(frozen=True, slots=True)
class TaskFound:
    """A count, a list or its ends, and of what.

    `phrases` are what `SearchIndex.mentions` looks for, `every` one or any of them; none: of every article. With
    `about` an article must be about them, without it must mention them. `words` are those that say the task. With
    `by_outlet` the question asks for the outlets of the articles.
    """

    task: Task
    topic: str
    phrases: tuple[str, ...]
    about: bool
    words: str
    every: bool = True
    ends: tuple[End, ...] = ()
    by_outlet: bool = False


_TAIL = re.compile(
    rf"[\s,;:.!–-]*(?:\b(?:{HERE}|{THERE}|in total|in all|altogether|overall|so far|please|to date|up to now|until now|ever|yet"
    r"|at all|anywhere|at least once|by name|(?:that )?(?:you|we) (?:have|know(?: of)?|hold|can find)|that (?:exist|there are)"
    r"|(?:sorted|ordered) by (?:date|day)|(?:newest|oldest|latest) first|with (?:their |the )?(?:dates?|links?|sources?|outlets?)"
    r"|(?:was|were|been|is|are)? ?(?:published|written|printed)"
    r"|and|or|by|from|in|on|of|since|during|between|before|after|until|at|for|according to|the|published|dated))?[\s,;:.!–-]*$",
    re.IGNORECASE,
)
"""What may follow a topic and is no part of it."""
_LEFT_OUT = "\0"
"""Stands for words that restrict, until all of them are found; nobody types it."""
_BEFORE_LEFT_OUT = r"(?:\b(?:by|from|in|on|of|since|during|dated|according to|(?:published|written|printed) (?:by|in|on)|the|only|either|both)\s+)*"
_LEFT_OUT_TOGETHER = re.compile(
    rf"{_BEFORE_LEFT_OUT}{_LEFT_OUT}(?:(?:\s*[,&/]|\s+(?=and\b|or\b))?\s*(?:(?:and|or)\s+)?{_BEFORE_LEFT_OUT}{_LEFT_OUT})*",
    re.IGNORECASE,
)
"""Words that restrict, what leads to them, and what joins them: "by the Guardian, Reuters or AP"."""
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
_ABBREVIATED = re.compile(
    r"\b(mrs?|ms|dr|prof|st|mt|ft|sen|rep|gov|gen|col|lt|capt|sgt|jr|sr|no|inc|ltd|co|corp|vs|\w)\."
    r"(?!\s+(?:what|who|when|where|why|how|which|whether|does|did|do|is|are|list|show|give|tell|please)\b)",
    re.IGNORECASE,
)
"""Words whose period ends no sentence; single letters are initials, and parts of "U.S."."""
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
_ARTICLE = re.compile(r"(?:the|an?)\s", re.IGNORECASE)
_ELLIPTIC = re.compile(r"(?:and|then)\b", re.IGNORECASE)
"""How a question begins that leans on the one before: "And the first report?" is not of every article."""
_OF_EVERYTHING = re.compile(rf"\b(?:{HERE}|in total|in all|altogether|overall)\b", re.IGNORECASE)
_ASKING = frozenset(
    "write writes wrote written publish published cover covered story stories report happen happened".split()  # noqa: SIM905
)
"""What the question before asked with; no topic that it lends."""
_WORD = re.compile(r"\w(?:[\w'’.&+#-]*[\w+#])?")


def task_of(question: str, *, leave_out: Sequence[str] = (), context: str = "") -> TaskFound | None:
    """The count, the list or the ends of one that `question` asks for; None when it asks what the articles say.

    `leave_out` are words that were understood as a time or an outlet, of the question or of `context`: those that the
    conversation lends, which a pronoun ("How many articles mention it?") or no topic at all ("And the first report?")
    stands for.
    """
    text = _without(question.strip().rstrip("?!. "), leave_out)
    context = _without(context, leave_out)
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
        return _of_all(TaskFound(task, "", (), about=False, words=words, ends=ends), match.string, context)
    if is_pronoun := _PRONOUN.fullmatch(topic) is not None:
        topic = " and ".join(names(context)) or " ".join(_lent(context))
    unquoted = _QUOTED.sub(" ", topic)
    if (
        not topic
        or _CLAUSE.search(_ABBREVIATED.sub(r"\1", unquoted))
        or (kind in ("bare", "deal") and _VERB.search(unquoted))
    ):
        return None
    phrases, every, is_quoted = _phrases(topic)
    if is_pronoun and kind == "mention" and not names(context):
        phrases, every = tuple(_lent(context)), True  # words of a question, which stood apart in it
    about = kind != "mention" and not is_quoted
    if about:
        phrases = tuple(" ".join(_content(phrase)) or phrase for phrase in phrases)
    phrases = tuple(phrase for phrase in phrases if re.search(r"[^\W_]", phrase))
    if not phrases:
        return None
    return TaskFound(task, _bare(topic), phrases, about, words, every, ends, by_outlet="outlet" in groups)


def _of_all(found: TaskFound, question: str, context: str) -> TaskFound | None:
    """What a question that names no topic asks for: what the conversation is about, or else every article."""
    if _OF_EVERYTHING.search(question):
        return found
    if lent := " ".join(_lent(context)):
        return replace(found, topic=lent, phrases=(lent,), about=True)
    return None if _ELLIPTIC.match(question) else found


def _without(question: str, leave_out: Sequence[str]) -> str:
    """The question without words that restrict, and the preposition that leads to them."""
    for words in sorted(leave_out, key=len, reverse=True):
        if words.strip():
            pattern = rf"(?<!\w){re.escape(words.strip())}(?!\w)(?:['’]s?(?!\w))?"
            question = re.sub(pattern, _LEFT_OUT, question, flags=re.IGNORECASE)
    question = _LEFT_OUT_TOGETHER.sub(" ", question)
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

    "And" joins two topics after "both", between names ("Biden and Trump") and between articles ("the union and the
    port"), not within a phrase ("law and order").
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
        written = [part.strip() for part in re.split(rf"\s*,\s*(?:{link}\s+)?|\s+{link}\s+", rest) if part.strip()]
        parts = [_bare(part) for part in written]
        is_several = both is not None or link == "or" or all(part[:1].isupper() or part[:1].isdigit() for part in parts)
        is_several = is_several or all(_ARTICLE.match(part) for part in [topic, *written[1:]])
        if len(parts) > 1 and re.search(rf"\b{link}\b", rest) and is_several and len(set(parts)) == len(parts):
            return tuple(parts), every, False
    return (bare,), True, False


def _lent(context: str) -> list[str]:
    """The words of a conversation that say what it is about."""
    return [word for word in _content(context) if word.lower() not in _ASKING]


def _content(text: str) -> list[str]:
    """The words that carry the meaning of a topic; a capital makes "US" and "May" of two that carry none."""
    return [word for word in _WORD.findall(text) if word.lower() not in STOP_WORDS or word[0].isupper()]
