"""Errors as problem details (RFC 9457): which status each has, and the one form in which all are told.

Knows the tree of errors and HTTP's words for them; knows nothing of what was asked.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from rag import (
    ConfigError,
    IndexCorrupt,
    IndexLocked,
    IndexMismatch,
    IndexMissing,
    ModelUnavailable,
    QuestionError,
    RagError,
    ReaderUnavailable,
    ServerUnavailable,
    SourceError,
)
from rag.library.disk import DiskRefused
from rag.library.library import OnlyAsked
from ui.api.wire.answered import PROBLEM_TYPE
from ui.discretion import told_of

_LOG = logging.getLogger(__name__)
COMPATIBLE = ("/v1/chat/", "/v1/models")
"""Paths where OpenAI's clients ask: a problem there is told in their form as well."""
PLACES = "article_rag.places"
"""Of a request: whether errors may name places of the machine that serves; a gate notes it."""
_TYPE = "urn:article-rag:problem:"
_STATUSES: Mapping[type[RagError], int] = {
    QuestionError: 422,
    ConfigError: 503,
    IndexLocked: 409,
    IndexMissing: 503,
    IndexMismatch: 503,
    IndexCorrupt: 503,
    ModelUnavailable: 503,
    ReaderUnavailable: 503,
    ServerUnavailable: 503,
    SourceError: 503,
    DiskRefused: 503,
    OnlyAsked: 409,
}
_NEUTRAL: Mapping[type[RagError], tuple[str, int]] = {
    ConfigError: ("this server is not set up as it must be; its log says what is wrong", 60),
    ServerUnavailable: ("a server that this one needs cannot be reached; ask again in a few seconds", 5),
    SourceError: ("a folder of articles cannot be read now, so nothing was changed; the server's log says which", 60),
}
"""What goes wrong behind the server is for its log: a program can only wait, in seconds, and ask again."""


class Problem(RagError):
    """What a program is told instead of an answer. `name` is that of the error; `fields` say what is wrong where."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        name: str = "",
        fields: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.name = name or HTTPStatus(status).phrase.title().replace(" ", "")
        self.fields = tuple(fields)
        self.headers = dict(headers or {})

    def document(self) -> dict[str, Any]:
        """The problem as JSON types."""
        told: dict[str, Any] = {
            "type": f"{_TYPE}{self.name}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": str(self),
        }
        return told | {"fields": [{"name": name, "message": message} for name, message in self.fields]}

    def response(self, path: str = "") -> Response:
        """The problem as it is sent to whoever asked at `path`."""
        document = self.document()
        if path.startswith(COMPATIBLE):
            document["error"] = self.compatible()
        return Response(json.dumps(document), self.status, self.headers, PROBLEM_TYPE)

    def compatible(self) -> dict[str, Any]:
        """The problem as OpenAI's clients read it."""
        kind = "server_error" if self.status >= 500 else "invalid_request_error"
        parameter = self.fields[0][0] if self.fields else None
        return {"message": str(self), "type": kind, "param": parameter, "code": self.name}


def problem_of(error: RagError, scope: Mapping[str, Any]) -> Problem:
    """An error of the tree as whoever sent the request of `scope` is told it."""
    if isinstance(error, Problem):
        return error
    name = type(error).__name__
    status = next((status for kind, status in _STATUSES.items() if isinstance(error, kind)), 500)
    for kind, (told, wait) in _NEUTRAL.items():
        if isinstance(error, kind):
            _LOG.error("%s: %s", name, error)
            return Problem(status, told, name=name, headers={"Retry-After": str(wait)})
    return Problem(status, told_of(error, places=scope.get(PLACES, True)), name=name)


def tell_problems(app: FastAPI) -> None:
    """Have every error of an application told as a problem."""
    app.add_exception_handler(RagError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_values)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Exception, _of_bugs)


async def _of_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, RagError)
    return problem_of(error, request.scope).response(request.scope["path"])


async def _of_values(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return problem_of_values(error.errors()).response(request.scope["path"])


def problem_of_values(errors: Sequence[Any]) -> Problem:
    """What pydantic found wrong; the values themselves are not told again, they may be long."""
    if any(one["type"] == "json_invalid" for one in errors):
        where = next(one for one in errors if one["type"] == "json_invalid")
        reason = where.get("ctx", {}).get("error", "")
        return Problem(400, f"the body is no JSON ({reason}); send an object", name="InvalidJson")
    fields = [(_name(one["loc"]), _message(one)) for one in errors]
    detail = "; ".join(f"{name}: {message}" for name, message in fields[:5])
    return Problem(422, detail, name="InvalidRequest", fields=fields[:50])


async def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return Problem(error.status_code, str(error.detail), headers=error.headers).response(request.scope["path"])


async def _of_bugs(request: Request, error: Exception) -> Response:
    _LOG.error("a request to %s met a bug", request.scope["path"], exc_info=error)
    return Problem(500, "the server met a bug, which it has logged").response(request.scope["path"])


def _name(place: Sequence[str | int]) -> str:
    parts = [str(part) for part in place if part not in ("body", "query", "path")]
    return ".".join(parts).encode("ascii", "backslashreplace").decode()[:200] or "the body"


def _message(error: Mapping[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return "there is no such field; leave it out"
    return str(error["msg"]).removeprefix("Value error, ")
