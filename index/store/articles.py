"""Articles, sentence spans, chunks, stories and failures read back from a generation.

A generation's database is written once and then only read, so it is opened immutable: no locks,
no journal. One connection serves all threads in turn: opened once, it outlives the file's removal
by a later sync. Every text is checked against its checksum when it is read.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
import threading
import weakref
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from index.errors import IndexCorrupt
from index.objects.address import path_below
from index.store import listing
from index.store.listing import Wanted
from index.store.schema import FACT_COLUMNS
from index.types import GUESSED, Article, ArticleCard, Chunk, Coverage, Failure, Sentence, Span

_ARTICLE = (
    f"SELECT a.id, f.source, f.relative, a.sha256, a.indexed, t.text, t.boilerplate, t.sentences, t.checksum, "
    f"{', '.join(f'a.{column}' for column in FACT_COLUMNS)} "
    "FROM articles a JOIN files f ON f.row = a.file JOIN texts t ON t.article = a.row"
)
_CHUNK = 'SELECT c.row, a.id, c.ordinal, c.start, c."end", c.tokens FROM chunks c JOIN articles a ON a.row = c.article'

_MAPPED_BYTES = 1 << 36
"""SQLite maps at most this much of the file into memory; more than any index has."""

_AT_ONCE = 500
"""Values in one `IN (...)`; SQLite allows 32,766."""


class ArticleStore:
    """Read access to one generation's database. Safe for many threads. `sources` are the folders it was read from."""

    def __init__(self, path: Path, sources: Sequence[str] = ()) -> None:
        self._path = path
        self._sources = tuple(sources)
        self._lock = threading.Lock()
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
            self._connection.create_function(listing.HOLDS, 2, listing.holds_words, deterministic=True)
        except sqlite3.DatabaseError as error:
            raise self._corrupt(error) from error
        # A connection refers to itself, and would wait for the collector.
        weakref.finalize(self, self._connection.close)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def counts(self) -> tuple[int, int]:
        """Numbers of articles and chunks."""
        return self._one("SELECT count(*) FROM articles")[0], self._one("SELECT count(*) FROM chunks")[0]

    def hashes(self) -> dict[str, str]:
        """Article id to the sha256 of its bytes."""
        return dict(self._all("SELECT id, sha256 FROM articles"))

    def file_hashes(self) -> dict[str, str]:
        """File id to the sha256 of its bytes and its sidecar's."""
        return dict(self._all("SELECT id, sha256 FROM files"))

    def article_ids(self, file_id: str) -> list[str]:
        """Ids of the articles that a file held."""
        rows = self._all("SELECT a.id FROM articles a JOIN files f ON f.row = a.file WHERE f.id = ?", (file_id,))
        return [article_id for (article_id,) in rows]

    def article(self, article_id: str) -> Article | None:
        """One article with its text. Raises IndexCorrupt when the text is not the one that was written."""
        row = self._one_or_none(f"{_ARTICLE} WHERE a.id = ?", (article_id,))
        if row is None:
            return None
        id_, source, relative, sha256, indexed, text, boilerplate, sentences, checksum, *facts = row
        self._check(article_id, text, boilerplate, sentences, checksum)
        values: dict[str, Any] = dict(zip(FACT_COLUMNS, facts, strict=True))
        days: dict[str, Any] = {name: _day(values.pop(name)) for name in ("published", "updated")}
        return Article(
            id=id_,
            path=self._full_path(source, relative),
            text=text,
            sha256=sha256,
            indexed=dt.datetime.fromisoformat(indexed),
            boilerplate=tuple(Span(*span) for span in json.loads(boilerplate)),
            **days,
            **values,
        )

    def sentences(self, article_id: str) -> tuple[Sentence, ...]:
        """Sentences of one article, in order. Raises IndexCorrupt as `article` does."""
        row = self._one_or_none(
            "SELECT t.text, t.boilerplate, t.sentences, t.checksum FROM texts t "
            "JOIN articles a ON a.row = t.article WHERE a.id = ?",
            (article_id,),
        )
        if row is None:
            return ()
        self._check(article_id, *row)
        return _read_sentences(row[2])

    def cards(self) -> list[ArticleCard]:
        """Every article without its text, newest first, undated last."""
        return listing.cards(self._all, self._full_path)

    def cards_at(self, rows: Sequence[int]) -> list[ArticleCard]:
        """The articles in these rows, in their order."""
        return listing.cards(self._all, self._full_path, rows)

    def wanted_rows(self, wanted: Wanted) -> array[int]:
        """Rows of the articles that pass, newest first, undated last."""
        return listing.wanted_rows(self._all, wanted)

    def file_ids(self, prefix: str) -> list[str]:
        """Ids of the files that begin with `prefix`."""
        rows = self._all("SELECT id FROM files WHERE substr(id, 1, ?) = ?", (len(prefix), prefix))
        return [file_id for (file_id,) in rows]

    def files_of(self, sha256: str) -> list[str]:
        """Ids of the files with this content."""
        return [file_id for (file_id,) in self._all("SELECT id FROM files WHERE sha256 = ? ORDER BY id", (sha256,))]

    def file_of(self, article_id: str) -> tuple[str, str, int] | None:
        """The file that an article lies in: its id, its path, and how many articles it holds; None for an unknown article."""
        row = self._one_or_none(
            "SELECT f.id, f.source, f.relative, (SELECT count(*) FROM articles o WHERE o.file = f.row) "
            "FROM articles a JOIN files f ON f.row = a.file WHERE a.id = ?",
            (article_id,),
        )
        return (row[0], self._full_path(row[1], row[2]), row[3]) if row else None

    def coverage(self) -> Coverage:
        """Dates, languages and outlets of all articles."""
        marks = ", ".join("?" * len(GUESSED))
        [(first, last, undated, guessed, outlets, without)] = self._all(
            "SELECT min(published), max(published), sum(published IS NULL), "
            f"sum(published IS NOT NULL AND published_from IN ({marks})), count(DISTINCT outlet), sum(outlet IS NULL) "
            "FROM articles",
            sorted(GUESSED),
        )
        languages = self._all("SELECT language, count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1")
        return Coverage(
            first=_day(first),
            last=_day(last),
            undated=undated or 0,
            guessed=guessed or 0,
            languages=tuple((language, count) for language, count in languages),
            outlets=outlets,
            without_outlet=without or 0,
        )

    def chunks(self, rows: Sequence[int]) -> list[Chunk]:
        """Chunks by row, in the order of `rows`."""
        found = self._all(f"{_CHUNK} WHERE c.row IN (SELECT value FROM json_each(?))", (json.dumps(rows),))
        by_row = {row: Chunk(*values) for row, *values in found}
        try:
            return [by_row[row] for row in rows]
        except KeyError as error:
            raise self._corrupt(f"a search names the chunk {error}, which is not there") from error

    def chunk(self, article_id: str, ordinal: str) -> Chunk | None:
        """One chunk by its place in its article, the place written as in a chunk's id."""
        row = self._one_or_none(f"{_CHUNK} WHERE a.id = ? AND CAST(c.ordinal AS TEXT) = ?", (article_id, ordinal))
        return Chunk(*row[1:]) if row else None

    def rows_with_text(self, text_hashes: Iterable[bytes]) -> dict[bytes, int]:
        """For each text hash that a chunk has, the row of one such chunk."""
        wanted, found = list(text_hashes), dict[bytes, int]()
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            sql = f"SELECT text_hash, min(row) FROM chunks WHERE text_hash IN ({marks}) GROUP BY 1"
            found |= dict(self._all(sql, some))
        return found

    def text_hashes(self) -> list[bytes]:
        """Of all chunks, each once, in order."""
        return [text_hash for (text_hash,) in self._all("SELECT DISTINCT text_hash FROM chunks ORDER BY 1")]

    def ids_at(self, article_rows: Iterable[int]) -> dict[int, str]:
        """Row and id of the articles in these rows; a row that holds none is left out."""
        wanted = json.dumps(list(article_rows))
        return dict(self._all("SELECT row, id FROM articles WHERE row IN (SELECT value FROM json_each(?))", (wanted,)))

    def rows_of(self, article_ids: Iterable[str]) -> dict[str, int]:
        """Id and row of the articles with these ids; an unknown id is left out."""
        wanted = json.dumps(list(article_ids))
        return dict(self._all("SELECT id, row FROM articles WHERE id IN (SELECT value FROM json_each(?))", (wanted,)))

    def article_rows(self, article_ids: Iterable[str]) -> list[int]:
        """Rows of the articles with these ids, ascending; unknown ids have none."""
        return sorted(self.rows_of(article_ids).values())

    def copies(self) -> list[tuple[str, str]]:
        """Ids of each two articles whose texts are copies of each other."""
        return self._all(
            "SELECT a.id, b.id FROM copies c JOIN articles a ON a.row = c.article JOIN articles b ON b.row = c.other"
        )

    def story(self, article_id: str) -> tuple[str, ...]:
        """Ids of all reports of an article's story, the original first; only its own id when it stands alone."""
        rows = self._all(
            "SELECT other.id FROM articles a JOIN stories s ON s.article = a.row JOIN stories m ON m.original = s.original "
            "JOIN articles other ON other.row = m.article WHERE a.id = ? ORDER BY m.article <> m.original, other.id",
            (article_id,),
        )
        return tuple(found for (found,) in rows) or (article_id,)

    def failures(self) -> tuple[Failure, ...]:
        rows = self._all("SELECT file || suffix, reason FROM failures ORDER BY 1")
        return tuple(Failure(*row) for row in rows)

    def outlets(self) -> tuple[str, ...]:
        """Every outlet of the index, in order of name."""
        rows = self._all("SELECT DISTINCT outlet FROM articles WHERE outlet IS NOT NULL ORDER BY outlet")
        return tuple(row[0] for row in rows)

    def everything(self) -> Iterator[tuple[int, Article, list[Chunk]]]:
        """(row, article, its chunks) of every article, one at a time."""
        for row, article_id in self._all("SELECT row, id FROM articles ORDER BY row"):
            article = self.article(article_id)
            assert article is not None
            yield (
                row,
                article,
                [Chunk(*values) for _, *values in self._all(f"{_CHUNK} WHERE a.row = ? ORDER BY c.ordinal", (row,))],
            )

    def file_failures(self) -> list[tuple[str, str, str]]:
        """(file id, suffix, reason) of every failure."""
        return self._all("SELECT file, suffix, reason FROM failures ORDER BY 1, 2")

    def column_rows(self) -> Iterator[tuple[int, int, str | None, str | None, int | None]]:
        """(article row, ordinal, published, outlet, original's row) of every chunk, in order of chunk row."""
        return iter(
            self._all(
                "SELECT c.article, c.ordinal, a.published, a.outlet, s.original FROM chunks c JOIN articles a ON a.row = c.article "
                "LEFT JOIN stories s ON s.article = a.row ORDER BY c.row"
            )
        )

    def _check(self, article_id: str, text: str, boilerplate: str, sentences: str, checksum: bytes) -> None:
        if text_checksum(text, boilerplate, sentences) != checksum:
            raise IndexCorrupt(
                f"{self._path}: the text of the article {article_id!r} is damaged; go back to the generation before "
                "with `rag rollback`, or rebuild the index with `rag sync FOLDER`"
            )

    def _full_path(self, source: int, relative: str) -> str:
        return path_below(self._sources[source], relative) if source < len(self._sources) else relative

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(sql, values).fetchall()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise self._corrupt(error) from error

    def _corrupt(self, error: object) -> IndexCorrupt:
        return IndexCorrupt(f"{self._path} cannot be read ({error}); rebuild the index with `rag sync FOLDER`")

    def _one(self, sql: str) -> Any:
        return self._all(sql)[0]

    def _one_or_none(self, sql: str, values: Sequence[Any]) -> Any:
        return next(iter(self._all(sql, values)), None)


def text_checksum(text: str, boilerplate: str, sentences: str) -> bytes:
    """What tells a damaged text from a whole one: 8 bytes of BLAKE2b (RFC 7693)."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8)
    digest.update(f"\0{boilerplate}\0{sentences}".encode())
    return digest.digest()


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _read_sentences(stored: str) -> tuple[Sentence, ...]:
    """Sentences from the JSON that `sentence_json` writes."""
    return tuple(
        Sentence(start, end, "heading" if heading else "sentence") for start, end, heading in json.loads(stored)
    )


def sentence_json(sentences: Sequence[Sentence]) -> str:
    """Sentences as compact JSON: start, end, is it a heading."""
    return json.dumps([(s.start, s.end, int(s.kind == "heading")) for s in sentences], separators=(",", ":"))
