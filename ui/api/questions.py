"""Work on an index, so much at once, each for so long, stopped when nobody waits for it any more.

Knows pipelines, places and time; knows nothing of HTTP.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import Generic, Protocol, TypeVar

from rag import Answer, Article, ConfigError, DoneEvent, Event, Pipeline, RagError
from rag.settings.api import ApiConfig
from ui.api.wire.asked import QuestionAsked
from ui.api.wire.problems import Problem
from ui.running.pump import pumped

T = TypeVar("T")
_LOOK_SECONDS = 0.25
"""How soon it is noticed that nobody waits any more, or that time is up."""


class Follows(Protocol):
    """A pipeline over the newest state of an index; `rag.LivePipeline` is one."""

    def current(self) -> Pipeline:
        """The pipeline as it is now. Raises RagError where there is none."""


class Questions:
    """Questions that are being worked on. Of one event loop."""

    def __init__(self, pipeline: Follows, config: ApiConfig | None = None) -> None:
        self.pipeline = pipeline
        self.config = config or ApiConfig()
        self.running = 0
        self.waiting = 0
        self._places = asyncio.Semaphore(self.config.answers_at_once)

    def events(self, asked: QuestionAsked) -> AsyncGenerator[Event | None]:
        """The events of an answer, None now and then while there is none. Raises RagError, Problem when it takes too long."""
        return self._worked(lambda pipeline: _events(pipeline, asked))

    async def answer(self, asked: QuestionAsked, gone: Callable[[], bool]) -> Answer | None:
        """The whole answer; None when whoever asked is gone. Raises as `events`."""
        last = await self._last(self.events(asked), gone)
        assert last is None or isinstance(last, DoneEvent)
        return last.answer if last else None

    async def made(self, make: Callable[[Pipeline], T], gone: Callable[[], bool]) -> T | None:
        """What `make` makes of the pipeline as it is now. Raises as `events`."""
        return await self._last(self._worked(lambda pipeline: iter([make(pipeline)])), gone)

    async def _last(self, items: AsyncGenerator[T | None], gone: Callable[[], bool]) -> T | None:
        last: T | None = None
        async with contextlib.aclosing(items):
            async for item in items:
                if gone():
                    return None
                last = item if item is not None else last
        return last

    async def _worked(self, begin: Callable[[Pipeline], Iterator[T]]) -> AsyncGenerator[T | None]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.config.answer_seconds
        place = await self._place(deadline)

        def leave() -> None:
            with contextlib.suppress(RuntimeError):  # the server was stopped meanwhile
                loop.call_soon_threadsafe(place)

        items = pumped(lambda: _Leaving(begin, self.pipeline, leave), alive_seconds=_LOOK_SECONDS)
        async with contextlib.aclosing(items):
            async for item in items:
                if loop.time() > deadline:
                    raise _too_long(self.config.answer_seconds)
                yield item

    def refuse_too_many(self) -> None:
        """Raise Problem where too many wait: a stream asks before its response begins, after which no status can be told."""
        if self._places.locked() and self.waiting >= self.config.waiting:
            told = f"{self.waiting:,} questions wait already; ask again in a few seconds"
            raise Problem(503, told, name="Busy", headers={"Retry-After": "5"})

    async def _place(self, deadline: float) -> Callable[[], None]:
        """Wait for a place; returns what gives it back. Raises Problem where too many wait, or for too long."""
        self.refuse_too_many()
        self.waiting += 1
        try:
            async with asyncio.timeout_at(deadline):
                await self._places.acquire()
        except TimeoutError:
            raise _too_long(self.config.answer_seconds) from None
        finally:
            self.waiting -= 1
        self.running += 1

        def give_back() -> None:
            self.running -= 1
            self._places.release()

        return give_back


class _Leaving(Generic[T]):
    """An iterator that gives its place back when it ends, however that is: a reader that is slow holds none."""

    def __init__(self, begin: Callable[[Pipeline], Iterator[T]], pipeline: Follows, leave: Callable[[], None]) -> None:
        self._begin = begin
        self._pipeline = pipeline
        self._leave = leave
        self._lock = threading.Lock()
        self._items: Iterator[T] | None = None

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        if self._items is None:  # an index that was exchanged is opened here, in the thread
            self._items = self._begin(self._pipeline.current())
        return next(self._items)

    def close(self) -> None:
        """End the work."""
        close = getattr(self._items, "close", None)
        try:
            if close:
                close()
        finally:
            self._leave()


def _events(pipeline: Pipeline, asked: QuestionAsked) -> Iterator[Event]:
    try:
        judging = pipeline if asked.mode is None else pipeline.judging(asked.mode)
    except ConfigError as error:  # of what was asked, not of the server
        raise Problem(422, str(error), name="ConfigError", fields=[("mode", str(error))]) from error
    return judging.stream(asked.question, **asked.arguments())


def _too_long(seconds: float) -> Problem:
    return Problem(504, f"there was no answer after {seconds:g} seconds; ask something narrower", name="TooLong")


def article_in(pipeline: Pipeline, article_id: str) -> Article:
    """One article. Raises Problem for one that is not there, without a word of where the index lies."""
    try:
        return pipeline.search_index.article(article_id)
    except RagError as error:
        if type(error) is not RagError:
            raise
        raise Problem(
            404, f"there is no article {article_id[:200]!r}; the list of articles tells what there is"
        ) from error
