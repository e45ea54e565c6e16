"""The tables of conversations, and a connection to the file that holds them. Knows SQL; knows no exchange.

Every call opens the file, does one transaction and closes it: many threads and processes may use it at once, a killed one
leaves nothing half done, and an open page holds no lock. Opening costs 0.1 ms.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.errors import RagError

LAYOUT = 1
LOCK_SECONDS = 2.0
"""How long a person waits for another program that holds the file, before the chat goes on without it."""

_TABLES = (
    """
CREATE TABLE conversations (
    owner TEXT NOT NULL, id TEXT NOT NULL, name TEXT, name_words TEXT NOT NULL DEFAULT '',
    written TEXT NOT NULL, revision INTEGER NOT NULL, deleted TEXT, PRIMARY KEY (owner, id)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE exchanges (
    owner TEXT NOT NULL, id TEXT NOT NULL, number INTEGER NOT NULL, key TEXT NOT NULL, finished INTEGER NOT NULL,
    question TEXT NOT NULL, words TEXT NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (owner, id, number), UNIQUE (owner, id, key),
    FOREIGN KEY (owner, id) REFERENCES conversations ON DELETE CASCADE
) STRICT
""",
    "CREATE INDEX conversations_by_age ON conversations (written)",
    "CREATE INDEX conversations_deleted ON conversations (deleted) WHERE deleted IS NOT NULL",
)


class NumberTaken(RagError):
    """Another page has written an exchange in the same place of the same conversation."""


@contextmanager
def opened(path: Path, *, writing: bool) -> Iterator[sqlite3.Connection]:
    """A connection in a transaction, made complete when its block ends and undone when that raises.

    The file is made where it is missing, for this user alone. Raises RagError where it cannot be read or written, is of a
    later version, or of another program.
    """
    try:
        if writing:
            _make(path)
        with closing(sqlite3.connect(path, timeout=LOCK_SECONDS, isolation_level=None)) as database:
            # What was deleted is gone from the file, too; rows go with their conversation.
            for setting in ("secure_delete = ON", "foreign_keys = ON"):
                database.execute(f"PRAGMA {setting}")
            database.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
            try:
                _checked(database, path, writing=writing)
                yield database
            except BaseException:
                database.rollback()
                raise
            database.commit()
    except (sqlite3.Error, OSError) as error:
        raise RagError(
            f"the conversations in {str(path)!r} cannot be read or written: {error}; free the disk or the file, or name "
            "another as conversations.path"
        ) from error


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _checked(database: sqlite3.Connection, path: Path, *, writing: bool) -> None:
    """The tables as this version has them: made in an empty file, refused where they are others."""
    layout = database.execute("PRAGMA user_version").fetchone()[0]
    if layout == LAYOUT:
        return
    if layout > LAYOUT:
        raise RagError(
            f"the conversations in {str(path)!r} have the layout {layout} of a later version, this one knows {LAYOUT}; "
            "update, or name another file as conversations.path"
        )
    if layout < 0 or database.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        raise RagError(f"{str(path)!r} is a database of something else; name another file as conversations.path")
    if writing:
        for table in _TABLES:
            database.execute(table)
        database.execute(f"PRAGMA user_version = {LAYOUT}")
