"""What was written brought to disk before it is published, while the writer goes on to say that it lives. Knows no rows.

Several versions of Milvus lost what was in their log alone when they were killed (issues 38284 and 46851 of milvus-io/milvus,
and 2.3.5 here, killed twice); and milvus-lite searches its files twenty times as fast as its memory.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait

from index.errors import ServerUnavailable
from index.milvus.database import COLLECTIONS, MilvusDatabase

_STILL_WRITING = re.compile("wait for flush timeout|rate limit|deadline.exceeded", re.IGNORECASE)
_LONGEST_SECONDS, _AGAIN_SECONDS = 600.0, 0.25
"""A write to disk may take longer than any other request, and Milvus lets it be asked for every ten seconds alone; so long it
is waited for."""

_BEAT_SECONDS = 10.0


def settle(database: MilvusDatabase, beat: Callable[[], None]) -> None:
    """Have all collections brought to disk, at once, for a server takes one to two seconds for each. Raises ServerUnavailable, and
    what `beat` raises, which is called by this thread alone: a sign is missing for a moment while it is written over."""
    given_up = threading.Event()
    beat()
    with ThreadPoolExecutor(len(COLLECTIONS)) as at_once:
        writing = [at_once.submit(_settled, database, name, given_up) for name in COLLECTIONS]
        try:
            while not _ended(writing):
                beat()
        finally:
            given_up.set()
    for one in writing:
        one.result()


def _ended(writing: Sequence[Future[None]]) -> bool:
    """True once all is written, or some of it cannot be."""
    done, waiting = wait(writing, _BEAT_SECONDS, FIRST_EXCEPTION)
    return not waiting or any(one.exception() for one in done)


def _settled(database: MilvusDatabase, collection: str, given_up: threading.Event) -> None:
    deadline = time.monotonic() + _LONGEST_SECONDS
    while True:
        try:
            return database.flush(collection)
        except ServerUnavailable as error:
            is_waited_for = _STILL_WRITING.search(str(error)) and time.monotonic() < deadline
            if not is_waited_for or given_up.wait(_AGAIN_SECONDS):
                raise
