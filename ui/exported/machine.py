"""A conversation as JSON, for programs: everything of each answer but where the articles lie on the machine that answered.

Knows records. `FORMAT` grows when a reader of the older one would go wrong.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from rag.printing import inert_json
from ui.exported.record import Entry, Record

FORMAT = "article-rag conversation 1"


def as_json(record: Record) -> str:
    """The whole text."""
    content = {
        "format": FORMAT,
        "name": record.name,
        "exported": _time(record.exported),
        "exchanges": [_entry(number, entry) for number, entry in enumerate(record.entries, 1)],
    }
    return inert_json(json.dumps(content, indent=2, ensure_ascii=False)) + "\n"


def _entry(number: int, entry: Entry) -> dict[str, Any]:
    answer = json.loads(entry.document) if entry.document else None
    for one in (*answer["citations"], *answer["passages"]) if answer else ():
        del one["article"]["path"]
    return {
        "number": number,
        "question": entry.question,
        "asked": _time(entry.asked),
        "scope": list(entry.scope),
        "status": entry.status,
        "told": entry.told,
        "answer": answer,
    }


def _time(when: dt.datetime) -> str:
    return when.astimezone(dt.UTC).isoformat(timespec="seconds")
