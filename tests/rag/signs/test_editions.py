"""Things named by a number: which a question names, and what can and cannot be about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import open_pipeline, sync
from rag.answering.signs.editions import Edition, editions_of

QUEST, CUP = Edition("Quest", "3"), Edition("Cup", "2022")


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Who won the 2022 World Cup?", [CUP]),
        ("Who won the World Cup 2022?", [CUP]),
        ("What is the price of the Meta Quest 3?", [QUEST]),
        ("How does the Galaxy S23 compare with the iPhone 15?", [Edition("Galaxy", "S23"), Edition("iPhone", "15")]),
        ("What did Resolution 2231 demand?", [Edition("Resolution", "2231")]),
        ("Who is the quarterback of the San Francisco 49ers?", []),
        ("What happened in March 2024?", []),
        ("Who met on May 15?", []),
        ("In 2022 Twitter sued whom?", []),
        ("Did Apple sell 20 million phones?", []),
        ("Did Chelsea beat Arsenal 3-1?", []),
        ("Was the vote carried with Labour 52% ahead?", []),
    ],
)
def test_a_question_names_things_by_number(question: str, named: list[Edition]) -> None:
    assert list(editions_of(question)) == named


@pytest.mark.parametrize(
    ("edition", "text", "nearby", "elsewhere"),
    [
        (QUEST, "The Quest 3 costs $499.", "", False),
        (QUEST, "The headset costs $499.", "Meta Quest 3: hands on", False),
        (QUEST, "The Quest 2 costs $249.", "Meta Quest 3: hands on", True),
        (QUEST, "The headset costs $249.", "Cheap headsets", True),
        (QUEST, "The Quest 2 and 3 were shown.", "", False),
        (QUEST, "The Quest 30 costs $9.", "", True),
        (CUP, "Argentina won the World Cup in 2022.", "", False),
        (CUP, "Argentina won the World Cup.", "18 December 2022", False),
        (CUP, "Australia won the World Cup 2023.", "", True),
        (CUP, "Australia won.", "The 2023 Cricket World Cup", True),
        (CUP, "Argentina won the World Cup.", "A look back", False),
    ],
)
def test_a_sentence_is_about_it_or_about_another(edition: Edition, text: str, nearby: str, *, elsewhere: bool) -> None:
    assert edition.is_elsewhere(text, nearby) is elsewhere


def test_the_cup_of_another_year_is_no_answer(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "final.txt").write_text("Cup decided\n\nAustralia won the World Cup 2023 by six wickets in Ahmedabad.\n")
    (folder / "city.txt").write_text("Council meets\n\nThe council of Ahmedabad met on Monday about the harbour.\n")
    sync(folder, tmp_path / "index")
    pipeline = open_pipeline(tmp_path / "index")
    [citation] = pipeline.answer("Who won the 2023 World Cup?").citations
    assert citation.quote == "Australia won the World Cup 2023 by six wickets in Ahmedabad."
    assert pipeline.answer("Who won the 2022 World Cup?").claims == ()


def test_where_only_another_one_is_told_of_nothing_else_takes_its_place(tmp_path: Path) -> None:
    """The next best sentences about prices are no answer either."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "headset.txt").write_text(
        "Deals\n\nThe Meta Quest 2 headset is $50 off and down to $249 at several shops.\n"
    )
    (folder / "speaker.txt").write_text("More deals\n\nThe speaker usually costs $179.95, and $89 on Friday.\n")
    sync(folder, tmp_path / "index")
    pipeline = open_pipeline(tmp_path / "index")
    assert pipeline.answer("What is the price of the Meta Quest 3?").claims == ()
    [citation, *_] = pipeline.answer("What is the price of the Meta Quest 2?").citations
    assert citation.quote == "The Meta Quest 2 headset is $50 off and down to $249 at several shops."
