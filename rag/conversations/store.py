"""Conversations in one SQLite file: kept, listed, searched, renamed, deleted and brought back.

Knows owners, conversations and rows; knows no page, and of an exchange only its question and the words to search.

Two pages may write to one conversation. Each puts its exchanges in places of their own: a place that is taken is refused
(`NumberTaken`) before anything is asked, so the page loads what is new and takes the next owned. A row that is finished is
never written again. So nothing is lost, whoever writes first. `revision` tells a page that what it shows is out of date.
The other designs: one document a conversation, the last writer wins (loses exchanges); a lock a conversation (a closed laptop
holds it); merging by the browser (the server would have to believe it).

A deleted conversation can be brought back for `UNDO`; then it is removed, with the next question that anybody puts, or by
`let_go`.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.conversations.owners import Owned
from rag.conversations.rows import GIVEN_CHARACTERS, Held, Listed, Row, folded, shortened
from rag.conversations.schema import NumberTaken, opened
from rag.conversations.settings import ConversationsConfig
from rag.printing import one_line

UNDO = dt.timedelta(minutes=10)
WORDS_SEARCHED = 12
"""More words of a search are not looked for."""

_LISTED = """
SELECT id, name, written,
       (SELECT count(*) FROM exchanges AS e WHERE e.owner = c.owner AND e.id = c.id),
       (SELECT question FROM exchanges AS e WHERE e.owner = c.owner AND e.id = c.id ORDER BY number LIMIT 1)
FROM conversations AS c WHERE owner = ? AND deleted IS NULL
"""
_SAYS = """
 AND (instr(name_words, ?)
      OR EXISTS (SELECT 1 FROM exchanges AS e WHERE e.owner = c.owner AND e.id = c.id AND instr(e.words, ?)))
"""
_OF = " WHERE owner = ? AND id = ?"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class ConversationStore:
    """Conversations in the file of `config`, made when the first question is kept. Safe for many threads and processes."""

    config: ConversationsConfig
    now: Callable[[], dt.datetime] = _now

    @property
    def path(self) -> Path:
        return self.config.file

    def listed(self, owner: str, words: str = "") -> tuple[Listed, ...]:
        """The conversations of `owner`, the last written to first; with `words` those in which all of them stand."""
        if not self.path.is_file():
            return ()
        looked_for = folded(words).split()[:WORDS_SEARCHED]
        query = _LISTED + _SAYS * len(looked_for) + " ORDER BY written DESC, id"
        with opened(self.path, writing=False) as database:
            if _empty(database):
                return ()
            rows = database.execute(query, (owner, *(word for one in looked_for for word in (one, one)))).fetchall()
        return tuple(
            Listed(id_, name or shortened(first), dt.datetime.fromisoformat(written), count, named=name is not None)
            for id_, name, written, count, first in rows
        )

    def load(self, owned: Owned, *, newest: int | None = None) -> Held | None:
        """A conversation with its `newest` rows (None: all); None where it is not there, or deleted."""
        if not self.path.is_file():
            return None
        with opened(self.path, writing=False) as database:
            if _empty(database) or (found := _found(database, owned)) is None:
                return None
            name, revision, deleted = found
            if deleted is not None:
                return None
            count, first = database.execute(f"SELECT count(*), min(number) FROM exchanges{_OF}", _key(owned)).fetchone()
            named = (
                name
                or database.execute(
                    f"SELECT question FROM exchanges{_OF} AND number = ?", (*_key(owned), first)
                ).fetchone()[0]
            )
            rows = database.execute(
                f"SELECT key, number, question, finished, content FROM exchanges{_OF} ORDER BY number DESC LIMIT ?",
                (*_key(owned), -1 if newest is None else newest),
            ).fetchall()
        kept = tuple(
            Row(key, number, question, content, finished=bool(done)) for key, number, question, done, content in rows
        )
        return Held(name or shortened(named), kept[::-1], count - len(kept), revision)

    def revision(self, owned: Owned) -> int:
        """Its count of changes; 0 where it is not there, or deleted."""
        if not self.path.is_file():
            return 0
        with opened(self.path, writing=False) as database:
            found = None if _empty(database) else _found(database, owned)
        return 0 if found is None or found[2] is not None else int(found[1])

    def begin(self, owned: Owned, rows: Sequence[Row], *, seen: int = 0) -> int:
        """Keep a question that is put, and rows before it that could not be kept when they were; a deleted conversation comes back.

        Returns the new revision, or 0 where another page has written since the revision `seen`: load it again. Raises
        NumberTaken for a row in the place of another, RagError where nothing can be written; then none of them is kept.
        """
        with opened(self.path, writing=True) as database:
            self._let_go(database)
            revision = self._written(database, owned, seen)
            for row in rows:
                _put(database, owned, row)
            self._limited(database, owned.owner)
        return revision

    def finish(self, owned: Owned, row: Row, *, seen: int = 0) -> int:
        """Keep what came of a question that was begun; what was finished, taken back or deleted meanwhile stays as it is.

        Returns the revision as `begin` does.
        """
        if not self.path.is_file():
            return 0
        with opened(self.path, writing=True) as database:
            if not _complete(database, owned, row):
                return 0
            return self._revised(database, owned, seen)

    def take_back(self, owned: Owned, key: str, *, seen: int = 0) -> int:
        """Forget one exchange, and the conversation with its last; returns the revision as `begin` does."""
        if not self.path.is_file():
            return 0
        with opened(self.path, writing=True) as database:
            database.execute(f"DELETE FROM exchanges{_OF} AND key = ?", (*_key(owned), key))
            if database.execute(f"SELECT 1 FROM exchanges{_OF}", _key(owned)).fetchone():
                return self._revised(database, owned, seen)
            database.execute(f"DELETE FROM conversations{_OF}", _key(owned))
        return 0

    def rename(self, owned: Owned, name: str) -> bool:
        """Give it a name; an empty one leaves it to its first question. False where it is not there."""
        given = one_line(name)[:GIVEN_CHARACTERS] or None
        return self._changed(owned, "name = ?, name_words = ?", given, folded(given or ""))

    def delete(self, owned: Owned) -> bool:
        """Take it from the list; `restore` brings it back for a while. False where it is not there."""
        return self._changed(owned, "deleted = ?", _text(self.now()))

    def restore(self, owned: Owned) -> bool:
        """Bring a deleted one back. False where it is gone for good."""
        return self._changed(owned, "deleted = ?", None)

    def let_go(self) -> None:
        """Remove what can no longer be brought back, and what is too old. Raises RagError where nothing can be written."""
        if self.path.is_file():
            with opened(self.path, writing=True) as database:
                self._let_go(database)

    def _changed(self, owned: Owned, change: str, *values: str | None) -> bool:
        if not self.path.is_file():
            return False
        with opened(self.path, writing=True) as database:
            return database.execute(f"UPDATE conversations SET {change}{_OF}", (*values, *_key(owned))).rowcount == 1

    def _written(self, database: sqlite3.Connection, owned: Owned, seen: int) -> int:
        """Note that it is written to now, or make it."""
        now = _text(self.now())
        database.execute(
            "INSERT INTO conversations (owner, id, written, revision) VALUES (?, ?, ?, 0) "
            "ON CONFLICT (owner, id) DO UPDATE SET written = excluded.written, deleted = NULL",
            (*_key(owned), now),
        )
        return self._revised(database, owned, seen)

    def _revised(self, database: sqlite3.Connection, owned: Owned, seen: int) -> int:
        # Microseconds, so that a conversation that was removed and begun again never has a revision of the one before.
        [before] = database.execute(f"SELECT revision FROM conversations{_OF}", _key(owned)).fetchone()
        revision = max(before + 1, int(self.now().timestamp() * 1_000_000))
        database.execute(f"UPDATE conversations SET revision = ?{_OF}", (revision, *_key(owned)))
        return revision if before == seen else 0

    def _let_go(self, database: sqlite3.Connection) -> None:
        """Remove what is too old, of anybody, and what was deleted a while ago."""
        now = self.now()
        database.execute("DELETE FROM conversations WHERE deleted < ?", (_text(now - UNDO),))
        oldest = now - dt.timedelta(days=self.config.days)
        database.execute("DELETE FROM conversations WHERE written < ?", (_text(oldest),))

    def _limited(self, database: sqlite3.Connection, owner: str) -> None:
        """Keep of one owner those last written to."""
        kept = "SELECT id FROM conversations WHERE owner = ? AND deleted IS NULL ORDER BY written DESC, id LIMIT ?"
        database.execute(
            f"DELETE FROM conversations WHERE owner = ? AND deleted IS NULL AND id NOT IN ({kept})",
            (owner, owner, self.config.per_browser),
        )


def _empty(database: sqlite3.Connection) -> bool:
    """True for a file that another page is just making."""
    return bool(database.execute("PRAGMA user_version").fetchone()[0] == 0)


def _found(database: sqlite3.Connection, owned: Owned) -> tuple[str | None, int, str | None] | None:
    found: tuple[str | None, int, str | None] | None = database.execute(
        f"SELECT name, revision, deleted FROM conversations{_OF}", _key(owned)
    ).fetchone()
    return found


def _put(database: sqlite3.Connection, owned: Owned, row: Row) -> None:
    held = database.execute(f"SELECT finished FROM exchanges{_OF} AND key = ?", (*_key(owned), row.key)).fetchone()
    if held is not None:
        _complete(database, owned, row)
        return
    if database.execute(f"SELECT 1 FROM exchanges{_OF} AND number = ?", (*_key(owned), row.number)).fetchone():
        raise NumberTaken(
            f"exchange {row.number} of this conversation was written by another page meanwhile; load the page again"
        )
    database.execute(
        "INSERT INTO exchanges VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*_key(owned), row.number, row.key, row.finished, row.question, _words(row), row.content),
    )


def _complete(database: sqlite3.Connection, owned: Owned, row: Row) -> bool:
    done = database.execute(
        f"UPDATE exchanges SET finished = ?, words = ?, content = ?{_OF} AND key = ? AND finished = 0",
        (row.finished, _words(row), row.content, *_key(owned), row.key),
    )
    return done.rowcount == 1


def _words(row: Row) -> str:
    return folded(f"{row.question}\n{row.searched}")


def _key(owned: Owned) -> tuple[str, str]:
    return owned.owner, owned.conversation


def _text(moment: dt.datetime) -> str:
    """As text in the order of time."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")
