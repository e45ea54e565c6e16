"""A question and the conversation before it -> a wording that stands alone, and what the search takes along.

Pure and English, by rules: it puts back what a follow-up leaves out, by replaying the conversation turn by turn, so
that each earlier question stands alone before the next leans on it. Outlets are names to it, by which it tells one source
from another; it knows nothing of filters, or of how passages are ranked.

The search leans on the conversation by vectors, not by words: a question of few words takes up the mean vector of
the earlier questions. Words added to a query pull it away from what it asks, and questions that name what they are about
need no help: measured with tests/bench/follow_ups.py, figures at the constants.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, cast

import numpy as np

from index.types import Vector
from rag.asking.conversation.antecedents import Pronoun, Said
from rag.asking.conversation.mentions import is_person_like
from rag.asking.conversation.references import FEW_WORDS, content_words, points_back, resolved
from rag.asking.conversation.repeated import repeated
from rag.asking.words import names
from rag.types import Turn

Kind: TypeAlias = Literal["stands alone", "refers back", "ellipsis", "topic shift"]
"""Needs nothing from the conversation; points into it ("he", "the vote"); leaves out words that it repeats ("And in
2023?"); needs nothing and is about something else."""

_TURNS_REPLAYED = 12
"""So far back a person may still be "he"; a turn takes 0.1 ms."""
_TURNS_LOOKED_BACK = 4
"""Turns that lend words."""
_TURNS_LEANT_ON = 6
"""Whose vectors are taken up: 12 find no more than 6, 4 less (nDCG@5 .3898, .3893, .3862 on MTRAG/ClapNQ)."""
_LEANING = 0.2
"""Weight of the earlier questions beside one that takes words from them: 0, .1, .2, .3 find .4082, .4083, .4070, .4040
(nDCG@5, MTRAG/ClapNQ) and .705, .714, .725, .730 (overlap@5, CANARD)."""
_POOR_LEANING = 0.4
"""The same for a question of few words that stands alone ("Regional differences?"): .3, .4, .5 find .4051, .4070, .4102."""
_UNLIKE = 0.1
"""Cosine below which a question is about something else: of 416 that followed a foreign conversation 252 lay below, of
150 that followed their own 4."""

_OPENS_FOLLOW_UP = re.compile(
    r"\s*(?:and|but|so|or|also|then|what about|how about|who else|what else|where else|why not|why\s*\?|when\s*\?|where\s*\?|how so|any other)\b",
    re.IGNORECASE,
)
_OPENS_SHIFT = re.compile(
    r"\s*(?:by the way|chang\w+ the (?:subject|topic)|(?:on )?(?:another|a different|a new) (?:subject|topic|question|note)"
    r"|something else|new (?:subject|topic|question))\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\W*(?:who|whom|whose|what|which|when|where|why|how|do|does|did|is|are|was|were|has|have|had|can|could|will|would"
    r"|should|may|might|tell|name|list|give|show|describe|explain)\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"\b(?:he|she|him|her|hers|his|they|them|their|theirs)\b", re.IGNORECASE)
_MORE = re.compile(r"\b(?:any|anyone|anybody|anything|others?|another|else)\b", re.IGNORECASE)
"""Asks for more of what was spoken of: "Were there any deaths?"."""
_WORD = re.compile(r"\w[\w'’-]*")
_STUB_WORDS = 3
_LEAD_IN = re.compile(r"^(?:and|but|so|or|also|then)\s+(?P<first>\w)", re.IGNORECASE)
_DEFINES = re.compile(r"\s*\w+\s+(?:is|are|was|were)\b", re.IGNORECASE)
_BARE_PRONOUN_WORDS = 2
_NAMES_LENT = 2
"""Names that an answer lends: it often names two who met, and more would outweigh the question's own words."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question as the conversation completes it.

    `standalone` is a wording to read, edit and search for. `context` are words lent from the conversation, to be
    searched along. The rest is for `query_vector`: `appended` is the question with those words behind it, `earlier`
    are the earlier questions, each standing alone, and `leaning` is their weight.
    """

    standalone: str
    context: str = ""
    history_used: bool = False
    kind: Kind = "stands alone"
    appended: str = ""
    earlier: tuple[str, ...] = ()
    leaning: float = 0.0


class Leaning(Protocol):
    """What `query_vector` reads of a `FollowUp`, or of the `Query` that took it up."""

    @property
    def standalone(self) -> str: ...
    @property
    def appended(self) -> str: ...
    @property
    def earlier(self) -> tuple[str, ...]: ...
    @property
    def leaning(self) -> float: ...


def query_vector(embed: Callable[[str], Vector], following: Leaning) -> Vector:
    """The unit vector to search for: the mean of both wordings, leaning on that of the earlier questions.

    Which vectors find more was measured: on MTRAG/ClapNQ both wordings find more than either, on CANARD as much.
    """
    wordings = dict.fromkeys(text for text in (following.standalone, following.appended) if text)
    vector = _mean([embed(text) for text in wordings])
    if not following.leaning or not following.earlier:
        return vector
    lean = _mean([embed(text) for text in following.earlier])
    return _mean([vector, lean], [1.0, following.leaning])


def follow_up(
    question: str,
    turns: Sequence[Turn],
    *,
    outlets: Sequence[str] = (),
    similarity: Callable[[str, str], float] | None = None,
) -> FollowUp:
    """Complete `question` from `turns` (oldest first).

    `outlets` are those the index knows. `similarity` is the cosine of two texts' embeddings; without it a topic shift is told by its words alone.
    """
    near = [turn for turn in turns[-_TURNS_REPLAYED:] if turn.question.strip()]
    if not near:
        return FollowUp(question)
    said: list[Said] = []
    for turn in near:
        wording, _, meant = _worded(turn.question, said, outlets)
        said.append(Said(wording, turn.answer, meant))
    wording, kind, _ = _worded(question, said, outlets)
    earlier = tuple(one.wording for one in said[-_TURNS_LEANT_ON:])
    context = _context(question, wording, kind, near, said)
    if context:
        return FollowUp(
            _shown(question, wording, kind, context),
            context,
            history_used=True,
            kind=kind,
            appended=f"{question} ({context})",
            earlier=earlier,
            leaning=_LEANING,
        )
    if kind != "topic shift":
        kind = "topic shift" if _is_unlike(question, earlier, similarity) else "stands alone"
    poor = kind == "stands alone" and len(content_words(question)) <= FEW_WORDS
    return FollowUp(question, kind=kind, earlier=earlier, leaning=_POOR_LEANING if poor else 0.0)


def _shown(question: str, wording: str, kind: Kind, context: str) -> str:
    """The wording without "And"; with the words lent behind it where it says too little: "And him?", "And after the vote?"."""
    is_fragment = wording == question
    wording = _LEAD_IN.sub(lambda match: match["first"].upper(), wording, count=1)
    if (
        wording == question
        or (is_fragment and not _ASKS.match(wording))
        or (kind == "refers back" and len(question.split()) <= _BARE_PRONOUN_WORDS)
    ):
        missing = _without_own(content_words(context), wording)
        return f"{wording} ({missing})" if missing else wording
    return wording


def _worded(
    question: str, said: Sequence[Said], outlets: Sequence[str]
) -> tuple[str, Kind, tuple[tuple[Pronoun, str], ...]]:
    """The question with what it leaves out put back as far as it can be, its kind, and what its pronouns mean."""
    if not said:
        return question, "stands alone", ()
    if whole := repeated(question, said[-1].wording, outlets):
        return whole, "ellipsis", said[-1].meant
    wording, meant = resolved(question, said)
    if wording != question:
        return wording, "refers back", meant
    opens = _OPENS_FOLLOW_UP.match(question) and len(content_words(question)) <= FEW_WORDS
    if opens or _is_stub(question):
        return question, "ellipsis", ()
    if _OPENS_SHIFT.match(question):
        return question, "topic shift", ()
    return question, "refers back" if points_back(question) else "stands alone", ()


def _is_stub(question: str) -> bool:
    """True for "When was that?", "Which ministries?", "Any deaths?"; not "who is tokayev?": not all type capitals."""
    if names(question):
        return False
    content = content_words(question)
    short = len(question.split()) <= _STUB_WORDS
    asks_for_more = len(content) == 1 and _MORE.search(question)
    return not content or bool(asks_for_more) or (short and len(content) == 1 and not _DEFINES.match(question))


def _is_follow_up(question: str) -> bool:
    return bool(_OPENS_FOLLOW_UP.match(question)) or points_back(question) or _is_stub(question)


def _is_unlike(question: str, earlier: Sequence[str], similarity: Callable[[str, str], float] | None) -> bool:
    """True for a whole question that no earlier one resembles. A fragment resembles little and yet goes on."""
    if similarity is None or not _ASKS.match(question):
        return False
    return max(similarity(question, text) for text in earlier) < _UNLIKE


def _context(question: str, wording: str, kind: Kind, turns: Sequence[Turn], said: Sequence[Said]) -> str:
    """What the conversation lends: content words of the question leant on and, for "he" or "they", names."""
    if kind not in ("refers back", "ellipsis"):
        return ""
    start = _leant_on(turns)
    if kind == "ellipsis" and wording != question:
        # Of "How many articles mention Feld?" no word but the name carries meaning.
        return _without_own(content_words(wording), question) or _without_own(_WORD.findall(wording), question)
    if start is None:
        return _without_own(content_words(wording), question)
    lent = content_words(said[start].wording)
    if _PERSONAL.search(question) and not any(is_person_like(name) for name in names(said[start].wording)):
        lent += content_words(" ".join(_answered_names(turns[start:])))
    return _without_own(lent, question) or _without_own(content_words(wording), question)


def _without_own(lent: Sequence[str], question: str) -> str:
    """The words that `question` has not, each once."""
    own = {word.lower() for word in content_words(question)}
    once = {word.lower(): word for word in reversed(lent)}
    return " ".join(once[lower] for lower in dict.fromkeys(word.lower() for word in lent) if lower not in own)


def _leant_on(turns: Sequence[Turn]) -> int | None:
    """The place of the nearest earlier question that stands alone; None when there is none."""
    for place in range(len(turns) - 1, max(-1, len(turns) - 1 - _TURNS_LOOKED_BACK), -1):
        asked = turns[place].question
        stands_alone = not _is_follow_up(asked) or len(content_words(asked)) > FEW_WORDS
        if stands_alone or (place == 0 and content_words(asked)):
            return place
    return None


def _answered_names(turns: Sequence[Turn]) -> list[str]:
    """Names of the latest answer that holds any, those of several words first."""
    for turn in reversed(turns):
        if found := names(turn.answer):
            return sorted(found, key=lambda name: " " not in name)[:_NAMES_LENT]
    return []


def _mean(vectors: Sequence[Vector], weights: Sequence[float] | None = None) -> Vector:
    """The weighted sum of `vectors`, of unit length."""
    total = sum(vector * weight for vector, weight in zip(vectors, weights or [1.0] * len(vectors), strict=True))
    return cast(Vector, total / np.linalg.norm(total))
