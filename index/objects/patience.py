"""Waiting for the library, which waits for a store where Ctrl-C does not reach it.

Knows threads; knows nothing of stores.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Result = TypeVar("Result")


def interruptible(work: Callable[[], Result]) -> Result:
    """What `work` gives or raises, done by a thread of its own. Ctrl-C ends the waiting at once; the thread ends with its last
    request, or with the process."""
    done: Future[Result] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            done.set_exception(error)

    threading.Thread(target=run, name="object store", daemon=True).start()
    return done.result()
