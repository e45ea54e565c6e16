"""Milvus gone, cut off, restarted or full, at any moment: clear errors, nothing half visible, nothing lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import ConfigError, RagError, ServerUnavailable
from index.milvus.database import CHUNKS, TEXTS, MilvusDatabase
from index.milvus.search import MilvusIndex
from index.milvus.writing import writer
from index.milvus.writing.checking import with_published
from tests.index.milvus.databases import EMBEDDER, Place, everything
from tests.index.milvus.servers import Door, Server

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    one = Server(tmp_path_factory.mktemp("server") / "data")
    one.start()
    yield one
    one.kill()


@pytest.fixture
def door(server: Server) -> Iterator[Door]:
    one = Door(server.port)
    yield one
    one.close()


@pytest.fixture
def place(tmp_path: Path, door: Door) -> Place:
    made = Place(tmp_path, door.uri)
    made.config = replace(made.config, timeout_seconds=2.0)
    for number in range(12):
        made.write(f"n{number}.txt", f"The river bridge {number}. Bread and water, number {number}. Nobody rests.")
    made.sync()
    return made


def test_milvus_down_at_the_start_is_told_with_what_to_do(place: Place, server: Server) -> None:
    door = Door(server.port)
    door.shut()
    place.config = replace(place.config, uri=door.uri, timeout_seconds=1.0)
    with pytest.raises(ServerUnavailable, match=r"cannot be opened .* start it, or set milvus.uri"):
        place.open()
    door.open()
    time.sleep(1.0)  # until it is tried again; a process that starts anew tries at once
    assert everything(place.open()) == everything(place.local())
    door.close()


def test_milvus_cut_off_in_the_middle_of_a_question_is_an_error_and_the_next_question_is_answered(
    place: Place, door: Door
) -> None:
    reader, vector = place.open(), EMBEDDER.embed_query("the river bridge")
    hits = reader.dense(vector, 5)
    door.shut()
    for ask in (reader.is_current, lambda: reader.lexical("river", 5), lambda: reader.article("n3.txt")):
        with pytest.raises(ServerUnavailable, match="what was published before is as it was"):
            ask()
    door.open()
    assert reader.is_current()
    assert reader.dense(vector, 5) == hits
    assert everything(reader) == everything(place.local())


def test_milvus_cut_off_in_the_middle_of_a_sync_shows_nothing_of_it_and_loses_nothing(
    place: Place, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(place.local())
    for number in range(12, 24):
        place.write(f"n{number}.txt", f"The council votes, number {number}. Nobody rests.")
    monkeypatch.setattr(writer, "_CHUNKS_AT_ONCE", 3)
    put, calls = MilvusDatabase.put, iter(range(10_000))

    def cut_off(self: MilvusDatabase, collection: str, rows: list[dict[str, object]]) -> None:
        if next(calls) == 7:
            door.shut()
        put(self, collection, rows)

    with monkeypatch.context() as patched:
        patched.setattr(MilvusDatabase, "put", cut_off)
        with pytest.raises(ServerUnavailable, match="could not"):
            place.sync()
    door.open()
    assert everything(place.open()) == before
    assert place.sync().published
    assert everything(place.open()) == everything(place.local())


def test_milvus_killed_in_the_middle_of_a_sync_and_restarted_has_what_it_had(
    place: Place, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(place.local())
    for number in range(12, 24):
        place.write(f"n{number}.txt", f"The council votes, number {number}. Nobody rests.")
    put = MilvusDatabase.put

    def kill(self: MilvusDatabase, collection: str, rows: list[dict[str, object]]) -> None:
        put(self, collection, rows)
        if collection == CHUNKS:
            server.kill()

    with monkeypatch.context() as patched:
        patched.setattr(MilvusDatabase, "put", kill)
        with pytest.raises(ServerUnavailable):
            place.sync()
    server.start()
    assert everything(place.open()) == before
    place.sync()
    assert everything(place.open()) == everything(place.local())


def test_a_question_waits_while_milvus_restarts(place: Place, server: Server) -> None:
    place.config = replace(place.config, timeout_seconds=30.0)
    reader = place.open()
    server.kill()
    server.start()
    started = time.monotonic()
    assert reader.lexical("river bridge", 3)
    assert time.monotonic() - started < 30


def test_a_full_milvus_refuses_and_the_sync_goes_on_when_there_is_room(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pymilvus import MilvusClient, MilvusException

    before = everything(place.local())
    place.write("more.txt", "One more river.")

    def full(*_: object, **__: object) -> None:
        raise MilvusException(message="quota exceeded[reason=disk quota exceeded, please allocate more resources]")

    with monkeypatch.context() as patched:
        patched.setattr(MilvusClient, "upsert", full)
        with pytest.raises(ServerUnavailable, match=r"disk quota exceeded.* has room"):
            place.sync()
    assert everything(place.open()) == before
    place.sync()
    assert everything(place.open()) == everything(place.local())


def test_a_doctor_finds_what_is_missing(place: Place) -> None:
    assert with_published(None, place.config).sound
    row = next(iter(place.database().each(CHUNKS, "since >= 0", [])))
    place.database().remove(CHUNKS, [row["pk"]])
    diagnosis = with_published(None, place.config)
    assert diagnosis.fault
    assert "11 chunks instead of 12" in diagnosis.fault
    assert "publish it again" in (diagnosis.remedy or "")
    place.sync()
    assert with_published(None, place.config).sound
    lost = next(row for row in place.database().each(TEXTS, "since >= 2", ["body"]) if "number 7." in row["body"])
    place.database().remove(TEXTS, [lost["pk"]])
    assert "the text of the article 'n7.txt' is damaged or was removed" in (
        with_published(None, place.config).fault or ""
    )


def test_a_damaged_text_is_never_quoted(place: Place) -> None:
    database = place.database()
    [row] = [r for r in database.each(TEXTS, "since >= 1", ["since", "body", "none"]) if "number 7." in r["body"]]
    database.put(TEXTS, [dict(row) | {"body": row["body"].replace("river", "rover")}])
    with pytest.raises(RagError, match=r"'n7.txt' is damaged"):
        place.open().article("n7.txt")


def test_a_server_without_sparse_vectors_is_refused_at_the_start(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never a search that silently finds less."""
    from pymilvus import MilvusClient

    monkeypatch.setattr(MilvusClient, "get_server_version", lambda *_, **__: "v2.3.5")
    with pytest.raises(
        ConfigError, match=r"is version v2.3.5, which has no search by words; it takes Milvus 2.4 or newer"
    ):
        place.open()
    dense = MilvusIndex(place.config, dense_only=True)
    assert dense.dense(EMBEDDER.embed_query("river"), 2)
    with pytest.raises(ConfigError, match="without the search by words"):
        dense.lexical("river", 2)
