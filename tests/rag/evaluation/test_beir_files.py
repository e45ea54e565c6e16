"""Folders in the BEIR layout: queries, relevance judgements, conversations, single gold paragraphs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.errors import ConfigError
from rag import Turn
from rag.evaluation import GoldQuote, KnownQuestion, read_questions

JUDGED = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t1\nq1\td3\t0\nq1\td4\t-1\n"


def folder(tmp_path: Path, *queries: dict[str, Any], judged: str | None = None, name: str = "qrels.tsv") -> Path:
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), encoding="utf-8")
    if judged is not None:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(judged, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["qrels.tsv", "qrels/test.tsv"])
def test_documents_scored_above_nought_are_relevant_by_their_grade(tmp_path: Path, name: str) -> None:
    path = folder(tmp_path, {"_id": "q1", "text": "a?"}, judged=JUDGED, name=name)
    assert read_questions(path) == [KnownQuestion("q1", "a?", None, ("d1", "d2"), grades=(2, 1), whole_ids=True)]


def test_the_file_of_queries_stands_for_its_folder(tmp_path: Path) -> None:
    path = folder(tmp_path, {"_id": "q1", "text": "a?"}, judged=JUDGED)
    assert read_questions(path / "queries.jsonl") == read_questions(path)


def test_judgements_without_a_line_of_names_are_read_from_the_first_line(tmp_path: Path) -> None:
    path = folder(tmp_path, {"_id": "q1", "text": "a?"}, judged="q1\td9\t1\n")
    assert read_questions(path)[0].articles == ("d9",)


def test_a_query_that_nothing_is_known_of_is_not_judgeable(tmp_path: Path) -> None:
    """BEIR's files of queries hold those of all splits; an empty list of answers is how many of them say nothing."""
    path = folder(tmp_path, {"_id": "q2", "text": "b?", "answers": []}, judged=JUDGED)
    assert [(one.answers, one.judgeable) for one in read_questions(path)] == [(None, False)]


def test_answers_evidence_and_what_has_no_answer(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        {"_id": "q1", "text": "a?", "answers": ["x"], "evidence": [{"doc": "d7", "fact": "x it is"}]},
        {"_id": "q2", "text": "b?", "answers": ["Nothing is said."], "answerable": False},
        {"_id": 3, "text": "c?", "answers": ["y"], "gold_paragraph": "d8"},
    )
    first, second, third = read_questions(path)
    assert (first.answers, first.articles, first.evidence) == (("x",), ("d7",), (GoldQuote("x it is", "d7"),))
    assert second.unanswerable
    assert (third.id, third.articles) == ("3", ("d8",))


def test_judgements_go_before_evidence_and_gold_paragraph(tmp_path: Path) -> None:
    query = {"_id": "q1", "text": "a?", "gold_paragraph": "d8", "evidence": [{"doc": "d7", "fact": "x"}]}
    assert read_questions(folder(tmp_path, query, judged=JUDGED))[0].articles == ("d1", "d2")


def test_a_conversation_becomes_turns_and_its_last_line_the_question(tmp_path: Path) -> None:
    talk = "|user|: Which bridge is new?\n|agent|: The one in Oslo.\nIt opened in May.\n|user|: What did it cost?"
    [known] = read_questions(
        folder(tmp_path, {"_id": "q1", "text": "|user|: What did it cost?", "questions": talk}, judged=JUDGED)
    )
    assert known.question == "What did it cost?"
    assert known.turns == (Turn("Which bridge is new?", "The one in Oslo.\nIt opened in May."),)


@pytest.mark.parametrize(
    ("judged", "message"),
    [
        ("query-id\tcorpus-id\tscore\nq1 d1 1\n", r"qrels\.tsv, line 2: it is 'q1 d1 1'; each line is query-id"),
        ("query-id\tcorpus-id\tscore\nq1\td1\tyes\n", r"qrels\.tsv, line 2: .* a whole score"),
        ("q1\td1\n", r"qrels\.tsv, line 1: "),
    ],
)
def test_a_judgement_that_cannot_be_read_is_named(tmp_path: Path, judged: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read_questions(folder(tmp_path, {"_id": "q1", "text": "a?"}, judged=judged))


@pytest.mark.parametrize(("query", "key"), [({"text": "a?"}, "_id"), ({"_id": "q1"}, "text")])
def test_a_query_without_id_or_text_is_named(tmp_path: Path, query: dict[str, Any], key: str) -> None:
    with pytest.raises(ConfigError, match=rf"queries\.jsonl, line 1: it has no '{key}'; each line needs"):
        read_questions(folder(tmp_path, query))


def test_a_folder_without_queries_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"queries\.jsonl' cannot be read"):
        read_questions(tmp_path)
