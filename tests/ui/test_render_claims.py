"""HTML of claims: short answers, marks that tell their source, and what a partial answer leaves open."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.fakes_ui import answer, article, citation, shortened
from tests.ui.html import Page
from ui import render
from ui.excerpt import excerpt
from ui.scope.asked import Asked
from ui.talk.conversation import Target

DAY = dt.date(2024, 3, 26)


def test_what_a_partial_answer_leaves_open_stands_between_claims_and_sources_and_once() -> None:
    partial = answer(
        citation(article("A fact."), "A fact."), status="partial", missing=("Who paid.", "When."), notes=("N",)
    )
    shown = render.answered(1, Asked("Q?"), partial)
    page = Page(shown)
    assert page.by_class["verdict"] == ["Partial answer."]
    assert page.by_class["missing"] == ["Not covered:Who paid.When."]
    assert page.by_class["note"] == ["N"]
    assert shown.index("claims") < shown.index("missing") < shown.index("cards")


def test_a_short_answer_stands_first_and_is_set_off_in_its_quote() -> None:
    one = article("On Monday\nSteve  Daines met the president.")
    quoted = shortened(answer(citation(one, one.text)), "Steve  Daines")
    for shown in (
        render.answered(1, Asked("Who?"), quoted),
        render.running(1, Asked("Who?"), "", quoted.query, quoted.claims),
    ):
        page = Page(shown)
        assert page.by_class["short"] == ["Steve  Daines."]
        assert page.by_class["claims"] == ["Steve  Daines. On Monday Steve  Daines met the president.[1]"]
    card = render.answered(1, Asked("Who?"), quoted)
    assert "On Monday <b>Steve  Daines</b> met the president." in card


@pytest.mark.parametrize(
    ("short", "marked"),
    [
        ((3, 8), "On <b>Steve</b> Daines"),
        ((0, 15), "<b>On Steve Daines</b>"),
        ((0, 2), "<b>On</b> Steve Daines"),
        ((20, 25), "On Steve Daines"),
    ],
)
def test_the_panel_sets_off_the_short_answer_within_the_quote(short: tuple[int, int], marked: str) -> None:
    one = article("Before. On Steve Daines. After.")
    span = (short[0] + 8, short[1] + 8)
    panel = render.article_panel(excerpt(one, quote=(8, 23)), target=Target(1, 1), short=span)
    assert f'<mark class="quoted">{marked}</mark>' in panel
    assert Page(panel).by_class["reader"] == [one.text]


def test_a_mark_tells_outlet_and_date_and_what_is_guessed() -> None:
    told = article("A fact.", outlet="TDI", published=DAY, published_from="text")
    page = Page(render.answered(1, Asked("Q?"), answer(citation(told, "A fact."))))
    assert ("aria-label", "Quote 1: A headline · TDI, 26 March 2024 (date guessed)") in page.attributes
    page = Page(render.answered(1, Asked("Q?"), answer(citation(article("A fact."), "A fact."))))
    assert ("aria-label", "Quote 1: A headline") in page.attributes


def test_an_articles_own_marks_do_not_look_like_ours() -> None:
    one = article("He met nobody [1][ 2, 3 ] in [Astana] (4).")
    page = Page(render.answered(1, Asked("Q?"), answer(citation(one, one.text))))
    assert page.by_class["claims"] == ["He met nobody (1)( 2, 3 ) in [Astana] (4).[1]"]
    assert page.by_class["quote"] == [one.text]
