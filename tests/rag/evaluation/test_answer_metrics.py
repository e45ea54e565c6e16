"""Figures of what is said and cited, against numbers worked out by hand."""

from __future__ import annotations

import pytest

from rag.evaluation.gold import FoundQuote, Gold, squeezed
from rag.evaluation.metrics.answers import answer_values, contains, token_f1
from rag.evaluation.metrics.citations import citation_terms
from tests.rag.evaluation.scripted import TEXTS, citation, fake_index

INDEX = fake_index()
BRIDGE, FLOOD, OWLS = TEXTS


@pytest.mark.parametrize(
    ("text", "expected", "found"),
    [
        ("It cost FOUR million kroner.", "four\nmillion", True),
        ("They know nothing of it.", "no", False),
        ("No, it did not.", "no", True),
        ("The U.S. senator came.", "U.S.", True),
        ("Four millions were spent.", "four million", False),
        ("Der Preis war 1.200 €.", "1.200 €", True),
        ("他在北京出生。", "北京", True),
        ("It cost much.", "", False),
    ],
)
def test_an_answer_stands_in_a_text_as_whole_words(text: str, expected: str, found: bool) -> None:
    assert contains(text, expected) is found


def test_token_f1_as_squad_counts_it() -> None:
    # bridge cost four million kroner (5; "the" and the full stop fall away) and four million (2), 2 in common: 4/7
    assert token_f1("The bridge cost four million kroner.", "four million") == pytest.approx(4 / 7)
    assert token_f1("Four million", "the four million!") == 1.0
    assert token_f1("owls owls", "owls") == pytest.approx(2 / 3)  # a token counts as often as both have it
    assert token_f1("owls", "swans") == 0.0


def test_the_best_claim_against_the_best_answer_counts() -> None:
    # "nine owls nest" and "nine owls": 2 in common, 4 / 5
    found = answer_values("It rained. Nine owls nest.", ["It rained.", "Nine owls nest."], ["9 owls", "nine owls"])
    assert found == {"answer match": 1.0, "answer F1": pytest.approx(4 / 5)}


def test_a_refusal_matches_nothing_even_in_its_own_words() -> None:
    assert answer_values("The articles do not hold it.", [], ["articles"]) == {"answer match": 0.0, "answer F1": 0.0}


@pytest.mark.parametrize("answers", [None, ()], ids=["none known", "none there"])
def test_without_a_known_answer_there_is_no_figure(answers: tuple[str, ...] | None) -> None:
    assert answer_values("Nine owls.", ["Nine owls."], answers) == {}


def test_citations_of_gold_articles_and_quotes() -> None:
    # three citations: two of gold articles, one of gold evidence; gold: 2 of 3 articles, 1 of 2 quotes
    cited = [
        citation(INDEX.article(BRIDGE), "It cost four million kroner."),
        citation(INDEX.article(FLOOD), "Nobody was hurt in the harbour."),
        citation(INDEX.article(OWLS), "A ranger counts them each spring."),
    ]
    quotes = (
        FoundQuote(squeezed("cost four million"), frozenset({BRIDGE})),
        FoundQuote(squeezed("The river flooded the harbour."), frozenset({FLOOD})),
    )
    assert citation_terms(cited, Gold({BRIDGE: 1, FLOOD: 1, "gone.txt": 1}, quotes)) == {
        "citation precision": (pytest.approx(2 / 3), 1.0),
        "citation recall": (pytest.approx(2 / 3), 1.0),
        "quote precision": (pytest.approx(1 / 3), 1.0),
        "quote recall": (0.5, 1.0),
    }


def test_a_citation_inside_longer_evidence_is_that_evidence() -> None:
    cited = [citation(INDEX.article(FLOOD), "Nobody was hurt in the harbour.")]
    longer = FoundQuote(squeezed("The river flooded the harbour. Nobody was hurt in the harbour."), None)
    assert citation_terms(cited, Gold({}, (longer,)))["quote precision"] == (1.0, 1.0)


def test_a_refusal_cites_none_of_the_gold_and_has_no_precision() -> None:
    assert citation_terms([], Gold({BRIDGE: 1}, ())) == {
        "citation precision": (0.0, 0.0),
        "citation recall": (0.0, 1.0),
        "quote precision": (0.0, 0.0),
        "quote recall": (0.0, 0.0),
    }
