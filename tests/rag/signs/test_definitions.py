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
