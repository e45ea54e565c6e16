"""A fragment after a question about how many there are, or about the first or last report -> a whole question.

Pure and English: "Which ones?", "List them", "How many?", "And the first report?". Knows nothing of what counts as an article of
the index, nor how it is counted or listed.
"""

from __future__ import annotations

import re

_ARTICLES = r"(?:news(?:paper)?\s+|press\s+|different\s+)*(?:articles|reports|stories|pieces|news items)"
_POLITE = r"\W*(?:(?:and|so|please|can you|could you)\s+)*"
_ASKS_WHICH = r"(?:which|what)(?:\s+(?:ones?|are they|(?:articles|reports|stories)(?:\s+are\s+(?:they|these|those))?))?"
_ASKS_TO_LIST = (
    r"(?:list|show|name|give|enumerate)\s+(?:me\s+|us\s+)?(?:all\s+(?:of\s+)?)?"
    r"(?:them|(?:the|these|those)(?:\s+(?:articles|reports|stories|ones))?)(?:\s+(?:all|to me|to us))?"
)
_WHICH_ASKED = re.compile(rf"{_POLITE}(?:{_ASKS_WHICH}|{_ASKS_TO_LIST})(?:\s+please)?\W*", re.IGNORECASE)
_COUNT_ASKED = re.compile(
    r"\W*(?:(?:and|so)\s+)?how many(?:\s+(?:are there|are they|ones|in all|in total))*\W*", re.IGNORECASE
)
_COUNTS = re.compile(r"(?:(?:and|so)\s+)?how many\s+(?P<rest>\D\w.*)", re.IGNORECASE)
_LISTS = re.compile(
    rf"(?:(?:which|what)|(?:list|show|find|give)\s+(?:me\s+|us\s+)?(?:all\s+|every\s+)?(?:of\s+)?(?:the\s+)?)\s*(?P<rest>{_ARTICLES}\b.*)",
    re.IGNORECASE,
)
_OF_ARTICLES = re.compile(rf"(?P<articles>{_ARTICLES})\b\s*(?P<after>.*)", re.IGNORECASE)
_THERE = re.compile(
    r"\s*\b(?:(?:are|were) there|there (?:are|were)|(?:do|does) (?:you|we|the index) (?:have|hold|know of|know))\b",
    re.IGNORECASE,
)
_HAS_VERB_BEHIND = re.compile(r"(?:do|does|did|has|have|had|can|could)\b", re.IGNORECASE)
_TELLS_WHICH = re.compile(
    r"(?:about|on|concerning|regarding|related|relating|dealing|from|by|in|of|for|with|published|written|printed|dated|since|before|after|during"
    r"|between|mentioning|covering|discussing|naming|that|which)\b",
    re.IGNORECASE,
)
_END = r"(?:very\s+)?(?:first|earliest|oldest|last|latest|newest|most recent)"
_REPORT = r"(?:article|report|story|news item|news|piece|mention)s?"
_END_ASKED = re.compile(
    rf"\W*(?:(?:and|but|or)\s+)?(?:(?:what|how)\s+(?:about|was|is)\s+)?the\s+(?P<end>{_END})(?:\s+(?P<noun>{_REPORT}|ones?))?\W*",
    re.IGNORECASE,
)
_END_IN = re.compile(
    rf"\bthe\s+(?:{_END})\b(?:\s+(?P<noun>{_REPORT})\b|(?P<bare>(?=\s+(?:on|about|of|from|in|regarding|concerning)\b|\W*$)))?",
    re.IGNORECASE,
)


def about_articles(question: str, body: str) -> str | None:
    """`body`, the earlier question without its question mark, as `question` asks it; None when it is no such fragment."""
    if _WHICH_ASKED.fullmatch(question):
        return _which(body)
    if _COUNT_ASKED.fullmatch(question) and (match := _LISTS.fullmatch(body)):
        return f"How many {re.sub(r'(?<=s) (?:that|which)(?= )', '', match['rest'], count=1)}?"
    if match := _END_ASKED.fullmatch(question):
        return _with_end(body, match["end"], (match["noun"] or "").lower())
    return None


def is_about_articles(body: str) -> bool:
    """True for "How many articles mention the flood" and "Which articles are about it"."""
    match = _COUNTS.fullmatch(body) or _LISTS.fullmatch(body)
    return match is not None and _OF_ARTICLES.fullmatch(match["rest"]) is not None


def _which(body: str) -> str | None:
    """The list of what `body` counts; that of the articles it lists already."""
    match = _LISTS.fullmatch(body) or _COUNTS.fullmatch(body)
    if match is None:
        return None
    articles = _OF_ARTICLES.fullmatch(match["rest"])
    if articles is None:
        return f"Which {match['rest']}?"
    noun, after = articles["articles"], _THERE.sub("", articles["after"], count=1).strip()
    if _HAS_VERB_BEHIND.match(after):
        return f"Which {noun} {after}?"
    if not after or _TELLS_WHICH.match(after):
        return f"List all {noun} {after}".strip()
    return f"List all {noun} that {after}"


def _with_end(body: str, end: str, noun: str) -> str | None:
    """`body` with "the first report" for "the latest", or the other way round."""
    old = _END_IN.search(body)
    if old is None or (noun and not noun.startswith("one") and old["noun"] is None and old["bare"] is None):
        return None
    if not noun or noun.startswith("one"):
        noun = old["noun"] or ("report" if old["bare"] is not None else "")
    return f"{body[: old.start()]}the {end} {noun}".rstrip() + f"{body[old.end() :]}?"
