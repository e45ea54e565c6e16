"""What always holds of disagreements, ages and sequences, whatever the articles say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.news.disagreements import disagreements
from rag.answering.news.sequence import event_of, in_sequence
from rag.answering.news.stated import Stated
from tests.rag.news.places import age_notes, said

QUESTIONS = (
    "How many people died in the Harwick fire?",
    "When did the Harwick bridge open?",
    "Who won the Harwick race?",
    "What is the price of Harwick crude?",
    "What happened with the Harwick ferry?",
)
VALUES = ("12", "about 12", "15", "at least 15", "1,200", "26 March 2024", "on Monday", "Anna Korb", "Lind", "$76")
SENTENCES = (
    "The fire in Harwick killed {} people.",
    "The Harwick bridge opened {}, late by two months.",
    "{} won the Harwick race by a narrow margin.",
    "Harwick crude traded at {} a barrel, its price up.",
)
values = st.sampled_from(VALUES)
stated = st.builds(
    lambda outlet, day, sentence, value, chance: said(outlet, day, sentence.format(value), value, chance=chance),
    st.sampled_from(["Northern Post", "Coast Daily", None]),
    st.sampled_from(["2024-05-03", "2024-05-05", "2023-05-05", None]),
    st.sampled_from(SENTENCES),
    values,
    st.sampled_from([0.1, 0.5, 0.9]),
)
some = st.lists(stated, max_size=5)
questions = st.sampled_from(QUESTIONS)


@given(questions, some, st.randoms(use_true_random=False))
def test_the_order_of_the_places_changes_nothing(question: str, places: list[Stated], random: object) -> None:
    mixed = list(places)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert [one.note for one in disagreements(question, places)] == [one.note for one in disagreements(question, mixed)]
    assert age_notes(question, places, mixed) == age_notes(question, mixed, places)
    assert [event.words for event in in_sequence(places)] == [event.words for event in in_sequence(mixed)]


@given(questions, some)
def test_no_article_disagrees_with_itself_or_its_copy(question: str, places: list[Stated]) -> None:
    for found in disagreements(question, places):
        assert found.older.article.text != found.newer.article.text
        assert found.older.article.id != found.newer.article.id
    for place in places:
        copy = replace(place, article=replace(place.article, id="copy", outlet="Harbour News"))
        assert disagreements(question, [place, copy]) == ()


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=60), max_size=3))
def test_any_text_is_taken(question: str, sentences: Sequence[str]) -> None:
    places = [said("A", "2024-05-03", sentence, sentence) for sentence in sentences]
    assert disagreements(question, places) == disagreements(question, places[::-1])
    assert age_notes(question, places, []) == age_notes(question, places[::-1], [])
    assert len(in_sequence(places)) <= len(places)


@pytest.mark.parametrize(
    ("question", "as_of"),
    [
        ("How many people are missing in Harwick?", True),
        ("Who is the mayor of Harwick?", True),
        ("Is the Harwick bridge open?", True),
        ("When was Anna Korb born?", False),
        ("Who won the Harwick race in 1998?", False),
        ("Who was the first mayor of Harwick?", False),
        ("Why is the Harwick bridge closed?", False),
    ],
)
def test_only_what_may_change_is_told_as_of_a_day(question: str, *, as_of: bool) -> None:
    places = [said("A", "2024-05-03", "The bridge is shut."), said("B", "2024-05-05", "The bridge stays shut.")]
    note = "As of 5 May 2024, the date of the newest article quoted."
    assert (note in age_notes(question, places, [])) is as_of


def test_a_guessed_date_makes_nothing_older_and_no_day_to_tell_as_of() -> None:
    place = said("A", "2024-05-03", "Harwick crude traded at $81 a barrel, its price up.")
    guessed = replace(place, article=replace(place.article, published_from="file name"))
    newer = said("B", "2024-05-05", "Harwick crude traded at $76 a barrel, its price down.")
    assert len(age_notes("What is the price of Harwick crude?", [place], [newer])) == 2
    assert age_notes("What is the price of Harwick crude?", [guessed], [newer]) == ()


@pytest.mark.parametrize(
    ("sentence", "words", "told"),
    [
        ("The captain was charged on 2 May 2024.", "2 May 2024", True),
        ("The captain was charged on Thursday.", "2 May 2024", True),
        ("In 2019 the ferry was sold.", "2019", True),
        ("The ferry was built in March 2004.", "March 2004", True),
        ("The captain was charged.", "3 May 2024", False),
        ("The trial will begin on 10 June 2024.", "3 May 2024", False),
        ("Since 2 May 2019 the ferry had run daily.", "3 May 2024", False),
    ],
)
def test_an_event_has_the_day_that_its_sentence_tells_else_that_of_its_article(
    sentence: str, words: str, *, told: bool
) -> None:
    event = event_of(said("A", "2024-05-03", sentence))
    assert (event.words, event.told) == (words, told)


def test_a_place_is_checked_where_it_is_made() -> None:
    place = said("A", "2024-05-03", "The bridge is shut.")
    with pytest.raises(ValueError, match="says 'The bridge is shut"):
        replace(place, text="The bridge is open.")
    with pytest.raises(ValueError, match="no part of"):
        replace(place, short="open")
    with pytest.raises(ValueError, match=r"got 1\.5"):
        replace(place, chance=1.5)
