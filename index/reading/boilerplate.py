"""Lines that stand in an article but are no part of the story.

Knows how such lines are worded, and whether a line of text has ended or was wrapped; marks spans and never cuts text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.types import Span

# Each is a whole line. Collected from the seed articles and from the usual furniture of news pages.
# A line must open with the phrase. A phrase that a sentence could open with as well must be all of the
# line, or be followed by a mark, or by words that only furniture has ("newsletter").
_CLOSED = r"(?:\s*[:|]|\s*[–—-]\s|[\s.!…»›→>*_]*$)"
_POSTED = r"(?:newsletters?|e-?mails?|inbox|alerts?|notifications|briefings?|digest|channel|podcast|daily|updates)\b"
_NETWORK = r"(?:social media|facebook|twitter|x|instagram|telegram|whatsapp|youtube|linkedin|tiktok|threads|google)\b"
_NAME = r"(?-i:[A-Z])[\w.'’-]*(?: (?-i:[A-Z])[\w.'’-]*){0,4}"
_LINE = re.compile(
    r"[ \t>*_-]*(?:"
    r"(?:(?:also|must)[ -]read|read[ -](?:also|more|next)|read the full (?:story|article)(?: here)?"
    r"|recommended (?:reading|stories|for you)|more on this(?: story)?|advertisements?|sponsored content"
    r"|skip (?:ad|advertisement)|subscribe(?: now)?|all rights reserved)" + _CLOSED + r"|all rights reserved\."
    r"|related(?: (?:articles?|stories|news|posts?|content|coverage))?\s*:|see also\s*:"
    r"|(?:sign up|subscribe) (?:for|to|now)\b.{0,100}\b"
    + _POSTED
    + r"|(?:join|get) our (?:newsletter|whatsapp|telegram)"
    r"|follow us(?: on " + _NETWORK + r"|" + _CLOSED + r")"
    r"|share (?:on " + _NETWORK + r"|this(?: (?:article|story|post|page|on " + _NETWORK + r"))?" + _CLOSED + r")"
    r"|click here(?: (?:to|for)\b|" + _CLOSED + r")"
    r"|(?:we use|this (?:site|website) uses) cookies\b|copyright\s*(?:©|\(c\)|\d{4}\b(?! [a-z]))|©"
    r"|(?:photo|image|picture)(?: credit| courtesy)?\s*:|(?:photograph|getty images|afp photo)\s*[:/]"
    r"|(?:photo|image|picture)s? (?:by|courtesy of) " + _NAME + r"(?:\.?\s*$|\s*[/|(]|, ?(?-i:[A-Z])| (?:for|via)\b)"
    r"|watch(?: now| live)?\s*:|listen\s*:"
    r")",
    re.IGNORECASE,
)
_TEXT_LINE = re.compile(r"[^\n\u2029]+")
_FIRST_WORD = re.compile(r"\s*(\S+)")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_LONGEST_LINE = 300
"""A longer line is a paragraph of the story, however it begins."""

_CAPITALISED_MARK = re.compile(r"[ \t>*_-]*(?:[A-Z][^:|]{0,40}[:|]|©)|[^a-z]+$")
"""What no wrapped sentence has at the start of a line: "Photo: ...", or capitals only."""

_END = re.compile(r"[.!?…。！？।॥؟۔](?:\[\w{1,3}\]|\(\d{1,3}\)|[⁰¹²³⁴-⁹]|[^\w,;:/&$€£%+=–—(\[{“‘«-])*$")
_LONGEST_TAIL = 60
"""Characters after which an end mark is looked for no further: bounds the search on a line of dots."""

_NARROWEST_COLUMN = 30
"""Nobody wraps news at fewer characters; a newline in narrower text is meant."""


def has_ended(line: str) -> bool:
    """True when `line` closes a sentence; quotes, brackets, asterisks, footnotes, emoji may follow its end mark."""
    return _END.search(line[-_LONGEST_TAIL:]) is not None


def has_words(text: str) -> bool:
    """True when `text` holds a letter or a digit; a rule ("---") or a lone emoji does not."""
    return _LETTER_OR_DIGIT.search(text) is not None


def fills(line: str, following: str, column: int, share: float = 1.0) -> bool:
    """True when the first word of `following` would not have fitted after `line`, in `share` of a column that wide."""
    word = _FIRST_WORD.match(following)
    fitted = len(line) + 1 + (len(word[1]) if word else 0)
    return column >= _NARROWEST_COLUMN and fitted > column * share


def boilerplate_lines(text: str) -> list[Span]:
    """Spans of the lines of `text` that are furniture or rules, in order, surrounding newlines left out.

    A furniture line that was wrapped is marked to its end, line by line.
    """
    lines = [Span(*found.span()) for found in _TEXT_LINE.finditer(text) if not found.group().isspace()]
    column = max((line.end - line.start for line in lines), default=0)
    spans: list[Span] = []
    above, marked = "", False
    for before, span in zip([None, *lines], lines, strict=False):
        line = text[span.start : span.end]
        touches = before is not None and text[before.end : span.start] == "\n"
        open_above = touches and not has_ended(above) and has_words(above)
        if marked and open_above and fills(above, line, column):
            marked = True
        else:
            goes_on = open_above and not marked and not above.lstrip().startswith("#")
            marked = not has_words(line) or _is_furniture(line, goes_on=goes_on)
        if marked:
            spans.append(span)
        above = line
    return spans


def _is_furniture(line: str, *, goes_on: bool) -> bool:
    if len(line) > _LONGEST_LINE or not _LINE.match(line):
        return False
    return not goes_on or _CAPITALISED_MARK.match(line) is not None


def merge(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The same marked characters as ordered, disjoint spans."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def kept_spans(start: int, end: int, boilerplate: Sequence[Span]) -> list[Span]:
    """What is left of `start..end` when the marked spans (ordered, disjoint) are taken out."""
    kept = []
    for span in boilerplate:
        if span.end <= start or span.start >= end:
            continue
        if span.start > start:
            kept.append(Span(start, span.start))
        start = span.end
    if start < end:
        kept.append(Span(start, end))
    return kept
