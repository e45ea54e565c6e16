"""As of a day: an answer over all articles is the answer over an index of only those published by then.

Articles are made by chance, with copies, articles without a date, outlets and names that come up late, and lengths of one
chunk to several; indexes are real ones on disk. What tells one index from another (its fingerprint, folder and size) is left
out of the comparison, and nothing else is: ranks, scores, copies, what was dropped, notes and counts are all in it.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from index.sync import sync
from rag import api
from rag.config import RagConfig
from rag.pipeline import Pipeline
from rag.types import Scope, Turn
from tests.rag.retrieval.indexes import local_index, pipeline

DAY = dt.date(2023, 6, 30)
OUTLETS = ("Daily Fjord", "Il Giorno", "Le Quai")
LATE_OUTLET, LATE_NAME = "Evening Lantern", "Ottokar"
"""Both stand in newer articles only."""
PEOPLE, PLACES = ("Anna Berg", "Carlo Riva", "Inga Dahl", "Paul Renard"), ("Oslo", "Rome", "Paris", "Bergen")
THINGS = ("the harbour", "the bridge", "the old dam", "the ferry", "the bakery", "the council house", "the school")
VERBS = ("opened", "closed", "visited", "praised", "repaired", "sold", "flooded")

QUESTIONS = (
    "Who repaired the harbour?",
    "What did Anna Berg say about the bridge in Oslo?",
    "What is the latest news about the old dam?",
    "Who opened the ferry first?",
    "What closed in May 2023?",
    "What happened last month in Rome?",
    "What did Daily Fjord and Il Giorno report about the school?",
    "According to Evening Lantern, who sold the bakery?",
    "What did Evening Lantern and Le Quai write about the dam?",
    "Compare Carlo Riva and Inga Dahl on the council house.",
    "Did Ottokar repair the harbour?",
    "What did Anna Bergg open?",
    "How many articles mention the harbour?",
    "List the articles about the bridge.",
    "Which are the first and last articles that mention the school?",
    "How much did the repair of the dam cost, 40 million?",
)


def articles(seed: int) -> dict[str, tuple[str, dt.date | None]]:
    """Forty articles by name, each with its date: a third without one or newer than `DAY`."""
    chance = random.Random(seed)
    made: dict[str, tuple[str, dt.date | None]] = {}
    for number in range(40):
        day = None if chance.random() < 0.15 else dt.date(2022, 1, 1) + dt.timedelta(chance.randrange(900))
        late = day is not None and day > DAY
        text = " ".join(_sentence(chance, late=late) for _ in range(chance.choice((2, 3, 6, 14))))
        if number % 5 == 4:  # a copy of the one before, with another date and a sentence more
            before, _ = made[f"{number - 1:02d}.md"]
            text = f"{before.partition(': ')[2]} {_sentence(chance, late=late)}"
        outlet = chance.choice((*OUTLETS, LATE_OUTLET) if late else OUTLETS)
        stated = f"{chance.choice(PLACES).upper()}, {day.day} {day:%B %Y} ({outlet}): " if day else "Undated: "
        title = f"{chance.choice(THINGS).capitalize()} {chance.choice(VERBS)} in {chance.choice(PLACES)}"
        made[f"{number:02d}.md"] = f"# {title} {number}\n\n{stated}{text}", day
    return made


def _sentence(chance: random.Random, *, late: bool) -> str:
    who = LATE_NAME if late and chance.random() < 0.5 else chance.choice(PEOPLE)
    amount = chance.choice(("for 40 million kroner", "after 12 years", "with 300 guests", "without a word"))
    return f"{who} {chance.choice(VERBS)} {chance.choice(THINGS)} of {chance.choice(PLACES)} {amount}."


def texts(made: Mapping[str, tuple[str, dt.date | None]], *, newer: bool, undated: bool = True) -> dict[str, str]:
    return {name: text for name, (text, day) in made.items() if (undated if day is None else newer or day <= DAY)}


def told(pipeline: Pipeline, question: str, scope: Scope | None = None) -> dict[str, Any]:
    """The whole answer as JSON has it, but for the index's fingerprint and the folder its articles lie in."""
    turns = [Turn("Who is Anna Berg?")] if question.startswith("Who ") else []
    content: dict[str, Any] = json.loads(pipeline.answer(question, turns, as_of=DAY, scope=scope).to_json())
    del content["index_fingerprint"]
    content["notes"] = [_INDEX_SIZE.split(note)[0] for note in content["notes"]]
    for part in ("passages", "citations"):
        for one in content[part]:
            one["article"]["path"] = Path(one["article"]["path"]).name
    return content


_INDEX_SIZE = re.compile(r" Counted over | Searched: |, so none of the ")
"""From here on a count's note tells how many articles the index has; how many passed is in the tally."""

EAGER = RagConfig(answer_threshold=0.0, candidates=15)
"""Always answers; with so few candidates, what is left out by a limit shows as well."""


@pytest.mark.parametrize("seed", range(4))
def test_an_answer_as_of_a_day_is_that_of_an_index_of_what_was_published_by_then(seed: int, tmp_path: Path) -> None:
    made = articles(seed)
    everything = pipeline(local_index(texts(made, newer=True), tmp_path / "everything"), EAGER)
    older = pipeline(local_index(texts(made, newer=False), tmp_path / "older"), EAGER)
    for question in QUESTIONS:
        assert told(everything, question) == told(older, question), question
        ours, theirs = (one.search(question, as_of=DAY, limit=12) for one in (everything, older))
        assert [(p.chunk, p.score, p.why) for p in ours[1].passages] == [
            (p.chunk, p.score, p.why) for p in theirs[1].passages
        ]
        assert (ours[0], ours[1].dropped) == (theirs[0], theirs[1].dropped)


def test_an_outlet_that_came_later_restricts_no_question_of_before(tmp_path: Path) -> None:
    pipe = pipeline(local_index(texts(articles(1), newer=True), tmp_path), EAGER)
    question = f"What did {LATE_OUTLET} report about the school?"
    assert LATE_OUTLET in pipe.search_index.outlets()
    assert pipe.understand(question, as_of=dt.date(2025, 1, 1)).outlets == (LATE_OUTLET,)
    assert pipe.understand(question).outlets == (LATE_OUTLET,)
    assert pipe.understand(question, as_of=DAY).outlets == ()


@pytest.mark.parametrize("seed", range(4, 6))
def test_newer_articles_that_come_change_nothing(seed: int, tmp_path: Path) -> None:
    made = articles(seed)
    before = pipeline(local_index(texts(made, newer=False), tmp_path), EAGER)
    answers = {question: told(before, question) for question in QUESTIONS}
    after = pipeline(local_index(texts(made, newer=True), tmp_path), EAGER)
    assert after.search_index.info().articles > before.search_index.info().articles
    for question in QUESTIONS:
        assert told(after, question) == answers[question], question


@pytest.mark.parametrize("seed", range(6, 8))
def test_articles_without_a_date_are_in_and_marked_or_left_out_without_a_trace(seed: int, tmp_path: Path) -> None:
    made = articles(seed)
    everything = pipeline(local_index(texts(made, newer=True), tmp_path / "everything"), EAGER)
    dated = pipeline(local_index(texts(made, newer=False, undated=False), tmp_path / "dated"), EAGER)
    left_out = Scope(undated=False)
    marked = 0
    for question in QUESTIONS:
        assert told(everything, question, left_out) == told(dated, question, left_out), question
        answer = everything.answer(question, as_of=DAY)
        for title in {cite.article.title for cite in answer.citations if cite.article.published is None}:
            marked += 1
            if answer.tally is None:
                assert f"“{title}” has no date; it may be newer than 2023-06-30." in answer.notes
    assert marked > 0


@pytest.mark.slow
def test_it_holds_for_the_packaged_model_too(tmp_path: Path) -> None:
    """One index, before and after the newer articles came: what was embedded before keeps its vectors."""
    made, folder, index_path = articles(9), tmp_path / "articles", tmp_path / "index"
    folder.mkdir()
    config = RagConfig(answer_threshold=0.0)
    build = partial(sync, [folder], index_path, embedder=api.embedder_for(config.index))
    answers = []
    for newer in (False, True):
        for name, text in texts(made, newer=newer).items():
            (folder / name).write_text(text, encoding="utf-8")
        build()
        answers.append(
            {question: told(api.open_pipeline(index_path, config=config), question) for question in QUESTIONS}
        )
    assert answers[0] == answers[1]
