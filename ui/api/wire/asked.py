"""What a program may ask, as typed models: a name that does not exist is refused, and so is a value of another type.

Knows JSON and its limits; what a question means and which outlets there are, `rag.asking` knows.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from rag import Scope, Turn
from rag.config import Strictness

MOST_TURNS = 1_000
MOST_PASSAGES = 100
MOST_NAMES = 1_000
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _day(value: object) -> dt.date:
    """Of text alone: a number would be taken for seconds since 1970."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("a day is written YYYY-MM-DD, as in 2024-03-26")
    return dt.date.fromisoformat(value)


Day = Annotated[dt.date, BeforeValidator(_day)]
Names = Annotated[list[StrictStr], Field(max_length=MOST_NAMES)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TurnAsked(_Asked):
    """One earlier exchange of the conversation."""

    question: StrictStr = Field(examples=["What did the minister discuss with Victoria Nuland?"])
    answer: StrictStr = Field(default="", description="What was answered, as text.")


class ScopeAsked(_Asked):
    """What restricts the search; it goes before what the question itself implies."""

    since: Day | None = Field(default=None, description="Only articles published on that day or later.")
    until: Day | None = Field(default=None, description="Only articles published on that day or before.")
    outlets: Names | None = Field(default=None, description="Only articles of these outlets.", examples=[["Reuters"]])
    article_ids: Names | None = Field(default=None, description="Only these articles.")
    undated: StrictBool | None = Field(default=None, description="Whether articles without a date may be used.")
    ignore: list[Literal["interval", "outlets", "order", "titles", "task", "parts"]] = Field(
        default=[], description="What the question implies and is not to count.", max_length=6
    )
    standalone: StrictStr | None = Field(default=None, description="Another wording of a follow-up question.")

    def scope(self) -> Scope:
        """The same as the pipeline takes it."""
        return Scope(
            self.since,
            self.until,
            None if self.outlets is None else tuple(self.outlets),
            None if self.article_ids is None else tuple(self.article_ids),
            self.undated,
            tuple(self.ignore),
            self.standalone,
        )


class _Question(_Asked):
    question: StrictStr = Field(examples=["Which U.S. senator met the president of Kazakhstan?"])
    turns: list[TurnAsked] = Field(
        default=[], max_length=MOST_TURNS, description="The conversation so far, oldest first."
    )
    as_of: Day | None = Field(default=None, description="Nothing published after that day is used.")
    scope: ScopeAsked = Field(default=ScopeAsked())

    def arguments(self) -> dict[str, Any]:
        """What a pipeline's methods take, all but the question."""
        turns = tuple(Turn(turn.question, turn.answer) for turn in self.turns)
        return {"turns": turns, "as_of": self.as_of, "scope": self.scope.scope()}


class QuestionAsked(_Question):
    """A question to be answered."""

    mode: Strictness | None = Field(
        default=None,
        description="How sure an answer must be: careful, balanced or eager. Left out: as the server is set.",
    )


class SearchAsked(_Question):
    """A question for which passages are wanted."""

    limit: StrictInt = Field(default=10, ge=1, le=MOST_PASSAGES, description="No more passages than that.")
