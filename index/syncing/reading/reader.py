"""Files that changed, read into articles and chunks by a thread of its own, while what was read before is embedded.

Knows files, records and chunks; knows nothing of vectors or of what is written. What the index holds already is told
by its hashes and not read.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from index.errors import ArticleError
from index.exclusions import hash_without
from index.near_duplicates.signatures import signature
from index.reading.article import finished
from index.reading.chunking import TokenStarts, chunk_article, embedded_headline, indexed_text
from index.reading.facts.metadata import Metadata
from index.reading.folder import FoundFile, printable_path
from index.reading.formats.kinds import records_of
from index.reading.formats.record import ReadingOptions, Record
from index.store.article_writer import StoredArticle
from index.syncing.building.journal import HASH_BYTES
from index.syncing.reading.content import Content, NotAtHand, TooLarge, closed_words, content_of
from index.syncing.reading.waiting import Waiting
from index.syncing.seen import Seen, Stat


@dataclass(frozen=True, slots=True)
class FileBegun:
    """A file that is new or changed; its articles follow."""

    file: FoundFile
    sha256: str


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """An article that is new or changed, with the texts of its chunks and the headline embedded before each."""

    file: FoundFile
    stored: StoredArticle
    headline: str
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class ArticleKept:
    """A record that is as it was."""

    file: FoundFile
    article_id: str


@dataclass(frozen=True, slots=True)
class RecordFailed:
    """A record that is no article. `suffix` is its place in the file."""

    file: FoundFile
    suffix: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileEnded:
    """The end of a file's articles. With a `failure` it could not be read (on)."""

    file: FoundFile
    failure: str | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileClosed:
    """A file that could not be opened, or read on: what it held is kept, but for what was read before."""

    file: FoundFile
    reason: str


Event: TypeAlias = FileBegun | ArticleRead | ArticleKept | RecordFailed | FileEnded | FileClosed


@dataclass(frozen=True, slots=True)
class Known:
    """What the index holds: hashes by article id and by file id."""

    articles: dict[str, str]
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Cutting:
    """How articles are cut into chunks."""

    token_starts: TokenStarts
    window: int
    overlap_sentences: int
    options: ReadingOptions


_LAST_SECONDS = 10.0
"""The largest article is read and cut in so long; a thread that waits for an object store is left to itself."""

Note: TypeAlias = Callable[[FoundFile, tuple[Stat, ...], str], None]
"""Is told of each file that was hashed: its stats before that, and the hash of its bytes."""


class Reader:
    """Reads `files` in order. `bytes_read` grows meanwhile."""

    def __init__(self, files: Sequence[FoundFile], *, known: Known, seen: Seen, cutting: Cutting) -> None:
        self._files = files
        self._reader = FileReader(
            known=known, cutting=cutting, note=lambda file, stats, sha256: seen.note(file.path, stats, sha256)
        )

    @property
    def bytes_read(self) -> int:
        return self._reader.bytes_read

    def events(self) -> Generator[Event]:
        """What was read, in order. The thread ends with the iteration, however that ends."""
        waiting: Waiting[Event | BaseException | None] = Waiting()
        thread = threading.Thread(target=self._work, args=(waiting,), name="reader", daemon=True)
        thread.start()
        try:
            while (event := waiting.get()) is not None:
                if isinstance(event, BaseException):
                    raise event
                yield event
        finally:
            waiting.stop()
            thread.join(_LAST_SECONDS)

    def _work(self, waiting: Waiting[Event | BaseException | None]) -> None:
        try:
            for file in self._files:
                for event in self._reader.events(file):
                    if not waiting.put(event, _characters(event)):
                        return
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that listens
            waiting.put(error)
        else:
            waiting.put(None)


class FileReader:
    """Reads one file after another. A date that is only guessed is not later than the day it is made. `bytes_read` grows
    meanwhile."""

    def __init__(self, *, known: Known, cutting: Cutting, note: Note) -> None:
        self._known = known
        self._cutting = cutting
        self._note = note
        self._today = dt.datetime.now(dt.UTC).date()
        self.bytes_read = 0

    def events(self, file: FoundFile) -> Iterator[Event]:
        """What a file holds, in order; nothing when it is as it was."""
        try:
            with content_of(file) as content:
                yield from self._events(file, content)
        except NotAtHand as fault:
            yield FileClosed(file, str(fault))
        except TooLarge as fault:
            yield from (FileBegun(file, ""), FileEnded(file, str(fault), ()))

    def _events(self, file: FoundFile, content: Content) -> Iterator[Event]:
        before, size = self.bytes_read, content.stats[0].size
        try:
            sha256 = content.sha256()
        except OSError as error:
            yield FileClosed(file, closed_words(file, error))
            return
        self._note(file, content.stats, sha256)
        sha256 = hash_without(sha256, file.excluded)
        if self._known.files.get(file.id) == sha256:
            self.bytes_read = before + size
            return
        yield FileBegun(file, sha256)
        failure, notes = None, list[str]()
        try:
            yield from self._records(file, content, notes)
        except ArticleError as error:
            failure = str(error)
        except OSError as error:  # it is gone since it was hashed, or its disk is
            yield FileClosed(file, closed_words(file, error))
            return
        self.bytes_read = before + size
        yield FileEnded(file, failure and printable_path(failure), tuple(notes))

    def _records(self, file: FoundFile, content: Content, notes: list[str]) -> Iterator[Event]:
        sidecar, sidecar_hash = content.facts_beside()
        for record in records_of(content.blob(self._count), self._cutting.options):
            sha256 = record.sha256
            if sidecar_hash:
                sha256 = hashlib.sha256(f"{sha256} {sidecar_hash}".encode()).hexdigest()
            if record.note:
                notes.append(f"{file.path}: {record.note}")
            if any(one.is_of(record.suffix, sha256) for one in file.excluded):
                continue
            article_id = file.id + record.suffix
            if self._known.articles.get(article_id) == sha256:
                yield ArticleKept(file, article_id)
                continue
            try:
                yield self._article(file, replace(record, sha256=sha256), article_id, sidecar)
            except ArticleError as error:
                if not record.suffix:
                    raise
                yield RecordFailed(file, record.suffix, printable_path(str(error)))

    def _article(self, file: FoundFile, record: Record, article_id: str, sidecar: Metadata | None) -> ArticleRead:
        article, sentences = finished(
            record.read(),
            article_id=article_id,
            path=str(file.path),
            name=str(file.path) + record.suffix,
            sha256=record.sha256,
            sidecar=sidecar,
            today=self._today,
        )
        cutting = self._cutting
        headline = embedded_headline(article, cutting.token_starts, window=cutting.window)
        chunks = chunk_article(
            article,
            sentences,
            cutting.token_starts,
            window=cutting.window - len(cutting.token_starts(headline)),
            overlap_sentences=cutting.overlap_sentences,
        )
        texts = [indexed_text(article, chunk.start, chunk.end) for chunk in chunks]
        whole = indexed_text(article, 0, len(article.text))
        stored = StoredArticle(
            article, sentences, chunks, [text_hash(headline + text) for text in texts], signature(whole)
        )
        return ArticleRead(file, stored, headline, texts)

    def _count(self, amount: int) -> None:
        self.bytes_read += amount


def _characters(event: Event) -> int:
    return len(event.stored.article.text) if isinstance(event, ArticleRead) else 0


def text_hash(text: str) -> bytes:
    """What tells texts apart whose vectors may be shared: 16 bytes of BLAKE2b (RFC 7693)."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=HASH_BYTES).digest()
