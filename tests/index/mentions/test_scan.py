"""Every article with a mention is found, however its words are cut, spelled or marked: against reading all texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.mentions.scan import Texts, cut_articles, narrowed, scan
from index.reading.boilerplate import kept_text
from index.search import LocalIndex
from index.sync import sync
from index.types import Article, Chunk
from tests.fakes import FakeEmbedder

WORDS = [
    "flood", "Floods", "FLOOD", "flood's", "floody", "straße", "Strasse", "ﬁne", "fine", "bus", "boſs", "boss", "bosses",
    "U.S.", "US", "us", "party", "parties", "cafe\u0301", "café", "cafe", "K", "x" * 50,
    "ab" * 900, "x" * 116 + "/flood", "C++", "end.\n\n", "-", "\n",
    "Photo: Getty\n", "İx", "Ⓐb", "北京", "_fine_",
]  # fmt: skip
PHRASES = [
    "flood",
    "floods",
    "strasse",
    "fine",
    "fine boss",
    "boss",
    "US",
    "U.S. flood",
    "party",
    "café",
    "cafe",
    "k",
    "x" * 50,
    "b",
    "C++",
    "bus US",
]


@pytest.fixture
def in_small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of a few words, so that phrases and long words cross their ends."""
    monkeypatch.setattr(FakeEmbedder, "max_tokens", 8)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.lists(st.sampled_from(WORDS), min_size=3, max_size=25), min_size=1, max_size=5))
@pytest.mark.usefixtures("in_small_windows")
def test_what_is_narrowed_down_equals_what_is_read_in_full(texts: list[list[str]]) -> None:
    with index_of(["Once upon a time. " + " ".join(words) + " was all." for words in texts]) as search_index:
        cards = search_index.articles()
        reading = Texts(search_index.article, search_index.sentences, search_index.terms)
        for phrase in PHRASES:
            for about in (False, True) if len(phrase) < 41 else (False,):  # the word index has no longer words
                found = search_index.mentions([phrase], about=about)
                assert found == scan(reading, cards, [phrase], about=about), (phrase, about)
        by_hand = {card.id for card in cards if plainly_holds(search_index.article(card.id), "flood")}
        assert {mention.article_id for mention in search_index.mentions(["flood"]).found} == by_hand


def plainly_holds(article: Article, word: str) -> bool:
    """A second reading of the same rule for one plain word, straight on the text."""
    kept = kept_text(article.text, 0, len(article.text), article.boilerplate)
    folded = unicodedata.normalize("NFC", f"{article.title}\n{kept}").casefold()
    return re.search(rf"(?<![^\W_]){word}(?:s|'s)?(?![^\W_])", folded) is not None


class index_of:  # noqa: N801 - reads as a function in a with statement
    """An index of texts, gone with its folder afterwards."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._folder = TemporaryDirectory()

    def __enter__(self) -> LocalIndex:
        folder = Path(self._folder.name, "articles")
        folder.mkdir()
        for number, text in enumerate(self._texts):
            (folder / f"{number}.txt").write_text(text, encoding="utf-8")
        sync([folder], folder.parent / "index", embedder=FakeEmbedder())
        return LocalIndex(folder.parent / "index")

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()


def chunks_of(*bounds: tuple[str, int, int, int]) -> Iterator[Chunk]:
    return (Chunk(article, ordinal, start, end, 1) for article, ordinal, start, end in bounds)


def test_articles_with_touching_chunks_are_known_in_any_order_of_chunks() -> None:
    touching = [("a", 0, 0, 5), ("a", 1, 5, 9), ("b", 0, 0, 5), ("b", 1, 6, 9), ("c", 0, 0, 5), ("d", 1, 5, 6)]
    assert cut_articles(chunks_of(*touching)) == {"a"}
    assert cut_articles(chunks_of(*reversed(touching))) == {"a"}
    assert cut_articles(chunks_of()) == frozenset()


def test_a_rare_word_narrows_and_an_article_with_a_cut_word_is_read_whatever_it_holds() -> None:
    with index_of(["The ferry stood still.", "The bread was dear.", "See " + "ab" * 900 + "x ferry"]) as search_index:
        assert narrowed(search_index, ["ferry"], None, always=frozenset) == frozenset({"0.txt", "2.txt"})
        cut = frozenset({"2.txt"})
        assert narrowed(search_index, ["bread"], None, always=lambda: cut) == frozenset({"1.txt", "2.txt"})
        assert narrowed(search_index, ["Zürich"], None, always=frozenset) is None
        assert narrowed(search_index, ["ferry", "bread"], None, always=frozenset) == frozenset({"1.txt"})
        either = narrowed(search_index, ["ferry", "bread"], None, every=False, always=frozenset)
        assert either == frozenset({"0.txt", "1.txt", "2.txt"})
