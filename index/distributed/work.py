"""What a worker of the cluster does: reads files into articles and chunks, and embeds chunks.

Knows one batch at a time; knows nothing of the index, but for the hashes of what it holds. A worker is an ordinary process
of Python with our modules: what it is given and gives back are our plain values.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.distributed.batches import Batch
from index.embedding.protocol import Embedder
from index.objects.address import StoredObject
from index.objects.store import check
from index.reading.folder import FoundFile
from index.reading.formats.record import ReadingOptions
from index.syncing.building.journal import HASH_BYTES
from index.syncing.reading.reader import ArticleRead, Cutting, Event, FileReader
from index.syncing.seen import Stat
from index.types import Matrix

_PART_CHUNKS = 128
"""Embedded by one task, in about three seconds of one core: what a worker that dies has done in vain."""

_PART_EVENTS = 1000
"""Of records that are as they were, or no articles."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every task of a sync is told. `make_embedder` is called by each, and gives the same one again in one process."""

    make_embedder: Callable[[], Embedder]
    weights_sha256: str
    window: int
    overlap_sentences: int
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a node says of itself."""

    weights_sha256: str
    unseen: tuple[str, ...]
    unreachable: tuple[tuple[StoredObject, str], ...]
    """Objects, each with the reason."""


@dataclass(slots=True)
class Part:
    """What was read of a batch, in order: some of its events, and stats and hash of the files that were begun."""

    node: str
    events: list[Event] = field(default_factory=list)
    hashed: list[tuple[FoundFile, tuple[Stat, ...], str]] = field(default_factory=list)
    bytes_read: int = 0


@dataclass(frozen=True, slots=True)
class Embedded:
    """Vectors by text hash, of the texts of a part that were not known."""

    hashes: list[bytes]
    vectors: Matrix


def facts(job: Job, paths: list[str], objects: list[StoredObject]) -> Facts:
    """Whether this process can do the work, and which of the paths and objects it cannot read."""
    unseen = tuple(path for path in paths if not os.access(path, os.R_OK))
    unreachable = tuple((one, reason) for one in objects if (reason := check(one)))
    return Facts(job.make_embedder().weights_sha256, unseen, unreachable)


def read(job: Job, batch: Batch) -> Iterator[Part]:
    """Read a batch, part by part."""
    part = Part(socket.gethostname())
    chunks = told = 0
    reader = FileReader(
        known=batch.known,
        cutting=Cutting(
            token_starts=job.make_embedder().token_starts,
            window=job.window,
            overlap_sentences=job.overlap_sentences,
            options=ReadingOptions(dict(job.columns)),
        ),
        note=lambda file, stats, sha256: part.hashed.append((file, stats, sha256)),
    )
    for file in batch.files:
        for event in reader.events(file):
            part.events.append(event)
            chunks += len(event.texts) if isinstance(event, ArticleRead) else 0
            if chunks >= _PART_CHUNKS or len(part.events) >= _PART_EVENTS:
                part.bytes_read, told = reader.bytes_read - told, reader.bytes_read
                yield part
                part, chunks = Part(part.node), 0
    part.bytes_read = reader.bytes_read - told
    yield part


def embed(job: Job, known: NDArray[np.bytes_], part: Part) -> Embedded:
    """Embed the texts of a part whose hashes are not `known`, which are in order."""
    texts = {
        text_hash: event.headline + text
        for event in part.events
        if isinstance(event, ArticleRead)
        for text_hash, text in zip(event.stored.text_hashes, event.texts, strict=True)
    }
    wanted = as_array(list(texts))
    places = np.searchsorted(known, wanted)
    at_hand = np.zeros(len(wanted), bool)
    inside = places < len(known)
    at_hand[inside] = known[places[inside]] == wanted[inside]
    hashes = [text_hash for text_hash, is_known in zip(texts, at_hand, strict=True) if not is_known]
    return Embedded(hashes, job.make_embedder().embed_passages([texts[text_hash] for text_hash in hashes]))


def as_array(hashes: list[bytes]) -> NDArray[np.bytes_]:
    """Hashes as one array, which workers of one machine share. All are of one length, so that zeros at an end are no loss."""
    return np.array(hashes, f"S{HASH_BYTES}")
