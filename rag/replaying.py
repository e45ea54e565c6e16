"""An answer's JSON asked again: the same index, settings and question give the same bytes.

Knows the JSON of `Answer` and a pipeline; knows nothing of how answers come about. An LLM's answers may differ; then the
replay tells where.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Protocol

from index.errors import ConfigError, IndexMismatch, QuestionError
from rag.answer import Answer, DoneEvent
from rag.documents.values import read_as
from rag.pipeline import Pipeline
from rag.types import Asked


class _Open(Protocol):
    """A pipeline, or one that follows its index."""

    def current(self) -> Pipeline: ...


@dataclass(frozen=True, slots=True)
class Replay:
    """The answer of today; `differences` are the keys of its JSON that are not as they were, none when all are."""

    answer: Answer
    differences: tuple[str, ...]

    @property
    def same(self) -> bool:
        return not self.differences


def replay(document: str, pipeline: Pipeline | _Open) -> Replay:
    """Ask again what `document`, the text of `Answer.to_json()`, was asked, as if on the same day.

    Raises QuestionError for a text that is no answer's, IndexMismatch when the index holds other articles, ConfigError when
    settings or models are others; both with the two values.
    """
    told = _answer_in(document)
    opened = pipeline if isinstance(pipeline, Pipeline) else pipeline.current()
    if told["index_fingerprint"] != opened.search_index.fingerprint:
        raise IndexMismatch(
            f"the answer is of the index {told['index_fingerprint']!r}, this one is {opened.search_index.fingerprint!r}; "
            "roll back to its generation (`rag rollback`), or ask anew"
        )
    if told["settings"] != opened.settings:
        raise ConfigError(
            f"the answer was given under the settings {told['settings']!r}, these are {opened.settings!r}; open the "
            "index with the settings and the version that answered, or ask anew"
        )
    *_, last = opened.events(_asked(told["asked"]))
    assert isinstance(last, DoneEvent)
    now = json.loads(last.answer.to_json())
    kept = {name: value for name, value in told.items() if name not in ("timings", "usage")}
    return Replay(last.answer, tuple(sorted(name for name in {*now, *kept} if now.get(name) != kept.get(name))))


def _answer_in(document: str) -> dict[str, Any]:
    try:
        told = json.loads(document)
    except ValueError as error:
        raise QuestionError(f"this is no JSON ({error}); give the text that Answer.to_json() wrote") from error
    if not isinstance(told, dict) or not {"asked", "settings", "index_fingerprint"} <= told.keys() or not told["asked"]:
        raise QuestionError(
            "this JSON holds no answer that can be asked again; give the text that Answer.to_json() wrote"
        )
    return told


def _asked(told: object) -> Asked:
    """What was asked. Raises QuestionError where a value is missing or none that can be."""
    try:
        return read_as(Asked, told, "asked")
    except ValueError as error:
        raise QuestionError(
            f"what was asked cannot be read from this JSON ({error!r}); was it changed by hand?"
        ) from error
