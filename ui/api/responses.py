"""What several routes answer with: a document, nothing for whoever is gone; and who still waits. Knows HTTP alone."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

GONE = Response(status_code=499)
"""Nobody reads it: whoever asked is gone."""
STREAM_TYPE = "text/event-stream"


def told(content: dict[str, Any]) -> Response:
    """A document as JSON. ASCII, so that whatever an article holds can be sent."""
    return Response(json.dumps(content, default=str), media_type="application/json")


def streamed(lines: AsyncIterator[bytes]) -> Response:
    """Server-sent events."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(lines, media_type=STREAM_TYPE, headers=headers)


@contextlib.asynccontextmanager
async def watched(request: Request) -> AsyncIterator[Callable[[], bool]]:
    """Tells whether whoever asked is gone. Starlette's `is_disconnected` swallows a cancellation that comes meanwhile."""

    async def leaving() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    watching = asyncio.create_task(leaving())
    try:
        yield watching.done
    finally:
        watching.cancel()
