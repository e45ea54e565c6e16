"""Lines that stand in an article but are no part of the story.

Knows how such lines begin; marks spans and never cuts text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.types import Span

# Each is a whole line. Collected from the seed articles and from the usual furniture of news pages;
# a line must open with the phrase, so that a sentence that merely mentions one stays citable.
_LINE = re.compile(
    r"^[ \t>*_-]*(?:"
    r"(?:also|must)[ -]read\b|read[ -](?:also|more|next|the full (?:story|article))\b|recommended (?:reading|stories|for you)\b"
    r"|related(?: (?:articles?|stories|news|posts?|content|coverage))?\s*:|see also\s*:|more on this(?: story)?\b"
    r"|(?:sign|signed) up (?:for|to)\b|subscribe (?:to|now|for)\b|(?:join|get) our (?:newsletter|whatsapp|telegram)"
    r"|follow us\b|share (?:this|on)\b|click here\b|advertisement\b|sponsored content\b|skip (?:ad|advertisement)\b"
    r"|(?:we use|this (?:site|website) uses) cookies\b|all rights reserved\b|copyright\s*(?:©|\(c\)|\d{4})|©"
    r"|(?:photo|image|picture)(?: credit| courtesy)?\s*(?::|by\b)|(?:photograph|getty images|afp photo)\b\s*[:/]"
    r"|watch(?: now| live)?\s*:|listen\s*:"
    r")[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST_LINE = 300
"""A longer line is a paragraph of the story, however it begins."""


def boilerplate_lines(text: str) -> list[Span]:
    """Spans of the lines of `text` that are furniture, in order, surrounding newlines left out."""
    return [Span(*m.span()) for m in _LINE.finditer(text) if m.end() - m.start() <= _LONGEST_LINE]


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
