"""What every `SearchIndex` must do: one suite over the fake in memory, the one on disk and the one in Milvus."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from index.errors import RagError
from index.milvus.rows import key_of
from index.milvus.search import MilvusIndex
from index.milvus.settings import MilvusConfig
from index.milvus.writing.following import synced
from index.reading.chunking import chunk_article, indexed_text
from index.search import LocalIndex
from index.store.listing import Wanted
from index.sync import sync
from index.types import Filter
from rag.retrieval.search_index import SearchIndex
from tests.articles import read_path
from tests.contracts.ids import told
from tests.fakes import FakeEmbedder, FakeIndex

ARTICLES = {
    "bridge.txt": "OSLO, 3 May 2021 (Daily Fjord): The new bridge opened on Monday.\n\nIt cost four million kroner.",
    "flood.txt": "ROME, 7 June 2022 (Il Giorno): The river flooded the harbour.\n\nNobody was hurt in the harbour.",
    "undated.txt": "A recipe for bread needs flour and water.\n\nThe oven must be hot.",
}
EMBEDDER = FakeEmbedder()
KINDS = ["fake", "local", "milvus"]


@pytest.fixture(params=KINDS, scope="module")
def search_index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    folder = tmp_path_factory.mktemp("articles")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return opened(request.param, folder, tmp_path_factory.mktemp("index"))


def opened(kind: str, folder: Path, index_path: Path) -> SearchIndex:
    if kind == "local":
        sync([folder], index_path, embedder=EMBEDDER)
        return LocalIndex(index_path)
    if kind == "milvus":
        return milvus_index(folder, index_path)
    stored = []
    for path in sorted(folder.iterdir()):
        article, sentences = read_path(path)
        stored.append((article, sentences, chunk_article(article, sentences, EMBEDDER.token_starts, window=62)))
    texts = [indexed_text(article, chunk.start, chunk.end) for article, _, chunks in stored for chunk in chunks]
    return FakeIndex(stored, EMBEDDER.embed_passages(texts))


def milvus_index(folder: Path, index_path: Path) -> MilvusIndex:
    """The articles in a database of this process' milvus-lite, of a name of its own."""
    config = MilvusConfig(str(index_path.parent / "milvus.db"), name=f"of_{key_of(str(index_path))}")
    synced(lambda: sync([folder], index_path, embedder=EMBEDDER), config, index_path)
    return MilvusIndex(config)


def articles_of(search_index: SearchIndex, hits: list[str]) -> list[str]:
    return [chunk.article_id for chunk in search_index.get(hits)]


def dense(search_index: SearchIndex, text: str, restriction: Filter | None = None) -> list[str]:
    found = search_index.dense(EMBEDDER.embed_query(text), 10, restriction)
    return articles_of(search_index, [hit.chunk_id for hit in found])


def lexical(search_index: SearchIndex, text: str, restriction: Filter | None = None) -> list[str]:
    found = search_index.lexical(text, 10, restriction)
    return articles_of(search_index, [hit.chunk_id for hit in found])


@pytest.mark.parametrize("search", [dense, lexical])
def test_the_nearest_article_comes_first(search_index: SearchIndex, search: type) -> None:
    assert search(search_index, "river harbour flooded")[0] == "flood.txt"
    assert search(search_index, "bread flour oven")[0] == "undated.txt"


def test_dense_search_ranks_every_chunk_and_lexical_only_those_with_a_word(search_index: SearchIndex) -> None:
    assert set(dense(search_index, "river")) == set(ARTICLES)
    assert lexical(search_index, "river") == ["flood.txt"]
    assert lexical(search_index, "zeppelin") == []
    assert lexical(search_index, "?!") == []


def test_words_of_headline_outlet_and_date_count_in_lexical_search(search_index: SearchIndex) -> None:
    assert lexical(search_index, "Giorno") == ["flood.txt"]
    assert lexical(search_index, "Fjord")[0] == "bridge.txt"


@pytest.mark.parametrize("search", [dense, lexical])
@pytest.mark.parametrize(
    ("restriction", "expected"),
    [
        (Filter(since=dt.date(2022, 1, 1)), {"flood.txt"}),
        (Filter(until=dt.date(2021, 5, 3)), {"bridge.txt"}),
        (Filter(until=dt.date(2021, 5, 2)), set()),
        (Filter(since=dt.date(2021, 5, 3), until=dt.date(2022, 6, 7)), {"bridge.txt", "flood.txt"}),
        (Filter(since=dt.date(2022, 1, 1), undated=True), {"flood.txt", "undated.txt"}),
        (Filter(outlets=("Il Giorno",)), {"flood.txt"}),
        (Filter(outlets=()), set()),
        (Filter(article_ids=("undated.txt", "bridge.txt")), {"undated.txt", "bridge.txt"}),
        (Filter(outlets=("Il Giorno",), until=dt.date(2021, 12, 31)), set()),
        (Filter(), set(ARTICLES)),
    ],
    ids=told,
)
def test_a_filter_restricts_both_searches_alike(
    search_index: SearchIndex, search: type, restriction: Filter, expected: set[str]
) -> None:
    assert set(search(search_index, "the bridge the river the oven", restriction)) == expected


@pytest.mark.parametrize("limit", [0, 1, 2])
def test_no_search_returns_more_than_the_limit(search_index: SearchIndex, limit: int) -> None:
    assert len(search_index.dense(EMBEDDER.embed_query("the"), limit)) == limit
    assert len(search_index.lexical("the", limit)) == limit


def test_scores_descend(search_index: SearchIndex) -> None:
    for hits in (search_index.dense(EMBEDDER.embed_query("the river"), 9), search_index.lexical("the river", 9)):
        scores = [hit.score for hit in hits]
        assert scores == sorted(scores, reverse=True)


def test_articles_sentences_and_chunks_hold_the_texts(search_index: SearchIndex) -> None:
    for name, text in ARTICLES.items():
        article = search_index.article(name)
        assert article.text == text
        assert [text[s.start : s.end] for s in search_index.sentences(name)] == text.split("\n\n")
    first = search_index.get(["flood.txt#0"])[0]
    assert (first.start, first.end) == (0, len(ARTICLES["flood.txt"]))


def test_cards_are_newest_first_and_undated_last(search_index: SearchIndex) -> None:
    assert [card.id for card in search_index.articles()] == ["flood.txt", "bridge.txt", "undated.txt"]
    assert search_index.outlets() == ("Daily Fjord", "Il Giorno")
    assert search_index.info().articles == 3


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(), ["flood.txt", "bridge.txt", "undated.txt"]),
        (Wanted(words=("FLOOD", "giorno")), ["flood.txt"]),
        (Wanted(outlets=("daily fjord",)), ["bridge.txt"]),
        (Wanted(since=dt.date(2021, 5, 3), until=dt.date(2021, 5, 3)), ["bridge.txt"]),
        (Wanted(until=dt.date(2021, 5, 2)), []),
    ],
    ids=told,
)
def test_a_list_holds_what_passes(search_index: SearchIndex, wanted: Wanted, expected: list[str]) -> None:
    found = search_index.find_articles(wanted)
    assert (found.total, found.first, [card.id for card in found.cards]) == (len(expected), 0, expected)
    part = search_index.find_articles(wanted, first=1, limit=1)
    assert (part.total, part.first, [card.id for card in part.cards]) == (len(expected), 1, expected[1:2])


@pytest.mark.parametrize("unknown", ["nothing.txt", ""])
def test_an_unknown_article_or_chunk_is_an_error(search_index: SearchIndex, unknown: str) -> None:
    with pytest.raises(RagError, match="there is no article"):
        search_index.article(unknown)
    with pytest.raises(RagError, match="there is no chunk"):
        search_index.get([f"{unknown}#7"])


def test_word_frequencies_count_chunks(search_index: SearchIndex) -> None:
    term = search_index.terms("harbour")[0]
    assert search_index.document_frequency(term) == 1
    assert search_index.document_frequency("zeppelin") == 0
    assert search_index.chunk_count == 3


@pytest.fixture(params=KINDS, scope="module")
def copied(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """Two reports with the same words, and a third article."""
    words = " ".join(f"The council of village {n} met and agreed on dam {n * 7} by {n * 3} votes." for n in range(8))
    folder = tmp_path_factory.mktemp("copied")
    for name, text in {"a.txt": words, "b.txt": words, "c.txt": "A council baked bread."}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return opened(request.param, folder, tmp_path_factory.mktemp("index"))


def test_a_story_has_all_its_reports(copied: SearchIndex) -> None:
    assert copied.story("b.txt") == copied.story("a.txt") == ("a.txt", "b.txt")
    assert copied.story("c.txt") == ("c.txt",)
    assert copied.story("nothing.txt") == ("nothing.txt",)


@pytest.mark.parametrize("search", [dense, lexical])
@pytest.mark.parametrize(
    ("restriction", "expected"),
    [
        (Filter(stories=("b.txt",)), {"a.txt", "b.txt"}),
        (Filter(stories=("a.txt", "c.txt")), {"a.txt", "b.txt", "c.txt"}),
        (Filter(stories=("a.txt",), article_ids=("b.txt", "c.txt")), {"b.txt"}),
        (Filter(stories=("a.txt",), article_ids=("c.txt",)), set()),
        (Filter(stories=()), set()),
    ],
    ids=told,
)
def test_a_story_lets_every_report_of_it_through(
    copied: SearchIndex, search: type, restriction: Filter, expected: set[str]
) -> None:
    assert set(search(copied, "council", restriction)) == expected


def test_the_real_dense_search_equals_brute_force(tmp_path: Path) -> None:
    """FAISS against numpy on 500 random unit vectors, with and without a filter."""
    from index.store.vectors import VectorIndex, write_vectors

    random = np.random.default_rng(7)
    vectors = random.normal(size=(500, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    write_vectors(tmp_path / "vectors.faiss", vectors)
    faiss_index = VectorIndex(tmp_path / "vectors.faiss")
    for question in vectors[:20] + 0.1 * random.normal(size=(20, 32)).astype(np.float32):
        expected = np.argsort(-(vectors @ question), kind="stable")
        assert [row for row, _ in faiss_index.nearest(question, 10)] == list(expected[:10])
        allowed = np.arange(0, 500, 3)
        assert [row for row, _ in faiss_index.nearest(question, 10, allowed)] == [r for r in expected if r % 3 == 0][
            :10
        ]
    np.testing.assert_array_equal(faiss_index.rows_at(np.array([4, 2])), vectors[[4, 2]])
