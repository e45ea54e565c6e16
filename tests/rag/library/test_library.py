"""The articles of an index changed as the page changes them: added, removed, put back, and what a failure leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.store.generations import writing
from rag import IndexLocked, IndexMissing, RagError, sync
from rag.library.config import PageConfig
from rag.library.library import Library

STORY = "The harbour bridge of Port Ellery opened on Saturday."


def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "index", page=PageConfig(uploads_folder=str(tmp_path / "data")))


def add(to: Library, name: str, text: str) -> str:
    arriving = to.added.arriving()
    arriving.write(text.encode())
    try:
        return to.added.take(name, arriving).name
    finally:
        arriving.discard()


def ids(of: Library) -> list[str]:
    return sorted(card.id for card in of.index().articles())


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A person's folder of two articles, indexed."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "a.txt").write_text("Anna Smith painted the old door of the church green.", "utf-8")
    (folder / "b.jsonl").write_text('{"text": "Ferries stop on Monday."}\n{"text": "Trains run again."}\n', "utf-8")
    sync(folder, tmp_path / "index")
    return folder


def test_a_first_index_is_made_of_added_files_alone(tmp_path: Path) -> None:
    here = library(tmp_path)
    with pytest.raises(IndexMissing, match="no folder to make one of"):
        here.sync()
    add(here, "story.txt", STORY)
    assert here.waiting().names == ("story.txt",)
    assert here.sync().added == 1
    assert (ids(here), here.waiting().names) == ([".added/story.txt"], ())


@pytest.mark.usefixtures("own")
def test_added_files_come_to_a_persons_own_and_stay_when_that_folder_is_synced(tmp_path: Path) -> None:
    here = library(tmp_path)
    add(here, "story.txt", STORY)
    report = here.sync()
    assert (report.added, report.removed, report.unchanged) == (1, 0, 3)
    assert ids(here) == [".added/story.txt", "a.txt", "b.jsonl#1", "b.jsonl#2"]
    assert not sync(tmp_path / "own", tmp_path / "index").published
    assert library(tmp_path).added.base == here.added.base
    assert Library(tmp_path / "index").added.base == here.added.base, "the index knows, whatever the settings say"


def test_an_added_file_moves_away_when_it_is_removed_and_comes_back(tmp_path: Path) -> None:
    here = library(tmp_path)
    for name, text in (
        ("news/story.txt", STORY),
        ("other.txt", "Trains run again."),
        ("news/story.txt.meta.json", "{}"),
    ):
        add(here, name, text)
    here.sync()
    removal = here.removal_of(".added/news/story.txt")
    assert (removal.moves_to, removal.others) == (here.added.removed, 0)
    key = here.remove(".added/news/story.txt")
    assert ids(here) == [".added/other.txt"]
    [removed] = here.removed()
    assert (removed.key, removed.title) == (key, "story.txt")
    assert Path(removed.path).read_text("utf-8") == STORY
    assert sorted(path.name for path in here.added.removed.rglob("*.*")) == ["story.txt", "story.txt.meta.json"]
    assert here.put_back(key).key == key
    assert (ids(here), here.removed()) == ([".added/news/story.txt", ".added/other.txt"], ())
    assert list(here.added.removed.rglob("*.*")) == []


def test_an_index_of_added_files_may_lose_its_last_one(tmp_path: Path) -> None:
    here = library(tmp_path)
    add(here, "story.txt", STORY)
    here.sync()
    key = here.remove(".added/story.txt")
    assert ids(here) == []
    here.put_back(key)
    assert ids(here) == [".added/story.txt"]


def test_a_persons_own_file_is_not_touched_and_stays_out_until_it_is_put_back(tmp_path: Path, own: Path) -> None:
    here = library(tmp_path)
    removals = {article_id: here.removal_of(article_id) for article_id in ("a.txt", "b.jsonl#2")}
    assert [(one.moves_to, one.others, one.suffix) for one in removals.values()] == [(None, 0, ""), (None, 1, "#2")]
    before = {path.name: path.read_bytes() for path in own.iterdir()}
    keys = [here.remove(article_id) for article_id in removals]
    assert ids(here) == ["b.jsonl#1"]
    assert {path.name: path.read_bytes() for path in own.iterdir()} == before
    sync(own, tmp_path / "index")
    assert ids(here) == ["b.jsonl#1"], "a sync of its folder keeps it out"
    assert {one.key for one in here.removed()} == set(keys)
    for key in keys:
        here.put_back(key)
    assert ids(here) == ["a.txt", "b.jsonl#1", "b.jsonl#2"]
    with pytest.raises(RagError, match="not among the removed articles any more"):
        here.put_back(keys[0])


@pytest.mark.usefixtures("own")
def test_nothing_is_moved_while_another_writes_and_what_was_added_waits(tmp_path: Path) -> None:
    here = library(tmp_path)
    add(here, "story.txt", STORY)
    here.sync()
    add(here, "late.txt", "A late report.")
    with writing(tmp_path / "index"):
        assert here.standing().writer.startswith("process ")
        for attempt in (lambda: here.remove(".added/story.txt"), lambda: here.put_back("article:x"), here.sync):
            with pytest.raises(IndexLocked, match="is being written by process"):
                attempt()
    assert here.standing().writer == ""
    assert (here.added.articles / "story.txt").is_file()
    assert here.waiting().names == ("late.txt",)
    here.sync()
    assert here.waiting().names == ()


def test_a_removal_whose_sync_fails_is_undone(tmp_path: Path, own: Path) -> None:
    here = library(tmp_path)
    add(here, "story.txt", STORY)
    here.sync()
    own.rename(tmp_path / "elsewhere")
    for article_id in (".added/story.txt", "a.txt"):
        with pytest.raises(RagError, match="does not exist; check its name, or that its disk is mounted"):
            here.remove(article_id)
    assert here.removed() == ()
    assert (here.added.articles / "story.txt").is_file()
    assert ids(here) == [".added/story.txt", "a.txt", "b.jsonl#1", "b.jsonl#2"]


def test_a_file_whose_place_is_taken_stays_with_the_removed_ones(tmp_path: Path) -> None:
    here = library(tmp_path)
    for name in ("story.txt", "other.txt"):
        add(here, name, f"{name}: {STORY}")
    here.sync()
    key = here.remove(".added/story.txt")
    add(here, "story.txt", "Another story.")
    with pytest.raises(RagError, match="there is another file"):
        here.put_back(key)
    assert [one.key for one in here.removed()] == [key]


def test_what_cannot_be_read_is_told_once_and_waits_no_more(tmp_path: Path) -> None:
    here = library(tmp_path)
    add(here, "story.txt", STORY)
    add(here, "photo.txt", "\x89PNG\r\n\x1a\n" + "\0" * 100)
    report = here.sync()
    assert [failure.path for failure in report.failures] == [".added/photo.txt"]
    assert here.waiting().names == ()


def test_a_folder_of_the_machine_becomes_a_source(tmp_path: Path, own: Path) -> None:
    here, other = library(tmp_path), tmp_path / "other"
    other.mkdir()
    (other / "c.txt").write_text(STORY, "utf-8")
    here.sync(also=other)
    assert ids(here) == ["other/c.txt", "own/a.txt", "own/b.jsonl#1", "own/b.jsonl#2"]
    assert sorted(here.index().info().sources) == sorted(map(str, (own.resolve(), other.resolve())))
    with pytest.raises(RagError, match="does not exist"):
        here.sync(also=tmp_path / "nothing")


def test_what_the_index_still_holds_of_a_file_that_is_gone_does_not_keep_it_out(tmp_path: Path) -> None:
    add(library(tmp_path), "story.txt", STORY)
    library(tmp_path).sync()
    place = library(tmp_path).added.articles / "story.txt"
    place.unlink()
    assert add(library(tmp_path), "story.txt", STORY) == "story.txt"
    assert place.read_text("utf-8") == STORY
