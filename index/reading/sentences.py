"""Text to sentence spans. Pure: knows no article, no file, no model of ours.

Sentence ends are found by nupunkt (MIT, pure Python, 25 KB model; Bommarito, Katz & Bommarito,
"Precise Legal Sentence Boundary Detection for Retrieval at Scale", arXiv:2504.04131): it kept
every offset and the abbreviations of news ("U.S.", "D.C.", "Mr.", "No. 10"). Blocks are cut first, so
that a heading without a full stop is never glued to the paragraph under it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from index.reading.boilerplate import kept_spans
from index.types import Sentence, Span

Splitter = Callable[[str], Iterable[tuple[int, int]]]

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*|\u2029")
_LINE = re.compile(r"[^\n]+")
_ENDED = re.compile(r"[.!?…:;,。！？][\"'”’»)\]]*\s*$")
_HEADING_MARK = re.compile(r"\s*#{1,6}\s")
_LIST_MARK = re.compile(r"\s*(?:[-*•–]|\d{1,3}[.)])\s")
_WRAPPED_LINE = 50
"""A line at least this long, without an end mark, goes on in the next line (text wrapped at a column)."""
_HEADING_CHARACTERS = 120
_HEADING_WORDS = 18


def split_sentences(text: str, boilerplate: Sequence[Span] = ()) -> tuple[Sentence, ...]:
    """Sentences and headings of `text`, in order, disjoint, without surrounding white space.

    Nothing inside `boilerplate` (ordered, disjoint) is part of a sentence.
    """
    blocks = [block for kept in kept_spans(0, len(text), boilerplate) for block in _blocks(text, kept.start, kept.end)]
    sentences: list[Sentence] = []
    for position, block in enumerate(blocks):
        if position + 1 < len(blocks) and _is_heading(text[block.start : block.end]):
            sentences.append(Sentence(block.start, block.end, "heading"))
        else:
            sentences += [Sentence(span.start, span.end) for span in _split_block(text, block)]
    return tuple(sentences)


def _blocks(text: str, start: int, end: int) -> Iterator[Span]:
    """Paragraphs, headings and list items: parted by blank lines, or by a line that clearly ended."""
    bounds = [start]
    for gap in _BLANK_LINE.finditer(text, start, end):
        bounds += [gap.start(), gap.end()]
    bounds.append(end)
    for left, right in zip(bounds[::2], bounds[1::2], strict=True):
        block_start = left
        lines = list(_LINE.finditer(text, left, right))
        for line, following in pairwise(lines):
            if _line_ends_block(line.group(), following.group()):
                yield from _trim(text, block_start, line.end())
                block_start = following.start()
        yield from _trim(text, block_start, right)


def _line_ends_block(line: str, following: str) -> bool:
    if _HEADING_MARK.match(line) or _HEADING_MARK.match(following) or _LIST_MARK.match(following):
        return True
    return len(line.strip()) < _WRAPPED_LINE or _ENDED.search(line) is not None


def _is_heading(block: str) -> bool:
    if _HEADING_MARK.match(block):
        return True
    return (
        len(block) <= _HEADING_CHARACTERS
        and "\n" not in block
        and len(block.split()) <= _HEADING_WORDS
        and not _ENDED.search(block)
        and not _LIST_MARK.match(block)
        and any(character.isalpha() for character in block)
    )


def _split_block(text: str, block: Span) -> Iterator[Span]:
    for start, end in _splitter()(text[block.start : block.end]):
        yield from _trim(text, block.start + start, block.start + end)


def _trim(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without surrounding white space, or nothing when it holds nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


@lru_cache(maxsize=1)
def _splitter() -> Splitter:
    import nupunkt

    return nupunkt.load("default").span_tokenize
