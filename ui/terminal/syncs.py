"""How a sync's report reads in a terminal. Knows nothing of how a sync is done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rag.printing import one_line
from ui.terminal.facts import failure_lines
from ui.terminal.lines import FAINT, TITLE, WARNING, Line
from ui.words import counted

if TYPE_CHECKING:  # an answer that another process gives needs no numpy
    from rag import Standing, SyncReport

FAILURES_SHOWN = 20


def sync_lines(report: SyncReport) -> Iterator[Line]:
    """What a sync did: a line of counts, what it spared, then the files that could not be read, with the reason."""
    yield Line(((sync_line(report), TITLE),))
    if report.published and report.embedded < report.chunks:
        spared = report.chunks - report.embedded
        embedded = (
            f"Embedded {counted(report.embedded, 'chunk')}; the vectors of {counted(spared, 'chunk')} were at hand."
        )
        yield Line(((embedded, FAINT),))
    for note in report.notes:
        yield Line((("Note: ", WARNING), (one_line(note), "")))
    if report.skipped:
        skipped = f"{counted(len(report.skipped), 'file')} of other kinds left out, such as {report.skipped[0]!r}."
        yield Line(((one_line(skipped), FAINT),))
    yield from failure_lines(report.failures, limit=FAILURES_SHOWN)


def sync_line(report: SyncReport) -> str:
    """A report in one line."""
    counts = {
        "added": report.added,
        "changed": report.changed,
        "renamed": report.renamed,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "failed": len(report.failures),
    }
    told = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count or what != "renamed")
    articles = counted(report.articles, "article")
    if report.dry_run:
        return f"Dry run, nothing was written: a sync would leave {articles}: {told}."
    have = "has" if report.stories == 1 else "have"
    stories = f"; {counted(report.stories, 'story')} {have} more than one report" if report.stories else ""
    verb = "Indexed" if report.published else "Nothing to do:"
    return f"{verb} {articles} in {counted(report.chunks, 'chunk')} in {report.seconds:.1f} s: {told}{stories}."


def stopped_words(before: Standing, after: Standing) -> str:
    """What became of the index when a sync was stopped."""
    if after.generation != before.generation:
        return "stopped: the index is up to date, the new generation was already in use"
    if not after.waiting:
        return "stopped: the index is as it was"
    kept = f"{counted(after.waiting, 'chunk')} embedded so far {'is' if after.waiting == 1 else 'are'} kept"
    return f"stopped: the index is as it was; {kept}, and the next sync goes on from there"
