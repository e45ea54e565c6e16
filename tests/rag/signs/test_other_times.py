"""What a question asks of one time and a sentence tells of another."""

from __future__ import annotations

import pytest

from rag.answering.signs.other_times import is_of_another_time

VISITORS = "How many visitors did the page get in November 2023?"


@pytest.mark.parametrize(
    ("question", "sentence", "nearby", "another"),
    [
        (VISITORS, "The page saw 140 million visitors in October.", "4 December 2023", True),
        (VISITORS, "The page saw 140 million visitors in November.", "", False),
        (VISITORS, "The page saw 140 million visitors.", "", False),
        (VISITORS, "In Nov. 3 the page saw 140 million visitors after 90 in October.", "", False),
        (VISITORS, "The page saw 140 million visitors in 2021.", "2 March 2022", True),
        (VISITORS, "Founded in 2019, the page saw 140 million visitors.", "3 December 2023", False),
        (VISITORS, "The page saw 140 million visitors last month, after 90 in October.", "4 December 2023", False),
        ("How many visitors did the page get?", "The page saw 140 million visitors in October.", "", False),
        ("Why was she left out in October 2023?", "She was injured back in March.", "", False),
        ("How did they win in May?", "They had trained since April.", "", False),
        ("How much may it cost?", "In March it cost 5 crowns.", "", False),
    ],
)
def test_a_sentence_of_another_time(question: str, sentence: str, nearby: str, *, another: bool) -> None:
    assert is_of_another_time(sentence, nearby, question) is another
