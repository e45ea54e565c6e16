"""Ranked chunks to places: stories told once, neighbours joined, no article everywhere, and nothing lost unsaid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.diversity import Place, places, within_limits
from rag.types import Dropped

RANKED = st.lists(
    st.tuples(st.sampled_from("abcde"), st.integers(0, 6)).map(lambda pair: f"{pair[0]}#{pair[1]}"),
    unique=True,
    max_size=30,
)


def alone(article_id: str) -> Sequence[str]:
    return (article_id,)


def of_story(*reports: str) -> Callable[[str], Sequence[str]]:
    return lambda article_id: reports if article_id in reports else (article_id,)


def placed(
    ranked: str, limit: int, *, article_limit: int = 99, story_of: Callable[[str], Sequence[str]] = alone
) -> tuple[list[list[str]], list[tuple[str, str, str | None]]]:
    """The chunks of each place, its own first, and what was dropped, why and by what."""
    kept, dropped = places(ranked.split(), limit, story_of=story_of, article_limit=article_limit)
    return [[p.chunk_id, *p.joined] for p in kept], [(d.chunk_id, d.reason, d.by) for d in dropped]


def test_places_go_by_rank_and_the_next_ones_are_told() -> None:
    kept, dropped = placed("a#0 b#0 c#0 d#0", 2)
    assert kept == [["a#0"], ["b#0"]]
    assert dropped == [("c#0", "beyond the last place", None), ("d#0", "beyond the last place", None)]


def test_a_story_has_one_place_and_the_others_are_listed() -> None:
    ranked = ["b#0", "a#0", "x#0", "c#3", "b#5"]
    kept, dropped = places(ranked, 5, story_of=of_story("a", "b", "c"), article_limit=5)
    assert [(place.chunk_id, place.copies) for place in kept] == [("b#0", ["a", "c"]), ("x#0", []), ("b#5", [])]
    assert dropped == [Dropped("a#0", "copy", "b"), Dropped("c#3", "copy", "b")]


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        ("a#4 b#0 a#5", [["a#4", "a#5"], ["b#0"]]),
        ("a#4 b#0 a#3", [["a#4", "a#3"], ["b#0"]]),
        ("a#4 a#3 a#5", [["a#4", "a#3", "a#5"]]),
        ("a#4 a#5 a#6 a#7", [["a#4", "a#5", "a#6"], ["a#7"]]),
        ("a#4 a#6", [["a#4"], ["a#6"]]),
        ("a#4 b#5", [["a#4"], ["b#5"]]),
        ("a#4 b#0 a#6 a#5", [["a#4", "a#5", "a#6"], ["b#0"]]),
        ("a#4 a#5 a#7 a#6", [["a#4", "a#5", "a#6"], ["a#7"]]),
    ],
    ids=[
        "after",
        "before",
        "both sides",
        "three at most",
        "a gap",
        "another article",
        "a gap closed",
        "no room to close",
    ],
)
def test_neighbours_of_one_article_are_one_place(ranked: str, expected: list[list[str]]) -> None:
    assert placed(ranked, 6)[0] == expected


def test_neighbours_stay_apart_when_they_are_not_to_be_joined() -> None:
    kept, _ = places(["a#0", "a#1"], 6, story_of=alone, article_limit=6, join=False)
    assert [(place.chunk_id, place.joined) for place in kept] == [("a#0", []), ("a#1", [])]


def test_a_neighbour_joins_a_full_list() -> None:
    assert placed("a#0 b#0 a#1 c#0", 2)[0] == [["a#0", "a#1"], ["b#0"]]


def test_a_closed_gap_frees_a_place() -> None:
    kept, dropped = placed("a#0 a#2 a#1 b#0 c#0", 2)
    assert kept == [["a#0", "a#1", "a#2"], ["b#0"]]
    assert dropped == [("c#0", "beyond the last place", None)]


def test_an_article_has_its_share_and_others_come_before_the_rest_of_it() -> None:
    kept, dropped = placed("a#0 a#2 a#4 b#0 c#0", 3, article_limit=2)
    assert kept == [["a#0"], ["a#2"], ["b#0"]]
    assert dropped == [("a#4", "its article has enough places", "a"), ("c#0", "beyond the last place", None)]


def test_what_an_article_was_denied_fills_a_short_list_and_comes_last() -> None:
    assert placed("a#0 a#2 a#4 b#0 a#6", 4, article_limit=2)[0] == [["a#0"], ["a#2"], ["b#0"], ["a#4"]]


def test_what_was_denied_still_joins_its_neighbours() -> None:
    assert placed("a#0 a#4 a#5 a#8 a#9 b#0", 9, article_limit=1)[0] == [
        ["a#0"],
        ["b#0"],
        ["a#4", "a#5"],
        ["a#8", "a#9"],
    ]


def test_twenty_of_the_next_ones_are_told() -> None:
    _, dropped = placed(" ".join(f"{n:02d}#0" for n in range(40)), 3)
    assert [chunk_id for chunk_id, _, _ in dropped] == [f"{n:02d}#0" for n in range(3, 23)]


def test_no_chunks_and_no_places() -> None:
    assert placed("", 3) == ([], [])
    assert placed("a#0", 0) == ([], [("a#0", "beyond the last place", None)])


def test_an_article_id_may_hold_the_mark_of_a_chunk() -> None:
    assert Place.of("news.jsonl#7#12").article_id == "news.jsonl#7"
    assert placed("n#7#1 n#7#2 n#71#3", 6)[0] == [["n#7#1", "n#7#2"], ["n#71#3"]]


@given(RANKED, st.integers(0, 8), st.integers(1, 4), st.booleans())
def test_each_chunk_is_in_one_place_or_dropped_once(
    ranked: list[str], limit: int, article_limit: int, join: bool
) -> None:
    story_of = of_story("b", "c")
    kept, dropped = places(ranked, limit, story_of=story_of, article_limit=article_limit, join=join)
    held = [chunk_id for place in kept for chunk_id in (place.chunk_id, *place.joined)]
    told = [one.chunk_id for one in dropped]
    assert len(kept) <= limit
    assert max(Counter(held + told).values(), default=1) == 1
    assert len(told) == min(20, len(ranked) - len(held))
    assert told == [chunk_id for chunk_id in ranked if chunk_id not in held][: len(told)]
    assert not {"b", "c"} <= {place.article_id for place in kept}


@given(RANKED, st.integers(1, 8))
def test_a_place_is_a_run_of_at_most_three_and_no_two_places_could_be_one(ranked: list[str], limit: int) -> None:
    kept, _ = places(ranked, limit, story_of=alone, article_limit=2)
    for place in kept:
        ordinals = sorted(int(one.rpartition("#")[2]) for one in (place.chunk_id, *place.joined))
        assert ordinals == list(range(place.first, place.last + 1))
        assert len(ordinals) <= 3
    assert not any(one.touches(other) for one in kept for other in kept if one is not other)


@given(RANKED, st.integers(1, 8), st.integers(1, 4))
def test_an_article_is_over_its_share_only_where_places_would_stay_empty(
    ranked: list[str], limit: int, article_limit: int
) -> None:
    kept, _ = places(ranked, limit, story_of=alone, article_limit=article_limit, join=False)
    taken = Counter(place.article_id for place in kept)
    if any(count > article_limit for count in taken.values()):
        others = Counter(chunk_id.rpartition("#")[0] for chunk_id in ranked)
        assert sum(min(count, article_limit) for count in others.values()) < limit


@pytest.mark.parametrize(
    ("articles", "limit", "kept", "denied"),
    [
        ("aaab", 3, [0, 1, 3], [2]),
        ("aaa", 3, [0, 1, 2], []),
        ("aaaab", 4, [0, 1, 2, 4], [3]),
        ("abcd", 2, [0, 1], []),
        ("", 2, [], []),
    ],
)
def test_a_new_order_keeps_to_the_shares_too(articles: str, limit: int, kept: list[int], denied: list[int]) -> None:
    assert within_limits(list(articles), limit, 2) == (kept, denied)
