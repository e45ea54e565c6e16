"""Conversations of pages and the store under them: reloads, other pages, servers that end, a store that fails."""

from __future__ import annotations

import json
import sqlite3
import struct
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rag.conversations.settings import ConversationsConfig
from rag.conversations.store import ConversationStore
from rag.feedback.store import FeedbackStore
from tests.fakes_ui import FakeIndex, FakePipeline, article
from ui.scope.asked import Asked, Change
from ui.talk.answering import converse
from ui.talk.conversation import EXCHANGES_KEPT, INTERRUPTED, Conversation
from ui.talk.events import judged, opened
from ui.talk.kept.desk import DELETED, Desk, Desks, sent_by
from ui.talk.kept.records import UNREADABLE, exchange_of, row_of

BRIDGE = article("The harbour bridge cost 312 million crowns. Mayor Fabricius cut the ribbon. Ferries stop on Monday.")
PIPELINE = FakePipeline.over(BRIDGE)
COST, RIBBON, FERRIES = (
    "What did the harbour bridge cost?",
    "And Mayor Fabricius cut what ribbon?",
    "Do ferries stop Monday?",
)


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    return ConversationStore(ConversationsConfig(str(tmp_path / "talks.sqlite")))


@pytest.fixture
def desks(store: ConversationStore) -> Desks:
    return Desks(store)


def sent(conversation: int = 1, key: str = "a1") -> str:
    """What a page sends: whose it is, and what it shows."""
    return json.dumps({"key": key * 32, "conversation": f"{conversation:032x}"})


def steps(desks: Desks, desk: Desk, question: str, pipeline: FakePipeline = PIPELINE) -> Iterator[Desk]:
    return desks.asking(desk, lambda talk: converse(pipeline, talk, Asked(question)))


def ask(desks: Desks, desk: Desk, question: str) -> Desk:
    *_, last = steps(desks, desk, question)
    return last


def questions(desk: Desk) -> list[str]:
    return [one.asked.question for one in desk.talk.exchanges]


def told(desk: Desk) -> list[str | None]:
    return [one.answer or one.told for one in desk.talk.exchanges]


def test_a_page_that_is_loaded_again_has_the_same_conversation(desks: Desks, tmp_path: Path) -> None:
    before = ask(desks, ask(desks, desks.of(Desk(), sent()), COST), RIBBON)
    after = desks.of(Desk(), sent())
    assert after.talk == before.talk
    assert (after.revision, after.trouble) == (before.revision, "")
    marked = '<mark class="quoted">The harbour bridge cost 312 million crowns.</mark>'
    assert marked in opened(PIPELINE, (), after.talk, "1.1", "")
    changed = FakePipeline(FakeIndex((replace(BRIDGE, sha256="other"),)))
    assert "changed or left the index" in opened(changed, (), after.talk, "1.1", "")
    feedback = FeedbackStore(tmp_path / "feedback.sqlite")
    assert judged(feedback, after.talk, {"of": "2", "verdict": "right"}).startswith("Kept: right")
    assert [one.question for one in feedback.all()] == [RIBBON]
    [first, second] = after.talk.turns
    assert (first.question, first.answer) == (COST, before.talk.exchanges[0].answer)
    assert second.question == RIBBON


def test_what_another_sends_or_nonsense_shows_nothing(desks: Desks) -> None:
    ask(desks, desks.of(Desk(), sent()), COST)
    assert desks.of(Desk(), sent(key="b2")).talk.exchanges == ()
    nonsense: tuple[object, ...] = (
        None,
        "",
        "{",
        "[]",
        "7",
        '"x"',
        '{"key": 1}',
        '{"key": "a1", "conversation": {}}',
        "x" * 10_000,
        {},
    )
    for words in nonsense:
        desk = desks.of(Desk(), words)
        assert (sent_by(words), desk.talk.exchanges, desk.owned) == (None, (), None)
        assert desks.listed(words) == ()
        assert told(ask(desks, desk, COST)) == ["The harbour bridge cost 312 million crowns."]
    assert [one.name for one in desks.listed(sent())] == [COST]


def test_without_a_store_a_conversation_is_its_pages_alone(tmp_path: Path) -> None:
    desk = ask(Desks(), ask(Desks(), Desks().of(Desk(), sent()), COST), RIBBON)
    assert questions(desk) == [COST, RIBBON]
    assert Desks().of(desk, sent()) is desk
    assert Desks().of(desk, sent(2)).talk.exchanges == ()
    name, exchanges = Desks().whole(desk)
    assert (name, len(exchanges)) == (COST, 2)
    assert [*tmp_path.iterdir()] == []


def test_a_server_that_ends_in_mid_answer_leaves_an_interrupted_question_that_can_be_asked_again(desks: Desks) -> None:
    desk = ask(desks, desks.of(Desk(), sent()), COST)
    halfway = steps(desks, desk, RIBBON)
    next(halfway), next(halfway)
    found = Desks(ConversationStore(desks.store.config)).of(Desk(), sent())  # type: ignore[union-attr]
    assert told(found) == ["The harbour bridge cost 312 million crowns.", INTERRUPTED]
    assert INTERRUPTED in found.talk.newest
    asked = found.talk.again(Change(2))
    assert asked is not None
    *_, last = desks.asking(found, lambda talk: converse(PIPELINE, talk, asked))
    assert questions(last) == [COST, RIBBON, RIBBON]
    [*halfway]  # noqa: B018 - the first answer ends after all: it is not lost either
    assert told(desks.of(Desk(), sent()))[1:] == ["Mayor Fabricius cut the ribbon."] * 2


def test_two_pages_in_one_conversation_lose_nothing_and_see_each_other_with_the_next_question(desks: Desks) -> None:
    first = ask(desks, desks.of(Desk(), sent()), COST)
    second = desks.of(Desk(), sent())
    running = steps(desks, first, RIBBON)
    first = next(running)
    second = ask(desks, second, FERRIES)
    assert [one.number for one in second.talk.exchanges] == [1, 2, 3]
    assert questions(second) == [COST, RIBBON, FERRIES]
    *_, first = running
    assert questions(first) == [COST, RIBBON]
    first = ask(desks, first, COST)
    assert questions(first) == [COST, RIBBON, FERRIES, COST]
    assert INTERRUPTED not in told(first)
    assert desks.of(Desk(), sent()).talk.exchanges == first.talk.exchanges


def test_two_pages_that_ask_in_the_same_moment_take_two_places(desks: Desks) -> None:
    page = desks.of(Desk(), sent())
    crossing: list[Desk] = []

    def put(talk: Conversation) -> Iterator[Conversation]:
        if not crossing:  # between this page's look at the store and its writing another one writes
            crossing.append(ask(desks, page, FERRIES))
        yield from converse(PIPELINE, talk, Asked(COST))

    *_, last = desks.asking(page, put)
    assert [(one.number, one.asked.question) for one in last.talk.exchanges] == [(1, FERRIES), (2, COST)]
    assert desks.of(Desk(), sent()).talk.exchanges == last.talk.exchanges


def test_a_question_in_a_conversation_deleted_elsewhere_brings_it_back_or_begins_it_anew(
    desks: Desks, store: ConversationStore
) -> None:
    desk = ask(desks, desks.of(Desk(), sent()), COST)
    assert desk.owned
    store.delete(desk.owned)
    desk = ask(desks, desk, RIBBON)
    assert questions(desks.of(Desk(), sent())) == [COST, RIBBON]
    with closing(sqlite3.connect(store.path)) as database, database:
        database.execute("DELETE FROM exchanges")
        database.execute("DELETE FROM conversations")
    desk = ask(desks, desk, FERRIES)
    assert desk.trouble == DELETED
    assert questions(desks.of(Desk(), sent())) == questions(desk) == [FERRIES]


def test_a_locked_store_is_told_the_chat_goes_on_and_what_is_missing_is_kept_with_the_next(
    desks: Desks, store: ConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.conversations.schema.LOCK_SECONDS", 0.02)
    desk = ask(desks, desks.of(Desk(), sent()), COST)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        desk = ask(desks, ask(desks, desk, RIBBON), FERRIES)
        assert "could not be kept and goes with this page: the conversations in" in desk.trouble
        assert "database is locked" in desk.trouble
        assert len(desk.unkept) == 2
        assert questions(desk) == [COST, RIBBON, FERRIES]
        assert "could not be opened" in desks.of(Desk(), sent()).trouble
        others = Desks(desks.store, places=False)
        told = "The conversation could not be opened: what it needs cannot be used at the moment; "
        assert others.of(Desk(), sent()).trouble.startswith(told)
    assert questions(desks.of(Desk(), sent())) == [COST]
    desk = ask(desks, desk, COST)
    assert (desk.trouble, desk.unkept) == ("", frozenset())
    assert desks.of(Desk(), sent()).talk.exchanges == desk.talk.exchanges
    assert questions(desk) == [COST, RIBBON, FERRIES, COST]


def test_an_answer_that_could_not_be_kept_is_told_where_another_page_took_its_place(
    desks: Desks, store: ConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.conversations.schema.LOCK_SECONDS", 0.02)
    desk = ask(desks, desks.of(Desk(), sent()), COST)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        desk = ask(desks, desk, RIBBON)
    ask(desks, desks.of(Desk(), sent()), FERRIES)
    desk = ask(desks, desk, COST)
    assert questions(desk) == [COST, FERRIES, COST]
    assert "another page wrote in the place of “And Mayor Fabricius cut what ribbon?”; ask it again" in desk.trouble


def test_stopped_and_taken_back_stay_so(desks: Desks) -> None:
    desk = ask(desks, desks.of(Desk(), sent()), COST)
    running = steps(desks, desk, RIBBON)
    next(running)
    halfway = next(running)
    stopped = desks.stopped(halfway)
    assert desks.stopped(stopped) is stopped
    [*running]  # noqa: B018 - an answer that ends after it was stopped
    assert told(desks.of(Desk(), sent()))[1] == "Stopped before the answer was finished."
    left = desks.taken_back(stopped)
    assert questions(left) == questions(desks.of(Desk(), sent())) == [COST]
    left = desks.taken_back(left)
    assert desks.listed(sent()) == ()
    assert desks.taken_back(left) is left
    assert questions(ask(desks, left, FERRIES)) == [FERRIES]
    assert [one.name for one in desks.listed(sent())] == [FERRIES]


def test_of_a_long_conversation_the_newest_are_open_and_all_are_kept(desks: Desks) -> None:
    desk = desks.of(Desk(), sent())
    for number in range(EXCHANGES_KEPT + 3):
        desk = ask(desks, desk, f"{COST} {number}")
    assert (len(desk.talk.exchanges), desk.talk.let_go) == (EXCHANGES_KEPT, 3)
    assert "3 earlier exchanges of this conversation not shown here; a saved copy has them." in desk.talk.past
    again = desks.of(Desk(), sent())
    assert again.talk == desk.talk
    name, exchanges = desks.whole(again)
    assert [one.number for one in exchanges] == [*range(1, EXCHANGES_KEPT + 4)]
    assert name == f"{COST} 0"


def test_a_row_that_cannot_be_read_says_so_and_hides_no_other(desks: Desks, store: ConversationStore) -> None:
    desk = ask(desks, ask(desks, desks.of(Desk(), sent()), COST), RIBBON)
    row = row_of(desk.talk.exchanges[0])
    assert exchange_of(row) == desk.talk.exchanges[0]
    for content in (
        b"",
        b"\xff" * 9,
        row.content[:30],
        b"\0\0\0\x02\0\0\0\0{}",
        row.content[:8] + b"\0" + row.content[9:],
        row.content[:-9],
    ):
        with closing(sqlite3.connect(store.path)) as database, database:
            database.execute("UPDATE exchanges SET content = ? WHERE number = 1", (content,))
        assert told(desks.of(Desk(), sent())) == [UNREADABLE, "Mayor Fabricius cut the ribbon."]


def test_a_row_that_says_nothing_of_quotes_alone_is_read(desks: Desks) -> None:
    """As versions before wrote it."""
    one = ask(desks, desks.of(Desk(), sent()), COST).talk.exchanges[0]
    row = row_of(one)
    first, second = struct.unpack_from(">II", row.content)
    head = json.loads(zlib.decompress(row.content[8 : 8 + first]))
    assert head["asked"].pop("quoting") is False
    packed = zlib.compress(json.dumps(head).encode())
    older = struct.pack(">II", len(packed), second) + packed + row.content[8 + first :]
    assert exchange_of(replace(row, content=older)) == one
    quoting = replace(one, asked=replace(one.asked, quoting=True))
    assert exchange_of(row_of(quoting)) == quoting


def test_a_question_of_half_a_surrogate_pair_is_kept(desks: Desks) -> None:
    ask(desks, desks.of(Desk(), sent()), f"{COST} \ud83d")
    assert questions(desks.of(Desk(), sent())) == [f"{COST} ?"]
