"""An exchange as the store keeps it, and back. Knows both; knows no file.

Kept is what the page shows (its HTML, packed) and what a click, a verdict and an export need: offsets, hashes, the JSON of the
answer. The HTML is kept, not drawn anew, because an `Answer` holds articles and those may have changed: what a person read
stays what a person read. Cost: about 4 kB an exchange, and old exchanges keep the look of their version.
"""

from __future__ import annotations

import datetime as dt
import json
import struct
import zlib
from dataclasses import asdict
from typing import Any

from rag.conversations.rows import Row
from rag.documents.values import read_as
from ui.scope.asked import Asked
from ui.talk.conversation import INTERRUPTED, Exchange, Source, failed
from ui.words import sendable

UNREADABLE = "This exchange cannot be read any more: what is kept of it is damaged, or of another version. Ask again."
_LENGTHS = struct.Struct(">II")


def row_of(exchange: Exchange) -> Row:
    """The exchange as a row: two lengths, the packed JSON of what is small, its packed HTML, its packed answer."""
    asked = exchange.asked
    head = {
        "asked": asdict(asked),
        "at": exchange.at,
        "answer": exchange.answer,
        "failed": exchange.failed,
        "told": exchange.told,
        **{name: [asdict(source) for source in getattr(exchange, name)] for name in ("sources", "nearest", "copies")},
    }
    packed = zlib.compress(json.dumps(head, ensure_ascii=True, default=str).encode())
    page = exchange.page if exchange.finished else b""
    content = _LENGTHS.pack(len(packed), len(page)) + packed + page + exchange.packed
    return Row(
        exchange.key,
        exchange.number,
        sendable(asked.question),
        content,
        searched=sendable(exchange.answer or exchange.told),
        finished=exchange.finished,
    )


def exchange_of(row: Row) -> Exchange:
    """The exchange of a row. One that was not finished was interrupted, and one that cannot be read says so."""
    try:
        exchange = _read(row)
    except (ArithmeticError, LookupError, TypeError, ValueError, struct.error, zlib.error):
        return failed(Exchange(row.number, Asked(row.question), key=row.key), UNREADABLE)
    return exchange if exchange.finished else failed(exchange, INTERRUPTED)


def _read(row: Row) -> Exchange:
    first, second = _LENGTHS.unpack_from(row.content)
    parts = row.content[_LENGTHS.size :]
    head: dict[str, Any] = json.loads(zlib.decompress(parts[:first]))
    page, answer = parts[first : first + second], parts[first + second :]
    for part in filter(None, (page, answer)):
        zlib.decompress(part)  # damage is told now, not when it is drawn
    return Exchange(
        number=row.number,
        # A row of an earlier version says nothing of quotes alone, nor of headlines.
        asked=read_as(Asked, {"quoting": False, "headlines": []} | head["asked"] | {"question": row.question}),
        page=page,
        answer=head["answer"],
        sources=_sources(head["sources"]),
        nearest=_sources(head["nearest"]),
        copies=_sources(head["copies"]),
        finished=row.finished,
        failed=head["failed"],
        told=head["told"],
        at=dt.datetime.fromisoformat(head["at"]),
        key=row.key,
        packed=answer,
    )


def _sources(told: list[object]) -> tuple[Source, ...]:
    return tuple(read_as(Source, one) for one in told)
