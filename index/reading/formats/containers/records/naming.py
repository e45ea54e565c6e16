"""What the records of one file are called, so that none is lost and each keeps its name from sync to sync.

Knows ids, ordinals and repetitions; knows nothing of what a record is. Decision: a record that repeats an earlier one
of the same id, byte for byte, is left out, and the record yielded before it says so; one of the same id and other
content becomes "#id~2" and says whose id it has. To attach the first note, one record is held back. The cost: the
ids of a file are remembered, some 200 bytes a record, while it is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from index.errors import ArticleError
from index.reading.formats.record import Draft, Record

_LONGEST_ID = 200
"""Ids are names, URLs or hashes. A longer one is text in the wrong column; it is cut, and its hash keeps it apart."""

_NOTED_REPEATS = 3
"""Repetitions that one note names; a file that is one record a million times needs no longer note."""


@dataclass(frozen=True, slots=True)
class Found:
    """A record before it has its name. `identity` is its own id, or None; `place` says where it stands ("line 7").

    `mark` stands before the name: "#", or "/" for the members of an archive.
    """

    identity: str | None
    place: str
    sha256: str
    read: Callable[[], Draft] = field(repr=False)
    note: str | None = None


def named(found: Iterable[Found], mark: str = "#") -> Iterator[Record]:
    """The records with their suffixes: `mark` and the id, or the ordinal (from 1) of a record without one."""
    names, held, repeats, repeated = Names(), None, list[str](), 0
    for ordinal, record in enumerate(found, 1):
        name = names.name(mark + (clean_id(record.identity) or str(ordinal)), record.sha256, record.place)
        if name.repeats:
            repeated += 1
            if len(repeats) < _NOTED_REPEATS:
                repeats.append(f"{record.place} repeats {name.earlier}")
            continue
        if held is not None:
            yield _noted(held, repeats, repeated)
        repeats, repeated = [], 0
        clash = f"{record.place} has the id of {name.earlier} and other content; it is kept as {name.suffix!r}"
        note = "; ".join(filter(None, (clash if name.earlier else None, record.note)))
        held = Record(name.suffix, record.sha256, record.read, note or None)
    if held is not None:
        yield _noted(held, repeats, repeated)


def clean_id(identity: str | None) -> str | None:
    """An id that can be stored and shown on one line; None when it is blank."""
    words = " ".join((identity or "").encode("utf-8", "replace").decode("utf-8").split())
    kept = "".join(character if character.isprintable() else "\ufffd" for character in words)
    if len(kept) > _LONGEST_ID:
        kept = f"{kept[: _LONGEST_ID // 2]}…{hashlib.sha256(kept.encode()).hexdigest()[:16]}"
    return kept or None


def failing(message: str) -> Callable[[], Draft]:
    """A `read` of a record that cannot be read."""

    def read() -> Draft:
        raise ArticleError(message)

    return read


@dataclass(frozen=True, slots=True)
class Name:
    """The suffix a record gets; `earlier` is the place of the record that had it first, `repeats` when it is the same."""

    suffix: str
    earlier: str | None = None
    repeats: bool = False


class Names:
    """The names given so far in one file: for each its contents (the start of their hashes) and where they stood."""

    def __init__(self) -> None:
        self._places = dict[str, dict[bytes, str]]()
        self._given = set[str]()

    def name(self, wanted: str, sha256: str, place: str) -> Name:
        """`wanted`, or with "~2", "~3" ... when other content has it."""
        places = self._places.setdefault(wanted, {})
        digest = bytes.fromhex(sha256[:32])
        if digest in places:
            return Name(wanted, places[digest], repeats=True)
        earlier = next(iter(places.values()), None)
        places[digest] = place
        number = len(places)
        suffix = wanted if number == 1 else f"{wanted}~{number}"
        while suffix in self._given:
            number += 1
            suffix = f"{wanted}~{number}"
        self._given.add(suffix)
        return Name(suffix, earlier)


def _noted(record: Record, repeats: list[str], repeated: int) -> Record:
    if not repeats:
        return record
    more = f" and {repeated - len(repeats):,} more" if repeated > len(repeats) else ""
    note = f"{'; '.join(repeats)}{more}: left out, the content is the same"
    return replace(record, note="; ".join(filter(None, (record.note, note))))
