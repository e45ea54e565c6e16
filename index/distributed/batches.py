"""Files put together into the batches that a cluster reads: small enough that a failed one costs seconds.

Knows sizes and what the index holds of each file; reads nothing.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.reading.folder import FoundFile
from index.syncing.reading.reader import Known
from index.syncing.seen import Stat, stat_of

_MOST_FILES = 128
_MOST_BYTES = 1_000_000
"""Some 200 articles: about a second of reading and five of embedding on one core."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that are read by one task, with what the index holds of them."""

    files: tuple[FoundFile, ...]
    known: Known
    stats: dict[str, tuple[Stat, ...]]
    """By file id, as they were before the batch was given away; a file that cannot be looked at has none."""
    looked_ns: int
    """When that was, by this machine's clock."""

    def only(self, file: FoundFile) -> Batch:
        """The batch of one of its files."""
        return Batch((file,), self.known, self.stats, self.looked_ns)


def batches_of(files: Sequence[FoundFile], known: Known) -> Iterator[Batch]:
    """All of the files, in order; each batch is made when it is asked for."""
    article_ids = sorted(known.articles)
    waiting: list[FoundFile] = []
    stats: dict[str, tuple[Stat, ...]] = {}
    size, looked = 0, time.time_ns()
    for file in files:
        try:
            stats[file.id] = stat_of(file.paths)
            size += stats[file.id][0].size
        except OSError:
            pass  # whoever reads it finds out, and says so
        waiting.append(file)
        if size >= _MOST_BYTES or len(waiting) >= _MOST_FILES:
            yield Batch(tuple(waiting), _known_of(waiting, known, article_ids), stats, looked)
            waiting, stats, size, looked = [], {}, 0, time.time_ns()
    if waiting:
        yield Batch(tuple(waiting), _known_of(waiting, known, article_ids), stats, looked)


def _known_of(files: Sequence[FoundFile], known: Known, article_ids: Sequence[str]) -> Known:
    """What is known of the files, and of articles whose ids begin with theirs."""
    articles = {}
    for file in files:
        place = bisect_left(article_ids, file.id)
        while place < len(article_ids) and article_ids[place].startswith(file.id):
            articles[article_ids[place]] = known.articles[article_ids[place]]
            place += 1
    return Known(articles, {file.id: known.files[file.id] for file in files if file.id in known.files})
