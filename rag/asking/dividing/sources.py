"""Outlets that are compared on a topic: "Compare Reuters and the BBC on the strike" -> the strike. Pure, English, by rules.

Knows how reports are set side by side; which words are outlets is told by whoever calls.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_NAME = "\x1a"
"""Stands for an outlet. The keyboard has no such key, so no question holds one."""
_REPORT = r"(?:coverage|reporting|reports?|articles?|stor(?:y|ies)|accounts?|pieces?|views?|takes?)"
_ON = r"(?:on|about|of|over|regarding|concerning|in)"
_ONE = rf"(?:the )?{_NAME}(?:['’]s?)?"
_JOIN = r"(?:,? (?:and|with|to|versus|vs\.?|against) |, )"
_THAT_OF = r"(?:(?:that|those|the one) (?:of|by|in|from) )"
_ALL = rf"(?:(?:the )?(?:{_REPORT} )(?:of|by|in|from) )?{_ONE}(?:{_JOIN}{_THAT_OF}?{_ONE})+(?: {_REPORT})?"
_COMPARE = r"(?:please )?(?:compare|contrast|(?:what(?:['’]s| is| are| was| were) )?the differences? between)"
_COVERED = r"(?:cover(?:ed|s)?|report(?:ed|s)?(?: on| about)?|describe[ds]?|treat(?:ed|s)?|s[ae]es?|wr[io]tes? about|sa(?:y|id) (?:about|of|on))"
_DIFFERS = r"(?:differ(?:s|ed)?|compare[ds]?|disagree[ds]?|diverge[ds]?)"
_COMPARED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_COMPARE} {_ALL},? {_ON} (?P<topic>.+)",
        rf"{_COMPARE} (?:how|what) {_ALL} {_COVERED} (?P<topic>.+)",
        rf"how (?:do|does|did) {_ONE} {_REPORT} {_ON} (?P<topic>.+?) {_DIFFERS} (?:from|with|to) {_THAT_OF}?{_ONE}(?: {_REPORT})?",
        rf"how (?:do|does|did) {_ALL} {_DIFFERS} {_ON} (?P<topic>.+)",
        rf"how (?:do|does|did) {_ONE} (?:{_REPORT} )?{_DIFFERS} (?:from|with|to) {_ONE}(?: {_REPORT})? {_ON} (?P<topic>.+)",
    )
)


def topic_compared(question: str, spans: Sequence[tuple[int, int]]) -> str | None:
    """What the outlets at `spans` of the question are compared on; None where they are not compared on one topic."""
    masked = question
    for start, end in reversed(spans):
        masked = f"{masked[:start]}{_NAME}{masked[end:]}"
    masked = re.sub(rf"[\"“”‘'’]?{_NAME}[\"”’](?!s\b)", _NAME, " ".join(masked.split())).strip(" ?.!")
    found = next((match for pattern in _COMPARED if (match := pattern.fullmatch(masked))), None)
    if found is None or _NAME in found["topic"]:
        return None
    return found["topic"].strip(" ,;")
