"""What people said of answers: a verdict with the whole answer, in one SQLite file.

Knows verdicts and the JSON of an answer; knows no page. Kept: question, answer, passages, the fingerprints of index and
settings: all of `Answer.to_json()`. No name and no address of who said it. The file is for its user alone.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from index.errors import ConfigError, RagError

Verdict: TypeAlias = Literal[
    "right", "wrong", "wrong evidence", "outdated", "should have refused", "should have answered"
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
REMARK_CHARACTERS = 1_000

_LAYOUT = 1
_TABLE = """
CREATE TABLE IF NOT EXISTS feedback (
    answer_key TEXT PRIMARY KEY, told TEXT NOT NULL, verdict TEXT NOT NULL, remark TEXT NOT NULL,
    question TEXT NOT NULL, status TEXT NOT NULL, index_fingerprint TEXT NOT NULL, settings TEXT NOT NULL, answer TEXT NOT NULL
) STRICT
"""


@dataclass(frozen=True, slots=True)
class FeedbackConfig:
    """Where feedback is kept: a SQLite file; None is `feedback.sqlite` in the user's data folder."""

    path: str | None = None

    @property
    def file(self) -> Path:
        """The file itself."""
        if self.path:
            return Path(self.path).expanduser()
        from platformdirs import user_data_path

        return user_data_path("article-rag", appauthor=False) / "feedback.sqlite"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One verdict. `answer` is the JSON of the answer, parsed."""

    told: dt.datetime
    verdict: Verdict
    remark: str
    answer: dict[str, Any]

    @property
    def question(self) -> str:
        return str(self.answer["question"])


class FeedbackStore:
    """Verdicts in one file, made when the first is added. Safe for many threads and processes: each call opens it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, answer_key: str, document: str, verdict: Verdict, remark: str = "") -> None:
        """Keep a verdict on the answer whose `Answer.to_json()` is `document`; a later one on the same key takes its place.

        Raises ConfigError for a verdict that does not exist, RagError when the file cannot be written.
        """
        if verdict not in VERDICTS:
            raise ConfigError(f"verdict is {verdict!r}; choose {', '.join(map(repr, VERDICTS))}")
        told = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        answer = json.loads(document)
        facts = [answer[name] for name in ("question", "status", "index_fingerprint", "settings")]
        row = (answer_key, told, verdict, remark.strip()[:REMARK_CHARACTERS], *facts, document)
        with self._open() as database, database:
            database.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def take_back(self, answer_key: str) -> None:
        """Forget the verdict on an answer; nothing happens where there is none."""
        if self._path.is_file():
            with self._open() as database, database:
                database.execute("DELETE FROM feedback WHERE answer_key = ?", (answer_key,))

    def verdicts(self, answer_keys: Iterable[str]) -> dict[str, Verdict]:
        """The verdicts on these answers, by their keys."""
        if not self._path.is_file():
            return {}
        with self._open() as database:
            query = "SELECT verdict FROM feedback WHERE answer_key = ?"
            found = {key: database.execute(query, (key,)).fetchone() for key in answer_keys}
        return {key: row[0] for key, row in found.items() if row}

    def all(self) -> Iterator[Feedback]:
        """Every verdict, oldest first. Raises RagError for a file that cannot be read."""
        if not self._path.is_file():
            return
        with self._open() as database:
            rows = database.execute(
                "SELECT told, verdict, remark, answer FROM feedback ORDER BY told, rowid"
            ).fetchall()
        for told, verdict, remark, answer in rows:
            yield Feedback(dt.datetime.fromisoformat(told), verdict, remark, json.loads(answer))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if not self._path.exists():
                os.close(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600))
            with closing(sqlite3.connect(self._path, timeout=10)) as database:
                layout = database.execute("PRAGMA user_version").fetchone()[0]
                if layout not in (0, _LAYOUT):
                    raise RagError(
                        f"{self._path} has the layout {layout} of a later version; update, or name another file"
                    )
                _narrow(self._path)
                if layout == 0:
                    database.execute(_TABLE)
                    database.execute(f"PRAGMA user_version = {_LAYOUT}")
                yield database
        except (sqlite3.Error, OSError) as error:
            raise RagError(
                f"the feedback in {str(self._path)!r} cannot be read or written: {error}; name another file as feedback.path"
            ) from error


def _narrow(path: Path) -> None:
    """Take a file of this user's from all others; SQLite gives its journals the mode of the file."""
    facts = path.stat()
    if os.name == "posix" and facts.st_uid == os.geteuid() and stat.S_IMODE(facts.st_mode) & 0o077:
        path.chmod(0o600)
