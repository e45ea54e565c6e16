"""Outlets that a question names as its source and the index does not hold. Pure, English.

Knows by their words what is called like an outlet ("the Washington Post", "CNN") and asks `signs` whether it is a source.
A person who asks for an outlet must hear that it is missing, but "according to Senator Daines" names none: what is called
in no such way is passed over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rag.asking.sources.signs import LEFT_OUT, LINK, before, is_source

_LAST_WORDS = (
    "Post|Times|News|Herald|Tribune|Journal|Guardian|Gazette|Chronicle|Mirror|Telegraph|Courier|Observer|Examiner"
    "|Inquirer|Dispatch|Press|Newswire|Wire|Daily|Globe|Standard|Independent"
)
"""What names of papers, stations and agencies end in, and those of few others."""
_ALONE = (
    "Post|Times|Herald|Tribune|Guardian|Gazette|Chronicle|Telegraph|Courier|Observer|Inquirer|Independent|Economist"
)
"""Those that name a paper alone, with "the" before them."""
_INITIALS = "ABC|AFP|ANSA|AP|BBC|CBC|CBS|CNBC|CNN|DPA|EFE|FT|ITV|MSNBC|NBC|NHK|NPR|NYT|PBS|PTI|RFI|RTE|SCMP|TASS|UPI|VOA|WSJ|ZDF"
"""Agencies, stations and papers. A list, since most initials are those of other bodies: "the WHO reported"."""
_NO_OUTLET = re.compile(
    r"(?:Deutsche|Swiss|Canada|Australia|Austrian|New Zealand) Post|.*\b(?:University|House) Press"
    r"|(?:Breaking|Fake|Good|Bad|Latest) News|(?:Hard|Modern|Gold|Living|Industry|National) (?:Times|Standard)"
)
"""Companies, publishers of books, everyday words."""

_CAPITAL = r"[^\W\d_a-z][\w'’&.-]*"
_OPENS = r"(?!(?:According|To|The|Did|Does|Do|Has|Have|Was|Is|What|Which|How|Why|When|Where|Who|And|But|As|In|From|By|Compare)\b)"
"""A capital that only begins a sentence is no part of a name."""
_CALLED = re.compile(
    rf"(?:\b[Tt]he\s+)?\b(?:{_OPENS}Daily\s+{_CAPITAL}|{_OPENS}{_CAPITAL}\s+(?:of\s+)?(?:{_CAPITAL}\s+){{0,2}}?(?:{_LAST_WORDS})|(?:{_INITIALS}))(?!\w)"
    rf"|\b[Tt]he\s+(?:{_ALONE})(?!\w)"
)
_GOES_ON = re.compile(rf"[ -]{_CAPITAL}")
_THE = re.compile(r"the\s+", re.IGNORECASE)
Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Unknown:
    """The words that name such outlets, in order, and the places of known ones that are asked along with them."""

    words: tuple[str, ...] = ()
    beside: tuple[Span, ...] = ()


def unknown_outlets(question: str, known: Sequence[Span], outlets: Sequence[str]) -> Unknown:
    """What `question` names as its source and `outlets` lack; `known` are the places of those that it names of them."""
    if question in (question.upper(), question.lower()):
        return Unknown()  # no capital tells a name
    places = [span for span in _called(question) if not any(span[0] < end and start < span[1] for start, end in known)]
    if not places:
        return Unknown()
    held = [_letters(outlet) for outlet in outlets]
    missing = [span for span in places if not any(_letters(question[slice(*span)]) in other for other in held)]
    runs = [run for run in _runs(question, sorted([*known, *missing])) if not set(missing).isdisjoint(run)]
    sources = [span for run in runs if _is_source(question, run) for span in run]
    words: dict[str, str] = {}  # the same paper with "the" and without is one
    for span in sources:
        if span in missing:
            words.setdefault(_letters(question[slice(*span)]), question[slice(*span)])
    return Unknown(tuple(words.values()), tuple(span for span in sources if span not in missing))


def _called(question: str) -> Iterator[Span]:
    """Where words stand that are called like an outlet, and are no part of a longer name: not "CNN Center"."""
    for match in _CALLED.finditer(question):
        name = _THE.sub("", match.group(), count=1)
        if not _NO_OUTLET.fullmatch(name) and not _GOES_ON.match(question, match.end()):
            yield match.span()


def _runs(question: str, spans: Sequence[Span]) -> list[list[Span]]:
    """Names that stand side by side are one source, or none."""
    runs: list[list[Span]] = []
    for span in spans:
        if runs and LINK.fullmatch(question, runs[-1][-1][1], span[0]):
            runs[-1].append(span)
        else:
            runs.append([span])
    return runs


def _is_source(question: str, run: Sequence[Span]) -> bool:
    start = run[0][0]
    return not before(LEFT_OUT, question, start) and any(is_source(question, start, end) for _, end in run)


def _letters(name: str) -> str:
    """A name without its article, accents, spaces and signs: "The Washington Post" and washingtonpost.com have these in common."""
    plain = unicodedata.normalize("NFKD", _THE.sub("", name, count=1) if _THE.match(name) else name)
    return "".join(letter for letter in plain.lower() if letter.isalnum())
