"""What Milvus itself has lost is told to those who ask, never left out in silence, and written anew by the next sync."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.errors import IndexCorrupt, ServerUnavailable, SourceError
from index.milvus import facts, search
from index.milvus.database import ARTICLES, CHUNKS, TEXTS, WORDS, MilvusDatabase
from index.milvus.facts import read_facts
from index.milvus.rows import key_of, unpack, versions_of
from index.milvus.versions import Versions
from index.milvus.writing import base
from index.milvus.writing.following import synced
from index.sync import sync
from tests.index.milvus.databases import EMBEDDER, Place, everything

NAMES = ("river.txt", "bread.txt", "council.txt", "dam.txt")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(base, "_AGAIN_SECONDS", 0.0)
    made = Place(tmp_path, str(tmp_path / "articles.db"))
    for name in NAMES:
        made.write(name, f"Published: 2021-05-04\n\nThe {name} was in the news. The council votes on the river bridge.")
    made.sync()
    made.write("ferry.txt", "The ferry rests. Bread and water for the council.")
    made.sync()
    return made


def lose_a_chunk(database: MilvusDatabase) -> None:
    row = next(row for row in database.each(CHUNKS, "since >= 0", ["article_id"]) if row["article_id"] == "dam.txt")
    database.remove(CHUNKS, [row["pk"]])


def lose_a_card(database: MilvusDatabase) -> None:
    database.remove(ARTICLES, [key_of("dam.txt")])


def lose_the_facts(database: MilvusDatabase) -> None:
    database.remove(TEXTS, ["facts-2-0"])


def lose_everything(database: MilvusDatabase) -> None:
    for collection in (ARTICLES, WORDS, TEXTS, CHUNKS):
        database.remove(collection, [row["pk"] for row in database.each(collection, "since >= 0", [])])


def lose_the_words(database: MilvusDatabase) -> None:
    database.remove(WORDS, [row["pk"] for row in database.each(WORDS, "since >= 0", [])])


def lose_a_collection(database: MilvusDatabase) -> None:
    database.drop([WORDS])


def spoil_a_card(database: MilvusDatabase) -> None:
    [row] = database.get(ARTICLES, [key_of("dam.txt")], ["since", "body", "none"], guarantee=0).values()
    database.put(ARTICLES, [dict(row) | {"body": '[[1,"not packed"]]'}])


@pytest.mark.parametrize(
    ("lose", "told"),
    [
        (lose_a_chunk, "4 chunks instead of 5"),
        (lose_a_card, "4 articles instead of 5"),
        (lose_the_words, "0 words instead of 21"),
        (lose_a_collection, "0 words instead of 21"),
        (spoil_a_card, "not all cards of its articles can be read"),
    ],
)
def test_the_next_sync_publishes_everything_anew_and_says_so(
    place: Place, lose: Callable[[MilvusDatabase], None], told: str
) -> None:
    lose(place.database())
    report = place.sync()
    assert report.published
    assert [told in note and "published anew" in note for note in report.notes] == [True], report.notes
    assert everything(place.open()) == everything(place.local())
    again = place.sync()
    assert not again.published
    assert not [note for note in again.notes if "anew" in note]


@pytest.mark.parametrize("lose", [lose_the_facts, lose_everything])
def test_what_says_of_which_folders_it_is_is_replaced_only_when_that_is_wanted(
    place: Place, lose: Callable[[MilvusDatabase], None]
) -> None:
    lose(place.database())
    with pytest.raises(SourceError, match=r"has lost what version 2 says of itself.*`rag sync --replace` publishes"):
        place.sync()
    report = place.sync(replace=True)
    assert [note for note in report.notes if "what it says of itself is missing" in note]
    assert everything(place.open()) == everything(place.local())


@pytest.mark.parametrize("lose", [lose_a_chunk, lose_a_card, spoil_a_card])
def test_what_changes_at_the_same_time_is_published_with_it(
    place: Place, lose: Callable[[MilvusDatabase], None]
) -> None:
    lose(place.database())
    (place.folder / "dam.txt").unlink()
    place.write("river.txt", "The river rose. Nobody rests.")
    place.write("zeppelin.txt", "A zeppelin over the dam.")
    place.sync()
    assert everything(place.open()) == everything(place.local())
    assert sorted(card.id for card in place.open().articles()) == [
        "bread.txt",
        "council.txt",
        "ferry.txt",
        "river.txt",
        "zeppelin.txt",
    ]


def test_a_sync_that_was_stopped_while_it_published_anew_is_finished_by_the_next(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_a_chunk(place.database())
    put, calls = MilvusDatabase.put, iter(range(1_000))

    def stopped(self: MilvusDatabase, collection: str, rows: list[dict[str, Any]]) -> None:
        if next(calls) == 6:
            raise ServerUnavailable("stopped")
        put(self, collection, rows)

    with monkeypatch.context() as patched:
        patched.setattr(MilvusDatabase, "put", stopped)
        with pytest.raises(ServerUnavailable, match="stopped"):
            place.sync()
    (place.folder / "bread.txt").unlink()
    place.sync()
    assert everything(place.open()) == everything(place.local())
    assert place.database().count(CHUNKS, f"since == {Versions(place.database()).current()}", guarantee=0) == 4


def test_who_asks_is_told_and_an_open_index_notices(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = place.open()
    assert len(reader.dense(EMBEDDER.embed_query("the river"), 10)) == 5
    lose_a_chunk(place.database())
    assert reader.is_current()  # it has counted less than a minute ago
    monkeypatch.setattr(search, "_COUNTED_SECONDS", 0.0)
    assert not reader.is_current()
    with pytest.raises(IndexCorrupt, match=r"version 2 as it was published \(4 chunks instead of 5\); `rag sync`"):
        place.open()
    place.sync()
    assert place.open().is_current()


def test_what_was_missed_once_is_not_lost(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    count, calls = MilvusDatabase.count, iter(range(100))

    def short(self: MilvusDatabase, collection: str, where: str, *, guarantee: int) -> int:
        return count(self, collection, where, guarantee=guarantee) - (next(calls) == 0)

    monkeypatch.setattr(MilvusDatabase, "count", short)
    assert len(place.open().articles()) == 5


def test_an_index_of_nothing_has_lost_nothing(place: Place) -> None:
    for name in (*NAMES, "ferry.txt"):
        (place.folder / name).unlink()
    synced(
        lambda: sync([place.folder], place.index_path, embedder=EMBEDDER, allow_empty=True),
        place.config,
        place.index_path,
    )
    assert place.open().articles() == ()
    assert place.open().dense(EMBEDDER.embed_query("the river"), 5) == []


def test_what_says_once_that_something_is_lost_says_so_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = place.open()
    lose_a_chunk(place.database())
    monkeypatch.setattr(reader, "_counted", -1_000_000.0)
    assert [reader.is_current() for _ in range(3)] == [False, False, False]


def test_a_row_that_is_counted_twice_is_not_lost(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """As some versions of Milvus count what was written over."""
    count = MilvusDatabase.count

    def twice(self: MilvusDatabase, collection: str, where: str, *, guarantee: int) -> int:
        return count(self, collection, where, guarantee=guarantee) + 1

    monkeypatch.setattr(MilvusDatabase, "count", twice)
    assert len(place.open().articles()) == 5
    assert not place.sync().published


def stopped_before_it_is_published(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise ServerUnavailable("stopped")

    with monkeypatch.context() as patched:
        patched.setattr(Versions, "publish", stopped)
        with pytest.raises(ServerUnavailable, match="stopped"):
            place.sync()


@pytest.mark.parametrize("collection", [CHUNKS, TEXTS, WORDS, ARTICLES])
def test_what_a_stopped_writer_wrote_and_milvus_lost_is_written_again(
    place: Place, monkeypatch: pytest.MonkeyPatch, collection: str
) -> None:
    place.write("zeppelin.txt", "A zeppelin over the dam.")
    place.write("river.txt", "The river rose. Nobody rests.")
    stopped_before_it_is_published(place, monkeypatch)
    database = place.database()
    database.remove(collection, [row["pk"] for row in database.each(collection, "since == 3", [])])
    place.sync()
    assert everything(place.open()) == everything(place.local())
    assert not place.sync().published


def test_a_card_that_was_only_moved_is_no_article_that_was_written(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = " ".join(f"word{number} of the river" for number in range(40))
    place.write("long.txt", f"Published: 2021-05-05\n\nThe story begins. {words}.")
    place.sync()
    place.write("later.txt", f"Published: 2021-05-06\n\nThe story begins. {words}.")
    stopped_before_it_is_published(place, monkeypatch)
    [row] = place.database().get(ARTICLES, [key_of("long.txt")], ["since", "body"], guarantee=0).values()
    assert (row["since"], unpack(versions_of(row["body"])[0][1] or "")["since"]) == (4, 3)
    lose_a_chunk(place.database())
    place.sync()
    assert place.open().story("later.txt") == ("long.txt", "later.txt")
    assert everything(place.open()) == everything(place.local())


def test_all_that_was_seen_is_removed_once_no_reader_needs_it(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    lose_a_card(place.database())
    place.sync()
    monkeypatch.setattr(facts, "GRACE_SECONDS", 0.0)
    for number in range(3):
        place.write("zeppelin.txt", f"A zeppelin over the dam, number {number}.")
        place.sync()
    rows = list(place.database().each(CHUNKS, "since >= 0", ["since"]))
    assert {int(row["since"]) for row in rows} == {3, 5, 6}
    assert len(rows) == 7
    assert everything(place.open()) == everything(place.local())


def test_the_words_of_a_version_are_counted_as_they_are_written(place: Place) -> None:
    for text in ("A zeppelin over the dam.", "Nothing new of the council.", ""):
        place.write("zeppelin.txt", text)
        place.sync()
        database = place.database()
        words = read_facts(database, Versions(database).current()).words
        assert words == len(list(database.each(WORDS, "since >= 0", [])))


def test_a_list_that_lacked_an_article_is_read_again(place: Place) -> None:
    reader, database = place.open(), place.database()
    [row] = database.get(ARTICLES, [key_of("dam.txt")], ["since", "body", "none"], guarantee=0).values()
    lose_a_card(database)
    with pytest.raises(IndexCorrupt, match="holds 4 of 5 articles"):
        reader.articles()
    database.put(ARTICLES, [row])
    assert len(reader.articles()) == 5
