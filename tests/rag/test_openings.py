"""What an article is about, in one line beside its headline."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag import open_pipeline
from rag.answering.openings import opening
from tests.articles import read


@pytest.mark.parametrize(
    ("text", "headline", "told"),
    [
        ("Bridge opens\n\nThe bridge opened. It was Monday.", "Bridge opens", "The bridge opened."),
        ("The bridge\nopened. It was Monday.", "The bridge opened", "It was Monday."),
        ("The bridge opened on a Monday. It was wet.", "The bridge opened on…", "It was wet."),
        ("The bridge opened.", "The bridge opened.", ""),
        ("The bridge, " + "long, " * 60 + "opened.", "Opening", "The bridge, " + "long, " * 33 + "long…"),
    ],
    ids=["after the headline", "headline derived", "headline cut", "nothing more", "long"],
)
def test_it_is_the_first_sentence_that_tells_more_than_the_headline(text: str, headline: str, told: str) -> None:
    article, sentences = read("bridge.txt", text)
    assert opening(replace(article, title=headline), sentences) == told


def test_an_answer_that_is_not_found_tells_what_the_nearest_articles_are_about(seed_index: Path) -> None:
    pipeline = open_pipeline(seed_index)
    nothing = pipeline.answer("Who won the 2022 World Cup?")
    assert [(article.id[:3], about[:40]) for article, about in sorted(nothing.hints, key=lambda hint: hint[0].id)] == [
        ("000", "The discussions spanned a range of pivot"),
        ("001", "They studied the outcomes of Secretary o"),
    ]
    assert pipeline.answer("Which U.S. senator met the president of Kazakhstan?").about == ()
