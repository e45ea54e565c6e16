"""How an index in Milvus is read: by whose clock, from its disk, and with which scores."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.errors import ServerUnavailable
from index.milvus.versions import Versions
from index.milvus.writing import settling
from tests.index.milvus.databases import EMBEDDER, Place, everything


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path, str(tmp_path / "articles.db"))
    for name in ("river.txt", "dam.txt", "council.txt"):
        made.write(name, f"The {name} was in the news. The council votes on the river bridge.")
    made.sync()
    return made


def test_the_search_by_words_gives_the_scores_of_the_local_index_in_its_order(tmp_path: Path) -> None:
    """Of an index that was made at once: the local one counts removed chunks until they are merged away. It counts in single
    precision."""
    place = Place(tmp_path, str(tmp_path / "articles.db"))
    chance = random.Random(11)
    words = ["river", "bridge", "council", "dam", "bread", "water", "votes", "harbour"]
    for number in range(40):
        place.write(f"n{number}.txt", ". ".join(" ".join(chance.choices(words, k=6)) for _ in range(9)) + ".")
    place.sync()
    published, local = place.open(), place.local()
    for question in ("river", "the river bridge", "bread and water", "council dam votes harbour"):
        for limit in (1, 7, 500):
            ours, theirs = published.lexical(question, limit), local.lexical(question, limit)
            assert [hit.chunk_id for hit in ours] == [hit.chunk_id for hit in theirs]
            assert [hit.score for hit in ours] == pytest.approx([hit.score for hit in theirs], rel=1e-5)
    assert len(theirs) == 80


def test_nothing_is_published_that_is_not_on_disk(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from pymilvus import MilvusClient, MilvusException

    before = everything(place.local())
    place.write("zeppelin.txt", "A zeppelin over the dam.")

    def full(*_: object, **__: object) -> None:
        raise MilvusException(message="no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(MilvusClient, "flush", full)
        with pytest.raises(ServerUnavailable, match=r"could not write articles to disk .*no space left"):
            place.sync()
    assert everything(place.open()) == before
    place.sync()
    assert everything(place.open()) == everything(place.local())


def test_a_write_to_disk_that_takes_long_is_waited_for(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from pymilvus import MilvusClient, MilvusException

    flush, calls = MilvusClient.flush, iter(range(100))

    def slow(self: MilvusClient, name: str, **asked: Any) -> None:
        if next(calls) < 2:
            raise MilvusException(message=f"wait for flush timeout, collection: {name}, flusht_ts: 7")
        flush(self, name, **asked)

    monkeypatch.setattr(MilvusClient, "flush", slow)
    place.write("zeppelin.txt", "A zeppelin over the dam.")
    assert place.sync().published
    assert next(calls) == 6


def test_a_writer_lives_while_it_waits_for_the_disk_and_says_so_from_one_thread(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that write its sign over at once would each find the other's missing."""
    from pymilvus import MilvusClient

    flush, beat, told = MilvusClient.flush, Versions.beat, list[int]()
    enough = threading.Event()

    def slow(self: MilvusClient, name: str, **asked: Any) -> None:
        assert enough.wait(60)
        flush(self, name, **asked)

    def noted(self: Versions, *claimed: Any) -> None:
        beat(self, *claimed)
        told.append(threading.get_ident())
        if len(told) > 5:
            enough.set()

    monkeypatch.setattr(MilvusClient, "flush", slow)
    monkeypatch.setattr(Versions, "beat", noted)
    monkeypatch.setattr(settling, "_BEAT_SECONDS", 0.01)
    place.write("zeppelin.txt", "A zeppelin over the dam.")
    assert place.sync().published
    assert set(told) == {threading.get_ident()}
    assert everything(place.open()) == everything(place.local())


def test_a_reader_waits_for_what_was_written_until_its_version_was_published_and_for_no_more(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """milvus-lite has no clock of its own: what a server would tell is put in its mouth."""
    from pymilvus import MilvusClient

    described, asked = MilvusClient.describe_collection, []
    waited = {name: getattr(MilvusClient, name) for name in ("search", "get", "query")}

    def told(self: MilvusClient, name: str, **kwargs: Any) -> dict[str, Any]:
        return {**described(self, name, **kwargs), "created_timestamp": 470835538209275908}

    def noted(name: str) -> Callable[..., Any]:
        def ask(self: MilvusClient, *args: Any, **kwargs: Any) -> Any:
            asked.append((kwargs.get("consistency_level"), kwargs.get("guarantee_timestamp")))
            return waited[name](self, *args, **kwargs)

        return ask

    monkeypatch.setattr(MilvusClient, "describe_collection", told)
    for name in waited:
        monkeypatch.setattr(MilvusClient, name, noted(name))
    reader = place.open()
    reader.dense(EMBEDDER.embed_query("the river"), 5)
    reader.lexical("river", 5)
    reader.article("dam.txt")
    assert set(asked) == {("Customized", 470835538209275908)}
    assert len(asked) > 5
