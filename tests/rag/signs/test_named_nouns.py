"""Names that end in the noun that was asked for."""

from __future__ import annotations

import pytest

from rag.answering.signs.named_nouns import names_one, noun_asked


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("Which new international agency came up in the talks?", "agency"),
        ("Which ministries did Umarov visit?", "ministry"),
        ("In which university did she study?", "university"),
        ("What law was passed?", "law"),
        ("Which of the banks failed?", None),
        ("Which senator was met?", None),
        ("What is the agency?", None),
        ("Who met the agency?", None),
    ],
)
def test_the_noun_that_is_asked_for(question: str, noun: str | None) -> None:
    assert noun_asked(question) == noun


@pytest.mark.parametrize(
    ("text", "noun", "named"),
    [
        ("They spoke of the International Biological Safety Agency.", "agency", True),
        ("She left the University of Bergen.", "university", True),
        ("He met the State Department in spring.", "ministry", True),
        ("The Clean Harbour Act was passed.", "law", True),
        ("An agency was founded.", "agency", False),
        ("The Harbour Agency was founded.", "agency", False),
        ("Norwegian ferries sail.", "agency", False),
    ],
)
def test_a_name_with_that_noun_which_the_question_does_not_name(text: str, noun: str, *, named: bool) -> None:
    assert names_one(text, noun, "Which agency did the Harbour Agency meet?") is named
