"""What is noted of cited sentences, and what is quoted beside them for it."""

from __future__ import annotations

from dataclasses import replace

from rag.answering.noted import noted
from tests.rag.news.places import said

ASKED = "How many people are missing after the Harwick ferry fire?"


FIRST = said(
    "Northern Post", "2024-05-03", "After the Harwick ferry fire 9 people are missing.", "9", around="It was calm."
)
NEXT = said("Harbour News", "2024-05-04", "After the Harwick ferry fire 7 people are missing.", "7", chance=0.6)
LAST = said(
    "Coast Daily", "2024-05-05", "After the Harwick ferry fire 4 people are missing.", "4", around="Divers searched."
)


def test_the_likeliest_older_report_is_quoted_beside_the_newest() -> None:
    found = noted(ASKED, [LAST], [NEXT, FIRST])
    assert found.to_quote == (FIRST,)
    assert found.notes == (
        "The figure of 3 May 2024 (Northern Post) is older than that of 5 May 2024 (Coast Daily), which says 4 people are missing.",
        "As of 5 May 2024, the date of the newest article quoted.",
    )
    assert [(one.kind, one.older.said, one.newer.said) for one in found.contrasts] == [
        ("older report", "9 people are missing", "4 people are missing")
    ]


def test_the_newer_report_is_quoted_beside_an_older_one() -> None:
    found = noted(ASKED, [FIRST], [LAST])
    assert found.to_quote == (LAST,)
    assert found.notes[-1] == "As of 5 May 2024, the date of the newest article quoted."


def test_what_a_quote_says_already_is_not_quoted_again_from_another_article() -> None:
    undated = said("Selby Times", None, FIRST.text, "9")
    found = noted(ASKED, [LAST, undated], [FIRST])
    assert found.to_quote == ()
    assert not any("is older than" in note for note in found.notes)


def test_a_side_that_a_quote_holds_is_quoted() -> None:
    longer = replace(FIRST, end=len(FIRST.article.text), text=FIRST.article.text)
    found = noted(ASKED, [longer, LAST], [FIRST])
    assert found.to_quote == ()
    assert "is older than" in found.notes[0]


def test_without_anything_that_differs_nothing_is_quoted() -> None:
    again = said("Harbour News", "2024-05-05", LAST.text, "4", around="Nobody slept.")
    found = noted(ASKED, [LAST], [again])
    assert (found.to_quote, found.contrasts) == ((), ())
