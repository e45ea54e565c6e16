"""One person's conversation: what was asked and answered, kept small, and what a click refers to.

Knows how the events of an answer become what the page shows, and which quotes an older answer
rests on. Knows nothing of Gradio, nor of HTML beyond passing on what `ui.render` made.

A conversation is a value: each event gives a new one, and nothing in it is shared between people.
It keeps offsets and hashes, not articles: 50 exchanges of a few kilobytes instead of passages of
up to a megabyte each. The cost is that an article is looked up again when its quote is opened; if
it changed meanwhile, the hash tells, and the page says so instead of marking the wrong words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from rag import (
    Answer,
    Article,
    Claim,
    ClaimEvent,
    DoneEvent,
    Event,
    PassagesEvent,
    Query,
    RagError,
    StageEvent,
    TokenEvent,
    Turn,
)
from ui import render
from ui.asks import Articles, Asks
from ui.excerpt import Range
from ui.scope.asked import Asked, Change

EXCHANGES_KEPT = 50
TURNS_PASSED = 10
INTERRUPTED = "This answer was interrupted. Ask again."
BUG = "Something went wrong inside the program. The terminal it runs in has the details."

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
    html: str
    answer: str | None = None
    """The answer's text when it was found; what a follow-up may refer to."""
    sources: tuple[Source, ...] = ()
    nearest: tuple[Source, ...] = ()
    copies: tuple[Source, ...] = ()
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
        return self.turns_before(None)

    def turns_before(self, place: int | None) -> tuple[Turn, ...]:
        """What a question in the place of exchange `place` may refer to; None: all."""
        answered = [
            exchange
            for exchange in self.exchanges
            if exchange.finished and exchange.answer is not None and (place is None or exchange.number < place)
        ]
        return tuple(Turn(exchange.asked.question, exchange.answer or "") for exchange in answered[-TURNS_PASSED:])

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

    def begin(self, asked: Asked) -> Conversation:
        """Open an exchange; one that was left unfinished is closed, and the oldest may be let go."""
        settled = tuple(e if e.finished else _interrupted(e) for e in self.exchanges)
        kept = settled[-(EXCHANGES_KEPT - 1) :]
        number = settled[-1].number + 1 if settled else 1
        return Conversation((*kept, Exchange(number, asked, "")), self.let_go + len(settled) - len(kept))

    def with_newest(self, exchange: Exchange) -> Conversation:
        """The same conversation with its newest exchange replaced."""
        return replace(self, exchanges=(*self.exchanges[:-1], exchange))


def refuse(conversation: Conversation, asked: Asked, message: str) -> Conversation:
    """The conversation with a question that could not be put at all, and why."""
    opened = conversation.begin(asked)
    return opened.with_newest(_failed(opened.exchanges[-1], message))


def converse(pipeline: Asks, conversation: Conversation, asked: Asked) -> Iterator[Conversation]:
    """Put a question and yield the conversation after every event, the first time at once.

    What is raised on purpose becomes part of the conversation; a bug is shown as one and raised on.
    """
    turns = conversation.turns_before(asked.place)
    conversation = conversation.begin(asked)
    draft = _Draft(conversation.exchanges[-1], pipeline, stage="Reading the question")
    yield conversation.with_newest(draft.exchange())
    try:
        for event in pipeline.stream(asked.question, turns, as_of=asked.as_of, scope=asked.scope):
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
    pipeline: Asks
    stage: str
    query: Query | None = None
    claims: tuple[Claim, ...] = ()
    writing: str = ""
    """What an LLM is writing and no claim holds yet."""
    answer: Answer | None = None

    def after(self, event: Event) -> _Draft:
        """The draft once `event` has arrived."""
        match event:
            case StageEvent(message):
                return replace(self, stage=message)
            case PassagesEvent(query):
                return replace(self, query=query)
            case ClaimEvent(claim):
                return replace(self, claims=(*self.claims, claim), writing="")
            case TokenEvent(text, anew):
                return replace(self, writing=text if anew else self.writing + text)
            case DoneEvent(answer):
                return replace(self, answer=answer)

    def exchange(self) -> Exchange:
        """What is shown and kept of it; its marks can be clicked before it is done."""
        number, asked = self.opened.number, self.opened.asked
        if (answer := self.answer) is None:
            page = render.running(number, asked, self.stage, self.query, self.claims, writing=self.writing)
            return replace(self.opened, html=page, sources=_sources(self.claims))
        copies = _copies(answer, self.pipeline.search_index)
        return replace(
            self.opened,
            html=render.answered(number, asked, answer, copies),
            answer=answer.text if answer.found else None,
            sources=_sources(answer.claims),
            nearest=tuple(Source(a.id, a.sha256, a.title) for a in answer.nearest[: render.NEAREST_SHOWN]),
            copies=tuple(Source(a.id, a.sha256, a.title) for of in copies.values() for a in of.listed),
            finished=True,
        )


def _copies(answer: Answer, articles: Articles) -> dict[str, render.Copies]:
    """The other reports of each quoted story, in the order of the citations, the oldest report first."""
    of = {passage.article.id: passage.why.copies for passage in answer.passages if passage.why.copies}
    found: dict[str, render.Copies] = {}
    first = 0
    for article_id in dict.fromkeys(cite.article.id for cite in answer.citations if cite.article.id in of):
        reports = [report for copy in of[article_id] if (report := _held(articles, copy))]
        reports.sort(key=lambda report: (report.published or dt.date.max, report.id))
        if reports:
            found[article_id] = render.Copies(len(reports), tuple(reports[: render.COPIES_LISTED]), first)
            first += len(found[article_id].listed)
    return found


def _held(articles: Articles, article_id: str) -> Article | None:
    """An article, or None when it left the index while the answer was on its way."""
    try:
        return articles.article(article_id)
    except RagError:
        return None


def _sources(claims: tuple[Claim, ...]) -> tuple[Source, ...]:
    cites = {cite.number: cite for claim in claims for cite in claim.cites}
    shorts = {claim.cites[0].number: (claim.short.start, claim.short.end) for claim in claims if claim.short}
    return tuple(
        Source(c.article.id, c.article.sha256, c.article.title, c.number, (c.start, c.end), c.quote, shorts.get(number))
        for number, c in cites.items()
    )


def _failed(opened: Exchange, message: str) -> Exchange:
    return replace(opened, html=render.failed(opened.number, opened.asked, message), finished=True, failed=True)


def _interrupted(exchange: Exchange) -> Exchange:
    return _failed(exchange, INTERRUPTED)
