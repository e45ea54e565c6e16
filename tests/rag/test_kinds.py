"""What a question asks for, and whether a sentence can be an answer of that kind."""

from __future__ import annotations

import pytest

from rag.answering.kinds import Kind, expected_kind, holds_kind, lacks_link, may_answer, without_kind_words


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who attacked the Moscow region?", "person"),
        ("Which U.S. senator met the president?", "person"),
        ("Who is Elliot Kang?", "role"),
        ("What position does Kairat Umarov hold?", "role"),
        ("When did they meet?", "date"),
        ("On which date did the talks take place?", "date"),
        ("How many people live there?", "number"),
        ("What is the population of Astana?", "number"),
        ("How old is Kairat Umarov?", "age"),
        ("Where did they meet?", "place"),
        ("Which city was it?", "place"),
        ("What did they discuss?", "other"),
        ("Why did he resign?", "other"),
    ],
)
def test_the_kind_that_a_question_asks_for(question: str, kind: str) -> None:
    assert expected_kind(question) == kind


@pytest.mark.parametrize(
    ("text", "question", "held"),
    [
        ("On Monday Senator Daines arrived.", "Who arrived?", True),
        ("The talks went well.", "Who arrived?", False),
        ("The visit of Tokayev went well.", "Whom did Tokayev meet?", False),
        ("It cost 3 million.", "How much did it cost?", True),
        ("Fifteen people died.", "How many people died?", True),
        ("Some seventy died.", "How many people died?", True),
        ("It was costly.", "How much did it cost?", False),
        ("It was paid on 3 May 2023.", "How much did it cost?", False),
        ("They met on 26 March 2024.", "When did they meet?", True),
        ("They may meet.", "When did they meet?", False),
        ("They met in Astana.", "Where did they meet?", True),
        ("They met in silence.", "Where did they meet?", False),
        ("They met in Astana.", "Where in Astana did they meet?", False),
        ("She is 47 years old.", "How old is she?", True),
        ("She has 47 goats.", "How old is she?", False),
        ("We tested this case with the iPhone 15.", "How much does the iPhone 15 cost?", False),
        ("The iPhone 15 costs 799 dollars.", "How much does the iPhone 15 cost?", True),
        ("Apple wanted a higher percentage.", "What was Apple's revenue?", False),
        ("Anything goes.", "What goes?", True),
    ],
)
def test_a_sentence_holds_the_kind_or_not(text: str, question: str, held: bool) -> None:
    assert holds_kind(text, expected_kind(question), question) is held


@pytest.mark.parametrize(
    ("text", "question", "lacks"),
    [
        ("He condemned the terrorist attack in the Moscow region.", "Who attacked the Moscow region?", True),
        ("Gunmen attacked the Moscow region.", "Who attacked the Moscow region?", False),
        ("The attack by Gunmen shocked them.", "Who attacked the region?", False),
        ("They studied Blinken’s visit to Kazakhstan.", "Who visited Kazakhstan?", False),
        ("The meeting between Tokayev and Daines was long.", "Which senator met the president?", False),
        ("It rained.", "Who attacked the Moscow region?", False),
        ("He condemned the attack.", "What did he condemn?", False),
        ("He condemned the attack in Moscow.", "Who carried out the terrorist attack in Moscow?", True),
        ("It rained.", "Who was behind the attack?", True),
        ("The attack by Gunmen shocked them.", "Who was behind the attack?", False),
        ("President Tokayev spoke of Russia.", "Who is the president of Russia?", True),
        ("Russian President Putin spoke.", "Who is the president of Russia?", False),
        ("President Kassym-Jomart Tokayev of Kazakhstan spoke.", "Who is the president of Kazakhstan?", False),
        ("Kazakhstan's foreign minister spoke.", "Who is the foreign minister of Kazakhstan?", False),
        ("Secretary of State Blinken left for Russia.", "Who is the Secretary of State of Russia?", True),
    ],
)
def test_a_deed_without_a_doer_does_not_say_who(text: str, question: str, lacks: bool) -> None:
    assert lacks_link(text, question) is lacks


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("On which date did the talks in Astana take place?", "On did the talks in Astana ?"),
        ("What position does Kairat Umarov hold?", "Kairat Umarov ?"),
        ("What did they discuss?", "What did they discuss?"),
        ("What is the population of Astana?", "What is the population of Astana?"),
    ],
)
def test_words_that_only_say_the_kind_are_left_out(question: str, left: str) -> None:
    assert " ".join(without_kind_words(question).split()) == left


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("The match starts at 3 pm.", True),
        ("Doors open at 19:30.", True),
        ("The ferry left at noon.", True),
        ("The games of 1940 were planned for Tokyo.", False),
        ("They met on Monday.", False),
    ],
)
def test_what_time_asks_for_the_clock_and_not_for_a_day(text: str, held: bool) -> None:
    question = "What time is it in Tokyo?"
    assert expected_kind(question) == "date"
    assert holds_kind(text, "date", question) is held
    assert holds_kind("It was in the time of 1940.", "date", "In what time of the year was it?")


@pytest.mark.parametrize(
    ("text", "kind", "question", "may"),
    [
        ("Lindgren Works builds the Lark 9 tractor.", "place", "Where does Lindgren Works have its factory?", False),
        ("The factory stands in Norden.", "place", "Where does Lindgren Works have its factory?", True),
        ("It lies behind the breastbone.", "place", "Where is the heart?", True),
        ("Sweden rationed heating oil.", "place", "Which country rationed heating oil?", True),
        ("The boss left in August.", "place", "Where did the boss go?", False),
        (
            "Here are the best deals for PlayStation 5 and PC.",
            "number",
            "What is the price of the PlayStation 5?",
            False,
        ),
        ("In 2022 the film found 300 viewers.", "number", "How much did the film cost?", False),
        ("The film cost 20 million.", "number", "How much did the film cost?", True),
        ("It has been on the air since 1951.", "number", "How long has it been on the air?", True),
        ("The council meets twice a year.", "number", "How many times a year does the council meet?", True),
        ("The engineers tested every cable.", "person", "Who tested every cable?", True),
        ("It was tested by a board of trustees.", "person", "Who tested every cable?", True),
        ("The test went well, after all.", "person", "Who tested every cable?", False),
        ("Doctors may test it in the following centuries.", "date", "When was it tested?", True),
        ("It was tested in secret.", "date", "When was it tested?", False),
        ("Nikola Tesla (10 July 1856) was an inventor.", "age", "When was Tesla born?", True),
        ("The fossils are 515 million years old.", "age", "How old are the fossils?", True),
        ("She has 47 goats.", "age", "How old is she?", False),
        ("Anything goes.", "other", "What goes?", True),
    ],
)
def test_a_sentence_that_cannot_be_of_the_kind_is_no_answer(text: str, kind: Kind, question: str, *, may: bool) -> None:
    assert may_answer(text, kind, question) is may
