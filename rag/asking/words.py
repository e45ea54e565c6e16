"""Which words of a question carry its meaning: content words, names, base forms.

Pure and English. Knows nothing of indexes; stems come from whoever calls.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable

STOP_WORDS = frozenset(
    """
    a about above after again against all also am an and any are aren't as at be because been before being below
    between both but by can could did didn't do does doesn't doing don don't done down during each ever few for from
    further get gets got had has have having he her here hers him his how i if in into is isn't it its itself just
    kind let like made make many may me might more most much must my name no nor not now of off on once one only or
    other our ours out over own per please same she should so some such tell than that the their theirs them then
    there these they thing things this those through to too type under until up upon us used very was wasn't way we
    were what whats when where whether which while who whom whose why will with within without would you your s t u
    say says said tells told give gave given speak spoke mention mentioned concern concerned
    anything anyone something someone according article articles news report reports reported
    """.split()  # noqa: SIM905 - a word list reads better as words
)
"""Words that never decide which sentence answers: function words, and the asker's own "articles"."""

_BASE_FORMS = {
    form: base
    for base, forms in {
        "be": "been was were", "become": "became", "begin": "began begun", "break": "broke broken",
        "bring": "brought", "build": "built", "buy": "bought", "choose": "chose chosen", "come": "came",
        "deal": "dealt", "draw": "drew drawn", "drive": "drove driven", "fall": "fell fallen", "feel": "felt",
        "fight": "fought", "find": "found", "fly": "flew flown", "forbid": "forbade forbidden", "give": "gave given",
        "go": "went gone", "grow": "grew grown", "hear": "heard", "hold": "held", "keep": "kept", "know": "knew known",
        "lead": "led", "leav": "left", "lose": "lost", "mean": "meant", "meet": "met", "pay": "paid", "rise": "rose risen",
        "run": "ran", "see": "saw seen", "seek": "sought", "sell": "sold", "send": "sent",
        "shoot": "shot", "sing": "sang sung", "spend": "spent", "stand": "stood",
        "steal": "stole stolen", "strike": "struck", "take": "took taken", "teach": "taught", "think": "thought",
        "throw": "threw thrown", "understand": "understood", "win": "won", "write": "wrote written", "person": "peopl",
    }.items()
    for form in forms.split()
}  # fmt: skip

_CAPITAL = r"[^\W\d_a-z]"
_NAME_WORD = (
    rf"(?:(?:{_CAPITAL}\.){{2,}}(?!\w)|{_CAPITAL}\.(?=\s+{_CAPITAL})"
    r"|(?:Mr|Mrs|Ms|Dr|St|Sen|Rep|Gov|Gen|Lt|Col|Jr|Sr)\.(?=\s)"
    rf"|{_CAPITAL}\w*(?:(?:[.-]|['’](?!s\b))\w+)*)"
)
"""Initials keep their periods ("U.S."), other words do not: theirs ends the sentence, and so the name."""
_OPENS_SENTENCE = r"(?:A|An|And|At|But|He|In|It|On|She|The|They|This)\b(?!\.)"
_NAME = re.compile(rf"\b{_NAME_WORD}(?:\s+(?:(?:of|the|de|von|van|al|bin)\s+)*(?!{_OPENS_SENTENCE}){_NAME_WORD})*")
_QUESTION_WORDS = frozenset(
    """
    who whom whose what which when where why how is are was were do does did has have had can could will would should
    may might in on at by for from to of and but or the a an tell name list give show describe explain
    """.split()  # noqa: SIM905
)


_CALENDAR = frozenset(name.lower() for name in [*calendar.month_name, *calendar.day_name] if name)

_REQUEST = re.compile(
    r"(?:compare|contrast|count|list|summari[sz]e|find|search|thanks?|hello|hi|please|since|also)\b[\s,]*",
    re.IGNORECASE,
)
_TIME_WORD = re.compile(
    r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|q[1-4]|spring|summer|autumn|winter|easter|since)\.?",
    re.IGNORECASE,
)
"""No name is made of these alone; "Easter Island" and "Winter Olympics" are names."""


def base_form(term: str) -> str:
    """The base of an irregular form ("met" -> "meet"); any other word as it is."""
    return _BASE_FORMS.get(term, term)


def content_terms(terms: Iterable[str]) -> list[str]:
    """Of stemmed words those that carry meaning, in base form, each once, in order."""
    kept = (base_form(term) for term in terms if term not in STOP_WORDS and len(term) > 1)
    return list(dict.fromkeys(kept))


def names(text: str) -> list[str]:
    """Runs of capitalised words, in order, each once: people, places, organisations.

    A function word, month or weekday at the beginning is no name, nor part of one. A possessive or the
    end of a sentence ends a name. A content word that opens a sentence cannot be told from a name.
    """
    found = []
    for match in _NAME.finditer(text):
        words = match.group().split()
        while words and _is_no_name(words[0]):
            words.pop(0)
        name = " ".join(words)
        if len(name) > 1 or name.isupper():
            found.append(name)
    return list(dict.fromkeys(found))


def names_asked(text: str) -> list[str]:
    """The names of a question, without a verb that opens a sentence ("Compare Norway") and without mere words of time."""
    found: list[str] = []
    for name in names(text):
        opening = _REQUEST.match(name)
        at = text.find(name)
        opens = opening and (not text[:at].strip(" \"“'‘") or text[:at].rstrip()[-1] in ".?!:;")
        bare = names(name[opening.end() :]) if opening and opens else [name]
        found += (one for one in bare if not all(_TIME_WORD.fullmatch(word) for word in one.split()))
    return list(dict.fromkeys(found))


def _is_no_name(word: str) -> bool:
    lower = word.lower()
    if lower in _QUESTION_WORDS or lower in _CALENDAR or word == "I":
        return True
    return lower in STOP_WORDS and not word.isupper()  # "US" is a name, "Us" is not.
