"""The labelled questions that name outlets, or only seem to: what becomes of each, counted.

The labels say what a careful librarian would do and were written before the rules. A restriction that is wrong hides
articles; one that is missed ranks them lower.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.asking.outlets import outlets_named

QUESTIONS = Path(__file__).parent.parent / "golden" / "outlet_questions.jsonl"
OUTLETS = tuple(
    outlet.strip()
    for outlet in """
    The Guardian ; BBC News - Technology ; BBC News - Business ; Cnbc | World Business News Leader ; CBSSports.com ;
    The Independent - Sports ; The Independent - Travel ; Fortune ; Wired ; The Age ; Polygon ; Rivals ;
    Financial Times ; The New York Times ; South China Morning Post ; Le Monde ; Der Spiegel ; Reuters ; AP ;
    Times of Central Asia ; The Times ; Time ; Nature ; People ; Sky News ; Metro ; The Sun ; Today ; The Hill ;
    Quartz ; Vice ; Variety ; The Atlantic ; The Local ; Insider ; Mirror ; Express ; Forward ; The Washington Post ;
    The Wall Street Journal ; Bloomberg ; Al Jazeera English ; Deutsche Welle ; NPR ; CNN ; FOX News - Health ;
    TechCrunch ; The Verge ; Ars Technica ; Hacker News ; The Economist ; The Telegraph ; The Sydney Morning Herald ;
    USA Today ; Politico ; El País ; Science ; The Conversation ; The Athletic ; Seeking Alpha ;
    Live Science: The Most Interesting Articles ; The Straits Times ; The Moscow Times ; Axios ; Business Insider
    """.split(";")  # noqa: SIM905 - names read better without quotation marks
)
"""As indexes hold them: with sections, claims and domains, and many that are plain words."""


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    half: str
    question: str
    restricts: frozenset[str]
    prefers: frozenset[str]


def cases() -> list[Case]:
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    return [
        Case(row["id"], row["half"], row["question"], frozenset(row["restricts"]), frozenset(row["prefers"]))
        for row in rows
    ]


def named(case: Case, effect: str) -> frozenset[str]:
    mentions = outlets_named(case.question, OUTLETS)
    return frozenset(outlet for mention in mentions if mention.effect == effect for outlet in mention.outlets)


def outcomes(case: Case) -> set[str]:
    got, preferred = named(case, "restricts"), named(case, "prefers")
    found = {"restriction missed"} if case.restricts - got else set()
    found |= {"restriction wrong"} if got - case.restricts else set()
    return (found or {"restriction right"}) | ({"preference right"} if preferred == case.prefers else set())


def counts(half: str) -> dict[str, int]:
    return dict(Counter(outcome for case in cases() if case.half == half for outcome in outcomes(case)))


def test_of_the_questions_that_the_rules_were_written_by_none_restricts_wrongly() -> None:
    """Left over: "Who edits Wired?" names it with no sign that tells it from the word."""
    assert counts("tuning") == {"restriction right": 89, "preference right": 88}


def test_of_the_questions_held_out_none_restricts_wrongly() -> None:
    """When first asked 87 came right and 2 restrictions were missed. When this changes, state the counts; look at no question."""
    assert counts("held out") == {"restriction right": 89, "preference right": 87}


@pytest.mark.parametrize("half", ["tuning", "held out"])
def test_each_half_holds_the_same_kinds_of_questions(half: str) -> None:
    """Sources, plain words, subjects, abbreviations, small letters, several, left out, one about another, quoted."""
    kinds = Counter(case.id[0] for case in cases() if case.half == half)
    assert kinds == {"s": 20, "p": 18, "b": 16, "a": 9, "l": 9, "m": 6, "n": 5, "x": 3, "q": 3}


def test_labels_are_outlets_of_the_list_and_ids_are_unique() -> None:
    labelled = cases()
    assert len({case.id for case in labelled}) == len({case.question for case in labelled}) == len(labelled) == 178
    assert {outlet for case in labelled for outlet in case.restricts | case.prefers} <= set(OUTLETS)
    assert [case.id for case in labelled if case.restricts & case.prefers] == []
