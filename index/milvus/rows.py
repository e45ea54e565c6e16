"""How values become rows of Milvus, and back: keys, packed values, values with their versions, texts in pieces.

Milvus keeps strings of at most 65,535 bytes, compares keys in expressions, and changes one row at a time. So a key is a
hash (no name of an article ever stands in an expression), a long value is cut into pieces, and a row that is found by
its key holds all versions of its value that a reader may still want. Knows no database.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Collection, Iterator
from typing import Any

from index.errors import IndexCorrupt, RagError

PIECE_CHARACTERS = 15_000
"""At most 60,000 bytes of UTF-8."""

LONGEST_BYTES = 65_535
"""Milvus' limit of a string."""

FOREVER = 2**62
"""`until` of what no version has removed."""


def key_of(text: str) -> str:
    """The key of an article's id, an outlet or a word: 32 hexadecimal digits."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def digest_of(value: object) -> str:
    """Equal for equal values of JSON."""
    return key_of(json.dumps(value, sort_keys=True, separators=(",", ":")))


def pack(value: object) -> str:
    """A value of JSON as short ASCII."""
    return base64.b85encode(zlib.compress(json.dumps(value, separators=(",", ":")).encode())).decode()


def unpack(packed: str) -> Any:
    """What was packed. Raises IndexCorrupt."""
    try:
        return json.loads(zlib.decompress(base64.b85decode(packed)))
    except (ValueError, zlib.error) as error:
        raise IndexCorrupt(f"Milvus gave a damaged value ({error}); publish the index anew with `rag sync`") from error


def in_pieces(value: str) -> list[str]:
    """A long string in pieces that Milvus takes; the first says how many there are."""
    starts = range(0, max(1, len(value)), PIECE_CHARACTERS)
    pieces = [value[start : start + PIECE_CHARACTERS] for start in starts]
    return [f"{len(pieces)}|{pieces[0]}", *pieces[1:]]


def piece_count(first: str) -> int:
    """How many pieces there are, as the first of them says."""
    return int(first.partition("|")[0])


def joined(pieces: list[str]) -> str:
    """The string that `in_pieces` cut."""
    return pieces[0].partition("|")[2] + "".join(pieces[1:])


Versions = list[tuple[int, str | None]]
"""(version, packed value; None: removed) of one row, newest first."""


def versions_of(body: str) -> Versions:
    """What a row holds."""
    return [(int(number), value) for number, value in json.loads(body)]


def value_at(versions: Versions, version: int, dead: Collection[int]) -> str | None:
    """What a reader of `version` sees; None where there is nothing. `dead` versions were never published."""
    return next((value for number, value in versions if number <= version and number not in dead), None)


def with_value(versions: Versions, version: int, value: str | None, *, kept_from: int, dead: Collection[int]) -> str:
    """The row with the value of a new version, without those that no reader of `kept_from` or later can see.

    Where that is too long for Milvus, older ones go sooner, all but the one before.
    """
    earlier = [one for one in versions if one[0] < version and one[0] not in dead]
    wanted = [one for one in earlier if one[0] > kept_from] + [one for one in earlier if one[0] <= kept_from][:1]
    while True:
        body = json.dumps([(version, value), *wanted], separators=(",", ":"))
        if len(body) <= LONGEST_BYTES:
            return body
        if len(wanted) <= 1:
            raise RagError(f"a row of {len(body):,} bytes is too long for Milvus, which takes {LONGEST_BYTES:,}")
        wanted.pop()


def batches(rows: list[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    """At most `size` rows at a time."""
    return (rows[first : first + size] for first in range(0, len(rows), size))
