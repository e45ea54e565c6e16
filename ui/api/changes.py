"""Articles added and removed by programs that may: each change is carried out before it is answered, or it left nothing behind.

Knows HTTP and a `Library`, which knows files and syncs; who may, the door knows. One change at a time: a few wait, outside of the
threads that all other requests need, and more are told to come again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from rag import RagError, Wanted
from rag.library.library import Library
from ui.api.records import CHANGE
from ui.api.responses import told
from ui.api.wire.answered import AddedTold, RemovedTold, answers
from ui.api.wire.problems import Problem

T = TypeVar("T")
PATH = "/v1/articles"
SECONDS = 3600.0
"""The longest that a change may take: a sync looks at every folder of the index."""
MOST_WAITING = 8
"""Changes that wait for the one that is carried out; each holds a file of its sender in memory."""
_ERRORS = (401, 403, 409, 413, 422, 429, 503, 504)
_BODY = {
    "requestBody": {
        "required": True,
        "description": "The file as it is, of any kind that `rag sync` reads.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_Name = Annotated[
    str,
    Query(min_length=1, max_length=1_000, description="The file's name, as in story.txt; folders may stand before it."),
]


def router(library: Library) -> APIRouter:
    """The routes that change the articles of a library."""
    routes = APIRouter(tags=["articles"])
    changes = _Changes(library)

    async def add(request: Request, name: _Name) -> Response:
        """Add a file of articles to the index."""
        request.scope[CHANGE] = {"change": "add", "name": name[:200]}
        body = await request.body()
        status, content = await changes.carried_out(changes.add, name, body)
        response = told(content)
        response.status_code = status
        return response

    async def remove(article_id: str, request: Request) -> Response:
        """Take an article out of the index; it can be put back on the page."""
        request.scope[CHANGE] = {"change": "remove", "article": article_id[:200]}
        return told(await changes.carried_out(changes.remove, article_id))

    added = answers(AddedTold, *_ERRORS) | {201: {"model": AddedTold, "description": "It was added."}}
    routes.post(PATH, response_model=None, responses=added, openapi_extra=_BODY)(add)
    routes.delete(PATH + "/{article_id:path}", response_model=None, responses=answers(RemovedTold, 404, *_ERRORS))(
        remove
    )
    return routes


class _Changes:
    """Changes of a library, one at a time. Of one event loop."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def carried_out(self, change: Callable[..., T], *arguments: Any) -> T:
        """What came of a change, once it is its turn. It goes on when whoever asked for it leaves, for half of it would be worse.

        Raises Problem where too many wait.
        """
        if self._waiting >= MOST_WAITING:
            told = f"{self._waiting} changes wait already; ask again in a minute"
            raise Problem(503, told, name="Busy", headers={"Retry-After": "60"})
        self._waiting += 1
        try:
            await self._turn.acquire()
        finally:
            self._waiting -= 1
        change_made = asyncio.ensure_future(run_in_threadpool(change, *arguments))
        change_made.add_done_callback(lambda _: self._turn.release())
        return await asyncio.shield(change_made)

    def add(self, name: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """Status and document of a file that was added. Raises Problem for one that cannot be, RagError where the index is busy."""
        self._library.refuse_where_only_asked()
        added = self._library.added
        if refusal := added.refusal(name, len(body)):
            raise Problem(422, f"{name[:200]!r} was not added: {refusal.remark}", name="Refused")
        arriving = added.arriving()
        try:
            arriving.write(body)
            arrival = added.take(name, arriving)
        finally:
            arriving.discard()
        if arrival.state == "refused":
            raise Problem(422, f"{name[:200]!r} was not added: {arrival.remark}", name="Refused")
        if arrival.state == "already there":
            return 200, {"name": arrival.name, "articles": self._articles(arrival.name)}
        try:
            self._library.sync()
            return 201, {"name": arrival.name, "articles": self._read(arrival.name)}
        except RagError:
            (added.articles / arrival.name).unlink(missing_ok=True)
            added.recount()
            raise

    def remove(self, article_id: str) -> dict[str, Any]:
        """Document of an article that was removed. Raises Problem for one that is not there, RagError where the index is busy."""
        self._library.refuse_where_only_asked()
        try:
            self._library.removal_of(article_id)
        except RagError as error:
            if type(error) is not RagError:
                raise
            raise Problem(404, f"there is no article {article_id[:200]!r}") from error
        return {"removed": article_id, "key": self._library.remove(article_id)}

    def _read(self, name: str) -> list[str]:
        """Ids of the articles that the file holds. Raises Problem where it could not be read as one."""
        file_id = f"{self._library.added_prefix()}{name}"
        failures = {failure.path: failure.reason for failure in self._library.index().info().failures}
        if file_id in failures:
            raise Problem(422, f"{name!r} was not added: {failures[file_id]}", name="Unreadable")
        return self._articles(name)

    def _articles(self, name: str) -> list[str]:
        index = self._library.index()
        found = index.find_articles(Wanted(words=(name,))).cards
        ids = [card.id for card in found]
        prefixed = f"{self._library.added_prefix()}{name}"
        return [one for one in ids if (file := index.file_of(one)) is not None and file[0] in (name, prefixed)]
