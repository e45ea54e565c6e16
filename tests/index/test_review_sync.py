"""What a review of syncing found: every case left an index that lied, lost something, or ended in a traceback."""

from __future__ import annotations

import gc
import json
import os
import resource
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.doctor import roll_back
from index.errors import IndexCorrupt, RagError, SourceError
from index.search import LocalIndex
from index.store import generations, manifest
from index.store.generations import current_generation, pointer, writing
from index.store.manifest import check_files, read_manifest
from index.sync import sync
from index.syncing.reading import content
from tests.fakes import FakeEmbedder
from tests.index.folders import as_nobody, counts, make_folder

Step = Callable[[Path], None]
SWAPPED = {"b.txt": "Bears are big.", "deep/c.txt": "Cats are small."}


@pytest.fixture
def index_path(tmp_path: Path) -> Path:
    return tmp_path / "index"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def paths(index_path: Path) -> dict[str, str]:
    return {card.id: card.path for card in LocalIndex(index_path).articles()}


def as_folder(place: Path) -> None:
    place.unlink(missing_ok=True)
    for name, text in SWAPPED.items():
        write(place / name, text)


def as_archive(place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    with zipfile.ZipFile(place, "w") as archive:
        for name, text in SWAPPED.items():
            archive.writestr(name, text)


def test_folders_named_in_another_order_keep_their_articles_paths(tmp_path: Path, index_path: Path) -> None:
    roots = [tmp_path / name for name in ("A", "B", "C")]
    for root in roots:
        write(root / "a.txt", f"Apples of {root.name} are red.")
    everything = {f"{root.name}/a.txt": str(root / "a.txt") for root in roots}
    sync(roots, index_path, embedder=FakeEmbedder())
    assert paths(index_path) == everything
    sync(roots[::-1], index_path, embedder=FakeEmbedder())
    assert paths(index_path) == everything
    sync(roots[1:], index_path, embedder=FakeEmbedder(), replace=True)
    assert paths(index_path) == {f"{name}/a.txt": everything[f"{name}/a.txt"] for name in "BC"}


@pytest.mark.parametrize("steps", [(as_archive, as_folder), (as_folder, as_archive)], ids=["unpacked", "packed"])
def test_an_archive_and_a_folder_of_its_name_take_each_others_place(
    tmp_path: Path, index_path: Path, steps: Sequence[Step]
) -> None:
    place = tmp_path / "articles" / "a.zip"
    write(tmp_path / "articles" / "z.txt", "Zebras run fast.")
    steps[0](place)
    sync([tmp_path / "articles"], index_path, embedder=FakeEmbedder())
    steps[1](place)
    report = sync([tmp_path / "articles"], index_path, embedder=FakeEmbedder())
    assert (counts(report), report.embedded) == ((0, 0, 0, 3), 0)
    index = LocalIndex(index_path)
    held = place if steps[1] is as_archive else place / "b.txt"
    assert (index.article("a.zip/b.txt").text, paths(index_path)["a.zip/b.txt"]) == ("Bears are big.", str(held))
    assert [hit.chunk_id for hit in index.lexical("cats", 5)] == ["a.zip/deep/c.txt#0"]
    assert sync([tmp_path / "articles"], index_path, embedder=FakeEmbedder()).published is False


def test_a_record_that_left_its_table_for_a_file_of_its_name_is_there_once(tmp_path: Path, index_path: Path) -> None:
    folder = tmp_path / "articles"
    lines = [json.dumps({"_id": name, "text": f"{name} are animals."}) for name in ("yaks", "foxes.txt")]
    write(folder / "n.jsonl", "\n".join(lines))
    sync([folder], index_path, embedder=FakeEmbedder())
    write(folder / "n.jsonl", lines[0])
    write(folder / "n.jsonl#foxes.txt", "Foxes are red.")
    assert counts(sync([folder], index_path, embedder=FakeEmbedder())) == (0, 1, 0, 1)
    assert LocalIndex(index_path).article("n.jsonl#foxes.txt").text == "Foxes are red."


def test_a_file_that_vanishes_while_it_is_read_stops_nothing(
    tmp_path: Path, index_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A watched folder holds files for a moment only; the others are indexed, and what the file held stays till next time."""
    folder = make_folder(tmp_path)
    sync([folder], index_path, embedder=FakeEmbedder())
    hashed = content.hash_of_files

    def then_gone(files: Sequence[Path]) -> str:
        found = hashed(files)
        if files[0].name == "a.txt":
            files[0].unlink()
        return found

    write(folder / "a.txt", "Apples are new.")
    write(folder / "z.txt", "Zebras run fast.")
    monkeypatch.setattr(content, "hash_of_files", then_gone)
    report = sync([folder], index_path, embedder=FakeEmbedder())
    assert counts(report) == (1, 0, 0, 2)
    [failure] = report.failures
    assert failure.path == "a.txt"
    assert "a.txt: cannot be read (No such file or directory)" in failure.reason
    assert failure.reason.endswith("the article it held is kept")
    assert counts(sync([folder], index_path, embedder=FakeEmbedder())) == (0, 0, 1, 2)


def test_failed_records_are_kept_in_mind_while_their_file_cannot_be_opened(tmp_path: Path, index_path: Path) -> None:
    folder = tmp_path / "articles"
    write(folder / "deep" / "n.jsonl", '{"_id": "empty", "text": ""}\n{"_id": "yaks", "text": "Yaks are big."}')
    write(folder / "z.txt", "Zebras run fast.")
    index_path.mkdir(mode=0o777)
    index_path.chmod(0o777)
    with as_nobody(index_path):
        first = sync([folder], index_path, embedder=FakeEmbedder())
    assert [failure.path for failure in first.failures] == ["deep/n.jsonl#empty"]
    for closed in (folder / "deep" / "n.jsonl", folder / "deep"):
        mode = closed.stat().st_mode
        closed.chmod(0)
        with as_nobody(index_path):
            second = sync([folder], index_path, embedder=FakeEmbedder())
        closed.chmod(mode)
        place = closed.relative_to(folder).as_posix()
        assert [failure.path for failure in second.failures] == sorted([place, "deep/n.jsonl#empty"])
        with as_nobody(index_path):
            third = sync([folder], index_path, embedder=FakeEmbedder())
            assert (counts(third), third.failures) == ((0, 0, 0, 2), first.failures)
            assert LocalIndex(index_path).info().failures == first.failures


def test_a_folder_that_cannot_be_read_is_not_an_empty_one(tmp_path: Path, index_path: Path) -> None:
    """`--allow-empty` is about folders without articles."""
    roots = [tmp_path / "A", tmp_path / "B"]
    for root in roots:
        write(root / "a.txt", f"Apples of {root.name} are red.")
    index_path.mkdir()
    index_path.chmod(0o777)
    with as_nobody(index_path):
        sync(roots, index_path, embedder=FakeEmbedder())
    roots[1].chmod(0)
    with as_nobody(index_path):
        report = sync(roots, index_path, embedder=FakeEmbedder(), allow_empty=True)
    roots[1].chmod(0o755)
    assert counts(report) == (0, 0, 0, 2)
    assert report.failures[0].reason.endswith("the article it held is kept")


def test_a_large_index_whose_database_is_damaged_is_built_anew(
    tmp_path: Path, index_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files are not hashed when it is opened, so the damage shows when the articles are listed."""
    folder = make_folder(tmp_path)
    sync([folder], index_path, embedder=FakeEmbedder())
    monkeypatch.setattr(manifest, "SMALL_INDEX_BYTES", 0)
    database = current_generation(index_path) / "articles.sqlite"
    before, content = database.stat(), database.read_bytes()
    sha256 = LocalIndex(index_path).article("a.txt").sha256.encode()
    database.write_bytes(content.replace(sha256, b"\xff" + sha256[1:]))
    os.utime(database, ns=(before.st_atime_ns, before.st_mtime_ns))
    report = sync([folder], index_path, embedder=FakeEmbedder())
    assert (counts(report), report.published) == ((2, 0, 0, 0), True)
    assert "could not be used" in report.notes[0]
    assert LocalIndex(index_path).article("a.txt").text == "Apples are red. Pears are green."


def test_an_index_that_may_not_be_written_is_refused_in_words(tmp_path: Path, index_path: Path) -> None:
    folder = make_folder(tmp_path)
    sync([folder], index_path, embedder=FakeEmbedder())
    write(folder / "z.txt", "Zebras run fast.")
    for path in (index_path, *index_path.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    with as_nobody(index_path):
        with pytest.raises(RagError, match="may not be written by this user"):
            sync([folder], index_path, embedder=FakeEmbedder())
        with pytest.raises(RagError, match="may not be written by this user"):
            roll_back(index_path)
    for path in (index_path, index_path / "LOCK"):
        path.chmod(0o777)
    with as_nobody(index_path), pytest.raises(RagError, match=r"generations' may not be written by this user"):
        sync([folder], index_path, embedder=FakeEmbedder())


def test_a_name_that_is_no_utf8_is_refused_before_the_work(tmp_path: Path, index_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    write(odd / "a.txt", "Apples are red.")
    with pytest.raises(SourceError, match=r"caf.*is not valid UTF-8; rename the folder"):
        sync([odd], index_path, embedder=FakeEmbedder())
    with pytest.raises(SourceError, match=r"caf.*is not valid UTF-8; rename the folder"):
        sync([make_folder(tmp_path)], odd / "index", embedder=FakeEmbedder())


def test_a_disk_that_is_full_from_the_start_ends_in_words(tmp_path: Path, index_path: Path) -> None:
    """Even the tables of the database find no room."""
    program = (
        "import resource, sys; from pathlib import Path; from index.sync import sync; from tests.fakes import FakeEmbedder\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, (4096, {resource.RLIM_INFINITY}))\n"
        "sync([Path(sys.argv[1])], Path(sys.argv[2]), embedder=FakeEmbedder())"
    )
    command = [sys.executable, "-c", program, str(make_folder(tmp_path)), str(index_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert "index.errors.RagError" in ended.stderr.splitlines()[-1]
    assert "free some space" in ended.stderr.splitlines()[-1]


def test_a_generation_that_goes_while_it_is_checked_is_a_fault_of_the_index(tmp_path: Path, index_path: Path) -> None:
    """`LocalIndex` then looks for the newer one."""
    sync([make_folder(tmp_path)], index_path, embedder=FakeEmbedder())
    folder = current_generation(index_path)
    described = read_manifest(folder)
    (folder / "words").chmod(0)
    with as_nobody(folder), pytest.raises(IndexCorrupt, match="cannot be read"):
        check_files(folder, described)
    (folder / "words").chmod(0o755)


def test_two_syncs_between_reading_the_pointer_and_opening_are_no_fault(
    tmp_path: Path, index_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync([make_folder(tmp_path)], index_path, embedder=FakeEmbedder())
    newest = pointer(index_path)
    with writing(index_path):
        generations.use_generation(index_path, "000000-gone")
    asked = iter(["000000-gone"])
    read = Path.read_text

    def late(path: Path, **how: str) -> str:
        found = read(path, **how)
        if path.name == "CURRENT" and next(asked, None):
            generations.use_generation(index_path, newest)
        return found

    monkeypatch.setattr(Path, "read_text", late)
    assert current_generation(index_path).name == newest


def test_a_closed_index_lets_go_of_its_files_at_once(tmp_path: Path, index_path: Path) -> None:
    """A reader that stays for months must not hold the disk space of every generation it has seen."""
    sync([make_folder(tmp_path)], index_path, embedder=FakeEmbedder())
    gc.disable()
    try:
        for _ in range(5):
            LocalIndex(index_path).article("a.txt")
        held = [os.path.realpath(held) for held in Path("/proc/self/fd").iterdir()]
        assert [path for path in held if str(index_path) in path] == []
    finally:
        gc.enable()
