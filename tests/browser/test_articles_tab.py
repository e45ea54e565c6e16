"""The articles tab in a real browser: looked through, added to, taken from, and what is told of it."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from index.store.generations import writing
from tests.browser.chat_page import ChatPage
from tests.browser.library_page import LibraryPage

pytestmark = [pytest.mark.slow, pytest.mark.browser]
Visit = Callable[..., ChatPage]

BRIDGE = "Title: A new tower\nSource: Tower Post\nDate: 2025-01-02\n\nThe tower of Vell was opened by Oskar Lind in January.\n"


def test_from_no_index_to_the_first_answer_without_a_restart(bare: tuple[str, Path], visit: Visit) -> None:
    url, base = bare
    chat = visit(url)
    assert "There is no index yet" in chat.page.inner_text("#newest")
    chat.looks("no-index")
    chat.page.get_by_role("button", name="Add articles").click()
    library = LibraryPage(chat)
    library.part("Add")
    large = base / "large.txt"
    with large.open("wb") as file:
        file.truncate(50_000_000)
    library.choose([large])
    library.outcome("1 file: 1 not taken.")
    assert library.rows() == {"large.txt": "not taken it has 50.0 MB; 25.0 MB are the limit for a file"}
    library.drop(
        {
            "../../x.txt": BRIDGE,
            "<img src=x onerror=window.hacked=1>.txt": "Title: <script>window.hacked = 2</script> told\n\nMarkup walks into a bar in Vell.",
            "broken.pdf": "%PDF-1.4 and nothing",
            "song.mp3": "la la",
            "copy.txt": BRIDGE,
        }
    )
    library.outcome("5 files: 2 indexed, 1 already there, 1 not taken, 1 not readable.")
    rows = library.rows()
    assert rows["../../x.txt"] == "indexed kept as x.txt, a name that does no harm"
    assert rows["copy.txt"] == "already there as x.txt"
    assert rows["song.mp3"].startswith("not taken files of this kind are not read")
    assert rows["broken.pdf"].startswith("not readable the document is damaged")
    assert sorted(path.name for path in base.rglob("x.txt")) == ["x.txt"]
    assert (next(base.rglob("x.txt"))).parent.name == "added"
    chat.picture("articles-added")
    library.part("Browse")
    library.listed(2)
    assert library.titles() == ["A new tower", "<script>window.hacked = 2</script> told"]
    chat.page.get_by_role("tab", name="Chat").click()
    chat.page.locator("#newest .welcome", has_text="Ask 2 articles a question").wait_for()
    chat.ask("Who opened the tower of Vell?")
    assert "Oskar Lind" in chat.newest.inner_text()
    assert chat.page.evaluate("window.hacked") is None

    folder = base / "dropped"
    (folder / "deep" / "er").mkdir(parents=True)
    (base / "empty" / "er").mkdir(parents=True)
    chat.page.get_by_role("tab", name="Articles").click()
    library.drop_from_disk(base / "empty")
    alone = "There are no files in what was dropped."
    chat.page.locator("#receiving [role=alert]", has_text=alone).wait_for()
    for name, text in {
        "one.txt": "Sheep crossed",
        "deep/two.txt": "Goats crossed",
        "deep/er/one.txt": "Cows crossed",
    }.items():
        (folder / name).write_text(f"{text} the bridge of Vell at dawn.", "utf-8")
    library.drop_from_disk(folder, large)
    library.outcome("4 files: 3 indexed, 1 not taken.")
    assert sorted(library.rows()) == ["dropped/deep/er/one.txt", "dropped/deep/two.txt", "dropped/one.txt", "large.txt"]
    added = next(base.rglob("added"))
    placed = sorted(path.relative_to(added).as_posix() for path in (added / "dropped").rglob("*.txt"))
    assert placed == ["dropped/deep/er/one.txt", "dropped/deep/two.txt", "dropped/one.txt"]
    chat.page.set_input_files("#folder-files", str(folder))
    library.outcome("3 files: 3 already there.")
    assert sorted(library.rows()) == placed


def test_a_damaged_index_is_told_and_mended_on_the_page(damaged: tuple[str, str], visit: Visit) -> None:
    url, name = damaged
    chat = visit(url)
    told = chat.page.locator("#newest .welcome")
    assert told.locator("h2").inner_text() == "The index is damaged"
    assert name in told.inner_text()
    assert name in chat.page.locator("#standing .bad").inner_text()
    chat.looks("damaged")
    chat.ask("What did the harbour bridge cost?")
    assert name in chat.newest.locator(".failed").inner_text()
    chat.looks("damaged-asked")
    chat.press("Look at the index")
    chat.page.locator("#about .missing", has_text=name).wait_for()
    chat.page.get_by_role("tab", name="Chat").click()
    chat.press("Take back")
    told.get_by_role("button", name="Check or mend it").click()
    library = LibraryPage(chat)
    library.press("Sync now")
    library.outcome("7 ")
    chat.page.get_by_role("tab", name="Chat").click()
    chat.page.locator("#newest .welcome", has_text="Ask 7 articles a question").wait_for()
    chat.page.locator("#starts .example", has_text="Who is Ines Fabricius?").wait_for()
    assert chat.page.locator("#standing .standing").count() == 0
    chat.ask("What did the harbour bridge cost?")
    assert "312 million crowns" in chat.newest.locator(".claims").inner_text()


def test_articles_are_looked_through_and_read(visit: Visit, town: tuple[str, Path]) -> None:
    library = LibraryPage(visit(town[0]))
    library.page.wait_for_selector("#found .listed")
    assert library.titles()[0] == "Toll on the bridge"
    assert library.look_for(3, words="HARBOUR opens") == ["Harbour bridge opens"] * 3
    assert library.look_for(1, outlet="coast wire") == ["Harbour bridge opens"]
    panel = library.read("Harbour bridge opens")
    assert "Mayor Ines Fabricius cut" in panel.inner_text()
    assert "2 other reports of this story" in panel.inner_text()
    assert library.look_for(0, since="2025-01-01") == []
    library.press("Clear")
    library.listed(6)
    assert library.look_for(2, since="2024-05-05", until="2024-05-06") == ["Harbour bridge opens"] * 2
    assert library.page.evaluate("window.hacked") is None
    library.chat.picture("articles-read")


def test_tabs_are_used_with_the_keyboard_and_kept_in_the_address(visit: Visit, town: tuple[str, Path]) -> None:
    chat = visit(town[0], theme="dark")
    page = chat.page
    page.focus("#tab-chat")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#library:not([hidden])")
    assert page.evaluate("[document.activeElement.id, location.hash]") == ["tab-articles", "#articles"]
    assert page.get_attribute("#library", "role") == "tabpanel"
    assert not page.is_visible("#chat-tab")
    page.focus("#tab-browse")
    page.keyboard.press("End")
    page.wait_for_selector("#about dl")
    assert page.get_by_role("tabpanel", name="Index").is_visible()
    assert chat.contrast("#about dt") >= 4.5
    assert chat.contrast("#tab-chat") >= 4.5
    chat.picture("articles-index-dark")
    page.reload()
    page.wait_for_selector("#library:not([hidden]) #found .listed")


def test_an_article_is_removed_after_a_question_and_put_back(visit: Visit, town: tuple[str, Path]) -> None:
    library = LibraryPage(visit(town[0]))
    library.look_for(1, words="walk over")
    library.read("A walk over the bridge")
    library.press("Remove from the index")
    told = library.page.locator("#confirm .confirm")
    assert "stays where it is, untouched" in told.inner_text()
    library.chat.picture("articles-removal")
    library.page.keyboard.press("Escape")
    told.wait_for(state="detached")
    library.listed(1)
    library.press("Remove from the index")
    library.press("Remove")
    library.outcome("Removed: A walk over the bridge")
    library.page.locator("#reading", has_text="no longer in the index").wait_for()
    library.listed(0)
    assert (town[1] / "own" / "walk.txt").is_file()
    library.press("Undo")
    library.outcome("Put back: A walk over the bridge")
    library.listed(1)


def test_a_folder_of_the_machine_the_facts_and_the_doctor(visit: Visit, town: tuple[str, Path]) -> None:
    url, base = town
    library = LibraryPage(visit(url))
    (base / "more").mkdir()
    (base / "more" / "ferry.txt").write_text("The last ferry of Port Ellery sailed at dawn.", "utf-8")
    library.part("Add")
    library.page.fill("#from-folder input", str(base / "none"))
    library.press("Index it")
    library.outcome("does not exist; check its name")
    library.page.fill("#from-folder input", str(base / "more"))
    library.press("Index it")
    library.outcome("1 added")
    library.part("Index")
    library.page.locator("#about", has_text=str(base / "more")).wait_for()
    assert "7 articles" in library.page.inner_text("#about")
    library.press("Check every file")
    library.outcome("The index is sound: every file is as it was written.")
    (base / "more" / "ferry.txt").write_text("The last ferry of Port Ellery sailed at noon.", "utf-8")
    library.press("Sync now")
    library.outcome("1 changed")


def test_a_sync_of_another_process_is_told_quietly_and_what_waits_is_not_lost(
    visit: Visit, town: tuple[str, Path]
) -> None:
    url, base = town
    chat = visit(url)
    with writing(base / "index"):
        chat.page.locator("#standing", has_text="being brought up to date; answers come from those of").wait_for()
        chat.looks("being-rebuilt")
        chat.ask("What did the harbour bridge cost?")
        assert "312 million crowns" in chat.newest.inner_text()
        library = LibraryPage(chat)
        library.drop({"late.txt": "A late report on the lighthouse of Port Ellery."})
        library.outcome("1 file arrived and waits to be indexed")
    again = LibraryPage(visit(url))
    again.press("Close")
    again.page.locator("#work .work").wait_for(state="detached")
    again = LibraryPage(visit(url))
    again.page.locator("#work", has_text="1 added file waits to be indexed (late.txt)").wait_for()
    again.press("Sync now")
    again.outcome("1 added")
    chat.page.locator("#standing .standing").wait_for(state="detached")


def test_where_articles_cannot_be_changed_nothing_offers_to(visit: Visit, closed_url: str) -> None:
    library = LibraryPage(visit(closed_url, width=390, height=844))
    library.page.wait_for_selector("#found .listed")
    library.read("Toll on the bridge")
    assert library.page.locator("[data-remove]").count() == 0
    library.chat.picture("articles-phone")
    assert library.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    library.part("Add")
    library.page.locator("#adding-form", has_text="cannot be added or removed on this page").wait_for()
    assert library.page.locator("#drop, [data-do]").count() == 0
    for path in ("added-files", "gradio_api/upload"):
        request = urllib.request.Request(closed_url + path, data=b"x", headers={"X-File-Name": "x.txt"})
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(request, timeout=20)


def test_a_thousand_files_at_once_are_all_told(visit: Visit, town: tuple[str, Path], tmp_path: Path) -> None:
    files = [tmp_path / f"report {number:04}.txt" for number in range(1_000)]
    for number, path in enumerate(files):
        path.write_text(f"Report number {number} of the weather station on the hill of Vell.", "utf-8")
    library = LibraryPage(visit(town[0]))
    library.choose(files)
    library.page.locator("#receiving .stage", has_text="of 1,000 files have arrived").wait_for()
    library.drop({"one more.txt": "One report more."})
    library.page.locator("#receiving [role=alert]", has_text="Other files are on their way").wait_for()
    assert library.page.locator("#receiving li").count() == 1_000
    library.outcome("1,000 files: 1,000 indexed.")
    assert len(library.rows()) == 1_000
    assert library.page.locator("#receiving li").count() == 0
    library.part("Browse")
    library.look_for(1_000, words="weather station")
    library.press("Older →")
    library.page.locator("#found", has_text="26 to 50 of 1,000 articles").wait_for()
