"""Which sentences become claims, which words the short answer, and what is noted: known answers over small articles."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from index.types import Article, Chunk
from rag.answering.contrasts import Contrast, Side, each_once
from rag.answering.extractive.choosing import chosen
from rag.answering.extractive.composing import composed
from rag.answering.extractive.evidence import Candidate, Evidence
from rag.answering.extractive.features import FEATURES
from rag.answering.news.shapes import shape_of
from rag.evidence.protocol import ShortSpan
from rag.types import Passage, Why
from tests.articles import read

FERRY = (
    "HARWICK, 3 May 2024 (Northern Post): The fire on the Harwick ferry left 12 dead. They were all on the lower deck."
)
LATER = "HARWICK, 5 May 2024 (Coast Daily): Fifteen people died in the fire on the Harwick ferry, divers said."


def article(name: str, text: str) -> Article:
    return read(name, text)[0]


def candidate(
    of: Article, quote: str, short: str | None = None, *, part: int | None = None, score: float = 9.0
) -> Candidate:
    start = of.text.index(quote)
    chunk = Chunk(of.id, 0, 0, len(of.text), 40)
    at = of.text.index(short, start) if short else 0
    span = ShortSpan(at, at + len(short), score) if short else None
    features = tuple({"share": -0.05, "short": score}.get(name, 0.0) for name in FEATURES)
    terms = frozenset(quote.lower().split())
    return Candidate(
        Passage(of, chunk, 1.0, Why(part=part)), chunk, start, start + len(quote), start, features, terms, span, part
    )


FIRE, DIVERS = article("ferry.txt", FERRY), article("later.txt", LATER)
TOLL = candidate(FIRE, "HARWICK, 3 May 2024 (Northern Post): The fire on the Harwick ferry left 12 dead.", "12")
NEWER = candidate(DIVERS, LATER, "Fifteen")
LEANING = Candidate(
    TOLL.passage, TOLL.chunk, len(TOLL.text) + 1, len(FERRY), 0, TOLL.features, TOLL.terms | {"deck"}, None
)


def evidence(asked: str, *candidates: Candidate) -> Evidence:
    return Evidence(candidates, asked, shape_of(asked).kind, {}, (), 0.0)


def test_the_best_come_first_and_what_is_far_below_them_not_at_all() -> None:
    assert chosen([(0.9, TOLL), (0.5, NEWER)], 3) == [TOLL, NEWER]
    assert chosen([(0.9, TOLL), (0.01, NEWER)], 3) == [TOLL]
    assert chosen([(0.9, TOLL), (0.5, NEWER)], 1) == [TOLL]
    assert chosen([], 3) == []


def test_the_sentence_that_leans_on_the_best_is_quoted_with_it_once() -> None:
    """And the short answer is that of the best."""
    assert chosen([(0.9, TOLL), (0.6, LEANING)], 3) == [replace(LEANING, short=TOLL.short)]


def test_what_is_quoted_along_does_not_hide_the_short_answer() -> None:
    asked = "How many people died in the Harwick ferry fire?"
    weak = replace(TOLL, short=ShortSpan(*_at(TOLL, "12"), -0.5))
    both = replace(weak, start=LEANING.start, end=len(FERRY))
    claims, _, _ = composed([both], [(0.9, both)], evidence(asked, both), shape_of(asked))
    assert claims[0].text == FERRY
    assert claims[0].short is not None
    assert claims[0].short.quote == "12"


def test_what_is_quoted_along_does_not_hide_the_verdict() -> None:
    text = "Tokayev met Daines in Astana. They reviewed the energy talks of both countries."
    one = candidate(article("met.txt", text), text)
    leaning = replace(one, start=text.index("They"))
    asked = "Did Tokayev meet Daines in Astana?"
    _, notes, _ = composed([leaning], [(0.95, leaning)], evidence(asked, leaning), shape_of(asked))
    assert notes == ("In short: yes, going by the first quote.",)


def test_of_a_list_the_best_of_each_article_come_first() -> None:
    other = candidate(FIRE, "They were all on the lower deck.")
    assert chosen([(0.9, TOLL), (0.8, other), (0.5, NEWER)], 2, each_article=True) == [TOLL, NEWER]


def _at(one: Candidate, words: str) -> tuple[int, int]:
    start = one.passage.article.text.index(words)
    return start, start + len(words)


def test_a_repetition_in_another_article_adds_nothing() -> None:
    copy = candidate(
        article("copy.txt", FERRY.replace("Northern", "Southern")), "The fire on the Harwick ferry left 12 dead."
    )
    assert chosen([(0.9, TOLL), (0.8, copy)], 3) == [TOLL]


def test_each_part_of_a_question_has_its_best_first() -> None:
    first, second = (candidate(DIVERS, LATER, part=1), candidate(FIRE, "They were all on the lower deck.", part=2))
    other = candidate(FIRE, "The fire on the Harwick ferry left 12 dead.", part=1)
    assert chosen([(0.9, first), (0.8, other), (0.3, second)], 2) == [first, second]


def test_a_sure_short_answer_of_the_right_kind_stands_in_the_first_claim() -> None:
    asked = "How many people died in the Harwick ferry fire?"
    claims, _, _ = composed([TOLL], [(0.9, TOLL)], evidence(asked, TOLL), shape_of(asked))
    assert claims[0].short is not None
    assert (claims[0].short.quote, claims[0].short.article.text[claims[0].short.start : claims[0].short.end]) == (
        "12",
        "12",
    )


@pytest.mark.parametrize(
    ("asked", "short", "score"),
    [
        ("How many people died in the Harwick ferry fire?", "the Harwick ferry", 9.0),
        ("How many people died in the Harwick ferry fire?", "12", -1.5),
        ("Why did people die in the Harwick ferry fire?", "12", 9.0),
        ("Did 12 people die in the Harwick ferry fire?", "12", 9.0),
    ],
    ids=["wrong kind", "not sure", "why", "yes or no"],
)
def test_other_short_answers_are_not_shown(asked: str, short: str, score: float) -> None:
    one = candidate(FIRE, "The fire on the Harwick ferry left 12 dead.", short, score=score)
    claims, _, _ = composed([one], [(0.9, one)], evidence(asked, one), shape_of(asked))
    assert claims[0].short is None


@pytest.mark.parametrize(
    ("asked", "sentence", "short", "score", "shown"),
    [
        ("How many people died in the fire?", "The fire on the ferry left 12 dead.", "12", -0.5, True),
        (
            "How many people died in the fire?",
            "The fire on the ferry left 12 of its 40 passengers dead.",
            "12",
            -0.5,
            False,
        ),
        ("When did the ferry burn?", "The ferry burnt out on 3 May 2024 off Harwick.", "3 May 2024", -0.5, True),
        (
            "When did the ferry burn?",
            "The ferry burnt on 3 May 2024 and sank on 5 May 2024.",
            "3 May 2024",
            -0.5,
            False,
        ),
        ("Where did the ferry burn?", "The ferry burnt out near Harwick.", "Harwick", -0.5, True),
        ("Where did the ferry burn?", "The ferry from Ostend burnt in Harwick, not in Lowell.", "Harwick", -0.5, False),
        ("Which senator met the captain?", "The captain was met by Senator Ann Lee.", "Ann Lee", -5.0, True),
        ("Which U.S. senator met the captain?", "The captain and Senator Lee met.", "Senator Lee", -5.0, True),
        ("Which senator met the captain?", "The captain was met by Ann Lee and Bo Poe.", "Ann Lee", -0.5, False),
        ("Which senator met the captain?", "The captain was met by Senator Ann Lee.", "Ann Lee", -6.5, False),
        ("Which teams won?", "Selby Rovers, Norden United and Alder Vale won.", "Selby Rovers", 9.0, False),
    ],
)
def test_a_short_answer_the_model_is_less_sure_of_needs_a_sentence_that_speaks_for_it(
    asked: str, sentence: str, short: str, score: float, *, shown: bool
) -> None:
    one = candidate(article("one.txt", sentence), sentence, short, score=score)
    claims, _, _ = composed([one], [(0.9, one)], evidence(asked, one), shape_of(asked))
    assert (claims[0].short is not None) == shown


def test_articles_that_disagree_are_both_quoted_and_noted() -> None:
    asked = "How many people died in the Harwick ferry fire?"
    claims, notes, contrasts = composed(
        [TOLL], [(0.9, TOLL), (0.8, NEWER)], evidence(asked, TOLL, NEWER), shape_of(asked)
    )
    assert [claim.cites[0].article.id for claim in claims] == ["ferry.txt", "later.txt"]
    assert [claim.cites[0].number for claim in claims] == [1, 2]
    assert any(
        note.startswith("The articles disagree: 12 dead (Northern Post, 3 May 2024) and")
        and "Coast Daily, 5 May 2024" in note
        for note in notes
    )
    assert [(one.kind, one.older.article_id, one.newer.article_id) for one in contrasts] == [
        ("disagreement", "ferry.txt", "later.txt"),
        ("older report", "ferry.txt", "later.txt"),
    ]
    assert [one.note for one in contrasts] == list(notes)
    assert (contrasts[0].older.said, contrasts[0].newer.said) == ("12 dead", "fifteen people died")


def test_of_two_contrasts_that_one_note_tells_the_first_is_kept() -> None:
    first, again, other = (
        Contrast("disagreement", note, Side(older, "12"), Side("b", "15"))
        for note, older in (("N", "a"), ("N", "c"), ("M", "a"))
    )
    assert each_once([first, again, other]) == (first, other)


def test_what_happened_is_told_in_the_order_of_time() -> None:
    asked = "What happened with the Harwick ferry?"
    assert FIRE.published == dt.date(2024, 5, 3)
    claims, _, _ = composed([NEWER, TOLL], [(0.9, NEWER), (0.8, TOLL)], evidence(asked, NEWER, TOLL), shape_of(asked))
    assert [claim.cites[0].article.id for claim in claims] == ["ferry.txt", "later.txt"]
