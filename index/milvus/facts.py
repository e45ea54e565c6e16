"""What a version says of itself: numbers, settings, failures, outlets, and what was removed. One value, read as a whole.

Knows its fields and the rows it lies in; knows nothing of articles.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from index.errors import IndexCorrupt, IndexMissing
from index.milvus.database import LATEST, TEXTS, MilvusDatabase
from index.milvus.rows import held_at, in_pieces, joined, pack, piece_count, unpack, unpacked, versions_of
from index.milvus.versions import text_row
from index.store.manifest import Manifest
from index.types import Coverage, Failure

GRACE_SECONDS = 600.0
"""What a version removed is kept so long for readers that are in the middle of a question."""

_DEAD_KEPT, _ROWS_AT_ONCE = 32, 1_000


@dataclass(frozen=True, slots=True)
class Garbage:
    """What `version` has no use for: chunks and pieces of an article's text as they were written in `since`."""

    version: int
    article: str
    since: int
    chunks: int
    pieces: int
    gone: bool
    """The article itself was removed."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of one version.

    `state` is equal for equal contents. `dead` are versions that were never published. `average` is the length that the
    stored weights of words were computed with. `days` are (day number, 0 for none; chunks; their words in all).
    `history` are (version, time of its publication), oldest first. `words` is how many rows of words there are at least, 0
    where an older writer did not tell. `published_at` is that time by Milvus's clock, a guarantee
    for reads of this version; it is told by the name that published it, and is not one of the facts that are written.
    """

    version: int
    state: str
    dead: tuple[int, ...]
    average: float
    longest: int
    days: tuple[tuple[int, int, int], ...]
    history: tuple[tuple[int, float], ...]
    garbage: tuple[Garbage, ...]
    embedder: str
    weights_sha256: str
    dim: int
    chunk_tokens: int
    columns: tuple[tuple[str, str], ...]
    engine: str
    created: str
    sources: tuple[str, ...]
    articles: int
    chunks: int
    stories: int
    fingerprint: str
    failures: tuple[Failure, ...]
    outlets: tuple[str, ...]
    coverage: Coverage
    words: int = 0
    published_at: int = LATEST

    @property
    def seen(self) -> str:
        """An expression for the chunks that this version has."""
        if not self.dead:
            return f"since <= {self.version} and until > {self.version}"
        dead = list(self.dead)
        return f"since <= {self.version} and since not in {dead} and (until > {self.version} or until in {dead})"

    def kept_from(self) -> int:
        """The oldest version that a reader may still ask once this one is published."""
        earlier = [one for one in self.history if one[0] < self.version]
        old = [number for number, published in earlier if time.time() - published > GRACE_SECONDS]
        return max(old, default=min((number for number, _ in self.history), default=0))

    def values(self, database: MilvusDatabase, rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """What this version has in rows that hold several, by key; what it has nothing in is left out."""
        return values_at(database, rows, self.version, self.dead, guarantee=self.published_at)

    def write(self, database: MilvusDatabase) -> None:
        """Write the facts into their rows."""
        values = asdict(self) | {"coverage": _told(self.coverage)}
        del values["published_at"]
        rows = [
            text_row(f"facts-{self.version}-{number}", self.version, piece)
            for number, piece in enumerate(in_pieces(pack(values)))
        ]
        database.put(TEXTS, rows)


def of_manifest(manifest: Manifest) -> dict[str, Any]:
    """The fields that a generation's manifest tells."""
    settings = manifest.settings
    return {
        "embedder": settings.embedder,
        "weights_sha256": settings.weights_sha256,
        "dim": settings.dim,
        "chunk_tokens": settings.chunk_tokens,
        "columns": settings.columns,
        "engine": manifest.engine,
        "created": manifest.created,
        "sources": manifest.sources,
        "articles": manifest.articles,
        "chunks": manifest.chunks,
        "stories": manifest.stories,
        "fingerprint": manifest.fingerprint,
    }


def read_facts(database: MilvusDatabase, version: int, published_at: int = LATEST) -> Facts:
    """The facts of a version, published when `Versions.published_at` says.

    Raises IndexMissing when it was removed, IndexCorrupt when it is damaged.
    """
    first = f"facts-{version}-0"
    rows = database.get(TEXTS, [first], ["body"], guarantee=published_at)
    if first not in rows:
        raise IndexMissing(f"version {version} is no longer in {database.config.shown}; ask again")
    keys = [f"facts-{version}-{number}" for number in range(piece_count(rows[first]["body"]))]
    rows |= database.get(TEXTS, keys[1:], ["body"], guarantee=published_at)
    try:
        values = unpack(joined([rows[key]["body"] for key in keys]))
        return Facts(
            **values
            | {name: tuple(map(tuple, values[name])) for name in ("days", "history", "columns")}
            | {name: tuple(values[name]) for name in ("sources", "outlets", "dead")}
            | {
                "garbage": tuple(Garbage(**one) for one in values["garbage"]),
                "failures": tuple(Failure(**one) for one in values["failures"]),
                "coverage": _read_coverage(values["coverage"]),
                "published_at": published_at,
            }
        )
    except (KeyError, TypeError, ValueError) as error:
        raise IndexCorrupt(
            f"the facts of version {version} in {database.config.shown} are damaged ({error!r}); publish the index anew "
            "with `rag sync`"
        ) from error


def values_at(
    database: MilvusDatabase,
    rows: Mapping[str, Mapping[str, Any]],
    version: int,
    dead: Collection[int],
    *,
    guarantee: int,
) -> dict[str, Any]:
    """As `Facts.values`, of a version of which only the number is known. Raises IndexCorrupt."""
    held = {key: held_at(versions_of(row["body"]), version, dead) for key, row in rows.items()}

    def pieces(keys: Sequence[str]) -> dict[str, str]:
        return {key: row["body"] for key, row in database.get(TEXTS, keys, ["body"], guarantee=guarantee).items()}

    return unpacked({key: value for key, value in held.items() if value is not None}, pieces)


def each_value(
    database: MilvusDatabase, rows: Iterable[Mapping[str, Any]], version: int, dead: Collection[int], *, guarantee: int
) -> Iterator[tuple[str, Any]]:
    """As `values_at`, of any number of rows: (key, value), few in memory at a time."""
    some: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        some[row["pk"]] = row
        if len(some) >= _ROWS_AT_ONCE:
            yield from values_at(database, some, version, dead, guarantee=guarantee).items()
            some = {}
    yield from values_at(database, some, version, dead, guarantee=guarantee).items()


def forget_facts(database: MilvusDatabase, versions: list[int]) -> None:
    """Remove the facts of versions that nobody can ask for any more."""
    rows = database.get(TEXTS, [f"facts-{version}-0" for version in versions], ["body"], guarantee=LATEST)
    for first, row in rows.items():
        stem = first.removesuffix("0")
        database.remove(TEXTS, [f"{stem}{number}" for number in range(piece_count(row["body"]))])


def dead_of(abandoned: list[int], base: Facts | None) -> tuple[int, ...]:
    """Versions whose rows are never seen: those known so far, and those abandoned since."""
    return tuple(sorted({*abandoned, *(base.dead if base else ())})[-_DEAD_KEPT:])


def _told(coverage: Coverage) -> dict[str, Any]:
    days = {name: day.isoformat() if day else None for name in ("first", "last") for day in [getattr(coverage, name)]}
    return asdict(coverage) | days


def _read_coverage(values: dict[str, Any]) -> Coverage:
    days = {name: dt.date.fromisoformat(values[name]) if values[name] else None for name in ("first", "last")}
    languages = tuple((language, int(count)) for language, count in values["languages"])
    return Coverage(**values | days | {"languages": languages})
