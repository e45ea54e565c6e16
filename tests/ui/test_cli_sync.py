"""`rag sync` and its options on small folders: what is written, what is refused, what the index remembers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ui.command import ANSWERED, BAD_INPUT, run

APPLES = "Apples are red. The orchard of Almaty sells them."
PLUMS = "Plums are blue. The market of Astana sells them."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two articles."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(APPLES, encoding="utf-8")
    (folder / "b.txt").write_text(PLUMS, encoding="utf-8")
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def article_ids(index: Path) -> list[str]:
    return sorted(card["id"] for card in json.loads(run("info", "--articles", "--json", "--index", index).stdout))


def state_of(index: Path) -> dict[str, bytes]:
    """Every file below, with its content."""
    return {str(path.relative_to(index)): path.read_bytes() for path in index.rglob("*") if path.is_file()}


def test_a_dry_run_counts_every_change_and_writes_nothing(folder: Path, index: Path) -> None:
    assert run("sync", folder, "--index", index).exit_code == ANSWERED
    (folder / "a.txt").rename(folder / "renamed.txt")
    (folder / "b.txt").write_text(PLUMS + " They are sweet.", encoding="utf-8")
    (folder / "c.txt").write_text("Cherries are sweet.", encoding="utf-8")
    (folder / "empty.txt").touch()
    before = state_of(index)
    result = run("sync", folder, "--index", index, "--dry-run")
    assert (result.exit_code, result.stderr) == (ANSWERED, "")
    assert result.stdout.splitlines()[0] == (
        "Dry run, nothing was written: a sync would leave 3 articles: "
        "1 added, 1 changed, 1 renamed, 0 removed, 0 unchanged, 1 failed."
    )
    assert "empty.txt: the file is empty" in result.stdout
    assert state_of(index) == before
    done = json.loads(run("sync", folder, "--index", index, "--json").stdout)
    assert [done[what] for what in ("added", "changed", "renamed", "removed", "unchanged")] == [1, 1, 1, 0, 0]


def test_a_dry_run_of_a_new_index_does_not_even_make_its_folder(folder: Path, index: Path) -> None:
    assert "2 added" in run("sync", folder, "--index", index, "--dry-run").stdout
    assert not index.exists()


def test_a_folder_that_became_empty_empties_the_index_only_on_demand(folder: Path, index: Path) -> None:
    run("sync", folder, "--index", index)
    for path in folder.iterdir():
        path.unlink()
    refused = run("sync", folder, "--index", index)
    assert (refused.exit_code, refused.stdout) == (BAD_INPUT, "")
    assert "--allow-empty" in refused.stderr
    assert article_ids(index) == ["a.txt", "b.txt"]
    assert "2 removed" in run("sync", folder, "--index", index, "--allow-empty").stdout
    assert article_ids(index) == []
    assert "Dates       no articles" in run("info", "--index", index).stdout


def test_several_folders_make_one_index_and_none_named_means_the_same_again(
    folder: Path, index: Path, tmp_path: Path
) -> None:
    other = tmp_path / "more"
    other.mkdir()
    (other / "c.txt").write_text("Cherries are sweet.", encoding="utf-8")
    assert "3 added" in run("sync", folder, other, "--index", index).stdout
    assert article_ids(index) == ["more/c.txt", "news/a.txt", "news/b.txt"]
    (other / "d.txt").write_text("Dates are brown.", encoding="utf-8")
    result = run("sync", "--index", index)
    assert (result.exit_code, "1 added, 0 changed, 0 removed, 3 unchanged" in result.stdout) == (ANSWERED, True)
    assert f"Folders     {folder}, {other}\n" in run("info", "--index", index).stdout


def test_folders_are_known_though_the_generation_in_use_lost_its_manifest(folder: Path, index: Path) -> None:
    run("sync", folder, "--index", index)
    (folder / "c.txt").write_text("Cherries are sweet.", encoding="utf-8")
    run("sync", folder, "--index", index)
    [manifest] = index.glob("generations/000002-*/manifest.json")
    manifest.write_bytes(b"")
    result = run("sync", "--index", index)
    assert (result.exit_code, "1 added, 0 changed, 0 removed, 2 unchanged" in result.stdout) == (ANSWERED, True)


def test_the_index_remembers_its_columns_until_other_ones_are_named(tmp_path: Path, index: Path) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    row = {"id": "one", "story_html": "Apples are red.", "second": "Plums are blue.", "meta": {"day": "2024-03-26"}}
    (tables / "t.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    named = ["--column", "text=story_html", "--column", "published=meta.day"]
    assert "1 added" in run("sync", tables, "--index", index, *named).stdout
    assert "Columns     published=meta.day, text=story_html\n" in run("info", "--index", index).stdout
    assert run("sync", "--index", index).stdout.startswith("Nothing to do: 1 article ")
    assert run("sync", tables, "--index", index, *named[2:], *named[:2]).stdout.startswith("Nothing to do")
    facts = json.loads(run("info", "--article", "t.jsonl#one", "--json", "--index", index).stdout)
    assert (facts["text"], facts["published"], facts["published_from"]) == (15, "2024-03-26", "column")
    assert "1 changed" in run("sync", "--index", index, "--column", "text=second").stdout
    assert "Columns     text=second\n" in run("info", "--index", index).stdout


def test_replace_forgets_the_columns_of_the_index(folder: Path, index: Path) -> None:
    run("sync", folder, "--index", index, "--column", "text=story")
    assert "Columns     text=story\n" in run("info", "--index", index).stdout
    run("sync", "--index", index, "--replace")
    assert "Columns" not in run("info", "--index", index).stdout
    assert article_ids(index) == ["a.txt", "b.txt"]


def test_what_was_embedded_before_is_not_embedded_again_and_the_report_says_so(folder: Path, index: Path) -> None:
    run("sync", folder, "--index", index)
    (folder / "c.txt").write_text("Cherries are sweet.", encoding="utf-8")
    result = run("sync", folder, "--index", index)
    assert result.stdout.splitlines()[1] == "Embedded 1 chunk; the vectors of 2 chunks were at hand."


def test_more_than_twenty_failures_are_cut_and_all_listed_on_demand(folder: Path, index: Path) -> None:
    for number in range(23):
        (folder / f"empty{number:02}.txt").touch()
    synced = run("sync", folder, "--index", index).stdout.splitlines()
    assert "23 files or records could not be read:" in synced
    assert synced[-2].endswith("empty19.txt: the file is empty (0 bytes); remove it or add its text")
    assert synced[-1] == "    … and 3 more: rag info --failures"
    assert run("info", "--index", index).stdout.splitlines()[-1] == "    … and 3 more: rag info --failures"
    listed = run("info", "--failures", "--index", index)
    assert (listed.exit_code, len(listed.stdout.splitlines())) == (ANSWERED, 24)
    assert "empty22.txt" in listed.stdout.splitlines()[-1]
    as_json = json.loads(run("info", "--failures", "--json", "--index", index).stdout)
    assert [failure["path"] for failure in as_json] == [f"empty{number:02}.txt" for number in range(23)]


def test_no_failures_are_none(seed_index: Path) -> None:
    result = run("info", "--failures", "--index", seed_index)
    assert (result.exit_code, result.stdout) == (ANSWERED, "none\n")
    assert json.loads(run("info", "--failures", "--json", "--index", seed_index).stdout) == []


def test_articles_are_listed_newest_first_with_their_facts(seed_index: Path) -> None:
    lines = run("info", "--articles", "--index", seed_index).stdout.splitlines()
    assert [line.split(" · ")[0] for line in lines] == [
        "000_3ab0e8836c8fea17.txt  2024-03-26",
        "001_c506a585635f9987.txt  2023-05-01",
    ]
    assert lines[1].split(" · ")[1] == "TDI"


def test_an_article_names_the_other_reports_of_its_story(folder: Path, index: Path) -> None:
    story = "\n\n".join(
        f"The {place} council voted {number} to {number + 3} on Tuesday to rebuild the old {place} bridge before winter."
        for number, place in enumerate(["northern", "southern", "eastern", "western", "central", "coastal", "upper"])
    )
    (folder / "one.txt").write_text(story, encoding="utf-8")
    (folder / "two.txt").write_text(story, encoding="utf-8")
    assert "; 1 story has more than one report.\n" in run("sync", folder, "--index", index).stdout
    assert "Articles    4; 1 story has more than one report\n" in run("info", "--index", index).stdout
    shown = run("info", "--article", "two.txt", "--index", index).stdout
    assert "Story       1 other report\n    " in shown
    assert shown.rstrip().endswith(" · one.txt")
    as_json = json.loads(run("info", "--article", "two.txt", "--json", "--index", index).stdout)
    assert (as_json["other_reports"], as_json["text"]) == (["one.txt"], len(story))
