"""Amounts in the words of news: "at least 1,200 people", "$3.2bn", "12 per cent", "twenty-one", "10 to 12 hours". Pure, English.

Knows how amounts, their units and their precision are written; years, dates, times of day, ages and model numbers are
none. Knows nothing of questions. An amount has what is counted as stems, for two sentences that are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from index.reading.facts.dates import MONTHS
from rag.answering.news.words.matter import content, stem

Bound: TypeAlias = Literal["least", "most"]

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: float(number) for number, word in enumerate(_ONES.split())}
_SMALL |= {word: 10.0 * number for number, word in enumerate(_TENS.split(), 2)}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SCALES |= {"mn": 1e6, "bn": 1e9, "tn": 1e12, "m": 1e6, "b": 1e9, "k": 1e3, "dozen": 12.0}
_NAMED = "|".join(_SMALL)
_SCALE = r"(?:hundred|thousand|million|billion|trillion)"
_CURRENCY = r"(?:US|A|C|NZ|HK|S)?[$€£¥₹]"
_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORDED = (
    rf"(?:half\s+)?(?:(?<!\w)an?\s+(?:{_SCALE}|dozen)\b|half a dozen\b"
    rf"|(?:{_NAMED}|{_SCALE})(?:(?:[\s-]+(?:and\s+)?)(?:{_NAMED}|{_SCALE}|dozen)\b)*)(?![\w-]*\w)"
)
_NUMBER = re.compile(
    rf"(?<![\w.,/:'’–#-])(?P<between>between\s+)?(?:(?P<currency>{_CURRENCY})\s?)?(?:(?P<low>{_FIGURE})"
    rf"(?:\s?(?(between)and|(?:-|–|to))\s?(?:{_CURRENCY})?(?P<high>{_FIGURE}))?"
    r"(?![\d:/]|[.,]\d|(?:st|nd|rd|th)\b)(?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|mn|bn|tn|[mbk](?=\b))\b)?(?![\w])"
    rf"|(?P<words>{_WORDED}))",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\s?(?:%|per ?cent\b|-?percent(?:age points?)?\b|-?pc\b)", re.IGNORECASE)
_MONEY = re.compile(
    r"\s(?:(?:US|American|Canadian|Australian)\s)?(?P<money>dollars?|euros?|pounds?|yen|yuan|roubles?|rubles?|rupees?|cents|pence|USD|EUR|GBP)\b",
    re.IGNORECASE,
)
_SIGNS = {"$": "dollar", "us$": "dollar", "usd": "dollar", "€": "euro", "eur": "euro", "£": "pound", "gbp": "pound"}
_MEASURES = {
    form: f"{sort} {unit}"
    for sort, units in {
        "time": "second minute hour day week month year decade century",
        "length": "km:kilometre,kilometer mile metre:meter foot:feet,ft inch cm:centimetre,centimeter",
        "weight": "tonne:ton kg:kilogram,kilo gram pound",
        "heat": "degree °c:°f celsius",
        "size": "acre hectare litre:liter barrel gallon megawatt:mw",
    }.items()
    for entry in units.split()
    for unit in [entry.split(":")[0]]
    for name in [unit, *(entry.split(":")[1].split(",") if ":" in entry else ())]
    for form in (name, f"{name}s", "centuries" if name == "century" else name, "inches" if name == "inch" else name)
}
_AGE = re.compile(r"[\s-](?:years?|months?)[\s-]olds?\b", re.IGNORECASE)
_CLOCK = re.compile(r"\s?(?:[ap]\.?m\b|o['’]clock|GMT\b|BST\b|E[SD]T\b|hrs\b)", re.IGNORECASE)
_MONTH = "|".join(name for name in MONTHS)
_DAY_BEFORE = re.compile(rf"\b(?:{_MONTH})\.?\s+$", re.IGNORECASE)
_DAY_AFTER = re.compile(rf"\s+(?:of\s+)?(?-i:{'|'.join(name.capitalize() for name in MONTHS)})\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_COUNTS = re.compile(r"\s+(?:people|men|women|children|[a-z]{3,}(?<!s)s)\b(?!\s+(?:was|were)\s+a\b)")
_AFTER_A_TIME = re.compile(
    rf"\b(?:in|since|of|until|from|by|to|for|the|and|late|early|mid|{_MONTH}|spring|summer|autumn|winter|year|Q[1-4]|quarter|half)[\s-]+$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:aged?|route|highway|flight|channel|page|chapter|number|no\.?|nos?\.|room|gate|section|article|resolution|level|category|grade"
    r"|version|windows|ios|android|group|week|day|round|game|season|episode|phase|stage|size|top|boeing|airbus|covid|apollo"
    r"|(?-i:[A-Z][a-z]+(?<!day)(?<!About)(?<!Around)(?<!Over)(?<!Nearly)(?<!Some)(?<!Almost)(?<!Under)(?<!Killing)(?<!Least)(?<!The)))\s+$",
    re.IGNORECASE,
)
_ABOUT = r"about|around|approximately|roughly|nearly|almost|some|an estimated|estimated|close to|up to|as many as|as much as|just under|just over"
_LEAST = r"at least|more than|over|no fewer than|not less than|upwards of|a minimum of|in excess of"
_MOST = r"fewer than|less than|under|below|at most|no more than|not more than|a maximum of|up to|as many as|as much as"
_BEFORE = re.compile(
    rf"\b(?:(?P<about>{_ABOUT})|(?P<least>{_LEAST})|(?P<most>{_MOST})|only|just|exactly)\s+(?:the\s+)?$", re.IGNORECASE
)
_AFTER_ABOUT = re.compile(r"\s?(?:or so\b|-odd\b|or more\b|\+)", re.IGNORECASE)
_PART = re.compile(
    r"\b(?:another|further|additional|by|every|per|out of|(?:of|other|all) (?:the|those|these)|an? extra|first|last|next|from)\s+$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\s+(?:(?:[a-z]+\s+)?(?:more|others?|further|additional|fewer|less|extra|off|below|above|discount|per|"
    r"(?:of|out of)\s+(?:the|them|those|whom|its|their))\b)(?!\s+than\s+\d)"
)
_CLAUSE_END = re.compile(
    r"[,;:.!?()—–\"“”]|\b(?:and|but|while|after|when|who|which|that|including|compared|from|as|with|among)\b|\d"
)
_WORD_AFTER = re.compile(r"[\s-]?(°?[A-Za-z]{1,20})")
_FROM = re.compile(r"\bfrom\s+$")
_WINDOW = 48
"""Characters: what is counted, and what befell it, stand in the next few words ("people have been confirmed dead")."""
BEFALLS = frozenset({"#dead", "#hurt", "#held", "#missing", "#moved"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """`text[start:end]` says an amount from `low` to `high`, in `unit` ("money dollar", "percent", "time hour", "count").

    `slack` is what rounding may hide. `counted` are stems of the words that say what is counted. `said` ends behind
    those. `part`: a part of something, or a change by so much, which is compared with nothing.
    """

    start: int
    end: int
    low: float
    high: float
    unit: str
    slack: float
    bound: Bound | None
    counted: frozenset[str]
    said: int
    part: bool

    def agrees(self, other: Quantity, *, bounds: bool = True) -> bool:
        """True when both may be one amount, precision and rounding allowed for, and "at least" where `bounds`."""
        slack = max(self.slack, other.slack)
        if self.low <= other.high + slack and other.low <= self.high + slack:
            return True
        lower, higher = (self, other) if self.high < other.low else (other, self)
        return bounds and (lower.bound == "least" or higher.bound == "most")


def quantities(text: str) -> tuple[Quantity, ...]:
    """The amounts of `text`, in order."""
    return tuple(_read(text))


def _read(text: str) -> Iterator[Quantity]:
    for match in _NUMBER.finditer(text):
        value = _value(match)
        if value is None or _is_no_amount(text, match):
            continue
        before, end = _BEFORE.search(text, max(0, match.start() - _WINDOW), match.start()), match.end()
        unit, end = _unit(text, match, end)
        low, high, precision = value
        if match["high"] and _FROM.search(text, max(0, match.start() - _WINDOW), match.start()):
            low, before = high, None  # "rose from 12 to 15" is 15 now
        window = text[end : end + _WINDOW]
        stop = _CLAUSE_END.search(window)
        after = window[: stop.start()] if stop else window
        counted = content(after)
        if not counted & BEFALLS:
            counted |= _befallen_before(text, before.start() if before else match.start())
        about = bool((before and before["about"]) or _AFTER_ABOUT.match(text, end))
        whole_percent = 0.5 if unit == "percent" and high == int(high) else 0.0
        slack = max(precision, whole_percent, 0.05 * high if about else 0.0)
        bound: Bound | None = (
            "least" if (before and before["least"]) else "most" if (before and before["most"]) else None
        )
        if bound is None and text[end : end + 1] == "+":
            bound = "least"
        if before and before.group().lower().startswith(("up to", "as many as", "as much as")):
            bound = "most"
        start = before.start() if before else match.start("high") if low == high and match["high"] else match.start()
        part = _PART.search(text, max(0, start - _WINDOW), start) is not None or _MORE.match(text, end) is not None
        yield Quantity(start, end, low, high, unit, slack, bound, counted, _said_to(end, after), part)


def _value(match: re.Match[str]) -> tuple[float, float, float] | None:
    """Low, high, and half of the last place that is written exactly; whole numbers below 100 are exact."""
    if match["words"]:
        number = _worded(match["words"])
        return None if number is None else (number, number, 0.0 if number < 100 else _half_place(f"{number:.0f}"))
    scale = _SCALES[match["scale"].lower()] if match["scale"] else 1.0
    low, high = match["low"], match["high"] or match["low"]
    first, last = float(low.replace(",", "")) * scale, float(high.replace(",", "")) * scale
    if scale > 1 or "." in low:
        places = len(high.partition(".")[2])
        precision = 0.5 * 10.0**-places * scale
    else:
        precision = 0.0 if last < 100 else _half_place(high.replace(",", ""))
    return None if last < first else (first, last, precision)


def _half_place(figures: str) -> float:
    """50 for "1200", 0 for "1198"."""
    zeros = len(figures) - len(figures.rstrip("0"))
    return 0.5 * 10.0**zeros if zeros else 0.0


def _worded(words: str) -> float | None:
    total, current = 0.0, 0.0
    parts = re.findall(r"[a-z]+", words.lower())
    half = parts[:1] == ["half"]
    for part in parts:
        if part in _SMALL:
            current += _SMALL[part]
        elif part in _SCALES:
            current = (current or 1.0) * _SCALES[part]
            if _SCALES[part] >= 1e3:
                total, current = total + current, 0.0
    number = total + current
    return (number / 2 if half else number) if number else None


def _is_no_amount(text: str, match: re.Match[str]) -> bool:
    """True for days, years, times of day, ages, ordinals in names, "one of them"."""
    start, end = match.span()
    if _CLOCK.match(text, end) or _AGE.match(text, end) or _DAY_AFTER.match(text, end):
        return True
    if _DAY_BEFORE.search(text, max(0, start - _WINDOW), start) and not match["currency"]:
        return True
    if match["words"]:
        one = match["words"].lower() == "one"
        return one and not re.match(
            r"\s+(?:person|man|woman|child|boy|girl|civilian|soldier|worker)\b", text[end : end + _WINDOW]
        )
    if match["currency"] or match["scale"] or "." in match["low"] or _PERCENT.match(text, end):
        return False
    if _YEAR.fullmatch(match["low"]):
        return not _COUNTS.match(text, end) or _AFTER_A_TIME.search(text, max(0, start - _WINDOW), start) is not None
    name_number = _LABEL.search(text, max(0, start - _WINDOW), start) is not None
    in_commas = text[max(0, start - 2) : start] == ", " and text[end : end + 1] in {",", "."} and len(match["low"]) < 3
    return name_number or (in_commas and text[start - 3 : start - 2].isalpha())


def _unit(text: str, match: re.Match[str], end: int) -> tuple[str, int]:
    if percent := _PERCENT.match(text, end):
        return "percent", percent.end()
    if match["currency"]:
        sign = match["currency"].lower()
        return f"money {_SIGNS.get(sign, sign)}", end
    if (match["scale"] or "").lower() in {"m", "b", "k"}:
        return "unclear", end  # "5,000m" is a run, "12m" may be viewers
    if money := _MONEY.match(text, end):
        word = money["money"].lower()
        return f"money {_SIGNS.get(word, word.removesuffix('s'))}", money.end()
    if (word_after := _WORD_AFTER.match(text, end)) and (measure := _MEASURES.get(word_after[1].lower())):
        return measure, word_after.end()
    return "count", end


def _befallen_before(text: str, start: int) -> frozenset[str]:
    """What befell them, told in front: "killing 12", "the death toll rose to 12"; only within the clause."""
    window = text[max(0, start - _WINDOW) : start]
    stops = list(_CLAUSE_END.finditer(window))
    return content(window[stops[-1].end() :] if stops else window) & BEFALLS


def _said_to(end: int, after: str) -> int:
    """Where the words end that say what is counted: with "dead" or "killed", else with the first noun."""
    words = list(re.finditer(r"[^\W\d_][\w'’-]*", after))[:5]
    for word in words:
        if stem(word.group()) in BEFALLS:
            return end + word.end()
    first = words[:1] if words and content(words[0].group()) else words[:0]
    return end + first[0].end() if first and re.fullmatch(r"\s?", after[: first[0].start()]) else end
