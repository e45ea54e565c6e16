"""An answer's JSON gives the answer back, and nothing that the articles do not say."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexMismatch, QuestionError
from rag import Answer, Claim, IndexArticles, Scope, Turn, Usage, open_pipeline
from rag.documents.answers import answer_document
from rag.pipeline import Pipeline


@pytest.fixture(scope="module")
def pipeline(seed_index: Path) -> Pipeline:
    return open_pipeline(seed_index)


@pytest.fixture(scope="module")
def articles(seed_index: Path) -> IndexArticles:
    return IndexArticles(seed_index)


@pytest.fixture(scope="module")
def found(pipeline: Pipeline) -> str:
    return pipeline.answer(QUESTIONS["found"][0]).to_json()


QUESTIONS: dict[str, tuple[str, tuple[Turn, ...], Scope | None]] = {
    "found": ("Which U.S. senator met the president of Kazakhstan?", (), None),
    "follow-up": (
        "And with whom did he discuss energy last month?",
        (Turn("What did Tokayev call for?", "Unity."),),
        Scope(outlets=("TDI",)),
    ),
    "not found": ("What is the population of Astana?", (), Scope(ignore=("interval",))),
    "count": ("How many articles mention energy?", (), None),
    "parts": ("Who is Elliot Kang, and what did Tokayev say about terrorism in 2024?", (), None),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_reading_an_answer_back_gives_the_answer_and_its_bytes(
    name: str, pipeline: Pipeline, articles: IndexArticles
) -> None:
    question, turns, scope = QUESTIONS[name]
    answer = pipeline.answer(question, turns, scope=scope)
    assert Answer.from_json(answer.to_json(), articles.article).to_json() == answer.to_json()
    whole = json.dumps(answer_document(answer, timings=True, rounded=False), default=str)
    again = Answer.from_json(whole, articles.article)
    assert (again, again.timings, str(again)) == (answer, answer.timings, str(answer))


def test_an_llms_answer_is_read_back_with_what_was_refused(pipeline: Pipeline, articles: IndexArticles) -> None:
    quoted = pipeline.answer(QUESTIONS["found"][0])
    said = Claim("A senator came.", quoted.claims[0].cites, "supported")
    refused = Claim("It rained\u202e.", (), "unsupported", why="no word of it")
    usage = Usage("m\x1b", None, 20, 12.5)
    answer = replace(quoted, claims=(said, refused), reader="llm", usage=usage, about=("", "x"))
    document = answer.to_json(timings=True)
    again = Answer.from_json(document, articles.article)
    assert (again.to_json(timings=True), again.claims, again.usage) == (document, answer.claims, answer.usage)


Change = Callable[[dict[str, Any]], object]
LIES: dict[str, Change] = {
    "a quote of another place": lambda told: told["citations"][0].update(start=told["citations"][0]["start"] + 1),
    "a quote beyond the end": lambda told: told["citations"][0].update(end=10**9),
    "other words": lambda told: told["citations"][0].update(quote="Nobody met anybody."),
    "another headline": lambda told: told["citations"][0]["article"].update(title="Nobody met"),
    "an article that is not there": lambda told: told["passages"][0]["article"].update(id="../etc/passwd"),
    "a chunk beyond the end": lambda told: told["passages"][0].update(end=10**9),
    "a chunk of another article": lambda told: told["passages"][0].update(chunk="other.txt#0"),
}
NONSENSE: dict[str, Change] = {
    "no status": lambda told: told.pop("status"),
    "a status there is not": lambda told: told.update(status="certain"),
    "a claim without its citation": lambda told: told["claims"][0].update(citations=[99]),
    "a claim that is no quote": lambda told: told["claims"][0].update(text="Nobody met anybody."),
    "a number as text": lambda told: told.update(confidence="high"),
    "a truth as a number": lambda told: told["citations"][0].update(number=True),
    "one name too many": lambda told: told["query"].update(extra=1),
    "a day there is not": lambda told: told["query"].update(as_of="2024-02-30"),
    "a text where a list is": lambda told: told["query"].update(names="Tokayev"),
    "a list where a question is": lambda told: told.update(query=[]),
}


@pytest.mark.parametrize("name", LIES)
def test_what_the_articles_do_not_say_is_refused(name: str, found: str, articles: IndexArticles) -> None:
    told = json.loads(found)
    LIES[name](told)
    with pytest.raises(IndexMismatch, match="open the index that answered"):
        Answer.from_json(json.dumps(told), articles.article)


@pytest.mark.parametrize("name", NONSENSE)
def test_what_is_no_answer_is_refused(name: str, found: str, articles: IndexArticles) -> None:
    told = json.loads(found)
    NONSENSE[name](told)
    with pytest.raises(QuestionError, match="this JSON is no answer"):
        Answer.from_json(json.dumps(told), articles.article)


@pytest.mark.parametrize("document", ["", "{", "[]", "null", "[" * 100_000, '"text"'])
def test_what_is_no_document_is_refused(document: str, articles: IndexArticles) -> None:
    with pytest.raises(QuestionError):
        Answer.from_json(document, articles.article)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=5)


@given(data=st.data())
def test_no_document_makes_it_fail_otherwise(data: st.DataObject, found: str, articles: IndexArticles) -> None:
    """Any value in any place: an answer or one of the two refusals, never a bug and never a quote that is none."""
    told = json.loads(found)
    place: Any = told
    for _ in range(data.draw(st.integers(1, 3))):
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or not place[key]:
            break
        place, key = place[key], None
    if key is None:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
    place[key] = data.draw(JSON)
    try:
        answer = Answer.from_json(json.dumps(told), articles.article)
    except (QuestionError, IndexMismatch):
        return
    for citation in answer.citations:
        assert articles.article(citation.article.id).text[citation.start : citation.end] == citation.quote


def test_the_light_index_gives_the_same_articles(pipeline: Pipeline, articles: IndexArticles) -> None:
    ids = [card.id for card in pipeline.search_index.articles()]
    assert [articles.article(id_) for id_ in ids] == [pipeline.search_index.article(id_) for id_ in ids]
    assert (articles.fingerprint, articles.is_current()) == (pipeline.search_index.fingerprint, True)
