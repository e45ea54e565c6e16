"""What is done with kept conversations from the drawer, whatever a browser sends: drawn as text, of its own alone, and told."""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rag.conversations.rows import Listed
from rag.conversations.settings import ConversationsConfig
from rag.conversations.store import ConversationStore
from rag.feedback.store import FeedbackStore
from tests.fakes_ui import FakePipeline, article
from tests.ui.html import Page
from ui.render.conversations.drawer import conversation_list, drawer_foot, drawer_head
from ui.scope.asked import Asked
from ui.talk.answering import converse
from ui.talk.events import judged
from ui.talk.kept.actions import NO_KEY, NOT_KEPT_HERE, deleted, list_of, renamed, restored, saved, shown_past
from ui.talk.kept.desk import Desk, Desks

PIPELINE = FakePipeline.over(article("The harbour bridge cost 312 million crowns. Ferries stop on Monday."))
COST, FERRIES = "What did the harbour bridge cost?", "Do ferries stop Monday?"
TODAY = dt.date(2026, 3, 26)
EVIL = '"><img src=x onerror=x()> ${x} \u202e`</button>'


@pytest.fixture
def desks(tmp_path: Path) -> Desks:
    return Desks(ConversationStore(ConversationsConfig(str(tmp_path / "talks.sqlite"))))


def sent(conversation: int = 1, key: str = "a1", search: object = "") -> str:
    return json.dumps({"key": key * 32, "conversation": f"{conversation:032x}", "search": search})


def this(conversation: int, **more: object) -> dict[str, object]:
    return {"conversation": f"{conversation:032x}", **more}


def ask(desks: Desks, question: str, conversation: int = 1) -> Desk:
    *_, last = desks.asking(
        desks.of(Desk(), sent(conversation)), lambda talk: converse(PIPELINE, talk, Asked(question))
    )
    return last


def test_a_saved_copy_tells_that_quotes_alone_were_asked(desks: Desks) -> None:
    *_, desk = desks.asking(desks.of(Desk(), sent()), lambda talk: converse(PIPELINE, talk, Asked(COST, quoting=True)))
    [exchange] = json.loads(json.loads(saved(desks, desk, {"ending": "json"}))["text"])["exchanges"]
    assert exchange["scope"] == ["in quotes alone"]


def names(markup: str) -> list[str]:
    return Page(markup).by_class.get("name", [])


def test_the_list_is_searched_renamed_deleted_and_brought_back(desks: Desks) -> None:
    ask(desks, COST, 1)
    ask(desks, FERRIES, 2)
    assert names(list_of(desks, sent())) == [FERRIES, COST]
    assert names(list_of(desks, sent(search=" CROWNS "))) == [COST]
    assert names(renamed(desks, sent(), this(1, name="Money"))) == [FERRIES, "Money"]
    gone = deleted(desks, sent(), this(1))
    assert names(gone) == [FERRIES]
    assert Page(gone).by_class["came"] == ["Deleted “Money”. Undo"]
    assert ("data-restore", f"{1:032x}") in Page(gone).attributes
    assert names(restored(desks, sent(), this(1))) == [FERRIES, "Money"]


def test_of_another_or_of_nothing_nothing_is_changed(desks: Desks) -> None:
    ask(desks, COST)
    odd: list[dict[str, object]] = [
        this(1, name="Mine"),
        {},
        {"conversation": 7, "name": "x"},
        {"conversation": "' OR 1=1", "name": "x"},
    ]
    for act in (renamed, deleted, restored):
        for given in odd:
            assert names(act(desks, sent(key="b2"), given)) == []
            act(desks, "nonsense", given)
        act(desks, sent(), {"conversation": "' OR 1=1", "name": "x"})
    renamed(desks, sent(), this(1, name=["a", "list"]))
    assert names(list_of(desks, sent())) == [COST]
    assert "This conversation is no longer there." in deleted(desks, sent(), this(9))
    assert "It is gone for good." in restored(desks, sent(), this(9))


def test_without_a_store_or_a_key_the_list_says_so(desks: Desks) -> None:
    assert Page(list_of(Desks(), sent())).text == NOT_KEPT_HERE
    assert Page(deleted(Desks(), sent(), this(1))).text == NOT_KEPT_HERE
    assert Page(list_of(desks, '{"key": "", "conversation": ""}')).text == NO_KEY


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda desks: list_of(desks, sent()), "The list cannot be shown: "),
        (lambda desks: renamed(desks, sent(), this(1, name="x")), "The list cannot be shown: "),
        (lambda desks: deleted(desks, sent(), this(1)), "The list cannot be shown: "),
        (lambda desks: saved(desks, desks.of(Desk(), sent()), {"ending": "md"}), "could not be saved: "),
    ],
)
def test_a_store_that_cannot_be_read_is_told(desks: Desks, act: Callable[[Desks], str], told: str) -> None:
    ask(desks, COST)
    assert desks.store
    with closing(sqlite3.connect(desks.store.path)) as database:
        database.execute("PRAGMA user_version = 9")
    assert told in act(desks)
    assert "of a later version" in act(desks)


def test_hostile_names_stay_words() -> None:
    written = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    rows = [Listed("ab" * 16, EVIL, written, 3, named=named) for named in (True, False)]
    markup = drawer_head() + conversation_list(rows, TODAY, told=EVIL, searched=EVIL) + drawer_foot([(EVIL, EVIL)])
    page = Page(markup.replace("</ul>", "</ul>" + conversation_list([], TODAY, searched=EVIL)))
    assert set(page.tags) == {"h2", "input", "p", "ul", "li", "button", "span", "time", "div"}
    assert {name for name, _ in page.attributes if name.startswith("on")} == set()
    assert "\u202e" not in markup
    assert "$" not in markup
    assert page.by_class["facts"] == ["1 March 2026 · 3 questions"] * 2


@pytest.mark.parametrize(
    ("days", "told"),
    [(0, "today"), (1, "yesterday"), (13, "13 days ago"), (14, "12 March 2026"), (-1, "27 March 2026")],
)
def test_when_it_was_written_is_told_in_days_and_then_by_date(days: int, told: str) -> None:
    noon = dt.datetime(2026, 3, 26, 12).astimezone() - dt.timedelta(days=days)
    shown = Page(conversation_list([Listed("ab" * 16, "A", noon, 1, named=False)], TODAY)).by_class["facts"]
    assert shown == [f"{told} · 1 question"]


def test_what_is_saved_is_the_whole_conversation_or_told_why_not(desks: Desks) -> None:
    ask(desks, COST)
    desk = ask(desks, FERRIES)
    file = json.loads(saved(desks, desk, {"ending": "json"}))
    assert (file["name"], file["type"]) == ("What-did-the-harbour-bridge-cost.json", "application/json")
    told = json.loads(file["text"])
    assert [(one["question"], one["status"]) for one in told["exchanges"]] == [
        (COST, "answered"),
        (FERRIES, "answered"),
    ]
    unkept = Desk(desk.talk)
    assert json.loads(saved(Desks(), unkept, {"ending": "json"}))["name"] == "What-did-the-harbour-bridge-cost.json"
    stopped = json.loads(saved(Desks(), Desk(desk.talk.begin(Asked("Why?")).stopped()), {"ending": "json"}))
    assert json.loads(stopped["text"])["exchanges"][2]["told"] == "Stopped before the answer was finished."
    odd: list[dict[str, object]] = [{}, {"ending": "exe"}, {"ending": ["md"]}]
    for nonsense in odd:
        assert json.loads(saved(desks, desk, nonsense)) == {"told": "This format is not known here."}
    assert json.loads(saved(desks, desks.of(Desk(), sent(2)), {"ending": "md"}))["told"].startswith(
        "Nothing was asked yet"
    )


def test_a_conversation_that_is_opened_knows_the_verdicts_on_its_answers(desks: Desks, tmp_path: Path) -> None:
    ask(desks, COST)
    desk = ask(desks, FERRIES)
    feedback = FeedbackStore(tmp_path / "feedback.sqlite")
    assert "data-judged" not in shown_past(desk, feedback)
    judged(feedback, desk.talk, {"of": "1", "verdict": "wrong evidence"})
    judged(feedback, desk.talk, {"of": "2", "verdict": "right"})
    again = desks.of(Desk(), sent())
    assert re.findall(r'data-judged="([^"]*)"', shown_past(again, feedback)) == ["1:wrong evidence", "2:right"]
    (tmp_path / "feedback.sqlite").write_text("no database " * 100, encoding="utf-8")
    assert shown_past(again, feedback).endswith(again.talk.past)
