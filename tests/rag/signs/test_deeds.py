"""Deeds that a question asks for and a sentence tells of, or not."""

from __future__ import annotations

import pytest

from rag.answering.signs.deeds import deed_missing


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What did the mayor promise the sailors?", "The mayor met the sailors at the town hall."),
        ("Who succeeded Anna Conti?", "Anna Conti spoke of ferries."),
        ("Did the minister visit Norway?", "The minister received a senator from Norway in Oslo."),
        ("Which group claimed responsibility for the attack?", "The mayor condemned the attack."),
        ("Which party won the elections?", "He told them the results of the recent elections."),
        ("When did the director resign?", "The director spoke on Monday."),
        ("Which state does the senator represent?", "Senator Jonas Berg spoke in Oslo."),
    ],
)
def test_a_sentence_that_tells_of_no_such_deed_does_not_answer(question: str, sentence: str) -> None:
    assert deed_missing(sentence, question)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What did the mayor promise the sailors?", "The mayor pledged sixty places to the sailors."),
        ("Who succeeded Anna Conti?", "Jonas Berg took over from Anna Conti."),
        ("Did the minister visit Norway?", "On his trip to Norway the minister spoke of ferries."),
        ("Which party won the elections?", "The Harbour Party beat all others."),
        ("Which state does the senator represent?", "Jonas Berg, a senator from Maine, spoke."),
        ("What was the visit about?", "They spoke of ferries on this trip."),
        ("What did the sign say?", "It said nothing."),
        ("What did the mayor say?", "Ferries stop on Monday."),
    ],
)
def test_other_words_for_a_deed_tell_of_it_and_other_verbs_are_not_judged(question: str, sentence: str) -> None:
    assert not deed_missing(sentence, question)
