"""Chips of what a question was understood to mean: which are shown, which have a button, and what the buttons say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rag import Interval, Query, Scope, Understood
from rag.asking.question import understand
from tests.ui.html import Page
from ui.render.answers import failed
from ui.render.understood import understood
from ui.scope.asked import Asked, Change

TODAY = dt.date(2026, 11, 22)
OUTLETS = ("Coast Wire", "Evening Lamp")
MARCH = Interval(dt.date(2024, 3, 1), dt.date(2024, 3, 31), "in March 2024")


def page_of(question: str, *, scope: Scope | None = None, as_of: dt.date | None = None) -> Page:
    """The chips of a question, as it really is understood on 22 November 2026."""
    asked = Asked(question, as_of, scope or Scope(), asked_on=TODAY)
    query = understand(question, outlets=OUTLETS, as_of=as_of, today=TODAY, scope=asked.scope)
    return Page(understood(3, asked, query))


def chips(page: Page) -> list[str]:
    return page.by_class.get("says", [])


def test_a_question_that_restricts_nothing_has_no_chips() -> None:
    query = Query("Who met Anna Smith?", "Who met Anna Smith?")
    named = replace(query, understood=(Understood("names", "Anna Smith", "a name", "prefers"),))
    assert understood(1, Asked(query.question), named) == ""


def test_a_restriction_has_a_button_that_says_what_it_lifts() -> None:
    page = page_of("What did Coast Wire report about the ferry in March 2024?")
    assert chips(page) == [
        "Published from 1 March 2024 until 31 March 2024 · “in March 2024”",
        "Published by Coast Wire",
    ]
    assert page.values("data-ignore") == ["interval", "outlets"]
    assert page.values("data-again") == ["3", "3"]
    buttons = [label for label in page.values("aria-label") if str(label).startswith("Do not")]
    assert buttons == [
        "Do not restrict to: published from 1 March 2024 until 31 March 2024",
        "Do not restrict to: published by Coast Wire",
    ]


@pytest.mark.parametrize(
    ("question", "as_of", "chip"),
    [
        (
            "What happened last week?",
            None,
            "Published from 9 November 2026 until 15 November 2026, counted from 22 November 2026 · “last week”",
        ),
        (
            "What happened last month?",
            dt.date(2024, 4, 10),
            "Published from 1 March 2024 until 31 March 2024, counted from 10 April 2024 · “last month”",
        ),
        (
            "What happened in March?",
            None,
            "Published from 1 March 2026 until 31 March 2026, counted from 22 November 2026 · “in March”",
        ),
        ("What happened in March 2024?", None, "Published from 1 March 2024 until 31 March 2024 · “in March 2024”"),
        ("What did it cost in June 2020?", None, "Published from 1 June 2020 until 30 June 2020 · “in June 2020”"),
        ("What was published since 2020?", None, "Published from 1 January 2020 · “since 2020”"),
    ],
)
def test_the_day_is_shown_that_relative_words_were_counted_from(
    question: str, as_of: dt.date | None, chip: str
) -> None:
    assert chips(page_of(question, as_of=as_of))[0] == chip


def test_a_restriction_that_was_switched_off_is_struck_through_and_can_be_switched_on() -> None:
    page = page_of("What did Coast Wire report in March 2024?", scope=Scope(ignore=("interval",)))
    assert chips(page) == ["Published from 1 March 2024 until 31 March 2024", "Published by Coast Wire"]
    assert page.by_class["ignored"] == ["Published from 1 March 2024 until 31 March 2024switch on"]
    assert page.tags.count("s") == 1
    assert page.values("data-allow") == ["interval"]
    assert page.values("data-ignore") == ["outlets"]


def test_a_count_can_be_switched_off_and_on() -> None:
    question = "How many articles mention cranes?"
    page = page_of(question)
    assert chips(page) == ["Count of articles that mention cranes"]
    assert "Answer from the texts instead of: count of articles that mention cranes" in page.values("aria-label")
    off = page_of(question, scope=Scope(ignore=("task",)))
    assert (chips(off), off.values("data-allow")) == (["Count of articles that mention cranes"], ["task"])


def test_preferences_are_shown_without_a_button_and_names_not_at_all() -> None:
    page = page_of("What is the latest on Anna Smith?")
    assert chips(page) == ["The newest first"]
    assert "button" not in page.tags
    assert len(page.by_class["quiet"]) == 1


def test_preferred_outlets_headlines_and_dates_say_that_they_do_not_restrict() -> None:
    told = (
        Understood("outlets", "Coast Wire", "published by Coast Wire", "prefers"),
        Understood("outlets", "the Echo", "no article of it is in the index", "notes"),
        Understood("titles", "The long way home", "an article's headline", "prefers"),
        Understood("dates", "1991", "what is asked about, no restriction", "notes"),
    )
    page = Page(understood(1, Asked("Q?"), Query("Q?", "Q?", understood=told)))
    assert chips(page) == [
        "Preferably published by Coast Wire",
        "“the Echo”: no article of it is in the index",
        "The headline “The long way home”",
        "About “1991”, whenever published",
    ]
    assert "button" not in page.tags


def test_what_the_person_set_says_so_and_each_of_it_can_be_taken_away() -> None:
    since, until = dt.date(2024, 5, 1), dt.date(2024, 6, 30)
    scope = Scope(since, until, ("Evening Lamp",), article_ids=("a.txt", "b.txt"), undated=False)
    headlines = ("Cranes, and who paid", "")
    asked = Asked("Who paid?", dt.date(2024, 8, 1), scope, asked_on=TODAY, quoting=True, headlines=headlines)
    page = Page(
        understood(3, asked, understand("Who paid?", outlets=OUTLETS, as_of=asked.as_of, today=TODAY, scope=scope))
    )
    assert chips(page) == [
        "Published from 1 May 2024 until 30 June 2024 · set by you",
        "Published by Evening Lamp · set by you",
        "As of 1 August 2024, nothing later · set by you",
        "Only in “Cranes, and who paid”, b.txt · set by you",
        "No articles without a date · set by you",
        "Quotes alone · set by you",
    ]
    pressed = [{"again": "3", "ignore": name} for name in page.values("data-ignore")]
    changed = [change.of(asked) for sent in pressed if (change := Change.parse(sent))]
    stays = replace(asked, place=3, asked_on=changed[0].asked_on)
    assert changed == [
        replace(stays, scope=replace(scope, since=None, until=None)),
        replace(stays, scope=replace(scope, outlets=None)),
        replace(stays, as_of=None),
        replace(stays, scope=replace(scope, article_ids=None)),
        replace(stays, scope=replace(scope, undated=None)),
        replace(stays, quoting=False),
    ]
    assert "Ask again without: quotes alone" in page.values("aria-label")


def test_what_was_set_can_be_taken_away_where_the_question_failed_too() -> None:
    asked = Asked("Who paid?", scope=Scope(outlets=("Evening Lamp",)), quoting=True)
    page = Page(failed(3, asked, "No outlet of that name is in the index."))
    assert page.values("data-ignore") == ["set-outlets", "quotes-alone"]
    assert "understood" not in Page(failed(3, Asked("Who paid?"), "The index is gone.")).by_class


def test_what_was_taken_from_the_conversation_says_so() -> None:
    told = Understood("interval", "in March 2024", "published in March 2024", "restricts", told_by="conversation")
    query = Query("And she?", "And Anna in March 2024?", interval=MARCH, history_used=True, understood=(told,))
    assert chips(Page(understood(1, Asked("And she?"), query))) == ["Published in March 2024 · from the conversation"]


def test_a_time_in_which_nothing_was_published_is_said_to_be_what_the_passages_speak_of() -> None:
    told = Understood("interval", "in 1991", "published from 1 January 1991 until 31 December 1991", "restricts")
    page = Page(understood(1, Asked("Q?"), Query("Q?", "Q?", understood=(told,))))
    (chip,) = chips(page)
    assert chip.endswith("until 31 December 1991: nothing was, so passages that speak of that time are quoted")
    assert "button" not in page.tags


def test_the_standalone_wording_is_shown_with_a_field_for_a_follow_up() -> None:
    query = Query("And she?", "What did Anna say?", history_used=True)
    page = Page(understood(2, Asked("And she?"), query))
    assert page.by_class["wording"] == ["Understood as: What did Anna say?"]
    assert (page.values("data-reword"), page.values("value")) == (["2"], ["What did Anna say?"])
    assert "hidden" in [name for name, _ in page.attributes]


def test_the_wording_of_a_question_that_stands_alone_is_not_repeated() -> None:
    assert "wording" not in page_of("What did Coast Wire report?").by_class


def test_the_persons_own_wording_can_be_changed_again() -> None:
    page = page_of("And she?", scope=Scope(standalone="What did Anna say?"))
    assert page.by_class["wording"] == ["Your wording: What did Anna say?"]
    assert page.values("data-edit") == ["3"]
