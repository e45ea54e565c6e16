"""A sync whose index is in Milvus: the folders are synced into the local generation, and that is published.

The local index stays what tells what is unchanged, and keeps vectors that were computed. Knows the order; `index.sync`
knows how to sync, `publishing` how to publish.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index.errors import IndexLocked
from index.milvus.database import MilvusDatabase
from index.milvus.settings import MilvusConfig
from index.milvus.versions import Versions
from index.milvus.writing.publishing import Published, publish
from index.store.generations import current_generation, writing
from index.store.opened import open_generation
from index.syncing.report import Progress, SyncReport

_TRIES = 3


def synced(
    sync_folders: Callable[[], SyncReport],
    config: MilvusConfig,
    index_path: Path,
    *,
    replace_sources: bool = False,
    dry_run: bool = False,
    report: Callable[[Progress], None] = lambda _: None,
) -> SyncReport:
    """The report of `sync_folders`, once what it made at `index_path` is what readers of `config` see.

    When another machine published while the folders were looked through, they are looked through again: what was found
    before may be older than what it published. Raises what `publish` raises.
    """
    database = MilvusDatabase(config)
    versions = Versions(database)
    for tries_left in reversed(range(_TRIES)):
        base = versions.current()
        done = sync_folders()
        if dry_run:
            return done
        try:
            with writing(index_path):
                published = _published(database, index_path, base, replace_sources=replace_sources, report=report)
        except IndexLocked:
            if not tries_left or versions.current() == base:
                raise
        else:
            notes = (
                (f"{config.shown} no longer had what was published ({published.lost}); all of it was published anew",)
                if published.lost
                else ()
            )
            return replace(
                done,
                published=published.changed,
                generation=f"version {published.version} in {config.shown}",
                notes=(*done.notes, *notes),
            )
    raise AssertionError("the last try returns or raises")


def published_generation(config: MilvusConfig, index_path: Path) -> int:
    """Publish the local generation in use, whichever it is and of which folders: after going back to one. The version."""
    database = MilvusDatabase(config)
    with writing(index_path):
        published = _published(
            database, index_path, Versions(database).current(), replace_sources=True, report=lambda _: None
        )
    return published.version


def _published(
    database: MilvusDatabase,
    index_path: Path,
    base: int,
    *,
    replace_sources: bool,
    report: Callable[[Progress], None],
) -> Published:
    opened = open_generation(current_generation(index_path))
    try:
        return publish(database, opened, index_path, base=base, replace_sources=replace_sources, report=report)
    finally:
        opened.articles.close()
