"""Sources that a question names and the index does not hold: which are told, and what is no outlet."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from rag.asking.question import understand
from rag.asking.sources.unknown import unknown_outlets
from rag.types import Query, Scope

OUTLETS = ("Reuters", "BBC News", "The Guardian", "NY Courier", "edition.cbc.ca")


def ask(question: str, scope: Scope | None = None) -> Query:
    return understand(question, outlets=OUTLETS, today=dt.date(2024, 4, 14), scope=scope or Scope())


@pytest.mark.parametrize(
    ("question", "unknown", "outlets"),
    [
        ("According to the Washington Post, how many people did the flood kill?", ("the Washington Post",), ()),
        ("What did Washington Post and BBC say about the flood?", ("Washington Post",), ("BBC News",)),
        ("What did the BBC and CNN report?", ("CNN",), ("BBC News",)),
        ("According to CNN and the Daily Mail, who won?", ("CNN", "the Daily Mail"), ()),
        ("How many articles did CNN publish?", ("CNN",), ()),
        ("What did the New York Times report on Oslo?", ("the New York Times",), ()),
        ("What did the Herald's report say?", ("the Herald",), ()),
        ("Which articles from Sky News mention Feld?", ("Sky News",), ()),
        ("Does the Daily Echo report agree with a Daily Echo article?", ("the Daily Echo",), ()),
        ("Has NPR reported on it?", ("NPR",), ()),
    ],
)
def test_a_source_that_the_index_lacks_is_told_and_the_others_stay(
    question: str, unknown: tuple[str, ...], outlets: tuple[str, ...]
) -> None:
    query = ask(question)
    assert (query.unknown_outlets, query.outlets) == (unknown, outlets)
    told = [(one.words, one.effect) for one in query.understood if one.meaning == "no article of it is in the index"]
    assert told == [(words, "notes") for words in unknown]


@pytest.mark.parametrize(
    "question",
    [
        "According to Senator Daines, who won?",
        "According to the WHO, how many died?",
        "What did NATO report?",
        "What did Deutsche Post report?",
        "Did Oxford University Press publish it?",
        "Who owns the Washington Post?",
        "Who works for Fox News?",
        "What did CNN Center say?",
        "What did Ada Feld say to the Press?",
        "What did papers other than the Irish Times report?",
        "What did the Guardian report?",
        "What did the Courier report?",
        "What did the CBC report?",
        "what did the washington post report?",
        "WHAT DID CNN REPORT?",
    ],
)
def test_what_is_no_outlet_no_source_or_perhaps_in_the_index_is_not_told(question: str) -> None:
    assert ask(question).unknown_outlets == ()


@pytest.mark.parametrize("scope", [Scope(outlets=("Reuters",)), Scope(ignore=("outlets",))])
def test_nothing_is_missing_where_the_person_chose_the_outlets(scope: Scope) -> None:
    assert ask("What did CNN report?", scope).unknown_outlets == ()


def test_a_question_of_nothing_but_capitals_and_names_takes_no_time() -> None:
    started = time.perf_counter()
    for text in ("The Aa " * 285, "Aa of " * 333, "Daily " * 333, "CNN and the " * 166):
        unknown_outlets(f"{text}a", (), OUTLETS)
    assert time.perf_counter() - started < 1.0
