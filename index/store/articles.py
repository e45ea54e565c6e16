"""Articles, sentence spans, chunks and failures on disk: the one module that knows SQLite.

A generation's database is written once and then only read, so it is opened immutable: no locks,
no journal. One connection serves all threads in turn: opened once, it outlives the file's removal
by a later sync.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexCorrupt
from index.types import Article, ArticleCard, Chunk, Failure, Filter, Sentence, Span

_SCHEMA = """
CREATE TABLE articles (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL, sha256 TEXT NOT NULL, text TEXT NOT NULL,
    title TEXT NOT NULL, title_from TEXT NOT NULL, outlet TEXT, outlet_from TEXT, author TEXT, url TEXT, language TEXT,
    published TEXT, published_from TEXT, boilerplate TEXT NOT NULL, sentences TEXT NOT NULL
);
CREATE TABLE chunks (
    row INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles(row), ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, tokens INTEGER NOT NULL, UNIQUE (article, ordinal)
);
CREATE INDEX articles_by_date ON articles(published);
CREATE TABLE failures (path TEXT NOT NULL, reason TEXT NOT NULL);
"""
_ARTICLE_COLUMNS = (
    "id, path, text, sha256, title, title_from, outlet, outlet_from, author, url, language, "
    "published, published_from, boilerplate"
)
_CHUNK = 'SELECT c.row, a.id, c.ordinal, c.start, c."end", c.tokens FROM chunks c JOIN articles a ON a.row = c.article'
StoredArticle = tuple[Article, Sequence[Sentence], Sequence[Chunk]]


def write_articles(path: Path, articles: Iterable[StoredArticle], failures: Iterable[Failure]) -> None:
    """Write a new database. Chunk rows count from 0 in the order given."""
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(_SCHEMA)
        chunk_row = 0
        for article_row, (article, sentences, chunks) in enumerate(articles):
            values = (article_row, *_article_values(article), _sentence_json(sentences))
            marks = ", ".join("?" * len(values))
            database.execute(f"INSERT INTO articles (row, {_ARTICLE_COLUMNS}, sentences) VALUES ({marks})", values)  # noqa: S608 - no outside text in it
            rows = [
                (chunk_row + place, article_row, chunk.ordinal, chunk.start, chunk.end, chunk.tokens)
                for place, chunk in enumerate(chunks)
            ]
            database.executemany("INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?)", rows)
            chunk_row += len(rows)
        database.executemany("INSERT INTO failures VALUES (?, ?)", [(f.path, f.reason) for f in failures])


class ArticleStore:
    """Read access to one generation's database. Safe for many threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.DatabaseError as error:
            raise self._corrupt(error) from error

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def counts(self) -> tuple[int, int]:
        """Numbers of articles and chunks."""
        return self._one("SELECT count(*) FROM articles")[0], self._one("SELECT count(*) FROM chunks")[0]

    def hashes(self) -> dict[str, str]:
        """Article id to the sha256 of its file."""
        return dict(self._all("SELECT id, sha256 FROM articles"))

    def article(self, article_id: str) -> Article | None:
        row = self._one_or_none(f"SELECT {_ARTICLE_COLUMNS} FROM articles WHERE id = ?", (article_id,))  # noqa: S608
        return _article(row) if row else None

    def sentences(self, article_id: str) -> tuple[Sentence, ...]:
        row = self._one_or_none("SELECT sentences FROM articles WHERE id = ?", (article_id,))
        return _sentences(row[0]) if row else ()

    def cards(self) -> list[ArticleCard]:
        """Every article without its text, newest first, undated last."""
        rows = self._all(
            "SELECT id, path, title, title_from, outlet, published, published_from, "
            "(SELECT count(*) FROM chunks WHERE article = articles.row) "
            "FROM articles ORDER BY published IS NULL, published DESC, id"
        )
        return [
            ArticleCard(id_, path, title, title_from, outlet, _day(published), published_from, chunks)
            for id_, path, title, title_from, outlet, published, published_from, chunks in rows
        ]

    def chunks(self, rows: Sequence[int]) -> list[Chunk]:
        """Chunks by row, in the order of `rows`."""
        found = self._all(f"{_CHUNK} WHERE c.row IN (SELECT value FROM json_each(?))", (json.dumps(rows),))  # noqa: S608
        by_row = {row: Chunk(*values) for row, *values in found}
        return [by_row[row] for row in rows]

    def chunk(self, article_id: str, ordinal: str) -> Chunk | None:
        """One chunk by its place in its article, the place written as in a chunk's id."""
        row = self._one_or_none(f"{_CHUNK} WHERE a.id = ? AND CAST(c.ordinal AS TEXT) = ?", (article_id, ordinal))
        return Chunk(*row[1:]) if row else None

    def article_chunks(self, article_id: str) -> list[tuple[int, Chunk]]:
        """(row, chunk) of one article, in order."""
        found = self._all(f"{_CHUNK} WHERE a.id = ? ORDER BY c.ordinal", (article_id,))
        return [(row, Chunk(*values)) for row, *values in found]

    def allowed_rows(self, restriction: Filter) -> NDArray[np.int64]:
        """Rows of the chunks that a filter lets through, ascending."""
        conditions, values = _conditions(restriction)
        rows = self._all(
            f"SELECT c.row FROM chunks c JOIN articles a ON a.row = c.article WHERE {conditions} ORDER BY c.row",  # noqa: S608 - built from constants
            values,
        )
        return np.fromiter((row for (row,) in rows), np.int64, len(rows))

    def failures(self) -> tuple[Failure, ...]:
        return tuple(Failure(*row) for row in self._all("SELECT path, reason FROM failures ORDER BY rowid"))

    def outlets(self) -> tuple[str, ...]:
        """Every outlet of the index, in order of name."""
        rows = self._all("SELECT DISTINCT outlet FROM articles WHERE outlet IS NOT NULL ORDER BY outlet")
        return tuple(row[0] for row in rows)

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise self._corrupt(error) from error

    def _corrupt(self, error: Exception) -> IndexCorrupt:
        return IndexCorrupt(f"{self._path} cannot be read ({error}); rebuild the index with `rag sync FOLDER`")

    def _one(self, sql: str) -> Any:
        return self._all(sql)[0]

    def _one_or_none(self, sql: str, values: Sequence[Any]) -> Any:
        rows = self._all(sql, values)
        return rows[0] if rows else None


def _conditions(restriction: Filter) -> tuple[str, list[Any]]:
    conditions, values = ["1"], list[Any]()
    interval = [("a.published >= ?", restriction.since), ("a.published <= ?", restriction.until)]
    limits = [(sql, day.isoformat()) for sql, day in interval if day is not None]
    if limits:
        joined = " AND ".join(sql for sql, _ in limits)
        conditions.append(f"({joined} OR a.published IS NULL)" if restriction.undated else f"({joined})")
        values += [day for _, day in limits]
    for column, allowed in (("a.outlet", restriction.outlets), ("a.id", restriction.article_ids)):
        if allowed is not None:
            # json_each carries any number of values in one parameter.
            conditions.append(column + " IN (SELECT value FROM json_each(?))")  # noqa: S608 - one of two constants
            values.append(json.dumps(allowed))
    return " AND ".join(conditions), values


def _article_values(article: Article) -> tuple[Any, ...]:
    published = article.published.isoformat() if article.published else None
    boilerplate = json.dumps([(span.start, span.end) for span in article.boilerplate])
    return (
        *(article.id, article.path, article.text, article.sha256, article.title, article.title_from, article.outlet),
        *(article.outlet_from, article.author, article.url, article.language, published, article.published_from),
        boilerplate,
    )


def _article(row: Sequence[Any]) -> Article:
    *values, published, published_from, boilerplate = row
    names = (
        "id",
        "path",
        "text",
        "sha256",
        "title",
        "title_from",
        "outlet",
        "outlet_from",
        "author",
        "url",
        "language",
    )
    return Article(
        **dict(zip(names, values, strict=True)),
        published=_day(published),
        published_from=published_from,
        boilerplate=tuple(Span(*span) for span in json.loads(boilerplate)),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _sentence_json(sentences: Sequence[Sentence]) -> str:
    return json.dumps([(s.start, s.end, int(s.kind == "heading")) for s in sentences], separators=(",", ":"))


def _sentences(stored: str) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(start, end, "heading" if heading else "sentence") for start, end, heading in json.loads(stored)
    )
