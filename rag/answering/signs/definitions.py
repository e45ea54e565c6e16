"""Whether a sentence says who somebody is: "X is a ...", "X, the mayor of ...", "the boss of Y, X". Pure, English.

Knows how news introduces a person; knows nothing of whether it is true.
"""

from __future__ import annotations

import re

from rag.asking.words import names

_OFFICE = (
    r"(?:president|minister|secretary|senator|congress(?:man|woman)|representative|governor|mayor|chancellor|premier|king|queen|prince(?:ss)?|pope|bishop"
    r"|ambassador|general|colonel|captain|admiral|judge|justice|prosecutor|lawyer|attorney|professor|dr|doctor|scientist|chief|ceo|cfo|cto|coo|chair(?:man"
    r"|woman|person)?|director|founder|co-founder|head|boss|owner|manager|coach|player|striker|midfielder|defender|goalkeeper|quarterback|actor|actress"
    r"|singer|rapper|author|writer|director|producer|journalist|reporter|analyst|economist|activist|leader|spokes(?:man|woman|person)|officer|executive"
    r"|billionaire|entrepreneur|investor|businessman|businesswoman|sergeant|detective|star|host|champion)"
)
_CLASS = r"(?:an?|the|one of|former(?:ly)?|ex-[\w-]+|then|(?:[\w’'-]+ ){0,3}?" + _OFFICE + r")\b"
_APART = r"(?:\s*,\s*|\s+[–—-]\s+|\s+\()"


def defines(text: str, question: str) -> bool:
    """True when `text` introduces the person that `question` asks about."""
    asked = names(question)
    if not asked:
        return False
    whole = asked[-1].split()
    called = "|".join(re.escape(name) for name in dict.fromkeys([" ".join(whole), whole[-1]]))
    return any(
        re.search(pattern.replace("NAME", f"(?:{called})"), text) is not None
        for pattern in (_IS, _FOLLOWED, _BEFORE, _TITLED)
    )


def names_whom(text: str, question: str) -> bool:
    """True when the last word of the name that `question` asks about stands in `text`: another Elliot is not Elliot Kang."""
    asked = names(question)
    return not asked or re.search(rf"\b{re.escape(asked[-1].split()[-1])}(?![\w-])", text, re.IGNORECASE) is not None


_IS = (
    r"(?<!\bof )(?<!\bfor )(?<!\bat )(?<!\bin )(?<!\bby )(?<!\bwith )(?<!\bto )(?<!\bfrom )\bNAME\s+"
    r"(?:(?i:is|was|has been|had been|became|remains|serves? as|served as|works as|worked as))\s+(?:(?:now|then|also|currently|once)\s+)?"
    rf"(?i:{_CLASS})"
)
_FOLLOWED = rf"\bNAME{_APART}(?:(?:who|which) (?:is|was|has|leads?|led|runs?|ran|heads?|headed|founded|plays?|played)\b|(?i:{_CLASS}))"
_BEFORE = rf"(?i:\b(?:an?|the|its|their|his|her|{_OFFICE})\b)[^.;:!?,]{{3,70}},\s+NAME\s*[,.;]"
_TITLED = rf"(?i:\b{_OFFICE})\s+(?:[^\W\d_a-z][\w.’'-]*\s+)?NAME\b"
