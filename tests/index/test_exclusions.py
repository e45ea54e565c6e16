"""Articles that were removed stay out, come back when they are put back, and nothing else changes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import RagError
from index.exclusions import Exclusion, exclude, exclusions, hash_without, include_again
from index.search import LocalIndex
from tests.index.folders import CountingEmbedder, counts, opened, sync

LINES = [{"text": f"Report number {number} tells of the harbour."} for number in (1, 2, 3)]


def removed(index: LocalIndex, article_id: str) -> Exclusion:
    """The exclusion of one article of an index."""
    found = index.file_of(article_id)
    assert found is not None
    file_id, path, _ = found
    article = index.article(article_id)
    return Exclusion(path, article_id.removeprefix(file_id), article.sha256, article.title, "2026-05-04T10:00:00+00:00")


def ids(folder: Path) -> list[str]:
    return sorted(card.id for card in opened(folder).articles())


def test_an_excluded_file_leaves_the_index_and_comes_back(folder: Path) -> None:
    sync(folder)
    one = removed(opened(folder), "a.txt")
    exclude(folder.parent / "index", one)
    report = sync(folder)
    assert (counts(report), ids(folder)) == ((0, 0, 1, 1), ["deep/b.md"])
    [note] = report.notes
    assert note.startswith("1 article was removed on the page and stays out of the index; the file is as it was")
    assert (folder / "a.txt").is_file()
    assert not sync(folder).published, "what stays out costs no new generation"
    include_again(folder.parent / "index", one.key)
    assert counts(sync(folder)) == (1, 0, 0, 1)
    assert ids(folder) == ["a.txt", "deep/b.md"]


def test_an_excluded_record_leaves_its_file_and_the_others_are_not_embedded_again(folder: Path) -> None:
    (folder / "c.jsonl").write_text("\n".join(map(json.dumps, LINES)), "utf-8")
    sync(folder)
    assert ids(folder) == ["a.txt", "c.jsonl#1", "c.jsonl#2", "c.jsonl#3", "deep/b.md"]
    one = removed(opened(folder), "c.jsonl#2")
    exclude(folder.parent / "index", one)
    embedder = CountingEmbedder()
    assert counts(sync(folder, embedder)) == (0, 0, 1, 4)
    assert (ids(folder), embedder.embedded) == (["a.txt", "c.jsonl#1", "c.jsonl#3", "deep/b.md"], [])
    assert not sync(folder).published
    include_again(folder.parent / "index", one.key)
    assert counts(sync(folder)) == (1, 0, 0, 4)


def test_a_record_called_by_its_place_stays_out_when_another_comes_before_it(folder: Path) -> None:
    (folder / "c.jsonl").write_text("\n".join(map(json.dumps, LINES)), "utf-8")
    sync(folder)
    exclude(folder.parent / "index", removed(opened(folder), "c.jsonl#2"))
    newer = [{"text": "A report that came in later."}, *LINES]
    (folder / "c.jsonl").write_text("\n".join(map(json.dumps, newer)), "utf-8")
    sync(folder)
    texts = [opened(folder).article(article_id).text for article_id in ids(folder) if article_id.startswith("c.")]
    assert sorted(texts) == [newer[0]["text"], LINES[0]["text"], LINES[2]["text"]]


def test_an_index_may_become_empty_by_removals_alone(folder: Path) -> None:
    sync(folder)
    for article_id in ("a.txt", "deep/b.md"):
        exclude(folder.parent / "index", removed(opened(folder), article_id))
    assert sync(folder).articles == 0
    assert ids(folder) == []


def test_a_removal_that_cannot_be_read_stops_the_sync_instead_of_being_forgotten(folder: Path) -> None:
    sync(folder)
    one = removed(opened(folder), "a.txt")
    exclude(folder.parent / "index", one)
    path = folder.parent / "index" / "excluded" / f"{one.key}.json"
    path.write_text("{", "utf-8")
    with pytest.raises(RagError, match=r"names a removed article, cannot be read.*delete that file"):
        sync(folder)
    assert ids(folder) == ["a.txt", "deep/b.md"]


def test_the_same_removal_twice_is_one_and_a_made_up_key_deletes_nothing(tmp_path: Path) -> None:
    one = Exclusion("/a/b.txt", "", "0" * 64, "A headline", "2026-05-04T10:00:00+00:00")
    exclude(tmp_path, one)
    exclude(tmp_path, replace(one, removed="2026-05-05T10:00:00+00:00"))
    assert [found.removed for found in exclusions(tmp_path)] == ["2026-05-05T10:00:00+00:00"]
    (tmp_path / "kept.json").write_text("", "utf-8")
    for key in ("../kept", "", "x" * 32):
        include_again(tmp_path, key)
    assert (tmp_path / "kept.json").is_file()
    include_again(tmp_path, one.key)
    assert exclusions(tmp_path) == ()


def test_the_hash_of_a_file_knows_what_is_left_out_of_it() -> None:
    one = Exclusion("/a.jsonl", "#1", "0" * 64, "", "")
    two = replace(one, suffix="#2", sha256="1" * 64)
    assert hash_without("f", ()) == "f"
    assert hash_without("f", (one, two)) == hash_without("f", (two, one))
    assert len({hash_without("f", ()), hash_without("f", (one,)), hash_without("f", (one, two))}) == 3
