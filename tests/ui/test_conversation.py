"""A conversation is a value: what each event makes of it, what it keeps, and what clicks refer to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import pytest

from rag import Event, Turn
from tests.fakes_ui import FakePipeline, article
from ui.conversation import BUG, EXCHANGES_KEPT, INTERRUPTED, TURNS_PASSED, Conversation, Target, converse

SENATOR = article("Senator Daines met president Tokayev. They spoke about energy.", path="senator.txt")
ASKED = "Which senator met president Tokayev?"


class Broken(FakePipeline):
    """A pipeline with a bug after its first event."""

    def stream(self, question: str, turns: Sequence[Turn] = ()) -> Iterator[Event]:
        yield from islice(super().stream(question, turns), 1)
        raise ZeroDivisionError


def talk(*questions: str, pipeline: FakePipeline | None = None) -> Conversation:
    """The conversation after all of `questions`."""
    conversation = Conversation()
    for question in questions:
        *_, conversation = converse(pipeline or FakePipeline.over(SENATOR), conversation, question)
    return conversation


def test_it_changes_with_every_event_and_at_once() -> None:
    steps = [state.newest for state in converse(FakePipeline.over(SENATOR), Conversation(), ASKED)]
    shown = [
        "Reading the question",
        "Searching 1 articles",
        "Searching",
        "Reading 1",
        'class="claims"',
        'class="cards"',
    ]
    assert len(steps) == len(shown)
    assert all(words in step for words, step in zip(shown, steps, strict=True))
    assert ["running" in step for step in steps] == [True] * 5 + [False]


def test_a_follow_up_gets_the_earlier_turns() -> None:
    answered = talk(ASKED)
    assert answered.turns == (Turn(ASKED, "Senator Daines met president Tokayev."),)
    assert "Understood as: " in talk(ASKED, "And energy, they spoke?").newest


def test_questions_without_an_answer_are_no_turns() -> None:
    assert talk("Xylophone prices?", "").turns == ()


def test_only_so_many_turns_are_passed() -> None:
    assert len(talk(*[ASKED] * (TURNS_PASSED + 3)).turns) == TURNS_PASSED


def test_older_exchanges_are_let_go_and_it_says_so() -> None:
    conversation = talk(*[ASKED] * (EXCHANGES_KEPT + 2))
    assert len(conversation.exchanges) == EXCHANGES_KEPT
    assert conversation.exchanges[-1].number == EXCHANGES_KEPT + 2
    assert "2 earlier exchanges of this conversation let go" in conversation.past
    assert conversation.find(Target(1, 1)) is None
    assert conversation.find(Target(3, 1)) is not None


def test_citations_of_older_answers_stay() -> None:
    conversation = talk(ASKED, "What about energy, they spoke?")
    for number, quote in ((1, "Senator Daines met president Tokayev."), (2, "They spoke about energy.")):
        found = conversation.find(Target(number, 1))
        assert found is not None
        source, all_sources = found
        assert (source.article_id, source.quote) == ("senator.txt", quote)
        assert source in all_sources


def test_marks_work_while_the_answer_still_runs() -> None:
    *_, before_done, _ = converse(FakePipeline.over(SENATOR), Conversation(), ASKED)
    assert before_done.find(Target(1, 1)) is not None


def test_near_articles_can_be_opened_but_quote_nothing() -> None:
    found = talk("Xylophone prices?").find(Target(1, 0, near=True))
    assert found is not None
    assert (found[0].article_id, found[0].span, found[1]) == ("senator.txt", None, ())


@pytest.mark.parametrize(("question", "message"), [("  ", "the question is empty"), ("x" * 2_345, "2345 characters")])
def test_an_error_made_for_people_is_shown(question: str, message: str) -> None:
    conversation = talk(ASKED, question)
    assert message in conversation.newest
    assert conversation.exchanges[-1].failed
    assert ASKED in conversation.past


def test_a_bug_is_shown_as_one_and_raised_on() -> None:
    steps = converse(Broken.over(SENATOR), Conversation(), ASKED)
    seen: list[Conversation] = []
    with pytest.raises(ZeroDivisionError):
        seen.extend(steps)
    assert BUG in seen[-1].newest


def test_an_answer_left_unfinished_is_closed_by_the_next_question() -> None:
    half = next(converse(FakePipeline.over(SENATOR), Conversation(), "First?"))
    *_, conversation = converse(FakePipeline.over(SENATOR), half, ASKED)
    assert INTERRUPTED in conversation.past
    assert "running" not in conversation.past


def test_conversations_share_nothing() -> None:
    first, second = talk(ASKED), talk("Xylophone prices?")
    assert len(first.exchanges) == len(second.exchanges) == 1
    assert second.find(Target(1, 1)) is None


@pytest.mark.parametrize(
    ("words", "target"),
    [
        ("3.1", Target(3, 1)),
        ("3.near0", Target(3, 0, near=True)),
        ("", None),
        ("3", None),
        ("3.-1", None),
        ("3.1; drop", None),
        ("../../etc/passwd", None),
        ("9999999.1", None),
    ],
)
def test_clicks_are_parsed_strictly(words: str, target: Target | None) -> None:
    assert Target.parse(words) == target
    assert target is None or str(target) == words
