"""The tools that a model may call: ask, search, get_article, list_articles. All of them only read.

Knows what each takes and what it gives back; how calls arrive, `ui.mcp.server` knows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, MutableMapping
from dataclasses import asdict
from typing import Any, TypeVar

from mcp.types import CallToolResult, TextContent, Tool, ToolAnnotations
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError

from rag import Article, Found, Passage, Pipeline, Query, QuestionError, RagError, Retrieved, Wanted
from rag.answer import source_line
from rag.documents.articles import article_document, article_facts
from ui.api.compatible.content import data_of
from ui.api.questions import Questions, article_in
from ui.api.records import ASKED
from ui.api.wire.asked import Day, Names, QuestionAsked, SearchAsked
from ui.api.wire.problems import problem_of_values

T = TypeVar("T")
GONE = "article_rag.gone"
"""Key in the scope of a request: a function that tells whether whoever sent it has hung up."""
_MOST_LISTED = 200


class Gone(RagError):
    """Whoever asked has hung up, so nobody is told this."""


class ArticleWanted(BaseModel):
    """An article by its id."""

    model_config = ConfigDict(extra="forbid")
    id: StrictStr = Field(description="As list_articles, ask and search give it.")


class ArticlesWanted(BaseModel):
    """A part of the list."""

    model_config = ConfigDict(extra="forbid")
    contains: Names = Field(default=[], description="All of these words stand in headline, outlet or id.")
    outlets: Names = Field(default=[], description="Articles of these outlets.")
    since: Day | None = Field(default=None, description="Published on that day or later.")
    until: Day | None = Field(default=None, description="Published on that day or before.")
    first: StrictInt = Field(default=0, ge=0, le=2**31 - 1, description="The place to begin at, from 0.")
    limit: StrictInt = Field(default=50, ge=1, le=_MOST_LISTED, description="No more than so many.")


_TOOLS: dict[str, tuple[type[BaseModel], str, str]] = {
    "ask": (
        QuestionAsked,
        "Ask the articles",
        (
            "Answer a question from the indexed news articles. Every sentence of the answer is a quote, or was checked against "
            "one, with its article and place; when the articles hold no answer, it says so. `turns` is the conversation so far."
        ),
    ),
    "search": (SearchAsked, "Search the articles", "Find passages of the indexed news articles, best first, unread."),
    "get_article": (ArticleWanted, "Read an article", "The whole text of one article, and what is known of it."),
    "list_articles": (ArticlesWanted, "List articles", "Which articles there are, newest first, without their texts."),
}


def tools() -> list[Tool]:
    """All tools, with the schemas of what they take."""
    reads = ToolAnnotations(readOnlyHint=True, destructiveHint=False, idempotentHint=True, openWorldHint=False)
    return [
        Tool(name=name, title=title, description=told, inputSchema=model.model_json_schema(), annotations=reads)
        for name, (model, title, told) in _TOOLS.items()
    ]


async def called(
    questions: Questions, name: str, arguments: dict[str, Any], scope: MutableMapping[str, Any]
) -> CallToolResult:
    """What a tool gives back; what was asked is noted in `scope`, that of the request. Raises RagError, for which the one who called is told."""
    if name not in _TOOLS:
        raise QuestionError(f"there is no tool {name[:100]!r}; there are: {', '.join(_TOOLS)}")
    try:
        asked = _TOOLS[name][0].model_validate(arguments)
    except ValidationError as error:
        raise problem_of_values(error.errors()) from error
    match asked:
        case SearchAsked():
            scope[ASKED] = asked.question
            return _found(*await made(questions, scope, lambda one: _searched(one, asked)))
        case QuestionAsked():
            scope[ASKED] = asked.question
            answer = await questions.answer(asked, _leaves(scope))
            if answer is None:
                raise Gone("whoever asked has hung up")
            return _result(str(answer), data_of(answer))
        case ArticleWanted(id=article_id):
            article = await made(questions, scope, lambda one: article_in(one, article_id))
            return _result(_text_of(article), json.loads(json.dumps(article_document(article), default=str)))
        case ArticlesWanted():
            return _listed(await made(questions, scope, lambda one: _articles(one, asked)))
    raise AssertionError("every tool is above")


async def made(questions: Questions, scope: MutableMapping[str, Any], make: Callable[[Pipeline], T]) -> T:
    """What `make` makes of the pipeline as it is now, for the request of `scope`. Raises RagError, of which `Gone` is one."""
    found = await questions.made(make, _leaves(scope))
    if found is None:
        raise Gone("whoever asked has hung up")
    return found


def _leaves(scope: MutableMapping[str, Any]) -> Callable[[], bool]:
    """Whether whoever asked is gone; over standard input and output the SDK cancels the call instead."""
    gone: Callable[[], bool] = scope.get(GONE, lambda: False)
    return gone


def _searched(pipeline: Pipeline, asked: SearchAsked) -> tuple[Query, Retrieved]:
    return pipeline.search(asked.question, **asked.arguments(), limit=asked.limit)


def _articles(pipeline: Pipeline, asked: ArticlesWanted) -> Found:
    wanted = Wanted(tuple(asked.contains), tuple(asked.outlets), asked.since, asked.until)
    return pipeline.search_index.find_articles(wanted, first=asked.first, limit=asked.limit)


def _found(query: Query, found: Retrieved) -> CallToolResult:
    lines = [_passage_lines(number, passage) for number, passage in enumerate(found.passages, 1)]
    rows = [_passage_row(passage) for passage in found.passages]
    return _result("\n\n".join(lines) or "No passage was found.", {"searched_for": query.standalone, "passages": rows})


def _passage_lines(number: int, passage: Passage) -> str:
    return f"[{number}] {source_line(passage.article)}\n{passage.text}"


def _passage_row(passage: Passage) -> dict[str, Any]:
    place = {"start": passage.chunks[0].start, "end": passage.chunks[-1].end}
    return {"article": article_facts(passage.article), **place, "score": passage.score, "text": passage.text}


def _listed(found: Found) -> CallToolResult:
    rows = [json.loads(json.dumps(asdict(card), default=str)) for card in found.cards]
    lines = [
        " · ".join(filter(None, [card.id, card.title, card.outlet, str(card.published or "")])) for card in found.cards
    ]
    told = f"{found.total:,} articles, from place {found.first:,}:" if rows else f"{found.total:,} articles."
    return _result("\n".join([told, *lines]), {"total": found.total, "first": found.first, "articles": rows})


def _text_of(article: Article) -> str:
    return f"{source_line(article)}\n\n{article.text}"


def _result(text: str, data: dict[str, Any]) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=_sendable(text))], structuredContent=data)


def _sendable(text: str) -> str:
    """Halves of characters, which an article may hold, cannot be encoded."""
    return text.encode("utf-8", "replace").decode("utf-8")


def failed(words: str) -> CallToolResult:
    """An error as the model is told it."""
    return CallToolResult(content=[TextContent(type="text", text=_sendable(words))], isError=True)
