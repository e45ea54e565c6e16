"""The tasks of one sync on a cluster: which processors they take, how often they are tried again, what comes of them.

Knows Ray's references; knows nothing of the order of the work.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

from index.distributed.batches import Batch
from index.distributed.work import Embedded, Job, Part, as_array, embed, read

_EMBED_SHARE, _READ_SHARE = 0.9, 0.1
"""Of a processor: each one embeds and reads ahead at the same time. A reader that waits keeps its share, so that both must
fit on one."""

_PARTS_AHEAD = 4
"""Of one batch that are read and not taken yet."""

_RETRIES = 1
"""Of a task whose process or node dies, by Ray itself and beside the others; then the files are tried alone."""


class Tasks:
    """Tasks for one job. Without `known` hashes nothing is embedded."""

    def __init__(self, ray: ModuleType, job: Job, known: list[bytes] | None) -> None:
        self.ray = ray
        self._job = ray.put(job)
        self._known = None if known is None else ray.put(as_array(known))
        self._read = ray.remote(num_cpus=_READ_SHARE)(read)
        self._embed = ray.remote(num_cpus=_EMBED_SHARE)(embed)

    def read(self, batch: Batch, *, retries: int = _RETRIES) -> Iterator[Any]:
        """References of the parts of a batch, in order, each as soon as it is there. The last one may be of an error."""
        task = self._read.options(
            num_returns="streaming",
            max_retries=retries,
            scheduling_strategy="SPREAD",
            _generator_backpressure_num_objects=_PARTS_AHEAD,
        )
        references: Iterator[Any] = task.remote(self._job, batch)
        return references

    def embed(self, part: Any, *, retries: int = _RETRIES) -> Any:
        """The reference of a part's vectors; None when nothing is to be embedded."""
        if self._known is None:
            return None
        return self._embed.options(max_retries=retries).remote(self._job, self._known, part)

    def result(self, part: Any, embedded: Any) -> tuple[Part, Embedded | None]:
        """What a part and its vectors are. Raises Ray's errors."""
        found: Part = self.ray.get(part)
        vectors: Embedded | None = None if embedded is None else self.ray.get(embedded)
        return found, vectors
