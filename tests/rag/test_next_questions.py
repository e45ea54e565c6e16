"""Questions to go on with: from the quoted articles, answered by them, none that was asked already."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Pipeline, next_questions, open_pipeline

TOKAYEV, UMAROV = "000_3ab0e8836c8fea17.txt", "001_c506a585635f9987.txt"


@pytest.fixture(scope="module")
def pipeline(seed_index: Path) -> Pipeline:
    return open_pipeline(seed_index)


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
