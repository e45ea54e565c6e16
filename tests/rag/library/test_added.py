"""Files that arrive: whole, under harmless names, never over another, and told why not."""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

import pytest

from index.reading.folder import ADDED_MARKER
from rag import RagError
from rag.library.added import AddedFolder, Arrival, Limits
from tests.index.folders import as_nobody


def added(
    tmp_path: Path, *, file_bytes: int = 1_000, total_bytes: int = 10_000, held: tuple[str, ...] = ()
) -> AddedFolder:
    return AddedFolder(
        tmp_path / "base", Limits(file_bytes, total_bytes), lambda sha256: ["theirs.txt"] * (sha256 in held)
    )


def take(folder: AddedFolder, told: str, content: bytes) -> Arrival:
    arriving = folder.arriving()
    try:
        arriving.write(content)
        return folder.take(told, arriving)
    finally:
        arriving.discard()


def files(folder: AddedFolder) -> dict[str, bytes]:
    found = (path for path in folder.articles.rglob("*") if path.is_file() and path.name != ADDED_MARKER)
    return {path.relative_to(folder.articles).as_posix(): path.read_bytes() for path in found}


def test_a_file_is_kept_under_its_name_and_nothing_is_left_on_the_way(tmp_path: Path) -> None:
    folder = added(tmp_path)
    assert take(folder, "news/story.txt", b"A story.") == Arrival("news/story.txt", "taken", "news/story.txt")
    assert files(folder) == {"news/story.txt": b"A story."}
    assert list((folder.base / "arriving").iterdir()) == []


def test_a_harmful_name_is_made_harmless_and_told(tmp_path: Path) -> None:
    folder = added(tmp_path)
    arrival = take(folder, "../../x.txt", b"Out of the folder.")
    assert (arrival.name, arrival.remark) == ("x.txt", "kept as x.txt, a name that does no harm")
    assert sorted(path.name for path in tmp_path.rglob("*.txt")) == ["x.txt"]
    assert files(folder) == {"x.txt": b"Out of the folder."}


def test_the_same_content_is_there_already_and_another_of_its_name_gets_a_number(tmp_path: Path) -> None:
    folder = added(tmp_path)
    take(folder, "story.txt", b"One.")
    assert take(folder, "copy.txt", b"One.") == Arrival("copy.txt", "already there", "story.txt")
    other = take(folder, "story.txt", b"Two.")
    assert (other.name, other.remark) == (
        "story (2).txt",
        "kept as story (2).txt, since there is another file of its name",
    )
    assert files(folder) == {"story.txt": b"One.", "story (2).txt": b"Two."}
    assert take(added(tmp_path), "story.txt", b"One.").state == "already there", "another process knows it too"


def test_what_the_index_holds_already_is_told(tmp_path: Path) -> None:
    folder = added(tmp_path, held=(hashlib.sha256(b"Held.").hexdigest(),))
    assert take(folder, "mine.txt", b"Held.") == Arrival("mine.txt", "already there", "theirs.txt")
    assert files(folder) == {}


@pytest.mark.parametrize(
    ("told", "content", "remark"),
    [
        ("photo.jpg", b"x", "files of this kind are not read; text, Markdown, "),
        ("empty.txt", b"", "it is empty"),
        ("large.txt", b"x" * 1_001, "it has 0.0 MB; 0.0 MB are the limit for a file"),
    ],
)
def test_what_cannot_be_an_article_is_refused_with_the_reason(
    tmp_path: Path, told: str, content: bytes, remark: str
) -> None:
    folder = added(tmp_path)
    arrival = take(folder, told, content)
    assert (arrival.state, arrival.remark.startswith(remark)) == ("refused", True)
    assert files(folder) == {}


def test_all_added_files_together_have_a_limit(tmp_path: Path) -> None:
    folder = added(tmp_path, total_bytes=1_500)
    assert take(folder, "one.txt", b"1" * 1_000).state == "taken"
    assert take(folder, "two.txt", b"2" * 600).remark.startswith("all added files together may have")
    assert take(added(tmp_path, total_bytes=1_500), "three.txt", b"3" * 600).state == "refused"
    assert take(folder, "four.txt", b"4" * 400).state == "taken"


def test_a_metadata_file_comes_along(tmp_path: Path) -> None:
    assert take(added(tmp_path), "story.pdf.meta.json", b"{}").state == "taken"


def test_many_at_once_overwrite_nothing(tmp_path: Path) -> None:
    folder = added(tmp_path)
    arrivals = list[Arrival]()

    def add(number: int) -> None:
        arrivals.append(take(folder, "story.txt", str(number).encode()))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {arrival.state for arrival in arrivals} == {"taken"}
    assert sorted(files(folder).values()) == sorted(str(number).encode() for number in range(16))


def test_a_folder_where_a_file_is_wanted_and_a_file_where_a_folder_is(tmp_path: Path) -> None:
    folder = added(tmp_path)
    take(folder, "a.txt/b.txt", b"In a folder.")
    assert take(folder, "a.txt", b"A file.").name == "a (2).txt"
    assert take(folder, "c.txt", b"C.").name == "c.txt"
    assert take(folder, "c.txt/d.txt", b"D.").name == "c.txt - d.txt"


def test_what_a_kill_left_on_the_way_is_deleted_a_day_later(tmp_path: Path) -> None:
    folder = added(tmp_path)
    folder.prepare()
    old, new = folder.base / "arriving" / "old", folder.base / "arriving" / "new"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    folder.prepare()
    assert [path.name for path in (folder.base / "arriving").iterdir()] == ["new"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with (
        as_nobody(tmp_path / "x"),
        pytest.raises(RagError, match=r"cannot be written by this user.*page.uploads_folder"),
    ):
        added(tmp_path).arriving()
