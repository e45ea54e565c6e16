"""Conversations kept in a file of their own: listed, searched, renamed, deleted, limited, and nobody else's."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from pathlib import Path

import pytest

from rag.conversations.owners import Owned, owner_of
from rag.conversations.rows import GIVEN_CHARACTERS, NAME_CHARACTERS, Row, shortened
from rag.conversations.schema import NumberTaken
from rag.conversations.settings import ConversationsConfig
from rag.conversations.store import UNDO, ConversationStore
from tests.rag.conversations.kept import OURS, THEIRS, Clock, owned, row


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> ConversationStore:
    return ConversationStore(
        ConversationsConfig(str(tmp_path / "deep" / "talks.sqlite"), per_browser=3, days=30), clock
    )


def test_a_key_that_is_none_belongs_to_nobody_and_the_key_itself_is_not_kept(store: ConversationStore) -> None:
    for key in (None, 7, "", "A1" * 32, "a1" * 31, "a1" * 33, OURS + "\n", "z1" * 32, {"key": OURS}):
        assert owner_of(key) is None
        assert Owned.sent(key, "0" * 32) is None
    assert Owned.sent(OURS, "../../etc/passwd") is None
    assert Owned.sent(OURS, ["0" * 32]) is None
    store.begin(owned(1), [row(1)])
    assert OURS.encode() not in store.path.read_bytes()
    assert owned(1).owner == hashlib.sha256(OURS.encode()).hexdigest()


def test_what_is_kept_is_given_back_in_order(store: ConversationStore) -> None:
    revision = store.begin(owned(1), [row(1, "Who met whom?", finished=False)])
    assert store.load(owned(1)).rows == (row(1, "Who met whom?", finished=False),)  # type: ignore[union-attr]
    revision = store.finish(owned(1), row(1, "Who met whom?"), seen=revision)
    for number in (2, 3, 4):
        revision = store.begin(owned(1), [row(number)], seen=revision)
    held = store.load(owned(1), newest=2)
    assert held is not None
    assert (held.name, held.rows, held.before) == ("Who met whom?", (row(3), row(4)), 2)
    assert held.revision == revision == store.revision(owned(1)) > 0


def test_nobody_sees_or_changes_the_conversations_of_another(store: ConversationStore) -> None:
    store.begin(owned(1), [row(1, "Ours?")])
    store.begin(owned(1, THEIRS), [row(1, "Theirs?")])
    assert store.rename(owned(1, THEIRS), "Mine")
    assert store.delete(owned(1, THEIRS))
    assert not store.rename(owned(2), "None")
    assert [(one.name, one.exchanges) for one in store.listed(owned(1).owner)] == [("Ours?", 1)]
    assert store.listed(owned(1, THEIRS).owner) == ()
    assert store.listed("") == ()


def test_the_last_written_to_stands_first_and_words_are_found_whatever_their_case_and_accents(
    store: ConversationStore,
) -> None:
    store.begin(owned(1), [row(1, "What did it cost?", searched="Zürich paid 312 million crowns.")])
    store.begin(owned(2), [row(1, "Who cut the ribbon?", searched="100% of it_was cut")])
    assert [one.id[-1] for one in store.listed(owned(1).owner)] == ["2", "1"]
    store.begin(owned(1), [row(2, "And then?")])
    store.rename(owned(2), "The Bridge")
    assert [one.id[-1] for one in store.listed(owned(1).owner)] == ["1", "2"]
    found = {
        words: [one.id[-1] for one in store.listed(owned(1).owner, words)]
        for words in ("zurich COST", "then", "bridge ribbon", "cost ribbon", "0%", "t_w", "'", "   ")
    }
    assert found == {
        "zurich COST": ["1"], "then": ["1"], "bridge ribbon": ["2"], "cost ribbon": [], "0%": ["2"], "t_w": ["2"],
        "'": [], "   ": ["1", "2"],
    }  # fmt: skip


def test_a_name_is_the_first_question_shortened_or_the_one_that_was_given(store: ConversationStore) -> None:
    question = "Which of the senators who travelled to Astana met the president there?"
    store.begin(owned(1), [row(1, question)])
    [listed] = store.listed(owned(1).owner)
    assert listed.name == "Which of the senators who travelled to Astana met the…"
    assert not listed.named
    store.rename(owned(1), "  Astana\n\u202e trip " + "x" * 500)
    [listed] = store.listed(owned(1).owner)
    assert listed.name.startswith("Astana \N{REPLACEMENT CHARACTER} trip xxx")
    assert len(listed.name) == GIVEN_CHARACTERS
    store.rename(owned(1), " ")
    assert store.load(owned(1)).name == "Which of the senators who travelled to Astana met the…"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who?", "Who?"),
        ("", "No question"),
        ("a\n\n b\tc", "a b\tc"),
        ("x" * 200, "x" * (NAME_CHARACTERS - 1) + "…"),
        ("one " + "x" * 200, ("one " + "x" * 200)[: NAME_CHARACTERS - 1] + "…"),
        ("What did the minister say about the harbour bridge, the ferry?", "What did the minister say about the harbour bridge, the…"),
    ],
)  # fmt: skip
def test_a_question_is_shortened_between_words(question: str, name: str) -> None:
    assert shortened(question) == name


def test_a_deleted_one_comes_back_for_a_while_and_is_then_gone_from_the_file(
    store: ConversationStore, clock: Clock
) -> None:
    store.begin(owned(1), [row(1, "A secret question?")])
    store.begin(owned(2), [row(1)])
    assert store.delete(owned(1))
    assert store.load(owned(1)) is None
    assert store.revision(owned(1)) == 0
    assert [one.id[-1] for one in store.listed(owned(1).owner)] == ["2"]
    assert store.restore(owned(1))
    assert store.load(owned(1)).rows == (row(1, "A secret question?"),)  # type: ignore[union-attr]
    store.delete(owned(1))
    clock.time += UNDO
    store.begin(owned(2), [row(2)])
    assert not store.restore(owned(1))
    assert b"secret" not in store.path.read_bytes()


def test_a_question_put_in_a_deleted_conversation_brings_it_back_but_an_answer_does_not(
    store: ConversationStore,
) -> None:
    seen = store.begin(owned(1), [row(1, finished=False)])
    store.delete(owned(1))
    store.finish(owned(1), row(1), seen=seen)
    assert store.listed(owned(1).owner) == ()
    store.begin(owned(1), [row(2)])
    assert store.load(owned(1)).rows == (row(1), row(2))  # type: ignore[union-attr]


def test_the_oldest_are_let_go_beyond_the_limits(store: ConversationStore, clock: Clock) -> None:
    store.begin(owned(1, THEIRS), [row(1)])
    for number in range(1, 6):
        store.begin(owned(number), [row(1)])
    assert [one.id[-1] for one in store.listed(owned(1).owner)] == ["5", "4", "3"]
    assert len(store.listed(owned(1, THEIRS).owner)) == 1
    clock.time += dt.timedelta(days=31)
    store.begin(owned(6), [row(1)])
    assert [one.id[-1] for one in store.listed(owned(1).owner)] == ["6"]
    assert store.listed(owned(1, THEIRS).owner) == ()


def test_taking_back_the_last_exchange_takes_the_conversation(store: ConversationStore) -> None:
    seen = store.begin(owned(1), [row(1), row(2)])
    seen = store.take_back(owned(1), "k2", seen=seen)
    assert seen == store.revision(owned(1))
    assert store.load(owned(1)).rows == (row(1),)  # type: ignore[union-attr]
    store.take_back(owned(1), "k1", seen=seen)
    assert store.load(owned(1)) is None
    assert store.listed(owned(1).owner) == ()


def test_two_pages_that_write_to_one_conversation_lose_nothing(store: ConversationStore) -> None:
    """The second is refused its place and told that there is something new; the first sees that the second wrote."""
    first = store.begin(owned(1), [row(1, finished=False)])
    with pytest.raises(NumberTaken, match="exchange 1 of this conversation was written by another page"):
        store.begin(owned(1), [row(1, "Another?", key="other")])
    assert store.begin(owned(1), [row(2, "Another?", key="other")], seen=0) == 0
    assert store.finish(owned(1), row(1), seen=first) == 0
    assert store.load(owned(1)).rows == (row(1), row(2, "Another?", key="other"))  # type: ignore[union-attr]


def test_a_finished_row_is_never_written_again(store: ConversationStore) -> None:
    store.begin(owned(1), [row(1, finished=False)])
    store.finish(owned(1), row(1, "Who?"))
    store.finish(owned(1), Row("k1", 1, "Who?", b"another", finished=True))
    store.begin(owned(1), [Row("k1", 1, "Who?", b"another", finished=True)])
    assert store.load(owned(1)).rows == (row(1),)  # type: ignore[union-attr]


def test_rows_that_could_not_be_kept_are_kept_with_the_next(store: ConversationStore) -> None:
    store.begin(owned(1), [row(1), row(2), row(3, finished=False)])
    store.begin(owned(1), [row(3), row(4)])
    assert store.load(owned(1)).rows == (row(1), row(2), row(3), row(4))  # type: ignore[union-attr]


def test_many_writers_to_one_conversation_keep_every_exchange(store: ConversationStore) -> None:
    """Each takes the next place until it gets one, as a page does."""

    def write(writer: int) -> None:
        for turn in range(3):
            while True:
                held = store.load(owned(1), newest=1)
                number = held.rows[-1].number + 1 if held else 1
                try:
                    store.begin(owned(1), [row(number, f"{writer}.{turn}", key=f"w{writer}.{turn}")])
                except NumberTaken:
                    continue
                break

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held = store.load(owned(1))
    assert held is not None
    assert [one.number for one in held.rows] == list(range(1, 19))
    assert {one.question for one in held.rows} == {f"{writer}.{turn}" for writer in range(6) for turn in range(3)}
