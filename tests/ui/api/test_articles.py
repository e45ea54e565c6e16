"""Articles over HTTP: the list, each with its text, whatever its id."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag import LivePipeline, RagConfig, follow_index
from rag.documents.articles import read_article
from tests.fakes_ui import article
from tests.ui.api.program import HARBOUR, Held, Listed, Program, follows, problem
from ui.api.application import application
from ui.api.wire.answered import ArticlesTold

ODD = ("a b/ü&?=#.txt", "100%.txt", "x/../y.txt", "quotes'\".txt", "news/2024/harbour.txt")


@pytest.fixture(scope="module")
def pipeline(seed_index: Path) -> LivePipeline:
    return follow_index(seed_index, config=RagConfig())


@pytest.fixture(scope="module")
def program(pipeline: LivePipeline) -> Program:
    return Program(application(pipeline))


def test_the_list_is_that_of_the_index(program: Program, pipeline: LivePipeline) -> None:
    told = program.get("/v1/articles")
    listed = ArticlesTold.model_validate_json(told.text)
    assert tuple(listed.articles) == pipeline.search_index.articles()
    assert (listed.total, listed.first) == (2, 0)


def test_a_part_of_the_list_can_be_asked(program: Program, pipeline: LivePipeline) -> None:
    newest, oldest = pipeline.search_index.articles()
    part = program.get("/v1/articles", first=1, limit=1).json()
    assert (part["total"], part["first"], [one["id"] for one in part["articles"]]) == (2, 1, [oldest.id])
    some = program.get("/v1/articles", contains=newest.id.split("_")[0]).json()
    assert [one["id"] for one in some["articles"]] == [newest.id]
    assert program.get("/v1/articles", since="2100-01-01").json()["total"] == 0


def test_an_article_comes_whole(program: Program, pipeline: LivePipeline) -> None:
    for card in pipeline.search_index.articles():
        response = program.get(f"/v1/articles/{card.id}")
        assert read_article(json.loads(response.text)) == pipeline.search_index.article(card.id)


@pytest.mark.parametrize("name", ODD)
def test_an_article_is_found_whatever_its_id(name: str) -> None:
    from urllib.parse import quote

    held = article("Text.", path=name)
    program = Program(application(follows(Held(Listed((held,))))))
    path = quote(name, safe="").replace("%2F", "/") if ".." not in name else quote(name, safe="")
    assert program.get(f"/v1/articles/{path}").json()["id"] == name


def test_text_that_is_half_a_character_is_sent_all_the_same() -> None:
    held = article("Half \ud83d of it.")
    told = Program(application(follows(Held(Listed((held,)))))).get("/v1/articles/one.txt")
    assert told.json()["text"] == "Half \ud83d of it."


def test_an_article_that_is_not_there_is_named(program: Program) -> None:
    status, name, words = problem(program.get("/v1/articles/nowhere/x.txt"))
    assert (status, name) == (404, "NotFound")
    assert "'nowhere/x.txt'" in words


@pytest.mark.parametrize(
    "query",
    [{"limit": 0}, {"limit": 1_001}, {"limit": "many"}, {"first": -1}, {"since": "yesterday"}, {"since": "1700000000"}],
    ids=str,
)
def test_what_cannot_be_listed_is_told(query: dict[str, str], program: Program) -> None:
    status, name, words = problem(program.get("/v1/articles", **query))
    assert (status, name) == (422, "InvalidRequest")
    assert next(iter(query)) in words


def test_other_paths_and_methods_are_problems(program: Program) -> None:
    assert problem(program.get("/v1/nothing"))[:2] == (404, "NotFound")
    assert problem(program.ask("DELETE", "/v1/ask"))[:2] == (405, "MethodNotAllowed")
    assert HARBOUR.id == "news/2024/harbour.txt"
