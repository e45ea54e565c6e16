"""Stop, pressed in the moment in which an answer ends by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import gradio as gr
import httpx
from starlette.routing import Mount

from ui.serving.server import Place, _application
from ui.talk.running import Running


async def stopped_as_it_ends() -> tuple[int, dict[str, str]]:
    """The status of what was told to whoever stopped an answer, and the answers that are running afterwards."""
    application: Any = _application(gr.Blocks(), Place(), None, Running())
    pages: list[Any] = [route.app for route in application.routes if isinstance(route, Mount)]
    iterators = pages[0].iterators

    async def answer() -> AsyncIterator[str]:
        try:
            yield "The harbour"
        finally:
            del iterators["an-event"]  # as the queue does, which has seen its end

    iterators["an-event"] = answer()
    await anext(iterators["an-event"])
    asked = {"session_hash": "a-session", "fn_index": 0, "event_id": "an-event"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://127.0.0.1") as client:
        told = await client.post("/gradio_api/cancel", json=asked)
    return told.status_code, iterators


def test_an_answer_that_ends_while_it_is_stopped_is_forgotten_by_both() -> None:
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, stopped_as_it_ends()).result() == (200, {})
