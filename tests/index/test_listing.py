"""Lists of articles: which pass, in which order, part by part."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from index.search import LocalIndex
from index.store.listing import Wanted
from tests.browser.news import ARTICLES as ARTICLES_OF_A_TOWN
from tests.index.folders import sync

ARTICLES = {
    "one.txt": ("Straße closed", "The Gazette", "2024-03-01"),
    "two.txt": ("Harbour strike ends", "Coast Wire", "2024-05-04"),
    "three.txt": ("100% of the harbour", "the gazette", "2024-05-04"),
    "four.txt": ("A walk", None, None),
}


@pytest.fixture
def listed(tmp_path: Path) -> LocalIndex:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, (title, outlet, day) in ARTICLES.items():
        labels = [f"Title: {title}", *([f"Source: {outlet}"] if outlet else []), *([f"Date: {day}"] if day else [])]
        text = f"The bridge of {name.removesuffix('.txt')} stands over the bay and carries cars."
        (folder / name).write_text("\n".join(labels) + f"\n\n{text}\n", "utf-8")
    sync(folder)
    return LocalIndex(tmp_path / "index")


CASES: list[tuple[Wanted, list[str]]] = [
    (Wanted(), ["three.txt", "two.txt", "one.txt", "four.txt"]),
    (Wanted(words=("STRASSE",)), ["one.txt"]),
    (Wanted(words=("harbour",)), ["three.txt", "two.txt"]),
    (Wanted(words=("harbour", "wire")), ["two.txt"]),
    (Wanted(words=("100%",)), ["three.txt"]),
    (Wanted(words=("_",)), []),
    (Wanted(words=("our.txt",)), ["four.txt"]),
    (Wanted(outlets=("THE GAZETTE",)), ["three.txt", "one.txt"]),
    (Wanted(outlets=("Nobody's Paper",)), []),
    (Wanted(since=dt.date(2024, 5, 4)), ["three.txt", "two.txt"]),
    (Wanted(until=dt.date(2024, 3, 1)), ["one.txt"]),
    (Wanted(since=dt.date(2024, 3, 2), until=dt.date(2024, 5, 3)), []),
]


@pytest.mark.parametrize(("wanted", "ids"), CASES)
def test_what_passes_is_listed_newest_first_and_undated_last(
    listed: LocalIndex, wanted: Wanted, ids: list[str]
) -> None:
    found = listed.find_articles(wanted)
    assert ([card.id for card in found.cards], found.total) == (ids, len(ids))


def test_a_list_is_given_in_parts_with_its_length(listed: LocalIndex) -> None:
    parts = [listed.find_articles(Wanted(), first=first, limit=3) for first in (0, 3, 6)]
    assert [[card.id for card in part.cards] for part in parts] == [
        ["three.txt", "two.txt", "one.txt"],
        ["four.txt"],
        [],
    ]
    assert {part.total for part in parts} == {4}


def test_a_card_tells_how_many_reports_its_story_has(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    story = ARTICLES_OF_A_TOWN["wire.txt"].partition("\n\n")[2]
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(story, "utf-8")
    (folder / "c.txt").write_text("Sailors asked the council for work.", "utf-8")
    sync(folder)
    index = LocalIndex(tmp_path / "index")
    assert {card.id: card.reports for card in index.articles()} == {"a.txt": 2, "b.txt": 2, "c.txt": 1}
    assert [card.reports for card in index.find_articles(Wanted(words=("b.txt",))).cards] == [2]


def test_where_an_article_lies_and_which_files_have_a_content(listed: LocalIndex, tmp_path: Path) -> None:
    path = tmp_path / "articles" / "one.txt"
    assert listed.file_of("one.txt") == ("one.txt", str(path.resolve()), 1)
    assert listed.file_of("nine.txt") is None
    assert listed.files_of(listed.article("one.txt").sha256) == ["one.txt"]
    assert listed.file_ids() == frozenset(ARTICLES)
