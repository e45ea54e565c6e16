"""A question with everything that was set for it, and how a press on one of its chips changes that.

Knows the words that the page sends; they come from a browser, so anything that is not one of them is no change. Knows
nothing of Gradio, nor of what the index holds.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias, get_args

from rag import IGNORABLE, Aspect, Scope
from ui.words import LONGEST_SENT, sendable

Setting: TypeAlias = Literal["set-days", "set-outlets", "set-as-of", "set-articles", "set-dated", "quotes-alone"]
"""What a person set beside a question, by the name of the chip that takes it away."""

_NUMBER = re.compile(r"[0-9]{1,6}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was put. `place` is the exchange in whose place it stands; None: after all that were."""

    question: str
    as_of: dt.date | None = None
    scope: Scope = field(default_factory=Scope)
    place: int | None = None
    asked_on: dt.date = field(default_factory=dt.date.today)
    """Relative words count from this day when no as-of date is set."""
    quoting: bool = False
    """In quotes alone, also where a model writes the answers."""
    headlines: tuple[str, ...] = field(default=(), compare=False)
    """Of the scope's articles when it was put, in their order; "" for one that the index did not have."""

    @property
    def named(self) -> tuple[str, ...]:
        """The scope's articles by their headlines, by the id where there is none."""
        ids = self.scope.article_ids or ()
        told = self.headlines if len(self.headlines) == len(ids) else [""] * len(ids)
        return tuple(f"“{headline}”" if headline else name for name, headline in zip(ids, told, strict=True))

    @property
    def restricted(self) -> bool:
        """True where the person set what may be searched."""
        scope = self.scope
        set_by_person = (self.as_of, scope.since, scope.until, scope.outlets, scope.article_ids)
        return any(one is not None for one in set_by_person) or scope.undated is False


@dataclass(frozen=True, slots=True)
class Change:
    """A press on a chip of exchange `exchange`, another wording for it (an empty one leaves it open), another question, or
    a step that stands under an answer: `only` an outlet, `since` a day, of `everything`, or `quoting` alone; or `without` what was
    set.

    With none of them it is asked again as it was.
    """

    exchange: int
    ignore: Aspect | None = None
    allow: Aspect | None = None
    standalone: str | None = None
    question: str | None = None
    only: str | None = None
    since: dt.date | None = None
    everything: bool = False
    quoting: bool = False
    without: Setting | None = None

    @classmethod
    def parse(cls, sent: Mapping[str, object]) -> Change | None:
        """Read `{"again": "3", "ignore": "interval"}`, or the other fields' names, or "retry"; None for anything else."""
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
        if ignore or allow:
            return cls(int(number), ignore, allow)
        if without := _setting(sent.get("ignore")):
            return cls(int(number), without=without)
        return cls._step(int(number), sent)

    @classmethod
    def _step(cls, number: int, sent: Mapping[str, object]) -> Change | None:
        only = sent.get("only")
        if isinstance(only, str) and only.strip():
            return cls(number, only=sendable(only, LONGEST_SENT))
        if since := _day(sent.get("since")):
            return cls(number, since=since)
        if sent.get("everything") == "1":
            return cls(number, everything=True)
        return cls(number, quoting=True) if sent.get("quoting") == "1" else None

    def of(self, asked: Asked) -> Asked:
        """The same question in the same place of the conversation, changed, and asked today."""
        if self.without is not None:
            return self._without(self.without, asked)
        scope, as_of, question = asked.scope, asked.as_of, asked.question
        if self.question is not None:
            question, scope = self.question, replace(scope, standalone=None, ignore=())
        elif self.standalone is not None:
            scope = replace(scope, standalone=self.standalone or None)
        elif self.only is not None:
            scope = replace(scope, outlets=(self.only,))
        elif self.since is not None:
            scope = replace(scope, since=self.since)
        elif self.everything:
            as_of, scope = None, Scope(ignore=scope.ignore, standalone=scope.standalone)
        else:
            kept = {*scope.ignore, self.ignore} - {self.allow}
            scope = replace(scope, ignore=tuple(aspect for aspect in IGNORABLE if aspect in kept))
        return Asked(question, as_of, scope, self._place(asked), quoting=asked.quoting or self.quoting)

    def _without(self, setting: Setting, asked: Asked) -> Asked:
        as_of, scope, quoting = asked.as_of, asked.scope, asked.quoting
        match setting:
            case "set-days":
                scope = replace(scope, since=None, until=None)
            case "set-outlets":
                scope = replace(scope, outlets=None)
            case "set-as-of":
                as_of = None
            case "set-articles":
                scope = replace(scope, article_ids=None)
            case "set-dated":
                scope = replace(scope, undated=None)
            case "quotes-alone":
                quoting = False
        return Asked(asked.question, as_of, scope, self._place(asked), quoting=quoting)

    def _place(self, asked: Asked) -> int:
        return self.exchange if asked.place is None else asked.place


def _aspect(name: object) -> Aspect | None:
    return next((aspect for aspect in IGNORABLE if aspect == name), None)


def _setting(name: object) -> Setting | None:
    settings: tuple[Setting, ...] = get_args(Setting)
    return next((setting for setting in settings if setting == name), None)


def _day(told: object) -> dt.date | None:
    if not isinstance(told, str) or not _DAY.fullmatch(told):
        return None
    try:
        return dt.date.fromisoformat(told)
    except ValueError:
        return None  # as 2024-02-31
