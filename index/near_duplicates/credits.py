"""Which outlet an article's opening credits: "(Reuters)", "LONDON, March 3 (AP) —", "Source: Xinhua". Pure.

A credit is more than a mention: "he told Reuters" stands in the agency's own report too.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SHORT_NAMES = {
    "agence france presse": "afp",
    "associated press": "ap",
    "australian associated press": "aap",
    "canadian press": "cp",
    "deutsche presse agentur": "dpa",
    "press association": "pa",
    "press trust of india": "pti",
    "united press international": "upi",
}
"""The agencies that credit lines name by initials; the others (Reuters, Xinhua, Kyodo) go by their name."""

_LONG_NAMES = {short: long for long, short in _SHORT_NAMES.items()}


def outlet_name(outlet: str) -> str:
    """The name by which outlets are compared: "The Associated Press" and "associated-press" are one."""
    return re.sub(r"^the ", "", " ".join(re.findall(r"\w+", outlet.casefold())))


def is_credited(outlet: str, opening: str) -> bool:
    """True when `opening` names `outlet` as where the story is from."""
    name = outlet_name(outlet)
    names = {name, _SHORT_NAMES.get(name, name), _LONG_NAMES.get(name, name)}
    return any(_credit(one).search(opening) is not None for one in sorted(names) if one)


@lru_cache(maxsize=256)
def _credit(name: str) -> re.Pattern[str]:
    """In brackets, before a dash, after "by" or "source:" where a line begins, ending a byline, or alone on a line."""
    words = r"\W+".join(map(re.escape, name.split()))
    outlet = rf"(?:the\s+)?{words}"
    return re.compile(
        rf"\(\s*{outlet}\b[^()\n]{{0,20}}\)"
        rf"|(?<!\w){outlet}\s*(?:[–—]|-{{1,2}}\s)"
        rf"|^\W*(?:by|from|source|via|credit)\b\W*{outlet}\b"
        rf"|^\W*by\b[^\n]{{1,60}}\W{outlet}\W*$"
        rf"|^\W*{outlet}\W*$",
        re.IGNORECASE | re.MULTILINE,
    )
