"""A question and a passage as one row of tokens, and where each sentence of the passage stands in it.

Knows the tokenizer and the layout `[CLS] question [SEP] headline · date [SEP] text [SEP]` (Devlin et al. 2019,
arXiv:1810.04805); training and reading share it, so that a model meets what it was trained on. Knows no model.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.embedding.packaged import model_folder

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

QUESTION_TOKENS = 80
"""Longer questions lose their middle: what is asked stands at one end or the other."""

HEADER_TOKENS = 40
ROW_TOKENS = 448
"""A chunk of 256 tokens, a question and a header fit with room to spare; the encoder's window is 512."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One row. `ids` and `types` have shape (tokens,); the text's tokens are those from `text_at` to the last but one.

    `offsets` are the characters of each of the text's tokens, `sentences` the range of tokens of each sentence (from
    the start of the row; None for one that did not fit).
    """

    ids: tuple[int, ...]
    types: tuple[int, ...]
    text_at: int
    offsets: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int] | None, ...]


class PairEncoder:
    """Makes `Pair`s with the tokenizer of the packaged model. Safe for many threads."""

    def __init__(self) -> None:
        from tokenizers import Tokenizer

        tokenizer: Tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._first, self._separator = tokenizer.encode("").ids

    def pair(
        self,
        question: str,
        header: str,
        text: str,
        sentences: Sequence[tuple[int, int]],
        *,
        row_tokens: int = ROW_TOKENS,
    ) -> Pair:
        """`sentences` are (start, end) in characters of `text`, in order. What is too long for the row is cut off."""
        asked = _without_middle(self._encoded(question).ids, QUESTION_TOKENS)
        head = self._encoded(header).ids[:HEADER_TOKENS]
        encoded = self._encoded(text)
        before = [self._first, *asked, self._separator, *head, self._separator]
        room = max(0, row_tokens - len(before) - 1)
        ids = encoded.ids[:room]
        offsets = tuple(encoded.offsets[:room])
        return Pair(
            (*before, *ids, self._separator),
            (*[0] * (len(asked) + 2), *[1] * (len(head) + 1 + len(ids) + 1)),
            len(before),
            offsets,
            _ranges(sentences, offsets, len(before)),
        )

    def _encoded(self, text: str) -> Encoding:
        return self._tokenizer.encode(text, add_special_tokens=False)


def header_of(title: str, published: dt.date | None) -> str:
    """What is read of an article beside a passage: its headline and its day in words."""
    day = f"{published.day} {published:%B %Y}" if published else ""
    return " · ".join(filter(None, [title, day]))


def _without_middle(ids: list[int], limit: int) -> list[int]:
    if len(ids) <= limit:
        return ids
    return [*ids[: limit // 2], *ids[-(limit - limit // 2) :]]


def _ranges(
    sentences: Sequence[tuple[int, int]], offsets: Sequence[tuple[int, int]], at: int
) -> tuple[tuple[int, int] | None, ...]:
    """For each sentence its first token and the one after its last; a sentence cut at the row's end counts."""
    ranges: list[tuple[int, int] | None] = []
    token = 0
    for start, end in sentences:
        while token < len(offsets) and offsets[token][1] <= start:
            token += 1
        first = token
        while token < len(offsets) and offsets[token][0] < end:
            token += 1
        ranges.append((at + first, at + token) if token > first else None)
    return tuple(ranges)
