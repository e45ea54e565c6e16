"""Yes or no only where one sentence settles it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.news.polarity import yes_or_no

SURE = 0.95
CASES: list[tuple[str, str, str | None]] = [
    ("Did the finance minister resign?", "The finance minister resigned on Monday.", "yes"),
    ("Did Lena Holm resign as minister?", "Lena Holm resigned as minister on Monday.", "yes"),
    ("Did the minister resign over the leak?", "The minister did not resign over the leak.", "no"),
    ("Is the Orrin bridge open?", "The Orrin bridge is closed to traffic.", "no"),
    ("Is the Orrin bridge closed?", "The Orrin bridge is closed to traffic.", "yes"),
    ("Did oil prices rise in April?", "Oil prices fell in April.", "no"),
    ("Did the council approve the plan?", "The council approved the plan by 30 votes to 12.", "yes"),
    ("Was the mayor arrested?", "The mayor was never arrested.", "no"),
    ("Is it true that the ferry sank?", "The ferry sank off Harwick.", "yes"),
    ("Didn't the ferry sink near Harwick?", "The ferry did not sink near Harwick.", "no"),
    ("Is it true that the ferry did not sink?", "The ferry did not sink.", "yes"),
    ("Did Korb beat Lind?", "Korb beat Lind by 300 votes.", "yes"),
    ("Did 12 people die in the fire?", "Police said 12 people died in the fire.", None),
    ("Did the United States win the war?", "The United States won the war, he said falsely.", None),
    # Never sure.
    ("Did Lind beat Korb?", "Korb beat Lind by 300 votes.", None),
    ("Did Korb beat Lind?", "Korb was beaten by Lind.", None),
    ("Did 12 people die in the fire?", "In all 15 people died in the fire.", None),
    ("Did the minister resign?", "The minister denied that he had resigned.", None),
    ("Did the minister resign?", "The minister may resign.", None),
    ("Did the minister resign?", "The minister reportedly resigned.", None),
    ("Did the finance minister resign?", "The foreign minister resigned.", None),
    ("Did Lena Holm resign as minister?", "The minister resigned on Monday.", None),
    ("Will the bank raise rates?", "The bank raised rates in May.", None),
    ("Is the bridge closed to traffic?", "The bridge was closed to traffic in May.", None),
    ("Did all passengers survive?", "Some passengers survived.", None),
    ("Did the ferry sink in 2019?", "The ferry sank in 2021.", None),
    ("Did the ferry sink in 2019?", "The ferry sank off Harwick.", None),
    ("Who won the race?", "Korb won the race.", None),
    ("Did the mayor call the police?", "The mayor left, but the police did not call.", None),
    ("Was it Oslo or Bergen?", "It was Oslo.", None),
    ("Did the minister resign?", "Did the minister resign?", None),
    ("Did it rain?", "It rained.", None),
    ("Did the court convict Holm?", "The court did not acquit Holm.", None),
]


@pytest.mark.parametrize(("question", "sentence", "verdict"), CASES, ids=[f"{one} {two}" for one, two, _ in CASES])
def test_a_sentence_settles_a_question_or_does_not(question: str, sentence: str, verdict: str | None) -> None:
    assert yes_or_no(question, sentence, SURE) == verdict


def test_no_sentence_settles_anything_when_the_reader_is_not_sure_that_it_answers() -> None:
    assert yes_or_no("Did the finance minister resign?", "The finance minister resigned.", 0.5) is None


@given(st.text(max_size=60), st.text(max_size=80))
def test_any_text_gets_a_verdict(question: str, sentence: str) -> None:
    assert yes_or_no(question, sentence, 1.0) in ("yes", "no", None)
