"""The chat page in Chromium, over real indexes: what a person sees, clicks and types."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import HOSTILE, LONG_SENTENCE

pytestmark = pytest.mark.browser

Visit = Callable[..., ChatPage]
SENATOR = "Which U.S. senator met the president of Kazakhstan?"
NULAND = "What did Victoria Nuland discuss?"
OFF_TOPIC = "Who won the 2022 World Cup?"


def test_an_answer_arrives_in_steps_and_its_mark_opens_the_sentence(visit: Visit, seeds_url: str, seeds: Path) -> None:
    chat = visit(seeds_url)
    chat.watch()
    chat.ask(SENATOR)
    states = chat.states()
    stages = [state["stage"] for state in states]
    assert "Searching 2 articles" in stages
    assert any(stage and stage.startswith("Reading") for stage in stages)
    assert any(state["stage"] and state["claims"] for state in states), "no claim was seen before the answer was done"
    assert states[-1]["stage"] is None
    assert "Steve Daines" in chat.newest.locator(".claims").inner_text()

    card = chat.newest.locator(".card").first
    quote = card.locator(".quote").text_content() or ""
    chat.open(chat.newest.locator("button.mark").first)
    assert chat.quoted() == quote
    assert chat.quote_is_in_view()
    text = (seeds / "000_3ab0e8836c8fea17.txt").read_text("utf-8")
    assert quote in text
    assert chat.panel.locator(".reader").text_content() == text


def test_the_quote_is_scrolled_to_when_it_stands_at_the_end(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url, height=520)
    chat.ask(SENATOR)
    for card in chat.newest.locator(".card").all():
        quote = card.locator(".quote").text_content()
        chat.open(card)
        assert chat.quoted() == quote
        assert chat.quote_is_in_view()


def test_other_quotes_of_the_answer_are_marked_lighter(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url)
    chat.ask(SENATOR)
    headline = chat.newest.locator(".card .headline").first.inner_text()
    quotes = chat.newest.locator(".card", has_text=headline).locator(".quote").all_text_contents()
    assert len(quotes) > 1
    chat.open(chat.newest.locator("button.mark").first)
    assert chat.panel.locator("mark.also").all_text_contents() == quotes[1:]


def test_of_clicks_in_quick_succession_the_last_counts(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url)
    chat.ask(SENATOR)
    clicked = chat.page.evaluate("""async () => {
      const marks = [...document.querySelectorAll('#newest button.mark')].reverse();
      for (const mark of marks) {
        mark.click();
        await new Promise((then) => setTimeout(then, 5));
      }
      return marks.map((mark) => mark.dataset.open);
    }""")
    assert clicked == ["1.2", "1.1"]
    chat.shown("1.1")
    chat.page.wait_for_timeout(1_000)
    chat.shown("1.1")
    assert chat.page.locator("#panel .reader").get_attribute("data-shown") == "1.1"


def test_older_marks_keep_opening_their_own_quotes(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url)
    chat.ask(SENATOR)
    first = chat.newest.locator(".card .quote").first.text_content()
    chat.ask(NULAND)
    chat.open(chat.newest.locator("button.mark").first)
    assert "Nuland" in chat.quoted()
    chat.open(chat.page.locator("#past button.mark").first)
    assert chat.quoted() == first
    assert chat.page.locator(".opened").all_inner_texts()[0] == "[1]"
    assert chat.newest.locator(".opened").count() == 0
    assert chat.quote_is_in_view()


def test_not_found_looks_its_own_way_and_hints_at_near_articles(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url, theme="dark")
    chat.ask(OFF_TOPIC)
    assert chat.newest.locator(".answer.not-found").count() == 1
    assert "do not hold an answer" in chat.newest.inner_text()
    assert chat.newest.locator(".mark, .card").count() == 0
    chat.picture("not-found")  # the README shows it
    chat.open(chat.newest.locator(".listed").first)
    assert chat.panel.locator("mark").count() == 0
    assert "Kazakhstan" in chat.panel.locator(".reader").inner_text()


def test_a_follow_up_uses_the_turn_before_and_says_how_it_was_understood(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url)
    chat.ask(SENATOR)
    chat.ask("And what did they say about energy?")
    assert chat.newest.locator(".wording").inner_text().startswith("Understood as: ")
    assert "energy" in chat.newest.locator(".claims").inner_text()
    assert chat.page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert chat.box.input_value() == ""


def test_understood_dates_are_shown(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url)
    chat.ask("What happened in May 2023?")
    assert chat.chips == ["Published from 1 May 2023 until 31 May 2023 · “in May 2023”"]


def test_every_example_is_answered(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url)
    chat.page.wait_for_selector("#starts .example")
    questions = chat.page.locator("#starts .example").all_inner_texts()
    assert len(questions) == 4
    for question in questions:
        chat.page.locator("#starts .example", has_text=question).click()
        chat.finished(1)
        assert chat.newest.locator(".asked").inner_text() == question
        assert chat.newest.locator(".card").count() > 0
        chat.page.locator("#fresh").click()
        chat.page.wait_for_selector(".welcome")


def test_a_bad_question_gets_a_message_and_its_words_back_and_the_longest_is_asked(
    visit: Visit, seeds_url: str
) -> None:
    chat = visit(seeds_url)
    longest = f"{SENATOR} " + "Was it he? " * 177
    longest = longest.ljust(2_000, "?")
    assert len(longest) == 2_000
    for question, message in (("   ", "empty"), (f"{longest}?", "2,001")):
        chat.ask(question)
        assert message in chat.newest.locator(".failed").inner_text()
        assert "Traceback" not in chat.page.content()
        chat.page.wait_for_function("wanted => document.querySelector('#box textarea').value === wanted", arg=question)
    chat.ask(longest)
    assert chat.newest.locator(".asked").inner_text() == longest
    assert chat.newest.locator(".failed").count() == 0
    assert "Kazakhstan" in chat.newest.inner_text()


def test_a_new_chat_forgets_and_stops_what_runs(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url)
    chat.ask(SENATOR)
    chat.open(chat.newest.locator("button.mark").first)
    chat.box.fill(NULAND)
    chat.box.press("Enter")
    chat.page.wait_for_selector("#exchange-2 .running")
    chat.page.locator("#fresh").click()
    chat.page.wait_for_selector(".welcome")
    chat.page.wait_for_timeout(1_500)
    assert chat.exchanges == 0
    assert chat.panel.locator("mark.quoted").count() == 0
    chat.ask("And what did they say about energy?")
    assert chat.newest.locator(".wording").count() == 0


def test_an_open_page_answers_from_a_newer_index(changing: tuple[str, Path, Path], visit: Visit) -> None:
    """A sync needs no restart; a quote of an article that has changed since is not shown on the wrong words."""
    from rag import sync

    url, folder, index_path = changing
    chat = visit(url)
    chat.ask("Who painted the door of the church?")
    assert "Anna Smith" in chat.newest.locator(".claims").inner_text()
    (folder / "a.txt").write_text("Long after, Berta Miller painted the old door of the church blue.", "utf-8")
    (folder / "b.txt").write_text("The harbour bridge was opened by Carl Jones.", "utf-8")
    (folder / "c.txt").write_text("Source: Vell Post\n\nThe mill of Vell was sold to Dora Wells.", "utf-8")
    sync(folder, index_path)
    chat.newest.locator("button.mark").first.click()
    chat.panel.get_by_text("changed").wait_for()
    assert chat.panel.locator("mark").count() == 0
    chat.ask("Who painted the door of the church?")
    assert "Berta Miller" in chat.newest.locator(".claims").inner_text()
    chat.open(chat.newest.locator("button.mark").first)
    assert chat.quoted() == "Long after, Berta Miller painted the old door of the church blue."
    chat.page.locator("#header", has_text="3 articles").wait_for()
    chat.scope.click()
    chat.choose_outlet("Vell Post")
    chat.reload()
    chat.page.get_by_text("3 articles").first.wait_for()


def test_two_people_do_not_see_each_other(visit: Visit, seeds_url: str) -> None:
    one, other = visit(seeds_url), visit(seeds_url)
    one.ask(SENATOR)
    other.ask(NULAND)
    assert (one.exchanges, other.exchanges) == (1, 1)
    one.open(one.newest.locator("button.mark").first)
    other.open(other.newest.locator("button.mark").first)
    assert "Daines" in one.quoted()
    assert "Nuland" in other.quoted()


def test_markup_in_articles_names_and_questions_stays_text(visit: Visit, odd_url: str) -> None:
    chat = visit(odd_url)
    attack = "<img src=x onerror=window.hacked=7> What is the zebra markup ${window.hacked=8} {{x}}?"
    chat.ask(attack)
    assert chat.newest.locator(".asked").inner_text() == attack
    assert "<script>window.hacked = 1</script>" in chat.newest.locator(".claims").inner_text()
    chat.open(chat.newest.locator("button.mark").first)
    assert chat.panel.locator(".reader").text_content() == HOSTILE
    assert "zebra <img src=x onerror=window.hacked=5> ${window.hacked=6} {{x}}.txt" in chat.panel.inner_text()
    chat.ask("How does the zebra template end?")
    assert "${window.hacked = 3} and {{x}} and `tick` \\ and [x](javascript:" in chat.newest.inner_text()
    chat.page.wait_for_timeout(300)
    assert chat.page.evaluate("window.hacked") is None
    assert chat.page.locator(".exchange img, .exchange a, #panel img, #panel a, .panel script").count() == 0


def test_a_very_long_article_is_shown_in_part_around_the_quote(visit: Visit, odd_url: str) -> None:
    chat = visit(odd_url)
    chat.ask("Whom did the walrus committee choose as its treasurer?")
    chat.open(chat.newest.locator("button.mark").first)
    assert LONG_SENTENCE in chat.quoted()
    assert chat.quote_is_in_view()
    assert len(chat.panel.locator(".reader").text_content() or "") == 30_000
    assert "A long article: characters" in chat.panel.inner_text()
    before = chat.panel.locator(".part").inner_text()
    chat.panel.locator(".move", has_text="Later").click()
    chat.page.wait_for_function("before => document.querySelector('#panel .part').innerText !== before", arg=before)
    assert chat.panel.locator("mark.quoted").count() == 0


def test_on_a_phone_the_article_stands_below_and_has_a_way_back(visit: Visit, seeds_url: str) -> None:
    chat = visit(seeds_url, width=390, height=844)
    chat.page.wait_for_selector("#starts .example")
    chat.picture("phone-welcome", full_page=True)
    chat.ask(SENATOR)
    chat.picture("phone")
    mark = chat.newest.locator("button.mark").first
    chat.open(mark)
    chat.page.wait_for_function(
        "() => { const r = document.querySelector('#panel mark.quoted').getBoundingClientRect();"
        " return r.top >= 0 && r.bottom <= window.innerHeight; }"
    )
    assert chat.page.evaluate("document.documentElement.scrollWidth") == 390
    chat.picture("phone-article")
    chat.panel.locator(".back").click()
    chat.page.wait_for_function("document.activeElement.matches('button.mark')")
    chat.page.wait_for_function(
        "() => { const r = document.activeElement.getBoundingClientRect();"
        " return r.top >= 0 && r.bottom <= window.innerHeight; }"
    )


def test_it_looks_right(visit: Visit, seeds_url: str) -> None:
    """Pictures to look at; what can be checked is that text and ground differ enough to read (4.5:1)."""
    chat = visit(seeds_url)
    chat.page.wait_for_selector("#starts .example")
    chat.looks("welcome")
    chat.ask(SENATOR)
    chat.ask("And what did they say about energy?")
    chat.open(chat.newest.locator("button.mark").first)
    texts = ".claims", ".facts", ".wording", "button.mark", ".card .quote", "#panel .reader", "mark.quoted", "mark.also"
    chat.looks("answer", texts=(*texts, "#box textarea", "#box .submit-button", "#fresh"))
