"""What kind of thing a question asks for, and whether a sentence adds one. Pure, English.

A sentence that holds no person can hardly answer "who"; these are cheap signs, not a parser.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from index.reading.facts.dates import DATE, MONTHS
from rag.answering.news import wordings
from rag.asking.words import STOP_WORDS

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
    (rf"\bwho(?:m|se)?\b|\b(?:what|which) (?:[\w.]+ ){{0,2}}(?:{_PEOPLE})s?\b", "person"),
    (r"\bwhere\b|\b(?:what|which) (?:[\w.]+ )?(?:city|country|place|town|state|region|location|capital)\b", "place"),
)
_KINDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    *((re.compile(pattern, re.IGNORECASE), kind) for pattern, kind in _WORDINGS),
    (wordings.FIGURE, "number"),
)

_SAYS_THE_KIND = frozenset({"date", "role"})
"""Kinds whose wording ("on which date", "what position ... hold") the answer's sentence does not repeat."""

_EVENT_WORDS = re.compile(
    r"\b(?:take|takes|took|taking) place\b|\bhappen(?:s|ed)?\b|\boccur(?:s|red)?\b", re.IGNORECASE
)
_NUMBER_WORD = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|halves|thirds?|quarters?|percent|"
    r"per cent|once|twice|double|triple|single|several)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[$€£¥₹₽]|\b(?:dollars?|euros?|pounds?|sterling|crowns?|yen|yuan|renminbi|won|cents?|pence|francs?|marks?|rupees?|ro?ubles?|pesos?|tenge|"
    r"lira|dinars?|rials?|shekels?|zlotys?|krone[rn]?|kron(?:a|or)|USD|EUR|GBP|millions?|billions?|trillions?|[mb]n|free|nothing)\b"
    r"|\d[mbk]\b|\d,\d{3}",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(r"\bhow (?:long|often)\b|\bhow many times\b", re.IGNORECASE)
_SPAN = re.compile(
    r"\b(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|centur(?:y|ies)|overnight|forever|since|until|daily|weekly|"
    r"monthly|annual(?:ly)?|yearly|hourly|rarely|never|always|every)\b|\b\d{4}\b",
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
            return _NUMBER_WORD.search(_without_numbers_of(question, DATE.sub(" ", text))) is not None
        case "date" if _WHAT_TIME.search(question):
            return _CLOCK.search(text) is not None
        case "date":
            return DATE.search(text) is not None or _DAY_WORD.search(text) is not None
        case "person":
            return any(_is_new(word, question) for word in _CAPITALISED.findall(text))
        case "place":
            return any(_is_new(word, question) for words in _PLACE.findall(text) for word in words if word)


def may_answer(text: str, kind: Kind, question: str) -> bool:
    """False for a sentence that cannot answer a question for that kind, whatever it is about.

    It refuses less and more surely than `holds_kind`, which weighs (RESULTS.md, "Kinds of answers").
    """
    match kind:
        case "number" if _HOW_LONG.search(question) and _SPAN.search(text):
            return True
        case "number" if wordings.MONEY.search(question):
            return _MONEY.search(_without_numbers_of(question, text)) is not None
        case "place":
            return _tells_where(text, question)
        case "person":
            return holds_kind(text, kind, question) or _tells_who(text, question)
        case "date" if not _WHAT_TIME.search(question):
            return holds_kind(text, kind, question) or _TIME_WORD.search(text) is not None
        case "age":
            return any(sign.search(text) for sign in (_AGE, _OLD, _BORN_YEAR))
        case _:
            return holds_kind(text, kind, question)


_TIME_WORD = re.compile(
    r"\bc(?:irca|a)?\.? ?\d{3,4}\b|\b\d{3,4}(?: ?(?:BC|AD|CE|BCE))?\b|\b(?:centuries|decades|noon|midnight|dawn|dusk|nights?|mornings?|evenings?"
    r"|afternoons?|weekends?|weekly|daily|annually|yearly|years?|months?|weeks?|days?|hours?|minutes?|eve|(?-i:Ramadan|Easter|Christmas))\b"
    r"|\b(?:since|until|within|during) (?:the |an? |\w+ )?\w+|\b(?:early|late|mid|beginning|end) (?:of )?(?:the )?\w+",
    re.IGNORECASE,
)
_OLD = re.compile(r"\b(?:years?|months?|centuries|decades)\b", re.IGNORECASE)
_BORN_YEAR = re.compile(r"\([^)]{0,40}?\b\d{3,4}\b")
_GROUP = re.compile(
    r"\b(?P<noun>\w{3,}(?:ers?|ors?|ists?|ants?|ents|ians?|eers?|m[ae]n|wom[ae]n|ees)|people|police|governments?|boards?|councils?|committees?"
    r"|compan(?:y|ies)|firms?|arm(?:y|ies)|troops|forces|teams?|part(?:y|ies)|famil(?:y|ies)|fans?|crowds?|staff|crew|public|church|parliament"
    r"|courts?|jur(?:y|ies)|judges?|scientists?|friends?|wife|husband|son|daughter|mother|brother|sister|neighbou?rs?|monks?|king|queen|pope"
    r"|child(?:ren)?|youths?|pupils?|magazines?|papers?|newspapers?|groups?|gangs?|unions?|mob|guards?|pilots?|heads?|chiefs?|boss(?:es)?)\b",
    re.IGNORECASE,
)
_NO_GROUP = frozenset(
    """
    after other others another over under never ever however later number water order paper power river summer winter
    weather matter whether rather either neither together former latter further offer center consider remember for nor more
    per her hour our your four labor door floor error major minor prior color than then when open even seven often human
    woman's important different current recent present patient instant constant significant relevant agreement management
    government's document moment payment movement statement their there where were here fewer greater larger higher lower
    newer older longer stronger better cover discover enter whenever september october november december
    """.split()  # noqa: SIM905
)


def _tells_who(text: str, question: str) -> bool:
    """True for a body of people without a name ("the engineers", "a board"), and for a name that opens the sentence."""
    opening = re.match(r"\W*([^\W\d_a-z][\w'’-]+)", text)
    if opening and opening[1].casefold() not in STOP_WORDS and _is_new(opening[1], question):
        return True
    nouns = (match["noun"].casefold() for match in _GROUP.finditer(text))
    return any(noun not in _NO_GROUP and noun not in question.casefold() for noun in nouns)


def _without_numbers_of(question: str, text: str) -> str:
    """The text without the numbers that the question names: "the iPhone 15" says no price of it."""
    for number in re.findall(r"\d[\d.,]*", question):
        text = re.sub(rf"(?<![\d.,]){re.escape(number.rstrip('.,'))}(?![\d]|[.,]\d)", " ", text)
    return text


_PLACED = re.compile(
    r"\b(?:in|at|on|near|outside|inside|within|across|through|throughout|along|under|underneath|over|around|between|among|behind|above|below"
    r"|beside|beneath|by|to|into|onto|from|off|of|against|towards?|beyond|via)\s+"
    r"(?:(?:the|an?|his|her|its|their|this|that|these|those|some|any|many|most|several|both|all|each|every|other|two|three)\s+)*"
    r"([^\W\d][\w'’-]*)",
    re.IGNORECASE,
)
_WHERE_WORD = re.compile(
    r"\b(?:abroad|outdoors|indoors|overseas|upstairs|downstairs|online|home|nearby|here|there|north\w*|south\w*|east\w*|west\w*|elsewhere"
    r"|anywhere|everywhere|underground|downtown|offshore|(?:first|second|third|fourth|fifth|last) place)\b",
    re.IGNORECASE,
)
_NO_PLACE = _NOT_A_PERSON | frozenset(
    """
    order addition fact general particular response time times year years month months week weeks day days first second last least end
    beginning start part favour favor case terms which what whom it them him her this that these those one account behalf average total
    result effect force use common charge need light view spite place trial fear hope doubt question most all more less than being he she
    they who morning afternoon evening night noon midnight spring summer autumn winter
    """.split()  # noqa: SIM905
)
_WHERE = re.compile(r"\bwhere\b", re.IGNORECASE)


def _tells_where(text: str, question: str) -> bool:
    """True when the text names somewhere that the question does not; for "which city" any new name may be one."""
    if _WHERE_WORD.search(text):
        return True
    folded = question.casefold()
    words = (word.casefold().removesuffix("'s").removesuffix("’s") for word in _PLACED.findall(text))
    if any(word not in _NO_PLACE and word not in folded and not word.endswith("ing") for word in words):
        return True
    named = [] if _WHERE.search(question) else re.findall(r"\b[^\W\d_a-z][\w'’-]+", text)
    return any(_is_new(word, question) for word in named)


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
