"""One person's conversation: what was asked and answered, kept small, and what a click refers to.

Knows which quotes an older answer rests on. Knows nothing of Gradio, nor of HTML beyond passing on what `ui.render` made.

A conversation is a value: each event gives a new one, and nothing in it is shared between people. It keeps offsets and
hashes, and of each answer its HTML and its JSON, packed: 50 exchanges of a few kilobytes instead of passages of up to a megabyte each. The
cost is that an article is looked up again when its quote is opened; if it changed meanwhile, the hash tells, and the page
says so instead of marking the wrong words.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
import zlib
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from rag import Answer, Turn
from ui import render
from ui.excerpt import Range
from ui.scope.asked import Asked, Change

EXCHANGES_KEPT = 50
TURNS_PASSED = 10
INTERRUPTED = "This answer was interrupted. Ask again."
STOPPED = "Stopped before the answer was finished."

Kind: TypeAlias = Literal["", "near", "copy"]
"""What a click opens: a citation, an article near to what was asked, another report of a quoted story."""

_TARGET = re.compile(r"(\d{1,6})\.(near|copy)?(\d{1,4})")


@dataclass(frozen=True, slots=True)
class Target:
    """What was clicked: `item` of exchange `exchange`, a citation by its number, others by their place from 0."""

    exchange: int
    item: int
    kind: Kind = ""

    @classmethod
    def parse(cls, words: str) -> Target | None:
        """Read "3.1", "3.near0" or "3.copy0"; None for anything else, for the words come from a browser."""
        found = _TARGET.fullmatch(words)
        kinds: dict[str | None, Kind] = {"near": "near", "copy": "copy"}
        return cls(int(found[1]), int(found[3]), kinds.get(found[2], "")) if found else None

    def __str__(self) -> str:
        return f"{self.exchange}.{self.kind}{self.item}"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a quote is: enough to open it again, and to see that its article has not changed."""

    article_id: str
    sha256: str | None
    """Of the article as it was quoted; None where nothing was quoted yet."""
    title: str
    number: int | None = None
    span: Range | None = None
    quote: str | None = None
    short: Range | None = None
    """The words of the quote that answer by themselves."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what came of it."""

    number: int
    asked: Asked
    page: bytes = field(default=b"", repr=False)
    """Its HTML, packed: a seventh of its bytes, and Python keeps text with a “ in it at two bytes a character."""
    answer: str | None = None
    """The answer's text when it was found; what a follow-up may refer to."""
    sources: tuple[Source, ...] = ()
    nearest: tuple[Source, ...] = ()
    copies: tuple[Source, ...] = ()
    finished: bool = False
    failed: bool = False
    told: str = ""
    """Of one that failed: why."""
    at: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    """When it was asked."""
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    """By which a verdict on its answer is kept."""
    packed: bytes = field(default=b"", repr=False)

    @property
    def html(self) -> str:
        """What the page shows of it, the ages told of today."""
        today = dt.datetime.now().astimezone().date()
        return render.aged(_unpacked(self.page), today, stays=self.asked.as_of is not None)

    @property
    def document(self) -> str:
        """The JSON of its answer; "" where there is none."""
        return _unpacked(self.packed)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The exchanges so far, oldest first, the newest perhaps unfinished."""

    exchanges: tuple[Exchange, ...] = ()
    let_go: int = 0
    kept: bool = False
    """True where those that were let go are kept elsewhere."""

    @property
    def past(self) -> str:
        """HTML of all exchanges but the newest."""
        gone = render.let_go(self.let_go, kept=self.kept) if self.let_go else ""
        return gone + "".join(exchange.html for exchange in self.exchanges[:-1])

    @property
    def newest(self) -> str:
        """HTML of the newest exchange."""
        return self.exchanges[-1].html if self.exchanges else ""

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What a follow-up question may refer to, oldest first."""
        return self.turns_before(None)

    def turns_before(self, place: int | None) -> tuple[Turn, ...]:
        """What a question in the place of exchange `place` may refer to, also where nothing was found; None: all."""
        ended = [
            exchange
            for exchange in self.exchanges
            if exchange.finished and not exchange.failed and (place is None or exchange.number < place)
        ]
        return tuple(Turn(exchange.asked.question, exchange.answer or "") for exchange in ended[-TURNS_PASSED:])

    def find(self, target: Target) -> tuple[Source, tuple[Source, ...]] | None:
        """The source of a click and all sources of its answer; None when it is not kept any more."""
        for exchange in self.exchanges:
            if exchange.number == target.exchange:
                shelf = {"": exchange.sources, "near": exchange.nearest, "copy": exchange.copies}[target.kind]
                wanted = [s for at, s in enumerate(shelf) if (at if target.kind else s.number) == target.item]
                return (wanted[0], exchange.sources) if wanted else None
        return None

    def again(self, change: Change) -> Asked | None:
        """The question of an exchange, changed; None when it is not kept any more or still running."""
        for exchange in self.exchanges:
            if exchange.number == change.exchange and exchange.finished:
                return change.of(exchange.asked)
        return None

    def exchange(self, number: int) -> Exchange | None:
        """The exchange of that number, as long as it is kept."""
        return next((one for one in self.exchanges if one.number == number), None)

    def without_newest(self) -> Conversation:
        """The same conversation without its newest exchange."""
        return replace(self, exchanges=self.exchanges[:-1])

    def stopped(self) -> Conversation:
        """The same conversation with its newest exchange closed, where it was still running."""
        if not self.exchanges or self.exchanges[-1].finished:
            return self
        return self.with_newest(failed(self.exchanges[-1], STOPPED, stopped=True))

    def begin(self, asked: Asked) -> Conversation:
        """Open an exchange; one that was left unfinished is closed, and the oldest may be let go."""
        settled = tuple(e if e.finished else failed(e, INTERRUPTED) for e in self.exchanges)
        kept = settled[-(EXCHANGES_KEPT - 1) :]
        number = settled[-1].number + 1 if settled else 1
        let_go = self.let_go + len(settled) - len(kept)
        return replace(self, exchanges=(*kept, Exchange(number, asked)), let_go=let_go)

    def with_newest(self, exchange: Exchange) -> Conversation:
        """The same conversation with its newest exchange replaced."""
        return replace(self, exchanges=(*self.exchanges[:-1], exchange))


def failed(opened: Exchange, message: str, *, cause: render.Cause = "", stopped: bool = False) -> Exchange:
    """An exchange that is closed without an answer, and why."""
    page = packed(render.failed(opened.number, opened.asked, message, cause=cause, stopped=stopped))
    return replace(opened, page=page, finished=True, failed=True, told=message)


def packed(text: str) -> bytes:
    """HTML or JSON in a fraction of its bytes; `Exchange` unpacks it."""
    return zlib.compress(text.encode())


def packed_answer(answer: Answer) -> bytes:
    """An answer's JSON, packed."""
    return packed(answer.to_json(indent=None, timings=True))


def _unpacked(given: bytes) -> str:
    return zlib.decompress(given).decode() if given else ""
