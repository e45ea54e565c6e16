"""Scores of tokens as evidence of sentences: known answers."""

from __future__ import annotations

import numpy as np
import pytest

from rag.evidence.pairs import Pair
from rag.evidence.protocol import ShortSpan
from rag.evidence.scoring import CUT_OFF, SHORT_TOKENS, Scores, evidence_of

PAIR = Pair((101, 7, 102, 102, 1, 2, 3, 4, 102), (0,) * 9, 4, ((0, 2), (3, 5), (6, 8), (9, 11)), ((4, 6), (6, 8), None))


def scores(**by_token: tuple[float, float, float]) -> Scores:
    tokens = np.zeros((len(PAIR.ids), 3))
    for name, values in by_token.items():
        tokens[int(name.removeprefix("t"))] = values
    return tokens


def test_a_sentence_has_the_mean_of_its_tokens_as_its_share() -> None:
    found = evidence_of(PAIR, scores(t4=(0, 0, 3.0), t5=(0, 0, 1.0)), 1.5)
    assert found.answers == 1.5
    assert found.sentences[0] == pytest.approx(-np.log(1 + np.exp(-2.0)))
    assert found.sentences[1] == pytest.approx(-np.log(1 + np.exp(2.0)))
    assert found.sentences[2] == CUT_OFF


def test_the_short_answer_is_the_best_ordered_pair_within_its_sentence() -> None:
    tokens = scores(t0=(1.0, 2.0, 0), t4=(5.0, 9.0, 0), t5=(8.0, 4.0, 0), t6=(0, 30.0, 0))
    found = evidence_of(PAIR, tokens, 0.0)
    assert found.shorts[0] == ShortSpan(0, 2, 5.0 + 9.0 - 3.0)
    assert found.shorts[1] == ShortSpan(6, 8, 30.0 - 3.0)
    assert found.shorts[2] is None


def test_a_short_answer_is_not_longer_than_the_longest() -> None:
    count = SHORT_TOKENS + 5
    pair = Pair(
        (101, *range(count), 102), (0,) * (count + 2), 1, tuple((n, n + 1) for n in range(count)), ((1, count + 1),)
    )
    tokens = np.zeros((count + 2, 3))
    tokens[1, 0] = tokens[count, 1] = 9.0
    short = evidence_of(pair, tokens, 0.0).shorts[0]
    assert short is not None
    assert short.end - short.start <= SHORT_TOKENS
    assert short.score == 9.0
