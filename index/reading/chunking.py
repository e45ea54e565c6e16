"""Sentences to chunks: whole sentences, as many as the embedder's window holds. Pure.

Knows token counts only through the embedder's own tokenizer (`token_starts`). Tokens of a slice
equal the slice of the tokens when the cut stands at white space (WordPiece splits there first);
any other cut is counted anew, so a chunk never overflows the window.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.reading.boilerplate import kept_text
from index.types import Article, Chunk, Sentence, Span

TokenStarts = Callable[[str], Sequence[int]]
"""Text to the character offset of each token, in order, without special tokens."""

CHARACTERS_PER_TOKEN = 20
"""Bounds a chunk's characters too: a megabyte without a space can be a single unknown token."""

_BLOCK_CHARACTERS = 200_000
"""Tokenizers hold some hundred bytes a token while they work; blocks keep that to a few megabytes."""

_HEADLINE_TOKENS = 48
"""Longer than a headline; what is longer was derived from a text."""

_DROPPED = "\x0b\x0c\x1c\x1d\x1e\x1f\x85"

_CLAUSE = re.compile(r"[;:,—–)]\s+")
_WORD = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    tokens: int


def indexed_text(article: Article, start: int, end: int) -> str:
    """What is searched of a chunk: its text without the marked boilerplate."""
    return kept_text(article.text, start, end, article.boilerplate)


def embedded_headline(article: Article, token_starts: TokenStarts, *, window: int) -> str:
    """The line that is embedded before the text of each chunk: the headline, cut to a share of the window.

    A chunk that says "the company" is found by the company's name: recall@1 of 1,313 questions (nq-oracle, public
    half) rose from .81 to .90 in the dense search, and nowhere else it fell (tests/bench/RESULTS.md).
    """
    headline = " ".join(article.title.split())[: window * CHARACTERS_PER_TOKEN]
    starts = token_starts(headline)
    most = max(1, min(_HEADLINE_TOKENS, window // 4))
    return (headline if len(starts) <= most else headline[: starts[most]].rstrip()) + "\n"


def chunk_article(
    article: Article,
    sentences: Sequence[Sentence],
    token_starts: TokenStarts,
    *,
    window: int,
    overlap_sentences: int = 1,
) -> tuple[Chunk, ...]:
    """Chunks of `article`, at most `window` tokens each (special tokens left out), in order.

    Neighbours share `overlap_sentences` sentences where the window allows. Every sentence is
    in a chunk; one longer than the window is cut at clause or word boundaries.
    """
    counter = _Counter(article.text, token_starts)
    pieces = [piece for sentence in sentences for piece in _pieces(sentence, counter, window)]
    chunks: list[Chunk] = []
    first = 0
    while first < len(pieces):
        last = _last_that_fits(pieces, first, window)
        start, end = pieces[first].start, pieces[last].end
        tokens = counter.total(pieces[first : last + 1])
        chunks.append(Chunk(article.id, len(chunks), start, end, tokens))
        if last + 1 == len(pieces):
            break
        first = _next_first(pieces, first, last, window=window, overlap=overlap_sentences)
    return tuple(chunks)


def _last_that_fits(pieces: Sequence[_Piece], first: int, window: int) -> int:
    tokens, last = pieces[first].tokens, first
    while last + 1 < len(pieces):
        tokens += pieces[last + 1].tokens
        if tokens > window or pieces[last + 1].end - pieces[first].start > window * CHARACTERS_PER_TOKEN:
            break
        last += 1
    return last


def _next_first(pieces: Sequence[_Piece], first: int, last: int, *, window: int, overlap: int) -> int:
    """Where the next chunk begins: `overlap` sentences back, if the next sentence then still fits."""
    for back in range(min(overlap, last - first), 0, -1):
        candidate = last + 1 - back
        if _last_that_fits(pieces, candidate, window) > last:
            return candidate
    return last + 1


class _Counter:
    """Token counts of spans of one text; the text is tokenized once, in blocks that end at white space."""

    def __init__(self, text: str, token_starts: TokenStarts) -> None:
        self.text = text
        self._token_starts = token_starts
        self._starts = array("q")
        start = 0
        while start < len(text):
            space = _WORD.search(text, start + _BLOCK_CHARACTERS)
            end = space.start() if space else len(text)
            self._starts.extend(start + offset for offset in token_starts(text[start:end]))
            start = end

    def count(self, start: int, end: int) -> int:
        if self._cut_at_space(start) and self._cut_at_space(end):
            return bisect_left(self._starts, end) - bisect_left(self._starts, start)
        return len(self._token_starts(self.text[start:end]))

    def total(self, pieces: Sequence[_Piece]) -> int:
        """Tokens of a run of pieces: their sum, those that touch inside a word counted as one."""
        tokens, start = 0, pieces[0].start
        for left, right in pairwise(pieces):
            if left.end < right.start:
                tokens += self.count(start, left.end)
                start = right.start
        return tokens + self.count(start, pieces[-1].end)

    def _cut_at_space(self, offset: int) -> bool:
        at_edge = offset in (0, len(self.text))
        return at_edge or _parts_words(self.text[offset - 1]) or _parts_words(self.text[offset])


def _parts_words(character: str) -> bool:
    """True for white space; control characters that Python counts as such are dropped by tokenizers instead."""
    return character.isspace() and character not in _DROPPED


def _pieces(sentence: Sentence, counter: _Counter, window: int) -> Iterator[_Piece]:
    """The sentence itself, or its parts when it does not fit the window."""
    tokens = counter.count(sentence.start, sentence.end)
    if _fits(sentence.start, sentence.end, tokens, window):
        yield _Piece(sentence.start, sentence.end, tokens)
        return
    start = sentence.start
    while start < sentence.end:
        end = _cut(counter, Span(start, sentence.end), window)
        yield _Piece(start, end, counter.count(start, end))
        start = end
        while start < sentence.end and counter.text[start].isspace():
            start += 1


def _fits(start: int, end: int, tokens: int, window: int) -> bool:
    return tokens <= window and end - start <= window * CHARACTERS_PER_TOKEN


def _cut(counter: _Counter, span: Span, window: int) -> int:
    """Where the first part of `span` ends: after the last clause, word or character that fits."""
    limit = min(span.end, span.start + window * CHARACTERS_PER_TOKEN)
    for boundary in (_CLAUSE, _WORD):
        ends = [match.end() for match in boundary.finditer(counter.text, span.start, limit)]
        ends = [_before_space(counter.text, end) for end in ends] + ([limit] if limit == span.end else [])
        fitting = _longest_fit(counter, span.start, ends, window)
        # A clause is a good cut only when it uses at least half of the room.
        if fitting is not None and (boundary is _WORD or counter.count(span.start, fitting) * 2 >= window):
            return fitting
    ends = list(range(span.start + 1, limit + 1))
    return _longest_fit(counter, span.start, ends, window) or span.start + 1


def _before_space(text: str, end: int) -> int:
    while text[end - 1].isspace():
        end -= 1
    return end


def _longest_fit(counter: _Counter, start: int, ends: Sequence[int], window: int) -> int | None:
    """The largest of the ascending `ends` up to which the window holds the text, by bisection."""
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        if counter.count(start, ends[middle]) <= window:
            low = middle + 1
        else:
            high = middle
    return ends[low - 1] if low and ends[low - 1] > start else None
