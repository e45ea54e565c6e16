"""Text to sentence spans. Pure: knows no article, no file, no model; what ends a sentence inside a block it asks
`sentence_ends`.

Blocks (paragraphs, headings, list items) are cut first, so that a heading without a full stop is never glued to
the paragraph under it. A single newline is either meant (one paragraph a line) or stands where the text was wrapped
at a column. It was wrapped where the next word would not have fitted; there the sentence's own end decides, found as
if a space stood for the newline. Cost: in a file of a few lines a heading as long as the text's widest line is read
as wrapped, and stays glued to the line under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from index.reading.boilerplate import fills, has_words, kept_spans
from index.reading.sentence_ends import ends_between, has_sentence_ended, script_end_of, sentence_ranges
from index.types import Sentence, Span

_Part: TypeAlias = tuple[int, str]
"""A line or a block: where it starts, and its words without surrounding white space. Plain, since a `Span` costs as
much to make as a sentence to find."""

_PARAGRAPH_SEPARATOR = "\u2029"
_HEADING_MARK = re.compile(r"\s*#{1,6}\s")
_LIST_MARK = re.compile(r"\s*(?:[-*•–]|\d{1,3}[.)])\s")

_NAME_FOLLOWS = re.compile(
    r"(?:^|\s)(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Maj|Adm|Rev|Hon|St|No|vs)\.\s*$"
)
_LONGEST_NAME_MARK = 20
"""Characters at a line's end that hold any of them."""

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
    paragraphs = [lines for span in kept for lines in _paragraphs(text, span.start, span.end)]
    column = _column(paragraphs)
    blocks = [block for lines in paragraphs for block in _blocks(text, lines, column) if has_words(block[1])]
    script_end = script_end_of(text)
    sentences: list[Sentence] = []
    for position, (start, words) in enumerate(blocks, 1):
        if position < len(blocks) and _is_heading(words):
            sentences.append(Sentence(start, start + len(words), "heading"))
        else:
            sentences += [Sentence(start + left, start + right) for left, right in sentence_ranges(words, script_end)]
    return tuple(sentences)


def _paragraphs(text: str, start: int, end: int) -> Iterator[list[_Part]]:
    """The lines of what stands between blank lines, blank ones and surrounding white space left out."""
    for section in text[start:end].split(_PARAGRAPH_SEPARATOR):
        lines: list[_Part] = []
        for line in section.split("\n"):
            if words := line.strip():
                lines.append((start + line.index(words[0]), words))
            elif lines:
                yield lines
                lines = []
            start += len(line) + 1
        if lines:
            yield lines


def _column(paragraphs: Sequence[Sequence[_Part]]) -> int:
    """Characters of the longest line among those that a single newline ends or begins.

    A single long word (an address) fits no column, and says nothing of it.
    """
    lines = (words for lines in paragraphs if len(lines) > 1 for _, words in lines)
    return max((len(words) for words in lines if " " in words), default=0)


def _blocks(text: str, lines: Sequence[_Part], column: int) -> Iterator[_Part]:
    """Paragraphs, headings and list items: parted by blank lines, or by a newline that is meant."""
    if len(lines) == 1:
        yield lines[0]
        return
    start = lines[0][0]
    words = [line for _, line in lines]
    wrapped_from = next((first for first in (0, 1) if _is_wrapped(words[first:])), len(words))
    longest = max(map(len, words))
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
            yield start, text[start : lines[position][0] + len(line)]
            start = lines[position + 1][0]
    yield start, text[start : lines[-1][0] + len(words[-1])]


def _is_marked(line: str, following: str, *, column: int, in_list: bool) -> bool:
    """True when a heading, a rule or a list item stands on one side of the newline; a wrapped dash is none."""
    if not has_words(line) or not has_words(following):
        return True
    if _HEADING_MARK.match(line) or _HEADING_MARK.match(following):
        return True
    if not _LIST_MARK.match(following):
        return False
    return in_list or not fills(line, following, column) or line.endswith(":") or has_sentence_ended(line)


def _is_meant(line: str, following: str, *, column: int, longest: int) -> bool:
    """True when the newline ends a paragraph or a heading, in text that is not plainly wrapped."""
    wraps = fills(line, following, column)
    if has_sentence_ended(line):
        return not _NAME_FOLLOWS.search(line[-_LONGEST_NAME_MARK:]) and (not wraps or _splits(line, following))
    if wraps or not _is_heading(line):
        return False
    return _is_title(line) or not fills(line, following, longest)


def _splits(line: str, following: str) -> bool:
    """True when a sentence ends between the two lines, by their words or by an end mark of another script."""
    return line[-1] not in ".!?\"'”’)" or ends_between(line, following)


def _goes_on(following: str) -> bool:
    return following.lstrip("\"'“‘«([*_ ")[:1].islower()


def _is_wrapped(lines: Sequence[str]) -> bool:
    """True for three lines or more of like length that mostly break inside a sentence."""
    if len(lines) < 3 or sum(map(has_sentence_ended, lines[:-1])) * 2 > len(lines) - 1:
        return False
    longest = max(map(len, lines))
    return all(fills(line, following, longest, _RAGGED) for line, following in pairwise(lines))


def _is_heading(block: str) -> bool:
    if block[0] == "#" and _HEADING_MARK.match(block):
        return True
    if len(block) > _HEADING_CHARACTERS:
        return False
    plain = block.strip("*_ \t")
    words = plain.split()
    if not words or len(words) > _HEADING_WORDS:
        return False
    if (
        any(map(has_sentence_ended, block.split("\n")))
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
