"""What the articles tab does: find, read, and everything that changes the articles.

What a browser sends is read with care: it may be anything. Knows a `Library`, its `Work` and what is allowed; knows nothing
of Gradio.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from rag import Diagnosis, Failure, RagError, SyncReport
from rag.library.added import Arrival
from rag.library.library import Library
from rag.printing import one_line
from ui.discretion import failures_below, lines_without_places, told_of
from ui.excerpt import excerpt
from ui.library.fields import PAGE_ARTICLES, search_of
from ui.library.receiving import Batches
from ui.library.references import referred
from ui.library.rights import Rights
from ui.library.work import Job, Outcome, Report, Row, Work
from ui.render.library.adding import STATE_WORDS
from ui.render.library.browsing import article, found, gone
from ui.render.library.removing import question
from ui.terminal.syncs import sync_line
from ui.words import counted, sendable

_LONGEST = 20_000
"""A path is at most 4,096 bytes, three times as long as a reference."""
_BUSY = "Something else is being done with the articles; wait until it is finished."
_LATER = "Something else is being done with the articles; your files are added when it is finished."
_NOT_ALLOWED = "Articles cannot be changed on this page. Its settings say who may (page.uploads)."


class LibraryDesk:
    """The articles of one index, as the tab shows and changes them."""

    def __init__(self, library: Library, rights: Rights, work: Work | None = None) -> None:
        self.library = library
        self.rights = rights
        self.work = work or Work()
        self.batches = Batches()

    def listed(self, sent: Mapping[str, object]) -> str:
        """The page of the list that was asked for; "" without an index, which is told elsewhere."""
        search = search_of(sent)
        try:
            index = self.library.shown()
            part = index.find_articles(search.wanted, first=search.page * PAGE_ARTICLES, limit=PAGE_ARTICLES)
            if not part.cards and part.total:
                last = (part.total - 1) // PAGE_ARTICLES
                part = index.find_articles(search.wanted, first=last * PAGE_ARTICLES, limit=PAGE_ARTICLES)
            return found(part, PAGE_ARTICLES, index.outlets(), fault=search.fault, all_articles=index.info().articles)
        except RagError:
            return ""

    def read(self, sent: Mapping[str, object]) -> str:
        """The panel with the article that was pressed."""
        article_id, at = referred(_text(sent, "read")), _text(sent, "at")
        start = int(at) if at.isascii() and at.isdecimal() and len(at) < 12 else None
        try:
            index = self.library.shown()
            one = index.article(article_id)
            headings = [(part.start, part.end) for part in index.sentences(one.id) if part.kind == "heading"]
            others = [index.article(other) for other in index.story(one.id) if other != one.id]
        except RagError:
            return gone()
        shown = excerpt(one, headings=headings, at=start)
        return article(shown, others=others, removable=self.rights.changes, place=self.rights.places)

    def waiting(self) -> tuple[str, ...]:
        """Names of added files that are not indexed, for whoever may have them indexed: none while that is being done."""
        if not self.rights.changes or self.work.standing().running:
            return ()
        try:
            return self.library.waiting().names
        except RagError:
            return ()  # the index is damaged, which is told

    def asked_removal(self, sent: Mapping[str, object]) -> str:
        """What removing the pressed article would do, and the buttons to do it."""
        if not self.rights.changes:
            return question(None, _NOT_ALLOWED)
        try:
            return question(self.library.removal_of(referred(_text(sent, "remove"))), places=self.rights.places)
        except RagError as error:
            return question(None, told_of(error, places=self.rights.places))

    def act(self, sent: Mapping[str, object]) -> str:
        """Begin what was pressed; why it did not begin, or ""."""
        if not self.rights.changes:
            return _NOT_ALLOWED
        what, value = _text(sent, "do"), _text(sent, "value")
        if what == "dismiss":
            self.work.dismiss()
            return ""
        begun = self._begun(what, value)
        if isinstance(begun, str):
            return begun
        title, job = begun[0], self._discreet(begun[1])
        if what == "added":
            return "" if self.work.start_or_wait(title, job) else _LATER
        return "" if self.work.start(title, job) else _BUSY

    def _begun(self, what: str, value: str) -> tuple[str, Job] | str:
        """Title and job of a change; why there is none otherwise."""
        match what:
            case "sync":
                return "Bringing the articles up to date", self._synced
            case "examine":
                return "Checking every file of the index", lambda _: _verdict(
                    self.library.examine(), places=self.rights.places
                )
            case "remove":
                return "Removing an article", lambda report: self._removed(referred(value), report)
            case "put back":
                return "Putting an article back", lambda report: self._put_back(referred(value), report)
            case "added":
                return self._adding(value)
            case "folder":
                return self._from_folder(value)
        return "That cannot be done here."

    def _adding(self, batch: str) -> tuple[str, Job] | str:
        arrivals = self.batches.taken_out(batch)
        if not arrivals:
            return "None of these files arrived. Add them again."
        return f"Adding {counted(len(arrivals), 'file')}", lambda report: self._added(arrivals, batch, report)

    def _from_folder(self, words: str) -> tuple[str, Job] | str:
        if not self.rights.folders:
            return "Folders can only be named where the page is for this machine alone."
        if not words.strip():
            return "Name a folder of this machine, as in /home/me/articles."
        folder = Path(words.strip()).expanduser()
        if not folder.is_absolute():
            return f"{words.strip()!r} is no whole path; write it from the root on, as in /home/me/articles."
        return f"Indexing the folder {one_line(str(folder))}", lambda report: self._folder(folder, report)

    def _synced(self, report: Report) -> Outcome:
        return self._outcome(self.library.sync(report))

    def _folder(self, folder: Path, report: Report) -> Outcome:
        return self._outcome(self.library.sync(report, also=folder))

    def _removed(self, article_id: str, report: Report) -> Outcome:
        removal = self.library.removal_of(article_id)
        key = self.library.remove(article_id, report)
        return Outcome(f"Removed: {one_line(removal.title)}", undo=key)

    def _put_back(self, key: str, report: Report) -> Outcome:
        return Outcome(f"Put back: {one_line(self.library.put_back(key, report).title)}")

    def _added(self, arrivals: tuple[Arrival, ...], batch: str, report: Report) -> Outcome:
        """Sync what arrived. Where that fails the files wait in their folder, and the next sync takes them in."""
        taken = [arrival for arrival in arrivals if arrival.state == "taken"]
        if not taken:
            return _told_of(arrivals, {}, batch)
        try:
            done = self.library.sync(report)
        except RagError as error:
            waiting = {arrival.name: Row(arrival.told, "waiting", "it waits for the next sync") for arrival in taken}
            told = _told_of(arrivals, waiting, batch)
            wait = "waits" if len(taken) == 1 else "wait"
            kept = f"{counted(len(taken), 'file')} arrived and {wait} to be indexed: {told_of(error, places=self.rights.places)}"
            return Outcome(kept, failed=True, rows=told.rows, batch=batch)
        return _told_of(arrivals, _rows(taken, self._below(done), self._place_of()), batch)

    def _outcome(self, report: SyncReport) -> Outcome:
        rows = tuple(Row(failure.path, "failed", failure.reason) for failure in self._below(report).failures)
        return Outcome(
            sync_line(report),
            details=report.notes if self.rights.places else lines_without_places(report.notes),
            rows=rows,
        )

    def _below(self, report: SyncReport) -> SyncReport:
        """The report, its failures as they are told here."""
        if self.rights.places:
            return report
        folders = [str(folder) for folder in self.library.folders()]
        return replace(report, failures=failures_below(report.failures, folders))

    def _discreet(self, job: Job) -> Job:
        """The job; what it raises is in the words for here."""

        def run(report: Report) -> Outcome:
            try:
                return job(report)
            except RagError as error:
                raise RagError(told_of(error, places=self.rights.places)) from error

        return run

    def _place_of(self) -> Callable[[str], tuple[str, bool]]:
        """Of the name of an added file its id, and whether the index holds it."""
        prefix = self.library.added_prefix()
        held = self.library.index().file_ids(prefix)
        return lambda name: (prefix + name, prefix + name in held)


def _rows(taken: list[Arrival], done: SyncReport, place_of: Callable[[str], tuple[str, bool]]) -> dict[str, Row]:
    """What became of each file that was taken, by its name in the folder."""
    failures: dict[str, list[Failure]] = {}
    names = {place_of(arrival.name)[0]: arrival for arrival in taken}
    for failure in done.failures:
        owner = next((one for one in _owners(failure.path) if one in names), None)
        if owner is not None:
            failures.setdefault(owner, []).append(failure)
    rows = {}
    for arrival in taken:
        file_id, held = place_of(arrival.name)
        failed = failures.get(file_id, [])
        if held and failed:
            remark = f"{counted(len(failed), 'part')} of it could not be read: {_bare(failed[0].reason, arrival.name)}"
            rows[arrival.name] = Row(arrival.told, "indexed", "; ".join(filter(None, (arrival.remark, remark))))
        elif held:
            rows[arrival.name] = Row(arrival.told, "indexed", arrival.remark)
        elif failed:
            rows[arrival.name] = Row(arrival.told, "failed", _bare(failed[0].reason, arrival.name))
        elif file_id.lower().endswith((".meta.json", ".meta.yaml", ".meta.yml")):
            rows[arrival.name] = Row(arrival.told, "indexed", "it tells of the article beside it")
        else:
            rows[arrival.name] = Row(
                arrival.told, "failed", "the sync left it out: it belongs to a saved page, or was taken away"
            )
    return rows


def _bare(reason: str, name: str) -> str:
    """A reason without the path that it begins with: the row has the name."""
    head, found, rest = reason.partition(f"{name}: ")
    return rest if found and ": " not in head else reason


def _owners(path: str) -> list[str]:
    """The ids that the file of a failure may have: its path, and what stands before a record's suffix."""
    cuts = [at for at, sign in enumerate(path) if sign in "#/"]
    return [path, *(path[:at] for at in reversed(cuts))]


def _told_of(arrivals: tuple[Arrival, ...], taken: dict[str, Row], batch: str) -> Outcome:
    rows = tuple(
        taken[arrival.name]
        if arrival.state == "taken"
        else Row(arrival.told, "already there" if arrival.state == "already there" else "refused", _remark(arrival))
        for arrival in arrivals
    )
    counts = {words: sum(row.state == state for row in rows) for state, words in STATE_WORDS.items()}
    told = [f"{count:,} {words}" for words, count in counts.items() if count]
    return Outcome(f"{counted(len(rows), 'file')}: {', '.join(told)}.", rows=rows, batch=batch)


def _remark(arrival: Arrival) -> str:
    return f"as {arrival.name}" if arrival.state == "already there" else arrival.remark


def _verdict(diagnosis: Diagnosis, *, places: bool) -> Outcome:
    if not places:
        diagnosis = replace(
            diagnosis,
            fault=diagnosis.fault and "a file is damaged",
            remarks=lines_without_places(diagnosis.remarks),
            examinations=tuple(replace(found, fault=found.fault and "damaged") for found in diagnosis.examinations),
        )
    details = tuple(
        f"{found.generation}: {'in use' if found.in_use else 'kept'}, {found.fault or 'whole'}"
        for found in diagnosis.examinations
    )
    if diagnosis.fault:
        remedy = f"{diagnosis.fault}. {diagnosis.remedy or ''}".strip()
        return Outcome(f"The index is not sound: {remedy}", failed=True, details=(*details, *diagnosis.remarks))
    return Outcome("The index is sound: every file is as it was written.", details=(*details, *diagnosis.remarks))


def _text(sent: Mapping[str, object], name: str) -> str:
    value = sent.get(name)
    return sendable(value, _LONGEST) if isinstance(value, str) else ""
