"""Questions made of news: what they ask, which sentence answers, and what is changed so that none does."""

from __future__ import annotations

import random

from rag.training.examples import Example, Text, text_of
from rag.training.reported import key_phrases, news_texts, reported

NEWS = text_of(
    "n1",
    "Ferry talks",
    "Transport minister Anna Conti condemned the harbour strike in Oslo on Monday. "
    "She met the union leader Jonas Berg for talks at the town hall. "
    "They reviewed night shifts and the new ferry timetable.",
)
OTHER = text_of("n2", "Football", "Coach Peter Holm praised the young goalkeeper after the cup final in Bergen.")


def made(count: int = 400) -> list[Example]:
    return [e for seed in range(count) if (e := reported(NEWS, random.Random(seed), lambda: OTHER))]


def test_questions_ask_for_what_was_done_in_other_words_and_name_the_sentence() -> None:
    asked = {(example.question, example.gold) for example in made() if example.answered}
    assert ("How did Anna Conti react to harbour strike?", (0,)) in asked
    assert ("Did Anna Conti denounce the harbour strike in Oslo on Monday?", (0,)) in asked


def test_what_talks_were_about_stands_in_the_sentence_that_carries_on() -> None:
    asked = {(example.question, example.gold) for example in made() if example.answered}
    assert ("What did Jonas Berg talk about?", (2,)) in asked
    assert ("Which talks concerned night shifts?", (2,)) in asked


def test_who_somebody_is_has_the_role_for_its_short_answer() -> None:
    shorts = {(e.question, e.text.text[slice(*e.spans[0])]) for e in made() if e.spans}
    assert ("Who is Jonas Berg?", "union leader") in shorts
    assert ("Who is the union leader?", "Jonas Berg") in shorts


def test_a_question_about_somebody_else_is_answered_by_nothing() -> None:
    changed = {example.question for example in made() if example.origin.endswith("changed") and not example.answered}
    assert "Who is Peter Holm?" in changed
    assert "How did Anna Conti react to harbour strike?" not in changed


def test_key_phrases_are_runs_of_words_that_say_something() -> None:
    assert key_phrases("the strict night shifts of 3.5 million workers, and it's over") == [
        "strict night shifts",
        "3.5 million workers",
    ]


def test_articles_are_cut_between_sentences() -> None:
    assert [passage.text for passage in news_texts([NEWS], 140)] == [NEWS.text[NEWS.sentences[1][0] :]]
    long = Text("n", "", NEWS.text + " " + NEWS.text, (*NEWS.sentences, *moved(len(NEWS.text) + 1)))
    cut = news_texts([long], 260)
    assert [len(passage.sentences) for passage in cut] == [3, 3]
    assert all(p.text[slice(*p.sentences[0])] == p.text[: p.sentences[0][1]] for p in cut)


def moved(by: int) -> list[tuple[int, int]]:
    return [(start + by, end + by) for start, end in NEWS.sentences]
