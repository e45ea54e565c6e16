"""Figures of what is found, against numbers worked out by hand."""

from __future__ import annotations

from math import log2

import pytest

from rag import Passage, Why
from rag.evaluation.gold import FoundQuote, squeezed
from rag.evaluation.metrics.retrieval import passage_values, places, rank_values
from tests.rag.evaluation.scripted import TEXTS, fake_index

INDEX = fake_index()
BRIDGE, FLOOD, OWLS = TEXTS


def passages(*articles: str) -> list[Passage]:
    chunks = INDEX.get([f"{article}#0" for article in articles])
    return [Passage(INDEX.article(chunk.article_id), chunk, 1.0, Why()) for chunk in chunks]


def quote(text: str, *articles: str) -> FoundQuote:
    return FoundQuote(squeezed(text), frozenset(articles) or None)


def test_several_passages_of_an_article_count_once_at_the_best_place() -> None:
    assert places(passages(FLOOD, BRIDGE, FLOOD, OWLS)) == (FLOOD, BRIDGE, OWLS)


def test_figures_of_a_ranking_with_grades() -> None:
    # x a y c, with a worth 2, b and c worth 1: two of three found, the first at place 2.
    # gain 2/log2(3) + 1/log2(5) = 1.692536 of the best 2/log2(2) + 1/log2(3) + 1/log2(4) = 3.130930
    assert rank_values(["x", "a", "y", "c"], {"a": 2, "b": 1, "c": 1}) == {
        "recall@1": 0.0,
        "recall@5": pytest.approx(2 / 3),
        "recall@10": pytest.approx(2 / 3),
        "nDCG@10": pytest.approx((2 / log2(3) + 1 / log2(5)) / (2 + 1 / log2(3) + 1 / 2)),
        "MRR@10": 0.5,
    }
    assert rank_values(["x", "a", "y", "c"], {"a": 2, "b": 1, "c": 1})["nDCG@10"] == pytest.approx(0.540586, abs=1e-6)


def test_the_sixth_and_the_eleventh_place() -> None:
    others = [f"other{number}" for number in range(10)]
    sixth = rank_values([*others[:5], "gold", *others[5:]], {"gold": 1})
    assert sixth == {
        "recall@1": 0,
        "recall@5": 0,
        "recall@10": 1,
        "nDCG@10": pytest.approx(1 / log2(7)),
        "MRR@10": pytest.approx(1 / 6),
    }
    assert set(rank_values([*others, "gold"], {"gold": 1}).values()) == {0.0}


def test_nothing_found_is_nought_and_nothing_known_is_no_figure() -> None:
    assert set(rank_values([], {"gold": 1}).values()) == {0.0}
    assert rank_values(["x"], {}) == {}
    assert passage_values(passages(OWLS), []) == {}


def test_the_order_is_that_of_the_list_not_of_the_names() -> None:
    """trec_eval breaks ties by name, so places must never be ties."""
    assert rank_values(["a", "z"], {"a": 1})["MRR@10"] == rank_values(["z", "a"], {"z": 1})["MRR@10"] == 1.0


def test_evidence_is_found_whatever_its_white_space() -> None:
    # two of three quotes stand in the first ten passages; the second one's article comes first, so hit@4 is 1
    gold = [
        quote("It cost\nfour  million kroner.", BRIDGE),
        quote("Nobody was hurt", FLOOD),
        quote("Six swans swim.", OWLS),
    ]
    assert passage_values(passages(FLOOD, OWLS, BRIDGE), gold) == {
        "hit@4": 1.0,
        "hit@10": 1.0,
        "evidence recall@10": pytest.approx(2 / 3),
    }


def test_evidence_at_the_fifth_place_is_a_hit_at_ten_only() -> None:
    gold = [quote("It cost four million kroner.", BRIDGE)]
    assert passage_values(passages(FLOOD, OWLS, FLOOD, OWLS, BRIDGE), gold) == {
        "hit@4": 0.0,
        "hit@10": 1.0,
        "evidence recall@10": 1.0,
    }


def test_evidence_in_another_article_than_it_should_be_in_is_none() -> None:
    assert passage_values(passages(FLOOD), [quote("Nobody was hurt", OWLS)])["hit@10"] == 0.0
    assert passage_values(passages(FLOOD), [quote("Nobody was hurt")])["hit@10"] == 1.0
