"""Where a sync's own time goes: its parts' functions timed from outside, each without what it calls of the others.

Knows the names of our parts; a name that is gone is an error at once. Two threads work at the same time, so seconds on
the clock add up to more than the sync took; processor seconds do not. What no thread of ours accounts for is tantivy's
thread, which turns words into an index, and the tokenizer's, which take words not met before.
"""

from __future__ import annotations

import importlib
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from inspect import isgeneratorfunction
from typing import Any
from unittest.mock import patch

REST_OF_SYNC, REST_OF_READER = "the rest of the writing thread", "the rest of the reading thread"

STAGES = {
    "folders looked through": ("index.sync:scan_folders",),
    "files hashed": ("index.syncing.reader:hash_of_files",),
    "records found in files": ("index.syncing.reader:records_of",),
    "records read into text": ("index.syncing.reader:Reader._article",),
    "facts (labels, dates, headline, outlet)": ("index.syncing.reader:finished",),
    "language": ("index.reading.article:_language",),
    "boilerplate": ("index.reading.article:boilerplate_lines",),
    "sentences": ("index.reading.article:split_sentences",),
    "chunks": ("index.syncing.reader:chunk_article",),
    "tokens counted": ("index.embedding.wordpieces:WordPieces.starts",),
    "texts to embed, and their hashes": ("index.syncing.reader:indexed_text", "index.syncing.reader:text_hash"),
    "signatures": ("index.syncing.reader:signature",),
    "changes told": ("index.syncing.changes:Changes.apply",),
    "articles into SQLite": (
        "index.store.article_writer:ArticleWriter.__init__",
        "index.store.article_writer:ArticleWriter.add",
        "index.store.article_writer:ArticleWriter.put_file",
        "index.store.article_writer:ArticleWriter.finish",
    ),
    "words handed to tantivy, and waiting for it": (
        "index.store.words:WordWriter.__init__",
        "index.store.words:WordWriter.add",
        "index.store.words:WordWriter.finish",
    ),
    "vectors looked for": ("index.syncing.building.vector_source:VectorSource.vectors",),
    "journal": (
        "index.syncing.building.journal:Journal.__init__",
        "index.syncing.building.journal:Journal.add",
        "index.syncing.building.journal:Journal.remove",
    ),
    "vectors file": (
        "index.store.vectors.exact:VectorFile.__init__",
        "index.store.vectors.exact:VectorFile.set_rows",
        "index.store.vectors.exact:VectorFile.finish",
    ),
    "copies and stories": (
        "index.syncing.building.builder:note_copies",
        "index.syncing.building.builder:settle_stories",
    ),
    "columns": ("index.syncing.building.builder:write_columns",),
    "approximate index": ("index.syncing.building.builder:update_approximate",),
    "generation hashed": ("index.syncing.building.builder:describe_files",),
    "generation read again and compared": ("index.syncing.attempt:open_generation",),
    "synced to disk": ("index.store.generations:_sync_tree", "index.store.generations:_sync_folder"),
    "stats of files kept": ("index.syncing.seen:Seen.__init__", "index.syncing.seen:Seen.save"),
    "constant vectors made": ("tests.bench.peers.constant:ConstantEmbedder.embed_passages",),
    REST_OF_READER: ("index.syncing.reader:Reader._work",),
    REST_OF_SYNC: ("index.sync:sync",),
}


@dataclass(slots=True)
class Spent:
    """Seconds on the clock and of the processor."""

    clock: float = 0.0
    processor: float = 0.0


@dataclass(slots=True)
class Stages:
    """Seconds by stage, without those of stages inside."""

    spent: dict[str, Spent] = field(default_factory=lambda: defaultdict(Spent))
    _running: threading.local = field(default_factory=threading.local)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Time all stages meanwhile."""
        with ExitStack() as stack:
            for stage, names in STAGES.items():
                for name in names:
                    module, _, path = name.partition(":")
                    *owners, last = path.split(".")
                    owner: Any = importlib.import_module(module)
                    for part in owners:
                        owner = getattr(owner, part)
                    stack.enter_context(patch.object(owner, last, self._timed(stage, getattr(owner, last))))
            yield

    def _timed(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            with self._inside(stage):
                return work(*arguments, **named)

        def timed_steps(*arguments: Any, **named: Any) -> Iterator[Any]:
            steps = iter(work(*arguments, **named))
            end = object()
            while True:
                with self._inside(stage):
                    step = next(steps, end)
                if step is end:
                    return
                yield step

        return timed_steps if isgeneratorfunction(work) or stage == "records found in files" else timed

    @contextmanager
    def _inside(self, stage: str) -> Iterator[None]:
        outer = getattr(self._running, "inner", None)
        inner = self._running.inner = Spent()  # what stages inside this one take
        clock, processor = time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            took = Spent(time.perf_counter() - clock, time.thread_time() - processor)
            self._running.inner = outer
            self.spent[stage].clock += took.clock - inner.clock
            self.spent[stage].processor += took.processor - inner.processor
            if outer is not None:
                outer.clock += took.clock
                outer.processor += took.processor
