"""Tokens of running text, looked up word by word: a word that was met before is not tokenized again.

Knows that a BERT tokenizer never joins what a space or a newline parts (it splits there before WordPiece, Devlin et
al. 2019, arXiv:1810.04805), so the tokens of a text are those of its words in turn; a test holds it to the tokenizer
on any text. Knows no model. Words repeat (Zipf), so a look-up in a dictionary takes the place of most of the work:
measured beside `Tokenizer.encode` on news by tests/bench/embedding_speed.py. Other tokenizers must not be used here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_Tokens: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]
"""Offsets in the word, and ids, of a word's tokens."""

_PART = re.compile(r"""[^ \n.,;:!?"'()’“”-]+ ?|[^ \n] ?|[ \n]+""")
"""Only what Python and the tokenizer agree on parts words: U+001C is a space to the one and nothing to the other.
Marks that are tokens of their own part them too: "end." would have to be met beside "end" and "end,". Parts follow each
other without a gap, each with the space behind it, so their lengths tell where the next begins: half the time of a match
object for every word."""

_LONGEST_KEPT = 40
"""Characters; longer words (addresses, noise) seldom come twice."""

_WORDS_KEPT = 1 << 16
"""About 20 MB (310 bytes a word by tracemalloc); the first 130 articles of multihop-rag hold 22,661 distinct words."""


class WordPieces:
    """A BERT tokenizer with a memory for words. Safe for many threads: a full memory is replaced, never emptied."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._known: dict[str, _Tokens] = {}

    def starts(self, text: str) -> Sequence[int]:
        """Character offset of each token, in order."""
        parts = _PART.findall(text)
        known = self._knowing(set(parts))
        starts: list[int] = []
        first = 0
        for part in parts:
            offsets = known[part][0]
            if len(offsets) == 1:
                starts.append(first + offsets[0])
            elif offsets:
                starts += [first + offset for offset in offsets]
            first += len(part)
        return starts

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text, without special tokens."""
        split = [_PART.findall(text) for text in texts]
        known = self._knowing(set().union(*split))
        return [[token for word in words for token in known[word][1]] for words in split]

    def _knowing(self, words: Collection[str]) -> dict[str, _Tokens]:
        """A dictionary that holds at least `words`."""
        known = self._known
        missing = [word for word in words if word not in known]
        if not missing:
            return known
        encoded = self._tokenizer.encode_batch(missing, add_special_tokens=False)
        fresh: dict[str, _Tokens] = {
            word: (tuple(start for start, _ in found.offsets), tuple(found.ids))
            for word, found in zip(missing, encoded, strict=True)
        }
        kept = {word: tokens for word, tokens in fresh.items() if len(word) <= _LONGEST_KEPT}
        if len(known) + len(kept) > _WORDS_KEPT:
            self._known = kept
        else:
            known.update(kept)
            if len(kept) == len(fresh):
                return known
        return {word: fresh[word] if word in fresh else known[word] for word in words}
