"""What a question was understood to mean, seen and steered in Chromium: chips, wordings, the scope row, copies, counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.chat_page import ChatPage
from tests.browser.news import ARTICLES, OUTLET_OF_MARKUP

pytestmark = pytest.mark.browser

Visit = Callable[..., ChatPage]
COST = "What did the harbour bridge cost?"
COST_IN_JUNE = "What did the harbour bridge cost in June 2020?"
MONEY = "What does the mayor want the money for?"
JUNE = "Published from 1 June 2020 until 30 June 2020"


def test_a_restriction_is_switched_off_and_on_again_by_keyboard(visit: Visit, news_url: str) -> None:
    chat = visit(news_url)
    chat.ask(COST_IN_JUNE)
    assert chat.chips == [f"{JUNE} · “in June 2020”"]
    assert "Harbour bridge opens" not in chat.newest.inner_text()
    button = chat.newest.get_by_label(f"Do not restrict to: p{JUNE[1:]}")
    button.focus()
    chat.page.keyboard.press("Enter")
    chat.finished(2)
    assert chat.exchanges == 2
    assert chat.newest.locator(".asked").inner_text() == COST_IN_JUNE
    assert chat.newest.locator(".chip.ignored s").inner_text() == JUNE
    assert "Harbour bridge opens" in chat.newest.inner_text()
    chat.page.wait_for_function("document.activeElement.dataset.allow === 'interval'")
    chat.page.keyboard.press("Enter")
    chat.finished(3)
    assert chat.chips == [f"{JUNE} · “in June 2020”"]
    chat.page.wait_for_function("document.activeElement.dataset.ignore === 'interval'")
    assert chat.page.locator("#past .chip.ignored").count() == 1


def test_words_in_the_box_stay_while_a_chip_is_pressed(visit: Visit, news_url: str) -> None:
    chat = visit(news_url)
    chat.ask(COST_IN_JUNE)
    chat.box.fill("half a thought")
    chat.newest.locator("[data-ignore]").click()
    chat.finished(2)
    assert chat.box.input_value() == "half a thought"


def test_one_answer_runs_at_a_time(visit: Visit, news_url: str) -> None:
    chat = visit(news_url)
    chat.ask(COST_IN_JUNE)
    chat.box.fill(MONEY)
    chat.box.press("Enter")
    chat.page.wait_for_selector("#exchange-2 .running")
    chat.page.locator("#past [data-ignore=interval]").click(force=True)
    chat.finished(2)
    chat.page.wait_for_timeout(1_000)
    assert chat.exchanges == 2
    assert chat.newest.locator(".asked").inner_text() == MONEY


def test_a_chip_of_an_older_answer_asks_in_the_old_place(visit: Visit, news_url: str) -> None:
    chat = visit(news_url)
    chat.ask(COST_IN_JUNE)
    chat.ask(MONEY)
    chat.page.locator("#past [data-ignore=interval]").click()
    chat.finished(3)
    assert chat.newest.locator(".asked").inner_text() == COST_IN_JUNE
    assert chat.newest.locator(".wording").count() == 0


def test_the_day_is_shown_that_last_week_was_counted_from(visit: Visit, news_url: str) -> None:
    chat = visit(news_url)
    chat.scope.click()
    chat.set_scope(as_of="2024-05-14")
    chat.ask("What did the harbour bridge cost last week?")
    assert chat.chips == [
        "Published from 6 May 2024 until 12 May 2024, counted from 14 May 2024 · “last week”",
        "As of 14 May 2024, nothing later · set by you",
    ]
    assert "Evening Lamp" in chat.newest.locator(".card").first.inner_text()
    chat.page.locator("#scope-clear").click()
    chat.page.wait_for_function("document.querySelector('#scope-as-of input').value === ''")
    chat.ask("What happened yesterday?")
    today = dt.datetime.now().astimezone().date()
    assert chat.chips[0].endswith(f", counted from {today.day} {today:%B %Y} · “yesterday”")


def test_the_wording_of_a_follow_up_can_be_changed(visit: Visit, news_url: str) -> None:
    chat = visit(news_url)
    chat.ask(COST)
    chat.ask("And who cut the ribbon?")
    assert chat.newest.locator(".wording").inner_text().startswith("Understood as: ")
    edit, field = chat.newest.locator(".edit"), chat.newest.locator("[data-reword]")
    assert not field.is_visible()
    edit.click()
    assert chat.page.evaluate("document.activeElement.dataset.reword") == "2"
    field.fill("nothing")
    chat.page.keyboard.press("Escape")
    assert not field.is_visible()
    assert chat.page.evaluate("document.activeElement.dataset.edit") == "2"
    assert chat.exchanges == 2
    chat.page.keyboard.press("Enter")
    field.fill(COST)
    chat.page.keyboard.press("Enter")
    chat.finished(3)
    assert chat.newest.locator(".asked").inner_text() == "And who cut the ribbon?"
    assert chat.newest.locator(".wording").inner_text() == f"Your wording: {COST}"
    chat.page.wait_for_function("document.activeElement.dataset.edit === '3'")


def test_a_scope_restricts_says_so_and_is_cleared(visit: Visit, news_url: str) -> None:
    chat = visit(news_url)
    assert chat.scope.inner_text().startswith("Scope")
    assert chat.scope.get_attribute("aria-expanded") == "false"
    chat.scope.click()
    assert chat.scope.get_attribute("aria-expanded") == "true"
    chat.set_scope(since="2024-05-05", until="2024-05-31")
    chat.choose_outlet("Evening Lamp")
    chat.page.locator("#scope-dated input").check()
    chat.page.get_by_text("published 5 May 2024 to 31 May 2024 · Evening Lamp · only with a date").wait_for()
    chat.ask("How many articles mention the harbour bridge?")
    assert chat.newest.locator(".headcount strong").inner_text() == "1 article"
    assert chat.chips[1:] == [
        "Published from 5 May 2024 until 31 May 2024 · set by you",
        "Published by Evening Lamp · set by you",
        "No articles without a date · set by you",
    ]
    chat.page.locator("#scope-clear").click()
    chat.page.wait_for_function("document.querySelector('#scope-since input').value === ''")
    chat.ask("How many articles mention the harbour bridge?")
    assert chat.newest.locator(".headcount strong").inner_text() == "6 articles"
    assert chat.newest.locator(".chip.set").count() == 0
    assert chat.scope.inner_text().splitlines()[0] == "Scope"


def test_articles_are_chosen_by_their_headline_and_only_they_are_asked(visit: Visit, news_url: str) -> None:
    chat = visit(news_url)
    chat.scope.click()
    chat.choose("#scope-articles", "Sailors ask for work")
    chat.page.locator("#scope > button", has_text="Scope: 1 article").wait_for()
    chat.ask("How many articles mention the harbour bridge?")
    assert chat.newest.locator(".headcount strong").inner_text() == "1 article"
    assert chat.newest.locator(".card .headline").all_inner_texts() == ["Sailors ask for work"]
    [chip] = [chip for chip in chat.chips if chip.endswith("set by you")]
    assert chip == "Only in “Sailors ask for work” · set by you"
    chat.newest.locator("[data-ignore=set-articles]").click()
    chat.finished(2)
    chat.page.wait_for_function("document.querySelector('#scope > button').innerText.split('\\n')[0] === 'Scope'")
    assert chat.newest.locator(".headcount strong").inner_text() == "6 articles"
    assert chat.newest.locator(".chip.set").count() == 0
    chat.page.locator("#scope-articles input").fill("nowhere.txt")
    chat.page.keyboard.press("Enter")
    chat.page.keyboard.press("Escape")
    chat.page.locator("#scope > button", has_text="Scope: 1 article").wait_for()
    chat.ask("How many articles mention the harbour bridge?")
    assert "nowhere.txt" in chat.newest.locator(".failed .verdict").inner_text()
    assert chat.box.input_value() == "How many articles mention the harbour bridge?"


def test_the_outlets_are_those_of_the_newest_index(changing: tuple[str, Path, Path], visit: Visit) -> None:
    from rag import sync

    url, folder, index_path = changing
    chat = visit(url)
    chat.ask("Who painted the door?")
    (folder / "wire.txt").write_text(ARTICLES["wire.txt"], "utf-8")
    sync(folder, index_path)
    chat.page.reload()
    chat.scope.click()
    chat.choose_outlet("Coast Wire")
    chat.ask(COST)
    assert chat.chips == ["Published by Coast Wire · set by you"]
    assert "312 million" in chat.newest.locator(".claims").inner_text()


def test_a_wrong_date_is_told_at_once_and_no_question_is_asked_without_it(visit: Visit, news_url: str) -> None:
    chat = visit(news_url)
    chat.scope.click()
    chat.set_scope(since="2024-13-01")
    notice = chat.page.locator("#scope-notice [role=alert]")
    notice.wait_for()
    assert notice.inner_text() == "“Published from” is '2024-13-01', a day that no calendar has; write another"
    chat.ask(COST)
    assert "“Published from” is '2024-13-01'" in chat.newest.locator(".failed").inner_text()
    chat.page.wait_for_function("wanted => document.querySelector('#box textarea').value === wanted", arg=COST)
    chat.set_scope(since="2024-01-13")
    notice.wait_for(state="detached")
    chat.ask(COST)
    assert "312 million" in chat.newest.locator(".claims").inner_text()


def test_two_tabs_do_not_see_each_others_scope(visit: Visit, news_url: str) -> None:
    one = visit(news_url)
    one.scope.click()
    one.set_scope(as_of="2024-05-05")
    one.choose_outlet("Coast Wire")
    other = one.another_tab()
    other.scope.click()
    assert other.page.locator("#scope-as-of input").input_value() == ""
    one.ask("How many articles mention the harbour bridge?")
    other.ask("How many articles mention the harbour bridge?")
    counts = [chat.newest.locator(".headcount strong").inner_text() for chat in (one, other)]
    assert counts == ["1 article", "6 articles"]
    assert (len(one.chips), len(other.chips)) == (3, 1)
    assert other.errors == []


def test_an_outlet_named_in_markup_stays_text_everywhere(visit: Visit, news_url: str) -> None:
    chat = visit(news_url)
    chat.scope.click()
    chat.choose_outlet("<img src=x")
    chat.page.wait_for_function("document.querySelector('#scope > button').innerText.includes('<img src=x')")
    chat.ask("What do cars pay on the harbour bridge?")
    assert chat.chips == [f"Published by {OUTLET_OF_MARKUP} · set by you"]
    assert OUTLET_OF_MARKUP in chat.newest.locator(".card").first.inner_text()
    chat.page.wait_for_timeout(300)
    assert chat.page.evaluate("window.hacked") is None
    assert chat.page.locator("#columns img").count() == 0


def test_an_article_without_a_date_is_marked_where_time_was_asked_for(visit: Visit, news_url: str) -> None:
    chat = visit(news_url)
    question = "How fast do walkers cross the harbour bridge?"
    chat.ask(question)
    assert chat.newest.locator(".card .tag", has_text="no date").count() == 0
    chat.scope.click()
    chat.set_scope(as_of="2024-08-01")
    chat.ask(question)
    assert (
        chat.newest.locator(".card", has_text="eleven minutes").locator(".tag").inner_text()
        == "no date, so perhaps of another time"
    )


def test_the_other_reports_of_a_story_are_listed_and_open(visit: Visit, news_url: str) -> None:
    chat = visit(news_url)
    chat.scope.click()
    chat.set_scope(until="2024-05-31")
    chat.ask(COST)
    reports = chat.newest.locator(".copies")
    assert reports.count() == 1
    summary = reports.locator("summary").inner_text()
    named = {"The Harbour Herald, 4 May 2024", "Coast Wire, 5 May 2024", "Evening Lamp, 6 May 2024"}
    head, _, also = summary.partition(": also ")
    assert head == "3 reports of this story"
    assert len(named & set(also.split("; "))) == 2
    reports.locator("summary").click()
    chat.open(reports.locator(".listed").first)
    assert "The bridge cost 312 million crowns" in chat.panel.locator(".reader").inner_text()
    assert chat.panel.locator("mark").count() == 0


def test_a_count_stands_above_its_quotes(visit: Visit, news_url: str) -> None:
    chat = visit(news_url)
    chat.ask("How many articles mention the harbour bridge?")
    count = chat.newest.locator(".headcount")
    assert count.inner_text().startswith("6 articles (4 stories, copies counted once) mention “harbour bridge”")
    assert "Counted over all 6 articles" in count.inner_text()
    above, below = count.bounding_box(), chat.newest.locator(".cards").bounding_box()
    assert above
    assert below
    assert above["y"] + above["height"] <= below["y"]
    assert chat.newest.locator(".card").count() == 6
    chat.newest.get_by_label("Answer from the texts instead of").click()
    chat.finished(2)
    assert chat.newest.locator(".headcount").count() == 0
    assert chat.newest.locator(".chip.ignored").inner_text().startswith("Count of articles that mention harbour bridge")


def test_it_can_be_read_and_pressed(visit: Visit, news_url: str) -> None:
    """Text is 4.5:1 on its ground, targets are 24 pixels (WCAG 2.2), nothing is wider than a phone."""
    chat = visit(news_url)
    chat.ask(COST)
    chat.ask(COST_IN_JUNE)
    chat.newest.locator("[data-ignore]").click()
    chat.finished(3)
    chat.ask("And when did it open?")
    chat.newest.locator(".edit").click()
    chat.scope.click()
    chat.set_scope(since="soon")
    chat.page.locator("#scope-notice .wrong").wait_for()

    def pressed() -> None:
        for button in chat.page.locator(".chip button, .edit").all():
            box = button.bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= 24

    chips = ".chip .says", ".chip .by", ".chip.ignored s", ".chip .off", ".chip .on"
    texts = ".edit", ".wording", ".copies summary", "#scope-notice .wrong", "#scope > button", "#newest [data-reword]"
    chat.looks("steering", texts=(*chips, *texts), first=pressed)
