"""The next generation, built beside the one in use: a copy of it, with articles removed and added.

Knows a generation's parts and keeps their rows in step; knows nothing of folders, files to read or what is published
when. What is written costs in proportion to what changed; the copy, which is checked against its hashes as it is
made, costs in proportion to the index, some 1 GB/s. Chunk rows stay contiguous: a removed chunk's row goes to a new
chunk or, at the end, to one of the last.
"""

from __future__ import annotations

import heapq
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index.reading.chunking import indexed_text
from index.store.article_writer import ArticleWriter
from index.store.articles import ArticleStore
from index.store.columns import write_columns
from index.store.generations import ARTICLES, COLUMNS, VECTORS, WORDS
from index.store.manifest import Manifest, Settings, describe_files, fingerprint
from index.store.opened import OpenGeneration
from index.store.vectors import APPROXIMATE, VectorFile, update_approximate
from index.store.words import WordWriter
from index.syncing.building.copying import copy_generation
from index.syncing.building.stories import note_copies, settle_stories
from index.syncing.building.vector_source import VectorSource
from index.syncing.reading.reader import ArticleRead

_BLOCK_CHUNKS = 1024
"""Chunks embedded at once: enough to sort into batches of like length, few enough to lose little when stopped."""

_WORDS_REBUILT = 0.2
"""Share of removed chunks in the word index at which it is written anew: BM25 counts them until then."""


@dataclass(slots=True)
class _Pending:
    """Articles that wait to be embedded, with the rows of their chunks."""

    articles: list[tuple[ArticleRead, list[int]]] = field(default_factory=list)
    chunks: int = 0


class GenerationBuilder:
    """Builds in `folder`. Begins with the articles of `previous`, or with none."""

    def __init__(
        self, folder: Path, *, settings: Settings, vectors: VectorSource, previous: OpenGeneration | None
    ) -> None:
        """Copy `previous`. Raises IndexCorrupt when a file of it is not what its manifest says."""
        self._folder = folder
        self._settings = settings
        self._source = vectors
        self._previous = previous
        if previous:
            copy_generation(previous.folder, folder, previous.manifest)
        (folder / WORDS).mkdir(exist_ok=True)
        self._articles = ArticleWriter(folder / ARTICLES)
        self._words: WordWriter | None = WordWriter(folder / WORDS)
        self._vectors = VectorFile(folder / VECTORS, settings.dim)
        self._rows = self._vectors.rows
        self._free: list[int] = []
        self._touched: set[int] = set()
        self._signed: list[int] = []
        self._pending = _Pending()
        self._words_removed = previous.manifest.words_removed if previous else 0
        self._now = datetime.now(UTC).isoformat(timespec="seconds")
        self.chunks_done = 0
        self.articles_done = 0

    def put_file(self, file_id: str, *, source: int, relative: str, sha256: str) -> None:
        """Note a file before its articles."""
        self._articles.put_file(file_id, source=source, relative=relative, sha256=sha256)

    def place_files(self, places: Iterable[tuple[str, int, str]]) -> None:
        """Note where files lie now: (file id, number of its folder, path below that)."""
        self._articles.place_files(places)

    def move(self, article_id: str, file_id: str) -> None:
        """Note that another file holds an article now."""
        self._articles.move_article(article_id, file_id)

    def remove_file(self, file_id: str) -> None:
        """Forget a file after its articles."""
        self._articles.remove_file(file_id)

    def remove(self, article_id: str) -> None:
        """Remove an article."""
        row, chunk_rows = self._articles.remove_article(article_id)
        if self._words:
            self._words.remove(row)
        self._words_removed += len(chunk_rows)
        for chunk_row in chunk_rows:
            heapq.heappush(self._free, chunk_row)

    def add(self, read: ArticleRead) -> None:
        """Add an article. It is embedded together with others, at the latest by `finish`."""
        rows = [self._next_row() for _ in read.texts]
        self._pending.articles.append((read, rows))
        self._pending.chunks += len(rows)
        if self._pending.chunks >= _BLOCK_CHUNKS:
            self.flush()

    def flush(self) -> None:
        """Embed and write the articles that wait."""
        waiting, self._pending = self._pending.articles, _Pending()
        rows = [row for _, chunk_rows in waiting for row in chunk_rows]
        texts = [read.headline + text for read, _ in waiting for text in read.texts]
        hashes = [text_hash for read, _ in waiting for text_hash in read.stored.text_hashes]
        if rows:
            self._vectors.set_rows(np.array(rows, np.int64), self._source.vectors(texts, hashes))
            self._touched.update(rows)
        article_rows = self._articles.add(
            [(read.stored, read.file.id, chunk_rows) for read, chunk_rows in waiting], indexed=self._now
        )
        for row, (read, _) in zip(article_rows, waiting, strict=True):
            assert self._words is not None
            self._words.add(read.stored.article, row, read.texts)
            if read.stored.signature is not None:
                self._signed.append(row)
        self.chunks_done += len(rows)
        self.articles_done += len(waiting)

    def finish(self, *, engine: str, sources: Sequence[str], failures: Sequence[tuple[str, str, str]]) -> Manifest:
        """Write every file of the generation, the manifest last."""
        self.flush()
        self._close_gaps()
        self._articles.put_failures(failures)
        note_copies(self._articles.connection(), self._signed)
        stories = settle_stories(self._articles.connection())
        self._articles.finish()
        self._vectors.finish()
        store = ArticleStore(self._folder / ARTICLES)
        self._finish_words(store)
        write_columns(self._folder / COLUMNS, store.column_rows(), store.outlets())
        before = self._previous
        approximate = update_approximate(
            self._folder / APPROXIMATE if before and before.manifest.approximate else None,
            self._folder / APPROXIMATE,
            exact=self._folder / VECTORS,
            changed=np.array(sorted(row for row in self._touched if row < self._rows), np.int64),
            settings=before.manifest.approximate if before else None,
        )
        _open_to_all_who_may_read((self._folder / ARTICLES).stat().st_mode, self._folder / WORDS)
        articles, chunks = store.counts()
        name = fingerprint(self._settings, store.hashes().items())
        store.close()
        manifest = Manifest(
            settings=self._settings,
            engine=engine,
            created=self._now,
            sources=tuple(sources),
            articles=articles,
            chunks=chunks,
            stories=stories,
            fingerprint=name,
            files=describe_files(self._folder),
            approximate=approximate,
            words_removed=self._words_removed,
        )
        manifest.write(self._folder)
        return manifest

    def close(self) -> None:
        """Let go of the files, whatever their state."""
        if self._words:
            self._words.abandon()
        self._articles.close()
        self._vectors.close()

    def _next_row(self) -> int:
        if self._free:
            return heapq.heappop(self._free)
        self._rows += 1
        return self._rows - 1

    def _close_gaps(self) -> None:
        """Move the last chunks into rows that are still free, and cut the end off."""
        rows = self._rows - len(self._free)
        holes = sorted(row for row in self._free if row < rows)
        gaps = set(self._free)
        last = [row for row in range(rows, self._rows) if row not in gaps]
        for old, new in zip(last, holes, strict=True):
            self._articles.move_chunk(old, new)
        if last:
            self._vectors.set_rows(np.array(holes, np.int64), self._vectors.rows_at(np.array(last, np.int64)))
            self._touched.update(holes)
        self._vectors.truncate(rows)
        self._rows, self._free = rows, []

    def _finish_words(self, store: ArticleStore) -> None:
        assert self._words is not None
        if self._words_removed <= _WORDS_REBUILT * max(self._rows, 1):
            self._words.finish()
            self._words = None
            return
        self._words.abandon()
        self._words = None
        for path in (self._folder / WORDS).iterdir():
            path.unlink()
        words = WordWriter(self._folder / WORDS)
        for row, article, chunks in store.everything():
            words.add(article, row, [indexed_text(article, chunk.start, chunk.end) for chunk in chunks])
        words.finish()
        self._words_removed = 0


def _open_to_all_who_may_read(mode: int, folder: Path) -> None:
    """Give the files the mode of every other one: tantivy makes some of its own for their owner alone."""
    for path in folder.iterdir():
        path.chmod(stat.S_IMODE(mode))
