"""Which sentences say who somebody is, and which tell of somebody else."""

from __future__ import annotations

import pytest

from rag.answering.signs.definitions import defines, names_whom


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


def test_a_thing_is_introduced_as_a_person_is() -> None:
    assert defines("FTX was a failed exchange founded in 2019.", "What is FTX?") is True
    assert defines("Her time at the head of FTX was an exercise.", "What is FTX?") is False
    assert defines("FTX was founded because other exchanges were slow.", "What is FTX?") is False
