"""A question through all steps: understand, retrieve, read, answer. The wiring diagram of `rag`.

Knows the order of the steps and what is told while they run; each step is a room of its own.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rag.answer import Answer, ClaimEvent, DoneEvent, Event, PassagesEvent, StageEvent
from rag.answering.reader import Reader, Reading
from rag.asking.question import understand
from rag.retriever import HybridRetriever, SearchIndex
from rag.types import Passage, Query, Timings, Turn


class Pipeline:
    """Answers questions about one open index. Safe for many threads."""

    def __init__(
        self,
        search_index: SearchIndex,
        retriever: HybridRetriever,
        reader: Reader,
        *,
        today: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        self.search_index = search_index
        self._retriever = retriever
        self._reader = reader
        self._today = today
        self._outlets = search_index.outlets()

    def answer(self, question: str, turns: Sequence[Turn] = (), *, as_of: dt.date | None = None) -> Answer:
        """Answer `question`; `turns` are the conversation so far, oldest first.

        With `as_of` only articles published by that day are used, and relative dates count from it.
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
        yield StageEvent(f"Searching {_count(self.search_index.info().articles, 'article')}")
        passages = self._retriever.retrieve(query)
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

    def _composed(self, query: Query, passages: tuple[Passage, ...], reading: Reading, timings: Timings) -> Answer:
        citations = {cite.number: cite for claim in reading.claims for cite in claim.cites}
        answer = Answer(
            query=query,
            status="answered" if reading.covers_all else "partial",
            claims=reading.claims,
            citations=tuple(citations.values()),
            passages=passages,
            confidence=reading.confidence,
            notes=reading.notes,
            index_fingerprint=self.search_index.fingerprint,
            timings=timings,
        )
        if answer.claims:
            return answer
        notes = (
            (f"No article was published in the time asked for ({query.interval.words}).",)
            if (query.interval and not passages)
            else ()
        )
        return replace(answer, status="not_found", notes=notes)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
