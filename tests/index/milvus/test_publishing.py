"""A folder's index published to Milvus, again and again: what readers see is what the local index holds, or what it held."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.doctor import examine, roll_back
from index.errors import IndexMissing, ServerUnavailable, SourceError
from index.milvus import facts, versions
from index.milvus.database import ARTICLES, CHUNKS, TEXTS, MilvusDatabase
from index.milvus.versions import Versions
from index.milvus.writing import writer
from index.milvus.writing.checking import with_published
from index.milvus.writing.following import published_generation, synced
from index.sync import sync
from index.syncing.report import SyncReport
from index.types import Filter
from tests.index.milvus.databases import EMBEDDER, Place, everything, second

Make = Callable[[], Place]
WIRE = " ".join(f"The council of village {n} met and agreed on dam {n * 7} by {n * 3} votes." for n in range(12))


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("milvus") / "articles.db")


@pytest.fixture
def place(tmp_path: Path, uri: str) -> Place:
    made = Place(tmp_path, uri)
    made.write("river.txt", "Published: 2021-05-04\n\nThe river rose again, and the bridge was closed.")
    made.write("bread.txt", "A recipe for bread needs water from a river.")
    made.write("wire.txt", f"Published: 2021-05-04\n\n{WIRE}")
    return made


def test_nothing_published_is_an_index_that_is_missing(tmp_path: Path, uri: str) -> None:
    with pytest.raises(IndexMissing, match="build one with `rag sync FOLDER`"):
        Place(tmp_path, uri).open()


@pytest.mark.slow
def test_every_sync_leaves_milvus_equal_to_the_local_index(place: Place) -> None:
    """Added, changed, removed, renamed, copied, dated anew and failed, in a random order."""
    draw = random.Random(11)
    for step in range(6):
        names = [path.name for path in place.folder.iterdir()]
        for _ in range(3):
            name, other = f"n{draw.randrange(8)}.txt", draw.choice(names)
            match draw.randrange(5):
                case 0:
                    place.write(name, f"Published: 2021-0{draw.randrange(3, 9)}-04\n\nA river {step} and bread. {WIRE}")
                case 1:
                    place.write(name, f"The dam of the river held {step}. Nobody votes, nobody rests.")
                case 2 if len(names) > 3:
                    (place.folder / other).unlink(missing_ok=True)
                case 3 if (place.folder / other).exists():
                    (place.folder / other).rename(place.folder / name)
                case _:
                    place.write("broken.json", "{" * (step + 1))
        place.sync()
        assert everything(place.open()) == everything(place.local())


def test_a_sync_without_a_change_writes_nothing(place: Place) -> None:
    first = place.sync()
    names = place.database().names()
    again = place.sync()
    assert (first.published, again.published) == (True, False)
    assert again.generation == first.generation == f"version 1 in {place.config.shown}"
    assert place.database().names() == names


def test_an_open_reader_sees_its_version_to_the_end_and_the_next_question_the_new_one(place: Place) -> None:
    place.sync()
    reader, before = place.open(), everything(place.local())
    (place.folder / "wire.txt").unlink()
    place.write("river.txt", "Published: 2021-05-05\n\nThe river fell.")
    place.sync()
    assert not reader.is_current()
    assert everything(reader) == before
    assert everything(place.open()) == everything(place.local())


def test_only_what_changed_is_written(place: Place) -> None:
    place.sync()
    place.write("bread.txt", "A recipe for bread needs no water at all.")
    place.sync()
    since = {row["article_id"]: row["since"] for row in chunks(place, "until > 2")}
    assert since == {"bread.txt": 2, "river.txt": 1, "wire.txt": 1}


@pytest.mark.slow
def test_what_no_reader_can_ask_for_any_more_is_removed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "GRACE_SECONDS", 0.0)
    for number in range(5):
        place.write("bread.txt", f"A recipe for bread, number {number}.")
        place.write(f"only-{number}.txt", f"There was only number {number}.")
        (place.folder / f"only-{number - 1}.txt").unlink(missing_ok=True)
        place.sync()
    database = place.database()
    assert {row["article_id"] for row in chunks(place, "until > 0")} == {
        *("bread.txt", "river.txt", "wire.txt", "only-4.txt"),
        "only-3.txt",
    }
    assert len(list(database.each(ARTICLES, "since >= 0", []))) <= 6
    texts = [row["pk"] for row in database.each(TEXTS, "since >= 0", [])]
    assert sum(not key.startswith("facts") for key in texts) <= 7
    assert sorted(key for key in texts if key.startswith("facts")) == ["facts-4-0", "facts-5-0"]
    assert sorted(name for name in database.names() if name[1:].isdecimal()) == [
        *("v000004", "v000005", "w000004", "w000005")
    ]
    assert everything(place.open()) == everything(place.local())


class Killed(BaseException):
    """What stands for the end of the process."""


@pytest.mark.slow
@pytest.mark.parametrize("after", [1, 3, 5, 7])
def test_a_publication_that_is_killed_shows_nothing_and_the_next_goes_on_with_it(
    place: Place, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    place.sync()
    before = everything(place.local())
    (place.folder / "river.txt").unlink()
    place.write("bread.txt", "A recipe for bread needs no water at all.")
    place.write("more.txt", f"Published: 2021-07-04\n\n{WIRE} The last of the votes came late.")
    put, calls = MilvusDatabase.put, iter(range(100))

    def put_and_die(self: MilvusDatabase, collection: str, rows: list[dict[str, object]]) -> None:
        if next(calls) == after:
            raise Killed
        put(self, collection, rows)

    with monkeypatch.context() as patched:
        patched.setattr(MilvusDatabase, "put", put_and_die)
        with pytest.raises(Killed):
            place.sync()
    assert everything(place.open()) == before
    (place.folder / "more.txt").unlink()  # what was begun is not what is wanted now
    place.write("bread.txt", "Bread again, in other words.")
    assert place.sync().generation == f"version 2 in {place.config.shown}"
    assert everything(place.open()) == everything(place.local())


@pytest.mark.slow
def test_what_a_killed_publication_has_written_is_not_written_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        place.write(f"n{number}.txt", f"Number {number}. {WIRE}")
    monkeypatch.setattr(writer, "_CHUNKS_AT_ONCE", 20)
    put, written = MilvusDatabase.put, list[int]()

    def counted(self: MilvusDatabase, collection: str, rows: list[dict[str, object]]) -> None:
        written.append(len(rows) if collection == CHUNKS else 0)
        if sum(written) > 100 and not killed:
            killed.append(True)
            raise Killed
        put(self, collection, rows)

    killed: list[bool] = []
    monkeypatch.setattr(MilvusDatabase, "put", counted)
    with pytest.raises(Killed):
        place.sync()
    written.clear()
    place.sync()
    total = place.local().chunk_count
    assert sum(written) <= total - 60
    assert everything(place.open()) == everything(place.local())


@pytest.mark.slow
def test_a_writer_that_was_given_up_publishes_nothing_of_what_it_wrote(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands still in the middle of a write, another takes its place, and then it goes on. It looks again, and is last."""
    place.sync()
    place.write("late.txt", "What the first writer writes too late.")
    other = second(place, tmp_path)
    other.write("late.txt", "What the second writer writes in time.")
    put, seen = MilvusDatabase.put, list[object]()

    def stand_still(self: MilvusDatabase, collection: str, rows: list[dict[str, object]]) -> None:
        if collection == CHUNKS and not seen:
            seen.append(collection)
            other.sync(replace=True)
            seen.append(everything(other.open()))
        put(self, collection, rows)
        if collection == CHUNKS and len(seen) == 2:
            seen.append(everything(other.open()))

    monkeypatch.setattr(versions, "HEARTBEAT_SECONDS", -1.0)
    monkeypatch.setattr(writer, "_BEAT_SECONDS", -1.0)
    monkeypatch.setattr(MilvusDatabase, "put", stand_still)
    assert place.sync(replace=True).generation == f"version 4 in {place.config.shown}"
    assert seen[1] == seen[2] == everything(other.local())
    assert Versions(place.database()).abandoned() == [2]
    assert everything(place.open()) == everything(place.local())
    other.sync(replace=True)
    assert everything(place.open()) == everything(other.local())


def test_who_looked_before_another_published_looks_again(place: Place, tmp_path: Path) -> None:
    """Else what was found before would take the place of what the other found since."""
    place.sync()
    other, looks = second(place, tmp_path), list[int]()

    def look() -> SyncReport:
        looks.append(1)
        report = sync([place.folder], place.index_path, embedder=EMBEDDER)
        if len(looks) == 1:
            other.sync(replace=True)
            place.write("since.txt", "What came into the folder since.")
        return report

    synced(look, place.config, place.index_path, replace_sources=True)
    assert len(looks) == 2
    assert place.open().holds("since.txt")


def test_an_index_of_other_folders_is_refused(place: Place, tmp_path: Path) -> None:
    place.sync()
    with pytest.raises(SourceError, match=r"is the index of .* drop it with --replace"):
        second(place, tmp_path).sync()


def test_going_back_is_published_too_and_a_doctor_says_when_it_is_not(place: Place) -> None:
    place.sync()
    before = everything(place.local())
    place.write("more.txt", "One more river.")
    place.sync()
    roll_back(place.index_path)
    diagnosis = with_published(examine(place.index_path), place.config)
    assert diagnosis.sound
    assert "is not what the folder's index has" in diagnosis.remarks[-1]
    assert published_generation(place.config, place.index_path) == 3
    assert everything(place.open()) == before
    assert len(with_published(examine(place.index_path), place.config).remarks) == len(diagnosis.remarks) - 1


def test_hostile_names_and_texts_come_back_as_they_were(place: Place) -> None:
    names = ['quo"te.txt', "back\\slash.txt", "new\nline.txt", "] or since > 0 or article in [.txt", "ж" * 60 + ".txt"]
    for name in names:
        place.write(
            name,
            f"Source: {name[:3]}\n\nNul \x00 and half a pair, bread. "
            + "Много слов о реке. " * (4000 if name == names[0] else 1),
        )
    place.sync()
    assert everything(place.open()) == everything(place.local())
    [only] = {
        hit.chunk_id.rpartition("#")[0] for hit in place.open().lexical("bread", 9, Filter(article_ids=(names[3],)))
    }
    assert only == names[3]


def test_figures_of_a_day_come_out_as_in_the_local_index(place: Place) -> None:
    place.write("undated.txt", "The river has no date.")
    place.sync()
    ours, theirs = place.open(), place.local()
    terms = ours.terms("river bread council")
    for restriction in (None, Filter(as_of=dt.date(2021, 5, 4)), Filter(as_of=dt.date(2021, 5, 4), undated=True)):
        assert ours.word_statistics(terms, restriction) == theirs.word_statistics(terms, restriction)
    assert ours.coverage() == theirs.coverage()


def test_a_database_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ServerUnavailable, match="cannot be opened"):
        Place(tmp_path, "http://127.0.0.1:1").open()


def chunks(place: Place, where: str) -> list[dict[str, Any]]:
    return list(place.database().each(CHUNKS, where, ["article_id", "since", "until"]))
