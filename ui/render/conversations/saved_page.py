"""A conversation as one HTML page that stands alone: no script, nothing fetched, light and dark, fit to be printed.

Knows records and the style in `ui/page/saved.css`. Its policy forbids a browser to run or fetch anything, whatever stands in
it; every word goes through `escape`.
"""

from __future__ import annotations

from pathlib import Path

from rag.answer import NOT_COVERED, with_full_stop
from rag.printing import one_line, unmarked
from ui.exported.record import Entry, Quote, Record, Report, Statement
from ui.exported.words import moment, of_answers, place_of, shown_name
from ui.render.markup import DOT, escape

_STYLE = Path(__file__).parents[2] / "page" / "saved.css"
_JOINED = "&#8288;"
"""Keeps a mark from beginning a line."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def saved_page(record: Record) -> str:
    """The whole page."""
    name = escape(shown_name(record))
    entries = "".join(_entry(number, entry) for number, entry in enumerate(record.entries, 1))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}</title>\n<style>{_STYLE.read_text('utf-8')}</style>\n</head>\n<body>\n<main>\n"
        f'<header><h1 dir="auto">{name}</h1><p class="quiet">{escape(of_answers(record))}</p></header>\n'
        f"{entries}</main>\n</body>\n</html>\n"
    )


def _entry(number: int, entry: Entry) -> str:
    body = ""
    if entry.status == "partial":
        body += '<p class="quiet">Partial answer</p>'
    if entry.told:
        body += f'<p class="told" dir="auto">{escape(one_line(entry.told))}</p>'
    if entry.statements:
        told = " ".join(_statement(number, one) for one in entry.statements)
        body += f'<p class="statements" dir="auto">{told}</p>'
    body += "".join(_aside(f"{NOT_COVERED}{unmarked(what)}") for what in entry.missing)
    if entry.quotes:
        body += f'<ol class="quotes">{"".join(_quote(number, one) for one in entry.quotes)}</ol>'
    if entry.nearest:
        rows = "".join(f"<li>{_report(one)}{_about(one)}</li>" for one in entry.nearest)
        body += f'<p class="quiet">Nearest articles, which may touch on it:</p><ul class="nearest">{rows}</ul>'
    body += "".join(_aside(note) for note in entry.notes)
    if entry.index_fingerprint:
        body += f'<p class="quiet fingerprint">Index <code>{escape(entry.index_fingerprint)}</code></p>'
    scope = "".join(f'{DOT}<bdi class="scope">{escape(one)}</bdi>' for one in entry.scope)
    return (
        f'<article class="{entry.status.replace("_", "-")}" id="answer-{number}">'
        f'<h2><span class="number">{number}.</span> <bdi>{escape(one_line(entry.question))}</bdi></h2>'
        f'<p class="quiet">{_time(entry)}{scope}</p>{body}</article>\n'
    )


def _time(entry: Entry) -> str:
    exact = entry.asked.isoformat(timespec="seconds")
    return f'<time datetime="{escape(exact)}">{escape(moment(entry.asked))}</time>'


def _statement(number: int, statement: Statement) -> str:
    if not statement.marks:
        return f'<span class="unsupported">{escape(unmarked(statement.text))} <span class="tag">not in the articles</span></span>'
    short = f"<strong>{escape(with_full_stop(statement.short))}</strong> " if statement.short else ""
    marks = "".join(
        f'{_JOINED}<a class="mark" href="#{_anchor(number, mark)}">[{mark}]</a>' for mark in statement.marks
    )
    return f"<span>{short}{escape(unmarked(statement.text))}{marks}</span>"


def _quote(number: int, one: Quote) -> str:
    return (
        f'<li id="{_anchor(number, one.number)}"><span class="mark">[{one.number}]</span><div>{_report(one.report)}'
        f'<blockquote dir="auto">{escape(one_line(one.text))}</blockquote>'
        f'<p class="quiet">{escape(place_of(one))}</p></div></li>'
    )


def _report(report: Report) -> str:
    facts = DOT.join(f"<bdi>{escape(fact)}</bdi>" for fact in report.facts)
    link = (
        f'{DOT}<a href="{escape(report.url)}" rel="noopener noreferrer nofollow">{escape(one_line(report.url))}</a>'
        if report.url
        else ""
    )
    return (
        f'<p class="headline"><bdi>{escape(one_line(report.title))}</bdi></p>'
        f'<p class="quiet">{facts}{DOT if facts else ""}<code>{escape(one_line(report.id))}</code>{link}</p>'
    )


def _about(report: Report) -> str:
    return f'<p class="quiet" dir="auto">{escape(one_line(report.about))}</p>' if report.about else ""


def _aside(words: str) -> str:
    return f'<p class="note" dir="auto">{escape(one_line(words))}</p>'


def _anchor(number: int, mark: int) -> str:
    return f"answer-{number}-quote-{mark}"
