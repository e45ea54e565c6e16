"""Files that changed, read and embedded by a Ray cluster; what comes back is in order, and is handed on as it comes.

Knows batches, what is under way and what failed; knows nothing of how a generation is written. The order of the events is
that of the local reader, so that the same index comes of it.

Decision: Ray's tasks, not Ray Data's `map_batches`, which this was begun with. Ray Data (2.60) tries a block whose process
dies again for ever, so that one file which kills its reader never lets a sync end; what limits that is deprecated there, and
with the limit, 5 of 30 healthy batches of a node that was killed were dropped without a reason. Tasks say which batch failed
of what, keep the order by themselves, and need neither pandas nor Arrow. The cost: we bound what is under way ourselves.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.distributed.batches import Batch, batches_of
from index.distributed.cluster import check_nodes, connected, processors, unseen
from index.distributed.faults import reason_of
from index.distributed.tasks import Tasks
from index.distributed.work import Embedded, Job, Part
from index.embedding.protocol import Embedder
from index.objects.address import Folder, StoredObject
from index.reading.folder import FoundFile, printable_path
from index.syncing.building.vector_source import VectorSource
from index.syncing.reading.reader import Event, FileBegun, FileClosed, FileEnded, Known
from index.syncing.seen import Seen, Stat

_UNDER_WAY = 4
"""Parts a processor: one that is embedded, and some that wait for it or, done, for those before them."""

_TRIES_ALONE = 2
"""Of a file whose batch failed. One may fail with its node; the second time it is the file."""

_ADVICE = "look at this file, or give the nodes more memory, and sync again"


@dataclass(frozen=True, slots=True)
class Ray:
    """Where to read and embed: the cluster at `address`, or one of this machine's cores. `make_embedder` is called there."""

    make_embedder: Callable[[], Embedder]
    address: str | None = None


@dataclass(slots=True)
class _Taken:
    """A batch that was given away, and what of it was handed on."""

    batch: Batch
    begun: dict[str, str] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    failed: bool = False

    def note(self, event: Event) -> None:
        """Remember an event that is handed on."""
        file_id = event.file.id
        self.events[file_id] = self.events.get(file_id, 0) + 1
        if isinstance(event, FileBegun):
            self.begun[file_id] = event.sha256
        if isinstance(event, FileEnded | FileClosed):
            self.ended.add(file_id)


class ClusterReader:
    """Reads and embeds `files` in order. `bytes_read` grows meanwhile. Without `vectors` nothing is embedded."""

    def __init__(
        self,
        files: Sequence[FoundFile],
        *,
        ray: Ray,
        job: Job,
        roots: Sequence[Folder],
        known: Known,
        seen: Seen,
        vectors: VectorSource | None,
    ) -> None:
        self._files = files
        self._settings = ray
        self._job = job
        self._roots = roots
        self._known = known
        self._seen = seen
        self._vectors = vectors
        self.bytes_read = 0

    def events(self) -> Generator[Event]:
        """What was read, in order; the vectors of its chunks are at hand by then. No cluster is started for no file.

        Raises SourceError for a node that does not see a folder or file, naming both, and what `connected` raises.
        """
        if not self._files:
            return
        with connected(self._settings.address) as ray:
            check_nodes(ray, self._job, *self._signs())
            tasks = Tasks(ray, self._job, self._vectors.known_hashes() if self._vectors else None)
            for taken, part, embedded in _under_way(tasks, batches_of(self._files, self._known)):
                if taken.failed:
                    continue
                try:
                    found, vectors = tasks.result(part, embedded)
                except ray.exceptions.RayError as error:
                    reason_of(ray, error)
                    taken.failed = True
                    yield from self._recovered(tasks, taken)
                else:
                    yield from self._handed_on(taken, found, vectors)

    def _signs(self) -> tuple[list[Path], list[StoredObject]]:
        """The folders, and a file of each that this machine can read: a disk that is not mounted leaves an empty folder. Of
        each address an object."""
        readable, objects = dict[int, Path](), dict[int, StoredObject]()
        for file in reversed(self._files):
            if isinstance(file.path, StoredObject):
                objects[file.source] = file.path
            elif os.access(file.path, os.R_OK):
                readable[file.source] = file.path
        folders = [root for root in self._roots if isinstance(root, Path) and os.access(root, os.R_OK)]
        return folders + sorted(readable.values()), list(objects.values())

    def _handed_on(self, taken: _Taken, part: Part, vectors: Embedded | None, *, skipped: int = 0) -> Iterator[Event]:
        """The events of a part, but for the first `skipped`, which were handed on before."""
        if self._vectors and vectors:
            self._vectors.take(vectors.hashes, vectors.vectors)
        for file, stats, sha256 in part.hashed:
            self._note(taken.batch, file, stats, sha256)
        self.bytes_read += part.bytes_read
        for event in part.events[skipped:]:
            if isinstance(event, FileClosed) and _can_be_read(event.file):
                raise unseen(part.node, str(event.file.path))
            taken.note(event)
            yield event

    def _note(self, batch: Batch, file: FoundFile, stats: tuple[Stat, ...], sha256: str) -> None:
        """Remember a hash, if the worker saw the file that this machine sees: a network's caches may lag behind."""
        here = batch.stats.get(file.id, ())
        if [(one.size, one.modified_ns) for one in here] == [(one.size, one.modified_ns) for one in stats]:
            self._seen.note(file.path, here, sha256, looked_ns=batch.looked_ns)

    def _recovered(self, tasks: Tasks, taken: _Taken) -> Iterator[Event]:
        """What is left of a batch that failed, each file tried alone; one that fails again is closed, with the reason."""
        for file in taken.batch.files:
            if file.id in taken.ended:
                continue
            reason = ""
            for _ in range(_TRIES_ALONE):
                try:
                    yield from self._alone(tasks, taken, file)
                    break
                except tasks.ray.exceptions.RayError as error:
                    reason = reason_of(tasks.ray, error)
            else:
                yield FileClosed(file, printable_path(f"{file.path}: {reason}, {_TRIES_ALONE} times alone; {_ADVICE}"))

    def _alone(self, tasks: Tasks, taken: _Taken, file: FoundFile) -> Iterator[Event]:
        """The events of one file that were not handed on yet."""
        before = taken.events.get(file.id, 0)
        for part in tasks.read(taken.batch.only(file), retries=0):
            found, vectors = tasks.result(part, tasks.embed(part, retries=0))
            first = found.events[0] if found.events else None
            if isinstance(first, FileBegun) and taken.begun.get(file.id, first.sha256) != first.sha256:
                yield FileClosed(file, printable_path(f"{file.path}: it changed while it was read; sync again"))
                return
            skipped = min(before, len(found.events))
            before -= skipped
            yield from self._handed_on(taken, found, vectors, skipped=skipped)


def _under_way(tasks: Tasks, batches: Iterator[Batch]) -> Iterator[tuple[_Taken, Any, Any]]:
    """References of parts and of their vectors, in order; ahead of them so much is read and embedded as keeps all busy."""
    waiting: deque[tuple[_Taken, Any, Any]] = deque()
    streams: deque[tuple[_Taken, Iterator[Any]]] = deque()
    while True:
        busy = processors(tasks.ray)
        while len(waiting) < busy * _UNDER_WAY:
            while len(streams) < busy and (batch := next(batches, None)):
                streams.append((_Taken(batch), tasks.read(batch)))
            if not streams:
                break
            taken, stream = streams[0]
            part = None if taken.failed else next(stream, None)
            if part is None:
                streams.popleft()
            else:
                waiting.append((taken, part, tasks.embed(part)))
        if not waiting:
            return
        yield waiting.popleft()


def _can_be_read(file: FoundFile) -> bool:
    """True for a file that this machine reads; of an object whoever asks the store is told the same."""
    try:
        for path in file.paths:
            if isinstance(path, StoredObject):
                return False
            with path.open("rb") as opened:
                opened.read(1)
    except OSError:
        return False
    return True
