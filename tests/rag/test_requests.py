"""Requests as questions, who a sentence introduces, and which lines are headings: pure rules of the reader."""

from __future__ import annotations

import pytest

from rag.answering.requests import as_question
from rag.answering.signs.definitions import defines, names_whom
from rag.answering.statements import is_headline


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


@pytest.mark.parametrize(
    ("text", "introduces"),
    [
        ("Ines Fabricius is a former harbour pilot.", True),
        ("The bridge was opened by Ines Fabricius, the mayor of Selby.", True),
        ("The mayor of Selby, Ines Fabricius, opened it.", True),
        ("Mayor Ines Fabricius opened it.", True),
        ("Fabricius, who has led the town since 2019, opened it.", True),
        ("Fabricius became the first woman in that office.", True),
        ("Ruben Holt, a farmer, waited for Ines Fabricius.", False),
        ("She was named chief while she and Fabricius were a couple.", False),
        ("Ines Fabricius is on holiday.", False),
        ("Ines Fabricius, and many others, came.", False),
    ],
)
def test_a_sentence_introduces_a_person_or_names_them_in_passing(text: str, *, introduces: bool) -> None:
    assert defines(text, "Who is Ines Fabricius?") is introduces


def test_another_of_the_same_first_name_is_somebody_else() -> None:
    assert names_whom("At dinner were Elliot, Jeremy and Ann.", "Who is Elliot Kang?") is False
    assert names_whom("Song Kang-ho plays a schemer.", "Who is Elliot Kang?") is False
    assert names_whom("Secretary KANG spoke.", "Who is Elliot Kang?") is True
    assert names_whom("At dinner was Elliot.", "who is he?") is True


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("More from the US v Google trial: Vertical search, pre-installs and the case of Firefox", True),
        ("What the owners say about the mill fire in Norden", True),
        ("The mill in Norden and the price of flour in spring", True),
        ("The mill burnt down and the owners asked for a loan", False),
        ("The mill in Norden and its owners.", False),
        ("4. Erling Haaland (Manchester City) - 50 goals", False),
        ("- Norway, Chad and Peru", False),
        ("He said: “Never again”", False),
    ],
)
def test_a_line_without_verb_and_end_is_a_heading(text: str, *, heading: bool) -> None:
    assert is_headline(text) is heading
