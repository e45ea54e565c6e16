"""Questions and their conversation: what stands alone, what leans on what came before."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QuestionError
from rag.asking.question import LONGEST_QUESTION, task_in, understand
from rag.asking.spelling import respelled, respellings
from rag.asking.words import base_form, content_terms, names
from rag.types import Query, Turn

TODAY = dt.date(2024, 4, 14)
FIRST = "Which U.S. senator met the president of Kazakhstan?"


def ask(question: str, *earlier: str) -> Query:
    return understand(question, [Turn(text) for text in earlier], outlets=("TDI", "The Times"), today=TODAY)


@pytest.mark.parametrize(
    "question",
    [
        "Who is Kairat Umarov?",
        "What did Tokayev say about energy?",
        "What did Tokayev and his guests discuss?",
        "Is there a senator who met the president of Kazakhstan?",
        "How many senators are there?",
        "What happened this week?",
        "Which laws were passed in these years?",
        "What do those who fled Ohio want?",
        "who is tokayev?",
        "what does inflation mean?",
    ],
)
def test_a_question_that_stands_alone_takes_nothing_from_the_conversation(question: str) -> None:
    query = ask(question, FIRST)
    assert (query.standalone, query.history_used, query.context) == (question, False, "")


@pytest.mark.parametrize("question", ["What did he say about energy?", "Why?", "And when?", "Which ministries?"])
def test_a_follow_up_is_searched_in_the_light_of_the_question_before(question: str) -> None:
    query = ask(question, FIRST)
    assert (query.question, query.history_used, query.earlier) == (question, True, (FIRST,))
    assert query.context == "senator met president Kazakhstan"


def test_what_the_conversation_says_restricts_and_is_told_so() -> None:
    outlets = [
        (one.words, one.told_by)
        for one in ask("And why?", "Who met, according to TDI?").understood
        if one.aspect == "outlets"
    ]
    assert outlets == [("TDI", "conversation")]
    assert ask("And why?", "Who met, according to TDI?").outlets == ("TDI",)


def test_a_follow_up_without_a_conversation_is_asked_as_it_is() -> None:
    assert ask("And what did they say?").standalone == "And what did they say?"


def test_a_follow_up_keeps_the_time_of_the_question_before_unless_it_names_one() -> None:
    dated = "What did Kazakhstan discuss in 2023?"
    inherited = ask("And what about energy?", dated).interval
    own = ask("And in March 2024?", dated).interval
    assert inherited is not None
    assert own is not None
    assert (inherited.since, inherited.until) == (dt.date(2023, 1, 1), dt.date(2023, 12, 31))
    assert (own.since, own.until) == (dt.date(2024, 3, 1), dt.date(2024, 3, 31))


@pytest.mark.parametrize(
    ("question", "outlets"),
    [
        ("What happened according to TDI?", ("TDI",)),
        ("What did the Times report on Oslo?", ("The Times",)),
        ("What does TDI stand for?", ()),
        ("How many times did it rain?", ()),
    ],
)
def test_an_outlet_restricts_only_where_it_is_named_as_the_source(question: str, outlets: tuple[str, ...]) -> None:
    assert ask(question).outlets == outlets


def test_an_outlet_that_is_only_mentioned_stays_part_of_the_topic() -> None:
    def topic(question: str) -> str:
        found = task_in(ask(question))
        assert found is not None
        return found.topic

    assert topic("List all articles about TDI's finances") == "TDI's finances"
    assert topic("List all articles by TDI about finances") == "finances"


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "is empty"),
        (" \n\t", "is empty"),
        ("?!…", "has no word"),
        ("x" * (LONGEST_QUESTION + 1), "has 2,001 characters, at most 2,000"),
    ],
)
def test_what_is_no_question_is_refused_with_a_reason(question: str, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        ask(question)


def test_the_longest_question_is_taken() -> None:
    assert len(ask("x" * LONGEST_QUESTION).question) == LONGEST_QUESTION


@given(st.text(min_size=1, max_size=300), st.lists(st.text(max_size=80), max_size=4))
def test_any_text_is_understood_or_refused(question: str, earlier: list[str]) -> None:
    try:
        query = ask(question, *earlier)
    except QuestionError:
        return
    assert query.question == question.strip()
    assert query.history_used == bool(query.context)
    assert query.history_used or query.standalone == query.question


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who is Kairat Umarov?", ["Kairat Umarov"]),
        (
            "On March 26, 2024, President Kassym-Jomart Tokayev and Senator Steve Daines met.",
            ["President Kassym-Jomart Tokayev", "Senator Steve Daines"],
        ),
        ("During the talks he left. After that They met Dr. Smith.", ["Dr. Smith"]),
        ("They left the U.S. The talks with Alfred A. Smith failed.", ["U.S.", "Alfred A. Smith"]),
        ("Steve Daines left. President Tokayev stayed.", ["Steve Daines", "President Tokayev"]),
        ("On Tuesday President Tokayev met Theresa May.", ["President Tokayev", "Theresa May"]),
        ("Did Kazakhstan's President Tokayev visit the US?", ["Kazakhstan", "President Tokayev", "US"]),
        ("Was it O’Brien’s Bank of England?", ["O’Brien", "Bank of England"]),
        ("U.S.-Kazakhstan talks in Washington, D.C.?", ["U.S.", "Kazakhstan", "Washington", "D.C."]),
        (
            "What did the First Deputy Foreign Minister say in Washington?",
            ["First Deputy Foreign Minister", "Washington"],
        ),
        ("Is U.S. aid what Tokayev's people want?", ["U.S.", "Tokayev"]),
        ("what is this about", []),
    ],
)
def test_names_of_a_question(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_content_terms_leave_out_what_never_decides() -> None:
    assert content_terms(["what", "did", "met", "the", "senat", "met"]) == ["meet", "senat"]
    assert base_form("table") == "table"


def test_a_misspelt_name_is_respelled_as_in_the_articles() -> None:
    known = {"Moscow", "What"}
    found = respellings(
        "What did Tokaev say of Moscow and the Jackson-Vanik deal?",
        ["President Tokayev spoke. The Jackson-Venic amendment stays."],
        lambda word: word in known,
    )
    assert found == {"Tokaev": "Tokayev", "Jackson-Vanik": "Jackson-Venic"}
    assert respelled("What did Tokaev say?", found) == "What did Tokayev say?"


@pytest.mark.parametrize("question", ["Who is Nuland?", "Who is Bob?", "who is tokaev?", "Who is Xokayev?"])
def test_other_words_are_left_as_they_are(question: str) -> None:
    assert respellings(question, ["President Tokayev met Bo."], lambda word: word in ("Nuland", "Who")) == {}
