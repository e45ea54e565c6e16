"""A question through all steps: understand, retrieve, read, answer. The wiring diagram of `rag`.

Knows the order of the steps and what is told while they run; each step is a room of its own. A
`Pipeline` answers from one generation of an index, a `LivePipeline` from the newest.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from index.reading.facts.dates import find_dates
from rag.answer import Answer, ClaimEvent, DoneEvent, Event, PassagesEvent, StageEvent
from rag.answering.reader import Reader, Reading
from rag.asking.question import understand
from rag.retriever import SearchIndex
from rag.types import Interval, Passage, Query, Status, Timings, Turn


class Retriever(Protocol):
    """Query -> the passages worth reading, best first; none when its restrictions leave nothing."""

    def retrieve(self, query: Query) -> tuple[Passage, ...]: ...


class Pipeline:
    """Answers questions about one open index. Safe for many threads."""

    def __init__(
        self,
        search_index: SearchIndex,
        retriever: Retriever,
        reader: Reader,
        *,
        today: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        self.search_index = search_index
        self._retriever = retriever
        self._reader = reader
        self._today = today
        self._outlets = search_index.outlets()
        self._articles = search_index.info().articles

    def answer(self, question: str, turns: Sequence[Turn] = (), *, as_of: dt.date | None = None) -> Answer:
        """Answer `question`; `turns` are the conversation so far, oldest first.

        With `as_of` no article published after that day is used, and relative dates count from it; articles
        without a date stay in, and a note says so when one is cited.
        Raises QuestionError for an empty or over-long question. "Not found" is an answer.
        """
        *_, last = self.stream(question, turns, as_of=as_of)
        assert isinstance(last, DoneEvent)
        return last.answer

    def stream(self, question: str, turns: Sequence[Turn] = (), *, as_of: dt.date | None = None) -> Iterator[Event]:
        """The same as events: stages, the passages, each claim, and at last the whole answer."""
        started = time.perf_counter()
        query = understand(question, turns, outlets=self._outlets, as_of=as_of, today=self._today())
        understood = time.perf_counter()
        yield StageEvent(f"Searching {_count(self._articles, 'article')}")
        query, passages = self._found(query)
        retrieved = time.perf_counter()
        yield PassagesEvent(query, passages)
        yield StageEvent(f"Reading {_count(len(passages), 'passage')}")
        reading = self._reader.read(query, passages)
        read = time.perf_counter()
        yield from (ClaimEvent(claim) for claim in reading.claims)
        timings = Timings(
            understand_ms=1000 * (understood - started),
            retrieve_ms=1000 * (retrieved - understood),
            read_ms=1000 * (read - retrieved),
        )
        yield DoneEvent(self._composed(query, passages, reading, timings))

    def _found(self, query: Query) -> tuple[Query, tuple[Passage, ...]]:
        """The passages for a query, and the query they were found for.

        When nothing was published in the time it names, the time may be what it is about ("What closed in
        1991?"): then passages that mention a date of that time are taken, whenever they were published.
        """
        passages = self._retriever.retrieve(query)
        if passages or query.interval is None:
            return query, passages
        whenever = replace(query, interval=None)
        mentioning = tuple(p for p in self._retriever.retrieve(whenever) if _mentions(p.text, query.interval))
        return (whenever, mentioning) if mentioning else (query, ())

    def _composed(self, query: Query, passages: tuple[Passage, ...], reading: Reading, timings: Timings) -> Answer:
        citations = {cite.number: cite for claim in reading.claims for cite in claim.cites}
        status: Status = "answered" if reading.covers_all else "partial"
        notes = reading.notes
        if not reading.claims:
            status = "not_found"
        if query.interval and not passages:
            notes = (*notes, f"No article was published in the time asked for ({query.interval.words}).")
        if query.as_of:
            undated = dict.fromkeys(c.article.title for c in citations.values() if c.article.published is None)
            notes = (*notes, *(f"“{title}” has no date; it may be newer than {query.as_of}." for title in undated))
        return Answer(
            query=query,
            status=status,
            claims=reading.claims,
            citations=tuple(citations.values()),
            passages=passages,
            confidence=reading.confidence,
            notes=notes,
            index_fingerprint=self.search_index.fingerprint,
            timings=timings,
        )


class LivePipeline:
    """The methods of `Pipeline`, each question answered from the generation in use when it is asked.

    One question sees one generation from its beginning to its end. Safe for many threads.
    """

    def __init__(self, open_now: Callable[[], Pipeline]) -> None:
        self._open_now = open_now
        self._pipeline = open_now()
        self._lock = threading.Lock()

    @property
    def search_index(self) -> SearchIndex:
        """The index as it is now."""
        return self.current().search_index

    def answer(self, question: str, turns: Sequence[Turn] = (), *, as_of: dt.date | None = None) -> Answer:
        """See `Pipeline.answer`."""
        return self.current().answer(question, turns, as_of=as_of)

    def stream(self, question: str, turns: Sequence[Turn] = (), *, as_of: dt.date | None = None) -> Iterator[Event]:
        """See `Pipeline.stream`."""
        return self.current().stream(question, turns, as_of=as_of)

    def current(self) -> Pipeline:
        """The pipeline over the generation in use; opened again when a newer one was published."""
        with self._lock:
            if not self._pipeline.search_index.is_current():
                self._pipeline = self._open_now()
            return self._pipeline


def _mentions(text: str, interval: Interval) -> bool:
    """True when `text` names a date that lies in the interval."""
    since, until = interval.since or dt.date.min, interval.until or dt.date.max
    return any(since <= found.first and found.last <= until for found in find_dates(text))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
