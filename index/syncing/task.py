"""What a sync is asked to do. Plain values and the parts that it is to use; does nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.embedding.protocol import Embedder
from index.reading.folder import FolderScan, Source
from index.store.manifest import Settings
from index.syncing.report import Progress

if TYPE_CHECKING:
    from index.distributed.reader import Ray


@dataclass(frozen=True, slots=True)
class Task:
    """What a sync is asked to do."""

    sources: tuple[Source, ...]
    scan: FolderScan
    index_path: Path
    embedder: Embedder
    settings: Settings
    replace: bool
    allow_empty: bool
    dry_run: bool
    report: Callable[[Progress], None]
    ray: Ray | None = None
