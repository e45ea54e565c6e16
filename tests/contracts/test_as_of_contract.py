"""What every `SearchIndex` must do when it is asked as of a day: one suite over the fake in memory, the one on disk and the one in Milvus."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from index.errors import RagError
from index.types import Filter, WordStatistics
from rag.retrieval.search_index import SearchIndex
from tests.contracts.ids import told
from tests.contracts.test_search_index_contract import KINDS, opened
from tests.fakes import FakeEmbedder

WIRE = """The harbour authority closed the old swing bridge on Tuesday after divers found cracks in two of its four piers.
Engineers will examine the remaining piers this week. Ferries carry passengers between the banks until repairs are done.
Lorries must use the tunnel, twelve kilometres to the north, which nine thousand vehicles cross on a working day."""

ARTICLES = {
    "first.txt": f"Published: 2021-05-03\n\n{WIRE}",
    "second.txt": f"Published: 2021-05-04\n\n{WIRE}",
    "later.txt": f"Published: 2022-06-07\n\n{WIRE}",
    "river.txt": "Published: 2021-05-04\n\nThe river rose again.",
    "rivers.txt": "Published: 2022-06-07\n\nRiver, river, river: the river never rests.",
    "recipe.txt": "A recipe for bread needs water from a river.",
}
DAY = dt.date(2021, 5, 4)
EARLIER = ("first.txt", "second.txt", "river.txt", "recipe.txt")
EMBEDDER = FakeEmbedder()

Opener = Callable[[tuple[str, ...]], SearchIndex]


@pytest.fixture(params=KINDS, scope="module")
def open_of(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Opener:
    """Makes an index of the articles with these names."""

    @lru_cache
    def made(names: tuple[str, ...]) -> SearchIndex:
        folder: Path = tmp_path_factory.mktemp("articles")
        for name in names:
            (folder / name).write_text(ARTICLES[name], encoding="utf-8")
        return opened(request.param, folder, tmp_path_factory.mktemp("index"))

    return made


@pytest.fixture(scope="module")
def search_index(open_of: Opener) -> SearchIndex:
    return open_of(tuple(ARTICLES))


def dense(search_index: SearchIndex, text: str, restriction: Filter | None) -> list[tuple[str, float]]:
    return [(h.chunk_id, h.score) for h in search_index.dense(EMBEDDER.embed_query(text), 99, restriction)]


def lexical(search_index: SearchIndex, text: str, restriction: Filter | None) -> list[tuple[str, float]]:
    return [(h.chunk_id, h.score) for h in search_index.lexical(text, 99, restriction)]


def articles_of(hits: list[tuple[str, float]]) -> set[str]:
    return {chunk_id.partition("#")[0] for chunk_id, _ in hits}


@pytest.mark.parametrize("search", [dense, lexical])
@pytest.mark.parametrize(
    ("restriction", "expected"),
    [
        (Filter(as_of=DAY, undated=True), {"first.txt", "second.txt", "river.txt", "recipe.txt"}),
        (Filter(as_of=DAY), {"first.txt", "second.txt", "river.txt"}),
        (Filter(as_of=dt.date(2021, 5, 3)), {"first.txt"}),
        (Filter(as_of=dt.date(2021, 5, 2)), set()),
        (Filter(as_of=DAY, since=DAY), {"second.txt", "river.txt"}),
        (Filter(as_of=DAY, since=dt.date(2022, 1, 1)), set()),
        (Filter(as_of=DAY, until=dt.date(2021, 5, 3)), {"first.txt"}),
        (Filter(as_of=DAY, until=dt.date(2023, 1, 1)), {"first.txt", "second.txt", "river.txt"}),
        (Filter(as_of=DAY, article_ids=("rivers.txt", "river.txt")), {"river.txt"}),
        (Filter(as_of=DAY, stories=("first.txt",)), {"first.txt", "second.txt"}),
        (Filter(as_of=DAY, stories=("later.txt",)), set()),
        (Filter(as_of=dt.date(2022, 6, 7), undated=True), set(ARTICLES)),
    ],
    ids=told,
)
def test_nothing_published_later_passes_and_nothing_earlier_is_lost(
    search_index: SearchIndex,
    search: Callable[[SearchIndex, str, Filter | None], list[tuple[str, float]]],
    restriction: Filter,
    expected: set[str],
) -> None:
    assert articles_of(search(search_index, "the river bridge needs", restriction)) == expected


@pytest.mark.parametrize("search", [dense, lexical])
@pytest.mark.parametrize("text", ["river", "the river bridge", "bread and water of the harbour", "rests"])
def test_hits_and_scores_are_those_of_an_index_that_later_articles_never_came_into(
    search_index: SearchIndex,
    open_of: Opener,
    search: Callable[[SearchIndex, str, Filter | None], list[tuple[str, float]]],
    text: str,
) -> None:
    restriction = Filter(as_of=DAY, undated=True)
    assert search(search_index, text, restriction) == search(open_of(EARLIER), text, restriction)


def test_words_are_counted_where_they_stood_by_then(search_index: SearchIndex) -> None:
    terms = search_index.terms("river bread zeppelin")
    chunks = {name: search_index.word_statistics([], Filter(as_of=DAY, undated=name)).chunks for name in (True, False)}
    assert chunks[True] == chunks[False] + 1
    counted = search_index.word_statistics(terms, Filter(as_of=DAY, undated=True))
    assert dict(zip(terms, (2, 1, 0), strict=True)) == counted.frequencies
    assert search_index.word_statistics(terms, Filter(as_of=DAY)).frequencies[terms[0]] == 1
    assert search_index.word_statistics(terms, Filter(as_of=dt.date(2021, 5, 2))) == WordStatistics(
        0, dict.fromkeys(terms, 0)
    )


@pytest.mark.parametrize(
    "restriction", [None, Filter(), Filter(until=DAY), Filter(article_ids=("river.txt",))], ids=told
)
def test_without_a_day_all_chunks_are_counted_whatever_else_is_restricted(
    search_index: SearchIndex, restriction: Filter | None
) -> None:
    terms = search_index.terms("river bread")
    whole = WordStatistics(search_index.chunk_count, {t: search_index.document_frequency(t) for t in terms})
    assert search_index.word_statistics(terms, restriction) == whole
    assert list(whole.frequencies.values()) == [3, 1]


def test_a_story_is_formed_of_the_reports_published_by_then(search_index: SearchIndex) -> None:
    assert search_index.story("second.txt") == ("first.txt", "later.txt", "second.txt")
    assert search_index.story("second.txt", DAY) == ("first.txt", "second.txt")
    assert search_index.story("first.txt", dt.date(2021, 5, 3)) == ("first.txt",)
    assert search_index.story("later.txt", DAY) == ("later.txt",)
    assert search_index.story("recipe.txt", DAY, undated=False) == ("recipe.txt",)
    assert search_index.story("nothing.txt", DAY) == ("nothing.txt",)


def test_similarities_are_the_scores_of_dense_search_in_the_order_asked_for(search_index: SearchIndex) -> None:
    vector = EMBEDDER.embed_query("the river bridge")
    scores = {hit.chunk_id: hit.score for hit in search_index.dense(vector, 99)}
    wanted = [*sorted(scores), *sorted(scores)[:2]]
    np.testing.assert_allclose(search_index.similarities(vector, wanted), [scores[one] for one in wanted], atol=1e-6)
    assert search_index.similarities(vector, []) == []


@pytest.mark.parametrize("unknown", ["nothing.txt#0", "river.txt#9", "river.txt#00", "river.txt", "river.txt# 0", ""])
def test_similarities_of_an_unknown_chunk_are_an_error(search_index: SearchIndex, unknown: str) -> None:
    with pytest.raises(RagError, match="no chunk"):
        search_index.similarities(EMBEDDER.embed_query("river"), ["river.txt#0", unknown])


def test_a_filter_as_of_a_day_is_not_empty_and_ends_no_later() -> None:
    assert not Filter(as_of=DAY).empty
    assert Filter(as_of=DAY).until == DAY
    assert Filter(as_of=DAY, until=dt.date(2021, 1, 1)).until == dt.date(2021, 1, 1)
    assert Filter(as_of=DAY, until=dt.date(2022, 1, 1)).until == DAY
