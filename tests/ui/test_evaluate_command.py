"""`rag eval` on a real index of the seed articles: its table, its JSON, its plot, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.ui.command import ANSWERED, BAD_INPUT, OFF_TOPIC, SENATOR, run

LINES: list[dict[str, Any]] = [
    {
        "id": "senator",
        "question": SENATOR,
        "answers": ["Daines"],
        "articles": ["000"],
        "evidence": ["Senator"],
    },
    {"id": "egg", "question": OFF_TOPIC, "answers": []},
    {"id": "gone", "question": SENATOR, "articles": ["lost.txt"]},
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return written(tmp_path, *LINES)


def written(tmp_path: Path, *lines: dict[str, Any]) -> Path:
    path = tmp_path / "known.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def figures(report: dict[str, Any]) -> dict[str, float]:
    return {name: figure["value"] for name, figure in report["figures"].items()}


@pytest.mark.slow
def test_the_table_has_every_figure_with_its_interval_and_what_is_missing(seed_index: Path, questions: Path) -> None:
    result = run("eval", questions, "--index", seed_index)
    assert result.exit_code == ANSWERED
    assert result.stderr == ""
    rows = result.stdout.splitlines()
    assert rows[0] == "3 questions over 2 articles: 1 with an answer, 1 without one, 1 for retrieval only"
    [right] = [row.split() for row in rows if row.startswith("  right ")]
    assert right[1:6] == ["1.000", "1.000", "to", "1.000", "2"]
    [recall] = [row.split() for row in rows if row.startswith("  recall@10 ")]
    assert (recall[1], recall[5]) == ("0.500", "2")  # one of two gold articles is in the index
    missing = rows.index("1 gold article not in the index; counted as missed:")
    assert rows[missing + 1] == "    gone: lost.txt"
    assert "Milliseconds a question" in rows


@pytest.mark.slow
def test_json_has_settings_figures_the_curve_and_a_row_for_each_question(seed_index: Path, questions: Path) -> None:
    result = run("eval", questions, "--index", seed_index, "--json", "-", "--set", "passages=4")
    report = json.loads(result.stdout)
    assert report["settings"][0]["passages"] == 4
    assert figures(report)["right"] == 1.0
    assert figures(report)["refusal recall"] == 1.0
    assert [point["coverage"] for point in report["risk_coverage"]["points"]] == [0.5]
    assert [(row["id"], row["status"]) for row in report["per_question"]][:2] == [
        ("senator", "answered"),
        ("egg", "not_found"),
    ]
    assert report["missing_articles"] == [["gone", "lost.txt"]]


def test_json_in_a_file_leaves_the_table_on_standard_output(seed_index: Path, questions: Path, tmp_path: Path) -> None:
    result = run("eval", questions, "--index", seed_index, "--no-answers", "--json", tmp_path / "figures.json")
    assert result.stdout.startswith("3 questions over 2 articles")
    report = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert figures(report)["recall@10"] == 0.5
    assert "right" not in figures(report)
    assert list(report["latency_ms"]) == ["search"]


def test_figures_that_cannot_be_written_are_told_below_the_table(seed_index: Path, questions: Path) -> None:
    result = run("eval", questions, "--index", seed_index, "--no-answers", "--limit", "1", "--json", "/dev/full")
    assert (result.exit_code, result.stdout[:10]) == (BAD_INPUT, "1 question")
    assert result.stderr == "error: '/dev/full' cannot be written: No space left on device; name another file\n"


@pytest.mark.slow
def test_a_comparison_shows_both_settings_the_difference_and_its_p(
    seed_index: Path, questions: Path, tmp_path: Path
) -> None:
    (tmp_path / "eager.toml").write_text("answer_threshold = 0\n", encoding="utf-8")
    plot = tmp_path / "risk.svg"
    result = run(
        "eval", questions, "--index", seed_index, "--set", "answer_threshold=1", "--compare", tmp_path / "eager.toml",
        "--plot", plot, "--faults", "1",
    )  # fmt: skip
    assert result.exit_code == ANSWERED
    rows = result.stdout.splitlines()
    assert rows[1:3] == ["A: answer_threshold=1", f"B: {tmp_path / 'eager.toml'}"]
    # a threshold of 1 refuses both questions, one of 0 neither: both differ, 2 * (1/2)^2 = 0.5
    [coverage] = [row.split() for row in rows if row.startswith("  coverage ")]
    assert (coverage[1], coverage[2], coverage[3], coverage[7]) == ("0.000", "1.000", "+1.000", "0.500")
    assert "A, answer_threshold=1: nothing was answered" in plot.read_text(encoding="utf-8")
    worst = rows.index("Worst questions")
    assert rows[worst + 1] == f"egg  {OFF_TOPIC}"
    assert rows[worst + 2].startswith("    claims an answer where there is none (confidence ")


@pytest.mark.slow
def test_a_png_is_drawn(seed_index: Path, questions: Path, tmp_path: Path) -> None:
    assert run("eval", questions, "--index", seed_index, "--plot", tmp_path / "risk.png").exit_code == ANSWERED
    assert (tmp_path / "risk.png").read_bytes().startswith(b"\x89PNG")


def test_a_beir_folder_is_measured(seed_index: Path, tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_text(
        json.dumps({"_id": "q1", "text": "What did Tokayev and Senator Daines discuss in Astana?"}), encoding="utf-8"
    )
    (tmp_path / "qrels.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\t000_3ab0e8836c8fea17\t1\n", encoding="utf-8"
    )  # without its extension
    result = run("eval", tmp_path, "--index", seed_index, "--no-answers", "--json", "-")
    report = json.loads(result.stdout)
    assert (report["missing_articles"], figures(report)["MRR@10"]) == ([], 1.0)


def test_words_of_the_file_cannot_drive_the_terminal(seed_index: Path, tmp_path: Path) -> None:
    known = {"id": "a\x1b[31m", "question": f"\x1b]0;{SENATOR}", "answers": ["nobody\x07"], "articles": ["\x1b[2J"]}
    result = run("eval", written(tmp_path, known), "--index", seed_index, "--faults", "1")
    assert result.exit_code == ANSWERED
    assert "\x1b" not in result.stdout
    assert "\x07" not in result.stdout
    assert "a␛[31m: ␛[2J" in result.stdout


def test_some_of_the_questions_are_asked(seed_index: Path, questions: Path) -> None:
    result = run("eval", questions, "--index", seed_index, "--no-answers", "--limit", "2")
    assert result.stdout.startswith("2 questions over 2 articles: 1 with an answer, 1 without one\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--set", "pasages=3"], "'pasages'"),
        (["--set", "passages=many"], "passages is 'many'; it must be a whole number"),
        (["--set", "none.toml"], "the setting 'none.toml' is no KEY=VALUE, and as a file it cannot be read"),
        (["--compare", "index.chunk_tokens=100"], "index.chunk_tokens changes nothing in an index that is made"),
        (["--set", "a b=3"], "the setting 'a b=3' is no TOML"),
        (["--plot", "risk.pdf"], "'risk.pdf' is neither PNG nor SVG"),
        (["--plot", "risk.png", "--no-answers"], "--plot needs answers, and --no-answers gives none"),
        (["--json", "no/such/folder/figures.json"], "is to lie in a folder that is not there"),
        (["--json", "/dev"], "--json '/dev' is a folder; name a file in it"),
        (["--limit", "0"], "--limit"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_asked(
    seed_index: Path, questions: Path, arguments: list[str], message: str
) -> None:
    result = run("eval", questions, "--index", seed_index, *arguments)
    assert result.exit_code == BAD_INPUT
    assert message in result.stderr
    assert result.stdout == ""


def test_a_line_that_cannot_be_read_is_named(seed_index: Path, tmp_path: Path) -> None:
    result = run("eval", written(tmp_path, LINES[0], {"answers": []}), "--index", seed_index)
    assert result.exit_code == BAD_INPUT
    assert "known.jsonl, line 2: it has no 'question'; each line needs one" in result.stderr


def test_a_bare_word_is_a_text_and_a_later_setting_wins(seed_index: Path, questions: Path) -> None:
    result = run(
        "eval", questions, "--index", seed_index, "--no-answers", "--json", "-",
        "--set", "index.engine=auto", "--set", "claims=2", "--set", "claims=1",
    )  # fmt: skip
    [settings] = json.loads(result.stdout)["settings"]
    assert (settings["index"]["engine"], settings["claims"]) == ("auto", 1)
