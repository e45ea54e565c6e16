"""What talks were about: whether a question asks for that, and whether a sentence tells it of the people asked about.

"What did A discuss with B?" is answered by "the talks with B centred on trade", in other words all through, and not by "A met B". Knows
how news report talks; knows nothing of what else speaks for a sentence. Pure, English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

from rag.answering.signs import talk_words
from rag.asking.conversation.mentions import is_person_like
from rag.asking.words import STOP_WORDS, names, names_asked

Told: TypeAlias = Literal["nothing", "of others", "perhaps", "of them"]
"""What a sentence tells of talks: no subject; one, but of talks with somebody else; one, and nobody else is named; that of the talks asked
about."""


def asks_subject_of_talks(question: str) -> bool:
    """True for "what did they discuss", "what were the talks about", "which topics were raised", "A B topics"."""
    return talk_words.ASKS.search(question) is not None


def leans_back(text: str) -> bool:
    """True for a sentence that opens with a word for whom or what the one before it names ("They", "That"), or speaks of its talks: "The talks
    focused on ...", "At issue in that meeting were ..."."""
    return talk_words.LEANS.match(text) is not None or talk_words.REFERS.search(text) is not None


def told_of_talks(text: str, before: str, nearby: str, question: str, years: Sequence[str] = ()) -> Told:
    """What `text` tells of the talks that `question` asks about, in one of the `years`, when there are some.

    `before` is what stands before it in the article, `nearby` its passage with headline and date.

    A sentence that leans on the one before it ("That conversation touched on ...") is read with it. Whom it leaves out must stand further
    before, and not as somebody whom another had talked with.
    """
    if not talk_words.TELLS.search(text):
        return "nothing"
    apart = (
        (talk_words.WILL.search(question) and not talk_words.COMING.search(text))
        or _is_of_another_round(question, f"{before} {text}")
        or (years and not any(year in nearby for year in years))
    )
    if apart:
        return "of others"
    if _are_theirs(text, before, question):
        return "of them"
    return "perhaps" if _may_be_theirs(text, nearby, question) else "of others"


def _are_theirs(text: str, before: str, question: str) -> bool:
    """True when the talks that `text` tells of can be those of everybody whom the question names, at the place that it names."""
    named = names_asked(question)
    asked = [name for name in named if not re.search(rf"\b(?:at|in) (?:the )?{re.escape(name)}", question)]
    scene = text
    if not talk_words.PAIR.search(text) and (leans_back(text) or any(_stands(name, text) for name in asked)):
        scene = f"{_last_sentence(before)} {text}"
    placed = all(_stands(name, f"{before} {text}") for name in named if name not in asked)
    if not placed or not _holds_words(question, scene):
        return False
    if _opens_with_another(text, asked) and not all(_stands(name, text) for name in asked):
        return False
    lacking = [name for name in asked if not _stands(name, scene)]
    if not lacking:
        return True
    leads = all(_leads(name, before) for name in lacking) and not _opens_with_another(scene, asked)
    return leads and any(_is_partner(name, scene) for name in asked if name not in lacking)


def _may_be_theirs(text: str, nearby: str, question: str) -> bool:
    """True when everybody whom the question names stands in the passage, and `text` names no other person."""
    asked = names_asked(question)
    others = [
        name for name in names(f". {text}") if is_person_like(name) and not any(_last(one) in name for one in asked)
    ]
    return not others and all(_stands(name, nearby) for name in asked) and _holds_words(question, nearby)


def _last_sentence(before: str) -> str:
    *_, last = talk_words.PAIR.split(before.rstrip())
    return last


def _holds_words(question: str, scene: str) -> bool:
    """True when the common words for who talked stand in the scene: "the shipping lines" are not the minister."""
    folded = scene.casefold()
    for found in filter(None, (talk_words.WHO.search(question), talk_words.WITH.search(question))):
        words = re.findall(r"(?<![\w’'-])[a-z][\w-]{3,}(?![\w-]| [A-Z])", found["whom"])
        told = [_is_told(word, folded) for word in words if word not in STOP_WORDS | talk_words.ANYBODY]
        if not all(told):
            return False
    return True


def _is_told(word: str, folded: str) -> bool:
    stem = word[:6].removesuffix("s")
    return stem in folded or any(
        stem in group and any(other in folded for other in group) for group in talk_words.ALIKE
    )


def _is_of_another_round(question: str, scene: str) -> bool:
    asked = {one.group().casefold() for one in talk_words.ORDINAL.finditer(question)}
    told = {one.group().casefold() for one in talk_words.ORDINAL.finditer(scene)}
    return bool(asked) and bool(told) and not asked & told


def _opens_with_another(scene: str, asked: Sequence[str]) -> bool:
    """True when the scene is told of somebody with a name who was not asked about."""
    first = re.match(
        r"\W*((?:[A-Z][\w’'-]+\s*)+)(?:,[^,.]*,\s+)?(?:then|also|later|had|has|was|met|\w+ed|held|spoke|took|sat|saw|spent)\b",
        scene,
    )
    return first is not None and not any(_last(name) in first[1] for name in asked) and bool(names(f". {first[1]}"))


def _stands(name: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(_last(name))}", text, re.IGNORECASE) is not None


def _leads(name: str, before: str) -> bool:
    """True when the name stands before, at first not as another's partner."""
    first = re.search(rf"[^.!?]*\b{re.escape(_last(name))}", before, re.IGNORECASE)
    return first is not None and not _is_partner(name, first.group())


def _is_partner(name: str, text: str) -> bool:
    return re.search(talk_words.PARTNER.replace("NAME", re.escape(_last(name))), text, re.IGNORECASE) is not None


def _last(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1]
