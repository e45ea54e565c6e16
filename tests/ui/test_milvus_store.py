"""An index in Milvus through the settings, as people use it: the commands of `rag`, and a program that asks."""

from __future__ import annotations

import html
import json
import shutil
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rag import Answer, follow_index
from rag.library.config import PageConfig
from rag.library.library import Library, OnlyAsked
from tests.ui.api.program import Program, problem
from tests.ui.command import ANSWERED, NOT_FOUND, OFF_TOPIC, SENATOR, run
from ui.api.application import application
from ui.commands.options import config_of
from ui.library.desk import LibraryDesk
from ui.library.receiving import PATH, Batches, receive_files
from ui.library.references import reference
from ui.library.rights import Rights

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


ONLY_ASKED = (
    "this machine only asks the index in Milvus: add and remove articles on the machine that syncs it, or put its folders and its "
    "local index here, too"
)
STORY = b"OSLO, 3 May 2024 (Daily Fjord): The ferry Skagerrak ran aground near Bergen on Friday.\n\nNobody was hurt.\n"
RAN_AGROUND = "Where did the ferry Skagerrak run aground?"


def test_programs_add_and_remove_articles_where_they_are_synced_and_nowhere_else(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news, index, uri, elsewhere = (tmp_path / name for name in ("news", "index", "articles.db", "elsewhere"))
    shutil.copytree(seeds, news)
    settings = tmp_path / "rag.toml"
    settings.write_text(f'[index]\npath = "{index}"\nstore = "milvus"\n\n[milvus]\nuri = "{uri}"\n')
    monkeypatch.setenv("RAG_CONFIG", str(settings))
    assert run("sync", news).exit_code == 0
    before = [card.id for card in follow_index(index).search_index.articles()]

    def program(index_path: Path, uploads: str) -> tuple[Program, Library]:
        library = Library(index_path, config_of(None), PageConfig(uploads_folder=str(tmp_path / uploads)))
        return Program(application(follow_index(index_path), library=library)), library

    here, _ = program(index, "kept here")
    added = here.ask("POST", "/v1/articles", params={"name": "wires/ferry.txt"}, content=STORY)
    assert (added.status_code, added.json()["articles"]) == (201, [".added/wires/ferry.txt"])
    asking, library = program(elsewhere, "kept elsewhere")
    answered = asking.post("/v1/ask", question=RAN_AGROUND).json()
    assert {one["article"]["id"] for one in answered["citations"]} == {".added/wires/ferry.txt"}

    told = (409, "OnlyAsked", ONLY_ASKED)
    assert problem(asking.ask("POST", "/v1/articles", params={"name": "a.txt"}, content=STORY + b"More.")) == told
    assert problem(asking.ask("DELETE", "/v1/articles/.added/wires/ferry.txt")) == told
    page = Starlette()
    receive_files(page, library.added, Batches(), check=library.refuse_where_only_asked)
    dropped = TestClient(page).post(PATH, content=STORY, headers={"x-file-name": "a.txt"}).json()
    assert (dropped["state"], dropped["remark"]) == ("refused", ONLY_ASKED)
    tab = LibraryDesk(library, Rights(changes=True))
    assert "The ferry Skagerrak ran aground" in tab.read({"read": reference(".added/wires/ferry.txt")})
    assert all(name in html.unescape(tab.listed({})) for name in ("3 articles", "Daily Fjord"))
    assert ONLY_ASKED in html.unescape(tab.asked_removal({"remove": reference(".added/wires/ferry.txt")}))
    with pytest.raises(OnlyAsked):
        library.sync()
    with pytest.raises(OnlyAsked):
        library.sync(also=news)
    assert (library.added.base.exists(), elsewhere.exists()) == (False, False)

    assert here.ask("DELETE", "/v1/articles/.added/wires/ferry.txt").status_code == 200
    assert asking.post("/v1/ask", question=RAN_AGROUND).json()["status"] == "not_found"
    assert [row["id"] for row in asking.get("/v1/articles").json()["articles"]] == before
