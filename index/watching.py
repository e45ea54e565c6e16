"""Keep an index equal to folders for as long as it is wanted: a sync at once, and one after every change.

Changes are told by the operating system, through watchfiles (MIT; Rust's notify). Readers pick each new generation up
by themselves. Object stores tell of no change, and are listed once a minute. Knows when to sync; `index.sync` knows how.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from index.errors import RagError
from index.objects.address import Folder
from index.syncing.report import SyncReport

_QUIET_MILLISECONDS = 500
"""A change is acted on when nothing more came for so long: files are often written in several steps."""

_LONGEST_WAIT_MILLISECONDS = 10_000
"""Changes that never cease are acted on after so long all the same."""

_TICK_MILLISECONDS = 500

_LOOK_ANYWAY_SECONDS = 60.0
"""Folders on a network tell nothing of what others write there, so they are looked through once a minute."""

_RETRY_SECONDS = 5.0
"""How long to wait for a folder that is gone or cannot be watched, or a writer that holds the lock."""


def keep_in_sync(
    sync_once: Callable[[], SyncReport],
    *,
    folders: Sequence[Folder],
    index_path: Path,
    on_report: Callable[[SyncReport], None],
    on_error: Callable[[RagError], None],
    stop: threading.Event | None = None,
) -> None:
    """Call `sync_once` now and after every change below `folders`, until `stop` is set or Ctrl-C.

    An error raised on purpose (a folder that is not mounted, another writer) is handed to `on_error`, and the sync is
    tried again; the index stays as it was. The first sync's error is raised.
    """
    stop = stop or threading.Event()
    on_report(sync_once())
    while not stop.is_set():
        for _ in _changes([folder for folder in folders if isinstance(folder, Path)], index_path, stop):
            try:
                report = sync_once()
            except RagError as error:
                on_error(error)
                stop.wait(_RETRY_SECONDS)
                break  # a folder that comes back must be watched anew
            if report.published:
                on_report(report)


def _changes(folders: Sequence[Path], index_path: Path, stop: threading.Event) -> Iterator[None]:
    """Yields when something changed, and once a minute; ends when `stop` is set or a folder cannot be watched."""
    if not folders:
        while not stop.wait(_LOOK_ANYWAY_SECONDS):
            yield None
        return
    from watchfiles import watch

    index_root = index_path.resolve()

    def counts(_: object, path: str) -> bool:
        return index_root not in Path(path).parents and not Path(path).name.startswith(".")

    last_look: float | None = None
    try:
        for changes in watch(
            *folders,
            watch_filter=counts,
            debounce=_LONGEST_WAIT_MILLISECONDS,
            step=_QUIET_MILLISECONDS,
            stop_event=stop,
            rust_timeout=_TICK_MILLISECONDS,
            yield_on_timeout=True,
            ignore_permission_denied=True,
        ):
            # The first tick is looked at always: what changed before the watch began is told by nobody.
            if changes or last_look is None or time.monotonic() - last_look >= _LOOK_ANYWAY_SECONDS:
                yield None
                last_look = time.monotonic()
    except (OSError, RuntimeError):
        # The folder is gone, which the sync says; or the system watches no more folders, and they are looked through.
        yield None
        stop.wait(_RETRY_SECONDS)
