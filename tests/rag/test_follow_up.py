"""Follow-ups: the wording that stands alone, what the conversation lends, and what a topic shift leaves behind."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Vector
from rag.asking.conversation.mentions import answered_names, mentions
from rag.asking.follow_up import FollowUp, Kind, follow_up, query_vector
from rag.types import Turn

GOLDEN = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "golden" / "follow_ups.jsonl").read_text(encoding="utf-8").splitlines()
]
FIRST = "Which U.S. senator met the president of Kazakhstan?"
MET = "On March 26, 2024, President Kassym-Jomart Tokayev and Senator Steve Daines met."


def completed(question: str, *turns: tuple[str, str]) -> FollowUp:
    return follow_up(question, [Turn(*turn) for turn in turns])


def as_expected(case: dict[str, object]) -> bool:
    """Whether history is used as it should be, and the wording holds and leaves out the right words."""
    found = completed(case["question"], *map(tuple, case["turns"]))  # type: ignore[arg-type, call-overload]
    wording = found.standalone.lower()
    return (
        found.history_used == case["history_used"]
        and case.get("kind", found.kind) == found.kind
        and all(word.lower() in wording for word in case["must"])  # type: ignore[attr-defined]
        and not any(word.lower() in wording for word in case["must_not"])  # type: ignore[attr-defined]
    )


def test_of_the_golden_conversations_those_known_come_right() -> None:
    right = {half: sum(as_expected(case) for case in GOLDEN if case["half"] == half) for half in ("tuning", "held out")}
    assert {half: sum(case["half"] == half for case in GOLDEN) for half in right} == {"tuning": 45, "held out": 45}
    assert right == {"tuning": 45, "held out": 41}


def test_no_golden_topic_shift_takes_anything_along() -> None:
    shifts = [case for case in GOLDEN if not case["history_used"]]
    assert len(shifts) == 20
    assert [case["id"] for case in shifts if not as_expected(case)] == []


@pytest.mark.parametrize(
    ("question", "turns", "standalone"),
    [
        ("When did they disband?", [("Which band split?", "Orla and the Tidal Five")], "When did Orla and the Tidal Five disband?"),
        ("What did he say?", [(FIRST, MET)], "What did Senator Steve Daines say?"),
        (
            "And what did they say about energy?",
            [(FIRST, MET)],
            "What did President Kassym-Jomart Tokayev and Senator Steve Daines say about energy?",
        ),
        ("When did she visit Ohio?", [("Who won the race?", "Anna Smith won.")], "When did Anna Smith visit Ohio?"),
        ("What is their plan?", [("What do the unions want?", "")], "What is the unions' plan?"),
        ("How old is it?", [("Why was the Delmore dam closed?", "")], "How old is the Delmore dam?"),
        ("who built it?", [("when did the wall in berlin come down", "")], "who built the wall?"),
        ("Did the party win?", [("Who leads the Labour Party?", "")], "Did the Labour Party win?"),
        ("And in March 2024?", [("What did Kazakhstan discuss in 2023?", "")], "What did Kazakhstan discuss in March 2024?"),
        ("And 2018?", [("Who won the 2014 World Cup?", "")], "Who won the 2018 World Cup?"),
        ("In 2018?", [("Who won the 2014 World Cup?", "")], "Who won the 2018 World Cup?"),
        ("And last month?", [("Who resigned in May?", "")], "Who resigned last month?"),
        ("And in Texas?", [("Who won the race in Ohio?", "")], "Who won the race in Texas?"),
        ("For Serbia?", [("What does the plan mean?", "")], "What does the plan mean for Serbia?"),
        ("What about Croatia?", [("Did Serbia qualify?", "")], "Did Croatia qualify?"),
        ("And the second round?", [("Who won the first round?", "")], "Who won the second round?"),
        ("What about energy?", [(FIRST, "")], f"{FIRST[:-1]}, and what about energy?"),
        ("Who else?", [("Who won the race?", "")], "Who else won the race?"),
        ("Who else?", [(FIRST, "")], f"{FIRST[:-1]}, and who else?"),
        ("Why?", [("Did the Senate pass the bill?", "")], "Why did the Senate pass the bill?"),
        ("And when?", [(FIRST, ""), ("And why?", "")], f"{FIRST[:-1]}, and when?"),
        ("Which ministries?", [(FIRST, "")], "Which ministries? (senator met president Kazakhstan)"),
        ("And him?", [(FIRST, MET), ("And who came?", "Elliot Kang.")], "Elliot Kang? (senator met president Kazakhstan)"),
    ],
)  # fmt: skip
def test_a_follow_up_is_worded_to_stand_alone(question: str, turns: list[tuple[str, str]], standalone: str) -> None:
    found = completed(question, *turns)
    assert found.standalone == standalone
    assert found.history_used


# Each with the turns before it, and no outlets known.
REPEATED = [
    ("What about the BBC?", ["What did Reuters say about the flood?"], "What did the BBC say about the flood?"),
    ("What about CNN?", ["What did the Guardian say of the flood?"], "What did CNN say of the flood?"),
    ("What about the BBC?", ["Was Reuters' coverage of the flood fair?"], "Was the BBC's coverage of the flood fair?"),
    ("And the Liberal Party?", ["How many seats did the Labour Party win?"], "How many seats did the Liberal Party win?"),
    ("And in April?", ["What happened in Odrava in March 2024?"], "What happened in Odrava in April 2024?"),
    ("And in May?", ["What happened in Odrava in March 2024?", "And in April?"], "What happened in Odrava in May 2024?"),
    ("And April?", ["What happened in Odrava in March 2024?"], "What happened in Odrava in April 2024?"),
    ("And on 3 April?", ["What happened in Odrava on 5 March 2024?"], "What happened in Odrava on 3 April 2024?"),
    ("And on April 3?", ["What happened in Odrava on March 5, 2024?"], "What happened in Odrava on April 3, 2024?"),
    ("And in April 2023?", ["What happened in Odrava in March 2024?"], "What happened in Odrava in April 2023?"),
    ("And in April?", ["What happened in Odrava in March?"], "What happened in Odrava in April?"),
    ("And last month?", ["What happened in Odrava in March 2024?"], "What happened in Odrava last month?"),
    ("And in April?", ["What happened between May 2023 and June 2023?"], "What happened in April 2023?"),
    ("And in April?", ["Who won the 2014 Harbour Cup?"], "Who won the 2014 Harbour Cup in April 2014?"),
    ("And on Monday?", ["What happened in Odrava on Sunday?"], "What happened in Odrava on Monday?"),
    ("And according to Reuters?", ["What did Kellen say about the strike?"], "What did Kellen say about the strike according to Reuters?"),
    ("And the BBC?", ["What did Kellen say?", "According to Reuters?"], "What did Kellen say according to the BBC?"),
    ("And Feld?", ["What did Kellen say according to Reuters?"], "What did Feld say according to Reuters?"),
    ("And about pensions?", ["What did Kellen say about the strike?"], "What did Kellen say about pensions?"),
    ("And after the vote?", ["What did Kellen say?"], "After the vote? (Kellen)"),
    ("And Feld?", ["How many articles mention Kellen?"], "How many articles mention Feld?"),
    ("And the strike?", ["How many articles mention Kellen?"], "How many articles mention the strike?"),
    ("And in March?", ["How many articles mention Kellen?"], "How many articles mention Kellen in March?"),
    ("Which ones?", ["How many articles mention Kellen?"], "List all articles that mention Kellen"),
    ("Which ones?", ["How many articles mention Kellen?", "And Feld?"], "List all articles that mention Feld"),
    ("List them", ["How many articles about the strike are there?"], "List all articles about the strike"),
    ("Please list them.", ["How many articles did Reuters publish?"], "Which articles did Reuters publish?"),
    ("List them", ["Which articles mention Kellen?"], "List all articles that mention Kellen"),
    ("Which ones?", ["How many ministers resigned?"], "Which ministers resigned?"),
    ("How many are there?", ["List all articles that mention Kellen"], "How many articles mention Kellen?"),
    ("And the first report?", ["What is the latest on the strike?"], "What is the first report on the strike?"),
    ("And the latest?", ["What was the first report on the strike?"], "What was the latest report on the strike?"),
    ("And the first one?", ["What is the latest article on pay?"], "What is the first article on pay?"),
    ("And the first report?", ["Who won the last round?"], "The first report? (won last round)"),
    ("And the first report?", ["When was the strike first seen?"], "The first report? (strike seen)"),
    ("What did they agree on?", ["Who is Jonas Feld?", "Who is Marta Kellen?"], "What did Jonas Feld and Marta Kellen agree on?"),
    ("Are they rivals?", ["Who is Feld?", "Who is Kellen?"], "Are Feld and Kellen rivals?"),
    ("What did they want?", ["Who is Jonas Feld?", "What did he say?"], "What did Jonas Feld want?"),
    ("What did they want?", ["Who is Jonas Feld?", "What did the unions say?"], "What did the unions want?"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "earlier", "standalone"), REPEATED)
def test_a_fragment_keeps_the_point_of_the_question_before(question: str, earlier: list[str], standalone: str) -> None:
    found = follow_up(question, [Turn(text) for text in earlier])
    assert (found.standalone, found.history_used) == (standalone, True)


@pytest.mark.parametrize(
    ("question", "earlier", "standalone"),
    [
        ("And in the Guardian?", "What happened in Odrava?", "What happened in Odrava according to the Guardian?"),
        ("And the BBC?", "What did Kellen say?", "What did Kellen say according to the BBC?"),
        ("And the BBC?", "What did Reuters say?", "What did the BBC say?"),
        ("And according to the BBC?", "What did Reuters say?", "What did the BBC say?"),
        ("and the bbc", "what did reuters say", "what did the bbc say?"),
        ("And Feld?", "What did Reuters say?", "What did Feld say?"),
        ("And in Ostrow?", "What happened in Odrava?", "What happened in Ostrow?"),
    ],
)
def test_an_outlet_takes_the_place_of_an_outlet_and_else_is_the_source(
    question: str, earlier: str, standalone: str
) -> None:
    outlets = ("Reuters", "BBC News", "The Guardian", "Odrava Post")
    assert follow_up(question, [Turn(earlier)], outlets=outlets).standalone == standalone


@pytest.mark.parametrize(
    "question",
    [
        "Did Daines greet him?",
        "What happened this week?",
        "Which laws were passed in these years?",
        "Is it true that whales sleep?",
        "Did it rain in Oslo?",
        "How long does it take to fly to Mars?",
        "where does the river end after it enters the lake",
        "When a company fails, who pays its workers?",
        "How many senators are there?",
        "And what does the central bank of Turkey say about prices?",
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(question: str) -> None:
    found = completed(question, (FIRST, MET))
    assert (found.standalone, found.context, found.history_used) == (question, "", False)


def test_a_question_to_which_no_earlier_word_is_new_takes_nothing_along() -> None:
    found = completed("Were there any other influences?", ("What were the influences?", ""))
    assert (found.history_used, found.kind) == (False, "stands alone")


def test_a_person_stays_meant_over_turns_that_name_others() -> None:
    turns = [
        ("Who leads the fishing league?", "Bruno Castellan leads the league."),
        ("Whom did he meet?", "He met Lena Fisk in Oslo."),
        ("When?", "In June."),
    ]
    assert completed("Was he criticised?", *turns).standalone == "Was Bruno Castellan criticised?"
    assert completed("Was she criticised?", *turns).standalone == "Was Lena Fisk criticised?"


@pytest.mark.parametrize(
    ("question", "cosine", "kind", "leaning"),
    [
        ("How many wolves live in Spain?", 0.05, "topic shift", 0.0),
        ("How many senators are there?", 0.5, "stands alone", 0.4),
        ("What did the court in Oslo decide on Friday about taxes?", 0.5, "stands alone", 0.0),
        ("Regional differences", 0.05, "stands alone", 0.4),
        ("By the way, who won the Tour?", 0.5, "topic shift", 0.0),
        ("Why?", 0.0, "ellipsis", 0.2),
        ("What did he say?", 0.0, "refers back", 0.2),
    ],
)
def test_a_topic_shift_leaves_the_conversation_behind(question: str, cosine: float, kind: Kind, leaning: float) -> None:
    found = follow_up(question, [Turn(FIRST, MET)], similarity=lambda *_: cosine)
    assert (found.kind, found.leaning) == (kind, leaning)


def test_without_a_conversation_a_question_stands_alone() -> None:
    assert follow_up("And him?", []) == FollowUp("And him?")
    assert follow_up("And him?", [Turn("  ")]) == FollowUp("And him?")


AXES = {"Why did she go?": 0, "Why? (went)": 1, "Who went?": 2, "Who came?": 3}


def on_axis(text: str) -> Vector:
    vector: Vector = np.zeros(4, dtype=np.float32)
    vector[AXES[text]] = 1
    return vector


def test_the_vector_is_the_mean_of_both_wordings_leaning_on_earlier_questions() -> None:
    following = FollowUp(
        "Why did she go?",
        "went",
        history_used=True,
        appended="Why? (went)",
        earlier=("Who went?", "Who came?"),
        leaning=0.5,
    )
    found = query_vector(on_axis, following)
    assert found == pytest.approx(np.array([1, 1, 0.5, 0.5]) / np.sqrt(2.5))
    assert query_vector(on_axis, FollowUp("Who came?")) == pytest.approx(on_axis("Who came?"))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("where does doctor strange get his powers from", ["doctor strange"]),
        ("Which U.S. senator met the president of Kazakhstan?", ["the president of Kazakhstan"]),
        (
            "What did the newly elected mayor's party pay?",
            ["the newly elected mayor's party", "the newly elected mayor"],
        ),
        ("When did Volkswagen announce the factory in Dresden?", ["Volkswagen", "the factory", "Dresden"]),
        ("How did people react?", []),
        ("Was the school shooting planned?", ["the school shooting"]),
    ],
)
def test_what_a_question_mentions(question: str, expected: list[str]) -> None:
    assert [one.text for one in mentions(question)] == expected


def test_an_answer_mentions_names_but_no_capital_that_only_opens_a_sentence() -> None:
    told = "Together they left. Police arrested Ann Lee and Bo Ray at Oslo."
    assert [one.text for one in answered_names(told)] == ["Police", "Ann Lee", "Bo Ray", "Oslo", "Ann Lee and Bo Ray"]


@given(st.text(min_size=1, max_size=200), st.lists(st.tuples(st.text(max_size=80), st.text(max_size=80)), max_size=5))
def test_any_text_is_completed(question: str, turns: list[tuple[str, str]]) -> None:
    found = completed(question, *turns)
    assert found.history_used == bool(found.context)
    assert found.history_used or found.standalone == question
    assert 0 <= found.leaning < 1
