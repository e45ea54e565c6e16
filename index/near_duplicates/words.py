"""Text to words and to runs of neighbouring words ("shingles"), as numbers. Pure; knows no article and no file.

Case, punctuation, quotation marks and line breaks are what outlets change first, so none of them counts. In
scripts without spaces between words every character is a word of its own.

A word's number is its CRC-32, the same in every process and on every machine (Python's own `hash` is not). Two words
of one number make two texts a little more alike: with 100,000 different words one in 43,000 does. A run is mixed
from its words' numbers in numpy. Finding words with a byte table instead of a pattern, and mixing numbers instead
of joining strings, took an article of 2.2 KB from 100 to 40 microseconds.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Hashes: TypeAlias = NDArray[np.uint64]
"""Numbers of words or of runs of words, one-dimensional."""

RUN_WORDS = 3
"""Words in a run. Of 4 million pairs of news, runs of 2 gave 19,500 that share a twentieth, of 3 1,900, of 4 1,000;
with a fifth of the words replaced 64% of all runs of 2 stay whole, 51% of 3, 41% of 4."""

_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
)
"""Thai and Lao, Burmese, Khmer, kana, and Han: written without spaces between words (Unicode blocks)."""

_FOREIGN_MARKS = re.compile(r"[^\w\x00-\x7f]+")

_ASCII_MARKS_TO_SPACES = bytes(code if code > 127 or chr(code).isalnum() else 32 for code in range(256))

_MIX = np.uint64(0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio, made odd: multiplying by it spreads neighbouring numbers (Knuth, TAOCP 6.4)."""

_HALF = np.uint64(32)


def words_of(text: str) -> list[str]:
    """The words of `text` in order, their case kept."""
    return _spaced(text).decode().split()


def numbers_of(text: str) -> Hashes:
    """One number a word, in order, whatever the word's case. Shape (words,)."""
    words = _spaced(text.casefold()).split()
    return np.fromiter(map(zlib.crc32, words), np.uint64, len(words))


def runs_of(numbers: Hashes) -> Hashes:
    """One number for every `RUN_WORDS` words in a row, in order. Shape (words - RUN_WORDS + 1,), or (0,)."""
    count = max(0, len(numbers) - RUN_WORDS + 1)
    runs = numbers[:count].copy()
    for position in range(1, RUN_WORDS):
        runs *= _MIX
        runs ^= runs >> _HALF
        runs += numbers[position : position + count]
    runs *= _MIX
    runs ^= runs >> _HALF
    return runs


def _spaced(text: str) -> bytes:
    """The words in UTF-8, parted by nothing but spaces. A lone surrogate, which no file can hold, parts words too."""
    if not text.isascii():
        # An accent may be a character of its own, a space a hard one, a digit a wide one.
        text = unicodedata.normalize("NFKC", text)
        text = _UNSPACED.sub(r" \1 ", _FOREIGN_MARKS.sub(" ", text))
    return text.encode("utf-8", "replace").translate(_ASCII_MARKS_TO_SPACES)
