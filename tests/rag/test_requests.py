"""Requests as the questions that they stand for."""

from __future__ import annotations

import pytest

from rag.answering.requests import as_question


@pytest.mark.parametrize(
    ("request_", "question"),
    [
        ("List the countries that sent help after the flood.", "Which countries sent help after the flood?"),
        ("Name all teams which reached the final", "Which teams reached the final?"),
        ("List the officials Umarov met.", "Which officials Umarov met?"),
        ("Name the people with whom Umarov held talks.", "With whom Umarov held talks?"),
        ("Can you list the companies that were accused?", "Which companies were accused?"),
        ("Give me a list of the banks that failed.", "Which banks failed?"),
        ("Name two ministers who resigned.", "Which ministers resigned?"),
        ("Which countries sent help?", "Which countries sent help?"),
        ("Name changes after marriage", "Name changes after marriage"),
        ("List prices rose in May", "List prices rose in May"),
        ("Tell me about the flood.", "Tell me about the flood."),
    ],
)
def test_a_list_is_asked_for_by_a_question(request_: str, question: str) -> None:
    assert as_question(request_) == question
