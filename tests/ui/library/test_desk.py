"""What the articles tab does with what a browser sends, over a real index in a folder of the test's."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from index.store.generations import writing
from rag import sync
from rag.library.added import Arrival
from rag.library.config import PageConfig
from rag.library.library import Library
from tests.browser.news import ARTICLES
from tests.ui.html import Page
from ui.library.desk import LibraryDesk
from ui.library.references import reference, referred
from ui.library.rights import Rights, rights_of
from ui.library.work import Outcome, Row
from ui.render.library.adding import work_line

STORY = "The harbour bridge of Port Ellery opened on Saturday."
ODD = "odd \u202e<b>${x} `{{y}}.txt"


@pytest.fixture
def desk(tmp_path: Path) -> LibraryDesk:
    """A desk with all rights, over the articles of a made-up town."""
    own = tmp_path / "own"
    own.mkdir()
    for name, text in ARTICLES.items():
        (own / name).write_text(text, "utf-8")
    (own / ODD).write_text("Nobody can read the name of this file.", "utf-8")
    sync(own, tmp_path / "index")
    return at(tmp_path)


def at(tmp_path: Path, rights: Rights | None = None) -> LibraryDesk:
    library = Library(tmp_path / "index", page=PageConfig(upload_file_mb=1, uploads_folder=str(tmp_path / "data")))
    return LibraryDesk(library, rights or Rights(changes=True, folders=True, places=True))


def arrived(desk: LibraryDesk, batch: str, **files: str) -> None:
    """Files as the route takes them."""
    for name, text in files.items():
        arriving = desk.library.added.arriving()
        arriving.write(text.encode())
        desk.batches.note(batch, desk.library.added.take(name.replace("__", "."), arriving))
        arriving.discard()


def done(desk: LibraryDesk, what: str, value: str = "") -> Outcome:
    """Act and wait for what came of it."""
    assert desk.act({"do": what, "value": value}) == ""
    desk.work.finish()
    outcome = desk.work.standing().outcome
    assert outcome is not None
    return outcome


def listed(desk: LibraryDesk, **sent: str) -> list[str | None]:
    return [referred(one or "") for one in Page(desk.listed(sent)).values("data-read")]


def test_articles_are_found_by_words_outlet_and_days_in_pages(desk: LibraryDesk) -> None:
    everything = ["toll.txt", "sailors.txt", "lamp.txt", "wire.txt", "herald.txt", ODD, "walk.txt"]
    assert listed(desk) == everything
    assert listed(desk, words="harbour OPENS", outlet="coast wire") == ["wire.txt"]
    assert listed(desk, since="2024-05-05", until="2024-05-06") == ["lamp.txt", "wire.txt"]
    assert listed(desk, page="99999") == everything, "a page that is not there is the last one"
    assert "1 to 7 of 7 articles" in Page(desk.listed({})).text
    assert "3 reports of the story" in Page(desk.listed({})).text


@pytest.mark.parametrize(
    "sent",
    [
        {"words": 7, "page": "-1"},
        {"page": "٣"},
        {"page": "1" * 99},
        {"outlet": ["x"]},
        {"words": "\ud800" * 5_000},
        {"since": None, "until": {}},
    ],
)
def test_nonsense_from_a_browser_does_no_harm(desk: LibraryDesk, sent: dict[str, object]) -> None:
    assert "article" in Page(desk.listed(sent)).text.lower()
    assert "no longer in the index" in desk.read({"read": sent.get("words")})
    assert desk.act(sent) == "That cannot be done here."


def test_a_day_that_is_none_is_told_and_left_out(desk: LibraryDesk) -> None:
    told = Page(desk.listed({"since": "2024-02-31", "until": "2024-05-04"}))
    assert "“from” is '2024-02-31', which is no day" in told.text
    assert listed(desk, since="2024-02-31", until="2024-05-04") == ["herald.txt"]
    assert "in the wrong order" in Page(desk.listed({"since": "2024-05-05", "until": "2024-05-04"})).text


def test_an_article_is_read_with_its_facts_its_file_and_the_other_reports(desk: LibraryDesk) -> None:
    page = Page(desk.read({"read": "wire.txt"}))
    assert "Mayor Ines Fabricius cut" in page.text
    assert "Coast Wire · 5 May 2024" in page.text
    assert "2 other reports of this story" in page.text
    assert page.values("data-read") == ["herald.txt", "lamp.txt"]
    assert page.values("data-remove") == ["wire.txt"]


def test_an_article_of_any_name_is_read_and_removed(desk: LibraryDesk) -> None:
    assert "Nobody can read" in desk.read({"read": reference(ODD)})
    assert done(desk, "remove", reference(ODD)).line.startswith("Removed: ")
    assert ODD not in listed(desk)


def test_what_a_removal_does_is_said_before(desk: LibraryDesk) -> None:
    told = Page(desk.asked_removal({"remove": "wire.txt"}))
    assert "stays where it is, untouched" in told.text
    assert "wire.txt" in listed(desk), "asking removes nothing"
    arrived(desk, "0" * 32, new__txt=STORY)
    done(desk, "added", "0" * 32)
    told = Page(desk.asked_removal({"remove": reference(".added/new.txt")}))
    assert f"It moves to {desk.library.added.removed}, from where it can be put back" in told.text
    (desk.library.added.articles / "more.jsonl").write_text(
        json.dumps({"text": "One."}) + '\n{"text": "Two."}', "utf-8"
    )
    done(desk, "sync")
    told = Page(desk.asked_removal({"remove": reference(".added/more.jsonl#1")}))
    assert "It is one article of" in told.text
    assert "1 other article of it stays" in told.text


def test_a_removal_is_undone_by_its_key(desk: LibraryDesk) -> None:
    outcome = done(desk, "remove", "wire.txt")
    assert (outcome.line, "wire.txt" in listed(desk)) == ("Removed: Harbour bridge opens", False)
    assert done(desk, "put back", reference(outcome.undo)).line == "Put back: Harbour bridge opens"
    assert "wire.txt" in listed(desk)


def test_each_file_of_a_drop_is_told_what_became_of_it(desk: LibraryDesk) -> None:
    arrived(
        desk, "a" * 32, story__txt=STORY, same__txt=ARTICLES["wire.txt"], photo__txt="\x89PNG\r\n\x1a\n" + "\0" * 99
    )
    desk.batches.note("a" * 32, Arrival("song.mp3", "refused", remark="files of this kind are not read"))
    outcome = done(desk, "added", "a" * 32)
    assert outcome.line == "4 files: 1 indexed, 1 already there, 1 not taken, 1 not readable."
    rows = {row.name: (row.state, row.remark) for row in outcome.rows}
    assert rows["story.txt"] == ("indexed", "")
    assert rows["same.txt"] == ("already there", "as wire.txt")
    assert rows["song.mp3"] == ("refused", "files of this kind are not read")
    assert rows["photo.txt"] == (
        "failed",
        "100 of 106 characters are control characters; this is binary data, not text",
    )
    assert desk.act({"do": "added", "value": "a" * 32}) == "None of these files arrived. Add them again."


def test_what_cannot_be_read_in_a_container_is_told_with_what_can(desk: LibraryDesk) -> None:
    lines = '{"text": "A first report of the fire."}\n{"headline": 7\n{"text": "A second report of the flood."}\n'
    arrived(desk, "b" * 32, more__jsonl=lines)
    [row] = done(desk, "added", "b" * 32).rows
    assert row.state == "indexed"
    assert row.remark.startswith("1 part of it could not be read: ")


def test_files_wait_where_the_index_is_being_written_and_are_taken_in_later(desk: LibraryDesk) -> None:
    arrived(desk, "c" * 32, story__txt=STORY)
    with writing(desk.library.index_path):
        outcome = done(desk, "added", "c" * 32)
    assert outcome.failed
    assert outcome.line.startswith("1 file arrived and waits to be indexed: ")
    assert [row.state for row in outcome.rows] == ["waiting"]
    assert desk.waiting() == ("story.txt",)
    done(desk, "sync")
    assert (desk.waiting(), listed(desk, words="story.txt")) == ((), [".added/story.txt"])


def test_a_folder_of_the_machine_is_indexed_or_refused_in_words(desk: LibraryDesk, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    assert "is no whole path" in desk.act({"do": "folder", "value": "some/where"})
    assert "Name a folder" in desk.act({"do": "folder", "value": " "})
    assert "has no articles" in done(desk, "folder", str(other)).line
    assert "does not exist" in done(desk, "folder", str(tmp_path / "nothing")).line
    (other / "c.txt").write_text(STORY, "utf-8")
    assert "1 added" in done(desk, "folder", f" {other} ").line


def test_the_doctor_is_asked_and_others_are_told_no_places(tmp_path: Path, desk: LibraryDesk) -> None:
    assert done(desk, "examine").line == "The index is sound: every file is as it was written."
    generation = desk.library.standing().generation
    path = desk.library.index_path / "generations" / generation / "vectors.faiss"
    path.write_bytes(path.read_bytes()[:-1])
    outcome = done(desk, "examine")
    assert outcome.failed
    assert "rag sync" in outcome.line
    assert "vectors.faiss" in outcome.line
    others = at(tmp_path, Rights(changes=True))
    told = done(others, "examine")
    assert told.line.startswith("The index is not sound: a file is damaged. ")
    assert told.details == (f"{generation}: in use, damaged",)
    (tmp_path / "own" / "empty.txt").touch()
    arrived(others, "e" * 32, empty__txt=" ")
    assert {(row.name, row.remark) for row in done(others, "sync").rows} == {
        ("empty.txt", "the file is empty (0 bytes); remove it or add its text"),
        (".added/empty.txt", "the file holds only white space; remove it or add its text"),
    }
    (tmp_path / "own").rename(tmp_path / "gone")
    assert str(tmp_path) not in done(others, "sync").line


def test_one_change_at_a_time_and_files_that_arrived_meanwhile_wait(desk: LibraryDesk) -> None:
    held, go_on = threading.Event(), threading.Event()
    first = Outcome("Removed: A tower", rows=(Row("old.pdf", "failed", "it is damaged"),), undo="1")

    def slow(_: object) -> Outcome:
        held.set()
        go_on.wait(20)
        return first

    desk.work.start("Something slow", slow)
    held.wait(20)
    assert desk.act({"do": "sync"}).startswith("Something else is being done")
    arrived(desk, "b" * 32, tower__txt="The tower of Vell was opened in January.")
    desk.batches.note("b" * 32, Arrival("song.mp3", "refused", remark="files of this kind are not read"))
    assert desk.act({"do": "added", "value": "b" * 32}).endswith("your files are added when it is finished.")
    go_on.set()
    desk.work.finish()
    outcome = desk.work.standing().outcome
    assert outcome is not None
    assert {row.name: (row.state, row.remark) for row in outcome.rows} == {
        "tower.txt": ("indexed", ""),
        "song.mp3": ("refused", "files of this kind are not read"),
    }
    assert desk.work.standing().earlier == (first,)  # nobody can have seen it
    shown = Page(work_line(desk.work.standing()))
    assert shown.by_class["file"] == ["song.mp3", "tower.txt", "old.pdf"]
    assert shown.values("data-do") == ["dismiss", "put back"]
    assert desk.act({"do": "dismiss"}) == work_line(desk.work.standing()) == ""
    assert "Indexed" in done(desk, "sync").line or "Nothing to do" in done(desk, "sync").line


@pytest.mark.parametrize("do", ["sync", "examine", "remove", "put back", "added", "folder", "dismiss"])
def test_nothing_is_changed_without_the_right_to(tmp_path: Path, desk: LibraryDesk, do: str) -> None:
    reader = at(tmp_path, Rights())
    assert reader.act({"do": do, "value": "wire.txt"}).startswith("Articles cannot be changed on this page")
    assert "cannot be changed" in reader.asked_removal({"remove": "wire.txt"})
    assert Page(reader.read({"read": "wire.txt"})).values("data-remove") == []
    assert not reader.work.standing().running
    assert "wire.txt" in listed(desk)


def test_folders_can_be_named_only_where_that_is_allowed(tmp_path: Path) -> None:
    assert "only be named where" in at(tmp_path, Rights(changes=True)).act({"do": "folder", "value": str(tmp_path)})


@pytest.mark.parametrize(
    ("uploads", "alone", "rights"),
    [
        ("auto", True, Rights(changes=True, folders=True, places=True)),
        ("auto", False, Rights()),
        ("on", False, Rights(changes=True)),
        ("on", True, Rights(changes=True, folders=True, places=True)),
        ("off", True, Rights(places=True)),
        ("off", False, Rights()),
    ],
)
def test_what_the_settings_allow(uploads: str, alone: bool, rights: Rights) -> None:
    assert rights_of(PageConfig(uploads), alone=alone) == rights  # type: ignore[arg-type]


def test_an_index_comes_about_on_the_page(tmp_path: Path) -> None:
    desk = at(tmp_path)
    assert (desk.listed({}), desk.waiting()) == ("", ())
    arrived(desk, "d" * 32, story__txt=STORY)
    assert done(desk, "added", "d" * 32).line == "1 file: 1 indexed."
    assert listed(desk) == [".added/story.txt"]
