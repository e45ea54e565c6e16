"""A blocking iterator as an asynchronous one: worked in a thread of its own, and stopped when nobody listens any more.

Knows threads and event loops; knows nothing of questions or of HTTP.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import TypeVar

T = TypeVar("T")
_END = object()


async def pumped(begin: Callable[[], Iterator[T]], *, alive_seconds: float) -> AsyncGenerator[T | None]:
    """The items of `begin()`, which is called in the thread as well; None whenever `alive_seconds` pass without one.

    Raises what the iterator raises. Closing this, or cancelling who waits for it, closes the iterator at its next item.
    """
    loop, gone = asyncio.get_running_loop(), threading.Event()
    arrived: asyncio.Queue[object] = asyncio.Queue()

    def put(item: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop was stopped meanwhile
            loop.call_soon_threadsafe(arrived.put_nowait, item)

    threading.Thread(target=_work, args=(begin, put, gone), name="pump", daemon=True).start()
    try:
        while True:
            try:
                async with asyncio.timeout(alive_seconds):  # `wait_for` loses a cancellation that comes with an item
                    item = await arrived.get()
            except TimeoutError:
                item = None
            if item is _END:
                return
            if isinstance(item, _Raised):
                raise item.error
            yield item  # type: ignore[misc]  # put there by `_work` alone
    finally:
        gone.set()


class _Raised:
    """What the iterator raised, on its way to who listens."""

    def __init__(self, error: Exception) -> None:
        self.error = error


def _work(begin: Callable[[], Iterator[T]], put: Callable[[object], None], gone: threading.Event) -> None:
    try:
        items = begin()
        try:
            while not gone.is_set():
                put(next(items))
        except StopIteration:
            pass
        finally:
            if hasattr(items, "close"):
                items.close()
    except Exception as error:  # noqa: BLE001 - raised again where somebody listens
        put(_Raised(error))
    put(_END)
