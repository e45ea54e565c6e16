"""One person's conversation: what was asked and answered, kept small, and what a click refers to.

Knows how the events of an answer become what the page shows, and which quotes an older answer
rests on. Knows nothing of Gradio, nor of HTML beyond passing on what `ui.render` made.

A conversation is a value: each event gives a new one, and nothing in it is shared between people.
It keeps offsets and hashes, not articles: 50 exchanges of a few kilobytes instead of passages of
up to a megabyte each. The cost is that an article is looked up again when its quote is opened; if
it changed meanwhile, the hash tells, and the page says so instead of marking the wrong words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from rag import (
    Answer,
    Article,
    ArticleCard,
    Claim,
    ClaimEvent,
    DoneEvent,
    Event,
    IndexInfo,
    PassagesEvent,
    Query,
    RagError,
    Sentence,
    StageEvent,
    Turn,
)
from ui import render
from ui.excerpt import Range

EXCHANGES_KEPT = 50
TURNS_PASSED = 10
INTERRUPTED = "This answer was interrupted. Ask again."
BUG = "Something went wrong inside the program. The terminal it runs in has the details."

_TARGET = re.compile(r"(\d{1,6})\.(near)?(\d{1,4})")


class Articles(Protocol):
    """What the page asks of an index."""

    def info(self) -> IndexInfo:
        """Facts about the open generation."""

    def articles(self) -> tuple[ArticleCard, ...]:
        """Every article without its text."""

    def article(self, article_id: str) -> Article:
        """One article; raises `RagError` for an id that is not there."""

    def sentences(self, article_id: str) -> tuple[Sentence, ...]:
        """Its sentences and headings, in order."""


class Asks(Protocol):
    """What the page asks of a pipeline; `rag.Pipeline` is one."""

    @property
    def search_index(self) -> Articles:
        """The index that answers come from."""

    def stream(self, question: str, turns: tuple[Turn, ...] = ()) -> Iterator[Event]:
        """Events of one answer; the last is a `DoneEvent`. Raises `RagError`."""


@dataclass(frozen=True, slots=True)
class Target:
    """What was clicked: citation `item` of exchange `exchange`, or with `near` its near article."""

    exchange: int
    item: int
    near: bool = False

    @classmethod
    def parse(cls, words: str) -> Target | None:
        """Read "3.1" or "3.near0"; None for anything else, for the words come from a browser."""
        found = _TARGET.fullmatch(words)
        return cls(int(found[1]), int(found[3]), near=bool(found[2])) if found else None

    def __str__(self) -> str:
        return f"{self.exchange}.{'near' if self.near else ''}{self.item}"


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


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what came of it."""

    number: int
    question: str
    html: str
    answer: str | None = None
    """The answer's text when it was found; what a follow-up may refer to."""
    sources: tuple[Source, ...] = ()
    nearest: tuple[Source, ...] = ()
    finished: bool = False
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """The exchanges so far, oldest first, the newest perhaps unfinished."""

    exchanges: tuple[Exchange, ...] = ()
    let_go: int = 0

    @property
    def past(self) -> str:
        """HTML of all exchanges but the newest."""
        gone = render.let_go(self.let_go) if self.let_go else ""
        return gone + "".join(exchange.html for exchange in self.exchanges[:-1])

    @property
    def newest(self) -> str:
        """HTML of the newest exchange."""
        return self.exchanges[-1].html if self.exchanges else ""

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What a follow-up question may refer to, oldest first."""
        answered = [exchange for exchange in self.exchanges if exchange.finished and exchange.answer is not None]
        return tuple(Turn(exchange.question, exchange.answer or "") for exchange in answered[-TURNS_PASSED:])

    def find(self, target: Target) -> tuple[Source, tuple[Source, ...]] | None:
        """The source of a click and all sources of its answer; None when it is not kept any more."""
        for exchange in self.exchanges:
            if exchange.number == target.exchange:
                shelf = exchange.nearest if target.near else exchange.sources
                wanted = [s for at, s in enumerate(shelf) if (at if target.near else s.number) == target.item]
                return (wanted[0], exchange.sources) if wanted else None
        return None

    def begin(self, question: str) -> Conversation:
        """Open an exchange; one that was left unfinished is closed, and the oldest may be let go."""
        settled = tuple(e if e.finished else _interrupted(e) for e in self.exchanges)
        kept = settled[-(EXCHANGES_KEPT - 1) :]
        number = settled[-1].number + 1 if settled else 1
        return Conversation((*kept, Exchange(number, question, "")), self.let_go + len(settled) - len(kept))

    def with_newest(self, exchange: Exchange) -> Conversation:
        """The same conversation with its newest exchange replaced."""
        return replace(self, exchanges=(*self.exchanges[:-1], exchange))


def converse(pipeline: Asks, conversation: Conversation, question: str) -> Iterator[Conversation]:
    """Put `question` and yield the conversation after every event, the first time at once.

    What is raised on purpose becomes part of the conversation; a bug is shown as one and raised on.
    """
    turns = conversation.turns
    conversation = conversation.begin(question)
    draft = _Draft(conversation.exchanges[-1], stage="Reading the question")
    yield conversation.with_newest(draft.exchange())
    try:
        for event in pipeline.stream(question, turns):
            draft = draft.after(event)
            yield conversation.with_newest(draft.exchange())
    except RagError as error:
        yield conversation.with_newest(_failed(draft.opened, str(error)))
    except Exception:
        yield conversation.with_newest(_failed(draft.opened, BUG))
        raise


@dataclass(frozen=True, slots=True)
class _Draft:
    """An answer on its way."""

    opened: Exchange
    stage: str
    query: Query | None = None
    claims: tuple[Claim, ...] = ()
    answer: Answer | None = None

    def after(self, event: Event) -> _Draft:
        """The draft once `event` has arrived."""
        match event:
            case StageEvent(message):
                return replace(self, stage=message)
            case PassagesEvent(query):
                return replace(self, query=query)
            case ClaimEvent(claim):
                return replace(self, claims=(*self.claims, claim))
            case DoneEvent(answer):
                return replace(self, answer=answer)

    def exchange(self) -> Exchange:
        """What is shown and kept of it; its marks can be clicked before it is done."""
        number, question = self.opened.number, self.opened.question
        if (answer := self.answer) is None:
            page = render.running(number, question, self.stage, self.query, self.claims)
            return replace(self.opened, html=page, sources=_sources(self.claims))
        return replace(
            self.opened,
            html=render.answered(number, question, answer),
            answer=answer.text if answer.found else None,
            sources=_sources(answer.claims),
            nearest=tuple(Source(a.id, a.sha256, a.title) for a in answer.nearest[: render.NEAREST_SHOWN]),
            finished=True,
        )


def _sources(claims: tuple[Claim, ...]) -> tuple[Source, ...]:
    cites = {cite.number: cite for claim in claims for cite in claim.cites}
    return tuple(
        Source(c.article.id, c.article.sha256, c.article.title, c.number, (c.start, c.end), c.quote)
        for c in cites.values()
    )


def _failed(opened: Exchange, message: str) -> Exchange:
    return replace(opened, html=render.failed(opened.number, opened.question, message), finished=True, failed=True)


def _interrupted(exchange: Exchange) -> Exchange:
    return _failed(exchange, INTERRUPTED)
