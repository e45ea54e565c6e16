"""Words that stand for one another, and what share of a question they hold."""

from __future__ import annotations

from rag.answering.signs.like_words import LIKE, share_of


def test_a_word_counts_whole_and_one_like_it_nearly() -> None:
    asked = {"tie": 3.0, "parliament": 1.0}
    assert share_of(asked, frozenset({"tie", "parliament"})) == 1.0
    assert share_of(asked, frozenset({"connect", "parliament"})) == (3 * LIKE + 1) / 4
    assert share_of(asked, frozenset({"parliament"})) == 0.25
    assert share_of(asked, frozenset({"harbour"})) == 0.0


def test_likeness_goes_both_ways_and_no_further() -> None:
    for one, other in (("connect", "tie"), ("tie", "connect"), ("sue", "lawsuit")):
        assert share_of({one: 2.0}, frozenset({other})) == LIKE
    assert share_of({"attack": 1.0}, frozenset({"war"})) == 0.0


def test_who_asks_for_nothing_misses_nothing() -> None:
    assert share_of({}, frozenset()) == 1.0
