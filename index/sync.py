"""Make an index equal to folders of articles, on disks or in object stores.

Knows the order of the work: look, read, embed, write, verify, publish. Until the last step the old generation
serves; one bad file never stops the others; what is unchanged costs a stat.
"""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from index.config import IndexConfig
from index.embedding.protocol import Embedder
from index.errors import ConfigError, IndexCorrupt, RagError
from index.exclusions import exclusions
from index.near_duplicates.signatures import scheme
from index.objects.address import Folder
from index.reading.folder import scan_folders, sources_of
from index.store.generations import writing
from index.store.manifest import Settings
from index.syncing.attempt import Attempt
from index.syncing.previous import usable_generation
from index.syncing.report import Progress, SyncReport
from index.syncing.safety import refuse_empty
from index.syncing.task import Task

if TYPE_CHECKING:
    from index.distributed.reader import Ray

Report = Callable[[Progress], None]

_DISK_FAULTS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)


def sync(
    folders: Sequence[Folder],
    index_path: Path,
    *,
    embedder: Embedder,
    config: IndexConfig | None = None,
    replace: bool = False,
    allow_empty: bool = False,
    dry_run: bool = False,
    progress: Report | None = None,
    ray: Ray | None = None,
) -> SyncReport:
    """Make the index at `index_path` equal to the articles below `folders`.

    With `replace` an index of other folders may be overwritten, with `allow_empty` an index may lose all articles,
    with `dry_run` nothing is written. With `ray` a cluster reads and embeds; everything else is done here, as ever.

    Raises SourceError (a folder is missing, empty, without one readable article, a store cannot be listed, or one indexed so
    far is not named),
    IndexLocked (another writer), ConfigError, ModelUnavailable, RagError (the disk does not take it).
    """
    started = time.perf_counter()
    report = progress or (lambda _: None)
    sources, settings = sources_of(folders), _settings(config or IndexConfig(), embedder)
    try:
        with nullcontext() if dry_run else writing(index_path):
            report(Progress("looking"))
            scan = scan_folders(sources, skip=index_path)
            if not allow_empty:
                refuse_empty(scan, sources)
            scan = scan.without(exclusions(index_path))
            task = Task(
                sources=sources,
                scan=scan,
                index_path=index_path,
                embedder=embedder,
                settings=settings,
                replace=replace,
                allow_empty=allow_empty,
                dry_run=dry_run,
                report=report,
                ray=ray,
            )
            return _synced(task, started)
    except (OSError, sqlite3.OperationalError) as error:
        if isinstance(error, OSError) and error.errno not in _DISK_FAULTS:
            raise
        raise RagError(
            f"the index at {str(index_path)!r} cannot be written ({error}); free some space or mend the disk, and sync "
            "again: the index in use is as it was, and finished work is kept"
        ) from error


def _synced(task: Task, started: float) -> SyncReport:
    """Sync on top of the newest generation that turns out whole."""
    damaged: dict[Path, str] = {}
    while True:
        previous, notes = usable_generation(task.index_path, damaged=damaged)
        attempt = Attempt(task, previous, [*damaged.values(), *notes])
        try:
            return attempt.run(started)
        except IndexCorrupt as error:
            if previous is None:
                raise
            damaged[previous.folder] = f"the generation {previous.folder.name} could not be used: {error}"
        finally:
            if previous:
                previous.articles.close()


def _settings(config: IndexConfig, embedder: Embedder) -> Settings:
    chunk_tokens = config.chunk_tokens or embedder.max_tokens
    if chunk_tokens > embedder.max_tokens:
        raise ConfigError(
            f"chunk_tokens is {chunk_tokens}, but {embedder.name!r} reads only {embedder.max_tokens}; lower it or leave it out"
        )
    return Settings(
        embedder=embedder.name,
        weights_sha256=embedder.weights_sha256,
        dim=embedder.dim,
        chunk_tokens=chunk_tokens,
        overlap_sentences=config.overlap_sentences,
        columns=config.columns,
        signatures=scheme(),
    )
