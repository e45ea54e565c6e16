"""Several questions joined in one: "Who won and who lost?", "When and why did it close?". Pure, English, by rules.

Cut only where a whole question stands on both sides: a wrong cut asks two wrong questions, a missed one only asks both at
once. So "research and development" is never cut, nor "who paid and who knew" inside another clause. What a pronoun of
a later question means is told by those before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.asking.conversation.antecedents import Said
from rag.asking.conversation.references import content_words, resolved

_MOST = 4
"""Questions in one. A longer row of them is a text."""

_LONGEST = 32
"""Words. A longer question describes what it asks about: "Which person, accused by Fortune ... and whose ...?"."""

_WH = r"(?:who|whom|whose|what|which|when|where|why|how)"
_DOES = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)(?:n['’]t)?"
_AMOUNT = r"how (?:many|much|long|old|often|far|tall|high|big|large)"
_SUBJECT = r"(?:the|an?|any|his|her|its|their|he|she|it|they|there|this|that|these|those|(?-i:[^\W\d_a-z])[\w'’.-]*)"
_OPENS = re.compile(
    rf"(?:and\s+)?(?:(?:to|in|on|at|by|for|from|with|of)\s+)?(?:{_AMOUNT}\b|(?:who|whom|whose|what|which)\b|(?:when|where|why|how)\s+{_DOES}\b"
    rf"|{_DOES}\s+{_SUBJECT}(?!\w))",
    re.IGNORECASE,
)
""""When the strike ended, who won?" opens with no question: its "when" has no "did" behind it."""
_CUT = re.compile(
    rf"(?:\s*[,;]\s*|\s+)(?:and|but)(?:\s+also)?\s+(?={_OPENS.pattern})|\s*[?;]\s+(?={_OPENS.pattern})"
    rf"|\s*,\s*(?={_OPENS.pattern})(?=[^?]*\band\b)",
    re.IGNORECASE,
)
_WRAPPED = re.compile(
    rf"\W*(?:(?:do|can|could|would) you (?:know|tell me|say)|(?:please )?tell me|i wonder|i (?:want|would like) to know),?\s+(?={_WH}\b)",
    re.IGNORECASE,
)
_INNER = re.compile(rf"\b(?:{_WH}|whether|if|that)\b", re.IGNORECASE)
"""Inside a question it opens a clause, to which what follows may belong, unless that is turned round as only a question is."""
_TURNED = re.compile(
    rf"(?:(?:to|in|on|at|by|for|from|with|of)\s+)?(?:(?:when|where|why|how)\s+{_DOES}\b"
    rf"|(?:whom?|what|which|{_AMOUNT})\s+(?:[\w-]+\s+){{0,2}}?{_DOES}\s+{_SUBJECT}(?!\w))|{_DOES}\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"\W*(?P<lead>who|whom|which)\b", re.IGNORECASE)
_WHOSE = re.compile(r"\W*whose\b", re.IGNORECASE)
_JOINED_NAME = r"(?:[^\W\d_a-z][\w'’-]*\s+)+and\s+"
""""Pride and" in front of "Prejudice"."""
_LEADS = re.compile(
    r"(?P<first>when|where|why|how)(?:,?\s+and|,)\s+(?P<second>when|where|why|how)\s+(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
"""When and why | did it close?"""
_STUB = re.compile(r",?\s+and\s+(?P<second>when|where|why|how)\s*\?*\s*$", re.IGNORECASE)
"""... and why?"""
_LEAD = re.compile(rf"(?:when|where|why|how|what|whom?)\s+(?={_DOES}\b)", re.IGNORECASE)
_TWO_TOPICS = re.compile(
    r"(?P<head>.*\b(?P<word>about|on|regarding)\s+)(?P<first>[^,;?]+?),?\s+and\s+(?P=word)\s+(?P<second>[^,;?]+?)\s*\?*\s*",
    re.IGNORECASE,
)
"""What did she say about rents | and about schools?"""


@dataclass(frozen=True, slots=True)
class Half:
    """One of the questions: so that it stands alone, and in the words of the person."""

    text: str
    words: str


def halves_of(question: str) -> tuple[Half, ...]:
    """The questions that `question` joins, in order: two or more, or none when it asks one."""
    if len(question.split()) > _LONGEST:
        return ()
    wrapped = _WRAPPED.match(question)
    core = question[wrapped.end() :] if wrapped else question.strip()
    found = _two_leads(core) or _two_topics(core) or _joined(core)
    return found if 1 < len(found) <= _MOST else ()


def _joined(core: str) -> tuple[Half, ...]:
    """Whole questions one behind the other."""
    pieces, start = [], 0
    for cut in _CUT.finditer(core):
        piece = core[start : cut.start()]
        turned = _TURNED.match(core, cut.end()) is not None
        if not _is_whole(piece) or not (turned or _may_be_followed(piece, core[cut.end() :])):
            continue
        pieces.append(core[start : cut.start()])
        start = cut.end()
    pieces.append(core[start:])
    if len(pieces) < 2 or not all(map(_is_whole, pieces)):
        return ()
    asked: list[Half] = []
    for piece in pieces:
        text = _ended(piece)
        asked.append(Half(_completed(text, asked) if asked else text, _bare(piece)))
    return tuple(asked)


def _completed(text: str, before: Sequence[Half]) -> str:
    """The question with its pronouns spelt out; as it is where two of them would mean the same."""
    wording, meant = resolved(text, [Said(one.text) for one in before])
    meanings = [meaning for _, meaning in meant]
    if len(set(meanings)) < len(meanings):
        return text
    for meaning in meanings:
        if longer := re.search(rf"{_JOINED_NAME}{re.escape(meaning)}\b", before[-1].text):
            wording = wording.replace(meaning, longer.group())
    return wording


def _is_whole(piece: str) -> bool:
    """True for a question with something that it is about."""
    return _OPENS.match(piece.strip()) is not None and len(content_words(piece)) > 0 and len(piece.split()) > 2


def _may_be_followed(piece: str, after: str) -> bool:
    """False where what follows may be a clause of the question before it: "the man who came and who paid", "... and whose name"."""
    leads, follows = _WHO.match(piece), _WHO.match(after)
    if leads and follows and leads["lead"].lower() != follows["lead"].lower():
        return False
    return not _has_clause(piece) and not (_WHOSE.match(after) and not _WHOSE.match(piece))


def _has_clause(piece: str) -> bool:
    """True where a clause inside the question could own what follows."""
    return _INNER.search(re.sub(r"^\W*\w+\s+\w+", "", piece.strip(), count=1)) is not None


def _two_leads(core: str) -> tuple[Half, ...]:
    """ "When and why did it close?", "When did it close and why?"."""
    if (leads := _LEADS.fullmatch(core)) and _is_whole(f"{leads['first']} {leads['rest']}"):
        rest = leads["rest"]
        return tuple(Half(_ended(f"{lead} {rest}"), _bare(f"{lead} {rest}")) for lead in leads.group("first", "second"))
    stub = _STUB.search(core)
    lead = _LEAD.match(core)
    if not stub or not lead or not _is_whole(core[: stub.start()]):
        return ()
    first = core[: stub.start()]
    return (Half(_ended(first), _bare(first)), Half(_ended(f"{stub['second']} {first[lead.end() :]}"), stub["second"]))


def _two_topics(core: str) -> tuple[Half, ...]:
    topics = _TWO_TOPICS.fullmatch(core)
    if not topics or not _is_whole(topics["head"]):
        return ()
    return tuple(
        Half(_ended(f"{topics['head']}{topic}"), f"{topics['word']} {topic}")
        for topic in topics.group("first", "second")
    )


def _bare(piece: str) -> str:
    return " ".join(piece.split()).strip(" ,;?.")


def _ended(piece: str) -> str:
    """As a question of its own: "who lost" -> "Who lost?"."""
    bare = _bare(piece)
    return f"{bare[:1].upper()}{bare[1:]}?"
