"""Articles written into the database of a generation that is being built.

Knows the tables; knows nothing of vectors or words. Nobody else has the file yet, and it is synced to disk as a
whole before it is published, so it is written without a journal.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import RagError
from index.store.articles import sentence_json, text_checksum
from index.store.schema import FACT_COLUMNS, SCHEMA
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
            self._database.executescript(SCHEMA)
        self._run("BEGIN")

    def put_file(self, file_id: str, *, source: int, relative: str, sha256: str) -> None:
        """Note a file and what its bytes were."""
        self._run(
            "INSERT INTO files (id, source, relative, sha256) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE "
            "SET source = excluded.source, relative = excluded.relative, sha256 = excluded.sha256",
            (file_id, source, relative, sha256),
        )

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

    def add(self, stored: StoredArticle, *, file_id: str, rows: Sequence[int], indexed: str) -> int:
        """Write an article whose chunks have the given rows. Returns the article's row."""
        article = stored.article
        facts = [getattr(article, column) for column in FACT_COLUMNS]
        values = (article.id, file_id, article.sha256, indexed, *(_plain(fact) for fact in facts))
        marks = ", ".join("?" * len(facts))
        cursor = self._run(
            f"INSERT INTO articles (id, file, sha256, indexed, {', '.join(FACT_COLUMNS)}) "
            f"VALUES (?, (SELECT row FROM files WHERE id = ?), ?, ?, {marks})",
            values,
        )
        row = cursor.lastrowid
        assert row is not None
        boilerplate = json.dumps([(span.start, span.end) for span in article.boilerplate], separators=(",", ":"))
        sentences = sentence_json(stored.sentences)
        checksum = text_checksum(article.text, boilerplate, sentences)
        self._run("INSERT INTO texts VALUES (?, ?, ?, ?, ?)", (row, article.text, boilerplate, sentences, checksum))
        self._many(
            "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (chunk_row, row, chunk.ordinal, chunk.start, chunk.end, chunk.tokens, text_hash)
                for chunk_row, chunk, text_hash in zip(rows, stored.chunks, stored.text_hashes, strict=True)
            ],
        )
        if stored.signature is not None:
            self._run("INSERT INTO signatures VALUES (?, ?)", (row, stored.signature))
        return row

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


def _plain(fact: object) -> object:
    return fact.isoformat() if hasattr(fact, "isoformat") else fact
