"""A request as the question that it stands for: "List the countries that sent help." -> "Which countries sent help?".

The evidence model was trained on questions, and is less sure of what answers anything else. Pure, English.
"""

from __future__ import annotations

import re

_ALL = r"(?:(?:all|some|most|any)(?: of)? |(?:two|three|four|five|\d+)(?: of)? )?(?:the |those )?"
_LISTED = re.compile(
    r"\W*(?:(?:can|could|would|will) you )?(?:please )?"
    r"(?:list|name|enumerate|(?:give|tell|show) (?:me |us )?(?:a list of|the names of)|give (?:me |us )?"
    rf"|(?:what|who) (?:is|are|were) the (?:list|names) of)\s+(?P<all>{_ALL})(?P<rest>(?:(?:[\w'’-]+ ){{0,3}}?[\w'’-]+)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_THAT = re.compile(
    r"(?P<noun>(?:[\w'’-]+ ){0,3}?[\w'’-]+),? (?:that|which|who)\s+(?P<rest>.+)", re.IGNORECASE | re.DOTALL
)
_WHOM = re.compile(
    r"(?:[\w'’-]+ ){0,2}?[\w'’-]+,? (?P<prep>with|to|by|from|for|of|about|against) (?P<who>whom|which)\s+(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)


def as_question(text: str) -> str:
    """The question that a list is asked for by; any other text as it is."""
    listed = _LISTED.fullmatch(text)
    if listed is None or (not listed["all"] and not _THAT.match(listed["rest"])):
        return text
    rest = listed["rest"].strip().rstrip(".!? ")
    if whom := _WHOM.fullmatch(rest):
        return f"{whom['prep'].capitalize()} {whom['who']} {whom['rest']}?"
    if that := _THAT.fullmatch(rest):
        return f"Which {that['noun']} {that['rest']}?"
    return f"Which {rest}?"
