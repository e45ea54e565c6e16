"""A conversation is a value: what each event makes of it, what it keeps, and what clicks refer to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import pytest

from rag import DoneEvent, Event, Scope, Turn
from tests.fakes_ui import FakeIndex, FakePipeline, article
from ui.scope.asked import Asked, Change
from ui.talk.answering import BUG, converse, refuse
from ui.talk.conversation import EXCHANGES_KEPT, INTERRUPTED, TURNS_PASSED, Conversation, Target

SENATOR = article("Senator Daines met president Tokayev. They spoke about energy.", path="senator.txt")
ASKED = "Which senator met president Tokayev?"


class Broken(FakePipeline):
    """A pipeline with a bug after its first event."""

    def stream(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        scope: Scope | None = None,
    ) -> Iterator[Event]:
        yield from islice(super().stream(question, turns, as_of=as_of, scope=scope), 1)
        raise ZeroDivisionError


@dataclass(frozen=True)
class Copied(FakePipeline):
    """A pipeline that finds the first article, and of the others that they report the same story."""

    copies: tuple[str, ...] = ("1.txt", "2.txt", "3.txt")

    def stream(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        scope: Scope | None = None,
    ) -> Iterator[Event]:
        first = FakePipeline.over(self.search_index.held[0])
        for event in first.stream(question, turns, as_of=as_of, scope=scope):
            match event:
                case DoneEvent(answer):
                    passages = tuple(replace(p, why=replace(p.why, copies=self.copies)) for p in answer.passages)
                    yield DoneEvent(replace(answer, passages=passages))
                case _:
                    yield event


def talk(*questions: str, pipeline: FakePipeline | None = None) -> Conversation:
    """The conversation after all of `questions`."""
    conversation = Conversation()
    for question in questions:
        *_, conversation = converse(pipeline or FakePipeline.over(SENATOR), conversation, Asked(question))
    return conversation


def test_it_changes_with_every_event_and_at_once() -> None:
    steps = [state.newest for state in converse(FakePipeline.over(SENATOR), Conversation(), Asked(ASKED))]
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


def test_a_question_that_found_nothing_is_a_turn_and_one_that_was_refused_is_none() -> None:
    """People go on from it: "And in 2023?"."""
    assert talk("Xylophone prices?", "").turns == (Turn("Xylophone prices?", ""),)


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
    *_, before_done, _ = converse(FakePipeline.over(SENATOR), Conversation(), Asked(ASKED))
    assert before_done.find(Target(1, 1)) is not None


def test_near_articles_can_be_opened_but_quote_nothing() -> None:
    found = talk("Xylophone prices?").find(Target(1, 0, kind="near"))
    assert found is not None
    assert (found[0].article_id, found[0].span, found[1]) == ("senator.txt", None, ())


@pytest.mark.parametrize(("question", "message"), [("  ", "The question is empty"), ("x" * 2_345, "2345 characters")])
def test_an_error_made_for_people_is_shown(question: str, message: str) -> None:
    conversation = talk(ASKED, question)
    assert message in conversation.newest
    assert conversation.exchanges[-1].failed
    assert ASKED in conversation.past


def test_a_bug_is_shown_as_one_and_raised_on() -> None:
    steps = converse(Broken.over(SENATOR), Conversation(), Asked(ASKED))
    seen: list[Conversation] = []
    with pytest.raises(ZeroDivisionError):
        seen.extend(steps)
    assert BUG in seen[-1].newest


def test_an_answer_left_unfinished_is_closed_by_the_next_question() -> None:
    half = next(converse(FakePipeline.over(SENATOR), Conversation(), Asked("First?")))
    *_, conversation = converse(FakePipeline.over(SENATOR), half, Asked(ASKED))
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
        ("3.near0", Target(3, 0, kind="near")),
        ("3.copy2", Target(3, 2, kind="copy")),
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


def asked_again(conversation: Conversation, change: Change) -> Conversation:
    asked = conversation.again(change)
    assert asked is not None
    *_, conversation = converse(FakePipeline.over(SENATOR), conversation, asked)
    return conversation


def test_the_same_question_with_a_restriction_switched_off_is_a_new_exchange() -> None:
    before = talk("Which senator met president Tokayev in 1950?")
    after = asked_again(before, Change(1, ignore="interval"))
    assert [exchange.number for exchange in after.exchanges] == [1, 2]
    assert after.exchanges[0] == before.exchanges[0]
    assert 'data-ignore="interval"' in after.past
    assert 'data-allow="interval"' in after.newest
    assert "Which senator met president Tokayev in 1950?" in after.newest


def test_a_question_asked_again_is_understood_from_its_own_place_in_the_conversation() -> None:
    conversation = talk(ASKED, "And energy, they spoke?", "They spoke about energy?")
    asked = conversation.again(Change(2, standalone=""))
    assert asked is not None
    assert conversation.turns_before(asked.place) == conversation.turns[:1]
    assert len(conversation.turns) == 3
    again = asked_again(conversation, Change(2, standalone=""))
    assert f'Understood as: <span class="words" dir="auto">{ASKED} And energy' in again.newest


def test_the_persons_wording_goes_before_that_of_the_program() -> None:
    worded = asked_again(talk(ASKED, "And energy, they spoke?"), Change(2, standalone="They spoke about energy?"))
    assert "Your wording: " in worded.newest
    assert ASKED not in worded.newest


def test_nothing_is_asked_again_that_is_unknown_or_still_running() -> None:
    assert talk(ASKED).again(Change(2, ignore="interval")) is None
    half = next(converse(FakePipeline.over(SENATOR), Conversation(), Asked("First?")))
    assert half.again(Change(1, ignore="interval")) is None


def test_a_question_that_cannot_be_put_is_told_and_is_no_turn() -> None:
    conversation = refuse(talk(ASKED), Asked("Who?"), "“Published from” is 'soon'")
    assert "“Published from” is &#x27;soon&#x27;" in conversation.newest
    assert conversation.exchanges[-1].failed
    assert len(conversation.turns) == 1


def test_other_reports_of_a_quoted_story_can_be_opened_the_oldest_first() -> None:
    text = SENATOR.text
    copies = [
        article(text, path=f"{n}.txt", outlet=f"Outlet {n}", published=dt.date(2024, 5, 10 - n)) for n in range(1, 4)
    ]
    pipeline = Copied(FakeIndex((SENATOR, *copies)))
    *_, conversation = converse(pipeline, Conversation(), Asked(ASKED))
    assert "4 reports of this story: also <bdi>Outlet 3, 7 May 2024</bdi>; <bdi>Outlet 2" in conversation.newest
    found = [conversation.find(Target(1, at, kind="copy")) for at in range(4)]
    assert [source and source[0].article_id for source in found] == ["3.txt", "2.txt", "1.txt", None]


def test_a_report_that_left_the_index_meanwhile_is_not_listed() -> None:
    *_, conversation = converse(Copied(FakeIndex((SENATOR,)), ("gone.txt",)), Conversation(), Asked(ASKED))
    assert "reports of this story" not in conversation.newest
    assert 'class="card"' in conversation.newest
