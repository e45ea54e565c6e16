"""The index that the settings name: the one in a local folder, or the one in Milvus that is published from such a folder.

Knows which there are, and what of each is asked for; Milvus is imported only where the settings name it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from index.errors import IndexMissing
from index.looking.articles import IndexArticles
from index.syncing.report import Progress, SyncReport
from index.types import Diagnosis, Examination
from rag.config import RagConfig

if TYPE_CHECKING:  # who only looks at articles is spared numpy
    from index.milvus.search import MilvusIndex
    from index.search import LocalIndex

OpenedIndex: TypeAlias = "LocalIndex | MilvusIndex"
LookedAt: TypeAlias = "IndexArticles | MilvusIndex"


def opened_index(index_path: Path, config: RagConfig) -> OpenedIndex:
    """The index open for searching. Raises IndexMissing, IndexMismatch or IndexCorrupt; of Milvus ServerUnavailable too."""
    if config.index.store == "local":
        from index.search import LocalIndex

        return LocalIndex(index_path)
    from index.milvus.search import MilvusIndex

    return MilvusIndex(config.milvus)


def looked_at(index_path: Path, config: RagConfig) -> LookedAt:
    """The index open for its articles alone. Raises as `opened_index`."""
    if config.index.store == "local":
        return IndexArticles(index_path)
    from index.milvus.search import MilvusIndex

    return MilvusIndex(config.milvus)


def published_version(config: RagConfig) -> int:
    """The version in Milvus that those who ask see; 0 when none was published. Raises ServerUnavailable."""
    from index.milvus.database import MilvusDatabase
    from index.milvus.versions import Versions

    return Versions(MilvusDatabase(config.milvus)).current()


def published(
    sync_folders: Callable[[], SyncReport],
    index_path: Path,
    config: RagConfig,
    *,
    replace: bool,
    dry_run: bool,
    report: Callable[[Progress], None] | None,
) -> SyncReport:
    """The report of a sync of the folder's index, published to Milvus where the settings name it."""
    if config.index.store == "local":
        return sync_folders()
    from index.milvus.writing.following import synced

    return synced(
        sync_folders,
        config.milvus,
        index_path,
        replace_sources=replace,
        dry_run=dry_run,
        report=report or (lambda _: None),
    )


def examined(index_path: Path, config: RagConfig) -> Diagnosis:
    """What the doctor says of the folder's index, and of what is published from it. Raises IndexMissing where there is none."""
    from index.doctor import examine

    if config.index.store == "local":
        return examine(index_path)
    from index.milvus.writing.checking import with_published

    try:
        local = examine(index_path)
    except IndexMissing:
        local = None  # a machine that only reads has none
    return with_published(local, config.milvus)


def rolled_back(index_path: Path, config: RagConfig) -> Examination:
    """The generation before the one in use, in use again, and published where the settings name Milvus."""
    from index.doctor import roll_back

    done = roll_back(index_path)
    if config.index.store == "milvus":
        from index.milvus.writing.following import published_generation

        published_generation(config.milvus, index_path)
    return done
