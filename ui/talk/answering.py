"""How the events of an answer become what the page shows, and what a conversation keeps of them.

Knows events and exchanges; knows nothing of Gradio, nor of HTML beyond passing on what `ui.render` made.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag import (
    Answer,
    Article,
    Claim,
    ClaimEvent,
    DoneEvent,
    Event,
    IndexCorrupt,
    IndexMismatch,
    IndexMissing,
    PassagesEvent,
    Query,
    RagError,
    ReaderUnavailable,
    Scope,
    StageEvent,
    TokenEvent,
    next_questions,
)
from ui import render
from ui.asks import Articles, Asks
from ui.discretion import told_of
from ui.scope.asked import Asked
from ui.talk.conversation import Conversation, Exchange, Source, failed, packed, packed_answer

BUG = "Something went wrong inside the program. The terminal it runs in has the details."


def refuse(conversation: Conversation, asked: Asked, message: str) -> Conversation:
    """The conversation with a question that could not be put at all, and why."""
    opened = conversation.begin(asked)
    return opened.with_newest(failed(opened.exchanges[-1], message))


def converse(
    pipeline: Asks, conversation: Conversation, asked: Asked, *, places: bool = True
) -> Iterator[Conversation]:
    """Put a question and yield the conversation after every event, the first time at once.

    What is raised on purpose becomes part of the conversation, without `places` in words that name nothing of the machine; a
    bug is shown as one and raised on.
    """
    turns = conversation.turns_before(asked.place)
    conversation = conversation.begin(_with_headlines(pipeline, asked))
    draft = _Draft(conversation.exchanges[-1], pipeline, stage="Reading the question")
    yield conversation.with_newest(draft.exchange())
    try:
        answers = pipeline.quoting() if asked.quoting else pipeline
        for event in answers.stream(asked.question, turns, as_of=asked.as_of, scope=asked.scope):
            draft = draft.after(event)
            yield conversation.with_newest(draft.exchange())
    except RagError as error:
        yield conversation.with_newest(failed(draft.opened, told_of(error, places=places), cause=_cause(error)))
    except Exception:
        yield conversation.with_newest(failed(draft.opened, BUG))
        raise


def _with_headlines(pipeline: Asks, asked: Asked) -> Asked:
    ids = asked.scope.article_ids
    if not ids:
        return asked
    try:
        articles = pipeline.search_index
    except RagError:  # told by the question
        return asked
    held = [_held(articles, article_id) for article_id in ids]
    return replace(asked, headlines=tuple(one.title if one else "" for one in held))


def _cause(error: RagError) -> render.Cause:
    if isinstance(error, ReaderUnavailable):
        return "model"
    return "index" if isinstance(error, IndexCorrupt | IndexMismatch | IndexMissing) else ""


def going_on(
    pipeline: Asks, conversation: Conversation, *, as_of: dt.date | None = None, scope: Scope | None = None
) -> tuple[str, ...]:
    """Questions to go on with after the newest answer; each is asked first, and of quotes alone where an LLM answers.

    They are asked as a press puts them: in this conversation, within `as_of` and `scope` as they are set for the next question.
    """
    newest = conversation.exchanges[-1] if conversation.exchanges else None
    if newest is None or newest.answer is None or not newest.packed:
        return ()
    told = json.loads(newest.document)
    if told["tally"]:
        return ()

    def answered(question: str) -> Answer:
        *_, last = pipeline.quoting().stream(question, conversation.turns, as_of=as_of, scope=scope)
        assert isinstance(last, DoneEvent)
        return last.answer

    already = [*(exchange.asked.question for exchange in conversation.exchanges), str(told["query"]["standalone"])]
    quoted = [source.article_id for source in newest.sources]
    try:
        return next_questions(answered, pipeline.search_index, quoted, already=already)
    except RagError:  # the index changed meanwhile, or nothing of that scope; the answer stands without them
        return ()


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
            return replace(self.opened, page=packed(page), sources=_sources(self.claims))
        copies = _copies(answer, self.pipeline.search_index)
        return replace(
            self.opened,
            page=packed(render.answered(number, asked, answer, copies)),
            answer=answer.text if answer.found else None,
            sources=_sources(answer.claims),
            nearest=tuple(Source(a.id, a.sha256, a.title) for a in answer.nearest),
            copies=tuple(Source(a.id, a.sha256, a.title) for of in copies.values() for a in of.listed),
            finished=True,
            packed=packed_answer(answer),
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
