"""Who may write the next version: one at a time, whatever the machines and folders are called."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.errors import IndexLocked
from index.milvus import versions
from index.milvus.versions import Versions
from tests.index.milvus.databases import EMBEDDER, Place, second


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path, str(tmp_path / "articles.db"))
    made.write("river.txt", "Published: 2021-05-04\n\nThe river rose again, and the bridge was closed.")
    return made


def test_of_two_machines_one_writes_and_the_other_is_told_who(place: Place, tmp_path: Path) -> None:
    other = second(place, tmp_path)
    place.sync_alone()
    claim = Versions(database := place.database())
    database.make_collections(EMBEDDER.dim)
    claim.claim(place.index_path)
    with pytest.raises(IndexLocked, match=rf"is being written by .*{place.index_path}, last heard of \d+ s ago"):
        other.sync()
    assert Versions(database).current() == 0


def test_machines_of_one_name_with_the_same_paths_are_told_apart(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As containers are; and who goes on with what its own folder began needs not wait."""
    other = second(place, tmp_path)
    for one in (place, other):
        one.sync_alone()
    monkeypatch.setattr(versions, "owner_of", lambda _: "news:/var/articles-index")
    (database := place.database()).make_collections(EMBEDDER.dim)
    first = Versions(database).claim(place.index_path)
    with pytest.raises(IndexLocked, match="is being written by news:/var/articles-index, last heard of"):
        Versions(database).claim(other.index_path)
    again = Versions(database).claim(place.index_path)
    assert (again.version, first.resumed, again.resumed) == (first.version, False, True)


def test_of_two_processes_that_go_on_with_one_version_the_last_publishes_it(place: Place, tmp_path: Path) -> None:
    """They work for copies of one folder."""
    other = second(place, tmp_path)
    for one in (place, other):
        one.sync_alone()
    (database := place.database()).make_collections(EMBEDDER.dim)
    of_both = Versions(database)
    first = of_both.claim(place.index_path)
    shutil.copy(place.index_path / "writer", other.index_path)
    then = of_both.claim(other.index_path)
    with pytest.raises(IndexLocked, match="another process took over the writing"):
        of_both.beat(first, place.index_path)
    of_both.beat(then, other.index_path)
    of_both.publish(then)
    with pytest.raises(IndexLocked, match="another process took over the writing"):
        of_both.publish(first)
