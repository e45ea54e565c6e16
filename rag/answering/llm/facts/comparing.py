"""A statement against the sentences it rests on: the first number, time, name or quotation that they do not give.

Pure and exact: it finds what is there and not there, and weighs nothing. Whether the rest of the statement follows from
the sentences is the judge's business (`rag.answering.llm.judge`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rag.answering.llm.facts.dates import Time, day_of, find_times, readings
from rag.answering.llm.facts.names import Name, find_names, initials_of, knows, united
from rag.answering.llm.facts.numbers import Number, find_numbers
from rag.answering.llm.facts.polarity import says_the_opposite
from rag.answering.llm.facts.words import Word, meaning_of, words_of

_QUOTED = re.compile(r"[“\"«]([^“”\"«»]{2,400})[”\"»]")
_LEAST_QUOTED_WORDS = 3
"""Shorter quotations are titles and nicknames; they are compared as names."""

_STANDS_FOR = re.compile(
    r"\b(?:he|she|it|they|his|her|hers|its|their|theirs|him|them|we|our|us|i|my|me|who|this|these|those|one|both"
    r"|the (?:company|firm|group|club|team|side|actor|actress|singer|player|star|band|film|country|nation|government|ministry"
    r"|president|minister|senator|court|union|bank|agency|university|city|state|series|show|game|app|platform|giant|retailer"
    r"|maker|party|striker|midfielder|manager|coach|author|writer|director|founder|billionaire|defendant))\b",
    re.IGNORECASE,
)
_ASCRIBES = re.compile(r"\b(?:report|publish|article|wrote|written|according)", re.IGNORECASE)
_CONTEXT = 5
"""Words on each side that say what a number or time is of."""

_CLEARLY_NEARER = 2
"""Words of the context by which another sentence must be the better home of a fact."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a statement may rest on: the sentences chosen for it, what stands around them, and the article's facts.

    Each sentence comes with its article's date. `around` are the neighbours; `head` is headline, outlet and author;
    `article` all of its text.
    """

    sentences: tuple[tuple[str, dt.date | None], ...]
    around: str
    head: str
    credit: str
    """Outlet and author."""
    article: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a text can be compared."""

    times: tuple[Time, ...]
    numbers: tuple[Number, ...]
    names: tuple[Name, ...]

    def spans(self) -> list[tuple[int, int]]:
        """Where they stand."""
        facts: tuple[Time | Number | Name, ...] = (*self.times, *self.numbers, *self.names)
        return [(fact.start, fact.end) for fact in facts]


def facts_in(text: str, common: frozenset[str]) -> Facts:
    """The facts of a text; `common` are words that are known to be no names."""
    times = find_times(text)
    taken = [(time.start, time.end) for time in times]
    numbers = find_numbers(text, taken)
    taken += [(number.start, number.end) for number in numbers]
    return Facts(tuple(times), tuple(numbers), tuple(find_names(text, common=common, leave_out=taken)))


def fault_in(statement: str, facts: Facts, ground: Ground) -> str:
    """What of the statement the ground does not give, in words for a person; "" when nothing is missing."""
    sources = [_Source(text, published) for text, published in ground.sentences]
    words = words_of(statement)
    for quoted in _QUOTED.findall(statement):
        if len(quoted.split()) >= _LEAST_QUOTED_WORDS and _plain(quoted) not in _plain(ground.article):
            return f"the words “{quoted}” are quoted, and do not stand there"
    for number in facts.numbers:
        holding = [source for source in sources if source.gives_number(number)]
        if not holding or _belongs_elsewhere(number, words, facts, holding, sources):
            return f"the number “{statement[number.start : number.end]}” is not what they say"
    for time in facts.times:
        holding = [source for source in sources if source.gives_time(time)]
        if holding and not _belongs_elsewhere(time, words, facts, holding, sources):
            continue
        if not holding and _is_of_publication(time, statement, sources):
            continue
        return f"the time “{statement[time.start : time.end]}” is not what they say"
    for name in facts.names:
        holding = [source for source in sources if all(knows(source.forms, word) for word in name.words)]
        elsewhere = bool(holding) and _belongs_elsewhere(name, words, facts, holding, sources)
        if (elsewhere and _takes_the_place_of_another(name, words, sources)) or not _is_known(
            name, words, sources, ground
        ):
            return f"the name “{statement[name.start : name.end]}” is not the one they give"
    if says_the_opposite(words, [source.words for source in sources]):
        return "they say the opposite"
    return ""


class _Source:
    """A sentence with what can be compared of it."""

    def __init__(self, text: str, published: dt.date | None) -> None:
        self.text = text
        self.words = words_of(text)
        self.meaning = meaning_of(self.words)
        self.forms = united(word.text for word in self.words)
        written = find_times(text)
        self.times = [reading for time in written for reading in readings(time, published)]
        self.numbers = find_numbers(text, [(time.start, time.end) for time in written])
        self.published = published

    def gives_number(self, number: Number) -> bool:
        as_year = number.unit == "" and any(
            time.year == number.value and time.month is None and time.start != time.end for time in self.times
        )
        return as_year or any(number.says_no_more_than(other) for other in self.numbers)

    def gives_time(self, time: Time) -> bool:
        bare_year = time.year if time.month is None else None
        if bare_year is not None and any(other.unit == "" and other.value == bare_year for other in self.numbers):
            return True
        return any(ours.says_no_more_than(theirs) for ours in readings(time, self.published) for theirs in self.times)


def _belongs_elsewhere(
    fact: Number | Time | Name,
    words: Sequence[Word],
    facts: Facts,
    holding: Sequence[_Source],
    sources: Sequence[_Source],
) -> bool:
    """True when the words around a fact stand clearly more in a sentence that does not give it."""
    others = [source for source in sources if source not in holding]
    if not others:
        return False
    spans = facts.spans()
    before = [word for word in words if word.end <= fact.start][-_CONTEXT:]
    after = [word for word in words if word.start >= fact.end][:_CONTEXT]
    context = meaning_of(w for w in (*before, *after) if not any(s < w.end and w.start < e for s, e in spans))
    best = max(len(context & source.meaning) for source in holding)
    return max(len(context & source.meaning) for source in others) >= best + _CLEARLY_NEARER


def _is_of_publication(time: Time, statement: str, sources: Sequence[_Source]) -> bool:
    """True when the time is the article's own date, and the statement says that something was reported then."""
    if any(source.times for source in sources) or not _ASCRIBES.search(statement):
        return False
    return any(source.published and time.says_no_more_than(day_of(source.published)) for source in sources)


def _is_known(name: Name, words: Sequence[Word], sources: Sequence[_Source], ground: Ground) -> bool:
    """True when the sentences name it, in full or shortened, or speak of it and what stands around them names it."""
    forms = set[str]().union(*(source.forms for source in sources))
    here = [word for word in name.words if knows(forms, word)]
    if len(here) == len(name.words) or any(_squeezed(name.text) in _squeezed(source.text) for source in sources):
        return True
    whole = _plain(name.text) in _plain(f"{ground.head}\n{ground.article}")
    if here and any(len(word) > 2 for word in here):
        return whole
    if _by_initials(name, sources, ground):
        return True
    if all(knows(united(word.text for word in words_of(ground.credit)), word) for word in name.words):
        return not _takes_the_place_of_another(name, words, sources)
    near = united(word.text for word in words_of(f"{ground.around}\n{ground.head}"))
    if not all(knows(near, word) for word in name.words):
        return False
    return any(_STANDS_FOR.search(source.text) for source in sources) and not _takes_the_place_of_another(
        name, words, sources
    )


def _by_initials(name: Name, sources: Sequence[_Source], ground: Ground) -> bool:
    """True for "SEC" where a sentence or its neighbour spells the name out, and the other way round."""
    texts = [source.text for source in sources]
    if len(name.words) == 1 and name.text.isupper() and 2 <= len(name.text) <= 6:
        capitalised = (initials_of([word.text for word in words_of(text)]) for text in (*texts, ground.around))
        return any(name.text in letters for letters in capitalised)
    short = initials_of(name.words)
    return len(short) > 1 and any(knows(source.forms, short) for source in sources) and name.text in ground.article


def _takes_the_place_of_another(name: Name, words: Sequence[Word], sources: Sequence[_Source]) -> bool:
    """True when, word by word, the statement has this name where a sentence has a name that the statement lacks."""
    ours = [word.stem for word in words]
    said = {word.text for word in words}
    for source in sources:
        theirs = [word.stem for word in source.words]
        matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            if tag == "replace" and any(name.start <= word.start < name.end for word in words[i1:i2]):
                names = find_names(" ".join(word.text for word in source.words[j1:j2]))
                if any(not knows(said, word) for other in names for word in other.words):
                    return True
    return False


def _squeezed(text: str) -> str:
    """Letters and digits alone: "Time Warner" and "TimeWarner" are one."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _plain(text: str) -> str:
    """Text without differences of case, white space and quotation marks."""
    folded = re.sub(r"[“”„\"«»]", '"', text.casefold()).replace("’", "'").replace("‘", "'")
    return re.sub(r"\s+", " ", folded).strip(" .,;:!?\"'")
