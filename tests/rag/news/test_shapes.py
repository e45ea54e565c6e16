"""What a question asks for: its form, the kind of answer, and what a number must be of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.news.shapes import shape_of

FORMS = {
    "yes or no": """
        Did the minister resign?
        Is the bridge open to traffic?
        Has Reuters confirmed the sale?
        Is it true that the mayor was arrested?
        Was it really the case that the vote was postponed?
        Do you know whether the strike is over?
        Can you tell me if the ferry sank?
        Didn't the court reject the appeal?
        The minister resigned, didn't she?
        The talks failed, right?
        Did more than 20 people die in the fire?
        Did the minister say whether he will resign or not?
        After the vote, did the prime minister step down?
        Are there any reports of looting?
        The harbour was closed on Monday?
        Do the articles say that the pilot survived?
        Will the bank raise rates in May?
        So, is the airport closed?
        Were all passengers rescued?
        Won't the law take effect in June?
    """,
    "why": """
        Why did the minister resign?
        How come the bridge was closed?
        For what reason was the trial delayed?
        What was the reason for the delay?
        What is the main cause of the shortage?
        What caused the explosion?
        What led to the collapse of the bank?
        Do you know why the ferry sank?
        What prompted the recall of the cars?
        What are the reasons behind the strike?
        What does it mean that the court struck down the law?
        Can you explain why flights were cancelled?
        On what grounds was the appeal rejected?
        What did they need the money for?
    """,
    "how": """
        How did the thieves get in?
        How does the new tax work?
        How did the government react to the strike?
        In what way was the data stolen?
        How will the city pay for the stadium?
        Can you explain how the vaccine works?
        How were the miners rescued?
        By what means was the cargo moved?
    """,
    "list": """
        Which countries signed the treaty?
        What are the demands of the union?
        Name the three candidates for mayor.
        Who were the ministers attending the summit?
        Who attended the funeral?
        List the cities hit by the storm.
        What countries have banned the app?
        Which two companies bid for the port?
        Could you list the sponsors of the race?
        Give me all the clubs that were fined.
        Who else was charged?
        What sanctions did the council impose?
        Who were arrested after the match?
        In which cities were the protests held?
        What kinds of weapons were found?
        Which of the following banks failed?
        What were the three points of the plan?
        Who are the candidates?
    """,
    "comparison": """
        Which is larger, the port of Oslo or that of Bergen?
        What is the difference between the two plans?
        How does the budget of Norway compare with that of Sweden?
        Compare the reports of the BBC and Reuters on the flood.
        Did the BBC and Reuters agree on the toll?
        Who is older, the king or the bishop?
        How do the two accounts differ?
        Are rents in Bergen higher than in Oslo?
        What do the two treaties have in common?
        Which of the two teams scored more goals?
        Inflation in 2022 versus 2023?
        Does the first poll contradict the second?
    """,
    "sequence": """
        What happened with the ferry?
        What happened to the missing climber?
        What has happened since the coup?
        Give a timeline of the strike.
        How did the protests develop?
        How did the crisis in the harbour unfold?
        What was the sequence of events at the airport?
        What is going on in the capital?
        What's happening with the pipeline?
        Do you know what happened to the pilot?
        How has the fighting escalated?
        What became of the stolen painting?
        What are the key events of the trial?
        What happened?
        Whatever happened to the mayor of Selby?
    """,
    "definition": """
        Who is Ingrid Vale?
        Who was Karl Anders Holm?
        What is NATO?
        What is a filibuster?
        What is the European Court of Human Rights?
        What does OPEC stand for?
        What does the term gerrymandering mean?
        What are green bonds?
        Who's Mira Okafor?
        Do you know who Ingrid Vale is?
        Define quantitative easing.
        What is inflation?
        What is meant by shrinkflation?
        Who are the Houthis?
    """,
    "fact": """
        Who won the election?
        Do you know who won the election?
        Who is the mayor of Oslo?
        When did the bridge open?
        Where was the summit held?
        How many people died?
        How much did the stadium cost?
        What did the minister say about the strike?
        Which city hosts the games?
        What is the population of Bergen?
        To whom was the prize awarded?
        When the dam broke, who was the mayor?
        According to Reuters, how many ships were hit?
        What is the name of the pilot?
        How old is the king?
        How long did the strike last?
        Was it Oslo or Bergen?
        What was the verdict?
        Whose car was stolen?
        On which date does the law take effect?
        What is she accused of?
        What is the news?
        Which bus crashed?
        earthquake Turkey
    """,
}
CASES = [(form, line.strip()) for form, lines in FORMS.items() for line in lines.strip().splitlines()]


@pytest.mark.parametrize(("form", "question"), CASES, ids=[question for _, question in CASES])
def test_the_form_of_the_answer_that_a_question_wants(form: str, question: str) -> None:
    assert shape_of(question).form == form


@pytest.mark.parametrize(
    ("question", "kind", "measure"),
    [
        ("Who won when the strike ended?", "person", None),
        ("When the dam broke, who was the mayor?", "person", None),
        ("Who said the price of oil would fall?", "person", None),
        ("What did he say when he resigned?", "other", None),
        ("What is the name of the man who shot the king?", "person", None),
        ("What is the name of the ship?", "other", None),
        ("What was the date of the vote?", "date", None),
        ("What is the state of the economy?", "other", None),
        ("Do you know when the bridge opened?", "date", None),
        ("In which city was the treaty signed?", "place", None),
        ("Where does the man who won in 1998 live?", "place", None),
        ("Who is Ingrid Vale?", "role", None),
        ("When was Ingrid Vale born?", "age", None),
        ("How old is the king?", "age", None),
        ("How many people were killed?", "number", "count"),
        ("How much did the stadium cost?", "number", "money"),
        ("What was the price of the painting?", "number", "money"),
        ("What percentage of voters took part?", "number", "percent"),
        ("How long did the strike last?", "number", "duration"),
        ("How many years did he serve?", "number", "duration"),
        ("How tall is the tower?", "number", "length"),
        ("How much water was lost?", "number", "amount"),
        ("How much rain fell?", "number", "amount"),
        ("Did the price of oil fall when the war began?", "other", None),
        ("Why did the number of deaths rise?", "other", None),
        ("How come the price of bread doubled?", "other", None),
        ("What happened when the dam broke?", "other", None),
    ],
)
def test_the_kind_is_that_of_the_leading_words(question: str, kind: str, measure: str | None) -> None:
    shape = shape_of(question)
    assert (shape.kind, shape.measure) == (kind, measure)


@pytest.mark.parametrize(
    ("question", "changing"),
    [
        ("What is the price of oil?", True),
        ("How many people are missing?", True),
        ("Who is the mayor of Oslo?", True),
        ("Who leads the league?", True),
        ("Is the bridge open?", True),
        ("What is the current rate of inflation?", True),
        ("Who is Ingrid Vale?", True),
        ("Which countries are members of the pact?", True),
        ("When was Ingrid Vale born?", False),
        ("Who won in 1998?", False),
        ("How many people died in the flood?", False),
        ("Why is the bridge closed?", False),
        ("What is a filibuster?", False),
        ("Who was the mayor of Oslo?", False),
        ("What has the minister said about it?", False),
        ("How does the tax work?", False),
    ],
)
def test_a_fact_that_may_be_another_tomorrow_is_told_from_a_settled_one(question: str, *, changing: bool) -> None:
    assert shape_of(question).changing is changing


def test_two_outlets_in_a_question_are_compared_and_the_question_stays_one_for_yes_or_no() -> None:
    question = "Do the BBC and Reuters both report a strike?"
    assert (shape_of(question).form, shape_of(question).polar) == ("yes or no", True)
    assert (shape_of(question, ("BBC News", "Reuters")).form, shape_of(question, ("BBC News", "Reuters")).polar) == (
        "comparison",
        True,
    )
    assert shape_of("Who won?", ("Reuters", "Reuters")).form == "fact"


def test_the_core_is_the_question_without_what_it_is_wrapped_in() -> None:
    assert shape_of("So, can you tell me whether the ferry sank?").core == "the ferry sank?"
    assert shape_of("Is it true that the mayor was arrested?").core == "the mayor was arrested?"
    assert shape_of("Do you know who won?").core == "who won?"


@given(st.text(max_size=80))
def test_any_text_has_a_shape_and_always_the_same(text: str) -> None:
    assert shape_of(text) == shape_of(text)
