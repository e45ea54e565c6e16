"""The golden questions are sound: well formed, balanced, and answered by the articles that they name."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in Path(__file__).with_name("seeds.jsonl").read_text(encoding="utf-8").splitlines()
]
FIELDS = {"id", "question", "answers", "articles", "turns", "as_of", "note"}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: str(question["id"]))
def test_every_answer_stands_in_an_article_that_the_question_names(question: dict[str, Any], seeds: Path) -> None:
    texts = [
        path.read_text(encoding="utf-8").casefold()
        for prefix in question["articles"]
        for path in seeds.glob(f"{prefix}_*")
    ]
    assert len(texts) == len(question["articles"])
    for answer in question["answers"]:
        assert any(answer.casefold() in text for text in texts), answer


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: str(question["id"]))
def test_every_question_is_well_formed(question: dict[str, Any]) -> None:
    assert set(question) <= FIELDS
    assert question["question"].strip() == question["question"] != ""
    assert bool(question["answers"]) == bool(question["articles"])
    if "as_of" in question:
        dt.date.fromisoformat(question["as_of"])


def test_the_set_is_balanced() -> None:
    """Over both articles, a third unanswerable, with follow-ups and dated questions; ids are unique."""
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS) >= 36
    assert sum(not question["answers"] for question in QUESTIONS) >= len(QUESTIONS) / 3
    assert sum("turns" in question for question in QUESTIONS) >= 5
    assert sum(question["id"].startswith("d") for question in QUESTIONS) >= 5
    for article in ("000", "001"):
        assert sum(article in question["articles"] for question in QUESTIONS) >= 10


def test_the_news_questions_are_well_formed_and_halved_by_article() -> None:
    news = [
        json.loads(line) for line in Path(__file__).with_name("news_questions.jsonl").read_text("utf-8").splitlines()
    ]
    assert (
        len({question["id"] for question in news})
        == len({question["question"] for question in news})
        == len(news)
        == 135
    )
    assert [sum(bool(question["answers"]) is answerable for question in news) for answerable in (True, False)] == [
        90,
        45,
    ]
    halves = {half: {one["articles"][0] for one in news if one["half"] == half} for half in ("tuning", "held out")}
    assert set(halves) == {question["half"] for question in news}
    assert halves["tuning"].isdisjoint(halves["held out"])
