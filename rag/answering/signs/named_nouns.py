"""Names that end in the noun that was asked for: "which agency" and "the International Biological Safety Agency".

Knows nouns that stand in names, and which others stand for them there; a sentence that holds no such name may answer all the same.
Pure, English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_PUBLIC = "agency authority bureau office commission committee council board administration"
_TREATIES = "agreement accord treaty pact convention protocol charter"
_SOCIETIES = "organisation organization association federation union foundation fund institute society alliance league charity trust coalition"
_FIRMS = (
    "inc corp corporation ltd limited plc llc group holdings company motors airlines airways systems technologies industries "
    "pharmaceuticals labs bank energy"
)

_THEMSELVES = """
bank union party church museum airport hospital school institute association federation league club stadium arena park river lake bridge
festival magazine station street foundation fund committee commission council board hotel island cup channel theatre theater tower
amendment tribunal senate academy orchestra
"""

_STANDS: Mapping[str, str] = {
    "agency": _PUBLIC,
    "authority": _PUBLIC,
    "ministry": "ministry department",
    "department": "department ministry",
    "organisation": f"{_SOCIETIES} {_PUBLIC}",
    "organization": f"{_SOCIETIES} {_PUBLIC}",
    "group": f"group {_SOCIETIES}",
    "charity": _SOCIETIES,
    "company": _FIRMS,
    "firm": _FIRMS,
    "airline": "airline airlines airways air",
    "law": "law act bill code amendment",
    "act": "act law bill",
    "bill": "bill act",
    "agreement": _TREATIES,
    "treaty": _TREATIES,
    "accord": _TREATIES,
    "convention": _TREATIES,
    "university": "university college institute",
    "college": "college university",
    "court": "court tribunal",
    "award": "award awards prize medal",
    "prize": "prize award medal",
    "newspaper": "times post herald gazette tribune journal news chronicle guardian telegraph mirror mail sun observer independent",
} | {noun: noun for noun in _THEMSELVES.split()}

_VERB = (
    r"(?:is|was|are|were|did|does|do|has|have|had|will|would|can|could|\w+(?:ed|es|s)"
    r"|\w*(?:ame|ade|ook|aid|ell|eld|uilt|et|on|an|ent|ave|ew|ought))\b"
)
_ASKED = re.compile(
    r"^\W*(?:(?:and|but|so|in|at|by|with|to|from|of|for|on|under) )*(?:which|what) "
    rf"(?:(?!(?:of|is|was|did|does|do|are|were)\b)[\w.’'-]+ ){{0,3}}?(?P<noun>[a-z]+)\b(?= {_VERB})",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def noun_asked(question: str) -> str | None:
    """The noun of "which agency ...", where names end in it."""
    found = _ASKED.match(question)
    noun = _singular(found["noun"].casefold()) if found else ""
    return noun if noun in _STANDS else None


def names_one(text: str, noun: str, question: str) -> bool:
    """True when `text` holds a name with that noun, or one that stands for it, which the question does not name already."""
    nouns = "|".join(f"{one[0].upper()}{one[1:]}" for one in _STANDS[noun].split())
    plural = "(?:s|es)?"
    before = rf"(?:[^\W\d_a-z][\w’'.-]*\s+(?:(?:of|for|and|on)\s+(?:the\s+)?)?)+(?:{nouns}){plural}\b"
    after = rf"\b(?:{nouns})\s+(?:of|for)\s+(?:the\s+)?[^\W\d_a-z][\w’'-]*"
    found = (match.group() for match in re.finditer(rf"{after}|{before}", text))
    return any(name.casefold() not in question.casefold() for name in found)


def _singular(noun: str) -> str:
    if noun in _STANDS:
        return noun
    return f"{noun[:-3]}y" if noun.endswith("ies") else noun.removesuffix("s")
