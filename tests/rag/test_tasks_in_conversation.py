"""What the conversation lends to a count, a list or the first and last."""

from __future__ import annotations

import pytest

from rag.asking.tasks import TaskFound, task_of


def test_a_pronoun_stands_for_what_the_conversation_lends_and_for_nothing_without_it() -> None:
    assert task_of("How many articles mention it?") is None
    found = task_of("How many articles mention it?", context="flood Lake Como")
    assert found == TaskFound("count", "Lake Como", ("Lake Como",), about=False, words="How many articles mention")
    lower = task_of("Which articles are about that?", context="flood harbour")
    assert lower is not None
    assert (lower.phrases, lower.about) == (("flood harbour",), True)
    apart = task_of("How many articles mention that?", context="write wheat prices")
    assert apart is not None
    assert (apart.phrases, apart.every, apart.about) == (("wheat", "prices"), True, False)


def test_an_outlet_of_the_conversation_is_not_what_a_pronoun_stands_for() -> None:
    found = task_of("How many articles mention it?", leave_out=("BBC",), context="BBC write flood")
    assert found is not None
    assert (found.topic, found.phrases) == ("flood", ("flood",))


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ("And the first report?", ("flood harbour",)),
        ("And how many articles are there?", ("flood harbour",)),
        ("And how many articles are there in the index?", ()),
    ],
)
def test_without_a_topic_the_conversation_lends_one(question: str, phrases: tuple[str, ...]) -> None:
    found = task_of(question, leave_out=("BBC",), context="BBC flood harbour")
    assert found is not None
    assert (found.phrases, found.about) == (phrases, phrases != ())
