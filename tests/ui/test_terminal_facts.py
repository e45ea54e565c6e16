"""Lines about syncs, indexes and articles: exact words for known reports."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rag import Coverage, Failure, IndexInfo, Standing, SyncReport
from tests.fakes_ui import article
from ui.terminal import article_lines, card_lines, failure_lines, info_lines, stopped_words, sync_line, sync_lines
from ui.terminal.lines import Line

NOTHING = SyncReport(
    added=0,
    changed=0,
    removed=0,
    renamed=0,
    unchanged=1,
    failures=(),
    skipped=(),
    notes=(),
    generation="g1",
    published=False,
    articles=1,
    chunks=2,
    stories=0,
    embedded=0,
    seconds=0.04,
)
INFO = IndexInfo(
    path="/tmp/x.index",  # noqa: S108 - never opened
    generation="g1",
    articles=60_000,
    chunks=712_345,
    stories=1_204,
    embedder="MiniLM",
    weights_sha256="ab" * 32,
    engine="openvino",
    chunk_tokens=254,
    created="2026-01-31T10:00:00Z",
    fingerprint="f00d",
    sources=("/news", "/more"),
    failures=(),
    columns=(("text", "story_html"),),
    size_bytes=1_234_567_890,
    approximate=True,
)
COVERAGE = Coverage(
    first=dt.date(2019, 5, 1),
    last=dt.date(2024, 3, 26),
    undated=12,
    guessed=3_456,
    languages=(("en", 59_000), ("kk", 900), (None, 100)),
    outlets=48,
    without_outlet=1,
)


def plain(lines: object) -> list[str]:
    assert not isinstance(lines, str)
    return [line.plain for line in lines if isinstance(line, Line)]  # type: ignore[attr-defined]


def test_a_sync_report_counts_and_names_what_could_not_be_read() -> None:
    report = replace(
        NOTHING,
        added=6_000,
        changed=1,
        renamed=3,
        unchanged=1_266,
        failures=(Failure("odd\x1b.txt", "it is not text:\nNUL at byte 3"),),
        skipped=("photo\x1b.jpg", "b.jpg"),
        notes=("built anew",),
        published=True,
        articles=7_270,
        chunks=81_265,
        embedded=65_000,
        stories=12,
        seconds=52.14,
    )
    assert plain(sync_lines(report)) == [
        (
            "Indexed 7,270 articles in 81,265 chunks in 52.1 s: 6,000 added, 1 changed, 3 renamed, 0 removed, "
            "1,266 unchanged, 1 failed; 12 stories have more than one report."
        ),
        "Embedded 65,000 chunks; the vectors of 16,265 chunks were at hand.",
        "Note: built anew",
        r"2 files of other kinds left out, such as 'photo\x1b.jpg'.",
        "1 file or record could not be read:",
        "    odd␛.txt: it is not text: NUL at byte 3",
    ]


def test_a_sync_that_changed_nothing_says_so() -> None:
    assert plain(sync_lines(NOTHING)) == [
        "Nothing to do: 1 article in 2 chunks in 0.0 s: 0 added, 0 changed, 0 removed, 1 unchanged, 0 failed."
    ]


def test_a_dry_run_says_that_nothing_was_written() -> None:
    assert sync_line(replace(NOTHING, dry_run=True, added=2, articles=3, removed=1, stories=5)) == (
        "Dry run, nothing was written: a sync would leave 3 articles: 2 added, 0 changed, 1 removed, 1 unchanged, 0 failed."
    )


@pytest.mark.parametrize(("stories", "words"), [(1, "1 story has"), (2, "2 stories have")])
def test_stories_with_more_than_one_report_are_counted(stories: int, words: str) -> None:
    assert sync_line(replace(NOTHING, stories=stories)).endswith(f"0 failed; {words} more than one report.")


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (Standing("g1", 0), "stopped: the index is as it was"),
        (
            Standing("g1", 2_048),
            "stopped: the index is as it was; 2,048 chunks embedded so far are kept, and the next sync goes on from there",
        ),
        (Standing("g2", 0), "stopped: the index is up to date, the new generation was already in use"),
    ],
    ids=["before anything was embedded", "in the middle", "after publishing"],
)
def test_a_stopped_sync_tells_what_became_of_the_index(after: Standing, words: str) -> None:
    assert stopped_words(Standing("g1", 0), after) == words


def test_long_lists_of_failures_are_cut_and_the_rest_is_named() -> None:
    failures = tuple(Failure(f"{number}.txt", "is empty") for number in range(1_022))
    lines = plain(failure_lines(failures, limit=20))
    assert lines[0] == "1,022 files or records could not be read:"
    assert lines[1:21] == [f"    {number}.txt: is empty" for number in range(20)]
    assert lines[21:] == ["    … and 1,002 more: rag info --failures"]
    assert len(plain(failure_lines(failures))) == 1_023
    assert plain(failure_lines(())) == []


def test_index_facts_are_aligned() -> None:
    assert plain(info_lines(INFO, COVERAGE)) == [
        "Index       /tmp/x.index",
        "Generation  g1, built 2026-01-31T10:00:00Z",
        "Articles    60,000; 1,204 stories have more than one report",
        "Dates       2019-05-01 to 2024-03-26, 3,456 guessed, 12 undated",
        "Languages   en 59,000, kk 900, unknown 100",
        "Outlets     48; 1 article names none",
        "Chunks      712,345, of at most 254 tokens",
        "Size        1,234.6 MB on disk",
        "Search      approximate, as the index is large",
        "Embedder    MiniLM, computed by openvino",
        f"Weights     sha256 {'ab' * 32}",
        "Fingerprint f00d",
        "Folders     /news, /more",
        "Columns     text=story_html",
    ]


def test_an_article_shows_where_each_fact_was_read_and_what_was_guessed() -> None:
    one = article(
        "Some text.",
        title="A treaty",
        outlet="TDI",
        outlet_from="page metadata",
        published=dt.date(2024, 3, 26),
        published_from="file name",
        language="kk",
        language_from="detected",
        indexed=dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC),
    )
    other = article("Same text.", path="two.txt", title="The treaty")
    assert plain(article_lines(one, [other])) == [
        "Article     one.txt",
        "File        one.txt",
        "Title       A treaty  (heading)",
        "Outlet      TDI  (page metadata)",
        "Author      unknown",
        "Published   2024-03-26  (file name, guessed)",
        "Updated     unknown",
        "Language    kk  (detected, guessed)",
        "URL         unknown",
        "Text        10 characters",
        "Boilerplate none",
        "Indexed     2026-01-02 03:04:05+00:00",
        "Story       1 other report",
        "    The treaty · two.txt",
    ]


def test_a_list_of_articles_has_a_line_for_each() -> None:
    from tests.fakes_ui import FakeIndex

    dated = article("A.", outlet="TDI", published=dt.date(2024, 3, 26), published_from="text", title="One\x1b")
    cards = FakeIndex((dated, article("B.", path="b.txt"))).articles()
    assert plain(card_lines(cards)) == [
        "one.txt  2024-03-26 (guessed) · TDI · One␛ · language unknown",
        "b.txt  undated · no outlet · A headline · language unknown",
    ]
