"""The `rag` command on a real index of the seed articles: answers, syncs, facts and help."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from tests.ui.command import ANSWERED, BAD_INPUT, NOT_FOUND, OFF_TOPIC, SENATOR, run


def test_an_answer_has_marks_and_numbered_sources_with_file_and_quote(seed_index: Path, seeds: Path) -> None:
    result = run("ask", SENATOR, "--index", seed_index)
    assert result.exit_code == ANSWERED
    assert result.stderr == ""
    answer, _, sources = result.stdout.partition("\n\n")
    assert "Daines" in answer
    assert "[1]" in answer
    assert sources.startswith("[1] ")
    assert "2024-03-26 · " in sources
    assert "000_3ab0e8836c8fea17.txt" in sources
    quotes = re.findall(r"“(.+)”$", sources, re.MULTILINE)
    text = " ".join((seeds / "000_3ab0e8836c8fea17.txt").read_text(encoding="utf-8").split())
    assert quotes
    assert quotes[0] in text


def test_not_found_is_an_exit_code_of_its_own_and_names_the_nearest_articles(seed_index: Path) -> None:
    result = run("ask", OFF_TOPIC, "--index", seed_index)
    assert result.exit_code == NOT_FOUND
    assert result.stderr == ""
    assert result.stdout.startswith("The articles do not hold an answer to this question.\n\nNearest articles\n")
    assert re.search(r"00[01]_\w+\.txt", result.stdout)
    assert "[1]" not in result.stdout


@pytest.mark.parametrize(
    ("question", "code", "status"),
    [(SENATOR, ANSWERED, "answered"), (OFF_TOPIC, NOT_FOUND, "not_found")],
    ids=["answered", "not found"],
)
def test_json_is_the_whole_answer_and_nothing_else(seed_index: Path, question: str, code: int, status: str) -> None:
    result = run("ask", question, "--index", seed_index, "--json", "--explain")
    assert result.exit_code == code
    assert result.stderr == ""
    answer = json.loads(result.stdout)
    assert answer["status"] == status
    assert answer["question"] == question
    assert answer["timings"]["retrieve_ms"] > 0
    assert bool(answer["citations"]) == (status == "answered")


def test_offsets_in_the_json_hold_in_the_file(seed_index: Path, seeds: Path) -> None:
    answer = json.loads(run("ask", SENATOR, "--index", seed_index, "--json").stdout)
    for citation in answer["citations"]:
        text = (seeds / citation["article"]["id"]).read_text(encoding="utf-8")
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_dash_reads_the_question_from_standard_input(seed_index: Path) -> None:
    result = run("ask", "-", "--index", seed_index, stdin=SENATOR + "\n")
    assert result.exit_code == ANSWERED
    assert "Daines" in result.stdout


def test_as_of_gives_a_meaning_to_last_month(seed_index: Path) -> None:
    """ "Last month" is the month of the article in April 2024, and a month without articles later."""
    question = "Whom did Tokayev meet in Astana last month?"
    then = run("ask", question, "--index", seed_index, "--as-of", "2024-04-10")
    assert (then.exit_code, "Daines" in then.stdout) == (ANSWERED, True)
    later = run("ask", question, "--index", seed_index, "--as-of", "2024-09-10")
    assert (later.exit_code, "Daines" in later.stdout.partition("Nearest")[0]) == (NOT_FOUND, False)


def test_explain_shows_what_was_read_and_why(seed_index: Path) -> None:
    result = run("ask", SENATOR, "--index", seed_index, "--explain")
    assert result.exit_code == ANSWERED
    assert "Searched for  Which U.S. senator" in result.stdout
    assert re.search(r"Confidence +\d\.\d\d, answered", result.stdout)
    assert re.search(r"\d\. 000_3ab0e8836c8fea17\.txt#\d+( with \d+(, \d+)*)? · score ", result.stdout)


def test_the_index_may_be_named_by_the_environment(seed_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_INDEX", str(seed_index))
    assert run("ask", SENATOR).exit_code == ANSWERED


def test_the_nearest_index_above_the_current_folder_is_the_default(
    seed_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RAG_INDEX", raising=False)
    (tmp_path / ".rag-index").symlink_to(seed_index)
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert run("ask", SENATOR).exit_code == ANSWERED


def test_sync_reports_what_was_added_changed_removed_and_left(seeds: Path, tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    shutil.copytree(seeds, folder)
    first, second = sorted(folder.iterdir())
    result = run("sync", folder, "--index", index)
    assert (result.exit_code, result.stderr) == (ANSWERED, "")
    assert "2 added, 0 changed, 0 removed, 0 unchanged, 0 failed" in result.stdout
    result = run("sync", folder, "--index", index)
    assert result.stdout.startswith("Nothing to do: 2 articles in ")
    assert "0 added, 0 changed, 0 removed, 2 unchanged, 0 failed" in result.stdout
    first.write_text(first.read_text(encoding="utf-8") + "\n\nA new paragraph.\n", encoding="utf-8")
    second.unlink()
    result = run("sync", folder, "--index", index)
    assert "0 added, 1 changed, 1 removed, 0 unchanged, 0 failed" in result.stdout


def test_the_doctor_names_a_fault_and_a_rollback_mends_it(seeds: Path, tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    shutil.copytree(seeds, folder)
    run("sync", folder, "--index", index)
    (folder / "new.txt").write_text("Something new is here.", encoding="utf-8")
    run("sync", folder, "--index", index)
    sound = run("doctor", "--index", index)
    assert (sound.exit_code, sound.stdout.splitlines()[-1]) == (
        0,
        "The index is sound: every file is as it was written.",
    )
    [articles] = (index / "generations").glob("000002-*/articles.sqlite")
    articles.write_bytes(articles.read_bytes()[:-1])
    faulty = run("doctor", "--index", index)
    assert faulty.exit_code == 1
    assert "Remedy: go back to the generation before with `rag rollback`, or build it anew" in faulty.stdout
    assert json.loads(run("doctor", "--index", index, "--json").stdout)["examinations"][0]["fault"] is None
    assert run("rollback", "--index", index).stdout.startswith("Now in use: 000001-")
    assert run("doctor", "--index", index).exit_code == 0


def test_sync_reports_as_json(seeds: Path, tmp_path: Path) -> None:
    result = run("sync", seeds, "--index", tmp_path / "index", "--json")
    report = json.loads(result.stdout)
    assert (report["added"], report["chunks"], report["published"], report["failures"]) == (2, 5, True, [])


def test_bad_files_are_named_with_their_reason_and_never_stop_the_others(seeds: Path, tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    shutil.copytree(seeds, folder)
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 8)
    (folder / "empty.txt").touch()
    (folder / "unreadable.txt").symlink_to("/proc/self/mem")  # reading it fails for everybody, root as well
    (folder / "odd\x1b[31m.txt").write_bytes(b"\xff\xfe\xff")
    result = run("sync", folder, "--index", index)
    assert result.exit_code == ANSWERED
    assert "2 added, 0 changed, 0 removed, 0 unchanged, 4 failed" in result.stdout
    assert "4 files or records could not be read:" in result.stdout
    for name in ("binary.txt", "empty.txt", "unreadable.txt", "odd␛[31m.txt"):
        assert re.search(rf"^    .*{re.escape(name)}: .+", result.stdout, re.MULTILINE), name
    facts = run("info", "--index", index)
    assert "4 files or records could not be read:" in facts.stdout
    assert "\x1b" not in result.stdout + facts.stdout
    assert run("ask", SENATOR, "--index", index).exit_code == ANSWERED


def test_a_file_name_that_is_not_utf_8_is_one_more_bad_file(seeds: Path, tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    shutil.copytree(seeds, folder)
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text(
        "A sentence about a caf\u00e9.", encoding="utf-8"
    )
    result = run("sync", folder, "--index", index)
    assert result.exit_code == ANSWERED
    assert "2 added, 0 changed, 0 removed, 0 unchanged, 1 failed" in result.stdout
    assert re.search(r"^    .*caf.*\.txt.*: .*UTF-8", result.stdout, re.MULTILINE)


def test_an_index_of_another_folder_is_overwritten_only_on_demand(seeds: Path, tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    shutil.copytree(seeds, folder)
    assert run("sync", seeds, "--index", index).exit_code == ANSWERED
    refused = run("sync", folder, "--index", index)
    assert (refused.exit_code, refused.stdout) == (BAD_INPUT, "")
    assert "--replace" in refused.stderr
    assert run("sync", folder, "--index", index, "--replace").exit_code == ANSWERED


def test_info_prints_the_facts_of_the_index(seed_index: Path) -> None:
    result = run("info", "--index", seed_index)
    assert (result.exit_code, result.stderr) == (ANSWERED, "")
    assert f"Index       {seed_index}\n" in result.stdout
    assert re.search(r"^Articles    2$", result.stdout, re.MULTILINE)
    assert "MiniLM" in result.stdout


def test_info_as_json_holds_the_same_facts(seed_index: Path) -> None:
    facts = json.loads(run("info", "--index", seed_index, "--json").stdout)
    assert facts["articles"] == 2
    assert facts["failures"] == []
    assert re.fullmatch(r"[0-9a-f]{64}", facts["weights_sha256"])


def test_the_command_alone_prints_its_help_as_an_error() -> None:
    result = run()
    assert (result.exit_code, result.stdout) == (BAD_INPUT, "")
    assert "Usage: rag" in result.stderr


@pytest.mark.parametrize("command", ["sync", "ask", "eval", "info", "doctor", "rollback", "chat"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == ANSWERED
    assert f"\n  rag {command}" in result.stdout


def test_version() -> None:
    result = run("--version")
    assert result.exit_code == ANSWERED
    assert re.fullmatch(r"article-rag \d+\.\d+\.\d+\n", result.stdout)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("example.org", False),
    ],
)
def test_only_loopback_addresses_are_taken_for_private(host: str, loopback: bool) -> None:
    """Any other address gets a warning before the page is served."""
    from ui.commands.program.chat import is_loopback

    assert is_loopback(host) is loopback
