"""What a program is answered, as the description of the interface tells it.

The documents themselves are made by `rag.documents`; a test compares them with these models. Knows names and types.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag import Article, ArticleCard
from rag.answering.contrasts import Contrast
from rag.answering.listing import Tally
from rag.types import Asked, Dropped, Query, Status, Support, Timings, Usage, Why


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ArticleFacts(_Told):
    """What is told of an article beside a quote."""

    id: str
    path: str
    title: str
    title_from: str
    outlet: str | None
    author: str | None
    url: str | None
    language: str | None
    published: dt.date | None
    published_from: str | None


class CitationTold(_Told):
    """A quote: the characters `start` to `end` of the article's text."""

    number: int
    article: ArticleFacts
    start: int
    end: int
    quote: str


class ShortTold(_Told):
    """The words of a quote that answer by themselves."""

    start: int
    end: int
    quote: str


class ClaimTold(_Told):
    """One statement, and the numbers of the quotes it rests on."""

    text: str
    support: Support
    citations: list[int]
    short: ShortTold | None
    why: str


class PassageTold(_Told):
    """A passage that was found. A higher score is better."""

    article: ArticleFacts
    chunk: str
    start: int
    end: int
    tokens: int
    joined: list[str]
    joined_spans: list[list[int]]
    score: float
    why: Why


class FoundPassage(PassageTold):
    """A passage with its text."""

    text: str


class AnswerTold(_Told):
    """What the articles say to a question, with every quote's place."""

    question: str
    status: Status
    text: str
    confidence: float = Field(description="The estimated chance that the articles answer, from 0 to 1.")
    query: Query
    claims: list[ClaimTold]
    citations: list[CitationTold]
    passages: list[PassageTold]
    dropped: list[Dropped]
    tally: Tally | None
    missing: list[str]
    about: list[str]
    notes: list[str]
    contrasts: list[Contrast]
    reader: str
    index_fingerprint: str
    settings: str
    asked: Asked | None
    timings: Timings
    usage: Usage | None


class SearchTold(_Told):
    """What a search found, best first."""

    question: str
    query: Query
    passages: list[FoundPassage]
    dropped: list[Dropped]
    reranker: str
    rerank_ms: float
    index_fingerprint: str


class ArticlesTold(_Told):
    """A part of the list: `articles` of `total`, the first of them at place `first`."""

    total: int
    first: int
    articles: list[ArticleCard]


ArticleTold = Article
"""The whole of an article, with its text."""


class DataTold(_Told):
    """What an answer holds beside its text."""

    status: Status
    confidence: float
    citations: list[CitationTold]
    missing: list[str]
    notes: list[str]
    index_fingerprint: str


class MessageTold(_Told):
    """The answer as text, with its sources below."""

    role: Literal["assistant"]
    content: str
    refusal: None


class ChoiceTold(_Told):
    """There is one."""

    index: int
    message: MessageTold
    finish_reason: Literal["stop"]
    logprobs: None


class TokensTold(_Told):
    """Of an LLM that wrote; quotes take none."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class CompletionTold(_Told):
    """An answer in the form of OpenAI's clients."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[ChoiceTold]
    usage: TokensTold
    article_rag: DataTold


class ModelTold(_Told):
    """A name that can be asked."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelsTold(_Told):
    """All of them."""

    object: Literal["list"]
    data: list[ModelTold]


class AddedTold(_Told):
    """A file that the index has now: its name there, and the ids of the articles in it."""

    name: str
    articles: list[str]


class RemovedTold(_Told):
    """An article that the index has no more, and the key by which the page puts it back."""

    removed: str
    key: str


class HealthTold(_Told):
    """The process answers."""

    status: str


class ReadinessTold(_Told):
    """The index is open and the models are loaded."""

    status: str
    generation: str
    articles: int
    fingerprint: str


class FieldTold(_Told):
    """What is wrong with one value of a request."""

    name: str = Field(examples=["scope.since"])
    message: str


class ErrorTold(_Told):
    """The same as OpenAI's clients read it."""

    message: str
    type: str
    param: str | None
    code: str


class ProblemTold(_Told):
    """What went wrong, as RFC 9457 tells it; `type` ends with the name of the error."""

    type: str = Field(examples=["urn:article-rag:problem:QuestionError"])
    title: str
    status: int
    detail: str
    fields: list[FieldTold] = Field(default=[])
    error: ErrorTold | None = Field(default=None, description="Where OpenAI's clients ask.")


PROBLEM_TYPE = "application/problem+json"


def event_schema(*names: str) -> dict[str, Any]:
    """Of a stream, what each of its events is; without `names` they have none."""
    data = {"type": "string", "description": "JSON."}
    if not names:
        return {"type": "object", "properties": {"data": data}, "required": ["data"]}
    event = {"type": "string", "enum": list(names)}
    return {"type": "object", "properties": {"event": event, "data": data}, "required": ["event", "data"]}


def answers(told: type | dict[str, Any] | None, *statuses: int) -> dict[int | str, dict[str, Any]]:
    """Of a route, what it answers, and the errors that it may answer with."""
    schema = {"$ref": "#/components/schemas/ProblemTold"}
    found: dict[int | str, dict[str, Any]] = {
        status: {"description": _WORDS[status], "content": {PROBLEM_TYPE: {"schema": schema}}} for status in statuses
    }
    if told is not None:
        found[200] = told if isinstance(told, dict) else {"model": told}
    return found


_WORDS = {
    400: "The request is no JSON.",
    401: "A token is missing, or opens nothing.",
    403: "The token does not allow that, or another site's page asked.",
    404: "There is no such thing.",
    409: "Somebody else is writing to the index.",
    413: "The request is too large.",
    415: "The request is of another type.",
    422: "A value is not possible.",
    429: "Too many requests.",
    503: "It cannot be answered now: index, model or a server that is needed is away (`ServerUnavailable`), a folder of articles "
    "cannot be read (`SourceError`), or too many ask (`Busy`). `Retry-After`, where it stands, says when to ask again.",
    504: "It took too long.",
}
