"""An index in Milvus through the settings, as people use it: the commands of `rag`, and a program that asks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from rag import Answer, follow_index
from tests.ui.api.program import Program
from tests.ui.command import ANSWERED, NOT_FOUND, OFF_TOPIC, SENATOR, run
from ui.api.application import application

pytestmark = pytest.mark.slow


def test_the_commands_and_a_program_ask_milvus_where_rag_toml_names_it(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that only ask are given a folder that is not there, as on a machine that syncs nothing."""
    news, index, uri, elsewhere = (tmp_path / name for name in ("news", "index", "articles.db", "elsewhere"))
    shutil.copytree(seeds, news)
    settings = tmp_path / "rag.toml"
    settings.write_text(f'[index]\npath = "{index}"\nstore = "milvus"\n\n[milvus]\nuri = "{uri}"\nname = "of_all"\n')
    monkeypatch.setenv("RAG_CONFIG", str(settings))
    shown = f"{uri} (of_all)"

    first = json.loads(run("sync", news, "--json").stdout)
    assert (first["added"], first["published"], first["generation"]) == (2, True, f"version 1 in {shown}")
    (news / "ferry.txt").write_text("Published: 2024-03-27\n\nThe ferry to Kulsary sank on Tuesday.", encoding="utf-8")
    assert json.loads(run("sync", news, "--json").stdout)["generation"] == f"version 2 in {shown}"

    asked = run("ask", SENATOR, "--index", elsewhere, "--json")
    told = json.loads(asked.stdout)
    assert (asked.exit_code, told["status"]) == (ANSWERED, "answered")
    assert "Daines" in told["text"]
    assert run("ask", OFF_TOPIC, "--index", elsewhere).exit_code == NOT_FOUND
    info = json.loads(run("info", "--index", elsewhere, "--json").stdout)
    assert (info["path"], info["generation"], info["articles"], info["chunks"]) == (shown, "version 2", 3, 6)

    sound = json.loads(run("doctor", "--json").stdout)
    assert sound["fault"] is None
    in_use = [one["generation"] for one in sound["examinations"] if one["in_use"]]
    assert (in_use[0].partition("-")[0], in_use[1:]) == ("000002", [f"version 2 in {shown}"])

    pipeline = follow_index(elsewhere)
    program = Program(application(pipeline))
    over_http = program.post("/v1/ask", question=SENATOR)
    assert over_http.status_code == 200
    assert Answer.from_json(over_http.text, pipeline.search_index.article).text == told["text"]
    ferry = {"question": "When did the ferry to Kulsary sink?", "scope": {"article_ids": ["ferry.txt"]}}
    assert program.post("/v1/ask", **ferry).json()["status"] == "answered"

    assert run("rollback").stdout.startswith("Now in use: 000001-")
    assert json.loads(run("info", "--index", elsewhere, "--json").stdout)["articles"] == 2
    assert program.post("/v1/ask", **ferry).json()["status"] != "answered"
    assert program.post("/v1/ask", question=SENATOR).json()["status"] == "answered"
