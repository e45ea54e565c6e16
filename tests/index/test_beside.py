"""What `rag doctor` says of things beside the generations: harmless, and yet worth knowing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from index.doctor import examine, roll_back
from index.errors import IndexMissing
from index.store.generations import current_generation, writing
from index.syncing.building.journal import FILE_NAME as WAITING
from index.syncing.building.journal import Journal
from index.syncing.seen import FILE_NAME as SEEN
from index.syncing.standing import Standing, standing
from tests.fakes import FakeEmbedder
from tests.index.folders import as_nobody, sync
from tests.index.test_keeping_up import long_ago

TEXTS = [b"0123456789abcdef", b"fedcba9876543210"]


@pytest.fixture
def index_path(folder: Path) -> Path:
    """A sound index of two generations, with nothing to remark."""
    long_ago(folder)
    sync(folder)
    (folder / "n.txt").write_text("Something new is here.", encoding="utf-8")
    sync(folder)
    index_path = folder.parent / "index"
    assert remarks(index_path) == []
    return index_path


def remarks(index_path: Path) -> list[str]:
    diagnosis = examine(index_path)
    assert diagnosis.sound
    return list(diagnosis.remarks)


def embed_two(index_path: Path) -> None:
    """As a sync that is stopped leaves two vectors."""
    journal = Journal(index_path, weights_sha256=FakeEmbedder.weights_sha256, dim=FakeEmbedder.dim)
    journal.add(TEXTS, FakeEmbedder().embed_passages(["one", "two"]))


@pytest.mark.parametrize("name", [".building-000003", ".removing-000001-abc"])
def test_remnants_of_a_killed_sync_are_harmless_and_gone_after_the_next(
    folder: Path, index_path: Path, name: str
) -> None:
    (index_path / "generations" / name).mkdir()
    [remark] = remarks(index_path)
    assert name in remark
    assert "harmless" in remark
    (folder / "o.txt").write_text("Something else.", encoding="utf-8")
    sync(folder)
    assert remarks(index_path) == []


def test_a_dead_holder_of_the_lock_is_named_and_harmless(folder: Path, index_path: Path) -> None:
    program = (
        "import os, sys, pathlib\nfrom index.store.generations import writing\n"
        "with writing(pathlib.Path(sys.argv[1])):\n    print(os.getpid(), flush=True)\n    os._exit(9)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program, index_path], capture_output=True, text=True, check=False)
    [remark] = remarks(index_path)
    assert remark.startswith(f"LOCK.holder names process {killed.stdout.strip()} since ")
    assert "harmless" in remark
    sync(folder)
    assert remarks(index_path) == []


def test_a_sync_that_runs_is_named_and_what_it_builds_is_no_remnant(index_path: Path) -> None:
    with writing(index_path):
        (index_path / "generations" / ".building-000003").mkdir()
        assert remarks(index_path) == [
            (
                f"process {os.getpid()} since {_since(index_path)} is writing to the index now; questions are answered "
                "from the generation in use until it is done"
            )
        ]


def _since(index_path: Path) -> str:
    since: str = json.loads((index_path / "LOCK.holder").read_text(encoding="utf-8"))["since"]
    return since


def test_a_generation_newer_than_the_one_in_use_is_named(index_path: Path) -> None:
    newest = current_generation(index_path).name
    roll_back(index_path)
    [remark] = remarks(index_path)
    assert remark.startswith(f"the generation {newest} is newer than the one in use")


@pytest.mark.parametrize("content", [b"no database at all, but long enough", b"SQLite format 3\0" + bytes(200)])
def test_a_damaged_cache_of_stats_is_harmless(folder: Path, index_path: Path, content: bytes) -> None:
    (index_path / SEEN).write_bytes(content)
    [remark] = remarks(index_path)
    assert str(index_path / SEEN) in remark
    assert "harmless" in remark
    long_ago(folder)
    sync(folder)
    assert remarks(index_path) == []


def test_vectors_of_a_stopped_sync_are_counted(index_path: Path) -> None:
    embed_two(index_path)
    [remark] = remarks(index_path)
    assert remark.startswith(f"{index_path / WAITING} holds the vectors of 2 chunks from a sync that was stopped")
    assert standing(index_path) == Standing(current_generation(index_path).name, 2)


class Damage(NamedTuple):
    place: int
    words: str


@pytest.mark.parametrize(
    "damage", [Damage(0, "is damaged: it begins with"), Damage(-1, "is damaged at its record 2 of 2")], ids=str
)
def test_damaged_vectors_of_a_stopped_sync_are_harmless(index_path: Path, damage: Damage) -> None:
    embed_two(index_path)
    content = bytearray((index_path / WAITING).read_bytes())
    content[damage.place] ^= 1
    (index_path / WAITING).write_bytes(content)
    [remark] = remarks(index_path)
    assert damage.words in remark
    assert "harmless" in remark
    assert (index_path / WAITING).read_bytes() == content


def test_a_torn_end_of_the_vectors_is_passed_over(index_path: Path) -> None:
    embed_two(index_path)
    os.truncate(index_path / WAITING, (index_path / WAITING).stat().st_size - 1)
    [remark] = remarks(index_path)
    assert "holds the vectors of 1 chunks" in remark


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def open_to_read(index_path: Path) -> None:
    """Everybody may read; only the owner may write, but for the lock that tantivy takes to read."""
    for path in (index_path, *index_path.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o666 if path.name == ".tantivy-meta.lock" else 0o644)


@needs_root
def test_an_index_that_only_others_may_write_answers_and_says_that_a_sync_would_fail(index_path: Path) -> None:
    open_to_read(index_path)
    with as_nobody(index_path):
        found = remarks(index_path)
    said = " cannot be written by this user: questions are answered, a sync would fail; mend its permissions"
    names = ("", "generations", "CURRENT", "LOCK")
    assert found == [f"{index_path / name}{said}" for name in names]


@needs_root
def test_a_file_that_may_not_be_read_is_a_fault_with_its_remedy(index_path: Path) -> None:
    open_to_read(index_path)
    generation = current_generation(index_path)
    (generation / "articles.sqlite").chmod(0o600)
    with as_nobody(index_path):
        diagnosis = examine(index_path)
    assert diagnosis.fault == f"{generation / 'articles.sqlite'} may not be read by this user"
    assert diagnosis.remedy == f"let its owner allow it, as in: chmod -R a+rX {generation}"
    index_path.chmod(0o700)
    with as_nobody(index_path), pytest.raises(IndexMissing, match="may not be read by this user; let its owner"):
        examine(index_path)


@needs_root
def test_a_lock_that_readers_may_not_take_is_a_fault_with_its_remedy(index_path: Path) -> None:
    open_to_read(index_path)
    lock = current_generation(index_path) / "words" / ".tantivy-meta.lock"
    lock.chmod(0o644)
    with as_nobody(index_path):
        diagnosis = examine(index_path)
    assert diagnosis.fault == f"{lock} may not be written by this user, which reading needs"
    assert diagnosis.remedy == f"let its owner allow it: chmod a+w {lock}"


def test_too_little_space_for_the_next_sync_is_told_with_both_numbers(
    index_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk's answer is the one thing here that no test can bring about otherwise."""
    usage = shutil.disk_usage(index_path)._replace(free=10)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    [remark] = remarks(index_path)
    assert f"the disk of {index_path} has 0 MB free, the next sync needs about 0 MB" in remark
