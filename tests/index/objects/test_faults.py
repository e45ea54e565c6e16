"""An object store that fails: what is told, and that nothing is lost."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from index.errors import ConfigError, SourceError
from index.search import LocalIndex
from tests.crashes import served
from tests.index.objects.buckets import KEY, SECRET, Bucket, Refusal, nothing
from tests.index.objects.syncing import ADDRESS, counts, synced, three


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (Refusal(403, "AccessDenied"), r"denies access.*AccessDenied.*check the credentials.*AWS_ACCESS_KEY_ID"),
        (Refusal(404, "NoSuchBucket"), r"there is no bucket 'newsroom' \(404 NoSuchBucket\); check the address"),
        (Refusal(500, "InternalError"), r"does not answer as it should.*500.*the index was left as it was"),
    ],
    ids=["denied", "missing", "down"],
)
def test_a_listing_that_fails_in_the_middle_ends_the_sync(
    shop: Bucket, index_path: Path, refusal: Refusal, words: str
) -> None:
    three(shop)
    synced(index_path)
    before = served(index_path)
    shop.page, shop.refuse_listing = 2, lambda key: refusal if key else None
    with pytest.raises(SourceError, match=words) as error:
        synced(index_path)
    assert served(index_path) == before
    assert KEY not in str(error.value)
    assert SECRET not in str(error.value)


@pytest.mark.usefixtures("shop")
def test_a_store_that_is_not_there(index_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    with pytest.raises(
        SourceError,
        match=rf"'{ADDRESS}' cannot be listed: the bucket 'newsroom' does not answer as it should .Connection refused",
    ):
        synced(index_path)
    assert not (index_path / "CURRENT").exists()


def test_ctrl_c_while_a_store_is_waited_for(shop: Bucket, index_path: Path) -> None:
    """The store takes the request, and answers when it is all over."""
    asked, over = threading.Event(), threading.Event()

    def hang(_: str) -> None:
        asked.set()
        over.wait(20)

    def press() -> None:
        asked.wait(20)
        os.kill(os.getpid(), signal.SIGINT)

    shop.refuse_listing = hang
    threading.Thread(target=press).start()
    try:
        with pytest.raises(KeyboardInterrupt):
            synced(index_path)
        assert not over.is_set()
    finally:
        over.set()


def test_a_bucket_that_was_emptied_empties_nothing_unasked(shop: Bucket, index_path: Path) -> None:
    three(shop)
    synced(index_path)
    shop.objects.clear()
    with pytest.raises(SourceError, match=rf"the folder '{ADDRESS}' has no articles"):
        synced(index_path)
    assert counts(synced(index_path, allow_empty=True)) == (0, 0, 3, 0, 0)


def test_what_a_fault_passes_by_is_read_all_the_same(shop: Bucket, index_path: Path) -> None:
    """A request that fails and a body that is cut short are asked for again."""
    three(shop)
    faults = {"apple.txt": [Refusal(503), Refusal(500)], "bridge.txt": [Refusal(200)]}
    shop.refuse = lambda key: faults[key].pop() if faults.get(key) else None
    pages = [Refusal(503)]
    shop.refuse_listing = lambda _: pages.pop() if pages else None
    report = synced(index_path)
    assert (counts(report), report.failures) == ((3, 0, 0, 0, 0), ())
    assert LocalIndex(index_path).article("bridge.txt").text == "The bridge was opened."


@pytest.mark.parametrize("status", [403, 500, 200], ids=["denied", "down", "cut short"])
def test_an_object_that_cannot_be_read_is_named_and_what_it_held_is_kept(
    shop: Bucket, index_path: Path, status: int
) -> None:
    three(shop)
    synced(index_path)
    shop.objects |= {name: content + b" It was Monday." for name, content in shop.objects.items()}
    shop.refuse = lambda key: Refusal(status, "Refused") if key == "bridge.txt" else None
    report = synced(index_path)
    assert counts(report) == (0, 2, 0, 0, 1)
    [failure] = report.failures
    assert failure.path == "bridge.txt"
    assert failure.reason.startswith(f"{ADDRESS}/bridge.txt: cannot be read: ")
    assert failure.reason.endswith("; the article it held is kept")
    assert LocalIndex(index_path).article("bridge.txt").text == "The bridge was opened."
    shop.refuse = nothing
    assert counts(synced(index_path)) == (0, 1, 0, 0, 2)


def test_a_store_that_goes_away_is_not_asked_for_every_object(shop: Bucket, index_path: Path) -> None:
    shop.objects = {f"{number}.txt": b"The river rose." for number in range(9)}
    shop.refuse = lambda key: Refusal(500) if key >= "2" else None
    report = synced(index_path)
    assert counts(report) == (2, 0, 0, 0, 0)
    assert [failure.path for failure in report.failures] == [f"{number}.txt" for number in range(2, 9)]
    assert set(shop.asked) == {f"{number}.txt" for number in range(5)}
    assert "did not answer for the objects before it either" in report.failures[-1].reason


def test_an_object_that_changes_or_goes_after_the_listing(shop: Bucket, index_path: Path) -> None:
    three(shop)

    def meanwhile(_: str) -> None:
        shop.objects["bridge.txt"] = b"The bridge fell into the river."
        shop.objects.pop("canal.txt", None)

    shop.refuse = meanwhile
    report = synced(index_path)
    assert LocalIndex(index_path).article("bridge.txt").text == "The bridge fell into the river."
    assert [failure.path for failure in report.failures] == ["canal.txt"]
    assert "it is not there (any more)" in report.failures[0].reason
    shop.asked.clear()
    assert (synced(index_path).failures, shop.asked) == ((), [])


def test_nothing_of_an_object_is_left_on_this_machine(
    shop: Bucket, index_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    three(shop)
    shop.refuse = lambda key: Refusal(200) if key == "bridge.txt" else None
    synced(index_path)
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_without_the_package_it_says_what_to_install(index_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(ConfigError, match=r"pip install 'article-rag\[objects\]'"):
        synced(index_path)
