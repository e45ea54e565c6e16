"""What a sync says of itself: while it works, and at the end. Plain values."""

from __future__ import annotations

from dataclasses import dataclass

from index.types import Failure


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sync is: `done` of `total` bytes of files read, hence of articles finished; `chunks` embedded so far.

    Stages in order: "looking" (for files; no numbers), "reading" (and embedding), "writing" (no numbers).
    """

    stage: str
    done: int = 0
    total: int = 0
    articles: int = 0
    chunks: int = 0


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did, counted in articles. `published` is False when the index already equalled the folders.

    With `dry_run` nothing was written, and the numbers say what a sync would do.
    """

    added: int
    changed: int
    removed: int
    renamed: int
    unchanged: int
    failures: tuple[Failure, ...]
    skipped: tuple[str, ...]
    """Files of other kinds, by relative path."""
    notes: tuple[str, ...]
    generation: str
    published: bool
    articles: int
    chunks: int
    stories: int
    """Stories with more than one report."""
    embedded: int
    """Chunks that had to be embedded; the others' vectors were at hand."""
    seconds: float
    dry_run: bool = False
