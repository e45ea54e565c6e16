"""What `rag ask` and a running `rag chat` say to each other: one question as JSON, and its answer line by line.

    -> {"asked": {...}, "index_fingerprint": "..."}
    <- an empty line at once and then every second, so that silence means that nobody is there
    <- {"token": "...", "anew": false}         what an LLM is writing
    <- {"answer": {...}}                       the document of the answer, its numbers unrounded; the last line
       {"error": "QuestionError", "message": "..."}    or what the person is to be told
       {"failed": "..."}                               or that the one who asked had better answer themselves

Knows the lines; knows nothing of sockets.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from rag import Answer, Article, DoneEvent, Event, QuestionError, RagError, ReaderUnavailable, TokenEvent
from rag.documents.answers import answer_document
from rag.documents.values import read_as
from rag.types import Asked

PATH = "/answer"
BODY_BYTES = 1_000_000
"""Of a question with its conversation; a question is at most 2,000 characters and ten turns go with it."""
ALIVE = b"\n"
ALIVE_SECONDS = 1.0

_TOLD = {error.__name__: error for error in (QuestionError, ReaderUnavailable)}
"""Errors that are the same wherever the question is asked; any other may be of the running process alone."""


class NoAnswer(Exception):
    """The running process gives no answer that could be used; says why."""


def question_body(asked: Asked, index_fingerprint: str) -> bytes:
    """The body of a request."""
    told = {"asked": asdict(asked), "index_fingerprint": index_fingerprint}
    return json.dumps(told, default=str).encode()


def read_question(body: bytes) -> tuple[Asked, str]:
    """What is asked, and of which index. Raises ValueError for anything else."""
    told = json.loads(body)
    if not isinstance(told, dict) or told.keys() != {"asked", "index_fingerprint"}:
        raise ValueError("a question is an object of asked and index_fingerprint")
    return read_as(Asked, told["asked"], "asked"), read_as(str, told["index_fingerprint"], "index_fingerprint")


def event_line(event: Event) -> bytes | None:
    """A line for an event; None for one that only a page shows."""
    match event:
        case TokenEvent(text, anew):
            return _line({"token": text, "anew": anew})
        case DoneEvent(answer):
            return _line({"answer": answer_document(answer, timings=True, rounded=False)})
    return None


def error_line(error: RagError) -> bytes:
    """A line for an error: told to the person where it would be the same elsewhere."""
    name = type(error).__name__
    return _line({"error": name, "message": str(error)} if name in _TOLD else {"failed": str(error)})


def failed_line(why: str) -> bytes:
    """A line that lets the one who asked answer themselves."""
    return _line({"failed": why})


def read_line(line: bytes, article_of: Callable[[str], Article]) -> TokenEvent | Answer | None:
    """What a line says; None where it only says that somebody is there.

    Raises the error that the question met, or NoAnswer.
    """
    if not line.strip():
        return None
    try:
        told: dict[str, Any] = json.loads(line)
        if "answer" in told:
            return Answer.from_json(json.dumps(told["answer"]), article_of)
        if "token" in told:
            return TokenEvent(read_as(str, told["token"]), anew=read_as(bool, told["anew"]))
        raised = _TOLD[told["error"]](read_as(str, told["message"])) if "error" in told else None
    except (RagError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise NoAnswer(f"what it said cannot be used: {error}") from error
    if raised:
        raise raised
    raise NoAnswer(f"it could not: {told.get('failed')}")


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content, default=str).encode() + b"\n"
