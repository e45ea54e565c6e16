"""Lines that stand in an article but are no part of the story.

Knows whether a line of text has ended or was wrapped, and which spans are marked for it; how furniture is worded is
`furniture`'s business. Marks spans and never cuts text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.types import Span

_TEXT_LINE = re.compile(r"[^\n\u2029]+")
_FIRST_WORD = re.compile(r"\s*(\S+)")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_LONGEST_LINE = 300
"""A longer line is a paragraph of the story, however it begins."""

_CAPITALISED_MARK = re.compile(r"[ \t>*_(\[-]*(?:[A-Z][^:|]{0,40}[:|]|©)|[^a-z]+$")
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
    # Asking a question imports this module, and has no line to look at: its patterns are compiled only here.
    from index.reading.furniture import is_furniture

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
            marked = not has_words(line) or (
                len(line) <= _LONGEST_LINE
                and is_furniture(line)
                and (not goes_on or _CAPITALISED_MARK.match(line) is not None)
            )
        if marked:
            spans.append(span)
        above = line
    return spans


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


def kept_text(text: str, start: int, end: int, boilerplate: Sequence[Span]) -> str:
    """`text[start:end]` without the marked spans (ordered, disjoint), each piece on a line of its own."""
    return "\n".join(text[span.start : span.end].strip() for span in kept_spans(start, end, boilerplate))
