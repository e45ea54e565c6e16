"""An answer on its way, as server-sent events: `stage`, `passages`, `token`, `claim`, and at last `done` or `error`.

Knows the lines and the JSON in them; knows nothing of where events come from.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from rag import Answer, ClaimEvent, DoneEvent, Event, PassagesEvent, StageEvent, TokenEvent
from rag.documents.answers import answer_document, citation_document, claim_document
from rag.documents.passages import passage_document
from ui.api.wire.problems import Problem

WAITING = b": waiting\n\n"
"""A comment: whoever listens hears that somebody is there."""


def answer_told(answer: Answer) -> dict[str, Any]:
    """The document of an answer that gives the same answer back."""
    return answer_document(answer, timings=True, rounded=False)


def event_lines(event: Event) -> bytes:
    """One event."""
    return lines(event.kind, _content(event))


def error_lines(problem: Problem) -> bytes:
    """The event that ends a stream without an answer."""
    return lines("error", problem.document())


def lines(name: str, content: dict[str, Any]) -> bytes:
    """An event of that name; JSON keeps to one line."""
    return f"event: {name}\ndata: {json.dumps(content, default=str)}\n\n".encode()


def _content(event: Event) -> dict[str, Any]:
    match event:
        case StageEvent(message):
            return {"message": message}
        case PassagesEvent(query, passages):
            return {
                "query": asdict(query),
                "passages": [passage_document(passage, rounded=False) for passage in passages],
            }
        case TokenEvent(text, anew):
            return {"text": text, "anew": anew}
        case ClaimEvent(claim):
            return claim_document(claim) | {"cites": [citation_document(cite) for cite in claim.cites]}
        case DoneEvent(answer):
            return answer_told(answer)
