"""A folder becomes an index, stays equal to it, and no fault on the way loses anything."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.config import IndexConfig
from index.errors import (
    ConfigError,
    IndexCorrupt,
    IndexLocked,
    IndexMismatch,
    IndexMissing,
    SourceError,
)
from index.search import LocalIndex
from index.store.generations import current_generation
from index.store.vectors import VectorIndex
from index.sync import Progress, SyncReport
from index.sync import sync as sync_with
from index.types import Matrix
from tests.fakes import FakeEmbedder


class CountingEmbedder(FakeEmbedder):
    """Remembers what it was asked to embed."""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        self.embedded += texts
        return super().embed_passages(texts)


class OtherEmbedder(FakeEmbedder):
    weights_sha256 = "1" * 64


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text("Apples are red. Pears are green.", encoding="utf-8")
    (folder / "deep" / "b.md").write_text("# Plums\n\nPlums are blue.", encoding="utf-8")
    return folder


def sync(folder: Path, embedder: FakeEmbedder | None = None) -> SyncReport:
    return sync_with(folder, folder.parent / "index", embedder=embedder or FakeEmbedder())


def opened(folder: Path) -> LocalIndex:
    return LocalIndex(folder.parent / "index")


def counts(report: SyncReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.removed, report.unchanged


def test_a_first_sync_indexes_every_article(folder: Path) -> None:
    report = sync(folder)
    assert (counts(report), report.articles, report.chunks, report.published) == ((2, 0, 0, 0), 2, 2, True)
    assert [card.id for card in opened(folder).articles()] == ["a.txt", "deep/b.md"]
    assert opened(folder).info().sources == (str(folder),)


def test_a_second_sync_does_nothing(folder: Path) -> None:
    first, second = sync(folder), sync(folder)
    assert (counts(second), second.published, second.generation) == ((0, 0, 0, 2), False, first.generation)


def test_only_what_changed_is_embedded_again(folder: Path) -> None:
    sync(folder)
    before = VectorIndex(current_generation(folder.parent / "index") / "vectors.faiss").rows_at(np.array([0]))
    (folder / "deep" / "b.md").write_text("Plums are dark now.", encoding="utf-8")
    (folder / "c.txt").write_text("Cherries are sweet.", encoding="utf-8")
    embedder = CountingEmbedder()
    report = sync(folder, embedder)
    assert counts(report) == (1, 1, 0, 1)
    assert embedder.embedded == ["Cherries are sweet.", "Plums are dark now."]
    after = VectorIndex(current_generation(folder.parent / "index") / "vectors.faiss")
    np.testing.assert_array_equal(after.rows_at(np.array([0])), before)
    assert opened(folder).article("deep/b.md").text == "Plums are dark now."


def test_a_removed_file_is_gone_from_every_search(folder: Path) -> None:
    sync(folder)
    (folder / "a.txt").unlink()
    report = sync(folder)
    assert counts(report) == (0, 0, 1, 1)
    index = opened(folder)
    assert index.lexical("apples", 5) == []
    assert [hit.chunk_id for hit in index.dense(FakeEmbedder().embed_query("apples"), 5)] == ["deep/b.md#0"]


def test_the_fingerprint_follows_the_content_and_nothing_else(folder: Path) -> None:
    sync(folder)
    first = opened(folder).fingerprint
    (folder / "a.txt").write_text("Apples are gone.", encoding="utf-8")
    sync(folder)
    assert opened(folder).fingerprint != first
    (folder / "a.txt").write_text("Apples are red. Pears are green.", encoding="utf-8")
    sync(folder)
    assert opened(folder).fingerprint == first


def test_one_bad_file_never_stops_the_others(folder: Path) -> None:
    (folder / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    (folder / "empty.txt").touch()
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    (folder / ".hidden.txt").write_text("Not for you.", encoding="utf-8")
    report = sync(folder)
    assert report.articles == 2
    assert [failure.path for failure in report.failures] == ["bad.txt", "empty.txt"]
    assert "is not UTF-8" in report.failures[0].reason
    assert "empty (0 bytes)" in report.failures[1].reason
    assert report.skipped == ("photo.jpg",)
    assert opened(folder).info().failures == report.failures
    assert sync(folder).published is False


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root can read every file")
def test_an_unreadable_file_is_reported(folder: Path) -> None:
    (folder / "a.txt").chmod(0)
    assert "check its permissions" in sync(folder).failures[0].reason


def test_an_unreadable_name_is_reported_for_root_too(folder: Path) -> None:
    """A file that disappears between listing and reading, or that cannot be read, is a failure with a reason."""
    from index.errors import ArticleError
    from index.reading.folder import file_content

    with pytest.raises(ArticleError, match=r"cannot be read .*check its permissions"):
        file_content(folder / "gone.txt")


def test_missing_empty_and_wrong_folders_are_named_and_the_index_is_kept(folder: Path, tmp_path: Path) -> None:
    sync(folder)
    before = opened(folder).fingerprint
    empty = tmp_path / "empty"
    empty.mkdir()
    for wrong, message in (
        (tmp_path / "nowhere", "does not exist"),
        (folder / "a.txt", "is not a folder"),
        (empty, "has no articles"),
    ):
        with pytest.raises(SourceError, match=message) as raised:
            sync_with(wrong, folder.parent / "index", embedder=FakeEmbedder())
        assert str(wrong) in str(raised.value)
    (folder / "a.txt").write_bytes(b"")
    (folder / "deep" / "b.md").write_bytes(b"")
    with pytest.raises(SourceError, match="none of the 2 files"):
        sync(folder)
    assert opened(folder).fingerprint == before


def test_another_folder_does_not_overwrite_an_index_by_mistake(folder: Path, tmp_path: Path) -> None:
    sync(folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "o.txt").write_text("Oranges are orange.", encoding="utf-8")
    with pytest.raises(SourceError, match="--replace"):
        sync_with(other, folder.parent / "index", embedder=FakeEmbedder())
    report = sync_with(other, folder.parent / "index", embedder=FakeEmbedder(), replace=True)
    assert counts(report) == (1, 0, 2, 0)


def test_a_folder_that_moved_is_still_the_same_index(folder: Path) -> None:
    sync(folder)
    moved = folder.rename(folder.parent / "moved")
    embedder = CountingEmbedder()
    report = sync_with(moved, folder.parent / "index", embedder=embedder)
    assert (counts(report), embedder.embedded) == ((0, 0, 0, 2), [])
    assert opened(folder).article("a.txt").path == str(moved / "a.txt")


def test_other_settings_build_everything_anew(folder: Path) -> None:
    sync(folder)
    embedder = CountingEmbedder()
    config = IndexConfig(chunk_tokens=32)
    report = sync_with(folder, folder.parent / "index", embedder=embedder, config=config)
    assert (counts(report), len(embedder.embedded)) == ((0, 2, 0, 0), 2)
    with pytest.raises(ConfigError, match="chunk_tokens is 65, but 'fake' reads only 64"):
        sync_with(folder, folder.parent / "index", embedder=embedder, config=IndexConfig(chunk_tokens=65))


def test_an_index_of_another_embedder_is_refused_with_both_values(folder: Path) -> None:
    sync(folder)
    with pytest.raises(IndexMismatch, match=r"weights 000000000000.*weights 111111111111.*rag sync"):
        opened(folder).check_embedder(OtherEmbedder())
    sync(folder, OtherEmbedder())
    opened(folder).check_embedder(OtherEmbedder())


def test_an_index_of_another_format_is_refused_with_both_versions_and_rebuilt_by_a_sync(folder: Path) -> None:
    sync(folder)
    manifest = current_generation(folder.parent / "index") / "manifest.json"
    values = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(values | {"format_version": 99}), encoding="utf-8")
    with pytest.raises(IndexMismatch, match=r"index format 99, this version reads 1.*rag sync"):
        opened(folder)
    assert "built anew" in sync(folder).notes[0]
    assert opened(folder).info().articles == 2


def test_no_index_says_how_to_build_one(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(IndexMissing, match="rag sync FOLDER"):
            LocalIndex(path)


@pytest.mark.parametrize("name", ["articles.sqlite", "vectors.faiss", "manifest.json"])
def test_a_cut_file_is_refused_and_mended_by_a_sync(folder: Path, name: str) -> None:
    sync(folder)
    path = current_generation(folder.parent / "index") / name
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(IndexCorrupt, match=name):
        opened(folder)
    report = sync(folder)
    assert report.published
    assert name in report.notes[0]
    assert opened(folder).info().articles == 2


def test_a_flipped_bit_is_found_by_the_next_sync(folder: Path) -> None:
    sync(folder)
    path = current_generation(folder.parent / "index") / "vectors.faiss"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    assert "sha256" in sync(folder).notes[0]


def test_an_open_index_keeps_its_view_while_a_new_one_is_published(folder: Path) -> None:
    sync(folder)
    old = opened(folder)
    (folder / "a.txt").unlink()
    sync(folder)
    assert not old.is_current()
    assert [card.id for card in old.articles()] == ["a.txt", "deep/b.md"]
    assert [card.id for card in opened(folder).articles()] == ["deep/b.md"]


def test_two_generations_are_kept(folder: Path) -> None:
    for number in range(4):
        (folder / "n.txt").write_text(f"Number {number} is here.", encoding="utf-8")
        sync(folder)
    names = sorted(path.name[:6] for path in (folder.parent / "index" / "generations").iterdir())
    assert names == ["000003", "000004"]


def test_a_second_writer_is_told_who_holds_the_lock(folder: Path) -> None:
    index_path = folder.parent / "index"
    program = (
        "import sys, time, pathlib\n"
        "from index.store.generations import writing\n"
        f"with writing(pathlib.Path({str(index_path)!r})):\n"
        "    print('held', flush=True); time.sleep(60)\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(IndexLocked, match=f"process {holder.pid} since"):
            sync(folder)
    finally:
        holder.kill()
        holder.communicate()
    assert sync(folder).published  # a dead holder's lock is free


def test_a_build_that_fails_midway_leaves_the_old_index_in_use(folder: Path) -> None:
    class FailingEmbedder(FakeEmbedder):
        engine = property(lambda _: (_ for _ in ()).throw(RuntimeError("power cut")))

    sync(folder)
    before = opened(folder).fingerprint
    (folder / "n.txt").write_text("Something new.", encoding="utf-8")
    with pytest.raises(RuntimeError, match="power cut"):
        sync(folder, FailingEmbedder())
    assert opened(folder).fingerprint == before
    assert [p.name for p in (folder.parent / "index" / "generations").iterdir() if p.name.startswith(".")] == []
    assert sync(folder).published


def test_progress_counts_up_to_the_total(folder: Path) -> None:
    seen: list[Progress] = []
    sync_with(folder, folder.parent / "index", embedder=FakeEmbedder(), progress=seen.append)
    assert [(p.stage, p.done, p.total) for p in seen] == [
        ("reading", 0, 2),
        ("reading", 1, 2),
        ("reading", 2, 2),
        ("embedding", 0, 2),
        ("embedding", 2, 2),
        ("writing", 0, 1),
        ("writing", 1, 1),
    ]
