"""A conversation as Markdown (CommonMark with anchors, as GitHub, Obsidian and Pandoc read it).

Knows records; every word of a question, an article or a model is escaped, so that no headline forges a link or a heading.
A mark leads to its own quote: the anchors carry the number of the question.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from rag.answer import NOT_COVERED, UNSUPPORTED, with_full_stop
from rag.printing import escape_markdown, unmarked
from ui.exported.record import Entry, Quote, Record, Report, Statement
from ui.exported.words import moment, of_answers, place_of

_KEPT_IN_ADDRESSES = "!#$%'()*+,-./:;=?@[]_~&"


def as_markdown(record: Record) -> str:
    """The whole text."""
    head = [f"# {_escaped(record.name)}", _escaped(of_answers(record))]
    blocks = [*head, *(block for number, entry in enumerate(record.entries, 1) for block in _entry(number, entry))]
    return "\n\n".join(blocks) + "\n"


def _entry(number: int, entry: Entry) -> Iterator[str]:
    yield f"## {number}\\. {_escaped(entry.question)}"
    yield f"*{_escaped(' · '.join([moment(entry.asked), *entry.scope]))}*"
    if entry.status == "partial":
        yield "**Partial answer**"
    if entry.told:
        yield f"**{_escaped(entry.told)}**"
    if entry.statements:
        yield " ".join(_statement(number, one) for one in entry.statements)
    for what in entry.missing:
        yield f"**{NOT_COVERED.strip()}** {_escaped(what)}"
    for one in entry.quotes:
        yield _quote(number, one)
    if entry.nearest:
        yield "Nearest articles, which may touch on it:"
        yield "\n".join(
            f"- {_report(one)}" + (f": {_escaped(one.about)}" if one.about else "") for one in entry.nearest
        )
    for note in entry.notes:
        yield f"*Note: {_escaped(note)}*"
    if entry.index_fingerprint:
        yield f"Index: {_escaped(entry.index_fingerprint)}"


def _statement(number: int, statement: Statement) -> str:
    short = f"**{escape_markdown(with_full_stop(statement.short))}** " if statement.short else ""
    marks = "".join(f" [\\[{mark}\\]](#{_anchor(number, mark)})" for mark in statement.marks)
    return short + _escaped(statement.text) + (marks or f" {escape_markdown(UNSUPPORTED)}")


def _quote(number: int, one: Quote) -> str:
    """Its anchor, where it stands, and its words."""
    return (
        f'<a id="{_anchor(number, one.number)}"></a>\\[{one.number}\\] {_report(one.report)}, '
        f"{_escaped(place_of(one))}\n\n> {escape_markdown(one.text)}"
    )


def _report(report: Report) -> str:
    facts = " · ".join(_escaped(fact) for fact in (*report.facts, report.id))
    link = f" · [original](<{_address(report.url)}>)" if report.url else ""
    return f"**{_escaped(report.title)}** · {facts}{link}"


def _address(url: str) -> str:
    """An address in which no sign ends the link or means something to Markdown."""
    return quote(url, safe=_KEPT_IN_ADDRESSES, errors="replace").replace("&", "&amp;")


def _anchor(number: int, mark: int) -> str:
    return f"answer-{number}-quote-{mark}"


def _escaped(words: str) -> str:
    return escape_markdown(unmarked(words))
