"""What stands beneath an answer that is not whole, or whose articles say otherwise: each state with its next step."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rag import Answer, Claim, Query, Scope
from rag.answering.contrasts import Contrast, Side
from rag.types import Part
from tests.fakes_ui import answer, article, citation, passage
from tests.ui.html import Page
from ui import render
from ui.scope.asked import Asked

OLD = article("It killed 12.", path="old.txt", outlet="Herald", published=dt.date(2024, 5, 3))
NEW = article("It killed 17 people.", path="new.txt", outlet="Wire", published=dt.date(2024, 5, 4))
DISAGREE = Contrast("disagreement", "They disagree.", Side("old.txt", "12"), Side("new.txt", "17 people"))
OLDER = replace(DISAGREE, kind="older report", note="It is older.")


def drawn(shown: Answer, asked: Asked | None = None) -> Page:
    return Page(render.answered(3, asked or Asked("How many?"), shown))


def quoting(*contrasts: Contrast, notes: tuple[str, ...], both: bool = True) -> Answer:
    cites = [citation(OLD, OLD.text), citation(NEW, NEW.text, 2)][: 1 + both]
    return answer(*cites, passages=(passage(OLD), passage(NEW)), contrasts=contrasts, notes=notes)


def test_a_disagreement_shows_both_sides_and_offers_to_ask_either() -> None:
    page = drawn(quoting(DISAGREE, notes=("They disagree.", "Another note.")))
    assert page.by_class["what"] == ["The articles disagree"]
    assert page.by_class["side"] == ["12 Herald · 3 May 2024 [1]", "17 people Wire · 4 May 2024 [2]"]
    assert [target for target in page.values("data-open") if target][-4:] == ["3.1", "3.2", "3.1", "3.2"]
    assert page.values("data-only") == ["Herald", "Wire"]
    assert page.values("data-since") == ["2024-05-04"]
    assert page.by_class["note"] == ["Another note."]


def test_a_newer_report_that_is_not_quoted_can_be_opened_and_asked() -> None:
    page = drawn(quoting(OLDER, notes=("It is older.",), both=False))
    assert page.by_class["what"] == ["A newer report says otherwise"]
    assert page.by_class["side"][1] == "17 people Wire · 4 May 2024 read, not quoted"
    assert "3.near1" in page.values("data-open")
    assert page.values("data-since") == ["2024-05-04"]
    assert "note" not in page.by_class


def test_two_reports_that_disagree_and_of_which_one_is_newer_are_told_once() -> None:
    page = drawn(quoting(DISAGREE, OLDER, notes=("They disagree.", "It is older.")))
    assert page.by_class["what"] == ["The articles disagree"]
    assert "note" not in page.by_class


@pytest.mark.parametrize(
    ("older", "newer", "only", "since"),
    [
        (replace(OLD, outlet="Wire"), NEW, [], ["2024-05-04"]),
        (replace(OLD, outlet=None), NEW, [], ["2024-05-04"]),
        (OLD, replace(NEW, published=OLD.published), ["Herald", "Wire"], []),
        (OLD, replace(NEW, published=None), ["Herald", "Wire"], []),
        (OLD, replace(NEW, published_from="text"), ["Herald", "Wire"], []),
    ],
    ids=["one outlet", "no outlet", "one day", "no day", "a guessed day"],
)
def test_nothing_is_offered_that_would_not_set_them_apart(
    older: object, newer: object, only: object, since: object
) -> None:
    shown = quoting(DISAGREE, notes=("They disagree.",))
    page = drawn(replace(shown, passages=(passage(older), passage(newer))))  # type: ignore[arg-type]
    assert (page.values("data-only"), page.values("data-since")) == (only, since)


def test_a_contrast_of_an_article_that_was_not_read_stays_a_note() -> None:
    told = replace(DISAGREE, newer=Side("elsewhere.txt", "17"))
    page = drawn(quoting(told, notes=("They disagree.",)))
    assert page.by_class["note"] == ["They disagree."]
    assert "contrast" not in page.by_class


def test_of_the_open_parts_those_that_are_questions_can_be_put() -> None:
    parts = (Part("Who paid for it"), Part("the one by Reuters?"), Part("what did it cost?"))
    missing = ("nothing was found for “what did it cost?”.", "nothing was found for “the one by Reuters?”.")
    partial = answer(citation(OLD, OLD.text), status="partial", missing=missing, query=Query("Q?", "Q?", parts=parts))
    page = drawn(partial)
    assert page.by_class["step"] == ["Ask: What did it cost?", "Change the question"]
    assert page.values("data-asking") == ["What did it cost?"]


@pytest.mark.parametrize(
    "asked",
    [
        Asked("Q?", dt.date(2024, 5, 3)),
        Asked("Q?", scope=Scope(since=dt.date(2024, 5, 3))),
        Asked("Q?", scope=Scope(outlets=("Wire",))),
        Asked("Q?", scope=Scope(article_ids=("new.txt",))),
        Asked("Q?", scope=Scope(undated=False)),
    ],
    ids=["as of", "since", "outlets", "articles", "undated"],
)
def test_what_the_person_restricted_can_be_widened_where_nothing_is_found(asked: Asked) -> None:
    assert drawn(answer(), asked).values("data-everything") == ["1"]
    assert drawn(answer(citation(OLD, OLD.text)), asked).values("data-everything") == []
    assert drawn(answer()).values("data-everything") == []


def test_quotes_alone_are_offered_where_a_model_did_not_answer_or_was_not_supported() -> None:
    cited = answer(citation(OLD, OLD.text), reader="llm")
    refused = Claim("The King drowned.", (), "unsupported", why="no such name")
    assert drawn(cited).values("data-quoting") == []
    assert drawn(replace(cited, claims=(*cited.claims, refused))).values("data-quoting") == ["1"]
    assert drawn(answer(reader="llm")).values("data-quoting") == ["1"]
    assert drawn(answer()).values("data-quoting") == []
    down = Page(render.failed(2, Asked("Why?"), "It is down.", cause="model"))
    assert down.values("data-quoting") == ["1"]
    assert Page(render.failed(2, Asked("Why?"), "It is gone.")).values("data-quoting") == []
    assert down.values("data-part") == []
    gone = Page(render.failed(2, Asked("Why?"), "It is damaged.", cause="index"))
    assert (gone.values("data-part"), gone.values("data-quoting")) == (["about"], [])
