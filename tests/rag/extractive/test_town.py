"""Questions of every shape asked of a small town's articles by the real reader: which sentences it quotes, and what it says is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Answer, Pipeline, open_pipeline, sync
from tests.rag.extractive.town import ARTICLES


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    work: Path = tmp_path_factory.mktemp("town")
    (work / "articles").mkdir()
    for name, text in ARTICLES.items():
        (work / "articles" / name).write_text(text, encoding="utf-8")
    sync(work / "articles", work / "index")
    return open_pipeline(work / "index")


def quoted(answer: Answer) -> list[str]:
    """The quotes, each by its article and its first words."""
    return [f"{cite.article.id}: {' '.join(cite.quote.split()[:5])}" for cite in answer.citations]


BRIDGE = "bridge.txt: The Alder bridge in Selby"
CLOSED = "closed.txt: The Alder bridge was closed"


@pytest.mark.parametrize(
    ("question", "quotes", "missing"),
    [
        ("When was the Alder bridge opened and why was it closed?", [BRIDGE, CLOSED], ()),
        ("When and why was the Alder bridge closed?", [CLOSED], ()),
        ("Was the Alder bridge closed and who opened it?", [CLOSED, BRIDGE], ()),
        (
            "Who is the mayor of Selby and how many children does she have?",
            [BRIDGE],
            ("nothing was found for “how many children does she have”.",),
        ),
        (
            "Who opened the Alder bridge and who paid for it?",
            [BRIDGE],
            ("nothing was found for “who paid for it”.",),
        ),
        (
            "What did rye bread cost in May compared with June?",
            ["bread-may.txt: A loaf of rye bread", "bread-june.txt: A loaf of rye bread"],
            (),
        ),
        (
            "What did rye bread cost in May compared with August?",
            ["bread-may.txt: A loaf of rye bread"],
            ("nothing was found for August.",),
        ),
        (
            "How did the average rent in Selby change between 2020 and 2024?",
            ["rents.txt: In 2020 the average rent", "rents.txt: In 2024 the average rent"],
            (),
        ),
        (
            "How does the Selby Herald's report on the tram strike differ from Coast Wire's?",
            ["strike-herald.txt: The tram strike in Selby", "strike-wire.txt: The tram strike in Selby"],
            (),
        ),
        (
            "Compare the Selby Herald and Evening Lamp on the tram strike.",
            ["strike-herald.txt: The tram strike in Selby"],
            ("nothing was found in Evening Lamp.",),
        ),
    ],
)
def test_each_part_of_a_question_is_quoted_or_told_to_be_missing(
    town: Pipeline, question: str, quotes: list[str], missing: tuple[str, ...]
) -> None:
    answer = town.answer(question)
    assert (quoted(answer), answer.missing, answer.status) == (quotes, missing, "partial" if missing else "answered")
    assert [cite.number for cite in answer.citations] == list(range(1, len(quotes) + 1))


def test_where_no_part_is_held_nothing_is_claimed(town: Pipeline) -> None:
    answer = town.answer("Who sells fish in Selby and where is the lighthouse?")
    assert (answer.status, answer.claims, answer.missing) == ("not_found", (), ())
    assert answer.confidence < 0.4


def test_a_verdict_names_the_quote_it_goes_by(town: Pipeline) -> None:
    answer = town.answer("Who opened the Alder bridge and was the Alder bridge closed?")
    assert quoted(answer) == [BRIDGE, CLOSED]
    assert "In short: yes, going by the second quote." in answer.notes


def test_a_date_without_a_year_is_of_the_articles(town: Pipeline) -> None:
    answer = town.answer("What happened in Norden after 7 October?")
    assert quoted(answer)[0] == "fire.txt: The mill fire in Norden"
    assert answer.query.interval is not None
    assert str(answer.query.interval.since) == "2024-10-08"


@pytest.mark.parametrize(
    ("question", "quotes"),
    [
        (
            "List the countries that sent help after the flood.",
            ["flood.txt: Norway, Chad and Peru sent", "flood.txt: Denmark sent tents after the"],
        ),
        (
            "Name the teams that reached the last round of the river cup.",
            ["cup-south.txt: Harwick Town and Lowell City", "cup-north.txt: Selby Rovers, Norden United and"],
        ),
        (
            "Which teams reached the last round of the river cup?",
            ["cup-north.txt: Selby Rovers, Norden United and", "cup-south.txt: Harwick Town and Lowell City"],
        ),
    ],
)
def test_a_list_is_answered_from_every_article_that_adds_to_it(
    town: Pipeline, question: str, quotes: list[str]
) -> None:
    answer = town.answer(question)
    assert (quoted(answer), answer.status, answer.claims[0].short) == (quotes, "answered", None)


def test_who_somebody_is_is_told_by_the_sentence_that_introduces_them(town: Pipeline) -> None:
    assert quoted(town.answer("Who is Ines Fabricius?"))[0] == "fabricius.txt: Ines Fabricius is a former"
    boss = town.answer("Who is Otto Brand?")
    assert quoted(boss)[0] == "works.txt: The boss of Lindgren Works,"


@pytest.mark.parametrize(
    "question",
    [
        "How many Lark 9 were sold?",  # "the Lark 9 tractor"
        "How much does the Lark 9 cost?",
    ],
)
def test_an_answer_of_another_kind_is_none_and_its_confidence_says_so(town: Pipeline, question: str) -> None:
    answer = town.answer(question)
    assert (answer.status, answer.claims) == ("not_found", ())
    assert answer.confidence < 0.4


def test_what_was_the_revenue_asks_for_a_number(town: Pipeline) -> None:
    [cite] = town.answer("What was the revenue of Lindgren Works?").citations
    assert "84 million crowns" in cite.quote


def test_a_pronoun_is_quoted_with_the_sentence_of_the_paragraph_before(town: Pipeline) -> None:
    [cite] = town.answer("Who tested every cable by hand?").citations
    assert cite.quote == "The engineers spent nine years on it.\n\nThey tested every cable by hand."


def test_a_line_that_looks_like_a_heading_is_no_claim(town: Pipeline) -> None:
    quotes = quoted(town.answer("What did the owners say about the mill fire in Norden?"))
    assert quotes == ["fire.txt: The mill fire in Norden", "fire.txt: After the fire, which began"]
