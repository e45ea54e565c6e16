"""What `mentions` of every `SearchIndex` must find: one suite over the fake in memory, the one on disk and the one in Milvus."""

from __future__ import annotations

import datetime as dt

import pytest

from index.errors import QuestionError
from index.types import Filter, Mention, Span
from rag.answering.listing import MentionIndex
from tests.contracts.test_search_index_contract import KINDS, opened

REST = (
    "All wait. The island has no other way to the town, and its shops were empty on the third day. Nobody could say when "
    "boats would sail again, for talks had not begun, and the owners were said to be abroad until the end of the month."
)
ARTICLES = {
    "a-ferry.txt": "# Ferry strike\n\nOSLO, 3 May 2021 (Daily Fjord): The ferry stood still. A ferry's crew waits.\n\n"
    + REST,
    "b-bread.txt": "# Bread\n\nROME, 7 June 2022 (Il Giorno): Bread is dear. Wheat is dear. Oil is dear. The ferries sail.",
    "c-copy.txt": "# Ferry strike\n\nOSLO, 3 May 2021 (Daily Fjord): The ferry stood still. A ferry's crew waits.\n\n"
    + REST,
    "d-undated.txt": "# Recipes\n\nTake flour from the mill. Take water from the lake. Take salt from the sea. "
    "Heat the oven. The ferry\nstrike made the flour dear; the flour was wheat.",
}


@pytest.fixture(params=KINDS, scope="module")
def search_index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> MentionIndex:
    folder = tmp_path_factory.mktemp("articles")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return opened(request.param, folder, tmp_path_factory.mktemp("index"))


def ids(search_index: MentionIndex, *phrases: str, about: bool = False, every: bool = True) -> list[str]:
    return [mention.article_id[0] for mention in search_index.mentions(phrases, about=about, every=every).found]


@pytest.mark.parametrize(
    ("phrases", "every", "expected"),
    [
        (("ferry",), True, ["b", "a", "c", "d"]),
        (("FERRY",), True, ["b", "a", "c", "d"]),
        (("ferry strike",), True, ["a", "c", "d"]),
        (("ferries",), True, ["b"]),
        (("wheat",), True, ["b", "d"]),
        (("wheat", "flour"), True, ["d"]),
        (("wheat", "strike"), False, ["b", "a", "c", "d"]),
        (("zeppelin",), True, []),
        (("zeppelin", "oven"), False, ["d"]),
        (("zeppelin", "oven"), True, []),
        ((), True, ["b", "a", "c", "d"]),
    ],
)
def test_the_articles_that_mention_phrases_newest_first_and_undated_last(
    search_index: MentionIndex, phrases: tuple[str, ...], *, every: bool, expected: list[str]
) -> None:
    assert ids(search_index, *phrases, every=every) == expected


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("ferry", ["a", "c"]),  # far below, and once, in the others
        ("strikes", ["a", "c"]),  # by the headline alone
        ("waits crew", ["a", "c"]),  # any order, in an opening sentence
        ("flour", ["d"]),
        ("dear wheat", ["b"]),
        ("bread oil", []),  # each in a sentence, never together
        ("zeppelin", []),
    ],
)
def test_the_articles_that_are_about_a_topic(search_index: MentionIndex, topic: str, expected: list[str]) -> None:
    assert ids(search_index, topic, about=True) == expected


def test_no_topic_of_capitals_is_found_in_small_letters(search_index: MentionIndex) -> None:
    assert ids(search_index, "ALL", about=True) == []
    assert ids(search_index, "all", about=True) == ["a", "c"]


def test_a_mention_says_how_often_and_where_first(search_index: MentionIndex) -> None:
    text = ARTICLES["a-ferry.txt"]
    [_, first, *_] = search_index.mentions(("ferry",)).found
    assert first == Mention("a-ferry.txt", 3, Span(2, 7), in_headline=True)
    assert text[2:7] == "Ferry"
    [topic, _] = search_index.mentions(("ferry",), about=True).found
    sentence = "OSLO, 3 May 2021 (Daily Fjord): The ferry stood still."
    assert topic.first == Span(text.index(sentence), text.index(sentence) + len(sentence))
    assert (topic.count, topic.in_headline) == (3, True)


@pytest.mark.parametrize(
    ("restriction", "scanned", "expected"),
    [
        (None, 4, ["b", "a", "c", "d"]),
        (Filter(), 4, ["b", "a", "c", "d"]),
        (Filter(since=dt.date(2022, 1, 1)), 1, ["b"]),
        (Filter(until=dt.date(2021, 5, 3), undated=True), 3, ["a", "c", "d"]),
        (Filter(outlets=("Daily Fjord",)), 2, ["a", "c"]),
        (Filter(outlets=()), 0, []),
        (Filter(article_ids=("d-undated.txt", "nothing.txt")), 1, ["d"]),
        (Filter(stories=("a-ferry.txt",)), 2, ["a", "c"]),
        (Filter(stories=("a-ferry.txt",), article_ids=("c-copy.txt", "b-bread.txt")), 1, ["c"]),
    ],
    ids=str,
)
def test_a_filter_decides_what_is_scanned(
    search_index: MentionIndex, restriction: Filter | None, scanned: int, expected: list[str]
) -> None:
    found = search_index.mentions(("ferry",), restriction)
    assert found.scanned == scanned
    assert [mention.article_id[0] for mention in found.found] == expected


@pytest.mark.parametrize("about", [True, False])
def test_a_phrase_without_a_word_is_refused(search_index: MentionIndex, *, about: bool) -> None:
    with pytest.raises(QuestionError, match="has no word in it"):
        search_index.mentions(("--",), about=about)
