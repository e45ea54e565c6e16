"""Counts, lists and ends, told and quoted: over articles in memory, with every number known."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict

import pytest

from index.reading.chunking import chunk_article, indexed_text
from index.types import Filter
from rag.answering.listing import LISTED, Tally, tally
from rag.answering.reader import Reading
from rag.asking.tasks import TaskFound, task_of
from rag.types import Interval, Query
from tests.articles import read
from tests.fakes import FakeEmbedder, FakeIndex

TEXTS = {
    "a.txt": "# Ferry strike\n\nOSLO, 3 May 2021 (Daily Fjord): The boats stood still. A ferry was sold.",
    "b.txt": "# Bread\n\nROME, 7 June 2022 (Il Giorno): Bread is dear. Wheat is dear. Oil is dear. The ferry sails.",
    "c.txt": "# Ferry strike\n\nOSLO, 3 May 2021 (Daily Fjord): The boats stood still. A ferry was sold.",
    "d.txt": "# Recipes\n\nTake flour from the mill. Take a ferry to the mill.",
    "e.txt": "# Ferry sold\n\nOSLO, 3 May 2021 (Daily Fjord): It went to Greece.",
}


def index_of(texts_by_name: dict[str, str]) -> FakeIndex:
    embedder = FakeEmbedder()
    stored = []
    for name, text in texts_by_name.items():
        article, sentences = read(name, text)
        stored.append((article, sentences, chunk_article(article, sentences, embedder.token_starts, window=62)))
    texts = [indexed_text(article, chunk.start, chunk.end) for article, _, chunks in stored for chunk in chunks]
    return FakeIndex(stored, embedder.embed_passages(texts))


INDEX = index_of(TEXTS)


def told(question: str, restriction: Filter | None = None, query: Query | None = None) -> tuple[Reading, Tally]:
    found = task_of(question)
    assert found is not None
    return tally(query or Query(question, standalone=question), found, INDEX, restriction)


def cited(reading: Reading) -> list[str]:
    return [claim.cites[0].article.id[0] for claim in reading.claims]


def test_a_count_is_of_all_articles_and_of_their_stories() -> None:
    reading, numbers = told("How many articles mention the ferry?")
    assert numbers == Tally(
        task="count",
        topic="ferry",
        about=False,
        articles=5,
        stories=4,
        mentions=7,
        scanned=5,
        undated=1,
        first=dt.date(2021, 5, 3),
        last=dt.date(2022, 6, 7),
        listed=numbers.listed,
        sentence="5 articles (4 stories, copies counted once) mention “ferry”, 7 times in their texts.",
    )
    assert [(one.id[0], one.title, one.outlet, one.published, one.mentions) for one in numbers.listed] == [
        ("b", "Bread", "Il Giorno", dt.date(2022, 6, 7), 1),
        ("a", "Ferry strike", "Daily Fjord", dt.date(2021, 5, 3), 2),
        ("c", "Ferry strike", "Daily Fjord", dt.date(2021, 5, 3), 2),
        ("e", "Ferry sold", "Daily Fjord", dt.date(2021, 5, 3), 1),
        ("d", "Recipes", None, None, 1),
    ]
    assert reading.notes[0] == (
        "5 articles (4 stories, copies counted once) mention “ferry”, 7 times in their texts. "
        "Counted over all 5 articles of the index, not only over those listed."
    )
    assert reading.confidence == 1.0
    assert json.loads(json.dumps(asdict(numbers), default=str))["listed"][1] == {
        "id": numbers.listed[1].id,
        "title": "Ferry strike",
        "outlet": "Daily Fjord",
        "published": "2021-05-03",
        "mentions": 2,
    }


def test_each_article_is_quoted_by_the_first_sentence_that_mentions_it_and_by_a_heading_only_for_want_of_one() -> None:
    reading, _ = told("List all articles that mention the ferry")
    assert [(claim.cites[0].article.id[0], claim.text) for claim in reading.claims] == [
        ("b", "The ferry sails."),
        ("a", "A ferry was sold."),
        ("c", "A ferry was sold."),
        ("e", "# Ferry sold"),
        ("d", "Take a ferry to the mill."),
    ]
    for claim in reading.claims:
        [cite] = claim.cites
        assert cite.article.text[cite.start : cite.end] == cite.quote == claim.text
    assert [claim.cites[0].number for claim in reading.claims] == [1, 2, 3, 4, 5]
    assert reading.notes[2] == "All are listed, newest first. 1 article without a date comes last."


def test_what_counts_is_said_to_the_person() -> None:
    mention, _ = told("How many articles mention the ferry?")
    assert mention.notes[1] == (
        "A mention is “ferry” word for word, in small letters or capitals (up to three capitals in capitals only), "
        "with a plural or possessive ending or without."
    )
    about, numbers = told("Which articles are about dear wheat?")
    assert (cited(about), numbers.articles, numbers.mentions) == (["b"], 1, 1)
    assert about.notes[0].startswith(
        "1 article (1 story, copies counted once) is about “dear wheat”. Counted over all 5"
    )
    assert about.notes[1:] == (
        (
            "An article counts as about it when the words “dear wheat”, in any inflection, stand in its headline, "
            "together in one of its first three sentences, or together in two of its sentences."
        ),
    )


def test_nothing_found_is_a_count_of_none() -> None:
    reading, numbers = told("How many articles mention zeppelins?")
    assert reading == Reading((), 0.0, ("No article mentions “zeppelins”. Searched: all 5 articles of the index.",))
    assert (numbers.articles, numbers.stories, numbers.scanned, numbers.first) == (0, 0, 5, None)
    assert (numbers.sentence, numbers.listed) == ("No article mentions “zeppelins”.", ())


def test_restrictions_are_honoured_and_named() -> None:
    since = dt.date(2022, 1, 1)
    query = Query("", standalone="", interval=Interval(since, None, "since 2022"), outlets=("Il Giorno",))
    reading, numbers = told("List all articles about bread", Filter(since=since, outlets=("Il Giorno",)), query)
    assert cited(reading) == ["b"]
    assert numbers.scanned == 1
    assert (
        "Counted over the only article that passes the restrictions (since 2022; Il Giorno), of 5 in"
        in reading.notes[0]
    )
    nothing, _ = told("List all articles about bread", Filter(outlets=()))
    assert nothing.notes == ("No article passes the restrictions, so none of the 5 was searched.",)


@pytest.mark.parametrize(
    ("question", "sentence", "outlets"),
    [
        (
            "Which outlets mention the ferry?",
            "2 outlets have 5 articles (4 stories, copies counted once) that mention “ferry”, 7 times in their texts.",
            ["By 2 outlets: Daily Fjord (3), Il Giorno (1).", "1 article without a known outlet."],
        ),
        (
            "How many newspapers reported on the strike?",
            "1 outlet has 2 articles (1 story, copies counted once) that are about “strike”.",
            ["By 1 outlet: Daily Fjord (2)."],
        ),
        (
            "Which outlets mention flour?",
            "1 article (1 story, copies counted once) mentions “flour”, 1 time in its text.",
            ["1 article without a known outlet."],
        ),
        (
            "Which outlet first mentioned the ferry?",
            "2 outlets have 5 articles (4 stories, copies counted once) that mention “ferry”, 7 times in their texts.",
            [
                "The first is of 3 May 2021, by Daily Fjord, 3 articles of the same day; which of them came first is not known."
            ],
        ),
    ],
)
def test_the_outlets_asked_for_are_counted_and_named(question: str, sentence: str, outlets: list[str]) -> None:
    reading, numbers = told(question)
    assert numbers.sentence == sentence
    assert list(reading.notes[2 : 2 + len(outlets)]) == outlets


def test_the_first_is_every_article_of_the_first_day_and_the_undated_are_named() -> None:
    reading, _ = told("What was the first article that mentions the ferry?")
    assert cited(reading) == ["a", "c", "e"]
    assert reading.notes[2:] == (
        "The first is of 3 May 2021, 3 articles of the same day; which of them came first is not known.",
        "Without a date, so perhaps earlier or later: “Recipes”.",
    )


@pytest.mark.parametrize(
    ("question", "expected", "days"),
    [
        ("When was the ferry last mentioned?", ["b"], ["The last is of 7 June 2022."]),
        ("When was bread first and last mentioned?", ["b"], ["The first is of 7 June 2022.", "The last is of 7 June 2022."]),
        ("Show me the first and the last article", ["a", "c", "e", "b"], None),
    ],
)  # fmt: skip
def test_the_last_and_both(question: str, expected: list[str], days: list[str] | None) -> None:
    reading, _ = told(question)
    assert cited(reading) == expected
    assert days is None or [note for note in reading.notes if note.startswith("The ")] == days


def test_articles_without_a_date_have_no_first() -> None:
    reading, numbers = told("When was flour first mentioned?")
    assert cited(reading) == ["d"]
    assert (numbers.first, numbers.undated) == (None, 1)
    assert reading.notes[2:] == ("Without a date, so perhaps earlier or later: “Recipes”.",)


def test_without_a_topic_every_article_counts_by_its_opening_sentence() -> None:
    reading, numbers = told("How many articles are there?")
    assert (numbers.articles, numbers.stories) == (5, 4)
    assert reading.notes[0] == (
        "5 articles (4 stories, copies counted once). Counted over all 5 articles of the index, not only over those listed."
    )
    assert reading.claims[0].text == "ROME, 7 June 2022 (Il Giorno): Bread is dear."


def test_more_articles_than_are_listed_are_counted_all_the_same() -> None:
    many = index_of({f"{n:02}.txt": f"Oslo, {n} May 2021: Ferry number {n} sails." for n in range(1, 31)})
    found = task_of("Which articles mention the ferry?")
    assert found is not None
    reading, numbers = tally(Query("", standalone=""), found, many, None)
    assert (numbers.articles, len(reading.claims), LISTED) == (30, 20, 20)
    assert [one.published for one in numbers.listed] == [dt.date(2021, 5, day) for day in range(30, 0, -1)]
    assert reading.claims[0].text == "Oslo, 30 May 2021: Ferry number 30 sails."
    assert reading.notes[2] == ("Quoted are the 20 newest of 30; all 30 are in the JSON (`--json`), under `tally`.")


def test_an_article_that_counts_for_its_headline_alone_is_quoted_by_its_opening_and_that_is_said() -> None:
    body = "<p>It was large and it came down in a field near the lake.</p><p>Nobody was hurt, said the mayor.</p>"
    page = f"<html><head><title>Zeppelin lands</title></head><body>{body}</body></html>"
    article, _ = read("z.html", page)
    assert "Zeppelin" not in article.text
    found = TaskFound("list", "zeppelin", ("zeppelin",), about=False, words="")
    reading, numbers = tally(Query("", standalone=""), found, index_of({"z.html": page}), None)
    assert reading.claims[0].text == "It was large and it came down in a field near the lake."
    assert reading.notes[-1] == "Only the headline says so, and the opening sentence is quoted: “Zeppelin lands”."
    assert (numbers.articles, numbers.mentions) == (1, 0)
