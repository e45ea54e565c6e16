"""Outlets named in a question: what each may be called, and when naming one restricts."""

from __future__ import annotations

import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.asking.outlets import outlets_named
from rag.asking.sources.names import names_in

OUTLETS = (
    "The Guardian",
    "Reuters",
    "Cnbc | World Business News Leader",
    "CBSSports.com",
    "The Independent - Sports",
    "The Independent - Travel",
    "Times of Central Asia",
    "South China Morning Post",
    "AP",
    "Deutsche Welle",
    "BBC News - Technology",
    "FOX News - Health",
    "Sky News",
    "Al Jazeera English",
    "El País",
    "Der Spiegel",
    "The Age",
    "Time",
    "Nature",
    "Fortune",
    "World Health Observer",
)


def said(question: str, outlets: tuple[str, ...] = OUTLETS) -> dict[str, tuple[str, ...]]:
    """Each name as the question spells it and what it does, with the outlets meant."""
    return {
        f"{question[mention.start : mention.end]}: {mention.effect}": mention.outlets
        for mention in outlets_named(question, outlets)
    }


@pytest.mark.parametrize(
    ("called", "outlets"),
    [
        ("Guardian", ("The Guardian",)),
        ("the Guardian", ("The Guardian",)),
        ("CNBC", ("Cnbc | World Business News Leader",)),
        ("Cnbc", ("Cnbc | World Business News Leader",)),
        ("CBS Sports", ("CBSSports.com",)),
        ("CBSSports.com", ("CBSSports.com",)),
        ("cbssports.com", ("CBSSports.com",)),
        ("the Independent", ("The Independent - Sports", "The Independent - Travel")),
        ("The Independent - Sports", ("The Independent - Sports",)),
        ("TCA", ("Times of Central Asia",)),
        ("the SCMP", ("South China Morning Post",)),
        ("the Associated Press", ("AP",)),
        ("DW", ("Deutsche Welle",)),
        ("the BBC", ("BBC News - Technology",)),
        ("BBC News", ("BBC News - Technology",)),
        ("Fox News", ("FOX News - Health",)),
        ("Al Jazeera", ("Al Jazeera English",)),
        ("El Pais", ("El País",)),
        ("the Spiegel", ("Der Spiegel",)),
        ("WHO", ("World Health Observer",)),
    ],
)
def test_an_outlet_is_known_by_what_people_call_it(called: str, outlets: tuple[str, ...]) -> None:
    (mention,) = outlets_named(f"What happened in Oslo, according to {called}?", OUTLETS)
    assert (mention.outlets, mention.effect) == (outlets, "restricts")


@pytest.mark.parametrize(
    "question",
    [
        "Who won, according to the Sky?",
        "Who won, according to Guardians of the coast?",
        "Who reported the theft to the police?",
        "Who said so, according to Ap Lei Chau residents?",
        "What did the central report say?",
        "According to World Health experts, who is at risk?",
    ],
)
def test_a_part_of_a_name_or_another_word_is_no_outlet(question: str) -> None:
    assert said(question) == {}


@pytest.mark.parametrize(
    "question",
    [
        "Reuters: what happened in Lagos?",
        "From Reuters, what do we know of Lagos?",
        "Only use Reuters: what happened in Lagos?",
        "only from reuters: what happened in lagos",
        "Does anything in Reuters mention Lagos?",
        "What happened in Lagos, as per Reuters?",
        "What's Reuters' take on the merger?",
        "What was said about Lagos in reports by Reuters?",
    ],
)
def test_short_forms_name_a_source_too(question: str) -> None:
    assert [(mention.outlets, mention.effect) for mention in outlets_named(question, OUTLETS)] == [
        (("Reuters",), "restricts")
    ]


def test_two_outlets_of_one_name_are_both_meant() -> None:
    """Restricting to one of them would hide the other's articles."""
    assert said("What did the Star report?", ("The Star", "The Star (Malaysia)")) == {
        "Star: restricts": ("The Star", "The Star (Malaysia)")
    }


def test_what_is_said_in_quotation_marks_is_a_title_unless_it_is_the_name_alone() -> None:
    assert said("What does 'The Guardian' say?") == {"Guardian: restricts": ("The Guardian",)}
    assert said("Who wrote “How the Guardian reported the war”?") == {"Guardian: prefers": ("The Guardian",)}
    assert said("Who wrote “A Brief History of Time”?") == {}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Reuters say about its chairman?", {"Reuters: prefers": ("Reuters",)}),
        ("Has Reuters said it will appeal?", {"Reuters: prefers": ("Reuters",)}),
        ("What does the annual report of Reuters say?", {"Reuters: prefers": ("Reuters",)}),
        ("What does Reuters' annual report say?", {"Reuters: prefers": ("Reuters",)}),
        ("What does Reuters' latest report say?", {"Reuters: restricts": ("Reuters",)}),
        ("What does Reuters' 5 June report say?", {"Reuters: restricts": ("Reuters",)}),
        ("What did protesters outside Reuters say?", {"Reuters: prefers": ("Reuters",)}),
        ("Who complained about the Reuters article?", {"Reuters: prefers": ("Reuters",)}),
        ("Was the Reuters article retracted?", {"Reuters: prefers": ("Reuters",)}),
        ("What happened in the Reuters interview with the prince?", {"Reuters: prefers": ("Reuters",)}),
        ("What did a study published in Nature find?", {}),
        ("Why did a journalist of Reuters report him?", {"Reuters: prefers": ("Reuters",)}),
        ("Which stories on his departure from Reuters are there?", {"Reuters: prefers": ("Reuters",)}),
        ("Which stories on the harbour from Reuters are there?", {"Reuters: restricts": ("Reuters",)}),
        ("What did the mayor tell Reuters?", {"Reuters: prefers": ("Reuters",)}),
        ("Which company did Reuters sue?", {"Reuters: prefers": ("Reuters",)}),
        ("Does Reuters agree to the merger?", {"Reuters: prefers": ("Reuters",)}),
        ("Do Reuters and AP agree to merge?", {"Reuters: prefers": ("Reuters",)}),
    ],
)
def test_who_is_told_of_is_not_who_tells(question: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert said(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who said so other than Reuters?", {"Reuters: notes": ("Reuters",)}),
        ("Who said so, apart from articles in the Guardian?", {"Guardian: notes": ("The Guardian",)}),
        (
            "What did Reuters, not the Guardian, report?",
            {"Reuters: restricts": ("Reuters",), "Guardian: notes": ("The Guardian",)},
        ),
        ("What did Reuters not report?", {"Reuters: restricts": ("Reuters",)}),
        ("Why did not Reuters report it?", {"Reuters: restricts": ("Reuters",)}),
    ],
)
def test_an_outlet_that_is_to_be_left_out_restricts_nothing(
    question: str, expected: dict[str, tuple[str, ...]]
) -> None:
    assert said(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Time will tell which side gave in?",
        "What does Nature Conservancy report?",
        "Which Age reports were found?",
        "What do people who read say about time?",
        "Who entered the Fortune 500?",
        "In what Age of Reason report was it?",
        "Did the Nature report on whales help?",
        "what did nature report",
        "did fortune say so",
    ],
)
def test_a_plain_word_is_no_outlet(question: str) -> None:
    assert said(question) == {}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did The Age report?", {"Age: restricts": ("The Age",)}),
        ("Nature articles about whales?", {"Nature: restricts": ("Nature",)}),
        ("who bought fortune magazine", {}),
        ("Who bought Reuters magazine?", {"Reuters: prefers": ("Reuters",)}),
        ("What does Fortune magazine's report say?", {"Fortune: restricts": ("Fortune",)}),
    ],
)
def test_a_plain_word_is_an_outlet_in_its_own_spelling_as_a_source(
    question: str, expected: dict[str, tuple[str, ...]]
) -> None:
    assert said(question) == expected


def test_in_small_letters_a_name_counts_where_a_sign_stands_beside_it() -> None:
    assert said("what did the guardian report on floods") == {"guardian: restricts": ("The Guardian",)}
    assert said("who is the legal guardian of the child") == {}
    assert said("WHAT DID REUTERS REPORT ON FLOODS") == {"REUTERS: restricts": ("Reuters",)}
    assert said("Who is at risk?") == {}


def test_what_is_asked_of_one_source_is_asked_of_those_beside_it() -> None:
    both = {"Reuters: restricts": ("Reuters",), "Guardian: restricts": ("The Guardian",)}
    assert said("Do Reuters and the Guardian disagree?") == both
    assert said("What does Reuters report, and what does the Guardian?") == both
    assert said("Reuters says that it rained, while the Guardian denies it; who is right?") == both
    assert said("What did Reuters report about jobs at the Guardian?") == {
        "Reuters: restricts": ("Reuters",),
        "Guardian: prefers": ("The Guardian",),
    }


def test_without_outlets_or_names_nothing_is_named() -> None:
    assert outlets_named("What did Reuters report?", ()) == ()
    assert outlets_named("What happened?", OUTLETS) == ()


@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=20), max_size=6))
def test_every_mention_lies_in_the_question_and_none_overlaps(question: str, outlets: list[str]) -> None:
    mentions = outlets_named(question, outlets)
    places = [place for mention in mentions for place in (mention.start, mention.end)]
    assert places == sorted(places)
    assert all(0 <= mention.start < mention.end <= len(question) for mention in mentions)
    assert {outlet for mention in mentions for outlet in mention.outlets} <= set(outlets)


def test_two_thousand_outlets_cost_no_more_than_three_milliseconds() -> None:
    """The names of an index are read once; 0.04 ms a question, with sixty outlets as with two thousand."""
    many = tuple(f"{a}{b} Herald" for a, b in product("ABCDEFGHIJ", map(str, range(200)))) + OUTLETS
    question = "Do the SCMP and Reuters disagree about what the Guardian reported on the floods in Jakarta last May?"
    names_in(question, many)

    def seconds() -> float:
        started = time.perf_counter()
        outlets_named(question, many)
        return time.perf_counter() - started

    assert min(seconds() for _ in range(20)) < 0.003


@pytest.mark.parametrize(
    ("question", "effects"),
    [
        ("What did the FT report on the strike?", [(("Financial Times",), "restricts")]),
        ("The FT reported what?", [(("Financial Times",), "restricts")]),
        ("Who owns the FT?", [(("Financial Times",), "prefers")]),
        ("How did the AP cover the strike?", [(("AP",), "restricts")]),
        ("AP reported a fire; who set it?", [(("AP",), "restricts")]),
        ("Who takes AP classes?", []),
        ("How much is 3 FT?", []),
        ("How high is the ft?", []),
    ],
)
def test_initials_of_two_letters_are_an_outlet_behind_the_or_before_a_verb_of_saying(
    question: str, effects: list[tuple[tuple[str, ...], str]]
) -> None:
    mentions = outlets_named(question, ("Financial Times", "AP"))
    assert [(mention.outlets, mention.effect) for mention in mentions] == effects
