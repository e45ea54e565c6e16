"""A question with everything that was set for it, and how a press on one of its chips changes that.

Knows the words that the page sends; they come from a browser, so anything that is not one of them is no change. Knows
nothing of Gradio, nor of what the index holds.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rag import IGNORABLE, Aspect, Scope
from ui.words import LONGEST_SENT, sendable

_NUMBER = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was put. `place` is the exchange in whose place it stands; None: after all that were."""

    question: str
    as_of: dt.date | None = None
    scope: Scope = field(default_factory=Scope)
    place: int | None = None
    asked_on: dt.date = field(default_factory=dt.date.today)
    """Relative words count from this day when no as-of date is set."""


@dataclass(frozen=True, slots=True)
class Change:
    """A press on a chip of exchange `exchange`, another wording for it (an empty one leaves it open) or another question.

    With none of them it is asked again as it was.
    """

    exchange: int
    ignore: Aspect | None = None
    allow: Aspect | None = None
    standalone: str | None = None
    question: str | None = None

    @classmethod
    def parse(cls, sent: Mapping[str, object]) -> Change | None:
        """Read `{"again": "3", "ignore": "interval"}`, "allow", "standalone", "question" or "retry"; None for anything else."""
        number = sent.get("again")
        if not isinstance(number, str) or not _NUMBER.fullmatch(number):
            return None
        wording, question = sent.get("standalone"), sent.get("question")
        if isinstance(question, str) and question.strip():
            return cls(int(number), question=sendable(question, LONGEST_SENT).strip())
        if sent.get("retry") == "1":
            return cls(int(number))
        ignore, allow = _aspect(sent.get("ignore")), _aspect(sent.get("allow"))
        if isinstance(wording, str):
            return cls(int(number), standalone=sendable(wording, LONGEST_SENT).strip())
        return cls(int(number), ignore, allow) if ignore or allow else None

    def of(self, asked: Asked) -> Asked:
        """The same question in the same place of the conversation, changed, and asked today."""
        scope = asked.scope
        if self.question is not None:
            return Asked(self.question, asked.as_of, replace(scope, standalone=None, ignore=()), self._place(asked))
        if self.standalone is not None:
            scope = replace(scope, standalone=self.standalone or None)
        else:
            kept = {*scope.ignore, self.ignore} - {self.allow}
            scope = replace(scope, ignore=tuple(aspect for aspect in IGNORABLE if aspect in kept))
        return Asked(asked.question, asked.as_of, scope, self._place(asked))

    def _place(self, asked: Asked) -> int:
        return self.exchange if asked.place is None else asked.place


def _aspect(name: object) -> Aspect | None:
    return next((aspect for aspect in IGNORABLE if aspect == name), None)
