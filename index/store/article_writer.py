"""Articles written into the database of a generation that is being built.

Knows the tables; knows nothing of vectors or words. Nobody else has the file yet, and it is synced to disk as a
whole before it is published, so it is written without a journal.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import RagError
from index.store.articles import sentence_json, text_checksum
from index.store.schema import FACT_COLUMNS, INDEXES, TABLES
from index.types import Article, Chunk, Sentence


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """What is kept of an article: `text_hashes` one a chunk, `signature` None when it is too short to compare."""

    article: Article
    sentences: Sequence[Sentence]
    chunks: Sequence[Chunk]
    text_hashes: Sequence[bytes]
    signature: bytes | None


class ArticleWriter:
    """Write access to the database of a generation nobody reads yet. Raises RagError when the disk does not take it."""

    def __init__(self, path: Path) -> None:
        """Open the copy of an earlier database, or make a new one."""
        is_new = not path.exists()
        self._path = path
        self._database = sqlite3.connect(path, isolation_level=None)
        self._run("PRAGMA journal_mode = OFF")
        self._run("PRAGMA synchronous = OFF")
        if is_new:
            for statement in filter(None, map(str.strip, TABLES.split(";"))):
                self._run(statement)
        self._run("BEGIN")

    def put_file(self, file_id: str, *, source: int, relative: str, sha256: str) -> None:
        """Note a file and what its bytes were."""
        self._run(
            "INSERT INTO files (id, source, relative, sha256) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE "
            "SET source = excluded.source, relative = excluded.relative, sha256 = excluded.sha256",
            (file_id, source, relative, sha256),
        )

    def place_files(self, places: Iterable[tuple[str, int, str]]) -> None:
        """Note where files lie now: (id, source, relative). Files that are not known are passed over."""
        self._many(
            "UPDATE files SET source = ?, relative = ? WHERE id = ?",
            [(source, relative, file_id) for file_id, source, relative in places],
        )

    def move_article(self, article_id: str, file_id: str) -> None:
        """Note that another file holds an article now."""
        self._run("UPDATE articles SET file = (SELECT row FROM files WHERE id = ?) WHERE id = ?", (file_id, article_id))

    def remove_file(self, file_id: str) -> None:
        """Forget a file whose articles were removed."""
        self._run("DELETE FROM files WHERE id = ?", (file_id,))

    def remove_article(self, article_id: str) -> tuple[int, list[int]]:
        """Remove an article with everything known of it. Returns its row, and those of its chunks, all free now."""
        [(row,)] = self._run("SELECT row FROM articles WHERE id = ?", (article_id,)).fetchall()
        freed = [chunk for (chunk,) in self._run("SELECT row FROM chunks WHERE article = ?", (row,)).fetchall()]
        for table in ("chunks", "texts", "signatures", "stories"):
            self._run(f"DELETE FROM {table} WHERE article = ?", (row,))
        self._run("DELETE FROM copies WHERE article = ? OR other = ?", (row, row))
        self._run("DELETE FROM articles WHERE row = ?", (row,))
        return row, freed

    def add(self, articles: Sequence[tuple[StoredArticle, str, Sequence[int]]], *, indexed: str) -> list[int]:
        """Write articles, each with its file's id and the rows of its chunks. Returns the articles' rows."""
        first = self._run("SELECT coalesce(max(row), -1) + 1 FROM articles").fetchone()[0]
        rows = list(range(first, first + len(articles)))
        marks = ", ".join("?" * len(FACT_COLUMNS))
        self._many(
            f"INSERT INTO articles (row, id, file, sha256, indexed, {', '.join(FACT_COLUMNS)}) "
            f"VALUES (?, ?, (SELECT row FROM files WHERE id = ?), ?, ?, {marks})",
            [
                (row, stored.article.id, file_id, stored.article.sha256, indexed, *_facts(stored.article))
                for row, (stored, file_id, _) in zip(rows, articles, strict=True)
            ],
        )
        self._many(
            "INSERT INTO texts VALUES (?, ?, ?, ?, ?)",
            [(row, *_texts(stored)) for row, (stored, _, _) in zip(rows, articles, strict=True)],
        )
        self._many(
            "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (chunk_row, row, chunk.ordinal, chunk.start, chunk.end, chunk.tokens, text_hash)
                for row, (stored, _, chunk_rows) in zip(rows, articles, strict=True)
                for chunk_row, chunk, text_hash in zip(chunk_rows, stored.chunks, stored.text_hashes, strict=True)
            ],
        )
        self._many(
            "INSERT INTO signatures VALUES (?, ?)",
            [
                (row, stored.signature)
                for row, (stored, _, _) in zip(rows, articles, strict=True)
                if stored.signature is not None
            ],
        )
        return rows

    def move_chunk(self, old_row: int, new_row: int) -> None:
        """Give a chunk another row."""
        self._run("UPDATE chunks SET row = ? WHERE row = ?", (new_row, old_row))

    def put_failures(self, failures: Iterable[tuple[str, str, str]]) -> None:
        """Replace all failures by these (file id, suffix, reason)."""
        self._run("DELETE FROM failures")
        self._many("INSERT OR REPLACE INTO failures VALUES (?, ?, ?)", list(failures))

    def connection(self) -> sqlite3.Connection:
        """The database itself, for the tables of near-duplicates."""
        return self._database

    def finish(self) -> None:
        """Make everything written part of the file, and let go of it."""
        self._run("COMMIT")
        for statement in INDEXES.strip().splitlines():
            self._run(statement)
        self._database.close()

    def close(self) -> None:
        """Let go of the file, whatever its state."""
        self._database.close()

    def _run(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        try:
            return self._database.execute(sql, values)
        except sqlite3.OperationalError as error:
            raise self._refused(error) from error

    def _many(self, sql: str, values: Sequence[Sequence[object]]) -> None:
        try:
            self._database.executemany(sql, values)
        except sqlite3.OperationalError as error:
            raise self._refused(error) from error

    def _refused(self, error: Exception) -> RagError:
        return RagError(
            f"{self._path} cannot be written ({error}); free some space or mend the disk, and sync again: "
            "the index in use is as it was"
        )


def _facts(article: Article) -> list[str | None]:
    facts = (getattr(article, column) for column in FACT_COLUMNS)
    return [fact.isoformat() if isinstance(fact, dt.date) else fact for fact in facts]


def _texts(stored: StoredArticle) -> tuple[str, str, str, bytes]:
    """Text, boilerplate, sentences and the checksum of all three."""
    text = stored.article.text
    boilerplate = json.dumps([(span.start, span.end) for span in stored.article.boilerplate], separators=(",", ":"))
    sentences = sentence_json(stored.sentences)
    return text, boilerplate, sentences, text_checksum(text, boilerplate, sentences)
