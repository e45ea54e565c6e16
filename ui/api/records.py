"""What is written down of requests: a line of JSON each, on standard error. Never a token, and no article's text.

    {"time": "...", "who": "research", "method": "POST", "route": "/v1/ask", "status": 200, "milliseconds": 41.2}
    {..., "change": "removed", "article": "news/a.txt"}      a change of the articles, tried or done: always written

Knows lines; decides nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from typing import Any

from starlette.types import Scope

from rag.settings.api import Log
from ui.serving.person import PERSON

ASKED = "article_rag.asked"
"""Key in the scope of a request: what was asked."""
CHANGE = "article_rag.change"
"""Key in the scope of a request: what it changes, as a mapping."""


def _to_standard_error(line: str) -> None:
    sys.stderr.write(line)
    sys.stderr.flush()


class Records:
    """Writes lines of those requests that `log` names."""

    def __init__(self, log: Log = "writes", write: Callable[[str], None] = _to_standard_error) -> None:
        self._log = log
        self._write = write

    def note(self, scope: Scope, status: int, seconds: float) -> None:
        """Write down a request that has ended."""
        change: dict[str, Any] = scope.get(CHANGE, {})
        if self._log == "writes" and not change:
            return
        told: dict[str, Any] = {
            "time": dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"),
            "who": scope.get(PERSON, ""),
            "method": scope["method"],
            "route": getattr(scope.get("route"), "path", ""),
            "status": status,
            "milliseconds": round(1000 * seconds, 1),
            **change,
        }
        if self._log == "questions" and ASKED in scope:
            told["question"] = scope[ASKED]
        self._write(json.dumps(told) + "\n")
