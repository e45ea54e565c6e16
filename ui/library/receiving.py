"""Where the page's files arrive: a request each, straight into the folder of added articles.

Decision: a route of our own instead of Gradio's upload. That one writes every file to a folder for temporary files first, where
it stays until somebody clears up, knows one limit for the server and one for the request, and tells of a file only that it is
there. Here a file is never anywhere but on its way or in its place, and each is answered for itself. The cost is this
module. A request carries a header that no form can send, so that a page of another site cannot send one.

Knows HTTP (Starlette, which comes with Gradio) and the folder; knows nothing of the page.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from rag import RagError
from rag.library.added import AddedFolder, Arrival
from rag.printing import one_line
from ui.discretion import told_of
from ui.words import sendable

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PATH = "/added-files"
NAME_HEADER = "x-file-name"
SIZE_HEADER = "x-file-size"
"""Of a file that is too large only its name and its size are sent."""
BATCH_HEADER = "x-batch"
LONGEST_NAME = 1_000
BATCHES_KEPT = 50
FILES_AT_ONCE = 1_000
"""Of one drop; a folder of more is better named as a folder."""

_BATCH = re.compile(r"[0-9a-f]{8,64}")


class Batches:
    """What became of the files of each drop, until they are indexed. Safe for many threads; keeps the newest drops alone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._arrivals: OrderedDict[str, list[Arrival]] = OrderedDict()

    def note(self, batch: str, arrival: Arrival) -> None:
        """Remember it."""
        if not _BATCH.fullmatch(batch):
            return
        with self._lock:
            arrivals = self._arrivals.setdefault(batch, [])
            if len(arrivals) < 2 * FILES_AT_ONCE:
                arrivals.append(arrival)
            while len(self._arrivals) > BATCHES_KEPT:
                self._arrivals.popitem(last=False)

    def taken_out(self, batch: str) -> tuple[Arrival, ...]:
        """The files of a drop, which are forgotten."""
        with self._lock:
            return tuple(self._arrivals.pop(batch, ()))


def receive_files(
    app: Any, folder: AddedFolder, batches: Batches, *, places: bool = True, check: Callable[[], None] = lambda: None
) -> None:
    """Let `app` (Starlette, or FastAPI) receive files at `PATH`. Without this call none are received; without `places` no
    error names anything of the machine that serves. `check` raises RagError where none can be taken."""
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import ClientDisconnect
    from starlette.responses import JSONResponse, PlainTextResponse

    def refused(told: str, size: int) -> Arrival | None:
        try:
            check()
        except RagError as error:
            return Arrival(told, "refused", remark=told_of(error, places=places))
        return folder.refusal(told, size)

    async def receive(request: Request) -> Response:
        named = request.headers.get(NAME_HEADER)
        if named is None:
            return PlainTextResponse("A file needs its name.", 400)
        told = sendable(unquote(named, errors="replace"), LONGEST_NAME)
        try:
            arrival = await taken(request, told)
        except RagError as error:
            arrival = Arrival(told, "refused", remark=told_of(error, places=places))
        except ClientDisconnect:
            return PlainTextResponse("The file did not come whole.", 400)
        batches.note(request.headers.get(BATCH_HEADER, ""), arrival)
        return JSONResponse(
            {"state": arrival.state, "name": one_line(arrival.name), "remark": one_line(arrival.remark)}
        )

    async def taken(request: Request, told: str) -> Arrival:
        sizes = [request.headers.get(header, "0") for header in ("content-length", SIZE_HEADER)]
        size = max([int(one) for one in sizes if one.isascii() and one.isdecimal() and len(one) < 20], default=0)
        refusal = await run_in_threadpool(refused, told, size)
        if refusal:
            async for _ in request.stream():  # to its end, so that the browser hears the answer
                pass
            return refusal
        arriving = await run_in_threadpool(folder.arriving)
        try:
            async for part in request.stream():
                arriving.write(part)
            return await run_in_threadpool(folder.take, told, arriving)
        finally:
            arriving.discard()

    app.add_route(PATH, receive, methods=["POST"])
