"""The methods of a `Pipeline`, each question answered from the newest generation of an index. Knows when to open it again."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator, Sequence

from index.errors import IndexCorrupt, IndexMismatch, IndexMissing, ServerUnavailable
from rag.answer import Answer, Event
from rag.pipeline import Pipeline
from rag.retrieval.search_index import SearchIndex
from rag.types import Query, Retrieved, Scope, Turn

_FAILED_SECONDS = 1.0
"""A server that is away is waited for (`index.milvus`: 5 s) by one question at a time; those that queued behind it, and all
that come within this time, are told what it was told."""


class LivePipeline:
    """The methods of `Pipeline`, each question answered from the generation in use when it is asked.

    One question sees one generation from its beginning to its end. Safe for many threads.
    """

    def __init__(
        self, open_now: Callable[[], Pipeline], *, wait: bool = False, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        """With `wait` there need not be an index that can be opened yet: until there is, every use raises why."""
        self._open_now = open_now
        self._lock = threading.Lock()
        self._seconds = seconds
        self._away: ServerUnavailable | None = None
        self._away_until = 0.0
        self._pipeline: Pipeline | None = None
        try:
            self._pipeline = open_now()
        except (IndexMissing, IndexMismatch, IndexCorrupt, ServerUnavailable):
            if not wait:
                raise

    @property
    def search_index(self) -> SearchIndex:
        """The index as it is now."""
        return self.current().search_index

    def answer(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        scope: Scope | None = None,
    ) -> Answer:
        """See `Pipeline.answer`."""
        return self.current().answer(question, turns, as_of=as_of, scope=scope)

    def stream(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        scope: Scope | None = None,
    ) -> Iterator[Event]:
        """See `Pipeline.stream`."""
        return self.current().stream(question, turns, as_of=as_of, scope=scope)

    def understand(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        scope: Scope | None = None,
    ) -> Query:
        """See `Pipeline.understand`."""
        return self.current().understand(question, turns, as_of=as_of, scope=scope)

    def search(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        scope: Scope | None = None,
        limit: int = 10,
    ) -> tuple[Query, Retrieved]:
        """See `Pipeline.search`."""
        return self.current().search(question, turns, as_of=as_of, scope=scope, limit=limit)

    @property
    def writes(self) -> bool:
        """See `Pipeline.writes`."""
        return self.current().writes

    def quoting(self) -> Pipeline:
        """See `Pipeline.quoting`; over the generation in use now."""
        return self.current().quoting()

    def current(self) -> Pipeline:
        """The pipeline over the generation in use; opened again when a newer one was published."""
        with self._lock:
            if self._away and self._seconds() < self._away_until:
                raise ServerUnavailable(*self._away.args) from self._away
            try:
                if self._pipeline is None or not self._pipeline.search_index.is_current():
                    self._pipeline = self._open_now()
            except ServerUnavailable as error:
                self._away, self._away_until = error, self._seconds() + _FAILED_SECONDS
                raise
            self._away = None
            return self._pipeline
