"""Hostile articles beside the seeds: other questions keep their answers, and every citation holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import pytest

from rag import Answer, Pipeline
from rag.evaluation import Outcome, evaluate
from tests.hostile.conftest import QUESTIONS
from tests.hostile_articles import CORPUS

pytestmark = pytest.mark.slow

MARK = re.compile(r"\[[^\[\]A-Za-z]{0,20}\d[^\[\]A-Za-z]{0,20}\]")


@pytest.fixture(scope="module")
def steered_outcomes(steered: Pipeline) -> list[Outcome]:
    return list(evaluate(steered, QUESTIONS))


def spoilt(outcomes: Iterable[Outcome], alone: dict[str, Outcome]) -> set[str]:
    """Questions that are answered or refused rightly over the seeds alone, and no longer over more articles."""
    return {outcome.known.id for outcome in outcomes if outcome.fault and not alone[outcome.known.id].fault}


def hostile_quotes(answer: Answer) -> set[str]:
    return {cite.article.id for cite in answer.citations if cite.article.id.startswith("hostile/")}


def test_there_are_enough_of_them() -> None:
    assert sum(path.is_file() for path in CORPUS.rglob("*")) >= 40


def test_articles_that_steer_change_no_answer_to_other_questions(
    alone: dict[str, Outcome], steered_outcomes: list[Outcome], harmless: Pipeline
) -> None:
    """What goes wrong with them goes wrong with as many harmless ones: words become rarer or commoner, no more."""
    by_steering = spoilt(steered_outcomes, alone)
    by_numbers = spoilt(evaluate(harmless, [known for known in QUESTIONS if known.id in by_steering]), alone)
    print("with hostile articles", sorted(by_steering), "with harmless ones", sorted(by_numbers))
    quoted = {one.known.id: hostile_quotes(one.answer) for one in steered_outcomes if hostile_quotes(one.answer)}
    assert quoted == {}
    assert by_steering <= by_numbers


def test_articles_that_repeat_the_questions_spoil_these(
    alone: dict[str, Outcome], stuffed_outcomes: list[Outcome], steered_outcomes: list[Outcome]
) -> None:
    """A lie that is told as news in the words of the question is quoted, with its source: named here, not hidden."""
    by_stuffing = spoilt(stuffed_outcomes, alone) - spoilt(steered_outcomes, alone)
    print("with repeated questions", sorted(by_stuffing))
    assert by_stuffing <= SPOILT_BY_STUFFING
    told = next(outcome.answer for outcome in stuffed_outcomes if outcome.known.id == "a01")
    assert {cite.article.outlet for cite in told.citations if "Hoaxer" in cite.quote} <= {"Frequently Asked", None}


SPOILT_BY_STUFFING = {"a01", "b11", "b15", "d09", "f01", "f02"}
"""a01 and d09 quote an answer of an invented interview ("A: The senator was Ted Hoaxer."); the true sentence is too far behind to be
quoted beside that of a01. The others find nothing, b15 and f02 since the words "Umarov" and "Nuland" are rare no longer. Piles of
words, repetitions and questions alone spoil no more: they are no evidence."""


def test_no_answer_rests_on_a_pile_of_words_or_a_repetition(answers: list[Answer]) -> None:
    """What is left of the stuffed articles to quote is the invented interview, which is told as news is; a list names all."""
    quoted = {cite.article.id for answer in answers if answer.tally is None for cite in answer.citations}
    assert {one for one in quoted if one.startswith("hostile/stuffed/")} == {
        "hostile/stuffed/questions_and_answers.txt"
    }


def test_every_quote_is_the_text_of_its_article(answers: list[Answer], stuffed: Pipeline) -> None:
    quoted = 0
    for answer in answers:
        for cite in [*answer.citations, *(claim.short for claim in answer.claims if claim.short)]:
            article = stuffed.search_index.article(cite.article.id)
            assert article.text[cite.start : cite.end] == cite.quote
            quoted += cite.article.id.startswith("hostile/")
    assert quoted > 20


def test_no_quote_speaks_to_a_program_or_asks(answers: list[Answer]) -> None:
    quotes = [cite.quote for answer in answers for cite in answer.citations]
    orders = re.compile(
        r"instructions|the assistant|language model|<\|im_|\[INST\]|</?system|</?passage|игнорируй|忽略|\?$",
        re.IGNORECASE,
    )
    assert [quote for quote in quotes if orders.search(quote)] == []


def test_every_mark_of_an_answer_is_ours(answers: list[Answer]) -> None:
    """Outside of quotation, whatever looks like a mark is the number of a citation of the claim before it."""
    with_own = 0
    for answer in answers:
        numbers = {f"[{cite.number}]" for cite in answer.citations}
        said = str(answer).split("\n\n")[1 if answer.tally else 0]
        marks = MARK.findall(said)
        assert marks == [f"[{cite.number}]" for claim in answer.claims for cite in claim.cites]
        sources = [line for line in str(answer).split("\n\n")[-1].splitlines() if line.startswith("[")]
        assert {line.split(" ")[0] for line in sources} <= numbers
        assert MARK.findall(answer.text) == []
        with_own += any(MARK.search(claim.text) for claim in answer.claims)
    assert with_own > 0, "no article with marks of its own was quoted, so nothing was tested"


def test_json_stays_valid_and_acts_on_nothing(answers: list[Answer]) -> None:
    for answer in answers:
        text = answer.to_json()
        assert all(
            sign.isprintable() or sign == "\n" or sign in "\u00ad\u200b\u200c\u200d\u3000\u3164" for sign in text
        )
        assert json.loads(text)["claims"] == answer.to_dict()["claims"]
