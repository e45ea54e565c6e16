"""HTML of answers and articles: what is shown, and that no text of an article becomes markup."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import GUESSED
from rag import IGNORABLE, Answer, Article, Failure, Interval, Query, Scope, Understood
from rag.answering.contrasts import Contrast, Side
from rag.answering.listing import Tally
from rag.printing import visible
from rag.types import Part
from tests.fakes_ui import FakeIndex, answer, article, citation, passage, shortened
from tests.ui.html import ATTRIBUTES, TAGS, Page
from ui import render, words
from ui.excerpt import excerpt
from ui.scope.asked import Asked
from ui.talk.conversation import Target

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> ${alert(1)} {{x}} `tick` \\ "
    "[x](javascript:alert(1)) \"quoted\" 'single' &amp; </button></mark> \u202eevil\u202c \x00\x1b[31m"
)
DAY = dt.date(2024, 3, 26)
SIGNS_OF_TEMPLATES = "${}`\\"


def hostile_article() -> Article:
    return article(
        HOSTILE + " Text.", path=f"{HOSTILE}.txt", title=HOSTILE, outlet=HOSTILE, published=dt.date(2024, 3, 26)
    )


def hostile_pieces() -> dict[str, str]:
    """Every piece of HTML that holds words of an article, a question, an error or a file name."""
    one = hostile_article()
    told = tuple(
        one
        for aspect in IGNORABLE
        for one in (
            Understood(aspect, HOSTILE, HOSTILE, "restricts"),
            Understood(aspect, HOSTILE, HOSTILE, "prefers", "conversation"),
            Understood(aspect, HOSTILE, HOSTILE, "restricts", "person"),
        )
    )
    query = Query(HOSTILE, HOSTILE, (HOSTILE,), Interval(None, DAY, HOSTILE), history_used=True, understood=told)
    cited = answer(citation(one, HOSTILE), notes=(HOSTILE,), query=query, missing=(HOSTILE,), status="partial")
    cited = shortened(cited, HOSTILE[:-9])
    other = replace(one, id="other", outlet=f"{HOSTILE} other", published=dt.date(2024, 3, 27))
    contrasts = tuple(
        Contrast("older report", f"{HOSTILE} {n}", Side(one.id, HOSTILE), Side("other", HOSTILE)) for n in "12"
    )
    parts = (Part(f"Who met {HOSTILE}?"),)
    open_part = replace(
        cited, query=replace(query, parts=parts), missing=(f"nothing was found for “{parts[0].text}”.",)
    )
    copies = {one.id: render.Copies(2, (one,), 0)}
    index = FakeIndex((one,))
    info = replace(index.info(), failures=(Failure(HOSTILE, HOSTILE),), embedder=HOSTILE, created=HOSTILE)
    return {
        "header": render.header(info),
        "welcome": render.welcome(info) + render.start_with([HOSTILE]),
        "running": render.running(1, Asked(HOSTILE), HOSTILE, cited.query, cited.claims),
        "answered": render.answered(1, Asked(HOSTILE), cited, copies),
        "contrasts": render.answered(
            1, Asked(HOSTILE), replace(cited, contrasts=contrasts, passages=(passage(one), passage(other)))
        ),
        "open part": render.answered(1, Asked(HOSTILE, scope=Scope(outlets=(HOSTILE,))), open_part),
        "switched off": render.answered(1, Asked(HOSTILE, scope=Scope(ignore=IGNORABLE)), cited),
        "scope": render.scope_notice(HOSTILE),
        "not found": render.answered(1, Asked(HOSTILE), answer(passages=(passage(one),), about=(HOSTILE,))),
        "failed": render.failed(1, Asked(HOSTILE), HOSTILE),
        "empty panel": render.empty_panel(index.articles(), 1),
        "article": render.article_panel(
            excerpt(one, quote=(0, 5), also=[(3, 30)]), target=Target(1, 1), quote_number=1, short=(1, 4), quotes=(1, 2)
        ),
        "changed": render.changed_panel(HOSTILE, HOSTILE),
    }


@pytest.mark.parametrize("piece", hostile_pieces().values(), ids=hostile_pieces().keys())
def test_words_never_become_markup(piece: str) -> None:
    page = Page(piece)
    assert set(page.tags) <= TAGS
    assert {name for name, _ in page.attributes} <= ATTRIBUTES
    assert "<script>alert(1)</script>" in page.text or "<script>" in str(page.attributes)


@pytest.mark.parametrize("piece", hostile_pieces().values(), ids=hostile_pieces().keys())
def test_no_template_finds_its_signs(piece: str) -> None:
    """Gradio evaluates `${}` and `{{}}`; characters that reorder or hide text are made visible."""
    assert not set(piece) & set(SIGNS_OF_TEMPLATES + "\x00\x1b\u202e")


@given(st.text())
def test_escaping_shows_the_same_characters_one_for_one(text: str) -> None:
    assert Page(f"<p>{render.escape(text)}</p>").text == visible(text)


def test_half_a_surrogate_pair_is_replaced_since_it_cannot_be_sent() -> None:
    assert render.escape("a\ud800b") == "a\ufffdb"


@given(
    text=st.text(
        st.characters(codec="utf-8") | st.sampled_from("\n\t\x00<>&${}`\\\u202e\u2066\ufeff😀é\u0301ש"), max_size=200
    ),
    low=st.integers(0, 200),
    length=st.integers(0, 200),
)
def test_the_panel_shows_exactly_the_article_and_marks_exactly_the_quote(text: str, low: int, length: int) -> None:
    panel = render.article_panel(excerpt(article(text), quote=(low, low + length)), target=Target(1, 1))
    page = Page(panel)
    assert page.by_class["reader"] == [visible(text)]
    quote = visible(text[low : low + length])
    assert page.by_class.get("quoted", []) == ([quote] if quote else [])


def test_an_answer_shows_claims_marks_cards_and_notes() -> None:
    one = article("First fact. Second fact.", outlet="The Outlet", published=dt.date(2024, 3, 26))
    shown = answer(citation(one, "First fact."), citation(one, "Second fact.", 2), notes=("An older report.",))
    page = Page(render.answered(7, Asked("What is known?", asked_on=dt.date(2024, 3, 29)), shown))
    assert page.by_class["asked"] == ["What is known?"]
    assert page.by_class["claims"] == ["First fact.[1] Second fact.[2]"]
    assert page.by_class["quote"] == ["First fact.", "Second fact."]
    assert page.by_class["note"] == ["An older report."]
    assert page.by_class["facts"] == ["The Outlet · 26 March 2024 · 3 days ago"] * 2
    assert [value for name, value in page.attributes if name == "data-open"] == ["7.1", "7.2", "7.1", "7.2"]


@pytest.mark.parametrize(
    ("fields", "facts"),
    [
        ({"title_from": "derived"}, "headline from the opening words"),
        ({"published": dt.date(2024, 3, 26), "published_from": "dateline"}, "26 March 2024 · yesterday"),
        (
            {"published": dt.date(2024, 3, 26), "published_from": "text"},
            "26 March 2024 date guessed, found in the text · yesterday",
        ),
        (
            {"published": dt.date(2024, 3, 26), "published_from": "file name"},
            "26 March 2024 date guessed, taken from the file name · yesterday",
        ),
        ({"outlet": "TDI"}, "TDI"),
        ({}, ""),
    ],
)
def test_what_was_derived_or_guessed_is_marked(fields: dict[str, object], facts: str) -> None:
    one = article("A fact.", **fields)
    asked = Asked("Q?", asked_on=dt.date(2024, 3, 27))
    assert Page(render.answered(1, asked, answer(citation(one, "A fact.")))).by_class["facts"] == [facts]


def test_every_kind_of_guess_has_its_words() -> None:
    assert set(words.GUESSED) == GUESSED


def test_the_panel_has_room_for_author_last_change_and_language() -> None:
    one = article(
        "A fact.",
        outlet="TDI",
        author="Jane Roe",
        published=dt.date(2024, 3, 26),
        published_from="dateline",
        updated=dt.date(2024, 3, 28),
        updated_from="file name",
        language="kk",
        language_from="detected",
    )
    page = Page(render.article_panel(excerpt(one), target=Target(1, 1)))
    guessed = "date guessed, taken from the file name", "language guessed, told from the words of the text"
    assert page.by_class["facts"] == [
        f"TDI · 26 March 2024 · by Jane Roe · updated 28 March 2024 {guessed[0]} · Kazakh {guessed[1]} · one.txt"
    ]
    assert page.values("title") == [], "a tooltip is not for the keyboard, nor on a phone"


def test_a_language_without_a_name_is_shown_by_its_code() -> None:
    one = article("A fact.", language="x<y", language_from="column")
    assert Page(render.article_panel(excerpt(one), target=Target(1, 1))).by_class["facts"] == ["x<y · one.txt"]


def test_not_found_has_hints_but_neither_marks_nor_cards() -> None:
    near = [article("Text.", path=f"{n}.txt", title=f"Headline {n}") for n in range(5)]
    about = "It is about a bridge.", ""
    page = Page(render.answered(2, Asked("Q?"), answer(passages=tuple(passage(one) for one in near), about=about)))
    assert page.by_class["verdict"] == ["The articles do not hold an answer to this question."]
    assert page.by_class["headline"] == ["Headline 0", "Headline 1", "Headline 2"]
    assert page.by_class["about"] == ["It is about a bridge."]
    assert [value for name, value in page.attributes if name == "data-open"] == ["2.near0", "2.near1", "2.near2"]
    assert not {"mark", "card", "cards", "claims"} & page.by_class.keys()


def test_a_partial_answer_says_so() -> None:
    one = article("A fact.")
    page = Page(render.answered(1, Asked("Q?"), answer(citation(one, "A fact."), status="partial")))
    assert page.by_class["verdict"] == ["Partial answer: the articles cover only a part of this question."]
    assert page.by_class["claims"] == ["A fact.[1]"]


def test_a_running_answer_shows_its_stage_and_the_claims_so_far() -> None:
    cited: Answer = answer(citation(article("A fact. More."), "A fact."))
    page = Page(render.running(1, Asked("Q?"), "Reading 6 passages", cited.query, cited.claims))
    assert page.by_class["stage"] == ["Reading 6 passages"]
    assert page.by_class["claims"] == ["A fact.[1]"]
    assert "cards" not in page.by_class


def test_an_overlong_question_is_shown_in_part() -> None:
    page = Page(render.failed(1, Asked("x" * 2_345), "too long"))
    assert page.by_class["asked"] == ["x" * 2_000 + " shown in part: 2,345 characters"]


def test_a_long_article_says_which_part_is_shown_and_offers_the_others() -> None:
    panel = render.article_panel(excerpt(article("x" * 1_000_000), quote=(500_000, 500_010)), target=Target(3, 1))
    page = Page(panel)
    assert "characters 492,001 to 522,000 of 1,000,000" in page.text
    assert page.by_class["move"] == ["Earlier", "Later"]
    assert [value for name, value in page.attributes if name == "data-at"] == ["462000", "522000"]


def test_the_header_counts_and_lists_what_could_not_be_read() -> None:
    info = replace(FakeIndex((article("Text."),)).info(), failures=(Failure("bad.txt", "is binary"),))
    page = Page(render.header(info))
    assert "1 article · 1 passage" in page.text
    assert "1 file could not be read" in page.text
    assert "bad.txt: is binary" in page.text


def tally(articles: int) -> Tally:
    return Tally("count", "cranes", False, articles, 1, articles, 9, 0, DAY, DAY)  # noqa: FBT003 - not about them


def test_a_count_shows_its_number_first_and_every_article_once() -> None:
    two = [article("Cranes came. More.", path="a.txt"), article("Cranes left.", path="b.txt")]
    cites = citation(two[0], "Cranes came."), citation(two[1], "Cranes left.", 2)
    notes = "1,204 articles (9 stories, copies counted once) mention “cranes”.", "A mention is “cranes”."
    shown = render.answered(1, Asked("How many?"), answer(*cites, notes=notes, tally=tally(1_204)))
    page = Page(shown)
    assert page.by_class["headcount"] == [notes[0]]
    assert "<strong>1,204 articles</strong>" in shown
    assert page.by_class["note"] == [notes[1]]
    assert shown.index("headcount") < shown.index("cards") < shown.index("A mention is")
    assert page.by_class["quote"] == ["Cranes came.", "Cranes left."]
    assert "claims" not in page.by_class


def test_a_count_of_none_says_so_instead_of_that_there_is_no_answer() -> None:
    notes = ("No article mentions “cranes”. Searched: all 9 articles of the index.",)
    page = Page(render.answered(1, Asked("How many?"), answer(notes=notes, tally=tally(0))))
    assert page.by_class["headcount"] == [notes[0]]
    assert not {"verdict", "note"} & page.by_class.keys()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        (Query("Q?", "Q?"), "TDI"),
        (Query("Q?", "Q?", as_of=DAY), "TDI no date, so perhaps of another time"),
        (Query("Q?", "Q?", interval=Interval(DAY, None, "since March")), "TDI no date, so perhaps of another time"),
    ],
    ids=["any time", "as of", "interval"],
)
def test_an_article_without_a_date_is_marked_where_time_was_asked_for(query: Query, shown: str) -> None:
    one = article("A fact.", outlet="TDI")
    page = Page(render.answered(1, Asked("Q?"), answer(citation(one, "A fact."), query=query)))
    assert page.by_class["facts"] == [shown]
    near = Page(render.answered(1, Asked("Q?"), answer(query=query, passages=(passage(one),))))
    assert near.by_class["facts"] == [shown]


def test_the_other_reports_of_a_story_are_counted_named_and_listed_once() -> None:
    one = article("A fact. More.", path="a.txt")
    others = tuple(
        article("A fact.", path=f"{n}.txt", outlet=f"Outlet {n}", published=dt.date(2024, 5, n)) for n in (4, 5, 6, 7)
    )
    cites = citation(one, "A fact."), citation(one, "More.", 2)
    page = Page(render.answered(3, Asked("Q?"), answer(*cites), {"a.txt": render.Copies(30, others, 2)}))
    (line,) = page.by_class["copies"]
    named = "also Outlet 4, 4 May 2024; Outlet 5, 5 May 2024; Outlet 6, 6 May 2024 and 27 more"
    assert line.startswith(f"31 reports of this story: {named}")
    assert line.endswith("and 26 more")
    opened = [value for name, value in page.attributes if name == "data-open"]
    assert [target for target in opened if "copy" in str(target)] == ["3.copy2", "3.copy3", "3.copy4", "3.copy5"]


def test_a_report_without_outlet_and_date_is_named_by_its_headline() -> None:
    other = article("A fact.", path="b.txt", title="Bridge opens")
    one = article("A fact.", path="a.txt")
    page = Page(
        render.answered(1, Asked("Q?"), answer(citation(one, "A fact.")), {"a.txt": render.Copies(1, (other,), 0)})
    )
    assert page.by_class["copies"][0].startswith("2 reports of this story: also “Bridge opens”")
