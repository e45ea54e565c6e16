"""What is asked of a matter that the articles tell of otherwise is not answered from another matter."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rag import Pipeline, open_pipeline, sync
from rag.answering.extractive.chances.sureness import confidence_of
from rag.answering.extractive.reader import CLEARLY_BEHIND, confidence_of_kind

ARTICLES = {
    "library.txt": "New library\n\nThe new library in Korbel opened on Monday. The mayor praised the builders of the new library.\n",
    "school.txt": "School repaired\n\nThe old school of Lund was repaired for $2 million in spring.\n",
    "dock.txt": "Dock strike\n\nDock workers ended their strike at the harbour of Malmo. They will return to the harbour.\n",
    "nurses.txt": "Nurses\n\nIn Bergen, 40 nurses began a strike on Tuesday over pay.\n",
}


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    folder: Path = tmp_path_factory.mktemp("matters")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text)
    sync(folder, folder.parent / "matters-index")
    return open_pipeline(folder.parent / "matters-index")


@pytest.mark.parametrize(
    "question",
    [
        "How much did the new library in Korbel cost?",
        "How many dock workers ended their strike at the harbour of Malmo?",
        "When did the strike at the harbour of Malmo end?",
    ],
)
def test_the_figure_of_another_matter_is_no_answer(pipeline: Pipeline, question: str) -> None:
    answer = pipeline.answer(question)
    assert (answer.status, answer.claims, answer.confidence) == ("not_found", (), 0.0)


def test_where_the_best_is_of_no_kind_that_answers_the_next_is_as_sure_as_it_is_alone() -> None:
    asked = (0.0, 0.0, 0.0)
    best = (6.0, -0.1, 2.0, 0.8, 0.8, 0.9, 0.9, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
    next_one = (5.0, -0.1, 1.0, 0.7, 0.7, 0.6, 0.8, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0)
    odds = np.array([1.0, 0.0])
    alone = confidence_of([next_one], odds[1:], asked)
    assert alone < confidence_of([best, next_one], odds, asked)
    assert confidence_of_kind([best, next_one], odds, [1], asked) == alone
    assert confidence_of_kind([best, next_one], odds, [0, 1], asked) == confidence_of([best, next_one], odds, asked)
    assert confidence_of_kind([best, next_one], np.array([1.0 + CLEARLY_BEHIND, 1.1]), [1], asked) > 0.0
    assert confidence_of_kind([best, next_one], np.array([1.0 + CLEARLY_BEHIND, 0.9]), [1], asked) == 0.0


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        (
            "How much did the repair of the old school of Lund cost?",
            "The old school of Lund was repaired for $2 million in spring.",
        ),
        ("How many nurses began a strike in Bergen?", "In Bergen, 40 nurses began a strike on Tuesday over pay."),
        ("When did the new library in Korbel open?", "The new library in Korbel opened on Monday."),
    ],
)
def test_its_own_is(pipeline: Pipeline, question: str, quote: str) -> None:
    assert pipeline.answer(question).citations[0].quote == quote
