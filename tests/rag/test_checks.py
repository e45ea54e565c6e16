"""Values of a wrong type: each is refused with what it is of, its value, and what to write instead."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from index.errors import QuestionError
from rag.asking.question import understand
from rag.types import Scope, Turn

NOON = dt.datetime(2024, 1, 1, 12, tzinfo=dt.UTC)
HALF = "Who met \ud800?"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"question": None}, "the question is None, which is no text; write it as a string"),
        ({"question": HALF}, r"the question holds '\\ud800', half of a character; remove it"),
        ({"as_of": "2024-01-01"}, r"as_of is '2024-01-01', which is no date; write datetime.date\(2024, 1, 31\)"),
        ({"as_of": NOON}, r"as_of is datetime.datetime\(2024, 1, 1, 12.*which is no date; write its .date\(\)"),
        ({"turns": ["x"]}, r"a turn is 'x'; write Turn\(question, answer\)"),
        ({"turns": "x"}, r"turns is 'x', which is no list; write \[Turn\(question, answer\)\]"),
        ({"turns": [Turn(HALF)]}, "the question of a turn holds"),
        ({"turns": [Turn("Who?", 1)]}, "the answer of a turn is 1, which is no text"),  # type: ignore[arg-type]
        ({"scope": {}}, r"scope is \{\}; write Scope\(...\), or leave it out"),
        ({"scope": {"since": "2024-01-01"}}, "scope is {'since'"),
    ],
)
def test_what_is_not_of_its_type_is_refused(values: dict[str, Any], message: str) -> None:
    asked: dict[str, Any] = {"question": "Who won?", "turns": (), "as_of": None, "scope": Scope(), **values}
    with pytest.raises(QuestionError, match=message):
        understand(asked["question"], asked["turns"], today=NOON.date(), as_of=asked["as_of"], scope=asked["scope"])


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"since": "2024-01-01"}, "since is '2024-01-01', which is no date"),
        ({"until": NOON}, r"until is datetime.datetime.*write its .date\(\)"),
        ({"undated": "no"}, "undated is 'no'; write True, False or None"),
        ({"undated": 0}, "undated is 0; write True, False or None"),
        ({"outlets": "BBC News"}, r"outlets is 'BBC News', which is no tuple; write \('Reuters',\)"),
        ({"outlets": (1,)}, "one of outlets is 1, which is no text"),
        ({"article_ids": "x"}, r"article_ids is 'x', which is no tuple; write \('a.txt',\)"),
        ({"ignore": "interval"}, r"ignore is 'interval', which is no tuple; write \('interval',\)"),
        ({"ignore": None}, "ignore is None, which is no tuple"),
        ({"standalone": 3}, "standalone is 3, which is no text"),
        ({"standalone": HALF}, "standalone holds"),
    ],
)
def test_what_a_scope_holds_of_another_type_is_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        understand("Who won?", today=NOON.date(), scope=Scope(**values))


def test_lists_serve_as_tuples() -> None:
    outlets: Any = ["Reuters", "reuters"]
    assert understand("Who won?", outlets=("Reuters",), today=NOON.date(), scope=Scope(outlets=outlets)).outlets == (
        "Reuters",
    )
