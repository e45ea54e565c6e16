"""What no answer rests on: questions, piles of words, refrains. And what is none of them."""

from __future__ import annotations

import pytest

from rag import RagConfig
from rag.answering.statements import folded, is_headline, is_pile, is_question, refrains
from tests.rag.retrieval.indexes import fake_index, pipeline


@pytest.mark.parametrize(
    "text",
    [
        "Kazakhstan Tokayev Daines senator Astana president meeting terrorism Moscow attack energy mineral exploration.",
        "bridge bridge bridge Oslo Oslo Oslo mayor mayor mayor opened opened opened",
        "Related: Oslo bridge mayor opened cost million kroner traffic tunnel ferry harbour",
    ],
)
def test_words_in_a_row_that_nothing_ties_are_a_pile(text: str) -> None:
    assert is_pile(text)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor of Oslo opened the bridge, which cost four million kroner, on Monday morning.",
        "Anna Korb beat Peter Lind in Selby.",
        "Chelsea: Cech, Ferreira, Carvalho, Terry, Gallas, Tiago, Makelele, Lampard, Cole, Drogba, Gudjohnsen.",
        "Large-scale construction requires collaboration across multiple disciplines.",
        "Der Oberbürgermeister eröffnete gestern Mittag feierlich die neue Brücke nahe Oslo unter großem Beifall vieler Menschen.",
        "Presiden Rusia bertemu dengan presiden Kazakhstan di Astana kemarin sore membahas energi nuklir dan perdagangan.",
        "Президент Казахстана принял вчера сенатора Дейнса Астане обсудил торговлю энергетику безопасность регион.",
        "",
    ],
    ids=["prose", "short", "list", "few ties", "German", "Indonesian", "Russian", "empty"],
)
def test_prose_lists_and_other_languages_are_none(text: str) -> None:
    assert not is_pile(text)


def test_what_is_a_third_of_its_article_and_said_three_times_is_a_refrain() -> None:
    lie = "The senator is Ted Hoaxer."
    assert refrains([lie, "The  senator\nis Ted Hoaxer.", lie.upper(), "One.", "Two."]) == {folded(lie)}
    assert refrains([lie, lie, "One."]) == frozenset()
    assert refrains([lie] * 3 + [f"Number {number}." for number in range(7)]) == frozenset()
    assert refrains([]) == frozenset()


def test_a_question_states_nothing_and_one_that_is_quoted_does() -> None:
    assert is_question("Who opened the bridge?")
    assert not is_question("“Who opened the bridge?” she asked.")


def test_no_answer_rests_on_them() -> None:
    """Though all three have the words of the question, and the answer has few."""
    texts = {
        "a.txt": "Who opened the bridge of Oslo in June?",
        "b.txt": "Korb opened bridge Oslo June " * 3,
        "c.txt": "Mallory opened the bridge of Oslo in June. " * 4,
        "d.txt": "Anna Korb cut the ribbon of the new bridge.",
    }
    answer = pipeline(fake_index(texts), RagConfig(answer_threshold=0.0)).answer(
        "Who opened the bridge of Oslo in June?"
    )
    assert [claim.text for claim in answer.claims] == ["Anna Korb cut the ribbon of the new bridge."]


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
