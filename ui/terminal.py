"""What the `rag` command prints, as lines of plain or coloured text.

Knows how answers, sync reports and index facts read in a terminal. Knows nothing of commands,
pages or how an answer came about. Article text is untrusted: no word of it is markup, and `show`,
the only way out, makes every control character visible. Without a terminal the lines are neither
coloured nor wrapped, and rich is not even imported: its import costs a third of a cold question.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from rag import Answer, Article, Citation, Claim, Diagnosis, Examination, IndexInfo, Passage, Query, SyncReport
from rag.answer import NOT_FOUND, article_facts, source_line
from rag.printing import one_line, visible

Piece: TypeAlias = tuple[str, str]
"""Text and its rich style; "" is plain."""

MARK = "bold cyan"
TITLE = "bold"
FAINT = "dim"
QUOTE = "italic"
WARNING = "yellow"

SNIPPET_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One line of output: pieces of text after an indent, which a terminal also keeps when it wraps."""

    pieces: tuple[Piece, ...] = ()
    indent: int = 0

    @property
    def plain(self) -> str:
        """The line without styles, safe to print."""
        return " " * self.indent + "".join(_safe(text) for text, _ in self.pieces)


def show(lines: Iterable[Line]) -> None:
    """Print to standard output: coloured and wrapped in a terminal, plain and unwrapped elsewhere."""
    _print_anything()
    if sys.stdout.isatty():
        _show_in_terminal(lines)
    else:
        sys.stdout.writelines(line.plain + "\n" for line in lines)
    sys.stdout.flush()


def show_json(text: str) -> None:
    """Print JSON to standard output, in UTF-8 whatever the locale says (RFC 8259)."""
    _print_anything(encoding="utf-8")
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def answer_lines(answer: Answer, *, explain: bool = False) -> Iterator[Line]:
    """The answer with `[1]` marks and its sources; for "not found" the nearest articles instead."""
    if answer.found:
        yield Line(tuple(_claim_pieces(answer.claims)))
        yield Line()
        for citation in answer.citations:
            yield from _source_lines(citation)
    else:
        yield Line(((NOT_FOUND, WARNING),))
        yield from _nearest_lines(answer.nearest[:3])
    for note in _notes(answer):
        yield Line((("Note: ", WARNING), (one_line(note), "")))
    if explain:
        yield Line()
        yield from _query_lines(answer.query)
        yield from _passage_lines(answer)


def sync_lines(report: SyncReport) -> Iterator[Line]:
    """What a sync did: one line of counts, then every file that could not be read, with the reason."""
    counts = (
        f"{report.added} added, {report.changed} changed, {report.removed} removed, "
        f"{report.unchanged} unchanged, {len(report.failures)} failed"
    )
    verb = "Indexed" if report.published else "Nothing to do:"
    size = f"{_count(report.articles, 'article')} in {_count(report.chunks, 'chunk')}"
    yield Line(((f"{verb} {size} in {report.seconds:.1f} s: {counts}.", TITLE),))
    for note in report.notes:
        yield Line((("Note: ", WARNING), (one_line(note), "")))
    if report.skipped:
        skipped = f"{_count(len(report.skipped), 'file')} of other kinds left out, such as {report.skipped[0]!r}."
        yield Line(((one_line(skipped), FAINT),))
    yield from _failure_lines(report)


def info_lines(info: IndexInfo) -> Iterator[Line]:
    """The facts of an index, one a line, and the files that are not in it."""
    facts = {
        "Index": info.path,
        "Generation": f"{info.generation}, built {info.created}",
        "Articles": str(info.articles),
        "Chunks": f"{info.chunks}, of at most {info.chunk_tokens} tokens",
        "Embedder": f"{info.embedder}, computed by {info.engine}",
        "Weights": f"sha256 {info.weights_sha256}",
        "Fingerprint": info.fingerprint,
        "Folders": ", ".join(info.sources),
    }
    for name, fact in facts.items():
        yield Line(((f"{name:<12}", TITLE), (one_line(fact), "")))
    yield from _failure_lines(info)


def diagnosis_lines(diagnosis: Diagnosis) -> Iterator[Line]:
    """Each generation and what is wrong with it; at the end the verdict and the remedy."""
    for found in diagnosis.examinations:
        yield Line((examination_piece(found),))
    if diagnosis.fault:
        yield Line(((f"Fault: {one_line(diagnosis.fault)}", MARK),))
        yield Line(((f"Remedy: {one_line(diagnosis.remedy or '')}", TITLE),))
    else:
        yield Line((("The index is sound: every file is as it was written.", TITLE),))


def examination_piece(found: Examination) -> Piece:
    """One generation in a line."""
    facts = f"{found.articles} articles, built {found.created}" if found.created else "no manifest"
    state = "in use" if found.in_use else "kept"
    verdict = f"faulty: {found.fault}" if found.fault else "whole"
    return one_line(f"{found.generation}  {state}, {facts}, {verdict}"), ""


def _claim_pieces(claims: Iterable[Claim]) -> Iterator[Piece]:
    for position, claim in enumerate(claims):
        yield (" " if position else "") + one_line(claim.text), ""
        for citation in claim.cites:
            yield f" [{citation.number}]", MARK


def _source_lines(citation: Citation) -> Iterator[Line]:
    article = citation.article
    yield Line(((f"[{citation.number}] ", MARK), (one_line(article.title), TITLE)))
    yield Line(((" · ".join([*article_facts(article), one_line(article.path)]), FAINT),), indent=4)
    yield Line(((f"“{one_line(citation.quote)}”", QUOTE),), indent=4)


def _nearest_lines(articles: Iterable[Article]) -> Iterator[Line]:
    for position, article in enumerate(articles):
        if not position:
            yield Line()
            yield Line((("Nearest articles", TITLE),))
        yield Line(((source_line(article), ""),), indent=4)


def _notes(answer: Answer) -> Iterator[str]:
    if answer.status == "partial":
        yield "the articles answer only a part of the question."
    yield from answer.notes


def _query_lines(query: Query) -> Iterator[Line]:
    yield Line((("Searched for  ", TITLE), (one_line(query.standalone), "")))
    if query.interval:
        since, until = query.interval.since or "any date", query.interval.until or "today"
        yield Line((("Published     ", TITLE), (f"{since} to {until}, for “{one_line(query.interval.words)}”", "")))
    if query.as_of:
        yield Line((("Asked as of   ", TITLE), (query.as_of.isoformat(), "")))
    if query.outlets:
        yield Line((("Outlets       ", TITLE), (one_line(", ".join(query.outlets)), "")))


def _passage_lines(answer: Answer) -> Iterator[Line]:
    timings = answer.timings
    steps = (
        f"{timings.total_ms:.1f} ms: understand {timings.understand_ms:.1f}, "
        f"retrieve {timings.retrieve_ms:.1f}, read {timings.read_ms:.1f}; reranker: {timings.reranker}"
    )
    yield Line((("Confidence    ", TITLE), (f"{answer.confidence:.2f}, {answer.status.replace('_', ' ')}", "")))
    yield Line((("Time          ", TITLE), (steps, "")))
    yield Line((("Passages read ", TITLE), (str(len(answer.passages)), "")))
    for rank, passage in enumerate(answer.passages, start=1):
        yield Line(((f"{rank:>2}. ", TITLE), (f"{one_line(passage.chunk.id)} · {_why(passage)}", FAINT)))
        yield Line(((_snippet(passage.text), ""),), indent=4)


def _why(passage: Passage) -> str:
    """The passage's score and its place in each search that found it."""
    why = passage.why
    places = [f"score {passage.score:.4f}"]
    if why.dense_rank is not None:
        places.append(f"meaning #{why.dense_rank} ({why.dense_score or 0.0:.3f})")
    if why.lexical_rank is not None:
        places.append(f"words #{why.lexical_rank} ({why.lexical_score or 0.0:.2f})")
    return " · ".join(places)


def _snippet(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= SNIPPET_CHARACTERS else line[: SNIPPET_CHARACTERS - 1] + "…"


def _failure_lines(source: SyncReport | IndexInfo) -> Iterator[Line]:
    if not source.failures:
        return
    files, verb = _count(len(source.failures), "file"), "is" if len(source.failures) == 1 else "are"
    yield Line(((f"{files} could not be read and {verb} not in the index:", WARNING),))
    for failure in source.failures:
        named = failure.path in failure.reason  # most reasons begin with the whole path
        yield Line(((one_line(failure.reason if named else f"{failure.path}: {failure.reason}"), ""),), indent=4)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _safe(text: str) -> str:
    return visible(text).replace("\n", " ")


def _print_anything(encoding: str | None = None) -> None:
    """Escape what the output's encoding cannot hold (`LC_ALL=C`, odd file names) instead of failing."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")


def _show_in_terminal(lines: Iterable[Line]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(markup=False, emoji=False, highlight=False)
    for line in lines:
        text = Text.assemble(*((_safe(piece), style) for piece, style in line.pieces))
        margin = Text(" " * line.indent)
        for row in text.wrap(console, max(console.width - line.indent, 20)) or [text]:
            console.print(margin + row, soft_wrap=True)
