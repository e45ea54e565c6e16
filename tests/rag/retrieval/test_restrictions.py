"""What a query lets through: dates, outlets, articles, and articles without a date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from index.types import ArticleCard, Filter
from rag import Scope, StageEvent, open_pipeline
from rag.retrieval.restrictions import (
    PublishedByDay,
    part_restriction,
    restriction_of,
    searched_by,
    statistics_population,
)
from rag.types import Interval, Part, Query

MARCH, MAY, JULY = dt.date(2024, 3, 1), dt.date(2024, 5, 1), dt.date(2024, 7, 1)
SPRING = Interval(MARCH, MAY, "in spring")


def query(
    *,
    interval: Interval | None = None,
    as_of: dt.date | None = None,
    outlets: tuple[str, ...] = (),
    article_ids: tuple[str, ...] | None = None,
    undated: bool | None = None,
) -> Query:
    return Query(
        "q",
        "q",
        interval=interval,
        as_of=as_of,
        outlets=outlets,
        article_ids=article_ids,
        undated=undated,
        preferred_outlets=("Preferred Post",),
        order="newest",
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (query(), None),
        (query(undated=True), None),
        (query(undated=False), Filter(since=dt.date.min)),
        (query(interval=SPRING), Filter(MARCH, MAY)),
        (query(interval=SPRING, undated=True), Filter(MARCH, MAY, undated=True)),
        (query(interval=Interval(MAY, None, "")), Filter(MAY)),
        (query(as_of=MAY), Filter(until=MAY, as_of=MAY, undated=True)),
        (query(as_of=MAY, undated=False), Filter(until=MAY, as_of=MAY)),
        (query(as_of=MAY, interval=Interval(MARCH, JULY, "")), Filter(MARCH, MAY, as_of=MAY)),
        (query(as_of=JULY, interval=SPRING), Filter(MARCH, MAY, as_of=JULY)),
        (query(outlets=("Daily Fjord",)), Filter(outlets=("Daily Fjord",), undated=True)),
        (query(article_ids=()), Filter(article_ids=(), undated=True)),
        (query(article_ids=("a.txt",), undated=False), Filter(since=dt.date.min, article_ids=("a.txt",))),
    ],
)
def test_a_query_comes_to_a_filter(asked: Query, expected: Filter | None) -> None:
    assert restriction_of(asked) == expected


def test_preferences_restrict_nothing() -> None:
    assert restriction_of(query()) is None


def test_a_part_has_its_own_outlets_and_time_before_those_of_the_question() -> None:
    asked = query(outlets=("Daily Fjord", "Il Giorno"), interval=SPRING, as_of=JULY)
    own = Part("p", ("Il Giorno",), Interval(MAY, MAY, "on 1 May"))
    assert part_restriction(asked, own) == Filter(MAY, MAY, ("Il Giorno",), as_of=JULY)
    assert part_restriction(asked, Part("p")) == restriction_of(asked)


def test_the_time_that_the_person_set_goes_before_that_of_a_part() -> None:
    asked = query(interval=Interval(MARCH, MARCH, ""))
    assert part_restriction(asked, Part("p", (), Interval(MAY, JULY, "since May"))) == Filter(MARCH, MARCH)


def test_words_are_counted_among_what_was_published_by_the_day() -> None:
    assert statistics_population(query(interval=SPRING, outlets=("Daily Fjord",))) is None
    assert statistics_population(query(as_of=MAY, interval=SPRING)) == Filter(as_of=MAY, undated=True)
    assert statistics_population(query(as_of=MAY, undated=False)) == Filter(as_of=MAY)


def card(outlet: str | None, published: dt.date | None) -> ArticleCard:
    return ArticleCard("i", "p", "t", "heading", outlet, published, "dateline" if published else None, 1)


def test_outlets_are_known_from_their_first_article_on() -> None:
    outlets = PublishedByDay(
        [
            card("Il Giorno", JULY),
            card("Il Giorno", MAY),
            card("Daily Fjord", MARCH),
            card("Undated", None),
            card(None, MAY),
        ]
    )
    assert outlets.known(MARCH, undated=False) == ("Daily Fjord",)
    assert outlets.known(dt.date(2024, 4, 30), undated=True) == ("Daily Fjord", "Undated")
    assert outlets.known(MAY, undated=False) == ("Daily Fjord", "Il Giorno")
    assert outlets.known(dt.date(2020, 1, 1), undated=False) == ()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (Query("Q?", "Q?"), "1,204 articles"),
        (Query("Q?", "Q?", article_ids=("a.txt",)), "1 article"),
        (Query("Q?", "Q?", article_ids=("a.txt", "b.txt")), "2 articles"),
        (Query("Q?", "Q?", article_ids=("a.txt", "b.txt"), undated=False), "the articles of this scope"),
        (Query("Q?", "Q?", outlets=("Coast Wire",)), "the articles of this scope"),
        (Query("Q?", "Q?", parts=(Part("Q?", outlets=("Coast Wire",)), Part("R?"))), "the articles of this scope"),
        (Query("Q?", "Q?", parts=(Part("Q?"), Part("R?"))), "1,204 articles"),
    ],
)
def test_the_number_that_is_searched_is_told_where_it_is_known(query: Query, words: str) -> None:
    assert searched_by(query, 1_204) == words


def test_the_stage_tells_of_the_articles_that_are_asked(seed_index: Path) -> None:
    pipeline = open_pipeline(seed_index)
    one = Scope(article_ids=(pipeline.search_index.articles()[0].id,))
    assert next(pipeline.stream("Who met the president?", scope=one)) == StageEvent("Searching 1 article")
    assert next(pipeline.stream("How many articles mention Kazakhstan?", scope=one)) == StageEvent(
        "Counting in 1 article"
    )
