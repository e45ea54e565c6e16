"""One sync on top of one generation: look, read, write, verify; publishing is the end of it.

Knows the order of the work and what has to hold between its parts; the parts know how each is done.
"""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from pathlib import Path

from index.errors import IndexCorrupt, RagError
from index.exclusions import hash_without
from index.reading.folder import FoundFile
from index.store.generations import Building, current_generation, new_generation, pointer, use_generation
from index.store.manifest import Manifest
from index.store.opened import OpenGeneration, open_generation
from index.syncing.building.builder import GenerationBuilder
from index.syncing.building.journal import Journal
from index.syncing.building.vector_source import VectorSource
from index.syncing.changes import Changes, DryRun, failures_of, kept_words
from index.syncing.reading.choice import reader_of
from index.syncing.reading.reader import Known
from index.syncing.report import Progress, SyncReport
from index.syncing.safety import (
    closed_prefix,
    refuse_closed_under_new_settings,
    refuse_no_article,
    refuse_other_sources,
    refuse_unnamable,
)
from index.syncing.seen import Seen, stat_of
from index.syncing.task import Task

_REPORT_SECONDS = 0.1
"""Ten reports a second are enough for a person."""


class Attempt:
    """One sync, on top of `previous` or of nothing."""

    def __init__(self, task: Task, previous: OpenGeneration | None, notes: list[str]) -> None:
        self._task = task
        self._previous = previous
        self._notes = notes
        refuse_unnamable(task.sources, task.index_path)
        if previous and not task.replace:
            refuse_other_sources(previous.manifest.sources, task.sources, task.index_path)
        same = previous is not None and previous.manifest.settings == task.settings
        if previous and not same:
            refuse_closed_under_new_settings(task.scan.closed)
        self._base = previous if same else None
        """The generation whose articles are taken over: only one with the same settings."""
        self._known = Known({}, {})
        self._stack = ExitStack()
        self._building: Building | None = None
        self._builder: GenerationBuilder | None = None
        self._repaired = False
        self._journal: Journal | None = None
        self._vectors: VectorSource | None = None

    def run(self, started: float) -> SyncReport:
        """Read, write, publish."""
        task = self._task
        if self._base:
            self._known = Known(self._base.articles.hashes(), self._base.articles.file_hashes())
        seen = Seen(task.index_path)
        with self._stack:
            changes = self._changes(seen)
            manifest = self._written(changes)
        if not task.dry_run:
            if manifest is None:
                self._point_to_base()
            seen.save({str(file.path) for file in task.scan.files})
            if self._journal and self._builder:
                self._journal.remove()
        return self._report(changes, manifest, started)

    def _changes(self, seen: Seen) -> Changes:
        """Everything that is new, changed or gone, read and handed to the builder."""
        task = self._task
        before = self._previous.articles.hashes() if self._previous else {}
        target = DryRun() if task.dry_run else None
        changes = Changes(
            known=self._known,
            store=self._base.articles if self._base else None,
            before=before,
            target=lambda: target or self._begun(),
        )
        waiting = [file for file in task.scan.files if not self._is_unchanged(file, seen)]
        reader = reader_of(task, waiting, known=self._known, seen=seen, vectors=self._vector_source)
        total = sum(_size(file) for file in waiting)
        reported = 0.0
        with closing(reader.events()) as events:
            for event in events:
                changes.apply(event)
                if time.monotonic() - reported >= _REPORT_SECONDS:
                    reported = time.monotonic()
                    self._progress(reader.bytes_read, total)
        self._progress(total, total)
        changes.remove_files(self._gone())
        self._add_failures(changes)
        if self._base is None:
            changes.removed = {article_id: before[article_id] for article_id in before.keys() - changes.done}
        return changes

    def _add_failures(self, changes: Changes) -> None:
        """Failures of folders and names, and those of records in files that were not read again."""
        scan, base = self._task.scan, self._base
        unread = {file.id for file in scan.files} - changes.looked_into
        for closed in scan.closed:
            held = [file_id for file_id in self._known.files if file_id.startswith(closed_prefix(closed))]
            kept = sum(len(base.articles.article_ids(file_id)) for file_id in held) if base else 0
            changes.failures.append((closed.path, "", closed.reason + kept_words(kept)))
            unread.update(held)
        changes.failures += [(failure.path, "", failure.reason) for failure in scan.misnamed]
        if base:
            changes.failures += [
                failure for failure in base.articles.file_failures() if failure[1] and failure[0] in unread
            ]

    def _is_unchanged(self, file: FoundFile, seen: Seen) -> bool:
        """True when a stat tells that the index holds this file as it is."""
        if file.id not in self._known.files:
            return False
        try:
            sha256 = seen.hash_of(file.path, stat_of(file.paths))
            return sha256 is not None and hash_without(sha256, file.excluded) == self._known.files[file.id]
        except OSError:
            return False  # the reader finds out, and says so

    def _gone(self) -> list[str]:
        """Files that the index holds and the folders do not; those of folders that cannot be read may still be there."""
        closed = tuple(map(closed_prefix, self._task.scan.closed))
        found = {file.id for file in self._task.scan.files}
        return sorted(file_id for file_id in self._known.files.keys() - found if not file_id.startswith(closed))

    def _written(self, changes: Changes) -> Manifest | None:
        """The finished generation's manifest; None when there is nothing to write."""
        task, base = self._task, self._base
        failures = sorted(changes.failures)
        sources = tuple(str(source.root) for source in task.sources)
        # Without a failure nothing was found because everything was taken out on purpose: a folder without files was refused.
        if self._articles_left(changes) == 0 and failures and not task.allow_empty:
            refuse_no_article(failures_of(failures), task.sources)
        same = (
            base is not None
            and self._builder is None
            and base.articles.file_failures() == failures
            and base.manifest.sources == sources
        )
        if same or task.dry_run:
            return None
        builder = self._begun()
        if base and base.manifest.sources != sources:
            builder.place_files(self._places())
        self._task.report(Progress("writing"))
        manifest = builder.finish(engine=task.embedder.engine, sources=sources, failures=failures)
        assert self._building is not None
        self._building.label = manifest.fingerprint[:12]
        self._check(self._building.folder)
        return manifest

    def _check(self, folder: Path) -> None:
        """Read all of the new generation before it is published. A fault in it says nothing of the one before."""
        try:
            open_generation(folder, thoroughly=True).articles.close()
        except IndexCorrupt as error:
            raise RagError(
                f"the new generation did not read back as it was written ({error}); the index in use is as it was: check "
                "the disk, and sync again"
            ) from error

    def _places(self) -> list[tuple[str, int, str]]:
        """Where every file lies now: folders named in another order have other numbers. The files of a folder that cannot
        be read were not found, but lie where the others do."""
        unseen = self._known.files.keys() - {file.id for file in self._task.scan.files}
        below = [
            (file_id, number, file_id.removeprefix(source.prefix))
            for file_id in unseen
            for number, source in enumerate(self._task.sources)
            if file_id.startswith(source.prefix)
        ]
        return below + [(file.id, file.source, file.relative) for file in self._task.scan.files]

    def _point_to_base(self) -> None:
        """Nothing changed since the generation taken over; use it, if the pointer is damaged or names a damaged one."""
        assert self._base is not None
        if pointer(self._task.index_path) != self._base.folder.name:
            use_generation(self._task.index_path, self._base.folder.name)
            self._repaired = True

    def _begun(self) -> GenerationBuilder:
        """The builder, made when there is something to build."""
        if self._builder is None:
            task = self._task
            self._building = self._stack.enter_context(new_generation(task.index_path))
            self._builder = GenerationBuilder(
                self._building.folder, settings=task.settings, vectors=self._vector_source(), previous=self._base
            )
            self._stack.callback(self._builder.close)
        return self._builder

    def _vector_source(self) -> VectorSource:
        """Where vectors come from; made when the first one is wanted."""
        if self._vectors is None:
            task, previous = self._task, self._previous
            weights = task.settings.weights_sha256
            self._journal = Journal(task.index_path, weights_sha256=weights, dim=task.settings.dim)
            same = previous is not None and previous.manifest.settings.weights_sha256 == weights
            self._vectors = VectorSource(task.embedder, self._journal, previous if same else None)
        return self._vectors

    def _progress(self, done: int, total: int) -> None:
        builder = self._builder
        articles, chunks = (builder.articles_done, builder.chunks_done) if builder else (0, 0)
        self._task.report(Progress("reading", min(done, total), total, articles, chunks))

    def _articles_left(self, changes: Changes) -> int:
        if self._base is None:
            return len(changes.done)
        return len(self._known.articles) + len(changes.added) - len(changes.removed)

    def _report(self, changes: Changes, manifest: Manifest | None, started: float) -> SyncReport:
        task = self._task
        renamed = changes.renamed
        shown = manifest or (self._previous.manifest if self._previous else None)
        left = self._articles_left(changes)
        before = self._previous.folder.name if self._previous else ""
        return SyncReport(
            added=len(changes.added) - renamed,
            changed=changes.changed,
            removed=len(changes.removed) - renamed,
            renamed=renamed,
            unchanged=left - changes.changed - len(changes.added),
            failures=failures_of(sorted(changes.failures)),
            skipped=task.scan.skipped,
            notes=(*self._notes, *changes.notes, *_left_out(task.scan.excluded)),
            generation=current_generation(task.index_path).name if manifest else before,
            published=manifest is not None or self._repaired,
            articles=left,
            chunks=shown.chunks if shown else 0,
            stories=shown.stories if shown else 0,
            embedded=self._vectors.embedded if self._vectors else 0,
            seconds=time.perf_counter() - started,
            dry_run=task.dry_run,
        )


def _left_out(excluded: int) -> tuple[str, ...]:
    if not excluded:
        return ()
    what = (
        "1 article was removed on the page and stays"
        if excluded == 1
        else f"{excluded:,} articles were removed on the page and stay"
    )
    return (f"{what} out of the index; the file is as it was, and the page can put back what was removed",)


def _size(file: FoundFile) -> int:
    try:
        return stat_of([file.path])[0].size
    except OSError:
        return 0
