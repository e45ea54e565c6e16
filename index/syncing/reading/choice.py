"""Who reads the files of a sync: a thread of this process, or a cluster, which embeds their chunks too.

Knows both readers; knows nothing of what is done with what they read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from index.reading.folder import FoundFile
from index.reading.formats.record import ReadingOptions
from index.syncing.building.vector_source import VectorSource
from index.syncing.reading.reader import Cutting, Known, Reader
from index.syncing.seen import Seen
from index.syncing.task import Task

if TYPE_CHECKING:
    from index.distributed.reader import ClusterReader


def reader_of(
    task: Task, files: Sequence[FoundFile], *, known: Known, seen: Seen, vectors: Callable[[], VectorSource]
) -> Reader | ClusterReader:
    """What reads `files`. `vectors` is asked for where something is to be embedded elsewhere."""
    window = task.settings.chunk_tokens - task.embedder.special_tokens
    if task.ray is None:
        cutting = Cutting(
            token_starts=task.embedder.token_starts,
            window=window,
            overlap_sentences=task.settings.overlap_sentences,
            options=ReadingOptions(dict(task.settings.columns)),
        )
        return Reader(files, known=known, seen=seen, cutting=cutting)
    from index.distributed.reader import ClusterReader
    from index.distributed.work import Job

    job = Job(
        make_embedder=task.ray.make_embedder,
        weights_sha256=task.settings.weights_sha256,
        window=window,
        overlap_sentences=task.settings.overlap_sentences,
        columns=task.settings.columns,
    )
    return ClusterReader(
        files,
        ray=task.ray,
        job=job,
        roots=[source.root for source in task.sources],
        known=known,
        seen=seen,
        vectors=None if task.dry_run else vectors(),
    )
