"""A question through all steps: understand, retrieve, read, answer. The wiring diagram of `rag`.

Knows the order of the steps and what is told while they run; each step is a room of its own. A `Pipeline` answers
from one generation of an index.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from index.errors import ConfigError, QuestionError
from index.types import Filter
from rag.answer import NEAREST_NAMED, Answer, ClaimEvent, DoneEvent, Event, PassagesEvent, StageEvent, TokenEvent
from rag.answering.openings import opening
from rag.answering.reader import Reader, Reading, Token
from rag.asking.checks import check_types
from rag.asking.question import task_in, understand
from rag.asking.tasks import TaskFound
from rag.config import Strictness
from rag.retrieval.dates_told import date_notes, mentions, time_notes, without_interval
from rag.retrieval.restrictions import PublishedByDay, counted, restriction_of, searched_by
from rag.retrieval.retriever import Retriever
from rag.retrieval.search_index import SearchIndex
from rag.types import Asked, Claim, Dropped, Query, Retrieved, Scope, Status, Timings, Turn

if TYPE_CHECKING:
    from rag.answering.listing import Tally

Similarity: TypeAlias = Callable[[str, str], float]
"""The cosine of two texts."""

Judging: TypeAlias = "Callable[[Strictness], Pipeline]"
"""The same pipeline by another strictness."""


class Pipeline:
    """Answers questions about one open index. Safe for many threads."""

    def __init__(
        self,
        search_index: SearchIndex,
        retriever: Retriever,
        reader: Reader,
        *,
        today: Callable[[], dt.date] = dt.date.today,
        similarity: Similarity | None = None,
        settings: str = "",
        quoting_reader: Reader | None = None,
        judging: Judging | None = None,
    ) -> None:
        self.search_index = search_index
        self._quoting_reader = quoting_reader or reader
        self._judging = judging
        self._retriever = retriever
        self._reader = reader
        self._today = today
        self._similarity = similarity
        self.settings = settings
        self._outlets = search_index.outlets()
        self._published: PublishedByDay | None = None
        self._articles = search_index.info().articles

    def judging(self, strictness: Strictness) -> Pipeline:
        """The same articles, answered as carefully as that. Raises ConfigError where no threshold decides."""
        if self._judging is None:
            raise ConfigError(f"how careful an answer is cannot be set here to {strictness!r}; leave it out")
        return self._judging(strictness)

    @property
    def writes(self) -> bool:
        """True where a model writes the answers."""
        return self._quoting_reader is not self._reader

    def quoting(self) -> Pipeline:
        """The same, answering with quotes alone: where a model writes, it is asked nothing."""
        if not self.writes:
            return self
        return Pipeline(
            self.search_index,
            self._retriever,
            self._quoting_reader,
            today=self._today,
            similarity=self._similarity,
            settings=self.settings,
        )

    def answer(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        scope: Scope | None = None,
    ) -> Answer:
        """Answer `question`; `turns` are the conversation so far, oldest first.

        With `as_of` no article published after that day is used, and relative dates count from it; articles
        without a date stay in unless `scope` leaves them out, and a note says so when one is cited. `scope` is what the
        person set; it goes before what the question says.
        Raises QuestionError for an empty or over-long question, or a scope that cannot be meant. "Not found" is an answer.
        """
        *_, last = self.stream(question, turns, as_of=as_of, scope=scope)
        assert isinstance(last, DoneEvent)
        return last.answer

    def stream(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        scope: Scope | None = None,
    ) -> Iterator[Event]:
        """The same as events: stages, the passages, each claim, and at last the whole answer. Closing it ends the work."""
        scope = Scope() if scope is None else scope
        check_types(question, turns, as_of, scope)
        yield from self.events(Asked(question, tuple(turns), as_of, scope, self._today()))

    def events(self, asked: Asked) -> Iterator[Event]:
        """The events of what was asked, perhaps on an earlier day. Raises as `answer`."""
        started = time.perf_counter()
        query = self._understood(asked)
        understood = time.perf_counter()
        found = task_in(query) if query.task != "answer" else None
        if found:
            yield from self._counted(asked, query, found, 1000 * (understood - started))
            return
        yield StageEvent(f"Searching {searched_by(query, self._articles)}")
        query, retrieved, told = self._found(query)
        passages = retrieved.passages
        ready = time.perf_counter()
        yield PassagesEvent(query, passages)
        yield StageEvent(f"Reading {counted(len(passages), 'passage')}")
        reading = Reading((), 0.0)
        for part in self._reader.stream(query, passages):
            match part:
                case Token(text, anew):
                    yield TokenEvent(text, anew)
                case Claim():
                    yield ClaimEvent(part)
                case Reading():
                    reading = part
        read = time.perf_counter()
        timings = Timings(
            understand_ms=1000 * (understood - started),
            retrieve_ms=1000 * (ready - understood) - retrieved.rerank_ms,
            read_ms=1000 * (read - ready),
            rerank_ms=retrieved.rerank_ms,
            reranker=retrieved.reranker,
        )
        reading = replace(reading, notes=(*reading.notes, *told))
        yield DoneEvent(self._composed(asked, query, retrieved, reading, timings=timings))

    def search(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        scope: Scope | None = None,
        limit: int = 10,
    ) -> tuple[Query, Retrieved]:
        """The passages that are found for `question`, `limit` at most and each one chunk, without reading them.

        Raises as `answer`, and QuestionError for a limit below 1.
        """
        if limit < 1:
            raise QuestionError(f"limit is {limit!r}; it must be a whole number of at least 1")
        query = self.understand(question, turns, as_of=as_of, scope=scope)
        query, retrieved, _ = self._found(query, limit, join=False)
        return query, retrieved

    def understand(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        scope: Scope | None = None,
    ) -> Query:
        """What `question` is understood to ask, without asking it. Raises as `answer`."""
        scope = Scope() if scope is None else scope
        check_types(question, turns, as_of, scope)
        return self._understood(Asked(question, tuple(turns), as_of, scope, self._today()))

    def _understood(self, asked: Asked) -> Query:
        return understand(
            asked.question,
            asked.turns,
            outlets=self._outlets if asked.as_of is None else self._outlets_by(asked.as_of, asked.scope),
            as_of=asked.as_of,
            today=asked.today,
            scope=asked.scope,
            similarity=self._similarity,
            newest=lambda day: self._by_day().newest(day),
        )

    def _outlets_by(self, as_of: dt.date, scope: Scope | None) -> tuple[str, ...]:
        """The outlets that a question of that day can name: what came later changes the meaning of none."""
        return self._by_day().known(as_of, undated=scope is None or scope.undated is not False)

    def _by_day(self) -> PublishedByDay:
        self._published = self._published or PublishedByDay(self.search_index.articles())
        return self._published

    def _counted(self, asked: Asked, query: Query, found: TaskFound, understand_ms: float) -> Iterator[Event]:
        """A count, a list or its ends: from every article that passes, not from the best passages."""
        from rag.answering.listing import tally  # a question that counts nothing is spared 30 ms of imports

        started = time.perf_counter()
        yield StageEvent(f"Counting in {searched_by(query, self._articles)}")
        restriction = restriction_of(query) or Filter()
        reading, numbers = tally(query, found, self.search_index, restriction)
        yield PassagesEvent(query, ())
        yield from (ClaimEvent(claim) for claim in reading.claims)
        timings = Timings(understand_ms, 1000 * (time.perf_counter() - started), read_ms=0.0)
        yield DoneEvent(self._composed(asked, query, Retrieved(()), reading, timings=timings, numbers=numbers))

    def _found(
        self, query: Query, limit: int | None = None, *, join: bool = True
    ) -> tuple[Query, Retrieved, tuple[str, ...]]:
        """The passages for a query, the query they were found for, and what is to be said of its time.

        When nothing was published in the time it names, the time may be what it is about ("What closed in 1991?"): then
        passages that mention a date of that time are taken, whenever they were published. A time that the conversation
        lent is let go. Where most articles have no date, those are taken. An interval that the person set, or articles
        they left out, stay so.
        """
        retrieved = self._retriever.retrieve(query, limit, join=join)
        interval = query.interval
        if retrieved.passages or interval is None or not interval.words:
            return query, retrieved, time_notes(query, retrieved)
        words = interval.words
        if any(one.aspect == "interval" and one.told_by == "conversation" for one in query.understood):
            query = without_interval(query, "nothing was published then; not taken over from the question before")
            note = f"No article was published in the time of the question before ({words}); it restricts nothing."
            return query, self._retriever.retrieve(query, limit, join=join), (note,)
        whenever = without_interval(query, "nothing was published then; what is asked about, no restriction")
        everything = self._retriever.retrieve(whenever, limit, join=join)
        mentioning = tuple(p for p in everything.passages if mentions(p.text, interval))
        if mentioning:
            others = (p.chunk.id for p in everything.passages if p not in mentioning)
            dropped = (*(Dropped(one, "names no day of the time asked for") for one in others), *everything.dropped)
            note = f"No article was published in the time asked for ({words}); these speak of that time."
            return whenever, replace(everything, passages=mentioning, dropped=dropped), (note,)
        if query.undated is None and self._is_mostly_undated():
            query = replace(query, undated=True)
            retrieved = self._retriever.retrieve(query, limit, join=join)
        return query, retrieved, time_notes(query, retrieved)

    def _is_mostly_undated(self) -> bool:
        cards = self.search_index.articles()
        return 2 * sum(card.published is None for card in cards) > len(cards)

    def _composed(
        self,
        asked: Asked,
        query: Query,
        retrieved: Retrieved,
        reading: Reading,
        *,
        timings: Timings,
        numbers: Tally | None = None,
    ) -> Answer:
        citations = {cite.number: cite for claim in reading.claims for cite in claim.cites}
        status: Status = "partial" if reading.missing else "answered"
        if not citations and numbers is None:  # a count of nothing is an answer
            status = "not_found"
        notes = (*reading.notes, *(f"No article of {name} is in the index." for name in query.unknown_outlets))
        notes = (*notes, *date_notes(query, [cite.article for cite in citations.values()]))
        return Answer(
            query=query,
            status=status,
            claims=reading.claims,
            citations=tuple(citations.values()),
            passages=retrieved.passages,
            confidence=reading.confidence,
            notes=notes,
            index_fingerprint=self.search_index.fingerprint,
            timings=timings,
            dropped=retrieved.dropped,
            tally=numbers,
            missing=reading.missing,
            about=self._about(retrieved) if status == "not_found" else (),
            reader=self._reader.name,
            usage=reading.usage,
            asked=asked,
            settings=self.settings,
            contrasts=reading.contrasts,
        )

    def _about(self, retrieved: Retrieved) -> tuple[str, ...]:
        """What the nearest articles tell, for a person whose question they do not answer."""
        nearest = {passage.article.id: passage.article for passage in retrieved.passages}
        return tuple(opening(a, self.search_index.sentences(a.id)) for a in [*nearest.values()][:NEAREST_NAMED])
