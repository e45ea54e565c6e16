"""Articles in an object store, asked over loopback: the index of the folder with the same files."""

from __future__ import annotations

import gzip
import json
import threading
import zipfile
from pathlib import Path

import pytest

from index import watching
from index.errors import SourceError
from index.objects.address import folder_of
from index.search import LocalIndex
from index.sync import sync
from index.syncing.report import SyncReport
from index.watching import keep_in_sync
from tests.crashes import served
from tests.fakes import FakeEmbedder
from tests.index.clustered import write_articles
from tests.index.objects.buckets import SECRET, Bucket
from tests.index.objects.syncing import ADDRESS, counts, ids, synced, three, uploaded


def test_a_bucket_makes_the_index_of_the_folder_with_its_files(shop: Bucket, tmp_path: Path, index_path: Path) -> None:
    """Records, copies, sidecars, archives and what is no article among them, in pages of seven keys, below a prefix."""
    folder = write_articles(tmp_path / "news", 12).root
    (folder / "deep").mkdir()
    (folder / "deep" / "story.txt").write_text("The river rose on Monday.")
    (folder / "deep" / "story.meta.json").write_text(json.dumps({"title": "Flood", "published": "2024-03-05"}))
    (folder / "page.html").write_text("<title>Page</title><p>The minister opened the bridge on Monday.</p>")
    (folder / "page_files").mkdir()
    (folder / "page_files" / "frame.html").write_text("<p>An advertisement of somebody.</p>")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    (folder / ".hidden.txt").write_text("The secret was kept.")
    (folder / "feed.jsonl.gz").write_bytes(gzip.compress(b'{"id": "7", "text": "The canal was opened."}\n'))
    with zipfile.ZipFile(folder / "day.zip", "w") as archive:
        archive.writestr("inner/a.txt", "The council met on Tuesday.")
    shop.objects = {f"2024/news/{place}": content for place, content in uploaded(folder).items()}
    shop.objects |= {"2024/newspaper.txt": b"Another place.", "2024/news/empty/": b""}
    shop.page = 7
    expected = sync([folder], tmp_path / "local", embedder=FakeEmbedder())
    report = synced(index_path, f"{ADDRESS}/2024/news/")
    assert counts(report) == counts(expected)
    assert report.skipped == expected.skipped == ("page_files/", "photo.jpg")
    assert [failure.path for failure in report.failures] == [failure.path for failure in expected.failures]
    assert len(report.failures) == 2
    assert ids(index_path) == ids(tmp_path / "local")
    found, wanted = served(index_path), served(tmp_path / "local")
    assert {name: found[name] for name in ("dense", "lexical", "chunks")} == {
        name: wanted[name] for name in ("dense", "lexical", "chunks")
    }
    story = LocalIndex(index_path).article("deep/story.txt")
    assert (story.path, story.title) == (f"{ADDRESS}/2024/news/deep/story.txt", "Flood")


def test_what_is_as_it_was_costs_a_listing(shop: Bucket, index_path: Path) -> None:
    three(shop)
    shop.modified = {"bridge.txt": 1_700_000_000.123}
    shop.objects["canal.meta.json"] = b'{"title": "Water"}'
    assert counts(synced(index_path)) == (3, 0, 0, 0, 0)
    assert shop.asked == ["apple.txt", "bridge.txt", "canal.txt", "canal.meta.json"]
    shop.asked.clear()
    report = synced(index_path)
    assert (report.published, shop.asked, shop.listings) == (False, [], 2)
    shop.objects["apple.txt"] = b"The apple was eaten..."  # of the same size, at the same time
    shop.objects["dam.txt"] = shop.objects.pop("bridge.txt")
    shop.objects["canal.meta.json"] = b'{"title": "Ships"}'
    dry = synced(index_path, dry_run=True)
    assert counts(dry) == counts(synced(index_path)) == (0, 2, 0, 1, 0)
    assert {card.title for card in LocalIndex(index_path).articles()} == {
        "The apple was eaten",
        "The bridge was opened",
        "Ships",
    }


def test_several_places_are_told_apart_and_none_is_dropped_unasked(
    shop: Bucket, tmp_path: Path, index_path: Path
) -> None:
    shop.objects = {"a/x.txt": b"The apple fell.", "b/x.txt": b"The bridge fell."}
    folder = tmp_path / "local"
    folder.mkdir()
    (folder / "x.txt").write_text("The canal froze.")
    synced(index_path, f"{ADDRESS}/a", f"{ADDRESS}/b", str(folder))
    assert ids(index_path) == {"a/x.txt", "b/x.txt", "local/x.txt"}
    with pytest.raises(SourceError, match=rf"is the index of '{ADDRESS}/a', which is not among the folders named"):
        synced(index_path, f"{ADDRESS}/b", str(folder))
    with pytest.raises(SourceError, match="overlap"):
        synced(index_path, f"{ADDRESS}/a", ADDRESS)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("s3://someone:a-very-secret-key@newsroom/a", "credentials and the endpoint are read from the environment"),
        ("s3://", "s3://BUCKET or s3://BUCKET/PREFIX"),
        ("s3://newsroom/a/../b", "cannot be listed"),
        ("s3://newsroom/a\n/b", "cannot be listed"),
        ("s3://newsroom/a\udcff/b", "cannot be listed"),
        ("https://example.org/news", "https:// is no address of a store that is read; those are s3://, gs://, az://"),
    ],
)
def test_an_address_that_is_none_is_refused(address: str, words: str) -> None:
    with pytest.raises(SourceError, match=words) as error:
        folder_of(address)
    assert SECRET not in str(error.value)


def test_odd_keys_are_only_names(shop: Bucket, index_path: Path) -> None:
    odd = [
        "a b#c%41+ü.txt",
        "q?x=[1]*.txt",
        "back\\slash.txt",
        "C:/windows.txt",
        f"{'long/' * 150}{'x' * 250}.txt",
        "~.txt",
        "😀.txt",
    ]
    shop.objects = {f"odd/{key}": f"Number {number} opened.".encode() for number, key in enumerate(odd)}
    report = synced(index_path, f"{ADDRESS}/odd")
    assert (counts(report), report.failures) == ((7, 0, 0, 0, 0), ())
    assert ids(index_path) == set(odd)
    assert LocalIndex(index_path).article(odd[3]).path == f"{ADDRESS}/odd/C:/windows.txt"


@pytest.mark.parametrize("key", ["deep/../x.txt", "deep/a\nb.txt", "deep//b.txt", "deep/./x.txt"])
def test_a_key_that_cannot_be_asked_for_closes_its_folder_alone(shop: Bucket, index_path: Path, key: str) -> None:
    three(shop)
    shop.objects["deep/held.txt"] = b"The dam held."
    synced(index_path)
    shop.objects |= {key: b"Somebody put this here.", "new.txt": b"The new road was opened."}
    report = synced(index_path)
    assert counts(report) == (1, 0, 0, 0, 4)
    [failure] = report.failures
    assert failure.path == "deep"
    assert "rename that object" in failure.reason
    assert failure.reason.endswith("; the article it held is kept")


def test_keys_that_differ_by_a_slash_alone(shop: Bucket, index_path: Path) -> None:
    shop.objects = {"/x.txt": b"The wrong one.", "x.txt": b"The right one.", "/y.txt": b"The lost one."}
    report = synced(index_path)
    assert {failure.path for failure in report.failures} == {"x.txt", "y.txt"}
    assert {card.title for card in LocalIndex(index_path).articles()} == {"The right one"}


def test_what_is_too_large_is_not_fetched(shop: Bucket, index_path: Path) -> None:
    three(shop)
    shop.objects["huge.txt"] = bytes(20_000_001)
    shop.objects["apple.meta.json"] = bytes(1_000_001)
    report = synced(index_path)
    assert [failure.path for failure in report.failures] == ["apple.txt", "huge.txt"]
    assert "the object has 20,000,001 bytes, the limit for its kind is 20,000,000" in report.failures[1].reason
    assert not {"huge.txt", "apple.meta.json"} & set(shop.asked)


def test_watching_lists_once_in_a_while(shop: Bucket, index_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_LOOK_ANYWAY_SECONDS", 0.05)
    three(shop)
    stop, reports = threading.Event(), list[SyncReport]()

    def on_report(report: SyncReport) -> None:
        reports.append(report)
        shop.objects["new.txt"] = b"The new road was opened."
        if len(reports) == 2:
            stop.set()

    keep_in_sync(
        lambda: synced(index_path),
        folders=[folder_of(ADDRESS)],
        index_path=index_path,
        on_report=on_report,
        on_error=lambda error: pytest.fail(str(error)),
        stop=stop,
    )
    assert [report.added for report in reports] == [3, 1]
