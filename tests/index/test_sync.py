"""A folder becomes an index and stays equal to it; bad files and folders are named."""

from __future__ import annotations

import os
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import numpy as np
import pytest

from index.config import IndexConfig
from index.errors import ConfigError, SourceError
from index.store.generations import current_generation
from index.store.vectors import VectorIndex
from index.sync import sync as sync_with
from index.syncing.report import Progress
from tests.fakes import FakeEmbedder
from tests.index.folders import CountingEmbedder, as_nobody, counts, opened, sync


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
    assert embedder.embedded == ["Cherries are sweet\nCherries are sweet.", "Plums are dark now\nPlums are dark now."]
    after = VectorIndex(current_generation(folder.parent / "index") / "vectors.faiss")
    np.testing.assert_array_equal(after.rows_at(np.array([0])), before)
    assert opened(folder).article("deep/b.md").text == "Plums are dark now."


def test_one_change_among_many_articles_touches_nothing_else(folder: Path) -> None:
    """So few chunks are removed that the word index is not written anew."""
    for number in range(60):
        (folder / f"n{number:02}.txt").write_text(f"Number {number} is here.", encoding="utf-8")
    sync(folder)
    (folder / "n07.txt").write_text("Cherries are sweet.", encoding="utf-8")
    (folder / "n08.txt").unlink()
    embedder = CountingEmbedder()
    report = sync(folder, embedder)
    assert (counts(report), report.notes, embedder.embedded) == (
        (0, 1, 1, 60),
        (),
        ["Cherries are sweet\nCherries are sweet."],
    )
    index = opened(folder)
    assert [hit.chunk_id for hit in index.lexical("cherries", 5)] == ["n07.txt#0"]
    assert index.lexical("7 8", 5) == []
    assert index.document_frequency(index.terms("number")[0]) == 60, "a removed chunk counts until it is merged away"


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
    assert "is named .txt, but is a PNG image" in report.failures[0].reason
    assert "empty (0 bytes)" in report.failures[1].reason
    assert report.skipped == ("photo.jpg",)
    assert opened(folder).info().failures == report.failures
    assert sync(folder).published is False


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
            sync_with([wrong], folder.parent / "index", embedder=FakeEmbedder())
        assert str(wrong) in str(raised.value)
    (folder / "a.txt").write_bytes(b"")
    (folder / "deep" / "b.md").write_bytes(b"")
    with pytest.raises(SourceError, match="none of the files in"):
        sync(folder)
    assert opened(folder).fingerprint == before


def test_another_folder_does_not_overwrite_an_index_by_mistake(folder: Path, tmp_path: Path) -> None:
    sync(folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "o.txt").write_text("Oranges are orange.", encoding="utf-8")
    with pytest.raises(SourceError, match="--replace"):
        sync_with([other], folder.parent / "index", embedder=FakeEmbedder())
    report = sync_with([other], folder.parent / "index", embedder=FakeEmbedder(), replace=True)
    assert counts(report) == (1, 0, 2, 0)


def test_a_folder_that_moved_is_still_the_same_index(folder: Path) -> None:
    sync(folder)
    moved = folder.rename(folder.parent / "moved")
    embedder = CountingEmbedder()
    report = sync_with([moved], folder.parent / "index", embedder=embedder)
    assert (counts(report), embedder.embedded) == ((0, 0, 0, 2), [])
    assert opened(folder).article("a.txt").path == str(moved / "a.txt")


def test_other_settings_read_everything_anew_and_embed_only_new_texts(folder: Path) -> None:
    (folder / "a.txt").write_text("Apples are red and round. " * 4, encoding="utf-8")
    sync(folder)
    embedder = CountingEmbedder()
    config = IndexConfig(chunk_tokens=16, overlap_sentences=0)
    report = sync_with([folder], folder.parent / "index", embedder=embedder, config=config)
    assert counts(report) == (0, 2, 0, 0)
    assert embedder.embedded == ["Apples are red\nApples are red and round."], "the other text is as it was"
    with pytest.raises(ConfigError, match="chunk_tokens is 65, but 'fake' reads only 64"):
        sync_with([folder], folder.parent / "index", embedder=embedder, config=IndexConfig(chunk_tokens=65))


def test_progress_counts_bytes_up_to_the_total(folder: Path) -> None:
    seen: list[Progress] = []
    sync_with([folder], folder.parent / "index", embedder=FakeEmbedder(), progress=seen.append)
    size = sum(path.stat().st_size for path in folder.rglob("*.*"))
    assert [stage for stage, _ in groupby(seen, attrgetter("stage"))] == ["looking", "reading", "writing"]
    read = [progress for progress in seen if progress.stage == "reading"]  # more of them where the machine is slow
    assert {progress.total for progress in read} == {size}
    assert [progress.done for progress in read] == sorted(progress.done for progress in read)
    assert read[-1].done == size
    assert (seen[-1].done, seen[-1].total) == (0, 0)


def test_what_cannot_be_opened_keeps_the_article_it_was(folder: Path) -> None:
    """A closed folder or file loses nothing that was indexed; it is told, and read again when it opens."""
    sync(folder)
    (folder / "deep").chmod(0)
    (folder / "a.txt").chmod(0)
    user = os.geteuid()
    for place in (folder.parent, *folder.parent.rglob("*")):
        if user == 0:
            os.chown(place, 65534, 65534)
    with as_nobody(folder):
        report = sync(folder)
    assert counts(report) == (0, 0, 0, 2)
    assert [(failure.path, failure.reason.split("; ")[-1]) for failure in report.failures] == [
        ("a.txt", "the article it held is kept"),
        ("deep", "the article it held is kept"),
    ]
    (folder / "deep").chmod(0o755)
    (folder / "a.txt").chmod(0o644)
    assert sync(folder).failures == ()


def test_links_are_named_and_not_followed(folder: Path) -> None:
    (folder / "nowhere.txt").symlink_to(folder / "missing")
    (folder / "around").symlink_to(folder, target_is_directory=True)
    (folder / "again.txt").symlink_to(folder / "a.txt")
    report = sync(folder)
    assert report.skipped == ("around", "nowhere.txt")
    assert [card.id for card in opened(folder).articles()] == ["a.txt", "again.txt", "deep/b.md"]


def test_failures_in_any_order_of_names_are_the_same_failures(folder: Path) -> None:
    (folder / "x").mkdir()
    (folder / "x" / "b.txt").touch()
    (folder / "x-b.txt").touch()
    assert [failure.path for failure in sync(folder).failures] == ["x-b.txt", "x/b.txt"]
    assert sync(folder).published is False
