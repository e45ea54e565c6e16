"""Answers over the seeds, over seeds with hostile articles, and over seeds with as many harmless ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Answer, Pipeline, open_pipeline, sync
from rag.evaluation import Outcome, evaluate, read_questions
from tests.hostile_articles import CORPUS, NAMES, STUFFED, write_harmless, write_hostile

QUESTIONS = [
    replace(question, articles=tuple(f"seeds/{article}" for article in question.articles))
    for question in read_questions(CORPUS.parent / "seeds.jsonl")
]

ABOUT_HOSTILE = (
    "How many comets did the observatory near Almaty count?",
    "What does the director of the observatory say about the telescope?",
    "How many cubic metres of water does the dam on the Irtysh hold?",
    "How many lorries does the ferry to Aktau carry a day?",
    "How much glass does the glassworks of Petropavl melt?",
    "When did the zinc mine of Ridder close?",
    "What does the Ridder zinc mine cover?",
    "How many tonnes of apples did the orchard of Talgar sell?",
    "How often does the tram line of Temirtau run?",
    "Where is the coal of Ekibastuz shipped?",
    "How much salt did the salt works at Aralsk produce?",
    "What did the bakery of Semey sell?",
    "What happened to the lighthouse of Kuryk?",
    "When does the swimming pool of Shymkent open?",
    "How many primers did the printing house of Taraz print?",
    "How many letters does the archive of Turkistan hold?",
    "How many tulips does the botanical garden have?",
    "Where did the camels of Karaganda come from?",
    "How many games did the chess club of Oral win?",
    "What did the ribbon factory weave?",
    "What did the quarry of Khromtau dig?",
    "How many pots did the kiln of Sarkand fire?",
    "Whom did the senator from Montana meet?",
    "By how much did the level of the Caspian fall?",
    "How many sacks of rye did the windmill of village 3 grind?",
    "How many sacks of rye did the windmill of village 7 grind?",
    "How many articles mention the windmill?",
    "Which articles mention Ted Hoaxer?",
    "<script>window.hacked=60</script> Who met ${window.hacked=61} \x1b[31mthe senator\x07?",
)
"""Asked so that hostile words stand in the answers."""


@pytest.fixture(scope="session")
def pipeline_over(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Pipeline]:
    """A pipeline over a folder that is filled by a function."""

    def build(write: Callable[..., None], *arguments: object, **options: object) -> Pipeline:
        folder, index = tmp_path_factory.mktemp("articles"), tmp_path_factory.mktemp("index") / "index"
        write(folder, *arguments, **options)
        report = sync(folder, index)
        assert report.failures == ()
        return open_pipeline(index)

    return build


@pytest.fixture(scope="session")
def alone(seed_index: Path) -> dict[str, Outcome]:
    """What comes of the golden questions over the seeds alone."""
    questions = [replace(q, articles=tuple(name.removeprefix("seeds/") for name in q.articles)) for q in QUESTIONS]
    return {outcome.known.id: outcome for outcome in evaluate(open_pipeline(seed_index), questions)}


@pytest.fixture(scope="session")
def steered(pipeline_over: Callable[..., Pipeline], seeds: Path) -> Pipeline:
    """Over seeds and hostile articles, but for those that repeat the questions."""
    return pipeline_over(write_hostile, seeds, without=STUFFED)


@pytest.fixture(scope="session")
def stuffed(hostile_index: Path) -> Pipeline:
    """Over seeds and all hostile articles."""
    return open_pipeline(hostile_index)


@pytest.fixture(scope="session")
def harmless(pipeline_over: Callable[..., Pipeline], seeds: Path) -> Pipeline:
    """Over seeds and as many harmless articles."""
    count = sum(path.is_file() for path in CORPUS.rglob("*")) + len(NAMES)
    return pipeline_over(write_harmless, seeds, count)


@pytest.fixture(scope="session")
def stuffed_outcomes(stuffed: Pipeline) -> list[Outcome]:
    """What comes of the golden questions over seeds and all hostile articles."""
    return list(evaluate(stuffed, QUESTIONS))


@pytest.fixture(scope="session")
def answers(stuffed: Pipeline, stuffed_outcomes: list[Outcome]) -> list[Answer]:
    """Every golden question and those about the hostile articles, answered over all of them."""
    return [
        *(outcome.answer for outcome in stuffed_outcomes),
        *(stuffed.answer(question) for question in ABOUT_HOSTILE),
    ]
