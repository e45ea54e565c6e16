"""The index keeps up with its folders: what is unchanged is not read, what was computed is not computed again."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.errors import SourceError
from index.search import LocalIndex
from index.sync import sync as sync_with
from index.syncing.building import builder
from index.syncing.building.journal import FILE_NAME as JOURNAL
from index.syncing.seen import FILE_NAME as SEEN
from index.types import Filter, Matrix
from tests.fakes import FakeEmbedder
from tests.index.folders import CountingEmbedder, OtherEmbedder, counts, opened, sync


def long_ago(folder: Path) -> None:
    """As if the files had not been written just now: only then a time stamp can be trusted."""
    for path in folder.rglob("*"):
        os.utime(path, (1_600_000_000, 1_600_000_000))


class Reads:
    """The files that Python opened, as the interpreter itself reports them."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self.active = False
        self.opened: list[str] = []

    def hook(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.active and event == "open" and str(arguments[0]).startswith(self._folder):
            self.opened.append(str(arguments[0]).removeprefix(self._folder))


@pytest.fixture
def reads(folder: Path) -> Reads:
    import sys

    found = Reads(folder)
    sys.addaudithook(found.hook)
    return found


def test_an_unchanged_file_is_not_even_opened(folder: Path, reads: Reads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.syncing.seen._RACY_NS", 0)
    sync(folder)
    (folder / "c.txt").write_text("Cherries are sweet.", encoding="utf-8")
    reads.active = True
    report = sync(folder)
    reads.active = False
    assert (counts(report), set(reads.opened)) == ((1, 0, 0, 2), {"/c.txt"})


def test_a_file_that_was_only_touched_is_read_and_nothing_is_published(folder: Path) -> None:
    first = sync(folder)
    long_ago(folder)
    embedder = CountingEmbedder()
    report = sync(folder, embedder)
    assert (counts(report), report.generation, embedder.embedded) == ((0, 0, 0, 2), first.generation, [])


def test_a_file_written_in_the_same_second_with_the_same_size_is_read_again(folder: Path) -> None:
    sync(folder)
    before = (folder / "a.txt").stat()
    (folder / "a.txt").write_text("Apples are RED. Pears are GREEN.", encoding="utf-8")
    os.utime(folder / "a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert counts(sync(folder)) == (0, 1, 0, 1)


@pytest.mark.parametrize("damage", [b"", b"no database at all", None], ids=["empty", "garbage", "gone"])
def test_a_lost_cache_of_stats_loses_nothing(folder: Path, damage: bytes | None) -> None:
    sync(folder)
    path = folder.parent / "index" / SEEN
    path.unlink(missing_ok=True)
    if damage is not None:
        path.write_bytes(damage)
    assert counts(sync(folder)) == (0, 0, 0, 2)


def test_a_renamed_file_keeps_its_vectors(folder: Path) -> None:
    sync(folder)
    (folder / "a.txt").rename(folder / "deep" / "z.txt")
    embedder = CountingEmbedder()
    report = sync(folder, embedder)
    assert (counts(report), report.renamed, embedder.embedded) == ((0, 0, 0, 1), 1, [])
    assert [card.id for card in opened(folder).articles()] == ["deep/b.md", "deep/z.txt"]
    assert opened(folder).lexical("apples", 5)[0].chunk_id == "deep/z.txt#0"


def test_a_text_that_stands_twice_is_embedded_once(folder: Path) -> None:
    for name in ("x.txt", "y.txt"):
        (folder / name).write_text("Cherries are sweet.", encoding="utf-8")
    embedder = CountingEmbedder()
    report = sync(folder, embedder)
    assert embedder.embedded.count("Cherries are sweet\nCherries are sweet.") == 1
    assert (report.chunks, report.embedded) == (4, 3)
    hits = opened(folder).dense(embedder.embed_query("cherries sweet"), 2)
    assert {hit.chunk_id for hit in hits} == {"x.txt#0", "y.txt#0"}


def test_one_record_of_a_table_is_one_article(folder: Path) -> None:
    table = folder / "news.jsonl"
    records = [
        {"_id": name, "title": name, "text": f"{name} are for sale today."} for name in ("Figs", "Kiwis", "Limes")
    ]
    table.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    assert counts(sync(folder)) == (5, 0, 0, 0)
    records[1]["text"] = "Kiwis are sold out."
    records[2] = {"_id": "Mangos", "title": "Mangos", "text": "Mangos are new."}
    table.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    embedder = CountingEmbedder()
    report = sync(folder, embedder)
    assert counts(report) == (1, 1, 1, 3)
    assert embedder.embedded == ["Kiwis\nKiwis are sold out.", "Mangos\nMangos are new."]
    assert [c.id for c in opened(folder).articles() if "news" in c.id] == [
        f"news.jsonl#{i}" for i in ("Figs", "Kiwis", "Mangos")
    ]


def test_a_sidecar_overrides_and_its_change_is_a_change_of_the_article(folder: Path) -> None:
    sync(folder)
    sidecar = folder / "a.txt.meta.json"
    sidecar.write_text(json.dumps({"title": "Fruit", "outlet": "The Orchard", "published": "2024-03-26"}))
    report = sync(folder)
    assert (counts(report), report.embedded, report.skipped) == ((0, 1, 0, 1), 1, ()), (
        "its chunks bear the new headline"
    )
    article = opened(folder).article("a.txt")
    assert (article.title, article.outlet, str(article.published), article.published_from) == (
        "Fruit",
        "The Orchard",
        "2024-03-26",
        "sidecar",
    )
    sidecar.unlink()
    assert counts(sync(folder)) == (0, 1, 0, 1)
    assert opened(folder).article("a.txt").outlet is None


def test_several_folders_make_one_index(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "more"
    other.mkdir()
    (other / "a.txt").write_text("Oranges are orange.", encoding="utf-8")
    index_path = tmp_path / "index"
    report = sync_with([folder, other], index_path, embedder=FakeEmbedder())
    assert counts(report) == (3, 0, 0, 0)
    index = LocalIndex(index_path)
    assert sorted(card.id for card in index.articles()) == ["articles/a.txt", "articles/deep/b.md", "more/a.txt"]
    assert index.article("more/a.txt").path == str(other / "a.txt")
    with pytest.raises(SourceError, match=r"index of .*more.* not among the folders named .*--replace"):
        sync_with([folder], index_path, embedder=FakeEmbedder())
    with pytest.raises(SourceError, match="overlap; name the outer folder only"):
        sync_with([folder, folder / "deep"], index_path, embedder=FakeEmbedder())


def test_folders_of_the_same_name_are_told_apart_by_their_parents(tmp_path: Path) -> None:
    folders = [tmp_path / parent / "news" for parent in ("east", "west")]
    for number, folder in enumerate(folders):
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text(f"Number {number} is here.", encoding="utf-8")
    sync_with(folders, tmp_path / "index", embedder=FakeEmbedder())
    assert [card.id for card in LocalIndex(tmp_path / "index").articles()] == ["east/news/a.txt", "west/news/a.txt"]


def test_a_dry_run_says_what_a_sync_would_do_and_writes_nothing(folder: Path) -> None:
    index_path = folder.parent / "index"
    report = sync_with([folder], index_path, embedder=FakeEmbedder(), dry_run=True)
    assert (counts(report), report.published, report.dry_run, index_path.exists()) == ((2, 0, 0, 0), False, True, False)
    sync(folder)
    (folder / "a.txt").write_text("Apples are gone.", encoding="utf-8")
    (folder / "deep" / "b.md").rename(folder / "deep" / "c.md")
    (folder / "bad.txt").touch()
    before = {path: path.stat().st_mtime_ns for path in index_path.rglob("*")}
    embedder = CountingEmbedder()
    report = sync_with([folder], index_path, embedder=embedder, dry_run=True)
    assert (counts(report), report.renamed, len(report.failures)) == ((0, 1, 0, 0), 1, 1)
    assert embedder.embedded == []
    assert {path: path.stat().st_mtime_ns for path in index_path.rglob("*")} == before


def test_an_empty_folder_empties_an_index_only_when_told(folder: Path) -> None:
    sync(folder)
    shutil.rmtree(folder)
    folder.mkdir()
    with pytest.raises(SourceError, match=r"has no articles .* left as it was.*--allow-empty"):
        sync(folder)
    assert len(opened(folder).articles()) == 2
    report = sync_with([folder], folder.parent / "index", embedder=FakeEmbedder(), allow_empty=True)
    assert counts(report) == (0, 0, 2, 0)
    index = opened(folder)
    assert (index.articles(), index.lexical("apples", 5)) == ((), [])
    assert index.dense(FakeEmbedder().embed_query("apples"), 5, Filter(outlets=("The Orchard",))) == []
    (folder / "a.txt").write_text("Apples are back.", encoding="utf-8")
    assert counts(sync(folder)) == (1, 0, 0, 0)
    assert opened(folder).lexical("apples", 5)[0].chunk_id == "a.txt#0"


def test_failed_files_are_listed_kept_in_mind_and_tried_again(folder: Path) -> None:
    (folder / "bad.txt").touch()
    first = sync(folder)
    assert [failure.path for failure in first.failures] == ["bad.txt"]
    second = sync(folder)
    assert (second.published, second.failures) == (False, first.failures)
    (folder / "bad.txt").write_text("Cherries are sweet.", encoding="utf-8")
    third = sync(folder)
    assert (counts(third), third.failures) == ((1, 0, 0, 2), ())
    (folder / "bad.txt").write_bytes(b"")
    assert counts(sync(folder)) == (0, 0, 1, 2)
    assert opened(folder).info().failures == first.failures


class StoppedEmbedder(CountingEmbedder):
    """Is stopped by the user after some calls."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self._calls = calls

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        if self._calls == 0:
            raise KeyboardInterrupt
        self._calls -= 1
        return super().embed_passages(texts)


def test_a_stopped_sync_goes_on_where_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old index stays in use; what was embedded is kept, unless the file that keeps it was torn."""
    monkeypatch.setattr(builder, "_BLOCK_CHUNKS", 4)
    sync(folder)
    for number in range(10):
        (folder / f"n{number}.txt").write_text(f"Number {number} is here.", encoding="utf-8")
    stopped = StoppedEmbedder(calls=2)
    with pytest.raises(KeyboardInterrupt):
        sync(folder, stopped)
    assert len(stopped.embedded) == 8
    assert len(opened(folder).articles()) == 2
    assert not list((folder.parent / "index" / "generations").glob(".building-*"))
    journal = folder.parent / "index" / JOURNAL
    journal.write_bytes(journal.read_bytes()[:-5])
    embedder = CountingEmbedder()
    report = sync(folder, embedder)
    assert (counts(report), len(embedder.embedded), journal.exists()) == ((10, 0, 0, 2), 3, False)
    for number in range(10):
        [hit] = opened(folder).dense(embedder.embed_query(f"Number {number} is here."), 1)
        assert hit.chunk_id == f"n{number}.txt#0"


def test_what_another_embedder_left_is_dropped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "_BLOCK_CHUNKS", 1)
    with pytest.raises(KeyboardInterrupt):
        sync(folder, StoppedEmbedder(calls=1))
    assert sync(folder, OtherEmbedder()).embedded == 2


def test_syncs_in_any_order_find_the_same_as_one_sync(folder: Path) -> None:
    """After additions, changes and removals both searches return what a fresh index returns."""
    texts = {f"n{number}.txt": f"Number {number} is here. It has {number * 7} friends." for number in range(30)}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    sync(folder)
    for number in range(0, 30, 3):
        (folder / f"n{number}.txt").unlink()
    sync(folder)
    for number in range(1, 30, 3):
        (folder / f"n{number}.txt").write_text(f"Changed {number}. " * 40, encoding="utf-8")
    (folder / "new.txt").write_text("Cherries are sweet.", encoding="utf-8")
    sync(folder)
    fresh_path = folder.parent / "fresh"
    sync_with([folder], fresh_path, embedder=FakeEmbedder())
    grown, fresh = opened(folder), LocalIndex(fresh_path)
    assert grown.fingerprint == fresh.fingerprint
    for question in ("number friends", "changed", "cherries", "plums blue"):
        vector = FakeEmbedder().embed_query(question)
        pairs = [{(hit.chunk_id, round(hit.score, 5)) for hit in index.dense(vector, 500)} for index in (grown, fresh)]
        assert pairs[0] == pairs[1]
        words = [{hit.chunk_id for hit in index.lexical(question, 500)} for index in (grown, fresh)]
        assert words[0] == words[1]
