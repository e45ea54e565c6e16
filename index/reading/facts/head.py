"""What stands above a story: headlines, labels, a dateline, in this order; and where the story begins.

Knows which lines may stand above labels; how labels and datelines are worded is `labels`' and `datelines`' business.
"""

from __future__ import annotations

from collections.abc import Iterator

from index.reading.boilerplate import has_ended, has_words
from index.reading.facts.datelines import Dateline, read_dateline
from index.reading.facts.labels import goes_on, line_end_of, read_labels
from index.reading.facts.metadata import Metadata

_LONGEST_HEADING = 200
_HEADINGS = 3
"""A headline, the line under it and who wrote it may stand above labels and dateline."""


def read_head(text: str) -> tuple[Metadata, Dateline | None, int]:
    """What stands above the story, its dateline, and where the story begins: at the top, or under headlines."""
    metadata, start = read_labels(text)
    for heading_end in (start, *_heading_ends(text, start)):
        headed = heading_end > start
        below, begin = read_labels(text, heading_end, headed=True) if headed else (metadata, start)
        dateline = read_dateline(text, begin)
        if dateline or (headed and below.labels):
            return (metadata.over(below) if headed else metadata), dateline, begin
    return metadata, None, start


def _heading_ends(text: str, start: int) -> Iterator[int]:
    """Where the first lines end that may be a headline and the line under it."""
    for number in range(_HEADINGS):
        while start < len(text) and text[start].isspace():
            start += 1
        end = line_end_of(text, start)
        line = text[start:end]
        if not has_words(line) or len(line) > _LONGEST_HEADING or goes_on(text, end) or end == len(text):
            return
        # A headline has no full stop; the line under it may.
        if number == 0 and has_ended(line) and line.rstrip()[-1:] not in "?!":
            return
        yield end
        start = end
