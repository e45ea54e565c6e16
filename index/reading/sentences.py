"""Text to sentence spans. Pure: knows no article, no file, no model of ours.

Sentence ends are found by nupunkt (MIT, pure Python, 25 KB model; Bommarito, Katz & Bommarito,
"Precise Legal Sentence Boundary Detection for Retrieval at Scale", arXiv:2504.04131): it kept
every offset and the abbreviations of news ("U.S.", "D.C.", "Mr.", "No. 10"). Blocks are cut first, so
that a heading without a full stop is never glued to the paragraph under it.

A single newline is either meant (one paragraph a line) or stands where the text was wrapped at a
column. It was wrapped where the next word would not have fitted; there nupunkt decides, and it
sees a space for the newline. Cost: in a file of a few lines a heading as long as the text's widest
line is read as wrapped, and stays glued to the line under it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from index.reading.boilerplate import fills, has_ended, has_words, kept_spans
from index.types import Sentence, Span

Splitter = Callable[[str], Iterable[tuple[int, int]]]

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*|\u2029")
_LINE = re.compile(r"[^\n]+")
_HEADING_MARK = re.compile(r"\s*#{1,6}\s")
_LIST_MARK = re.compile(r"\s*(?:[-*•–]|\d{1,3}[.)])\s")
_TRAILER = re.compile(r"(?<=\S)(?:\[\d{1,3}\])+(?=\s|$)|[\W_]+$")
"""What nupunkt parts from the sentence that it belongs to: a footnote mark, or marks and emoji alone."""

_NAME_FOLLOWS = re.compile(
    r"(?:^|\s)(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Maj|Adm|Rev|Hon|St|No|vs)\.\s*$"
)
_CONNECTING = re.compile(
    r"\b(?:a|an|and|as|at|but|by|for|from|in|into|of|on|or|over|per|than|that|the|to|under|with)$", re.IGNORECASE
)
"""A line that ends in one of these goes on, so it is no heading."""

_HEADING_CHARACTERS = 120
_HEADING_WORDS = 18
_PLAIN_HEADING_WORDS = 8
"""More words without Title Case are a sentence that lacks its full stop."""

_RAGGED = 0.75
"""Lines of one wrapped paragraph fill at least this share of the longest, the next word included."""


def split_sentences(text: str, boilerplate: Sequence[Span] = ()) -> tuple[Sentence, ...]:
    """Sentences and headings of `text`, in order, disjoint, without surrounding white space.

    Nothing inside `boilerplate` (ordered, disjoint) is part of a sentence, nor is a block without
    a letter or digit ("---").
    """
    kept = kept_spans(0, len(text), boilerplate)
    paragraphs = [lines for span in kept for lines in _paragraphs(text, span)]
    column = _column(text, paragraphs)
    blocks = [block for lines in paragraphs for block in _blocks(text, lines, column)]
    blocks = [block for block in blocks if has_words(text[block.start : block.end])]
    sentences: list[Sentence] = []
    for position, block in enumerate(blocks):
        if position + 1 < len(blocks) and _is_heading(text[block.start : block.end]):
            sentences.append(Sentence(block.start, block.end, "heading"))
        else:
            sentences += [Sentence(span.start, span.end) for span in _split_block(text, block)]
    return tuple(sentences)


def _paragraphs(text: str, kept: Span) -> Iterator[list[Span]]:
    """The lines of what stands between blank lines, blank ones and surrounding white space left out."""
    bounds = [kept.start]
    for gap in _BLANK_LINE.finditer(text, kept.start, kept.end):
        bounds += [gap.start(), gap.end()]
    bounds.append(kept.end)
    for left, right in zip(bounds[::2], bounds[1::2], strict=True):
        lines = [line for found in _LINE.finditer(text, left, right) for line in _trim(text, *found.span())]
        if lines:
            yield lines


def _column(text: str, paragraphs: Sequence[Sequence[Span]]) -> int:
    """Characters of the longest line among those that a single newline ends or begins.

    A single long word (an address) fits no column, and says nothing of it.
    """
    lines = (line for lines in paragraphs if len(lines) > 1 for line in lines)
    return max((line.end - line.start for line in lines if " " in text[line.start : line.end]), default=0)


def _blocks(text: str, lines: Sequence[Span], column: int) -> Iterator[Span]:
    """Paragraphs, headings and list items: parted by blank lines, or by a newline that is meant."""
    words = [text[line.start : line.end] for line in lines]
    wrapped_from = next((first for first in (0, 1) if _is_wrapped(words[first:])), len(words))
    longest = max(map(len, words))
    start = lines[0].start
    for position, (line, following) in enumerate(pairwise(words)):
        if _is_marked(line, following, column=column, in_list=_LIST_MARK.match(text, start) is not None):
            parted = True
        elif _goes_on(following):
            parted = False
        elif position >= wrapped_from:
            parted = position == 0 and _is_title(line) and not fills(line, following, longest)
        else:
            parted = _is_meant(line, following, column=column, longest=longest)
        if parted:
            yield Span(start, lines[position].end)
            start = lines[position + 1].start
    yield Span(start, lines[-1].end)


def _is_marked(line: str, following: str, *, column: int, in_list: bool) -> bool:
    """True when a heading, a rule or a list item stands on one side of the newline; a wrapped dash is none."""
    if not has_words(line) or not has_words(following):
        return True
    if _HEADING_MARK.match(line) or _HEADING_MARK.match(following):
        return True
    if not _LIST_MARK.match(following):
        return False
    return in_list or not fills(line, following, column) or line.endswith(":") or has_ended(line)


def _is_meant(line: str, following: str, *, column: int, longest: int) -> bool:
    """True when the newline ends a paragraph or a heading, in text that is not plainly wrapped."""
    wraps = fills(line, following, column)
    if has_ended(line):
        return not _NAME_FOLLOWS.search(line) and (not wraps or _splits(line, following))
    if wraps or not _is_heading(line):
        return False
    return _is_title(line) or not fills(line, following, longest)


def _splits(line: str, following: str) -> bool:
    """True when nupunkt ends a sentence between the two lines, or knows no such end mark ("।")."""
    if line[-1] not in ".!?\"'”’)":
        return True
    return any(end == len(line) for _, end in _splitter()(f"{line} {following}"))


def _goes_on(following: str) -> bool:
    return following.lstrip("\"'“‘«([*_ ")[:1].islower()


def _is_wrapped(lines: Sequence[str]) -> bool:
    """True for three lines or more of like length that mostly break inside a sentence."""
    if len(lines) < 3 or sum(map(has_ended, lines[:-1])) * 2 > len(lines) - 1:
        return False
    longest = max(map(len, lines))
    return all(fills(line, following, longest, _RAGGED) for line, following in pairwise(lines))


def _is_heading(block: str) -> bool:
    if _HEADING_MARK.match(block):
        return True
    plain = block.strip("*_ \t")
    words = plain.split()
    if not words or len(block) > _HEADING_CHARACTERS or len(words) > _HEADING_WORDS:
        return False
    if (
        any(map(has_ended, block.split("\n")))
        or _LIST_MARK.match(block)
        or plain[-1] in ",;:"
        or _CONNECTING.search(plain)
    ):
        return False
    short = len(words) <= _PLAIN_HEADING_WORDS and plain[-1].isalnum()
    return any(character.isalpha() for character in plain) and (short or _is_title(plain))


def _is_title(line: str) -> bool:
    """True when most words of more than three letters begin with a capital."""
    letters = ("".join(filter(str.isalpha, word)) for word in line.split())
    long_words = [word for word in letters if len(word) > 3]
    return sum(word[0].isupper() for word in long_words) * 2 > len(long_words)


def _split_block(text: str, block: Span) -> Iterator[Span]:
    """Sentences of one block, as nupunkt parts them; a part without words joins its neighbour."""
    # nupunkt ends sentences at newlines where it would not at spaces ("“Really?”\nshe asked").
    words = text[block.start : block.end].replace("\n", " ")
    parts: list[tuple[int, int]] = []
    for start, end in _splitter()(words):
        if parts and not has_words(words[slice(*parts[-1])]):
            parts[-1] = (parts[-1][0], end)
            continue
        trailer = _TRAILER.match(words, start, end) if parts else None
        if trailer:
            parts[-1] = (parts[-1][0], trailer.end())
        parts.append((trailer.end() if trailer else start, end))
    for start, end in parts:
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
