"""`POST /v1/chat/completions` and `GET /v1/models`, as OpenAI's clients know them. Knows the form of responses."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from rag import Answer, ClaimEvent, DoneEvent, PassagesEvent, RagError
from ui.api.compatible.asked import MODELS, CompletionAsked
from ui.api.compatible.content import claims_of, content_of, data_of
from ui.api.health import Measures
from ui.api.questions import Questions
from ui.api.records import ASKED
from ui.api.responses import GONE, STREAM_TYPE, streamed, told, watched
from ui.api.routes import Asking, Measuring
from ui.api.wire.answered import CompletionTold, ModelsTold, ModelTold, answers, event_schema
from ui.api.wire.asked import QuestionAsked
from ui.api.wire.events import WAITING
from ui.api.wire.problems import Problem, problem_of

_LOG = logging.getLogger(__name__)
_END = b"data: [DONE]\n\n"
_ERRORS = (400, 401, 403, 404, 413, 422, 429, 503, 504)


def router() -> APIRouter:
    """The routes under `/v1` that OpenAI's clients ask."""
    routes = APIRouter(prefix="/v1", tags=["OpenAI-compatible"])
    completion = answers(CompletionTold, *_ERRORS)
    completion[200]["content"] = {STREAM_TYPE: {"schema": event_schema()}}
    routes.post("/chat/completions", response_model=None, responses=completion)(complete)
    routes.get("/models", response_model=None, responses=answers(ModelsTold, 401, 403, 429))(models)
    routes.get("/models/{name}", response_model=None, responses=answers(ModelTold, 401, 403, 404, 422, 429))(model)
    return routes


async def complete(asked: CompletionAsked, request: Request, questions: Asking, measures: Measuring) -> Response:
    """Answer the last message of a conversation; sources stand below the text by number, and in `article_rag` as data."""
    question = asked.question()
    request.scope[ASKED] = question.question
    head = _head(asked)
    if asked.stream:
        usage = bool(asked.stream_options and asked.stream_options.include_usage)
        questions.refuse_too_many()
        return streamed(_chunks(question, questions, measures, head, usage=usage, scope=request.scope))
    async with watched(request) as gone:
        answer = await questions.answer(question, gone)
    if answer is None:
        return GONE
    measures.answered(answer)
    message = {"role": "assistant", "content": content_of(answer), "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return told(
        head
        | {"object": "chat.completion", "choices": [choice], "usage": _usage(answer), "article_rag": data_of(answer)}
    )


async def models() -> Response:
    """The models: one, and one for each degree of care."""
    return told({"object": "list", "data": [_model(name) for name in MODELS]})


async def model(name: str) -> Response:
    """One of the models."""
    if name not in MODELS:
        raise Problem(404, f"there is no model {name[:100]!r}; there are: {', '.join(MODELS)}", name="ModelNotFound")
    return told(_model(name))


async def _chunks(
    question: QuestionAsked,
    questions: Questions,
    measures: Measures,
    head: dict[str, Any],
    *,
    usage: bool,
    scope: Mapping[str, Any],
) -> AsyncIterator[bytes]:
    """Each claim once it is checked, then what stands below; nothing that an LLM writes is sent before."""
    head = head | {"object": "chat.completion.chunk"}
    yield _chunk(head, {"role": "assistant", "content": ""})
    claims, counts = list[ClaimEvent](), False
    try:
        async with contextlib.aclosing(questions.events(question)) as events:
            async for event in events:
                match event:
                    case None:
                        yield WAITING
                    case PassagesEvent(query):
                        counts = query.task != "answer"  # its number comes first, and with the answer
                    case ClaimEvent() if not counts:
                        sent = _sent(claims)
                        claims.append(event)
                        yield _chunk(head, {"content": _sent(claims)[len(sent) :]})
                    case DoneEvent(answer):
                        measures.answered(answer)
                        yield _chunk(head, {"content": _rest(content_of(answer), _sent(claims))})
                        yield _chunk(head, {}, finish_reason="stop", article_rag=data_of(answer))
                        if usage:
                            yield _data_line(head | {"choices": [], "usage": _usage(answer)})
    except RagError as error:
        yield _data_line({"error": problem_of(error, scope).compatible()})
    except Exception:  # noqa: BLE001 - the response has begun: its last line tells
        _LOG.exception("a question met a bug")
        yield _data_line({"error": Problem(500, "the server met a bug, which it has logged").compatible()})
    yield _END


def _rest(content: str, sent: str) -> str:
    """What is still to be sent; all of it again, below, where the answer is not what was sent."""
    return content[len(sent) :] if content.startswith(sent) else f"\n\n{content}"


def _sent(claims: list[ClaimEvent]) -> str:
    return claims_of(tuple(event.claim for event in claims))


def _chunk(head: dict[str, Any], delta: dict[str, Any], *, finish_reason: str | None = None, **more: Any) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}
    return _data_line(head | {"choices": [choice]} | more)


def _data_line(content: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(content, default=str)}\n\n".encode()


def _head(asked: CompletionAsked) -> dict[str, Any]:
    """Which completion it is; its id comes of what was asked and when."""
    now = int(time.time())
    digest = hashlib.sha256(f"{now} {asked.model_dump_json()}".encode("utf-8", "surrogatepass")).hexdigest()
    return {"id": f"chatcmpl-{digest[:24]}", "created": now, "model": asked.model}


def _usage(answer: Answer) -> dict[str, int]:
    """Tokens of the LLM that wrote; quotes take none."""
    prompt = (answer.usage.prompt_tokens or 0) if answer.usage else 0
    completion = (answer.usage.completion_tokens or 0) if answer.usage else 0
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "article-rag"}
