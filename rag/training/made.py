"""Questions that are made of texts: a sentence that lost a name, number or date, and questions changed so that nothing answers.

The first teach to look for what a question leaves open (cloze questions: Lewis et al. 2019, arXiv:1906.04980), the second that
one changed word is enough to make an answer wrong (Rajpurkar et al. 2018, arXiv:1806.03822, table 2). Knows no tokens.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from index.reading.facts.dates import MONTHS
from rag.training.examples import Example, Text, answered_by

_NAME = re.compile(r"(?<![.!?:\"“] )(?<!^)\b[A-Z][\w’'-]+(?: (?:of|de|van|von|the|and) [A-Z][\w’'-]+| [A-Z][\w’'-]+)*")
_DATE = re.compile(
    rf"\b(?:\d{{1,2}} )?(?:{'|'.join(m for m in MONTHS if len(m) > 3)})(?: \d{{1,2}},?)?(?: \d{{4}})?\b|\b1\d{{3}}\b|\b20[0-3]\d\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b\d[\d,.]*\d\b|\b\d\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|hundred|thousand|million)\b"
)
_PLACE_BEFORE = re.compile(r"\b(?:in|at|from|near|to) (?:the )?$")
_NOT_NAMES = frozenset(
    {*MONTHS, "the", "he", "she", "it", "they", "i", "a", "in", "this", "monday", "sunday", "friday"}
)
_SMALL = frozenset("the a an of to and also then that which however".split())  # noqa: SIM905 - read more easily

_OPPOSITES = (
    ("first", "last"), ("largest", "smallest"), ("oldest", "youngest"), ("highest", "lowest"), ("before", "after"),
    ("most", "least"), ("more", "fewer"), ("won", "lost"), ("increase", "decrease"), ("increased", "decreased"),
    ("began", "ended"), ("start", "end"), ("north", "south"), ("east", "west"), ("northern", "southern"), ("major", "minor"),
    ("early", "late"), ("above", "below"), ("male", "female"), ("inside", "outside"), ("accepted", "rejected"),
    ("supported", "opposed"), ("allowed", "forbade"), ("legal", "illegal"), ("joined", "left"), ("built", "destroyed"),
    ("buy", "sell"), ("bought", "sold"), ("rise", "fall"), ("rose", "fell"), ("best", "worst"), ("can", "cannot"),
    ("same", "opposite"), ("always", "never"), ("public", "private"), ("modern", "ancient"), ("large", "small"),
    ("high", "low"), ("long", "short"), ("new", "old"), ("good", "bad"), ("born", "buried"), ("arrived", "departed"),
    ("possible", "impossible"), ("include", "exclude"), ("positive", "negative"), ("with", "without"), ("upper", "lower"),
)  # fmt: skip
_OPPOSITE = {one: other for pair in _OPPOSITES for one, other in (pair, pair[::-1])}
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|did|does|do|has|have|had|can|could|would|will|should)\b(?! not\b)", re.IGNORECASE
)


def cloze(text: Text, chance: random.Random) -> Example | None:
    """A question made of one sentence of the text; None when no sentence serves."""
    places = [place for place, (start, end) in enumerate(text.sentences) if 40 <= end - start <= 300]
    chance.shuffle(places)
    for place in places[:3]:
        start, end = text.sentences[place]
        sentence = text.text[start:end]
        found = _blanks(sentence)
        if not found:
            continue
        (first, last), kind = chance.choice(found)
        question = _asked(sentence, first, last, kind, chance)
        if len(question.split()) >= 5:
            return answered_by(question, text, [(start + first, start + last)], origin=f"cloze/{text.id}")
    return None


def without_the_sentence(example: Example) -> Example | None:
    """The same question where the sentences that answer it are cut out of the text; None when little is left."""
    kept = [span for place, span in enumerate(example.text.sentences) if place not in example.gold]
    if len(kept) < 2:
        return None
    words, sentences, at = [], [], 0
    for start, end in kept:
        words.append(example.text.text[start:end])
        sentences.append((at, at + end - start))
        at += end - start + 1
    text = Text(example.text.id, example.text.header, " ".join(words), tuple(sentences))
    return replace(example, text=text, gold=(), spans=())


def changed(example: Example, chance: random.Random, names: Sequence[str] = ()) -> Example | None:
    """The question with one thing changed so that the text no longer answers it; None when nothing can be changed.

    `names` are those of like texts, for a name that this text does not hold.
    """
    ways = [_other_name, _other_number, _opposite, _negated]
    chance.shuffle(ways)
    for way in ways:
        question = way(example, chance, names)
        if question and question != example.question:
            return replace(example, question=question, gold=(), spans=(), origin=f"{example.origin}/changed")
    return None


def names_in(text: str) -> list[str]:
    """Names within sentences of the text, each once."""
    found = dict.fromkeys(match.group() for match in _NAME.finditer(text))
    return [name for name in found if name.casefold() not in _NOT_NAMES]


def _blanks(sentence: str) -> list[tuple[tuple[int, int], str]]:
    dates = [match.span() for match in _DATE.finditer(sentence) if re.search(r"\d", match.group())]
    found = [(span, "When") for span in dates]
    for match in _NUMBER.finditer(sentence):
        if not any(start < match.end() and match.start() < end for start, end in dates):
            found.append((match.span(), "How many"))
    for match in _NAME.finditer(sentence):
        if match.group().casefold() in _NOT_NAMES or any(s < match.end() and match.start() < e for s, e in dates):
            continue
        placed = _PLACE_BEFORE.search(sentence[: match.start()])
        found.append((match.span(), "Where" if placed else ("Who" if " " in match.group() else "What")))
    return found


def _asked(sentence: str, first: int, last: int, kind: str, chance: random.Random) -> str:
    """The clause around the blank as a question, some of its words lost."""
    left = max((sentence.rfind(mark, 0, first) for mark in (", ", "; ", " (", ": ")), default=-1)
    right = min((at for at in (sentence.find(mark, last) for mark in (", ", "; ", ") ", ": ")) if at >= 0), default=-1)
    before = sentence[left + 1 : first] if left >= 0 and chance.random() < 0.6 else sentence[:first]
    after = sentence[last:right] if right >= 0 and chance.random() < 0.6 else sentence[last:]
    if kind in ("When", "Where"):
        before = re.sub(r"\b(?:in|on|at|from|near|to|by|since|until) (?:the )?$", "", before)
    lost = 0.6 if chance.random() < 0.5 else 0.2
    words = [
        w
        for w in re.findall(r"[\w’'%$£€.-]*[\w%]", f"{before} {after}")
        if w.lower() not in _SMALL or chance.random() > lost
    ]
    words = [w for w in words if chance.random() > 0.08]
    if kind == "How many":
        tail = re.findall(r"[\w’'%-]+", after)[:1]
        words = tail + [w for w in words if w not in tail]
    elif chance.random() < 0.3:
        half = len(words) // 2
        words = words[half:] + words[:half]
    asked = " ".join(words[:24])
    asked = asked[:1].lower() + asked[1:] if asked[:2].istitle() and chance.random() < 0.3 else asked
    if kind in ("Who", "What") and chance.random() < 0.3:
        kind = chance.choice(["Which", "What"])
    return f"{kind} {asked}?"


def _other_name(example: Example, chance: random.Random, names: Sequence[str]) -> str | None:
    own = names_in(example.question)
    others = [
        name
        for name in (names_in(example.text.text) if chance.random() < 0.6 or not names else names)
        if name not in example.question
    ]
    if not own or not others:
        return None
    return example.question.replace(chance.choice(own), chance.choice(others), 1)


def _other_number(example: Example, chance: random.Random, names: Sequence[str]) -> str | None:  # noqa: ARG001 - one shape for all
    found = list(re.finditer(r"\b\d+\b", example.question))
    if not found:
        return None
    match = chance.choice(found)
    value = int(match.group())
    other = (
        value + chance.choice([-20, -10, -7, -3, -2, -1, 1, 2, 3, 5, 10, 20])
        if value > 20
        else value + chance.choice([1, 2, 3])
    )
    return f"{example.question[: match.start()]}{other}{example.question[match.end() :]}"


def _opposite(example: Example, chance: random.Random, names: Sequence[str]) -> str | None:  # noqa: ARG001
    found = [match for match in re.finditer(r"\b[a-z]+\b", example.question) if match.group() in _OPPOSITE]
    if not found:
        return None
    match = chance.choice(found)
    return f"{example.question[: match.start()]}{_OPPOSITE[match.group()]}{example.question[match.end() :]}"


def _negated(example: Example, chance: random.Random, names: Sequence[str]) -> str | None:  # noqa: ARG001
    match = _AUXILIARY.search(example.question)
    if match is None or chance.random() < 0.5:
        return None
    if match.group().lower() in ("did", "does", "do", "can", "could", "would", "will", "should"):
        rest = example.question[match.end() :].split(" ")
        at = 3 if len(rest) > 3 and rest[1].lower() in ("the", "a", "an") else 2
        return example.question[: match.end()] + " ".join([*rest[:at], "not", *rest[at:]])
    return (
        f"{example.question[: match.end()]} {chance.choice(['not', 'never', 'not'])}{example.question[match.end() :]}"
    )
