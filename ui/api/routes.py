"""The routes of questions, searches and articles. Knows HTTP and documents; answers nothing itself."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from rag import DoneEvent, Pipeline, RagError, Wanted
from rag.documents.articles import article_document
from rag.documents.passages import search_document
from ui.api.health import Measures
from ui.api.questions import Questions, article_in
from ui.api.records import ASKED
from ui.api.responses import GONE, STREAM_TYPE, streamed, told, watched
from ui.api.wire.answered import AnswerTold, ArticlesTold, ArticleTold, SearchTold, answers, event_schema
from ui.api.wire.asked import MOST_NAMES, Day, QuestionAsked, SearchAsked
from ui.api.wire.events import WAITING, answer_told, error_lines, event_lines
from ui.api.wire.problems import Problem, problem_of

_LOG = logging.getLogger(__name__)
_ASKING = (400, 401, 403, 413, 422, 429, 503, 504)
_READING = (401, 403, 404, 422, 429, 503)
_MOST_LISTED = 1_000
_MOST_PLACES = 2**31 - 1
_STREAM = {
    "description": "Events `stage`, `passages`, `token`, `claim`; the last is `done`, the answer, or `error`, a problem.",
    "content": {STREAM_TYPE: {"schema": event_schema("stage", "passages", "token", "claim", "done", "error")}},
}


def questions_of(request: Request) -> Questions:
    """The questions of the application that was asked."""
    found: Questions = request.app.state.questions
    return found


def measures_of(request: Request) -> Measures:
    """Its figures."""
    found: Measures = request.app.state.measures
    return found


Asking = Annotated[Questions, Depends(questions_of)]
Measuring = Annotated[Measures, Depends(measures_of)]
Words = Annotated[list[str], Query(description="All of them stand in headline, outlet or id.", max_length=MOST_NAMES)]
Outlets = Annotated[list[str], Query(description="Articles of these outlets.", max_length=MOST_NAMES)]
Since = Annotated[Day | None, Query(description="Published on that day or later.")]
Until = Annotated[Day | None, Query(description="Published on that day or before.")]
First = Annotated[int, Query(ge=0, le=_MOST_PLACES, description="The place to begin at, from 0.")]
Limit = Annotated[int, Query(ge=1, le=_MOST_LISTED, description="No more than so many.")]


def router() -> APIRouter:
    """The routes under `/v1`."""
    routes = APIRouter(prefix="/v1")
    questions: dict[str, Any] = {"response_model": None, "tags": ["questions"]}
    listed: dict[str, Any] = {"response_model": None, "tags": ["articles"]}
    routes.post("/ask", responses=answers(AnswerTold, *_ASKING), **questions)(ask)
    routes.post("/ask/stream", responses=answers(_STREAM, *_ASKING), **questions)(stream)
    routes.post("/search", responses=answers(SearchTold, *_ASKING), **questions)(search)
    routes.get("/articles", responses=answers(ArticlesTold, *_READING), **listed)(articles)
    routes.get("/articles/{article_id:path}", responses=answers(ArticleTold, *_READING), **listed)(article)
    return routes


async def ask(asked: QuestionAsked, request: Request, questions: Asking, measures: Measuring) -> Response:
    """Answer a question: each statement rests on quotes, with their places in the articles."""
    request.scope[ASKED] = asked.question
    async with watched(request) as gone:
        answer = await questions.answer(asked, gone)
    if answer is None:
        return GONE
    measures.answered(answer)
    return told(answer_told(answer))


async def stream(asked: QuestionAsked, request: Request, questions: Asking, measures: Measuring) -> Response:
    """The same as events, as soon as there are any."""
    request.scope[ASKED] = asked.question
    questions.refuse_too_many()
    return streamed(_lines(asked, questions, measures, request))


async def _lines(
    asked: QuestionAsked, questions: Questions, measures: Measures, request: Request
) -> AsyncIterator[bytes]:
    try:
        async with contextlib.aclosing(questions.events(asked)) as events:
            async for event in events:
                if isinstance(event, DoneEvent):
                    measures.answered(event.answer)
                yield WAITING if event is None else event_lines(event)
    except RagError as error:
        yield error_lines(problem_of(error, request.scope))
    except Exception:  # noqa: BLE001 - the response has begun: its last event tells
        _LOG.exception("a question met a bug")
        yield error_lines(Problem(500, "the server met a bug, which it has logged"))


async def search(asked: SearchAsked, request: Request, questions: Asking) -> Response:
    """Find passages, without reading them."""
    request.scope[ASKED] = asked.question
    async with watched(request) as gone:
        found = await questions.made(lambda pipeline: _searched(pipeline, asked), gone)
    return GONE if found is None else told(found)


def _searched(pipeline: Pipeline, asked: SearchAsked) -> dict[str, Any]:
    query, found = pipeline.search(asked.question, **asked.arguments(), limit=asked.limit)
    return search_document(query, found, pipeline.search_index.fingerprint)


def articles(
    questions: Asking,
    *,
    contains: Words = [],  # noqa: B006 - FastAPI copies it
    outlet: Outlets = [],  # noqa: B006
    since: Since = None,
    until: Until = None,
    first: First = 0,
    limit: Limit = 100,
) -> Response:
    """The articles of the index, newest first, without their texts."""
    wanted = Wanted(tuple(contains), tuple(outlet), since, until)
    found = questions.pipeline.current().search_index.find_articles(wanted, first=first, limit=limit)
    return told({"total": found.total, "first": found.first, "articles": [asdict(card) for card in found.cards]})


def article(article_id: str, questions: Asking) -> Response:
    """One article, with its text; its id may hold slashes."""
    return told(article_document(article_in(questions.pipeline.current(), article_id)))
