"""Two rankings -> one score a chunk: numbers worked by hand, and what must hold for any numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Hit
from rag.retrieval.fusion import Fused, fused

IDS = st.sampled_from([f"{letter}.txt#{ordinal}" for letter in "abcdef" for ordinal in range(2)])
DENSE = st.dictionaries(IDS, st.integers(-100, 100).map(lambda n: n / 100), max_size=8)
LEXICAL = st.dictionaries(IDS, st.integers(1, 400).map(lambda n: n / 10), max_size=8)


def ranked(scores: dict[str, float]) -> list[Hit]:
    return [Hit(chunk_id, score) for chunk_id, score in sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))]


def fuse(dense: dict[str, float], lexical: dict[str, float]) -> list[Fused]:
    """With the weights of the settings; what only the lexical search lists has a cosine of 0.25."""
    missing = {chunk_id: 0.25 for chunk_id in lexical if chunk_id not in dense}
    return fused(ranked(dense), ranked(lexical), missing, dense_weight=1.0, lexical_weight=1.3)


def test_scores_are_those_worked_by_hand() -> None:
    """The best BM25 is 20, so a word score counts s / (20 + 40); a chunk not listed has half of the lowest, 5."""
    found = fuse({"a#0": 0.8, "b#0": 0.5}, {"b#0": 20.0, "c#0": 10.0})
    assert [one.chunk_id for one in found] == ["b#0", "a#0", "c#0"]
    assert [one.score for one in found] == pytest.approx([0.5 + 1.3 / 3, 0.8 + 1.3 / 12, 0.25 + 1.3 / 6])


def test_ranks_and_scores_of_both_searches_are_told() -> None:
    best, second, third = fuse({"a#0": 0.8, "b#0": 0.5}, {"b#0": 20.0, "c#0": 10.0})
    assert (best.dense_rank, best.dense_score, best.lexical_rank, best.lexical_score) == (2, 0.5, 1, 20.0)
    assert (second.dense_rank, second.dense_score, second.lexical_rank, second.lexical_score) == (1, 0.8, None, None)
    assert (third.dense_rank, third.dense_score, third.lexical_rank, third.lexical_score) == (None, 0.25, 2, 10.0)


def test_words_say_more_the_more_of_them_the_best_passage_shares() -> None:
    """Half of a best score of 40 counts a quarter of what words can; half of one of 4 only a twenty-second."""
    rare = {one.chunk_id: one.score for one in fuse({"a#0": 0.0, "b#0": 0.0}, {"a#0": 40.0, "b#0": 20.0})}
    common = {one.chunk_id: one.score for one in fuse({"a#0": 0.0, "b#0": 0.0}, {"a#0": 4.0, "b#0": 2.0})}
    assert rare == pytest.approx({"a#0": 1.3 / 2, "b#0": 1.3 / 4})
    assert common == pytest.approx({"a#0": 1.3 / 11, "b#0": 1.3 / 22})


def test_without_words_the_dense_score_stands_alone_and_without_hits_there_is_nothing() -> None:
    assert [(one.chunk_id, one.score) for one in fuse({"a#0": 0.3, "b#0": 0.7}, {})] == [("b#0", 0.7), ("a#0", 0.3)]
    assert fuse({}, {}) == []


def test_a_weight_of_zero_silences_a_search() -> None:
    hits = ranked({"a#0": 0.9, "b#0": 0.1}), ranked({"b#0": 9.0, "a#0": 3.0})
    by_words = fused(*hits, {}, dense_weight=0.0, lexical_weight=1.0)
    by_vector = fused(*hits, {}, dense_weight=1.0, lexical_weight=0.0)
    assert [one.chunk_id for one in by_words] == ["b#0", "a#0"]
    assert [(one.chunk_id, one.score) for one in by_vector] == [("a#0", 0.9), ("b#0", 0.1)]


def test_equal_scores_come_in_the_order_of_their_ids() -> None:
    found = fuse({"b#1": 0.5, "a#2": 0.5, "a#1": 0.5}, {})
    assert [one.chunk_id for one in found] == ["a#1", "a#2", "b#1"]


@given(DENSE, LEXICAL)
def test_no_chunk_is_lost_or_added_and_scores_descend(dense: dict[str, float], lexical: dict[str, float]) -> None:
    found = fuse(dense, lexical)
    assert sorted(one.chunk_id for one in found) == sorted({*dense, *lexical})
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@given(DENSE, LEXICAL.filter(bool), st.data())
def test_more_words_never_cost_a_chunk_its_lead(
    dense: dict[str, float], lexical: dict[str, float], data: st.DataObject
) -> None:
    raised = data.draw(st.sampled_from(sorted(lexical)))
    more = lexical | {raised: lexical[raised] + data.draw(st.integers(1, 300)) / 10}
    before, after = ({one.chunk_id: one.score for one in fuse(dense, words)} for words in (lexical, more))
    for other in before:
        if before[raised] > before[other] + 1e-9:
            assert after[raised] > after[other] - 1e-9
