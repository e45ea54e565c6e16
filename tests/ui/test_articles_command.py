"""`rag articles` and `rag show` over the seeds and over a folder of odd articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag import sync
from tests.ui.command import BAD_INPUT, NOT_FOUND, run

TOKAYEV, UMAROV = "000_3ab0e8836c8fea17.txt", "001_c506a585635f9987.txt"


def listed(seed_index: Path, *arguments: str) -> list[str]:
    result = run("articles", *arguments, "--index", seed_index)
    assert result.stderr == ""
    return [line.split()[0] for line in result.stdout.splitlines()]


def test_articles_are_listed_newest_first_and_narrowed_by_words_outlets_and_days(seed_index: Path) -> None:
    assert listed(seed_index) == [TOKAYEV, UMAROV]
    assert listed(seed_index, "kairat", "minister") == [UMAROV]
    assert listed(seed_index, "kairat", "senator") == []
    assert listed(seed_index, "--outlet", "tdi") == [UMAROV]
    assert listed(seed_index, "--since", "2024-01-01") == [TOKAYEV]
    assert listed(seed_index, "--until", "2023-05-01") == [UMAROV]


def test_articles_say_how_many_are_left_out_and_that_none_passes(seed_index: Path) -> None:
    result = run("articles", "--limit", "1", "--index", seed_index)
    assert result.stdout.startswith(TOKAYEV)
    assert result.stderr == "… and 1 more\n"
    assert run("articles", "zebra", "--index", seed_index).exit_code == NOT_FOUND
    told = json.loads(run("articles", "kairat", "--json", "--index", seed_index).stdout)
    assert [(one["id"], one["outlet"], one["published"]) for one in told] == [(UMAROV, "TDI", "2023-05-01")]


def test_show_prints_the_whole_text_and_marks_what_is_no_part_of_it(seed_index: Path, seeds: Path) -> None:
    result = run("show", "001", "--index", seed_index)
    text = (seeds / UMAROV).read_text(encoding="utf-8")
    shown = result.stdout.split("\n\n", 1)[1]
    assert "│ Also Read:" in shown
    assert shown.replace("│ ", "").strip() == text.strip()
    told = json.loads(run("show", UMAROV, "--json", "--index", seed_index).stdout)
    assert told["text"] == text
    assert "Boilerplate" in run("show", UMAROV, "--facts", "--index", seed_index).stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("e", f"'e' stands in 2 articles: {TOKAYEV}, {UMAROV}; say more of the id"),
        ("zebra", "no article is called 'zebra'; `rag articles` lists what there is"),
    ],
)
def test_an_article_that_is_not_told_apart_is_an_error(seed_index: Path, words: str, told: str) -> None:
    result = run("show", words, "--index", seed_index)
    assert result.exit_code == BAD_INPUT
    assert told in " ".join(result.stderr.split())


def test_what_an_article_holds_does_nothing_to_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(
        "Bold news\n\nThe \x1b[31mport opened \u202e." + " Ferries left for the islands on time." * 9, encoding="utf-8"
    )
    sync(tmp_path / "articles", tmp_path / "index")
    shown = run("show", "a.txt", "--index", tmp_path / "index").stdout
    assert "port" in shown
    assert not {"\x1b", "\u202e"} & set(shown)
