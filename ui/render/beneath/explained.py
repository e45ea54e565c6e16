"""How an answer came about, folded: what was understood, how sure it is, what was read and why, what was left out, how long.

Knows an answer; knows nothing of how its passages were found.
"""

from __future__ import annotations

from collections.abc import Iterator

from rag import Answer
from rag.printing import one_line
from ui.render.markup import escape
from ui.words_of_ranks import DROPPED_SHOWN, chunks_of, more_dropped, time_taken, understood_as, why_read


def explained(answer: Answer) -> str:
    """A folded panel for those who want to know."""
    rows = [
        ("Searched for", escape(one_line(answer.query.standalone))),
        *(("Understood", escape(f"{one.aspect}: {understood_as(one)}")) for one in answer.query.understood),
        ("Confidence", f"{answer.confidence:.2f} that the articles answer"),
        ("Read", _list(_read(answer)) or "nothing"),
        *([("Left out", _list(_dropped(answer)))] if answer.dropped else []),
        ("Time", escape(time_taken(answer.timings))),
        ("Index", f"<code>{escape(answer.index_fingerprint)}</code>, settings <code>{escape(answer.settings)}</code>"),
    ]
    told = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows)
    return f'<details class="explained"><summary>How this answer came about</summary><dl>{told}</dl></details>'


def _read(answer: Answer) -> Iterator[str]:
    if answer.tally:
        yield f"all {answer.tally.scanned:,} articles that pass"
        return
    for passage in answer.passages:
        yield f"{escape(one_line(chunks_of(passage)))} <span>{escape(why_read(passage))}</span>"


def _dropped(answer: Answer) -> Iterator[str]:
    for one in answer.dropped[:DROPPED_SHOWN]:
        of = f" of {one.by}" if one.reason == "copy" else ""
        yield f"{escape(one_line(one.chunk_id))} <span>{escape(one_line(one.reason + of))}</span>"
    if more := more_dropped(answer):
        yield more


def _list(rows: Iterator[str]) -> str:
    told = "".join(f"<li>{row}</li>" for row in rows)
    return f"<ol>{told}</ol>" if told else ""
