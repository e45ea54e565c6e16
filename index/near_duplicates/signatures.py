"""A text to a signature of fixed size, and to keys under which likely copies meet. Knows rensa; knows no database.

A signature holds two MinHash sketches: one of all runs of words, one of the opening's. Two sketches of whole texts
agree in as many places as the texts have runs in common, of all that either has (Jaccard). That alone loses
briefs: the first fifth of a story is 0.2 like it, and one in three is missed. Openings are of one size, so what is
left of a story cut at its tail has the opening of the whole, and none is missed.

A key is two places of a sketch. Of 700 texts with a fifth of their words replaced 997 in 1,000 share one of the 48
keys with what they were, and of a million pairs of news 245 do, 43 of them copies. Keys of one place find all, and
32,000 pairs (1,900 strangers an article among 60,000); keys of three lose a quarter of the rewrites.

Why rensa (MIT, Rust, no dependencies) and not datasketch (MIT, numpy): 3 against 90 microseconds an article for 64
places from ready-made numbers of runs, and 1 ms against 350 ms to import (datasketch loads scipy). Integers only,
seeded, so the same on every machine. Its price: one maintainer, and its algorithm changed with 0.5; so `scheme`
names it, and signatures of another scheme are made anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.near_duplicates.words import RUN_WORDS, Hashes, numbers_of, runs_of

FEWEST_WORDS = 40
"""With a fifth of its words replaced a text of 40 words is still known as a copy three times in four, one of 20
three in five; and the first 15 words are what two reports on one subject have in common ("The Bank of England has
left interest rates on hold")."""

WHOLE_PLACES = 64
OPENING_PLACES = 32
"""Found by their keys, with these, of 700 articles cut to a fifth 1.000, halved and a fifth of the words replaced
.95; with 64 and 16 places .982 and .894, with 48 and 16 .976 and .849, with 128 and no opening .900 and .936."""

OPENING_WORDS = 100
"""A brief of a few paragraphs; the shortest text that is compared has 40 words of it."""

SIGNATURE_BYTES = 4 * (WHOLE_PLACES + OPENING_PLACES)

FEWEST_EQUAL_PLACES = 9
"""Of 500 texts halved, and a fifth of their words replaced, the least alike had 10 places in common with the whole;
reports that share a sentence have 2 or 3, enough for a key now and then."""

MOST_COMPARED = 50
"""Comparing a candidate of 2.2 KB takes 0.14 ms, and its text has to be fetched. Unrelated articles meet by 15 in 60,000; only forms that are
filled in daily and mass mailings have more, and of those the likeliest are enough to join them to their kind."""

_SEED = 1
_BAND_STEP = np.uint64(0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio: its multiples lie far apart (Knuth, TAOCP 6.4)."""


def scheme() -> str:
    """Names everything that a signature depends on; signatures of different schemes cannot be compared."""
    from rensa import RMinHash

    return f"rensa-{RMinHash.ALGORITHM_VERSION}/runs-{RUN_WORDS}/{WHOLE_PLACES}+{OPENING_PLACES}x{OPENING_WORDS}"


def signature(text: str) -> bytes | None:
    """`SIGNATURE_BYTES` bytes, or None when the text has fewer than `FEWEST_WORDS` words.

    `text` is what an article says without its boilerplate: outlets share furniture without sharing stories.
    """
    numbers = numbers_of(text)
    if len(numbers) < FEWEST_WORDS:
        return None
    runs = runs_of(numbers)
    return _sketch(runs, WHOLE_PLACES) + _sketch(runs[: OPENING_WORDS - RUN_WORDS + 1], OPENING_PLACES)


def band_keys(signature: bytes) -> tuple[int, ...]:
    """Signed 64-bit numbers, in the order of the signature; likely copies have at least one in common."""
    return tuple(all_band_keys([signature])[0].tolist())


def all_band_keys(signatures: Sequence[bytes]) -> NDArray[np.int64]:
    """The `band_keys` of many signatures at once, shape (signatures, keys of one)."""
    # The number of its band goes into a key, so that two bands never meet by holding the same places.
    places = np.frombuffer(b"".join(signatures), "<u8").reshape(len(signatures), SIGNATURE_BYTES // 8)
    keys: NDArray[np.uint64] = places + np.arange(places.shape[1], dtype=np.uint64) * _BAND_STEP
    return keys.view(np.int64)


def likeliest(signature: bytes, candidates: Mapping[int, bytes]) -> list[int]:
    """The rows of `candidates` (row -> signature) to compare, most places in common first, `MOST_COMPARED` at most."""
    if not candidates:
        return []
    rows = np.fromiter(candidates, np.int64, len(candidates))
    places = np.frombuffer(b"".join(candidates.values()), "<u4").reshape(len(rows), SIGNATURE_BYTES // 4)
    equal = np.count_nonzero(places == np.frombuffer(signature, "<u4"), axis=1)
    worth_reading = np.flatnonzero(equal >= FEWEST_EQUAL_PLACES)
    order = np.lexsort((rows[worth_reading], -equal[worth_reading]))
    likely: list[int] = rows[worth_reading[order]][:MOST_COMPARED].tolist()
    return likely


def _sketch(runs: Hashes, places: int) -> bytes:
    from rensa import RMinHash

    matrix = RMinHash.digest_matrix_from_flat_token_hashes(runs, [0, len(runs)], places, _SEED)
    return np.array(matrix.to_rows()[0], "<u4").tobytes()
