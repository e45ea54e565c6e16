"""What stands beneath an answer: its buttons, how it came about, its evidence in time; and the way between quotes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rag import Dropped, Query, Timings, Understood
from rag.answering.listing import Tally
from rag.types import Why
from tests.fakes_ui import answer, article, citation, passage
from tests.ui.html import Page
from ui import render
from ui.excerpt import excerpt
from ui.render.beneath.timeline import timeline
from ui.scope.asked import Asked, Change
from ui.talk.conversation import Exchange, Target, packed
from ui.words import age, age_then

OLD = article("The bridge opened.", path="old.txt", published=dt.date(2023, 5, 1), outlet="TDI")
NEW = article("The bridge closed.", path="new.txt", published=dt.date(2024, 3, 26), title="Closed <again>")
DAY = dt.date(2024, 3, 29)


def drawn(**changes: object) -> Page:
    shown = answer(citation(NEW, "The bridge closed."), passages=(passage(NEW), passage(OLD)), **changes)  # type: ignore[arg-type]
    return Page(render.answered(3, Asked("What about the bridge?", asked_on=DAY), shown))


def test_an_answer_can_be_copied_with_and_without_its_sources() -> None:
    plain, cited = drawn().by_class["copied"]
    assert plain == "The bridge closed."
    assert cited.startswith("The bridge closed. [1]\n\n[1] Closed <again>")


def test_every_button_names_its_exchange() -> None:
    attributes = drawn().attributes
    for name in ("data-again", "data-edit", "data-reask", "data-undo", "data-of"):
        assert {value for key, value in attributes if key == name} == {"3"}
    verdicts = [value for key, value in attributes if key == "data-verdict"]
    assert verdicts == ["right", "wrong", "wrong evidence", "outdated", "should have refused", "should have answered"]


def test_a_question_that_failed_can_be_put_again_but_not_copied_or_judged() -> None:
    page = Page(render.failed(2, Asked("Why?"), "The index is gone."))
    names = {name for name, _ in page.attributes}
    assert {"data-retry", "data-reask"} <= names
    assert not {"data-copy", "data-verdict"} & names


def test_a_running_answer_can_be_stopped() -> None:
    page = Page(render.running(1, Asked("Why?"), "reading", None, ()))
    assert ("data-stop", "1") in page.attributes


def test_how_an_answer_came_about_is_folded_beneath_it() -> None:
    told = Understood("interval", "in 2024", "published in 2024", "restricts")
    page = drawn(
        query=Query("What about the bridge?", "What about the bridge in 2024?", understood=(told,)),
        dropped=(Dropped("far.txt#3", "copy", "new.txt"),),
        timings=Timings(1.0, 2.0, 3.5),
    )
    [text] = page.by_class["explained"]
    assert "more" not in text
    for words in (
        "What about the bridge in 2024?",
        "interval: “in 2024”: published in 2024 (restricts)",
        "far.txt#3 copy of new.txt",
        "6.5 ms: understand 1.0, retrieve 2.0, rerank 0.0, read 3.5",
        "score 1.000",
    ):
        assert words in text


def test_how_many_more_were_left_out_is_told() -> None:
    dropped = tuple(Dropped(f"far.txt#{number}", "beyond the last place") for number in range(11))
    [text] = drawn(dropped=dropped).by_class["explained"]
    assert "far.txt#7" in text
    assert "far.txt#8" not in text
    assert "and 3 more" in text


def test_evidence_of_several_days_stands_on_a_line_and_as_text() -> None:
    shown = answer(citation(NEW, "The bridge closed."), passages=(passage(NEW), passage(OLD)))
    page = Page(timeline(1, shown))
    assert [value for name, value in page.attributes if name == "class" and value in ("cited", "read")] == [
        "read",
        "cited",
    ]
    assert [value for name, value in page.attributes if name == "cx"] == ["14.0", "586.0"]
    assert "1 May 2023 A headline (TDI) (read, not quoted)" in page.text
    assert "26 March 2024 Closed <again>" in page.text


def test_a_day_that_is_guessed_is_marked_on_the_line_and_as_text() -> None:
    guessed = replace(OLD, published_from="file name")
    shown = answer(citation(guessed, "The bridge opened."), passages=(passage(NEW), passage(guessed)))
    page = Page(timeline(1, shown))
    assert [value for value in page.values("class") if value in ("cited guessed", "cited", "read")] == [
        "cited guessed",
        "read",
    ]
    assert page.by_class["hint"] == ["A dashed dot: its day is guessed."]
    assert "1 May 2023 A headline (TDI) (date guessed, taken from the file name)" in page.text
    assert "26 March 2024 Closed <again> (read, not quoted)" in page.text


def test_a_list_stands_on_the_line_by_what_it_quotes() -> None:
    numbers = Tally("list", "bridge", False, 2, 2, 2, 2, 0, OLD.published, NEW.published)  # noqa: FBT003 - not about them
    listed = answer(citation(NEW, "The bridge closed."), citation(OLD, "The bridge opened.", 2), tally=numbers)
    page = Page(timeline(1, listed))
    assert page.values("cx") == ["14.0", "586.0"]
    assert [value for value in page.values("class") if value in ("cited", "read")] == ["cited", "cited"]


@pytest.mark.parametrize("other", [replace(OLD, published=NEW.published), replace(OLD, published=None)])
def test_evidence_of_one_day_or_of_none_has_no_line(other: object) -> None:
    shown = answer(citation(NEW, "The bridge closed."), passages=(passage(NEW), passage(other)))  # type: ignore[arg-type]
    assert timeline(1, shown) == ""


def test_what_was_read_and_not_quoted_is_folded_under_the_sources() -> None:
    page = drawn()
    assert "1 other article read, not quoted" in page.text
    assert ("data-open", "3.near1") in page.attributes
    assert page.by_class["about"] == ["The bridge opened."]
    assert page.by_class["facts"][-1] == "TDI · 1 May 2023 · 11 months ago"


def test_the_rest_tells_how_many_reports_its_story_has_and_begins_what_was_read() -> None:
    long = replace(OLD, text="The bridge opened. " * 20)
    copied = replace(passage(long), why=Why(copies=("a.txt", "b.txt")))
    shown = answer(citation(NEW, "The bridge closed."), passages=(passage(NEW), copied))
    page = Page(render.answered(3, Asked("Q?", asked_on=DAY), shown))
    assert page.by_class["facts"][-1] == "TDI · 1 May 2023 · 11 months ago · 3 reports of the story"
    [about] = page.by_class["about"]
    assert about == "The bridge opened. " * 8 + "The…"
    near = Page(render.answered(3, Asked("Q?", asked_on=DAY), answer(passages=(copied,))))
    assert near.by_class["facts"] == ["TDI · 1 May 2023 · 11 months ago · 3 reports of the story"]


def test_ages_go_on_and_those_of_a_day_that_was_set_stay() -> None:
    shown = answer(citation(NEW, "The bridge closed."), passages=(passage(NEW),))
    drawn_then = render.answered(3, Asked("Q?", asked_on=DAY), shown)
    assert Page(drawn_then).by_class["facts"] == ["26 March 2024 · 3 days ago"]
    assert Page(render.aged(drawn_then, dt.date(2026, 4, 1))).by_class["facts"] == ["26 March 2024 · 2 years ago"]
    now = age(dt.date(2024, 3, 26), dt.datetime.now().astimezone().date())
    assert Page(Exchange(3, Asked("Q?"), packed(drawn_then)).html).by_class["age"] == [now]
    as_of = render.answered(3, Asked("Q?", dt.date(2024, 3, 27), asked_on=DAY), shown)
    assert Page(render.aged(as_of, dt.date(2026, 4, 1))).by_class["facts"] == [
        "26 March 2024 · the day before the as-of day"
    ]


@pytest.mark.parametrize("tag", ["", ' <span class="tag" title="found in the text">date guessed</span>'])
@pytest.mark.parametrize("after", ["", " · 3 reports of the story"])
@pytest.mark.parametrize("old", ["today", "yesterday", "3 days ago", "1 year ago", "1,000 years ago"])
def test_ages_that_an_earlier_version_kept_as_words_go_on(old: str, after: str, tag: str) -> None:
    """What is kept of an exchange is its HTML, which had the words alone."""
    kept = f'<span class="facts">TDI · <time datetime="2024-03-26">26 March 2024</time>{tag} · {old}{after}</span>'
    guessed = " date guessed" if tag else ""
    assert Page(render.aged(kept, dt.date(2026, 4, 1))).by_class["facts"] == [
        f"TDI · 26 March 2024{guessed} · 2 years ago{after}"
    ]
    as_of = Exchange(3, Asked("Q?", dt.date(2024, 3, 27)), packed(kept))
    assert as_of.html == kept, "they count from the day that was set"


def panel(number: int, quotes: tuple[int, ...], url: str | None = None) -> Page:
    one = replace(NEW, url=url)
    return Page(
        render.article_panel(excerpt(one, quote=(0, 5)), target=Target(3, number), quote_number=number, quotes=quotes)
    )


def test_the_panel_leads_to_the_quote_before_and_the_one_after() -> None:
    def steps(number: int, quotes: tuple[int, ...]) -> list[str | None]:
        return [value for name, value in panel(number, quotes).attributes if name == "data-open"]

    assert steps(2, (1, 2, 3)) == ["3.1", "3.3"]
    assert steps(1, (1, 2)) == ["3.2"]
    assert steps(1, (1,)) == []


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a?b=1&c", "https://example.org/a?b=1&c"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("http://", None),
        (None, None),
    ],
)
def test_the_original_is_linked_only_where_it_is_on_the_web(url: str | None, link: str | None) -> None:
    attributes = dict(panel(1, (1,), url).attributes)
    assert attributes.get("href") == link
    assert (attributes.get("rel") == "noopener noreferrer nofollow") == (link is not None)


@pytest.mark.parametrize(
    ("sent", "change"),
    [
        ({"again": "2", "retry": "1"}, Change(2)),
        ({"again": "2", "question": " Who? "}, Change(2, question="Who?")),
        ({"again": "2", "question": "  "}, None),
        ({"again": "2", "retry": "2"}, None),
        ({"retry": "1"}, None),
    ],
)
def test_asking_again_and_changing_the_question_are_read_strictly(
    sent: dict[str, object], change: Change | None
) -> None:
    assert Change.parse(sent) == change


def test_a_changed_question_keeps_what_was_set_and_its_place() -> None:
    asked = Asked("Who?", dt.date(2024, 1, 1), place=4)
    assert Change(2, question="Where?").of(asked) == replace(asked, question="Where?")
    assert Change(2).of(asked) == asked


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (DAY, "today"),
        (dt.date(2024, 3, 28), "yesterday"),
        (dt.date(2024, 3, 20), "9 days ago"),
        (dt.date(2024, 3, 10), "2 weeks ago"),
        (dt.date(2024, 1, 20), "2 months ago"),
        (dt.date(2023, 3, 20), "1 year ago"),
        (dt.date(2020, 3, 20), "4 years ago"),
        (dt.date(2024, 4, 1), ""),
    ],
)
def test_ages_are_told_roughly(day: dt.date, words: str) -> None:
    assert age(day, DAY) == words


def test_ages_before_an_as_of_day_say_so() -> None:
    days = [DAY, dt.date(2024, 3, 28), dt.date(2024, 3, 20), dt.date(2024, 4, 1)]
    assert [age_then(day, DAY) for day in days] == [
        "on the as-of day",
        "the day before the as-of day",
        "9 days before the as-of day",
        "",
    ]
