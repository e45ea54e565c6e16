"""Questions to start with and to go on with: from the newest or the quoted articles, answered by them, none that was asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.search import LocalIndex
from rag import Pipeline, example_questions, next_questions, open_pipeline

TOKAYEV, UMAROV = "000_3ab0e8836c8fea17.txt", "001_c506a585635f9987.txt"


@pytest.fixture(scope="module")
def pipeline(seed_index: Path) -> Pipeline:
    return open_pipeline(seed_index)


@pytest.mark.slow
def test_each_is_answered_by_the_article_it_was_made_of(pipeline: Pipeline) -> None:
    found = next_questions(pipeline.answer, pipeline.search_index, [TOKAYEV])
    assert len(found) == 3
    for question in found:
        answer = pipeline.answer(question)
        assert answer.status == "answered"
        assert TOKAYEV in {cite.article.id for cite in answer.citations}


def test_none_is_about_what_was_asked_already(pipeline: Pipeline) -> None:
    index = pipeline.search_index
    assert next_questions(pipeline.answer, index, [UMAROV]) == ("Who is Kairat Umarov?",)
    assert next_questions(pipeline.answer, index, [UMAROV], already=["When did Kairat Umarov speak?"]) == ()


def test_none_is_offered_that_is_refused_or_where_nothing_was_quoted(pipeline: Pipeline) -> None:
    index = pipeline.search_index
    refused = pipeline.answer("How long do you boil an egg?")
    assert next_questions(lambda _: refused, index, [TOKAYEV]) == ()
    assert next_questions(pipeline.answer, index, []) == ()


@pytest.mark.slow
def test_example_questions_are_answered_by_the_articles_and_do_not_list_them_all(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(LocalIndex, "articles")
    examples = example_questions(pipeline, 4)
    assert "Who is Kairat Umarov?" in examples
    assert len(set(examples)) == 4
    for example in examples:
        assert pipeline.answer(example).status == "answered"
