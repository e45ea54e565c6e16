"""The names of a question file and the articles of an index: which stand for which, and what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.types import Article, ArticleCard
from rag.evaluation import GoldQuote, KnownQuestion
from rag.evaluation.gold import FoundQuote, GoldFinder
from tests.rag.evaluation.scripted import TEXTS, fake_index

BRIDGE, FLOOD, OWLS = TEXTS


class Renamed:
    """One article, with cards of these ids."""

    fingerprint = "renamed"

    def __init__(self, *ids: str) -> None:
        self._cards = tuple(replace(fake_index().articles()[0], id=article_id) for article_id in ids)

    def articles(self) -> tuple[ArticleCard, ...]:
        return self._cards

    def article(self, article_id: str) -> Article:  # noqa: ARG002 - all are one
        return fake_index().article(BRIDGE)


IDS = ("corpus.jsonl#7", "corpus.jsonl#77", "a#b.jsonl#c#1", "2024/03/treaty.txt", "000_first.txt", "001_other.txt")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("corpus.jsonl#7", ("corpus.jsonl#7",)),
        ("7", ("corpus.jsonl#7",)),
        ("c#1", ("a#b.jsonl#c#1",)),
        ("1", ("a#b.jsonl#c#1",)),
        ("treaty.txt", ("2024/03/treaty.txt",)),
        ("treaty", ("2024/03/treaty.txt",)),
        ("2024/03/treaty", ("2024/03/treaty.txt",)),
        ("reaty", ()),
        ("000", ()),
        ("corpus.jsonl#", ()),
        ("", ()),
    ],
)
def test_a_whole_name_is_an_id_a_record_or_a_file(name: str, found: tuple[str, ...]) -> None:
    assert GoldFinder(Renamed(*IDS)).articles(name, whole=True) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("000", ("000_first.txt",)),
        ("00", ("000_first.txt", "001_other.txt")),
        ("corpus.jsonl#7", ("corpus.jsonl#7",)),
        ("corpus.jsonl#", ("corpus.jsonl#7", "corpus.jsonl#77")),
        ("2025", ()),
        ("", ()),
    ],
)
def test_where_beginnings_are_allowed_they_come_last(name: str, found: tuple[str, ...]) -> None:
    assert GoldFinder(Renamed(*IDS)).articles(name, whole=False) == found


def test_what_stands_for_no_article_stays_gold_and_is_told() -> None:
    known = KnownQuestion("k", "a?", None, ("flood", "gone.txt"), grades=(3, 1))
    gold = GoldFinder(fake_index()).gold(known)
    assert gold.articles == {FLOOD: 3, "gone.txt": 1}
    assert gold.missing_articles == ("gone.txt",)


def test_a_quote_that_its_article_does_not_hold_is_told() -> None:
    quotes = (GoldQuote("Nobody  was hurt", FLOOD), GoldQuote("Nobody was hurt", OWLS), GoldQuote("x", "gone.txt"))
    gold = GoldFinder(fake_index()).gold(KnownQuestion("k", "a?", None, (FLOOD,), evidence=quotes))
    assert gold.quotes == (
        FoundQuote("Nobodywashurt", frozenset({FLOOD})),
        FoundQuote("Nobodywashurt", frozenset({OWLS})),
        FoundQuote("x", frozenset()),
    )
    assert gold.missing_quotes == ("Nobody was hurt", "x")


def test_a_quote_of_no_named_article_is_looked_for_in_the_gold_ones() -> None:
    finder = GoldFinder(fake_index())
    quotes = (GoldQuote("Nobody was hurt"),)
    assert finder.gold(KnownQuestion("k", "a?", None, (FLOOD,), evidence=quotes)).missing_quotes == ()
    assert finder.gold(KnownQuestion("k", "a?", None, (OWLS,), evidence=quotes)).missing_quotes == ("Nobody was hurt",)
    assert finder.gold(KnownQuestion("k", "a?", None, evidence=quotes)).missing_quotes == ()


def test_a_question_without_an_answer_has_no_gold() -> None:
    gold = GoldFinder(fake_index()).gold(KnownQuestion("k", "a?", (), (FLOOD,), evidence=(GoldQuote("x", FLOOD),)))
    assert (gold.articles, gold.quotes, gold.missing_quotes) == ({}, (), ())


def test_grades_belong_to_articles_and_are_of_one_at_least() -> None:
    with pytest.raises(ValueError, match="has 1 articles and 2 grades"):
        KnownQuestion("k", "a?", None, ("x",), grades=(1, 1))
    with pytest.raises(ValueError, match=r"has the grades \(0,\)"):
        KnownQuestion("k", "a?", None, ("x",), grades=(0,))
