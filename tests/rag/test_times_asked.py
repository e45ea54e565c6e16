"""What becomes of a time that nothing was published in, and of the newest, copies and names in a question."""

from __future__ import annotations

import datetime as dt

from rag.config import RagConfig
from rag.types import Scope, Turn
from tests.rag.retrieval.indexes import fake_index, pipeline

EAGER = RagConfig(answer_threshold=0.0)
NEWS = {
    "founded.txt": "The port of Odrava was founded in 1891 by a baker.",
    "strike.txt": "OSLO, 4 March 2024 (Daily Fjord): The strike at the port of Odrava began on Monday.",
    "pay.txt": "OSLO, 13 March 2024 (Il Giorno): The strike goes on, and the port pays less.",
    "end.txt": "OSLO, 2 April 2024 (Daily Fjord): The strike is over since 1 April 2024, the union told us.",
    "cake.txt": "OSLO, 3 April 2024 (Il Giorno): A cake was baked.",
}


def ids(names: object) -> list[str]:
    return [passage.article.id for passage in names]  # type: ignore[attr-defined]


def test_an_article_without_a_date_is_no_news_of_last_week() -> None:
    answer = pipeline(fake_index(NEWS), EAGER).answer("What happened last week?", as_of=dt.date(2024, 9, 20))
    assert (answer.status, answer.passages) == ("not_found", ())
    assert answer.notes == ("No article was published in the time asked for (last week).",)


def test_a_time_that_only_texts_name_is_told_to_restrict_nothing() -> None:
    asked = pipeline(fake_index({"end.txt": NEWS["end.txt"]}), EAGER)
    found = asked.answer("Which strike ended on 1 April 2024?")
    assert ids(found.passages) == ["end.txt"]
    assert found.notes[-1] == (
        "No article was published in the time asked for (on 1 April 2024); these speak of that time."
    )
    [told] = [one for one in found.query.understood if one.aspect == "interval"]
    assert (told.effect, told.meaning) == (
        "notes",
        "nothing was published then; what is asked about, no restriction",
    )


def test_articles_without_dates_are_asked_where_most_have_none() -> None:
    undated = {name: NEWS["founded.txt"].replace("Odrava", name) for name in ("a.txt", "b.txt", "c.txt")}
    answer = pipeline(fake_index(undated | {"cake.txt": NEWS["cake.txt"]}), EAGER).answer("What happened last week?")
    assert {passage.article.id for passage in answer.passages} == set(undated)
    assert answer.notes[0] == "No article was published in the time asked for (last week)."


def test_the_latest_comes_first_among_all_that_hold_the_words() -> None:
    for question, expected in (
        ("What is the latest on the strike?", ["end.txt", "pay.txt", "strike.txt"]),
        ("Who first reported the strike?", ["strike.txt", "pay.txt", "end.txt"]),
    ):
        _, found = pipeline(fake_index(NEWS), EAGER).search(question)
        assert [one for one in ids(found.passages) if one in expected] == expected


def test_a_copy_in_another_outlet_keeps_its_place_where_outlets_are_asked_one_by_one() -> None:
    words = " ".join(f"The council of village {n} agreed on dam {n * 7} by {n * 3} votes." for n in range(8))
    texts = {
        "a.txt": f"OSLO, 4 March 2024 (Daily Fjord): {words}",
        "b.txt": f"OSLO, 4 March 2024 (Il Giorno): {words}",
    }
    index = fake_index(texts)
    index.story = lambda *_, **__: ("a.txt", "b.txt")  # type: ignore[method-assign]
    _, one_place = pipeline(index, EAGER).search("What did the council agree on?")
    assert len({passage.article.id for passage in one_place.passages}) == 1
    _, each = pipeline(index, EAGER).search("What did Daily Fjord report and what did Il Giorno report on the council?")
    assert {passage.article.id for passage in each.passages} == {"a.txt", "b.txt"}


def test_an_outlet_that_was_understood_is_no_unknown_name() -> None:
    asked = pipeline(fake_index(NEWS), EAGER)
    answer = asked.answer("According to the Daily Fjord, when did the strike begin?")
    assert (answer.query.outlets, answer.status, answer.notes) == (("Daily Fjord",), "answered", ())


def test_nothing_published_by_the_day_is_said() -> None:
    answer = pipeline(fake_index(NEWS), EAGER).answer(
        "What ended?", as_of=dt.date(1990, 1, 1), scope=Scope(undated=False)
    )
    assert answer.notes == ("No article that was published by 1990-01-01 was found.",)


def test_a_time_of_the_question_before_in_which_nothing_was_published_is_let_go() -> None:
    turns = [Turn("What did the strike at the port cost in June 2023?")]
    answer = pipeline(fake_index(NEWS), EAGER).answer("And when did it begin?", turns)
    assert (answer.query.history_used, answer.query.interval) == (True, None)
    assert "strike.txt" in ids(answer.passages)
    assert answer.notes[0] == (
        "No article was published in the time of the question before (in June 2023); it restricts nothing."
    )
