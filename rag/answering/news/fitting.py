"""Whether a short answer is of the kind that was asked for: a number, a day, a person, a place. Pure, English.

A name where a number was asked for is no answer, however sure the reader was; what cannot be told ("the government" for
who) is left to the reader. Stands on `kinds`, `quantities` and `told_times`; knows nothing of whether the answer is right.
"""

from __future__ import annotations

import datetime as dt
import re

from rag.answering.kinds import Kind, holds_kind
from rag.answering.news.shapes import Measure, shape_of
from rag.answering.news.values import measures_of
from rag.answering.news.words.quantities import quantities
from rag.answering.news.words.told_times import times_told
from rag.asking.words import names

_ANY_DAY = dt.date(2000, 1, 1)
"""Times are only found here, so it does not matter from which day they count."""

_VAGUE_NUMBER = re.compile(
    r"\b(?:dozens?|hundreds|thousands|millions|billions|scores|tens|several|many|few|most|all|none|nobody|nothing|no one|no|both|half|third|quarter|"
    r"quarters|thirds|majority|minority|once|twice|double|triple|single|couple|pair|handful|every|a|one|zero)\b",
    re.IGNORECASE,
)
_SURE_NUMBER = re.compile(
    r"\b(?:once|twice|thrice|none|nobody|half|dozens?|a couple|a handful|tens of thousands|hundreds of|thousands of|millions of|a (?:third|quarter)|"
    r"(?:one|two|three)[ -](?:thirds?|quarters?|fifths?|in (?:two|three|four|five|six|ten|\d+)))\b",
    re.IGNORECASE,
)
_ONE = re.compile(r"\bone\b(?! of\b)", re.IGNORECASE)
_SHARE = re.compile(
    r"%|\bper ?cent|\bhalf\b|\b(?:thirds?|quarters?|fifths?|tenths?)\b|\bin (?:every )?(?:two|three|four|five|six|ten|\d+)\b|\bmajority\b|\bmost\b|"
    r"\bout of\b",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"\b(?:seconds?|minutes?|hours?|days?|nights?|weeks?|weekends?|fortnights?|months?|years?|decades?|century|centuries|overnight|forever)\b",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\b(?:\d{1,3}|[a-z]+(?:-[a-z]+)?)[\s-](?:years?|months?|weeks?|days?)\b|\bin (?:his|her|their) (?:early |mid-?|late )?(?:\d0s|[a-z]+ies)\b",
    re.IGNORECASE,
)
_TEEN = re.compile(r"\b(?:teen\w*|newborn|infant|toddler|baby|adult|pensioner|elderly|middle-aged)\b", re.IGNORECASE)
_MOMENT = re.compile(
    r"\b(?:now|soon|immediately|shortly|noon|midnight|dawn|dusk|tonight|overnight|morning|afternoon|evening|night|weekend|day|week|month|year|"
    r"christmas|easter|ramadan|new year|quarter|autumn|\d{1,2}[:.]\d\d)\b|\bthe \d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2} ?[ap]\.?m\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"^(?:when|after|before|once|until|during|while|since|following|as soon as|at|by|upon|in)\b", re.IGNORECASE
)
_PLACE_OPENS = re.compile(
    r"^(?:in|at|near|outside|inside|across|along|under|behind|beside|between|off|on|around|above|below|north|south|east|west|there|here|"
    r"abroad|home|overseas|offshore|online|downtown)\b",
    re.IGNORECASE,
)
_PLACED_BEFORE = re.compile(
    r"\b(?:in|at|near|outside|inside|across|to|into|from|through|around|toward|towards|off|over|leaving|reached|entered|visit(?:ed|ing|s)?)\s+"
    r"(?:the\s+|a\s+|an\s+)?(?:[a-z]+\s+)?$",
    re.IGNORECASE,
)
_PERSON_TITLE = re.compile(
    r"\b(?:mr|mrs|ms|dr|sir|dame|lord|lady|prof(?:essor)?|president|minister|senator|judge|captain|king|queen|mayor|sergeant|spokes\w+)\b\.?",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"[^\W\d_a-z]")
_LETTER = re.compile(r"[^\W\d_]")


def fits_kind(short: str, sentence: str, kind: Kind, question: str) -> bool | None:
    """True when `short`, words of `sentence`, is of the kind that `question` asks for; False when not; None: cannot tell."""
    words = short.strip(" \t\n.,;:!?\"'“”‘’")
    if not words:
        return False
    match kind:
        case "number":
            return _is_number(words, sentence, shape_of(question).measure or "amount")
        case "date":
            return _is_date(words, question)
        case "age":
            return _is_age(words, question)
        case "person":
            return _is_person(words, sentence, question)
        case "place":
            return _is_place(words, sentence, question)
        case "role":
            return False if _is_only_figures(words) or _is_repeated(words, question) else None
        case "other":
            return None


def _is_number(words: str, sentence: str, measure: Measure) -> bool | None:
    """A count, a sum, a share, a span; its unit may stand just behind the short answer."""
    at = sentence.find(words)
    around = [one for one in quantities(sentence) if at >= 0 and one.start < at + len(words) and at < one.said]
    found = list(quantities(words)) or (
        [one for one in around if words in sentence[one.start : one.said]]
        if any(sign.isdigit() for sign in words)
        else []
    )
    if measure == "percent" and _SHARE.search(words):
        return True
    if measure == "duration" and _SPAN.search(words):
        return True
    if not found:
        if _SURE_NUMBER.search(words) or _ONE.search(words):
            return True if measure in ("count", "amount") else None
        dated = bool(times_told(words, _ANY_DAY))
        return None if _VAGUE_NUMBER.search(words) and not dated and not names(words[0].lower() + words[1:]) else False
    wanted = measures_of(measure)
    units = {one.unit for one in [*found, *around]}
    if any(unit.startswith(wanted) for unit in units):
        return True
    if measure == "amount" or units <= {"unclear"}:
        return True
    if units <= {"count", "unclear"}:  # "500" for a price: its unit may stand elsewhere
        return None
    return None if measure == "duration" and any(unit.startswith("length") for unit in units) else False


def _is_date(words: str, question: str) -> bool | None:
    if holds_kind(words, "date", question) or _MOMENT.search(words):
        asks_year = re.search(r"\b(?:what|which) year\b", question, re.IGNORECASE) is not None
        return None if asks_year and not re.search(r"\d{4}|\d0s|last year|year", words) else True
    if _RELATIVE.match(words):
        return None
    return False if quantities(words) or _CAPITAL.match(words) else None


def _is_age(words: str, question: str) -> bool | None:
    born = re.search(r"\bborn\b", question, re.IGNORECASE) is not None
    if born and holds_kind(words, "date", question):
        return True
    bare = re.fullmatch(r"(?:aged |just |only |about )?\d{1,3}|[a-z]+(?:-[a-z]+)?", words) is not None
    if _AGE.search(words) or (bare and not born and _says_number(words)):
        return True
    if _TEEN.search(words) or re.search(r"\b(?:ago|old|century|birthday)\b", words, re.IGNORECASE):
        return None
    return False


def _says_number(words: str) -> bool:
    return bool(quantities(f"{words} goats")) or any(sign.isdigit() for sign in words)


def _is_only_figures(words: str) -> bool:
    """True for amounts and times without a name or a noun of its own: "12 per cent", "last week", "26 March"."""
    rest = words
    for time in reversed(times_told(words, _ANY_DAY)):
        rest = rest[: time.start] + rest[time.end :]
    for amount in reversed(quantities(rest)):
        rest = rest[: amount.start] + rest[amount.said :]
    if rest == words:
        return not _LETTER.search(words)
    return not re.sub(
        r"\b(?:on|in|at|by|since|about|around|the|of|and|to|from|people|dead|last|early|late)\b|[^\w]",
        "",
        rest,
        flags=re.IGNORECASE,
    )


def _is_repeated(words: str, question: str) -> bool:
    """True when every word of it stands in the question."""
    asked = set(re.findall(r"\w+", question.casefold()))
    return all(word in asked for word in re.findall(r"\w+", words.casefold()))


def _is_person(words: str, sentence: str, question: str) -> bool | None:
    if _is_repeated(words, question) or _PLACE_OPENS.match(words):
        return False
    amounts = quantities(words)
    if _is_only_figures(words):
        return None if any("#person" in one.counted for one in amounts) else False
    if not holds_kind(f"x {words}", "person", question):
        return None
    at = sentence.find(words)
    placed = at > 0 and _PLACED_BEFORE.search(sentence[:at]) is not None
    return None if placed or amounts or times_told(words, _ANY_DAY) else True


def _is_place(words: str, sentence: str, question: str) -> bool | None:
    if _is_repeated(words, question) or _is_only_figures(words):
        return False
    if _PLACE_OPENS.match(words):
        return holds_kind(words, "place", question) or not times_told(words, _ANY_DAY)
    if _PERSON_TITLE.match(words):
        return False
    at = sentence.find(words)
    placed = at > 0 and _PLACED_BEFORE.search(sentence[:at]) is not None
    return True if placed and not quantities(words) else None
