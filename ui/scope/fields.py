"""The words in the fields of the scope row -> an as-of date and a `Scope`, or what is wrong with them. Pure.

Knows how a day is written; knows nothing of Gradio, nor which outlets there are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag import QuestionError, Scope
from rag.printing import one_line
from ui.scope.asked import Asked
from ui.words import counted, day, interval, sendable

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OUTLETS_NAMED = 3
ARTICLES_NAMED = 100
"""So many can be asked by name; more is what outlets and days are for."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The scope row as it is filled in."""

    as_of: str = ""
    since: str = ""
    until: str = ""
    outlets: tuple[str, ...] = ()
    leave_out_undated: bool = False
    articles: tuple[str, ...] = ()
    """Ids."""

    @classmethod
    def sent(  # noqa: PLR0917 - the order of the row's components
        cls,
        as_of: str | None,
        since: str | None,
        until: str | None,
        outlets: Sequence[str] | None,
        leave_out_undated: bool | None,  # noqa: FBT001
        articles: Sequence[str] | None = None,
    ) -> Fields:
        """The fields as a browser sends them; None is an empty one."""
        named = tuple(sendable(str(one), 1_000) for one in (articles or ())[:ARTICLES_NAMED])
        return cls(as_of or "", since or "", until or "", tuple(outlets or ()), bool(leave_out_undated), named)

    @property
    def values(self) -> tuple[str | tuple[str, ...] | bool, ...]:
        """In the order of `sent`."""
        return self.as_of, self.since, self.until, self.outlets, self.leave_out_undated, self.articles

    def read(self) -> tuple[dt.date | None, Scope]:
        """The as-of date and the scope; raises QuestionError that names the field and the value."""
        as_of, since, until = (
            _day("As of", self.as_of),
            _day("Published from", self.since),
            _day("Published until", self.until),
        )
        if since and until and since > until:
            raise QuestionError(
                f"“Published from” is {since} and “Published until” {until}: the first day comes after the last"
            )
        if since and as_of and since > as_of:
            raise QuestionError(f"“Published from” is {since} and “As of” {as_of}: nothing from that day on is used")
        undated = False if self.leave_out_undated else None
        return as_of, Scope(since, until, self.outlets or None, article_ids=self.articles or None, undated=undated)

    def summary(self) -> str:
        """What is set, in one line: "as of 10 April 2024 · Reuters"; empty when nothing is, or when it cannot be read."""
        try:
            as_of, scope = self.read()
        except QuestionError:
            return "a date is wrong"
        parts = [f"as of {day(as_of)}"] if as_of else []
        parts += [f"published {interval(scope.since, scope.until)}"] if scope.since or scope.until else []
        named = [one_line(outlet) for outlet in self.outlets[:_OUTLETS_NAMED]]
        more = len(self.outlets) - len(named)
        parts += [", ".join(named) + (f" and {more} more" if more else "")] if named else []
        parts += [counted(len(self.articles), "article")] if self.articles else []
        parts += ["only with a date"] if self.leave_out_undated else []
        return " · ".join(parts)

    def without(self, asked: Asked, again: Asked) -> Fields:
        """The row once a question that was `asked` is asked `again` with less: what was taken away from it is emptied here, too,
        where the row still says the same.
        """
        try:
            as_of, scope = self.read()
        except QuestionError:
            return self
        was, now = asked.scope, again.scope
        days, outlets, articles = (scope.since, scope.until), scope.outlets, scope.article_ids
        left = self
        if as_of == asked.as_of != again.as_of:
            left = replace(left, as_of="")
        if days == (was.since, was.until) != (now.since, now.until):
            left = replace(left, since="", until="")
        if outlets == was.outlets != now.outlets:
            left = replace(left, outlets=())
        if articles == was.article_ids != now.article_ids:
            left = replace(left, articles=())
        if scope.undated == was.undated != now.undated:
            left = replace(left, leave_out_undated=False)
        return left

    def fault(self) -> str:
        """What is wrong, in a sentence; empty when nothing is."""
        try:
            self.read()
        except QuestionError as error:
            return str(error)
        return ""


def _day(name: str, text: str) -> dt.date | None:
    written = text.strip()
    if not written:
        return None
    if _DAY.fullmatch(written):
        try:
            return dt.date.fromisoformat(written)
        except ValueError:
            raise QuestionError(f"“{name}” is {written!r}, a day that no calendar has; write another") from None
    shown = written[:40]
    raise QuestionError(f"“{name}” is {shown!r}, which is not a date; write YYYY-MM-DD, as in 2024-03-26")
