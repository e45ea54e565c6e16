"""A local generation published: Milvus brought to exactly what it holds, seen by readers at once or not at all.

The local generation stays what a sync writes, verifies and goes on from; what is written here is the difference to the
version in use, article by article. Whoever makes generations another way (on other machines, say) publishes them the
same way: `publish(database, opened, index_path, base=Versions(database).current())`, where `opened` is an
`OpenGeneration` and `index_path` names the writer, who must hold that folder's lock.

Knows the order: claim, undo what a stopped writer left, texts and chunks, cards, words, verify, facts, publish, clear.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.errors import IndexLocked, IndexMismatch, SourceError
from index.milvus.database import MilvusDatabase
from index.milvus.facts import Facts, dead_of, of_manifest
from index.milvus.rows import digest_of
from index.milvus.versions import Versions
from index.milvus.writing.base import Base, base_of, seen_chunks, staged_of
from index.milvus.writing.settling import settle
from index.milvus.writing.source import Wanted, same_for_all, wanted_articles
from index.milvus.writing.writer import VersionWriter
from index.store.opened import OpenGeneration
from index.syncing.report import Progress

_DRIFT = 1.25
"""Weights are stored for the average length when they were written. As long as it has not changed by more than this, a
few candidates more make up for it; beyond, all chunks are written anew."""


@dataclass(frozen=True, slots=True)
class Published:
    """The version in use after a publication. `changed` is False when it was already equal. `lost` says what Milvus no
    longer had of the version before, for which everything was written anew; "" for nothing."""

    version: int
    changed: bool
    lost: str = ""


def publish(
    database: MilvusDatabase,
    opened: OpenGeneration,
    index_path: Path,
    *,
    base: int,
    replace_sources: bool = False,
    report: Callable[[Progress], None] = lambda _: None,
) -> Published:
    """Make the version in use equal to `opened`. `base` is the version in use before the folders were looked at.

    Raises IndexLocked (another writer, or one that published since `base`), SourceError (the index is of other folders),
    ServerUnavailable (Milvus cannot be reached or is full). Then what was published before is in use as it was, and the
    next publication of the same folder goes on with what was written. Where Milvus itself has lost some of the version in
    use, all of it is written anew.
    """
    versions = Versions(database)
    database.make_collections(opened.manifest.settings.dim)
    database.load()
    _refuse_other_dimensions(database, opened)
    known = base_of(database, base, versions)
    facts, lost = known.facts, known.lost
    if known.version and not replace_sources:
        _refuse_other_sources(known, opened, database)
    average, longest = opened.words.lengths()
    baked = facts.average if facts and _near(facts.average, average) else average
    wanted = wanted_articles(opened, baked=f"{baked} {database.dense_only}")
    state = _state(wanted, opened)
    if facts and not lost and facts.state == state and versions.current() == base:
        return Published(base, changed=False)
    claim = versions.claim(index_path)
    if versions.current() != base:
        raise IndexLocked(f"another process published to {database.config.shown} meanwhile; sync again")
    dead = dead_of(versions.abandoned(), facts)
    draft = _draft(opened, known, version=claim.version, state=state, average=baked, longest=longest, dead=dead)
    writer = VersionWriter(database, opened, draft, lambda: versions.beat(claim, index_path), report)
    for left in (one for one in dead if one > base):
        writer.undo(left)
    staged = staged_of(database, claim.version) if claim.resumed else None
    writer.write(wanted, known.cards, staged, anew=seen_chunks(database, known) if lost else None)
    written = writer.finish(facts)
    settle(database, lambda: versions.beat(claim, index_path))
    versions.publish(claim)
    versions.forget(written.kept_from())
    return Published(claim.version, changed=True, lost=lost)


def _refuse_other_sources(known: Base, opened: OpenGeneration, database: MilvusDatabase) -> None:
    if known.facts is None:
        raise SourceError(
            f"{database.config.shown} has lost what version {known.version} says of itself, and of which folders it is; "
            f"`rag sync --replace` publishes {', '.join(map(repr, opened.manifest.sources))} anew in its place"
        )
    if dropped := [folder for folder in known.facts.sources if folder not in opened.manifest.sources]:
        raise SourceError(
            f"{database.config.shown} is the index of {dropped[0]!r}, which is not among the folders named "
            f"({', '.join(map(repr, opened.manifest.sources))}); name it too, choose another milvus.name, or drop it with "
            "--replace"
        )


def _refuse_other_dimensions(database: MilvusDatabase, opened: OpenGeneration) -> None:
    if (found := database.dim()) != (dim := opened.manifest.settings.dim):
        raise IndexMismatch(
            f"{database.config.shown} holds vectors of {found} dimensions, the embedder makes {dim}; choose another "
            "milvus.name for the new embedder"
        )


def _near(one: float, other: float) -> bool:
    return min(one, other) * _DRIFT >= max(one, other)


def _state(wanted: dict[str, Wanted], opened: OpenGeneration) -> str:
    cards = sorted((key, digest_of(same_for_all(one.card))) for key, one in wanted.items())
    failures = [asdict(failure) for failure in opened.articles.failures()]
    return digest_of([cards, failures, opened.manifest.sources])


def _draft(opened: OpenGeneration, known: Base, **told: Any) -> Facts:
    """The facts of the version that is being written; its days and garbage come last."""
    base, now = known.facts, time.time()
    unknown = ((known.version, now),) if known.version else ()  # of which readers may still be at work
    return Facts(
        days=base.days if base and not known.lost else (),
        history=(*(base.history if base else unknown), (told["version"], now)),
        garbage=base.garbage if base else (),
        words=base.words if base and not known.lost else 0,
        failures=opened.articles.failures(),
        outlets=opened.articles.outlets(),
        coverage=opened.articles.coverage(),
        **of_manifest(opened.manifest),
        **told,
    )
