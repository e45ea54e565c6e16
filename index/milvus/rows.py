"""How values become rows of Milvus, and back: keys, packed values, values with their versions, texts in pieces.

Milvus keeps strings of at most 65,535 bytes, compares keys in expressions, and changes one row at a time. So a key is a
hash (no name of an article ever stands in an expression), a long value is cut into pieces, and a row that is found by
its key holds all versions of its value that a reader may still want: the short ones themselves, of long ones where their
pieces lie. Knows no database.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.errors import IndexCorrupt, RagError

PIECE_CHARACTERS = 15_000
"""At most 60,000 bytes of UTF-8."""

LONGEST_BYTES = 65_535
"""Milvus' limit of a string."""

_LONGEST_IN_ROW = 12_000
"""A packed value that is longer lies in pieces beside its row, so that a row has room for several versions."""

_PIECE_OF_PACKED = 60_000
"""Packed values are ASCII: a character is a byte."""

_ELSEWHERE = ":"
"""Begins what stands in a row for a value that lies in pieces; no packed value has one."""

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
"""(version, packed value or where its pieces lie; None: removed) of one row, newest first."""


def versions_of(body: str) -> Versions:
    """What a row holds."""
    return [(int(number), value) for number, value in json.loads(body)]


def held_at(versions: Versions, version: int, dead: Collection[int]) -> str | None:
    """What a row holds for a reader of `version`; None where there is nothing. `dead` versions were never published."""
    return next((value for number, value in versions if number <= version and number not in dead), None)


def unpacked(held: Mapping[str, str], read_pieces: Callable[[Sequence[str]], Mapping[str, str]]) -> dict[str, Any]:
    """The values of what rows hold, by the keys of the rows; `read_pieces` gives pieces by their keys.

    Raises IndexCorrupt.
    """
    places = {key: pieces_of(value) for key, value in held.items()}
    wanted = [piece for pieces in places.values() for piece in pieces]
    found = read_pieces(wanted) if wanted else {}
    if lost := [piece for piece in wanted if piece not in found]:
        raise IndexCorrupt(
            f"Milvus lacks {len(lost):,} of {len(wanted):,} pieces of long values; ask again, or choose another "
            "milvus.name and publish everything anew with `rag sync`"
        )
    return {
        key: unpack("".join(found[piece] for piece in places[key]) if places[key] else value)
        for key, value in held.items()
    }


def pieces_of(value: str | None) -> list[str]:
    """The keys of the pieces of what a row holds; none for a value that lies in the row itself."""
    if not value or not value.startswith(_ELSEWHERE):
        return []
    count, _, stem = value.removeprefix(_ELSEWHERE).partition(_ELSEWHERE)
    return [f"{stem}-{number}" for number in range(int(count))]


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done to a row: first its `pieces` (by key) are written, then its `body`, then `outdated` ones removed.

    Whoever is stopped in between leaves a row that can be read, and at most some pieces that nobody looks for.
    """

    body: str
    pieces: dict[str, str]
    outdated: list[str]


def with_value(
    key: str, versions: Versions, version: int, value: str | None, *, kept_from: int, dead: Collection[int]
) -> Change:
    """The row with the packed value of a new version, without those that no reader of `kept_from` or later can see.

    Where that is too long for Milvus, older ones go sooner, all but the one before.
    """
    earlier = [one for one in versions if one[0] < version and one[0] not in dead]
    wanted = [one for one in earlier if one[0] > kept_from] + [one for one in earlier if one[0] <= kept_from][:1]
    pieces: dict[str, str] = {}
    kept = [(number, _in_row(key, number, one, pieces)) for number, one in [(version, value), *wanted]]
    while len(body := json.dumps(kept, separators=(",", ":"))) > LONGEST_BYTES:
        if len(kept) <= 2:
            raise RagError(f"a row of {len(body):,} bytes is too long for Milvus, which takes {LONGEST_BYTES:,}")
        kept.pop()
    needed = {piece for _, one in kept for piece in pieces_of(one)}
    outdated = [piece for _, one in versions for piece in pieces_of(one) if piece not in needed]
    return Change(body, {piece: told for piece, told in pieces.items() if piece in needed}, outdated)


def _in_row(key: str, version: int, value: str | None, pieces: dict[str, str]) -> str | None:
    """What stands in a row for a value; a long one is put into `pieces`, whose keys tell their content: none is ever
    written over by another."""
    if value is None or len(value) <= _LONGEST_IN_ROW or value.startswith(_ELSEWHERE):
        return value
    stem = f"{key}-{version}-{key_of(value)}"
    starts = range(0, len(value), _PIECE_OF_PACKED)
    pieces |= {f"{stem}-{n}": value[start : start + _PIECE_OF_PACKED] for n, start in enumerate(starts)}
    return f"{_ELSEWHERE}{len(starts)}{_ELSEWHERE}{stem}"


def batches(rows: list[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    """At most `size` rows at a time."""
    return (rows[first : first + size] for first in range(0, len(rows), size))
