"""What a sync finds changed, told to the generation that is being built and counted for the report.

Knows what the index held and what the reader says; a generation is begun only when there is something to change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from index.reading.folder import FoundFile
from index.store.articles import ArticleStore
from index.syncing.reading.reader import (
    ArticleKept,
    ArticleRead,
    Event,
    FileBegun,
    FileClosed,
    FileEnded,
    Known,
    RecordFailed,
)
from index.types import Failure


class Target(Protocol):
    """What takes the changes: a generation being built, or nothing in a dry run."""

    def put_file(self, file_id: str, *, source: int, relative: str, sha256: str) -> None: ...
    def remove_file(self, file_id: str) -> None: ...
    def add(self, read: ArticleRead) -> None: ...
    def move(self, article_id: str, file_id: str) -> None: ...
    def remove(self, article_id: str) -> None: ...


class DryRun:
    """A target that writes nothing."""

    def put_file(self, file_id: str, *, source: int, relative: str, sha256: str) -> None:
        """Nothing."""

    def remove_file(self, file_id: str) -> None:
        """Nothing."""

    def add(self, read: ArticleRead) -> None:
        """Nothing."""

    def move(self, article_id: str, file_id: str) -> None:
        """Nothing."""

    def remove(self, article_id: str) -> None:
        """Nothing."""


class Changes:
    """Applies events. `store` is the generation before, when its articles are taken over; `known` what it holds."""

    def __init__(
        self, *, known: Known, store: ArticleStore | None, before: dict[str, str], target: Callable[[], Target]
    ) -> None:
        self._known = known
        self._store = store
        self._before = before
        self._target = target
        self.done: set[str] = set()
        self.looked_into: set[str] = set()
        self._held: set[str] = set()
        self._leaving: list[str] = []
        self._noted: str | None = None
        self._sha256 = ""
        self._failures_before = 0
        self._articles_in = 0
        self.added: dict[str, str] = {}
        self.removed: dict[str, str] = {}
        self.changed = 0
        self.failures: list[tuple[str, str, str]] = []
        self.notes: list[str] = []

    def apply(self, event: Event) -> None:
        """Carry out one event."""
        match event:
            case FileBegun(file, sha256):
                self.looked_into.add(file.id)
                self._held = set(self._store.article_ids(file.id)) if self._store else set()
                self._noted = self._known.files.get(file.id)
                self._failures_before, self._articles_in = len(self.failures), 0
                self._sha256 = sha256
            case ArticleRead():
                self._article(event)
            case ArticleKept(file, article_id):
                self._articles_in += 1
                self._kept(file, article_id)
            case RecordFailed(file, suffix, reason):
                self.failures.append((file.id, suffix, reason))
            case FileEnded(file, failure, notes):
                failure = failure or self._nothing_in(file)
                self._leaving += sorted(self._held)
                self.notes += notes
                if failure:
                    self.failures.append((file.id, "", failure))
                if not failure or self._noted is not None:
                    # Without its hash the file is read again next time.
                    self._note(file, "" if failure else self._sha256)
            case FileClosed(file, reason):
                kept = self._store.article_ids(file.id) if self._store else []
                self.failures.append((file.id, "", reason + kept_words(len(kept))))
                if file.id in self.looked_into and self._noted is not None:
                    self._note(file, "")

    def remove_files(self, file_ids: Iterable[str]) -> None:
        """Remove what left its file, and files that are gone with their articles. Comes after the last event: only then
        it is known that no other file holds them now."""
        self._remove(self._leaving)
        for file_id in file_ids:
            assert self._store is not None
            self._remove(self._store.article_ids(file_id))
            self._target().remove_file(file_id)

    @property
    def renamed(self) -> int:
        """How many of the added articles have the content of a removed one."""
        return (Counter(self.added.values()) & Counter(self.removed.values())).total()

    def _article(self, read: ArticleRead) -> None:
        article = read.stored.article
        if article.id in self.done:
            reason = f"{read.file.path}: a second article would be called {article.id!r}; rename one of the two files"
            self.failures.append((read.file.id, article.id.removeprefix(read.file.id), reason))
            return
        self.done.add(article.id)
        self._articles_in += 1
        if article.id in self._before:
            self.changed += 1
        else:
            self.added[article.id] = article.sha256
        if article.id in self._known.articles:
            self._target().remove(article.id)
            self._held.discard(article.id)
        self._note(read.file, self._sha256)
        self._target().add(read)

    def _nothing_in(self, file: FoundFile) -> str | None:
        """One reason in place of many, for a file whose every record failed: it is no table of articles."""
        failed = self.failures[self._failures_before :]
        if self._articles_in or len(failed) < 2:
            return None
        del self.failures[self._failures_before :]
        return f"{file.path}: none of its {len(failed):,} records is an article; the first one: {failed[0][2]}"

    def _kept(self, file: FoundFile, article_id: str) -> None:
        """An article is as it was, perhaps in another file: an archive was unpacked into a folder of its name."""
        self.done.add(article_id)
        if article_id in self._held:
            self._held.discard(article_id)
            return
        self._note(file, self._sha256)
        self._target().move(article_id, file.id)

    def _note(self, file: FoundFile, sha256: str) -> None:
        """Write down a file with its hash, unless that is what stands there."""
        if self._noted != sha256:
            self._target().put_file(file.id, source=file.source, relative=file.relative, sha256=sha256)
            self._noted = sha256

    def _remove(self, article_ids: Iterable[str]) -> None:
        for article_id in article_ids:
            if article_id in self.done:
                continue  # another file's article took its id
            self._target().remove(article_id)
            self.removed[article_id] = self._known.articles[article_id]


def failures_of(failures: Sequence[tuple[str, str, str]]) -> tuple[Failure, ...]:
    """Failures as they are reported: (file id, suffix, reason), in order of file and place."""
    return tuple(Failure(file_id + suffix, reason) for file_id, suffix, reason in sorted(failures))


def kept_words(articles: int) -> str:
    """What becomes of the articles of a file or folder that cannot be opened."""
    if articles == 0:
        return ""
    return "; the article it held is kept" if articles == 1 else f"; the {articles} articles it held are kept"
