"""A folder of added articles beside others: it may be empty, and the ids of the others stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import SourceError
from index.reading.folder import ADDED_MARKER, sources_of
from index.search import LocalIndex
from index.sync import sync as sync_with
from tests.fakes import FakeEmbedder
from tests.index.folders import counts, sync


def added_folder(folder: Path) -> Path:
    added = folder.parent / "data" / "added"
    added.mkdir(parents=True)
    (added / ADDED_MARKER).touch()
    return added


def test_adding_such_a_folder_reads_and_renames_nothing_of_the_others(folder: Path) -> None:
    sync(folder)
    added, index_path = added_folder(folder), folder.parent / "index"
    (added / "c.txt").write_text("Cherries are sweet.", "utf-8")
    report = sync_with([folder, added], index_path, embedder=FakeEmbedder())
    assert (counts(report), report.renamed) == ((1, 0, 0, 2), 0)
    assert sorted(card.id for card in LocalIndex(index_path).articles()) == [".added/c.txt", "a.txt", "deep/b.md"]
    (added / "c.txt").unlink()
    assert counts(sync_with([folder, added], index_path, embedder=FakeEmbedder())) == (0, 0, 1, 2)


def test_without_its_marker_an_empty_folder_may_be_a_disk_that_is_not_there(folder: Path) -> None:
    added, index_path = added_folder(folder), folder.parent / "index"
    (added / ADDED_MARKER).unlink()
    with pytest.raises(SourceError, match="has no articles"):
        sync_with([folder, added], index_path, embedder=FakeEmbedder())


def test_prefixes_are_told_apart_and_no_scan_gives_them(tmp_path: Path) -> None:
    for name in ("one", "two", "x/added", "y/added"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("x/added", "y/added"):
        (tmp_path / name / ADDED_MARKER).touch()
    prefixes = [source.prefix for source in sources_of([tmp_path / name for name in ("x/added", "one")])]
    assert prefixes == [".added/", ""]
    prefixes = [source.prefix for source in sources_of([tmp_path / n for n in ("one", "x/added", "two", "y/added")])]
    assert prefixes == ["one/", ".x/added/", "two/", ".y/added/"]


def test_a_folder_below_a_hidden_one_is_no_part_of_the_outer_folder(tmp_path: Path) -> None:
    inner = tmp_path / ".local" / "share" / "added"
    inner.mkdir(parents=True)
    assert [source.prefix for source in sources_of([tmp_path, inner])] == [f"{tmp_path.name}/", "added/"]
    (tmp_path / "seen").mkdir()
    with pytest.raises(SourceError, match="overlap"):
        sources_of([tmp_path, tmp_path / "seen"])
