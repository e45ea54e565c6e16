"""What a sentence gives for what was asked: the one amount, time or name in it, or nothing when that is not clear. Pure.

Two sentences can only disagree, or one be newer than the other, in what both give. Of "12 dead and 30 injured" the question
says which is meant; where it does not, the sentence gives nothing. Knows one sentence at a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

from rag.answering.kinds import without_kind_words
from rag.answering.news.shapes import Measure, QuestionShape, shape_of
from rag.answering.news.stated import Stated
from rag.answering.news.words.matter import content, stem
from rag.answering.news.words.quantities import BEFALLS, Quantity, quantities
from rag.answering.news.words.told_times import ToldTime, times_told
from rag.printing import unmarked

Sort: TypeAlias = Literal["figure", "date", "name"]

_ASKING = frozenset(
    map(stem, "number total amount percentage share proportion price cost rate figure size name date day year".split())  # noqa: SIM905
)
_COUNTED = re.compile(
    r"\b(?:how many|(?:number|population) of)\s+(?:(?:the|more|other)\s+)?(?P<noun>(?:[\w'’-]+\s*){1,3}?)"
    r"(?=\s*(?:\b(?:is|are|was|were|did|do|does|have|has|had|will|would|can|could|in|of|at|on|that|who)\b|[?.,]|$))",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:may|might|could|would|will|expect(?:s|ed)?|forecasts?|predict(?:s|ed)?|project(?:s|ed|ion)|fear(?:s|ed)?|target(?:s|ed)?|"
    r"plan(?:s|ned)?|hopes?|aims?|if|unless|potential(?:ly)?|rumou?red|not|never|no longer|den(?:y|ies|ied)|initially|earlier|previous(?:ly)?|"
    r"revised|compared|than|so-called)\b|n['’]t\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(r"\b(?:will|plans?|planned|expected)\b", re.IGNORECASE)
"""A day to come is a day; an amount to come is a guess."""
_WHOLE_YEAR = re.compile(r"\b(?:year|born|founded|died|built|established|invented|discovered)\b", re.IGNORECASE)
"""Only of these a month or a year is compared; else it is told in passing."""
_OPEN_TIME = re.compile(
    r"\b(?:after|before|since|until|till|by|from|ahead of|prior to|following)\s+(?:the\s+)?$", re.IGNORECASE
)
_UNITS: dict[Measure, tuple[str, ...]] = {
    "money": ("money",),
    "percent": ("percent",),
    "duration": ("time",),
    "length": ("length",),
    "count": ("count",),
    "amount": ("money", "percent", "length", "weight", "heat", "size"),
}
_ONE_ANSWER = re.compile(
    r"\b(?:won|wins?|winner|shot|murdered|found(?:ed|er)|wrote|directed|invented|discovered|succeed(?:s|ed)?|replaced?s?|leads?|runs?|"
    r"owns?|heads?|captains?|elected|appointed|named|born|died|buried|took place|take place|happen(?:ed)?|crash(?:ed)?|headquartered|based|"
    r"located|held)\b|\bwho (?:is|was) the \w+",
    re.IGNORECASE,
)
"""What only one person or one place is the answer to; who criticised, attended or was hurt may be many."""
_SUFFERED = re.compile(r"\bwho (?:was|were) (?:shot|murdered|named)\b", re.IGNORECASE)
_TITLES = frozenset(
    """
    president prime minister chancellor king queen prince princess mayor governor senator judge justice secretary chief chairman
    chairwoman chair director general captain coach manager sir dame lord lady mr mrs ms dr professor pope bishop the a an of former
    british american french german russian chinese spanish italian european ukrainian israeli japanese indian police government court
    city state national party league team club foreign defence defense finance interior new acting deputy vice executive officer ceo
    """.split()  # noqa: SIM905
)
_NO_PROSE = re.compile(r"https?://|\bpic\.twitter|[@#]\w|\s@\s|\bcredit:|\balso read\b", re.IGNORECASE)
_SMALL_WORD = re.compile(r"\b[a-z]{2,}\b")
_PROSE_WORDS = 3
"""A row of a table, a caption or a post of a feed ("RB Breece Hall, Jets vs. Texans ($6,400).") states nothing by itself."""
_LABEL_BEFORE = re.compile(
    r"(?:\b(?:every|each)\s+|[^\W\d_a-z]{2,}\s|\b(?:Black|Cyber|Good|Super|Ash|Holy|Boxing)\s+)$"
)
_LABEL_AFTER = re.compile(r"\s+(?:[^\W\d_a-z][^\W\d_]+|edition|slate|budget|edition['’]s)")
"""Of a name or a habit, not of a day: "USA Today", "Sunday Night Football", "every Saturday"."""
_NAME_WORD = re.compile(r"[^\W\d_a-z][\w'’.-]*|[^\W\d_][\w'’-]*\d*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks to be given. `terms` are the stems that a sentence on the matter holds."""

    shape: QuestionShape
    sort: Sort
    terms: frozenset[str]
    counted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Value:
    """What `place` gives, in its article's words: an amount, a time or a name."""

    place: Stated
    said: str
    given: Quantity | ToldTime | str

    def agrees(self, other: Value, *, bounds: bool = True) -> bool:
        """True when both may be right: rounding, precision, "at least" (where `bounds`) and shorter names allowed for."""
        match self.given, other.given:
            case Quantity() as one, Quantity() as two:
                limits = bounds and bool(one.bound or two.bound) and one.unit != "count"  # "up to $1,000" is an offer
                return limits or one.unit != two.unit or one.agrees(two, bounds=bounds)
            case ToldTime() as one, ToldTime() as two:
                return one.exact != two.exact or one.meets(two)
            case str() as one, str() as two:
                return _one_name(one, two)
            case _:
                return True


def measures_of(measure: Measure) -> tuple[str, ...]:
    """How the units begin that such a number may have."""
    return _UNITS[measure]


def asked_of(question: str) -> Asked | None:
    """What the question asks to be given, or None when that is no amount, time or single name."""
    shape = shape_of(question)
    if shape.polar or shape.form in ("why", "how", "list", "sequence"):
        return None
    terms = frozenset(term for term in content(without_kind_words(shape.core)) if term not in _ASKING)
    match shape.kind:
        case "number":
            counted = _COUNTED.search(shape.core)
            nouns = (
                content(counted["noun"])
                if counted and "population" not in shape.core.casefold()
                else frozenset({"#person"})
            )
            return Asked(shape, "figure", terms, nouns | (terms & BEFALLS))
        case "date":
            return Asked(shape, "date", terms, frozenset())
        case "person" | "place" | "role" if _ONE_ANSWER.search(shape.core) and not _SUFFERED.search(shape.core):
            return Asked(shape, "name", terms, frozenset())
        case _:
            return None


def value_of(asked: Asked, place: Stated) -> Value | None:
    """What the sentence gives, when it gives one thing and says so as a fact."""
    if _NO_PROSE.search(place.text) or len(_SMALL_WORD.findall(place.text)) < _PROSE_WORDS:
        return None
    told = _AHEAD.sub("", place.text) if asked.sort == "date" else _without_bounds(place.text)
    if _HEDGED.search(told) and not _HEDGED.search(asked.shape.core):
        return None
    match asked.sort:
        case "figure":
            return _figure(asked, place)
        case "date":
            return _date(asked, place)
        case "name":
            return _name(asked, place)


def _without_bounds(text: str) -> str:
    """ "More than 20" and "not less than 20" hedge nothing."""
    return re.sub(
        r"\b(?:(?:more|fewer|less|no fewer|not less) than)\b(?=\s+(?:[$€£]?\d|[a-z]+\b))", "", text, flags=re.IGNORECASE
    )


def _figure(asked: Asked, place: Stated) -> Value | None:
    units = _UNITS[asked.shape.measure or "amount"]
    fitting = [
        quantity
        for quantity in quantities(place.text)
        if not quantity.part
        and quantity.unit.startswith(units)
        and _is_counted(asked, quantity)
        and _in_short(place, quantity.start, quantity.said)
    ]
    if not fitting or not all(quantity.agrees(fitting[0]) for quantity in fitting[1:]):
        return None
    one = fitting[0]
    words = unmarked(place.text[one.start : one.said])
    return Value(place, words[0].lower() + words[1:] if words[:2].istitle() else words, one)


def _is_counted(asked: Asked, quantity: Quantity) -> bool:
    """A toll is of those who died, whatever they are called; homes are homes; money is not asked what it counts."""
    befell = asked.counted & BEFALLS
    if quantity.unit != "count":
        return True
    if befell:
        return bool(quantity.counted & befell) and len(quantity.counted & BEFALLS) == 1
    return bool(quantity.counted & asked.counted) and not quantity.counted & BEFALLS


def _date(asked: Asked, place: Stated) -> Value | None:
    times = [
        time
        for time in times_told(place.text, place.day)
        if (time.exact or _WHOLE_YEAR.search(asked.shape.core))
        and not _OPEN_TIME.search(place.text[: time.start])
        and not _LABEL_BEFORE.search(place.text[: time.start])
        and not _LABEL_AFTER.match(place.text, time.end)
    ]
    fitting = [time for time in times if _in_short(place, time.start, time.end)]
    told = len(times_told(place.text, place.day))
    if len(fitting) != 1 or (told > 1 and place.short is None):
        return None
    return Value(place, unmarked(place.text[fitting[0].start : fitting[0].end]), fitting[0])


def _in_short(place: Stated, start: int, end: int) -> bool:
    """True when the short answer overlaps those characters of the sentence, or there is none."""
    if place.short is None:
        return True
    at = place.text.find(place.short)
    return at < end and start < at + len(place.short)


def _name(asked: Asked, place: Stated) -> Value | None:
    """The short answer, when it is a name that the question does not hold."""
    if place.short is None:
        return None
    own = [word for word in _NAME_WORD.findall(place.short) if word[0].isupper()]
    telling = [word for word in own if word.casefold().rstrip(".") not in _TITLES and stem(word) not in asked.terms]
    small = [word for word in content(place.short) if word not in content(" ".join(own))]
    if not telling or small or times_told(place.short, place.day) or quantities(place.short):
        return None
    return Value(place, unmarked(place.short), " ".join(telling))


def _one_name(one: str, other: str) -> bool:
    """True for "Sunak" and "Rishi Sunak", "UN" and "United Nations", "Kyiv" and "Kiev"-like spellings."""
    first, second = (frozenset(re.findall(r"\w+", name.casefold())) for name in (one, other))
    if first & second or "".join(sorted(first)) == "".join(sorted(second)):
        return True
    initials = ["".join(word[0] for word in re.findall(r"\w+", name)).casefold() for name in (one, other)]
    compact = [re.sub(r"\W", "", name).casefold() for name in (one, other)]
    return initials[0] == compact[1] or initials[1] == compact[0] or compact[0][:4] == compact[1][:4] or _near(*compact)


def _near(one: str, other: str) -> bool:
    """Spellings of one name: "Tokayev", "Tokaev"; "Kyiv", "Kiev"."""
    first, second = sorted((one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= 0.7
