"""Syndicated copies are found when they are indexed, and forgotten when they go, whatever the order of syncs."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from index.search import LocalIndex
from index.sync import sync as sync_with
from index.types import Filter
from tests.fakes import FakeEmbedder
from tests.index.folders import opened, sync

WIRE = """The harbour authority of Northport closed the old swing bridge on Tuesday after divers found cracks in two of its
four piers. Engineers from the national roads agency will examine the remaining piers this week, the authority said
in a statement. Ferries carry passengers between the two banks until the repairs are finished, which may take until
March. Lorries must use the tunnel at Eastvale, twelve kilometres to the north. The bridge was built in 1931 and is
crossed by nine thousand vehicles a day. Mayor Ines Okafor said that the city would pay for the ferries."""


def story() -> dict[str, str]:
    """Three reports of one story, and one of another."""
    return {
        "agency.txt": f"NORTHPORT, 4 May 2023 (Reuters) - {WIRE}",
        "copy.txt": f"Published: 2023-05-05\nSource: The Daily Bank\n\nNORTHPORT (Reuters) - {WIRE}",
        "cut.txt": f"Bridge shut\n\nPublished: 6 May 2023\n\n{WIRE[:460]}",
        "other.txt": "Published: 2023-05-04\n\nThe theatre of Eastvale opens its season with a comedy on Friday. " * 3,
    }


def write(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def test_copies_are_one_story_whose_original_comes_first(folder: Path) -> None:
    write(folder, story())
    report = sync(folder)
    index = opened(folder)
    assert report.stories == index.info().stories == 1
    for name in ("agency.txt", "copy.txt", "cut.txt"):
        assert index.story(name) == ("agency.txt", "copy.txt", "cut.txt")
    assert index.story("other.txt") == ("other.txt",)


def test_a_filter_by_story_returns_all_its_reports_in_both_searches(folder: Path) -> None:
    write(folder, story())
    sync(folder)
    index, wanted = opened(folder), Filter(stories=("copy.txt",))
    dense = index.dense(FakeEmbedder().embed_query("bridge"), 50, wanted)
    lexical = index.lexical("bridge harbour authority", 50, wanted)
    for hits in (dense, lexical):
        assert {hit.chunk_id.partition("#")[0] for hit in hits} == {"agency.txt", "copy.txt", "cut.txt"}
    both = Filter(stories=("copy.txt",), article_ids=("cut.txt", "other.txt"))
    assert {hit.chunk_id.partition("#")[0] for hit in index.lexical("the", 50, both)} == {"cut.txt"}


def test_a_story_whose_original_is_removed_gets_another(folder: Path) -> None:
    write(folder, story())
    sync(folder)
    (folder / "agency.txt").unlink()
    sync(folder)
    assert opened(folder).story("cut.txt") == ("copy.txt", "cut.txt")
    (folder / "cut.txt").unlink()
    sync(folder)
    assert opened(folder).story("copy.txt") == ("copy.txt",)
    assert opened(folder).info().stories == 0


@pytest.mark.slow
def test_reports_that_come_one_by_one_make_the_same_stories_as_all_at_once(folder: Path) -> None:
    texts = story() | {
        f"late{number}.txt": f"Published: 2023-06-{number + 1:02}\n\n{WIRE[: 420 + 20 * number]}" for number in range(6)
    }
    names = sorted(texts)
    random.Random(3).shuffle(names)
    for name in names:
        write(folder, {name: texts[name]})
        sync(folder)
    sync_with([folder], folder.parent / "fresh", embedder=FakeEmbedder())
    grown, fresh = opened(folder), LocalIndex(folder.parent / "fresh")
    assert {name: grown.story(name) for name in texts} == {name: fresh.story(name) for name in texts}
    assert len(grown.story("agency.txt")) == 9
