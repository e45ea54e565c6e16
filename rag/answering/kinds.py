"""What kind of thing a question asks for, and whether a sentence adds one. Pure, English.

A sentence that holds no person can hardly answer "who"; these are cheap signs, not a parser.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from index.reading.facts.dates import DATE, MONTHS

Kind: TypeAlias = Literal["person", "role", "age", "number", "date", "place", "other"]

_PEOPLE = "person|man|woman|senator|minister|president|official|player|actor|author|politician|leader|chief|ceo"
_WORDINGS: tuple[tuple[str, Kind], ...] = (
    (r"\bhow old\b|\b(?:what|which) age\b|\bwhen (?:was|were) .* born\b", "age"),
    (r"\bwhen\b|\b(?:what|which) (?:date|day|year|month|time)\b|\bhow long ago\b|\bsince when\b", "date"),
    (r"\bhow (?:many|much|tall|big|large|far|long|often|high)\b", "number"),
    (r"\b(?:what|which) (?:number|percentage|share|amount|size|price|cost|population)\b", "number"),
    (r"\bthe (?:population|price|cost|number|percentage) of\b", "number"),
    (
        r"\b(?:what|which) (?:position|post|office|role|job|title|function)\b.*\b(?:hold|holds|held|have|has|had|occup\w+)\b",
        "role",
    ),
    (r"\bwho (?:is|was|are|were) (?=(?:mr|mrs|ms|dr)\b|(?-i:[A-Z]))", "role"),
    (rf"\bwho(?:m|se)?\b|\b(?:what|which) (?:[\w.]+ ){{0,2}}(?:{_PEOPLE})\b", "person"),
    (r"\bwhere\b|\b(?:what|which) (?:[\w.]+ )?(?:city|country|place|town|state|region|location|capital)\b", "place"),
)
_KINDS = tuple((re.compile(pattern, re.IGNORECASE), kind) for pattern, kind in _WORDINGS)

_SAYS_THE_KIND = frozenset({"date", "role"})
"""Kinds whose wording ("on which date", "what position ... hold") the answer's sentence does not repeat."""

_EVENT_WORDS = re.compile(
    r"\b(?:take|takes|took|taking) place\b|\bhappen(?:s|ed)?\b|\boccur(?:s|red)?\b", re.IGNORECASE
)
_NUMBER_WORD = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|million|billion|trillion|dozens?|half|quarter|"
    r"percent|per cent|double|several)\b",
    re.IGNORECASE,
)
_AGE = re.compile(r"\b(?:aged?|years?[- ]old|born|birthday)\b|,\s\d{1,2},", re.IGNORECASE)
_DAY_WORD = re.compile(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|tomorrow|century|decade|"
    r"spring|summer|autumn|winter|ago|(?:last|next|this) (?:week|month|year)|\d{4}s?|\d{1,2}(?::\d\d)? ?[ap]\.?m\.?|"
    + "|".join(month for month in MONTHS if month not in ("may", "march", "mar", "jan", "dec", "sep"))
    + r")\b|\b(?-i:May|March)\b",
    re.IGNORECASE,
)
_WHAT_TIME = re.compile(r"\b(?:at )?what (?:time|hour)\b(?! (?:of|span|frame|period|zone))", re.IGNORECASE)
_CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2} ?[ap]\.?m\b|\b(?:noon|midnight|midday|o['’]clock|hours?|dawn|dusk|sunrise|sunset|GMT|UTC|"
    r"(?:in the|this|that|early|late) (?:morning|afternoon|evening)|at night)\b",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"(?<![.!?] )(?<!^)\b[^\W\d_a-z][\w'’-]+|^[^\W\d_a-z][\w'’-]+(?= [^\W\d_a-z])")
_PLACE = re.compile(
    r"\b(?:in|at|from|to|near|across|outside|of|around|inside|through|into|on)\s+(?:the\s+)?([^\W\d_a-z][\w'’-]+)"
    r"|^([^\W\d_a-z][\w'’-]+)"
)
_NOT_A_PERSON = frozenset(MONTHS) | frozenset(
    "monday tuesday wednesday thursday friday saturday sunday i the a in on at it he she they this that".split()  # noqa: SIM905
)


def expected_kind(question: str) -> Kind:
    """The kind of answer that `question` asks for; "other" when it does not say."""
    return next((kind for pattern, kind in _KINDS if pattern.search(question)), "other")


def without_kind_words(question: str) -> str:
    """The question without the words that only say what kind of answer is wanted."""
    question = _EVENT_WORDS.sub(" ", question)
    for pattern, kind in _KINDS:
        if kind in _SAYS_THE_KIND and (match := pattern.search(question)):
            said = match.group()
            if kind == "role":  # "what position does NAME hold": the name in between stays
                said = " ".join(re.findall(r"\b[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*)*", said[1:]))
                return f"{question[: match.start()]} {said} {question[match.end() :]}"
            return f"{question[: match.start()]} {question[match.end() :]}"
    return question


def holds_kind(text: str, kind: Kind, question: str) -> bool:
    """True when `text` holds something of that kind that the question did not already name."""
    match kind:
        case "other" | "role":
            return True
        case "age":
            return _AGE.search(text) is not None
        case "number":
            return _NUMBER_WORD.search(DATE.sub(" ", text)) is not None
        case "date" if _WHAT_TIME.search(question):
            return _CLOCK.search(text) is not None
        case "date":
            return DATE.search(text) is not None or _DAY_WORD.search(text) is not None
        case "person":
            return any(_is_new(word, question) for word in _CAPITALISED.findall(text))
        case "place":
            return any(_is_new(word, question) for words in _PLACE.findall(text) for word in words if word)


def _is_new(word: str, question: str) -> bool:
    bare = word.casefold().removesuffix("'s").removesuffix("’s")
    return bare not in _NOT_A_PERSON and bare not in question.casefold()


_WHO_DID = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(?:who|(?:which|what) (?:[\w.]+ ){1,2}?)\s*(?:else )?"
    r"(?P<verb>\w+ed|\w+en|met|led|won|said|told|took|shot|held|made|gave|paid|bought|sold)\b",
    re.IGNORECASE,
)
_WHO_WAS_BEHIND = re.compile(
    r"\bwho\s+(?:else )?(?:(?:is|was|were|has|had)\s+)?(?:behind|responsible for|(?:carried|carrying) out|committed|launched|staged"
    r"|conducted|organi[sz]ed|perpetrated)\s+(?:[\w-]+\s+){0,3}?(?P<deed>[\w-]+)(?=\s+(?:in|on|at|of|against|to|by|for|near)\b|\W*$)",
    re.IGNORECASE,
)
_WHO_HOLDS = re.compile(
    r"\b(?i:who)\s+(?:is|was|are|were)\s+(?:the\s+)?(?:[\w-]+\s+){0,3}?(?P<office>[\w-]+)\s+of\s+"
    r"(?:(?i:state|defen[cs]e|the treasury)\s+of\s+)?(?:the\s+)?(?P<name>[A-Z][\w-]+)"
)
_IRREGULAR_STEMS = {
    "met": "meet",
    "led": "lead",
    "won": "win",
    "said": "say",
    "told": "tell",
    "took": "tak",
    "shot": "shoot",
}


_BY_SOMEBODY = re.compile(r"\s+(?:between|by|of|with|from)\s+(?:the\s+)?[^\W\d_a-z]")
_NOUN_BEFORE = re.compile(
    r"\b(?:an?|the|this|that|his|her|their|its|of|for|[a-z]+ist|deadly|recent)\s+(?:[a-z-]+\s+)?$"
)


def lacks_link(text: str, question: str) -> bool:
    """True when the question asks who did or who holds something, and `text` does not tie it to anybody.

    "Who attacked the region?" is not answered by "his condemnation of the terrorist attack in the
    region"; "Blinken's visit", "the meeting between A and B" and "A visited" do name the actor. "Who is
    the president of Russia?" needs "president of Russia", "Russia's president" or the like.
    """
    if match := _WHO_HOLDS.search(question):
        office, name = re.escape(match["office"]), re.escape(match["name"][:-1])
        between = r"(?:of\W+State\W+)?(?:(?-i:[A-Z])[\w-]+\W+){0,3}?"
        tied = rf"\b{office}\W+{between}of\W+(?:the\W+)?{name}|\b{name}\w*['’]?s?\W+(?:[\w-]+\W+){{0,2}}?{office}"
        return re.search(tied, text, re.IGNORECASE) is None
    if match := _WHO_WAS_BEHIND.search(question):
        deeds = list(re.finditer(rf"\b{re.escape(match['deed'].removesuffix('s'))}\w*", text, re.IGNORECASE))
        return not any(_has_actor(text, deed) for deed in deeds)
    if match := _WHO_DID.search(question):
        verb = match["verb"].lower()
        stem = re.escape(_IRREGULAR_STEMS.get(verb, verb.removesuffix("ed").removesuffix("en").removesuffix("e")))
        deeds = list(re.finditer(rf"\b(?:{stem}|{re.escape(verb)})\w*", text, re.IGNORECASE))
        return bool(deeds) and not any(_has_actor(text, deed) for deed in deeds)
    return False


def _has_actor(text: str, deed: re.Match[str]) -> bool:
    before, after = text[: deed.start()], text[deed.end() :]
    if re.search(r"['’]s?\s+(?:\w+\s+){0,2}$", before) or _BY_SOMEBODY.match(after):
        return True
    return _NOUN_BEFORE.search(before) is None
