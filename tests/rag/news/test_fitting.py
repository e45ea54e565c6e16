"""A short answer of the wrong kind is no answer; of the right kind it is one; where it cannot be told nothing is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.kinds import Kind
from rag.answering.news.fitting import fits_kind
from rag.answering.news.shapes import shape_of

CASES: list[tuple[str, str, str, bool | None]] = [
    # How many.
    ("How many people died?", "Twelve people died on Monday.", "Twelve", True),
    ("How many people died?", "The mayor, Anna Korb, said 12 people died.", "Anna Korb", False),
    ("How many people died?", "In 2019 there were 12 dead.", "2019", False),
    ("How many people died?", "They died on 26 March 2024.", "26 March 2024", False),
    ("How many people died?", "About a dozen people died.", "a dozen", True),
    ("How many people died?", "Dozens died.", "Dozens", True),
    ("How many people died?", "Several people died.", "Several people", None),
    ("How many people died?", "Most of the crew died.", "Most of the crew", None),
    ("How many people died?", "They died in Oslo.", "Oslo", False),
    ("How many people died?", "None of the crew died.", "None", True),
    ("How many times did she win?", "She won it twice.", "twice", True),
    ("How often did she win?", "She won it three times.", "three times", True),
    ("How many people live there?", "It is home to 2,000 people.", "2,000", True),
    ("How many votes did she get?", "She got 1.2 million votes.", "1.2 million", True),
    ("How many votes did she get?", "She got 34% of the votes.", "34%", False),
    ("How many clubs signed?", "Some $3m was paid by clubs.", "$3m", False),
    # Money, shares, spans, lengths.
    ("How much did it cost?", "It cost $3.2bn.", "$3.2bn", True),
    ("How much did it cost?", "It cost 40 million euros.", "40 million euros", True),
    ("How much did it cost?", "It cost 40 million euros.", "40 million", True),
    ("How much did it cost?", "It weighs 40 tonnes.", "40 tonnes", False),
    ("How much did it cost?", "It cost 500 to build.", "500", None),
    ("How much did it cost?", "It cost the city dearly, Mayor Korb said.", "Mayor Korb", False),
    ("What percentage of voters took part?", "Turnout was 12 per cent.", "12 per cent", True),
    ("What percentage of voters took part?", "Turnout was 12 per cent.", "12", True),
    ("What percentage of voters took part?", "Some 4,000 voters took part.", "4,000 voters", None),
    ("What percentage of voters took part?", "Two thirds took part.", "Two thirds", True),
    ("What percentage of voters took part?", "Turnout cost $3m.", "$3m", False),
    ("How long did it last?", "It lasted three hours.", "three hours", True),
    ("How long did it last?", "It lasted a week.", "a week", True),
    ("How long did it last?", "It cost $3m.", "$3m", False),
    ("How long is the bridge?", "The bridge is 3 km long.", "3 km", None),
    ("How far did she walk?", "She walked 12 miles.", "12 miles", True),
    ("How far did she walk?", "She walked for 12 hours.", "12 hours", False),
    ("How much rain fell?", "Some 40 mm of rain fell.", "40 mm", True),
    # When.
    ("When did it open?", "It opened on 26 March 2024.", "26 March 2024", True),
    ("When did it open?", "It opened on Monday.", "Monday", True),
    ("When did it open?", "It opened at 10am.", "10am", True),
    ("When did it open?", "It opened after the vote.", "after the vote", None),
    ("When did it open?", "Anna Korb opened it.", "Anna Korb", False),
    ("When did it open?", "It cost $3m.", "$3m", False),
    ("When did it open?", "It opened last week.", "last week", True),
    ("Which year did it open?", "It opened on Monday.", "Monday", None),
    ("Which year did it open?", "It opened in 1998.", "1998", True),
    ("When was she born?", "She was born on 3 May 1970.", "3 May 1970", True),
    # How old.
    ("How old is she?", "She is 47.", "47", True),
    ("How old is she?", "The 47-year-old won.", "47-year-old", True),
    ("How old is she?", "She is in her 40s.", "in her 40s", True),
    ("How old is she?", "She lives in Oslo.", "Oslo", False),
    ("How old is she?", "She is a teenager.", "a teenager", None),
    # Who.
    ("Who won?", "Anna Korb won the race.", "Anna Korb", True),
    ("Who won?", "The race was won by Spain.", "Spain", True),
    ("Who won?", "The race ended on 26 March 2024.", "26 March 2024", False),
    ("Who won?", "She won by 12 per cent.", "12 per cent", False),
    ("Who won?", "The race was won in Oslo.", "in Oslo", False),
    ("Who won?", "The race was won in Oslo.", "Oslo", None),
    ("Who beat Arsenal?", "Arsenal lost.", "Arsenal", False),
    ("Who closed the road?", "Police closed the road.", "police", None),
    ("Who closed the road?", "The government closed the road.", "The government", None),
    ("Who died?", "Some 12 people died.", "12 people", None),
    ("Who won?", "She won last week.", "last week", False),
    ("Which minister resigned?", "Lena Holm, the finance minister, resigned.", "Lena Holm", True),
    # Where.
    ("Where was it held?", "It was held in Oslo.", "Oslo", True),
    ("Where was it held?", "It was held in Oslo.", "in Oslo", True),
    ("Where was it held?", "It was held at a school.", "at a school", True),
    ("Where was it held?", "It was held in March 2024.", "in March 2024", False),
    ("Where was it held?", "It was held by Mr Korb.", "Mr Korb", False),
    ("Where was it held?", "It drew 12 people.", "12 people", False),
    ("Where was it held?", "Oslo held it.", "Oslo", None),
    ("Where in Oslo was it held?", "It was held in Oslo.", "Oslo", False),
    # Roles and the rest.
    ("Who is Ingrid Vale?", "Ingrid Vale, the minister, spoke.", "the minister", None),
    ("Who is Ingrid Vale?", "Ingrid Vale spoke.", "Ingrid Vale", False),
    ("Who is Ingrid Vale?", "Ingrid Vale spoke on Monday.", "Monday", False),
    ("What did she say?", "She said no.", "no", None),
    ("Who won?", "Nobody knows.", " . ", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "sentence", "short", "fits"),
    CASES,
    ids=[f"{question} {short}" for question, _, short, _ in CASES],
)
def test_a_short_answer_is_of_the_kind_asked_for(
    question: str, sentence: str, short: str, *, fits: bool | None
) -> None:
    assert fits_kind(short, sentence, shape_of(question).kind, question) is fits


KINDS: list[Kind] = ["person", "role", "age", "number", "date", "place", "other"]


@given(st.text(max_size=40), st.text(max_size=60), st.sampled_from(KINDS), st.text(max_size=40))
def test_any_text_gets_a_verdict(short: str, sentence: str, kind: Kind, question: str) -> None:
    assert fits_kind(short, sentence, kind, question) in (True, False, None)
