"""Whatever lies in a folder, a sync ends: good articles are in the index, and the rest is named with a reason."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.config import IndexConfig
from index.errors import SourceError
from index.search import LocalIndex
from index.sync import sync as sync_with
from index.syncing.report import SyncReport
from index.types import Failure
from tests.articles import read
from tests.fakes import FakeEmbedder
from tests.index.folders import as_nobody, counts, opened, sync
from tests.index.formats.pages import printed, zipped

STORY = "The harbour bridge opened on Monday. Ferries stopped at noon."


def pdf(password: str | None = None) -> bytes:
    return printed([[STORY]], password=password)


def word() -> bytes:
    from docx import Document

    document, held = Document(), io.BytesIO()
    document.add_paragraph(STORY)
    document.save(held)
    return held.getvalue()


BAD: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", r"empty \(0 bytes\)"),
    "binary.txt": (bytes(range(256)) * 40, "is not UTF-8|control characters"),
    "photo.txt": (b"\x89PNG\r\n\x1a\n" + bytes(100), "is named .txt, but is a PNG image"),
    "cut.pdf": (pdf()[:300], "PDF"),
    "locked.pdf": (pdf("secret"), "password"),
    "cut.docx": (word()[:600], "Word|ZIP|damaged|not a"),
    "cut.zip": (zipped({"a.txt": STORY * 50})[:-30], "not a zip file"),
    "broken.txt": (("é".encode() * 40)[:-1] + b" and text", "is not UTF-8"),
    "nobody.html": (b"<html><head><title>Talks</title></head></html>", "no text|nothing|no sentence|no article"),
    "script.html": (b"<html><body><script>run(1)</script></body></html>", "no text|nothing|no sentence|no article"),
    "blank.txt": (b" \n\t\n ", "only white space"),
    "config.json": (b'{"name": "x", "version": 1}', "no article"),
    "list.json": (b'[{"title": "a"}', "JSON"),
    "cut.gz": (gzip.compress(STORY.encode())[:-8], "gz|kind"),
    "cut.txt.gz": (gzip.compress(STORY.encode() * 99)[:-20], "gzip|cut|damaged|end"),
}
GOOD: dict[str, bytes] = {
    "utf16.txt": STORY.encode("utf-16"),
    "bell.txt": b"The harbour bridge\x00 opened on Monday. Ferries stopped at noon.",
    "line\nbreak.txt": STORY.encode(),
    "harbour \N{SAILBOAT} \N{FLAG IN HOLE}.txt": STORY.encode(),
    "page.txt": b"<!doctype html><html><body><article><p>" + STORY.encode() * 6 + b"</p></article></body></html>",
    "report.pdf": pdf(),
    "memo.docx": word(),
}


def failure_of(report: SyncReport, name: str) -> Failure:
    [found] = [failure for failure in report.failures if failure.path == name]
    return found


def test_bad_files_are_named_with_a_reason_and_good_ones_are_read(folder: Path) -> None:
    import re

    for name, (content, _) in BAD.items():
        (folder / name).write_bytes(content)
    for name, content in GOOD.items():
        (folder / name).write_bytes(content)
    report = sync(folder)
    found = {card.id for card in opened(folder).articles()}
    assert found == {"a.txt", "deep/b.md", *GOOD}
    assert {failure.path for failure in report.failures} | set(report.skipped) == BAD.keys()
    for name, (_, reason) in BAD.items():
        if name not in report.skipped:
            told = failure_of(report, name).reason
            assert re.search(reason, told), (name, told)
            assert str(folder / name) in told
    for name in GOOD:
        index = opened(folder)
        article = index.article(name)
        for sentence in index.sentences(name):
            assert article.text[sentence.start : sentence.end].strip() != ""
        assert "Ferries stopped at noon." in article.text


def test_a_record_that_is_no_article_is_named_by_its_line_and_the_others_are_read(folder: Path) -> None:
    lines = [
        json.dumps({"id": 1, "text": STORY}),
        '{"id": 2, "text": ',
        json.dumps({"id": 3, "title": "Nothing else"}),
        json.dumps({"id": 1, "text": STORY.replace("Monday", "Sunday")}),
        json.dumps({"id": 5, "text": STORY, "published": "0001-01-01"}),
        json.dumps({"id": 6, "text": STORY, "published": "2090-05-04"}),
    ]
    (folder / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    report = sync(folder)
    found = {card.id: card.published for card in opened(folder).articles() if card.id.startswith("news")}
    assert list(map(str, sorted(found))) == ["news.jsonl#1", "news.jsonl#1~2", "news.jsonl#5", "news.jsonl#6"]
    assert (found["news.jsonl#5"], str(found["news.jsonl#6"])) == (None, "2090-05-04")
    assert ["line 2" in report.failures[0].reason, "line 3" in report.failures[1].reason] == [True, True]
    assert len(report.notes) == 1
    assert "news.jsonl" in report.notes[0]
    again = sync(folder)
    assert (again.published, again.failures) == (False, report.failures)


def test_archives_cannot_reach_outside_and_bombs_stay_small(folder: Path) -> None:
    names = {"../outside.txt": STORY, "/etc/story.txt": STORY, "C:\\story.txt": STORY, "inside/a.txt": STORY}
    (folder / "odd.zip").write_bytes(zipped(names))
    (folder / "bomb.zip").write_bytes(zipped({"bomb.txt": "0" * 300_000_000}))
    report = sync(folder)
    assert not (folder.parent / "outside.txt").exists()
    ids = [card.id for card in opened(folder).articles() if "odd.zip" in card.id]
    assert "odd.zip/inside/a.txt" in ids
    assert not [name for name in ids if ".." in name]
    assert "limit" in failure_of(report, "bomb.zip/bomb.txt").reason


def test_a_huge_file_and_a_huge_line_are_refused_by_their_size(folder: Path) -> None:
    """Neither is read: the first is a hole of 200 MB, the second one line of 50 MB."""
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(200_000_000)
    (folder / "line.txt").write_bytes(b"word " * 10_000_000)
    report = sync(folder)
    assert counts(report) == (2, 0, 0, 0)
    assert "200,000,000 bytes" in failure_of(report, "huge.txt").reason
    assert "50,000,000 bytes" in failure_of(report, "line.txt").reason


def test_deep_folders_and_circles_of_links_end(folder: Path) -> None:
    place = folder
    for _ in range(300):
        place = place / "d"
    place.mkdir(parents=True)
    (place / "deep.txt").write_text(STORY, encoding="utf-8")
    (folder / "circle").symlink_to(folder, target_is_directory=True)
    (folder / "deep" / "up").symlink_to(folder.parent, target_is_directory=True)
    report = sync(folder)
    assert counts(report) == (3, 0, 0, 0)
    assert report.skipped == ("circle", "deep/up")


def test_a_folder_deeper_than_the_system_allows_is_named(folder: Path) -> None:
    """Its path is longer than any call may take, so it can be made step by step only."""
    here = Path.cwd()
    try:
        os.chdir(folder)
        for _ in range(30):
            Path("d" * 200).mkdir()
            os.chdir("d" * 200)
        Path("deep.txt").write_text(STORY, encoding="utf-8")
    finally:
        os.chdir(here)
    try:
        report = sync(folder)
        assert counts(report) == (2, 0, 0, 0)
        assert "File name too long" in report.failures[0].reason
    finally:
        subprocess.run(["rm", "-rf", str(folder / ("d" * 200))], check=True)


def test_a_name_that_is_no_utf8_is_named(folder: Path) -> None:
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text(STORY, encoding="utf-8")
    report = sync(folder)
    assert [(failure.path, "rename the file" in failure.reason) for failure in report.failures] == [
        ("caf\\udce9.txt", True)
    ]


def test_a_closed_file_keeps_its_article_and_is_told(folder: Path) -> None:
    sync(folder)
    (folder / "a.txt").write_text("Apples are gone.", encoding="utf-8")
    (folder / "a.txt").chmod(0)
    if os.geteuid() == 0:
        for place in (folder.parent, *folder.parent.rglob("*")):
            os.chown(place, 65534, 65534)
    with as_nobody(folder):
        report = sync(folder)
    assert counts(report) == (0, 0, 0, 2)
    assert (
        "cannot be read (Permission denied); check its permissions; the article it held is kept"
        in report.failures[0].reason
    )
    assert opened(folder).article("a.txt").text.startswith("Apples are red.")


def test_a_closed_folder_loses_nothing_when_the_settings_change(folder: Path) -> None:
    """Everything is read anew then, and what cannot be read could not be kept."""
    sync(folder)
    (folder / "deep").chmod(0)
    if os.geteuid() == 0:
        for place in (folder.parent, *folder.parent.rglob("*")):
            os.chown(place, 65534, 65534)
    with as_nobody(folder), pytest.raises(SourceError, match=r"deep: the folder cannot be read .* would be lost"):
        sync_with([folder], folder.parent / "index", embedder=FakeEmbedder(), config=IndexConfig(overlap_sentences=0))
    assert len(opened(folder).articles()) == 2


@pytest.mark.slow
def test_twenty_thousand_tiny_files(tmp_path: Path) -> None:
    """They are indexed; looking through them again costs a small share of that. (More: `tests/bench/grown.py`.)"""
    folder = tmp_path / "articles"
    for number in range(20):
        (folder / f"{number:03}").mkdir(parents=True)
        for place in range(1000):
            (folder / f"{number:03}" / f"{place:03}.txt").write_text(f"Note {number * 1000 + place}.")
    started = time.perf_counter()
    assert counts(sync_with([folder], tmp_path / "index", embedder=FakeEmbedder())) == (20_000, 0, 0, 0)
    full = time.perf_counter() - started
    started = time.perf_counter()
    assert counts(sync_with([folder], tmp_path / "index", embedder=FakeEmbedder())) == (0, 0, 0, 20_000)
    assert time.perf_counter() - started < full / 4
    assert LocalIndex(tmp_path / "index").article("012/042.txt").text == "Note 12042."


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="file size limits are set through Linux's resource module")
def test_a_full_disk_leaves_the_index_as_it_was_and_says_so(folder: Path) -> None:
    """The system refuses every file beyond 60 kB, as a full disk does, at whatever is written first."""
    sync(folder)
    before = opened(folder).fingerprint
    for number in range(400):
        (folder / f"n{number}.txt").write_text(f"Number {number} is here. " * 20, encoding="utf-8")
    program = (
        "import resource, signal\n"
        "from pathlib import Path\n"
        "from index.errors import RagError\n"
        "from tests.index.folders import sync\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))\n"
        "try:\n"
        f"    sync(Path({str(folder)!r}))\n"
        "except RagError as error:\n"
        "    print(type(error).__name__, error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "the index in use is as it was" in done.stdout
    assert opened(folder).fingerprint == before
    assert counts(sync(folder)) == (400, 0, 0, 2)


def test_a_story_in_nine_disguises_is_one_text() -> None:
    """The same words come out of every kind of text file."""
    for name, content in (("a.txt", STORY), ("a.md", STORY), ("a.html", f"<p>{STORY}</p>")):
        assert read(name, content)[0].text.strip() == STORY


def test_a_table_without_one_article_is_one_failure(folder: Path) -> None:
    rows = [json.dumps({"question": f"Who is {number}?"}) for number in range(300)]
    (folder / "questions.jsonl").write_text("\n".join(rows), encoding="utf-8")
    report = sync(folder)
    told = failure_of(report, "questions.jsonl").reason
    assert "none of its 300 records is an article; the first one: " in told
    assert "'question'" in told
    assert len(report.failures) == 1
    assert sync(folder).failures == report.failures
