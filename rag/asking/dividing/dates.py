"""A question about two times, asked of each: "What did it cost in May compared with June?". Pure, English, by rules.

Knows how two times are set against each other; what days each means is told by `news_time`. What was the same at both
times, or happened between them ("What happened between May and June?"), is one question.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace

from rag.asking.news_time import times_of
from rag.types import Interval

_MONTH = "|".join(name for name in [*calendar.month_name, *calendar.month_abbr, "Sept"] if name)
_SEASON = r"spring|summer|autumn|winter"
_YEAR = r"(?:1[89]|20)\d\d"
_TIME = (
    rf"(?:(?:the )?(?:(?:early|mid|late)[ -])?(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?)?(?-i:{_MONTH})\b\.?(?: \d{{1,2}}(?:st|nd|rd|th)?(?!\d))?"
    rf"(?:,? (?:of )?{_YEAR})?|(?:the )?(?:{_SEASON})(?: (?:of )?{_YEAR})?|Q[1-4](?: {_YEAR})?|(?:the (?:year )?)?{_YEAR}|the {_YEAR[:-4]}\d0s"
    r"|(?:last|this) (?:week|month|year|spring|summer|autumn|winter))"
)
_IN = r"(?:in|on|during|of|for|from)"
_AGAINST = (
    r"(?:,? (?:(?:as )?compared (?:with|to)|in comparison (?:with|to)|versus|vs\.?|than|against|relative to|as opposed to)"
    r"| (?:any )?(?:compare[ds]?|differ(?:s|ed)?|different) (?:with|to|from)(?: (?:that|those|the one))?)"
)
_PAIR = re.compile(
    rf"(?P<lead>\b(?:between|{_IN}) )?(?P<first>{_TIME})(?P<link>{_AGAINST}| and| to|,? with)(?: {_IN})? (?P<second>{_TIME})(?![\w-])",
    re.IGNORECASE,
)
_SETS_AGAINST = re.compile(
    r"\b(?:compar\w+|contrast\w*|differ\w*|versus|vs|change[ds]?|changing|grow\w*|grew|r[io]se\w*|f[ae]ll(?:en|s)?|evolve[ds]?|shift(?:ed)?)\b",
    re.IGNORECASE,
)
_HOW_CHANGED = re.compile(
    r"\bhow (?:much )?(?:did|has|have|had|do|does) (?P<what>.+?) (?:differ(?:ed|s)?|change[ds]?|evolve[ds]?|develop(?:ed)?|shift(?:ed)?|grow[ns]?"
    r"|rise[ns]?|fall(?:en)?|compare[ds]?|vary|varied)\b",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"\b(?:please )?(?:compare|contrast|(?:(?:what|how) (?:is|was|are|were) )?the differences? (?:between|in))\s+",
    re.IGNORECASE,
)
_HOW_IS = re.compile(r"\bhow (?:is|are|was|were|do|does|did) (?P<what>.+)", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)? \w|[^\W\d_]+\.? \d{1,2}(?!\d)")
_POLAR = re.compile(r"\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b", re.IGNORECASE)
_ASKS = re.compile(r"(?:how|what|why|when|where|who|whom|whose|which)\b", re.IGNORECASE)
_HAPPENED = re.compile(r"\W*(?:what|who|which)\b.{0,60}\b(?:happen\w*|chang\w+|occur\w*)\b", re.IGNORECASE)
"""What happened between two times lies between them."""


@dataclass(frozen=True, slots=True)
class Side:
    """The question asked of one time; `interval.words` say it in `text`, `words` as the person wrote it."""

    text: str
    interval: Interval
    words: str


def sides_of(question: str, as_of: dt.date) -> tuple[Side, ...]:
    """The question asked of each of the two times that it sets against each other; none where it does not."""
    question = " ".join(question.split())
    pair = _PAIR.search(question)
    if pair is None or _POLAR.match(question) or _HAPPENED.match(question):
        return ()
    lead, link = (pair["lead"] or "").strip().lower(), pair["link"].strip(" ,").lower()
    compares = re.fullmatch(_AGAINST, pair["link"], re.IGNORECASE) is not None
    spans = (lead, link) in {("between", "and"), ("from", "to")}
    beside = link in {"and", "with", "to"} and _COMPARE.search(question) is not None
    if not (compares or (_SETS_AGAINST.search(question) and (spans or beside or link == "and"))):
        return ()
    before, after = question[: pair.start()], question[pair.end() :]
    if re.search(r"compare[ds]? |differ", link):
        before = _HOW_IS.sub(lambda match: f"What was {match['what']}", before)
    owned = pair["first"].lower().startswith("the ")
    noun = (owned or not lead) and re.match(r"\s+[a-z]", after) is not None  # "the 2023 and 2024 talks"
    if noun and owned:
        before = f"{before}{pair['lead'] or ''}the "
    times = (time.removeprefix("the ") for time in _with_years(pair["first"], pair["second"]))
    sides = [_side(before, time, after, as_of, noun=noun) for time in times]
    found = tuple(
        replace(side, words=words.removeprefix("the "))
        for side, words in zip(sides, pair.group("first", "second"), strict=True)
        if side
    )
    apart = len(found) == 2 and (found[0].interval.since, found[0].interval.until) != (
        found[1].interval.since,
        found[1].interval.until,
    )
    return found if apart else ()


def _with_years(first: str, second: str) -> tuple[str, str]:
    """ "May", "June 2023": May is of that year, too."""
    year = re.search(rf"{_YEAR}$", second)
    if not year or re.search(_YEAR, first) or re.match(r"(?:last|this)\b", first, re.IGNORECASE):
        return first, second
    return f"{first} {year.group()}", second


def _side(before: str, time: str, after: str, as_of: dt.date, *, noun: bool) -> Side | None:
    is_counted, is_day = re.match(r"(?:last|this)\b", time, re.IGNORECASE), _DAY.match(time)
    told = time if is_counted else f"on {time}" if is_day else f"in {time}"
    text = _tidy(f"{_bare(f'{before}{after}')} {told}" if noun else f"{_bare(before)} {told} {_bare(after)}")
    times = times_of(f"What happened {told}?", as_of)
    interval = times.interval or next(iter(times.subjects), None)
    return Side(_as_question(text), replace(interval, words=told), time) if interval else None


def _as_question(text: str) -> str:
    """What is compared, asked for: "How did the price change" and "Compare the price" -> "What was the price?"."""
    if match := _HOW_CHANGED.search(text):
        return _tidy(f"{text[: match.start()]}What was {match['what']}{text[match.end() :]}?")
    if match := _COMPARE.search(text):
        what = text[match.end() :]
        opening = what[:1].upper() + what[1:] if _ASKS.match(what) else f"What was {what}"
        return _tidy(f"{opening}?")
    return _tidy(f"{text}?")


def _bare(text: str) -> str:
    return re.sub(r"\s+(?:in|on|during|between|from|and|compared with|compared to)\s*$", "", text.strip(" ,;?."))


def _tidy(text: str) -> str:
    return re.sub(r"\s+([?.,;])", r"\1", re.sub(r"[?.]+\?", "?", " ".join(text.split())))
