"""A word index opened although it may be damaged, or lie in a folder that may not be written to. Knows no words."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from index.errors import IndexCorrupt


@contextmanager
def lockable(folder: Path) -> Iterator[Path]:
    """Where tantivy can put its lock file, which it wants even to read: for a folder that may not be written to, one of
    links to its files, which is only needed until they are open."""
    if os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        yield folder
        return
    # tantivy's own thread may still put a lock file there while the folder goes; a left-over of links harms nobody.
    with TemporaryDirectory(prefix="article-rag-", ignore_cleanup_errors=True) as links:
        for path in folder.iterdir():
            if path.suffix != ".lock":
                Path(links, path.name).symlink_to(path.absolute())
        yield Path(links)


@contextmanager
def readable(folder: Path) -> Iterator[None]:
    """Raise IndexCorrupt when tantivy cannot read its own files."""
    try:
        yield
    except BaseException as error:
        # On a damaged file tantivy may panic, which comes as an exception outside the Exception class.
        if not isinstance(error, ValueError | OSError) and type(error).__name__ != "PanicException":
            raise
        raise IndexCorrupt(
            f"{folder} is not a readable word index ({error}); go back to the generation before with `rag rollback`, or "
            "rebuild it with `rag sync FOLDER`"
        ) from error
