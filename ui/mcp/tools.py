"""The tools that a model may call: ask, search, get_article, list_articles. All of them only read.

Knows what each takes and what it gives back; how calls arrive, `ui.mcp.server` knows.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from mcp.types import CallToolResult, TextContent, Tool, ToolAnnotations
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError

from rag import Article, Passage, Pipeline, Query, QuestionError, Retrieved, Wanted
from rag.answer import source_line
from rag.documents.articles import article_document, article_facts
from ui.api.compatible.content import data_of
from ui.api.questions import Questions, article_in
from ui.api.wire.asked import Day, Names, QuestionAsked, SearchAsked
from ui.api.wire.problems import problem_of_values

_MOST_LISTED = 200


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


async def called(questions: Questions, name: str, arguments: dict[str, Any]) -> CallToolResult:
    """What a tool gives back. Raises RagError, for which the one who called is told."""
    if name not in _TOOLS:
        raise QuestionError(f"there is no tool {name[:100]!r}; there are: {', '.join(_TOOLS)}")
    try:
        asked = _TOOLS[name][0].model_validate(arguments)
    except ValidationError as error:
        raise problem_of_values(error.errors()) from error
    match asked:
        case SearchAsked():
            return _found(
                *await _made(questions, lambda one: one.search(asked.question, **asked.arguments(), limit=asked.limit))
            )
        case QuestionAsked():
            answer = await questions.answer(asked, _stays)
            assert answer is not None, "whoever asks stays until they are told"
            return _result(str(answer), data_of(answer))
        case ArticleWanted(id=article_id):
            article = await _made(questions, lambda one: article_in(one, article_id))
            return _result(_text_of(article), json.loads(json.dumps(article_document(article), default=str)))
        case ArticlesWanted():
            return await _listed(questions, asked)
    raise AssertionError("every tool is above")


def _stays() -> bool:
    return False


async def _made(questions: Questions, make: Any) -> Any:
    return await questions.made(make, _stays)


def _found(query: Query, found: Retrieved) -> CallToolResult:
    lines = [_passage_lines(number, passage) for number, passage in enumerate(found.passages, 1)]
    rows = [_passage_row(passage) for passage in found.passages]
    return _result("\n\n".join(lines) or "No passage was found.", {"searched_for": query.standalone, "passages": rows})


def _passage_lines(number: int, passage: Passage) -> str:
    return f"[{number}] {source_line(passage.article)}\n{passage.text}"


def _passage_row(passage: Passage) -> dict[str, Any]:
    place = {"start": passage.chunks[0].start, "end": passage.chunks[-1].end}
    return {"article": article_facts(passage.article), **place, "score": passage.score, "text": passage.text}


async def _listed(questions: Questions, asked: ArticlesWanted) -> CallToolResult:
    wanted = Wanted(tuple(asked.contains), tuple(asked.outlets), asked.since, asked.until)

    def listed(pipeline: Pipeline) -> Any:
        return pipeline.search_index.find_articles(wanted, first=asked.first, limit=asked.limit)

    found = await _made(questions, listed)
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
