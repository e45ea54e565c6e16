"""How an evaluation reads in a terminal: tables of figures, of differences, of latency, and the worst questions.

Knows nothing of how anything was measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rag.evaluation.comparison import Comparison
from rag.evaluation.measuring import Measured
from rag.evaluation.report import Report, worst
from rag.printing import one_line
from ui.terminal.lines import FAINT, TITLE, WARNING, Line
from ui.words import counted

WIDTH = 120
MISSING_SHOWN = 5
ANSWER_CHARACTERS = 160


def report_lines(report: Report, *, faults: int = 0, wide: bool = True) -> Iterator[Line]:
    """What was asked, every figure with its interval, latency, what is missing, and the `faults` worst questions.

    `wide` adds to each row what it means, up to column `WIDTH`.
    """
    yield from _asked_lines(report)
    yield Line()
    yield _row("", "value", "95% interval", "questions", style=FAINT)
    for group, figures in groupby(report.figures, key=lambda figure: figure.group):
        yield Line(((group, TITLE),))
        for figure in figures:
            interval = f"{figure.low:.3f} to {figure.high:.3f}"
            yield _row(
                figure.name,
                f"{figure.value:.3f}",
                interval,
                f"{figure.questions:,}",
                said=figure.meaning if wide else "",
            )
        if group == "Refusals" and report.curve.area is not None:
            yield _row(
                "area under risk",
                f"{report.curve.area:.3f}",
                said="mean risk, the most confident answers first" if wide else "",
            )
    yield from _latency_lines(report)
    yield from _missing_lines(report)
    yield from _fault_lines(report.measured, faults)


def comparison_lines(
    comparison: Comparison, names: tuple[str, str], *, faults: int = 0, wide: bool = True
) -> Iterator[Line]:
    """Both settings, every figure under either, the difference and its p value; with `wide` also the test."""
    yield from _asked_lines(comparison.first)
    for mark, name in zip("AB", names, strict=True):
        yield Line(((f"{mark}: ", TITLE), (one_line(name), "")))
    yield Line()
    yield _row("", "A", "B", "B - A", "95% interval", "p", style=FAINT)
    for group, found in groupby(comparison.differences, key=lambda difference: difference.group):
        yield Line(((group, TITLE),))
        for one in found:
            interval = f"{one.low:+.3f} to {one.high:+.3f}"
            cells = (f"{one.first:.3f}", f"{one.second:.3f}", f"{one.difference:+.3f}", interval, _p(one.p))
            yield _row(one.name, *cells, said=one.test if wide else "")
    yield Line()
    yield Line((("Each p value is of one figure alone, on the same questions under both settings.", FAINT),))
    for mark, report in zip("AB", (comparison.first, comparison.second), strict=True):
        yield from _latency_lines(report, mark)
    yield from _missing_lines(comparison.first)
    yield from _fault_lines(comparison.second.measured, faults)


def _asked_lines(report: Report) -> Iterator[Line]:
    kinds = {
        "with an answer": report.answerable,
        "without one": report.unanswerable,
        "for retrieval only": report.retrieval_only,
    }
    told = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items() if count)
    asked = f"{counted(report.questions, 'question')} over {counted(report.articles, 'article')}"
    yield Line(((asked, TITLE), (f": {told}", "")))


def _latency_lines(report: Report, mark: str = "") -> Iterator[Line]:
    yield Line()
    yield Line((((f"{mark}: " if mark else "") + "Milliseconds a question", TITLE),))
    for latency in report.latency:
        yield _row(latency.step, f"{latency.median:.1f}", f"90%: {latency.p90:.1f}")


def _missing_lines(report: Report) -> Iterator[Line]:
    """What the file names and the index lacks: no figure is to be read without it."""
    faults = (
        (report.missing_articles, "gold article", "in the index; counted as missed"),
        (report.missing_quotes, "gold quote", "in the article named for it; counted as missed"),
        (report.not_asked, "question", "taken by the pipeline; counted nowhere"),
    )
    for pairs, noun, where in faults:
        if not pairs:
            continue
        yield Line()
        yield Line(((f"{counted(len(pairs), noun)} not {where}:", WARNING),))
        for question, what in pairs[:MISSING_SHOWN]:
            yield Line(((f"{one_line(question)}: {_short(what)}", ""),), indent=4)
        if len(pairs) > MISSING_SHOWN:
            yield Line(((f"… and {len(pairs) - MISSING_SHOWN:,} more, with --json", FAINT),), indent=4)


def _fault_lines(measured: Sequence[Measured], limit: int) -> Iterator[Line]:
    found = worst(measured, limit)
    if not found:
        return
    yield Line()
    yield Line((("Worst questions", TITLE),))
    for one in found:
        yield Line(((f"{one_line(one.known.id)}  ", TITLE), (one_line(one.known.question), "")))
        if one.given is not None and one.given.fault is not None:
            yield Line(((f"{_short(one.given.fault)} (confidence {one.given.confidence:.2f})", WARNING),), indent=4)
            yield Line(((_short(one.given.text), ""),), indent=4)
        else:
            first = ", ".join(one.found[:3]) or "nothing"
            gold = ", ".join(one.gold.articles) or "gold evidence"
            yield Line(((f"found {_short(first)} first, not {_short(gold)}", WARNING),), indent=4)


def _row(name: str, *cells: str, said: str = "", style: str = "") -> Line:
    widths = (8, 16, 11) if len(cells) < 4 else (8, 8, 8, 18, 9)
    columns = "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=False))
    return Line(((f"{name:<20}{columns}", style), (f"  {said}" if said else "", FAINT)), indent=2)


def _p(p: float) -> str:
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= ANSWER_CHARACTERS else line[: ANSWER_CHARACTERS - 1] + "…"
